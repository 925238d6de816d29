"""Items of a decision that was reversed: nothing of the first arrives after the second, whatever was on its way."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.ats.base import Done, RetryLater
from app.lifecycle import Action, State, Who
from app.store.models import Decision, OutboxItem, Rejection
from app.store.transition import PROGRAM, Actor, apply
from app.writeback import deliver
from tests.factories import NOW, make_connection, make_policy, make_rejection, make_user

WINDOW = timedelta(seconds=30)
LATER = NOW + timedelta(hours=1)


@pytest.fixture
def rejection_id(store):
    with store.write() as session:
        connection = make_connection(session)
        rejection = make_rejection(session, connection=connection, policy=make_policy(session, connection))
        apply(session, rejection, Action.HOLD_MATCH, by=PROGRAM, now=NOW)
        session.execute(update(OutboxItem).values(status="delivered", done_at=NOW))
        return rejection.id


def act(store, rejection_id, action, at, corrects=None):
    """A person's decision or reversal; the decision's id."""
    way = "reinstate" if action.value.startswith("reinstate") else "uphold"
    with store.write() as session:
        user = make_user(session)
        decision = Decision(
            rejection_id=rejection_id, action=way, decided_by=user.id, decided_at=at, final_at=at + WINDOW,
            corrects_id=corrects, stage="Phone call" if way == "reinstate" else "",
        )  # fmt: skip
        session.add(decision)
        session.flush()
        rejection = session.get_one(Rejection, rejection_id)
        apply(session, rejection, action, by=Actor(Who.PERSON, user.email), now=at, decision=decision)
        return decision.id


def item(store, effect):
    with store.read() as session:
        return session.scalars(
            select(OutboxItem).where(OutboxItem.effect == effect).order_by(OutboxItem.created_at.desc()).limit(1)
        ).one()


def deliver_item(store, effect, at):
    with store.write() as session:
        job = deliver.take(session, item(store, effect).id, at)
    if job is not None:
        outcome = deliver.work(job, outcomes=None)
        with store.write() as session:
            deliver.record(session, job, outcome, at)
    return item(store, effect)


@pytest.mark.parametrize(
    ("first", "then", "effect", "opposite"),
    [
        (Action.UPHOLD, Action.REINSTATE_AFTER_ALL, "release", "reinstate"),
        (Action.REINSTATE, Action.UPHOLD_AFTER_ALL, "reinstate", "reject"),
    ],
)
def test_what_could_not_be_told_before_the_reversal_is_not_told_after_it(
    store, told, rejection_id, first, then, effect, opposite
):
    made = act(store, rejection_id, first, NOW)
    told.outcome = RetryLater("busy")
    deliver_item(store, effect, NOW + WINDOW)
    act(store, rejection_id, then, LATER, made)
    told.outcome = Done(None)
    waiting = deliver_item(store, effect, LATER + timedelta(seconds=1))  # the reversal may still be undone
    assert (waiting.status, waiting.due_at, waiting.attempt_count) == ("pending", LATER + WINDOW, 1)
    assert deliver_item(store, opposite, LATER + WINDOW).status == "delivered"
    late = deliver_item(store, effect, LATER + WINDOW + timedelta(seconds=5))
    assert (late.status, late.remark) == ("cancelled", "it was decided otherwise since")
    assert told.played[1:] == [opposite]


def test_after_an_undone_reversal_the_first_decision_is_told_all_the_same(store, told, rejection_id):
    made = act(store, rejection_id, Action.UPHOLD, NOW)
    told.outcome = RetryLater("busy")
    deliver_item(store, "release", NOW + WINDOW)
    reversal = act(store, rejection_id, Action.REINSTATE_AFTER_ALL, LATER, made)
    deliver_item(store, "release", LATER + timedelta(seconds=1))
    with store.write() as session:
        rejection = session.get_one(Rejection, rejection_id)
        apply(session, rejection, Action.UNDO_REVERSAL, by=Actor(Who.PERSON, "x"), now=LATER + timedelta(seconds=2))
        session.get_one(Decision, reversal).undone_at = LATER
    told.outcome = Done(None)
    assert deliver_item(store, "release", LATER + WINDOW).status == "delivered"
    assert item(store, "reinstate").status == "cancelled"


def test_two_opposite_talks_are_never_held_at_once(store, told, rejection_id):
    made = act(store, rejection_id, Action.UPHOLD, NOW)
    with store.write() as session:
        assert deliver.take(session, item(store, "release").id, LATER - timedelta(seconds=1))
    act(store, rejection_id, Action.REINSTATE_AFTER_ALL, LATER - timedelta(minutes=1), made)
    waits = deliver_item(store, "reinstate", LATER)
    assert (waits.status, waits.due_at) == ("pending", item(store, "release").sending_until)
    assert told.played == []
    assert deliver_item(store, "reinstate", waits.due_at).status == "delivered"


def test_the_stage_travels_with_the_reinstatement_only(store, told, rejection_id):
    act(store, rejection_id, Action.REINSTATE, NOW)
    with store.write() as session:
        job = deliver.take(session, item(store, "reinstate").id, LATER)
    assert (job.stage, job.line.stage) == ("Phone call", "Phone call")
    assert item(store, "hold").status == "delivered"


def test_a_reversal_whose_reinstatement_somebody_moved_on_closes_nothing(store, told, rejection_id):
    made = act(store, rejection_id, Action.REINSTATE, NOW)
    assert deliver_item(store, "reinstate", NOW + WINDOW).status == "delivered"
    act(store, rejection_id, Action.UPHOLD_AFTER_ALL, LATER, made)
    assert deliver_item(store, "reject", LATER + WINDOW).status == "delivered"
    with store.read() as session:
        assert session.get_one(Rejection, rejection_id).state == State.UPHELD
