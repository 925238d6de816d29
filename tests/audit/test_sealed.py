"""Rows against the sealed history: what was edited beside it is found, and nothing else."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.audit.answer import LISTED, Severity
from app.audit.checks import sealed
from app.audit.run import period
from app.lifecycle import Action
from app.store.models import Decision
from app.store.transition import PROGRAM, apply
from tests.audit.world import DAY, MORNING, PERSON
from tests.factories import NOW

NIGHT = period(DAY, MORNING)


@pytest.fixture
def people(session, world):
    """One of each, as the product leaves them: the control upheld, the flagged one reinstated, undone and upheld."""
    made = {"control": world.control(Action.UPHOLD)}
    for name, action, likely in (
        ("flagged", Action.HOLD_MATCH, 1.0), ("stands", Action.LET_STAND, 0.05),
        ("unreadable", Action.HOLD_UNREADABLE, None), ("unscreened", Action.HOLD_UNSCREENED, None),
        ("policy", Action.HOLD_BY_POLICY, 0.05),
    ):  # fmt: skip
        made[name] = world.rejection(inclusion_probability=likely)
        apply(session, made[name], action, by=PROGRAM, now=NOW)
    undone = world.decide(made["flagged"], Action.REINSTATE, 20)
    undone.undone_at = NOW + timedelta(seconds=5)
    apply(session, made["flagged"], Action.UNDO, by=PERSON, now=undone.undone_at)
    world.decide(made["flagged"], Action.UPHOLD, 20)
    return made


def found(session, night=NIGHT):
    session.flush()
    return [(one.kind, one.subject) for one in sealed.run(session, night).findings]


def decision_of(session, rejection):
    newest = Decision.undone_at.is_(None), Decision.rejection_id == rejection.id
    return session.scalars(select(Decision).where(*newest)).one()


def test_what_the_product_leaves_is_what_the_history_says(session, people):
    answer = sealed.run(session, NIGHT)
    assert not answer.findings
    assert answer.tables[0].rows == ((10, 0),)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("control", {"control": False}),
        ("control", {"held_because": "hold_by_policy"}),
        ("control", {"inclusion_probability": None}),
        ("control", {"inclusion_probability": 0.0}),
        ("flagged", {"held_because": "hold_unscreened"}),
        ("flagged", {"inclusion_probability": None}),
        ("policy", {"control": True}),
        ("stands", {"held_because": "hold_control", "control": True}),
        ("stands", {"inclusion_probability": None}),
    ],
)
def test_an_edited_column_is_found(session, people, name, values):
    for column, value in values.items():
        setattr(people[name], column, value)
    assert found(session) == [("treated", people[name].id)]
    assert {one.severity for one in sealed.run(session, NIGHT).findings} == {Severity.URGENT}


def test_an_edited_decision_is_found_both_ways(session, people, world):
    control, flagged = people["control"], people["flagged"]
    decision = decision_of(session, control)
    decision.action = "reinstate"
    assert found(session) == [("decided", control.id), ("made_up", control.id)]
    decision.action = "uphold"
    decision.undone_at = NOW
    assert found(session) == [("taken_back", control.id)]
    decision.undone_at = None
    undone = session.scalars(select(Decision).where(Decision.undone_at.is_not(None))).one()
    undone.undone_at, at = None, undone.undone_at
    assert found(session) == [("undone", flagged.id)]
    undone.undone_at = at
    session.add(
        Decision(rejection_id=people["stands"].id, action="uphold", decided_by=world.user.id, decided_at=NOW,
                 final_at=NOW)
    )  # fmt: skip
    assert found(session) == [("made_up", people["stands"].id)]


def test_only_the_period_counts_and_a_flood_is_counted_and_not_listed(session, world, people):
    people["control"].control = False
    assert not found(session, period(DAY - timedelta(days=1), MORNING))
    for _ in range(LISTED):
        apply(session, world.rejection(control=True), Action.HOLD_UNREADABLE, by=PROGRAM, now=NOW)
    findings = sealed.run(session, NIGHT).findings
    session.flush()
    assert len(findings) == LISTED + 1
    assert str(findings[-1].text) == f"{LISTED + 1} in all; only the first {LISTED} are listed"
