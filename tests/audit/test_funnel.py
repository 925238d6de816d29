"""What became of everybody, and that the numbers add up."""

from datetime import timedelta

from sqlalchemy import select

from app.audit.checks import funnel
from app.audit.cohort import Arm
from app.audit.run import period
from app.lifecycle import Action, Effect, Who
from app.store.models import Decision, OutboxItem
from app.store.transition import Actor, apply
from tests.audit.crowd import crowd, screened_at, table
from tests.audit.world import DAY, MORNING
from tests.factories import NOW

NIGHT = period(DAY, MORNING)


def told(world, rejection, effect, **values):
    """The ATS was told, at ``NOW`` unless ``done_at`` says when."""
    defaults = {"status": "delivered", "due_at": NOW, "created_at": NOW, "done_at": NOW}
    item = OutboxItem(
        rejection_id=rejection.id, connection_id=world.connection.id, effect=effect, **(defaults | values)
    )
    world.session.add(item)
    world.session.flush()


def everybody(world):
    flagged = crowd(world, 10, Arm.FLAGGED, upheld=3, reinstated=2, lapsed=4)
    crowd(world, 3, Arm.DOUBT, upheld=1)
    crowd(world, 5, Arm.CONTROL, upheld=4, reinstated=1)
    crowd(world, 2, Arm.HELD_BY_POLICY, upheld=1)
    unflagged = crowd(world, 40, Arm.UNFLAGGED, origin="unknown")
    crowd(world, 1, Arm.UNSCREENED, reinstated=1)
    human = crowd(world, 6, Arm.HUMAN)
    for rejection in (flagged[-1], flagged[0], flagged[-2], unflagged[0], human[0]):
        apply(world.session, rejection, Action.CLOSE, by=Actor(Who.ATS, "generic"), now=NOW + timedelta(hours=2))
    world.session.flush()


def test_every_step_adds_up(session, world):
    everybody(world)
    answer = funnel.run(session, NIGHT)
    steps = {step: row["people"] for step, row in table(answer, "funnel").items()}
    assert steps["received"] == 67
    assert sum(many for step, many in steps.items() if step.startswith("received:")) == 67
    arms = table(answer, "funnel_arms")
    assert sum(row["people"] for row in arms.values()) == 67
    assert steps["screened"] == 60 == 67 - steps["not screened"] - steps["rejected by a person"]
    assert {step: steps[step] for step in arms} == {step: row["people"] for step, row in arms.items()}
    for row in arms.values():
        assert row["decided"] == row["reinstated"] + row["upheld"]
        assert row["people"] == row["decided"] + row["lapsed"] + row["closed"] + row["open"] + row["unseen"]
    for step, column in {
        "decided by a person here": "decided", "reinstated": "reinstated", "upheld": "upheld",
        "hold ended undecided": "lapsed", "closed in the ATS before anybody decided": "closed", "undecided": "open",
    }.items():  # fmt: skip
        assert steps[step] == sum(row[column] for row in arms.values())
    assert (steps["reinstated"], steps["upheld"], steps["hold ended undecided"]) == (4, 9, 4)
    assert steps["closed in the ATS before anybody decided"] == 1  # who was decided, left or let stand counts as that


def test_told_and_reported_back_count_a_decision_once(session, world):
    first, second, third, undone = (_decided(world) for _ in range(4))
    for rejection, decision in (first, second):
        told(world, rejection, Effect.NOTE, decision_id=decision.id)
        told(world, rejection, Effect.REINSTATE, decision_id=decision.id, confirmed_at=NOW)
        told(world, rejection, Effect.REINSTATE, decision_id=decision.id)
    told(world, third[0], Effect.REINSTATE, decision_id=third[1].id, confirmed_at=MORNING + timedelta(hours=1))
    told(world, undone[0], Effect.REINSTATE, decision_id=undone[1].id)
    undone[1].undone_at = NOW + timedelta(hours=2)
    session.flush()
    steps = table(funnel.run(session, NIGHT), "funnel")
    assert steps["decisions told to the ATS"]["people"] == 3
    assert steps["reported back by the ATS"]["people"] == 2


def _decided(world):
    (rejection,) = crowd(world, 1, Arm.FLAGGED, reinstated=1)
    return rejection, world.session.scalars(select(Decision).where(Decision.rejection_id == rejection.id)).one()


def test_a_past_period_is_as_it_was(session, world):
    everybody(world)
    before = funnel.run(session, NIGHT)
    (late,) = crowd(world, 1, Arm.UNFLAGGED, at=MORNING + timedelta(minutes=1))
    screened_at(session, late, MORNING + timedelta(minutes=1))
    assert funnel.run(session, NIGHT) == before
    (waiting,) = crowd(world, 1, Arm.UNFLAGGED)
    screened_at(session, waiting, MORNING + timedelta(minutes=1))
    assert table(funnel.run(session, NIGHT), "funnel_arms")["not screened"]["open"] == 1
