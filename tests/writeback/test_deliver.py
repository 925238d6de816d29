"""One outbox item to the ATS: taken when due, told once, tried again, parked, superseded, recognised."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from app.ats.base import AtsState, Done, Refused, RetryLater, Superseded, Unsupported
from app.lifecycle import Action, State, Who
from app.store.models import Attempt, Connection, Decision, OutboxItem, Rejection
from app.store.transition import HOLD_MARGIN, PROGRAM, Actor, apply
from app.writeback import deliver
from app.writeback.outcomes import Line, append
from tests.factories import NOW, make_connection, make_policy, make_rejection, make_user

LATER = NOW + timedelta(seconds=31)


def held(store, vendor="generic", **values):
    with store.write() as session:
        connection = make_connection(session, vendor=vendor)
        rejection = make_rejection(session, connection=connection, policy=make_policy(session, connection, **values))
        apply(session, rejection, Action.HOLD_MATCH, by=PROGRAM, now=NOW)
        return rejection.id


def decided(store, rejection_id, action=Action.REINSTATE):
    with store.write() as session:
        user = make_user(session)
        decision = Decision(rejection_id=rejection_id, action=action, decided_by=user.id, decided_at=NOW,
                            final_at=NOW + timedelta(seconds=30))  # fmt: skip
        session.add(decision)
        session.flush()
        by = Actor(Who.PERSON, user.email)
        rejection = session.get_one(Rejection, rejection_id)
        apply(session, rejection, action, by=by, now=NOW, note="Seen by a person.", decision=decision)


def item_of(store, effect):
    with store.read() as session:
        return session.scalars(select(OutboxItem).where(OutboxItem.effect == effect)).one()


def deliver_item(store, effect, now=LATER, outcomes=None):
    item = item_of(store, effect)
    with store.write() as session:
        job = deliver.take(session, item.id, now)
    if job is not None:
        outcome = deliver.work(job, outcomes=outcomes)
        with store.write() as session:
            deliver.record(session, job, outcome, now)
    return item_of(store, effect)


def jobs(store):
    table = "workflow_status" if store.sqlite else "dbos.workflow_status"
    with store.read() as session:
        return list(session.scalars(text(f"SELECT workflow_uuid FROM {table} ORDER BY created_at")))  # noqa: S608


@pytest.mark.parametrize(("effect", "talk"), [("hold", "hold"), ("reinstate", "reinstate"), ("note", "annotate")])
def test_each_effect_is_its_own_talk(store, told, effect, talk):
    decided(store, held(store))
    item = deliver_item(store, effect)
    assert (item.status, told.played) == ("delivered", [talk])
    with store.read() as session:
        assert session.scalars(select(Attempt.outcome)).all() == ["Done"]


def test_nothing_leaves_before_the_undo_window_is_over(store, told):
    decided(store, held(store))
    item = deliver_item(store, "reinstate", now=NOW + timedelta(seconds=29))
    assert (item.status, item.attempt_count, told.played) == ("pending", 0, [])
    assert any(job.startswith(f"writeback:{item.id}:early") for job in jobs(store))  # and the job comes back


def test_a_delivered_item_is_never_taken_again(store, told):
    decided(store, held(store))
    deliver_item(store, "reinstate")
    deliver_item(store, "reinstate")
    assert told.played == ["reinstate"]


def test_a_worker_killed_while_sending_starts_again(store, told):
    decided(store, held(store))
    item = item_of(store, "reinstate")
    with store.write() as session:
        deliver.take(session, item.id, LATER)
    assert deliver_item(store, "reinstate").status == "delivered"
    assert told.played == ["reinstate"]


def test_a_passing_fault_waits_as_long_as_asked_and_parks_in_the_end(store, told):
    rejection_id = held(store, attempts_at_most=3, hold_mode="gate")
    decided(store, rejection_id)
    told.outcome = RetryLater("429", after=120)
    now = LATER
    for attempt in (1, 2):
        item = deliver_item(store, "reinstate", now=now)
        assert (item.status, item.attempt_count, item.due_at) == ("pending", attempt, now + timedelta(seconds=120))
        now = item.due_at
    item = deliver_item(store, "reinstate", now=now)
    assert item.status == "parked"
    assert "429" in item.remark
    assert "3 tries" in item.remark


@pytest.mark.parametrize("outcome", [Refused("422: no such stage"), Unsupported("this vendor cannot do that")])
def test_a_refusal_is_parked_at_once_and_visible(store, told, outcome):
    decided(store, held(store))
    told.outcome = outcome
    item = deliver_item(store, "reinstate")
    assert (item.status, item.remark) == ("parked", outcome.why)


def test_refused_credentials_are_tried_again_and_show_on_the_connection(store, told):
    decided(store, held(store))
    told.outcome = Refused("401: token not accepted", credentials=True)
    assert deliver_item(store, "reinstate").status == "pending"
    with store.read() as session:
        assert session.scalars(select(Connection.trouble)).one().startswith("401")


def test_a_parked_item_is_retried_by_hand(store, told):
    decided(store, held(store))
    told.outcome = Refused("422")
    item = deliver_item(store, "reinstate")
    with store.write() as session:
        deliver.retry(session, item.id, now=LATER)
    told.outcome = Done(None)
    assert deliver_item(store, "reinstate").status == "delivered"


def test_somebody_was_faster_in_the_ats(store, told):
    rejection_id = held(store)
    decided(store, rejection_id)
    told.outcome = Superseded(AtsState.WITHDRAWN, "the candidate withdrew")
    assert deliver_item(store, "reinstate").status == "superseded"
    with store.read() as session:
        assert session.get_one(Rejection, rejection_id).state is State.CLOSED
    assert item_of(store, "note").status == "cancelled"


def test_a_hold_that_comes_after_the_decision_is_not_sent(store, told):
    decided(store, held(store))
    deliver_item(store, "reinstate")
    item = deliver_item(store, "hold")
    assert (item.status, told.played) == ("cancelled", ["reinstate"])


def test_a_hold_asks_for_longer_than_our_own_deadline(store):
    rejection_id = held(store)
    with store.read() as session:
        deadline = session.get_one(Rejection, rejection_id).deadline
    assert item_of(store, "hold").hold_until == deadline + HOLD_MARGIN


def test_an_item_whose_job_was_lost_is_driven_again(store, told):
    decided(store, held(store))
    item = item_of(store, "reinstate")
    late = item.due_at + timedelta(minutes=3)
    with store.write() as session:
        deliver.redrive(session, late)
    assert not any("lost" in job for job in jobs(store))  # its job still waits in the queue
    with store.write() as session:
        session.execute(text(f"DELETE FROM {'' if store.sqlite else 'dbos.'}workflow_status"))  # noqa: S608
        deliver.redrive(session, item.due_at + timedelta(minutes=1))
        deliver.redrive(session, late)
    assert f"writeback:{item.id}:lost202611230903{item.attempt_count + 1}" in jobs(store)


def test_outcomes_of_a_file_connection_go_to_a_file_once(store, told, tmp_path):
    decided(store, held(store, vendor="file", hold_mode="reverse"))
    item = item_of(store, "reinstate")
    for _ in range(2):  # the second time as after a kill between the write and the record
        with store.write() as session:
            job = deliver.take(session, item.id, LATER)
        deliver.work(job, outcomes=tmp_path / "outcomes")
    (file,) = (tmp_path / "outcomes").iterdir()
    (line,) = [json.loads(line) for line in file.read_text().splitlines()]
    assert (line["effect"], line["item_id"], line["state"]) == ("reinstate", item.id, "reinstated")
    assert told.played == []


def test_a_line_cut_off_by_a_kill_is_written_again(tmp_path):
    line = Line("acme", "item-1", "A-1", "note", "upheld", "Gesehen: Zoë", NOW)
    append(tmp_path, line, look_first=False)
    (file,) = tmp_path.iterdir()
    whole = file.read_bytes()
    file.write_bytes(whole[:-20])
    append(tmp_path, line, look_first=True)
    assert file.read_bytes() == whole


def test_what_is_owed_to_a_closed_rejection_is_not_sent_even_after_a_failed_try(store, told):
    """Otherwise a release that waits for its retry rejects somebody who was reinstated in the ATS meanwhile."""
    rejection_id = held(store, hold_mode="gate")
    decided(store, rejection_id, Action.UPHOLD)
    told.outcome = RetryLater("503", after=3600)
    deliver_item(store, "release")
    with store.write() as session:
        apply(session, session.get_one(Rejection, rejection_id), Action.CLOSE, by=Actor(Who.ATS, "generic"), now=LATER)
    assert item_of(store, "release").status == "cancelled"
    deliver_item(store, "release", now=LATER + timedelta(hours=2))
    assert told.played == ["release"]


def test_a_parked_item_of_an_older_rejection_is_not_sent_when_a_newer_one_waits(store, told):
    rejection_id = held(store, hold_mode="gate")
    decided(store, rejection_id, Action.UPHOLD)
    told.outcome = Refused("422")
    item = deliver_item(store, "release")
    with store.write() as session:
        old = session.get_one(Rejection, rejection_id)
        names = [
            "application_id",
            "connection_id",
            "posting_id",
            "policy_id",
            "origin",
            "in_ats",
            "rejected_at",
            "received_at",
        ]
        newer = {name: getattr(old, name) for name in names}
        session.add(Rejection(number=2, deadline=NOW, **newer))
        deliver.retry(session, item.id, now=LATER)
    item = deliver_item(store, "release")
    assert (item.status, told.played) == ("cancelled", ["release"])
    assert "newer" in item.remark


def test_an_ats_that_does_not_find_the_application_ends_nothing(store, told):
    """A wrong base URL answers 404 to everything; that must not close a candidate nor swallow a decision."""
    rejection_id = held(store)
    told.outcome = Superseded(AtsState.MISSING, "not found")
    assert deliver_item(store, "hold").status == "pending"
    with store.read() as session:
        assert session.get_one(Rejection, rejection_id).state is State.HELD


def test_in_delay_mode_a_hold_is_tried_again_soon_and_as_long_as_it_helps(store, told):
    held(store, attempts_at_most=2)
    told.outcome = RetryLater("503", after=3600)
    now = LATER
    for _ in range(6):
        item = deliver_item(store, "hold", now=now)
        assert (item.status, item.due_at - now) == ("pending", timedelta(seconds=deliver.URGENT_SECONDS))
        now = item.due_at


def test_while_a_reinstatement_cannot_be_told_its_hold_is_renewed(store, told):
    rejection_id = held(store)
    decided(store, rejection_id)
    told.outcome = Refused("422")
    deliver_item(store, "reinstate")
    with store.read() as session:
        hold_until = session.get_one(Rejection, rejection_id).hold_until
    with store.write() as session:
        deliver.renew_holds(session, hold_until - timedelta(days=1))
    with store.write() as session:
        deliver.renew_holds(session, hold_until - timedelta(hours=1))
        deliver.renew_holds(session, hold_until - timedelta(minutes=59))  # renewed already
    with store.read() as session:
        holds = session.scalars(
            select(OutboxItem).where(OutboxItem.effect == "hold").order_by(OutboxItem.created_at)
        ).all()
    assert [item.hold_until > hold_until + HOLD_MARGIN for item in holds] == [False, True]


def test_giving_up_does_not_touch_what_is_done(store, told):
    decided(store, held(store))
    item = deliver_item(store, "reinstate")
    with store.write() as session:
        deliver.give_up(session, item.id, "why", LATER)
    assert item_of(store, "reinstate").status == "delivered"


def prolonged(store, told):
    """A reinstatement that was refused once, and the hold that was prolonged meanwhile; when that was, and its id."""
    rejection_id = held(store)
    deliver_item(store, "hold")
    decided(store, rejection_id)
    with store.read() as session:
        at = session.get_one(Rejection, rejection_id).hold_until - timedelta(hours=1)
    told.outcome = RetryLater("503")
    deliver_item(store, "reinstate", now=at)
    with store.write() as session:
        deliver.renew_holds(session, at)
    with store.read() as session:
        hold = session.scalars(select(OutboxItem.id).where(OutboxItem.effect == "hold", OutboxItem.created_at == at))
        return at + timedelta(minutes=5), hold.one()


def deliver_one(store, item_id, now):
    with store.write() as session:
        job = deliver.take(session, item_id, now)
    if job is not None:
        outcome = deliver.work(job, outcomes=None)
        with store.write() as session:
            deliver.record(session, job, outcome, now)
    with store.read() as session:
        return session.get_one(OutboxItem, item_id)


def test_a_hold_prolonged_after_the_decision_is_not_sent_once_the_reinstatement_arrived(store, told):
    """Otherwise it meets an active application, which looked as if somebody else had taken the rejection back."""
    later, hold = prolonged(store, told)
    told.outcome = Done(None)
    assert deliver_item(store, "reinstate", now=later).status == "delivered"
    assert (deliver_one(store, hold, later).status, told.played.count("hold")) == ("cancelled", 1)


def test_a_prolonged_hold_that_meets_our_own_reinstatement_closes_nothing_and_keeps_the_note(store, told):
    """The reinstatement arrived and its worker died before it wrote that down."""
    later, hold = prolonged(store, told)
    with store.write() as session:
        deliver.take(session, item_of(store, "reinstate").id, later)
    told.outcome = Superseded(AtsState.ACTIVE, "the application is active")
    assert deliver_one(store, hold, later).status == "superseded"
    with store.read() as session:
        assert session.scalars(select(Rejection.state)).one() is State.REINSTATED
    assert item_of(store, "note").status == "pending"


def test_while_a_reinstatement_is_only_tried_its_hold_is_still_sent(store, told):
    """If the try fails, the mail would leave."""
    later, hold = prolonged(store, told)
    with store.write() as session:
        deliver.take(session, item_of(store, "reinstate").id, later)
    told.outcome = Done(None)
    assert deliver_one(store, hold, later).status == "delivered"
