"""Many rejections at once, as the screening and reviewers would have left them."""

from datetime import timedelta

from app.audit.cohort import Arm
from app.clock import new_id
from app.lifecycle import Action, State
from app.store.models import Application, Candidate, Decision, Match, Rejection, Resume
from tests.factories import NOW

HELD = {
    Arm.FLAGGED: Action.HOLD_MATCH,
    Arm.DOUBT: Action.HOLD_UNREADABLE,
    Arm.CONTROL: Action.HOLD_CONTROL,
    Arm.HELD_BY_POLICY: Action.HOLD_BY_POLICY,
    Arm.UNSCREENED: Action.HOLD_UNSCREENED,
}


def crowd(world, number, arm, *, upheld=0, reinstated=0, lapsed=0, at=NOW, **values):
    """``number`` rejections of an arm, the first of which were decided or left until their hold ended.

    ``rate`` is the inclusion probability, ``decided_at`` when people decided.
    """
    usual = {Arm.FLAGGED: 1.0, Arm.DOUBT: 1.0, Arm.UNSCREENED: None, Arm.HUMAN: None}
    rate = values.pop("rate", usual.get(arm, 0.05))
    moment = values.pop("decided_at", at + timedelta(hours=1))
    held = HELD.get(arm, "")
    defaults = {
        "connection": world.connection, "policy": world.policy, "posting": world.posting, "received_at": at,
        "control": arm is Arm.CONTROL, "inclusion_probability": rate,
        "origin": "human" if arm is Arm.HUMAN else "auto", "held_because": held, "held_at": at if held else None,
        "state": State.HELD if held else State.STANDS,
        "deadline": at + timedelta(days=40) if held else None,
    }  # fmt: skip
    made = _made(world, number, defaults | values)
    for place, rejection in enumerate(made[: upheld + reinstated + lapsed]):
        if place >= upheld + reinstated:
            rejection.state, rejection.lapsed_at = State.LAPSED, at + timedelta(hours=1)
            continue
        action = Action.UPHOLD if place < upheld else Action.REINSTATE
        rejection.state = State.UPHELD if place < upheld else State.REINSTATED
        rejection.deadline = None
        decision = Decision(
            rejection_id=rejection.id, action=action, decided_by=world.user.id, decided_at=moment,
            final_at=moment, seconds=60,
        )  # fmt: skip
        world.session.add(decision)
    world.session.flush()
    return made


def _made(world, number, values):
    """Like ``make_rejection``, all at once."""
    connection, posting = values.pop("connection"), values.pop("posting")
    ids = [new_id() for _ in range(number)]
    session = world.session
    session.add_all(Candidate(id=each, connection_id=connection.id, external_id=f"C-{each}") for each in ids)
    session.flush()
    session.add_all(
        Application(
            id=each, connection_id=connection.id, external_id=f"A-{each}", posting_id=posting.id, candidate_id=each
        )
        for each in ids
    )
    session.flush()
    common = {
        "connection_id": connection.id, "posting_id": posting.id, "policy_id": values.pop("policy").id, "number": 1,
        "reason": "", "rule": "keywords", "in_ats": "rejected", "rejected_at": values["received_at"],
    }  # fmt: skip
    made = [Rejection(id=each, application_id=each, **(common | values)) for each in ids]
    session.add_all(made)
    session.flush()
    return made


def screened_at(session, rejection, moment):
    """The match of an unflagged rejection, which says when it was screened."""
    resume = Resume(rejection_id=rejection.id, received_at=moment)
    session.add(resume)
    session.flush()
    match = Match(
        rejection_id=rejection.id, resume_id=resume.id, requirements_version=1, verdict="weak", why="",
        policy_version="1", matcher_version="1", made_at=moment,
    )  # fmt: skip
    session.add(match)
    session.flush()


def table(answer, name):
    """The rows of a table of an answer, as dicts by column; rows are found by their first cell."""
    found = next(one for one in answer.tables if one.name == name)
    names = [column.name for column in found.columns]
    return {row[0]: dict(zip(names[1:], row[1:], strict=True)) for row in found.rows}


def sentence(answer, name):
    return str(next(one for one in answer.tables if one.name == name).sentence)
