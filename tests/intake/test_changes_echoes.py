"""What others do in the ATS while we work, and how we know our own doings again."""

from contextlib import closing
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.lifecycle import Action, State
from app.store.models import Application, Delivery, HistoryEntry, OutboxItem, Posting, Rejection
from app.store.transition import PROGRAM, apply
from tests.factories import NOW
from tests.intake.deliveries import acme, changed, count, deliver, hold, rejected, the


@pytest.fixture
def store(database_url, tmp_path):
    with closing(acme(database_url, tmp_path)) as store:
        yield store


@pytest.mark.parametrize("kind", ["reinstated", "withdrawn", "hired"])
def test_what_somebody_changes_in_the_ats_closes_the_rejection(store, kind):
    deliver(store, rejected())
    hold(store)
    deliver(store, changed(kind, NOW + timedelta(minutes=1)), "e-2")
    assert the(store, Rejection).state == State.CLOSED
    assert the(store, OutboxItem).status == "cancelled"


def test_an_older_event_that_arrives_late_changes_nothing(store):
    deliver(store, rejected(at=NOW))
    hold(store)
    deliver(store, changed("withdrawn", NOW - timedelta(minutes=1)), "e-2")
    assert the(store, Rejection).state == State.HELD


def test_a_rejection_that_arrives_after_its_own_end_is_not_reopened(store):
    deliver(store, rejected(at=NOW))
    deliver(store, changed("reinstated", NOW + timedelta(minutes=1)), "e-2")
    deliver(store, rejected(at=NOW), "e-3")
    assert (count(store, Rejection), the(store, Rejection).state) == (1, State.CLOSED)


def tell(store, effect, status="delivered"):
    with store.write() as session:
        rejection = session.scalars(select(Rejection)).one()
        values = {"effect": effect, "status": status, "due_at": NOW, "created_at": NOW, "done_at": NOW}
        session.add(OutboxItem(rejection_id=rejection.id, connection_id=rejection.connection_id, **values))
        rejection.state = State.REINSTATED if effect == "reinstate" else State.UPHELD


@pytest.mark.parametrize("status", ["sending", "delivered"])
def test_the_echo_of_a_reinstatement_is_recognised(store, status):
    """The echo may come before the worker has written down that its call was answered."""
    deliver(store, rejected())
    tell(store, "reinstate", status)
    deliver(store, changed("reinstated", NOW + timedelta(minutes=1)), "e-2")
    assert the(store, OutboxItem).confirmed_at is not None
    assert the(store, Rejection).state == State.REINSTATED
    assert "echo" in next(d.remark for d in all_of(store, Delivery) if d.event_id == "e-2")


def test_the_echo_of_a_release_is_recognised_and_makes_no_second_rejection(store):
    deliver(store, rejected())
    tell(store, "release")
    deliver(store, changed("rejected", NOW + timedelta(minutes=1)), "e-2")
    assert count(store, Rejection) == 1
    assert the(store, OutboxItem).confirmed_at is not None


def test_a_rejection_after_our_reinstatement_is_a_new_one(store):
    deliver(store, rejected())
    tell(store, "reinstate")
    deliver(store, changed("reinstated", NOW + timedelta(minutes=1)), "e-2")
    deliver(store, rejected(at=NOW + timedelta(hours=2)), "e-3", now=NOW + timedelta(hours=2))
    rows = sorted(all_of(store, Rejection), key=lambda row: row.number)
    assert [(row.number, row.state) for row in rows] == [(1, "reinstated"), (2, "received")]


def test_an_application_rejected_again_for_another_posting_is_compared_with_that_one(store):
    deliver(store, rejected())
    deliver(store, changed("reinstated", NOW + timedelta(hours=1)), "e-2", now=NOW + timedelta(hours=1))
    moved = rejected(at=NOW + timedelta(hours=2), posting_id="J-2")
    deliver(store, moved, "e-3", now=NOW + timedelta(hours=2))
    with store.read() as session:
        rows = session.execute(
            select(Rejection.number, Posting.external_id).join(Posting, Posting.id == Rejection.posting_id)
        ).all()
        now_at = select(Posting.external_id).join(Application, Application.posting_id == Posting.id)
        assert dict(rows) == {1: "J-1", 2: "J-2"}
        assert session.scalars(now_at).all() == ["J-2"]


def all_of(store, model):
    with store.read() as session:
        return list(session.scalars(select(model)))


def release_told(store, status="delivered", state=State.UPHELD):
    tell(store, "release", status)
    with store.write() as session:
        session.scalars(select(Rejection)).one().state = state


def test_a_rejection_after_somebody_closed_it_is_no_echo_of_our_release(store):
    deliver(store, rejected())
    release_told(store, state=State.CLOSED)
    deliver(store, rejected(at=NOW + timedelta(minutes=5)), "e-2", now=NOW + timedelta(minutes=5))
    assert count(store, Rejection) == 2


def test_a_parking_is_never_the_echo_of_a_release(store):
    deliver(store, rejected())
    release_told(store)
    parked = rejected(at=NOW + timedelta(minutes=5)) | {"type": "application.parked"}
    deliver(store, parked, "e-2", now=NOW + timedelta(minutes=5))
    assert count(store, Rejection) == 2


def test_a_rejection_long_after_our_release_is_a_new_one(store):
    deliver(store, rejected())
    release_told(store)
    later = NOW + timedelta(days=200)
    deliver(store, rejected(at=later), "e-2", now=later)
    rows = sorted(all_of(store, Rejection), key=lambda row: row.number)
    assert [row.state for row in rows] == [State.CLOSED, State.RECEIVED]


def test_a_rule_that_rejects_again_right_after_our_reinstatement_is_taken_in(store):
    """The ATS's clock may be behind ours, and our call may not be recorded yet."""
    deliver(store, rejected())
    tell(store, "reinstate", "sending")
    deliver(store, rejected(at=NOW + timedelta(seconds=1)), "e-2")
    deliver(store, rejected(at=NOW + timedelta(seconds=1)), "e-3", now=NOW + timedelta(seconds=2))
    assert count(store, Rejection) == 2


def test_a_rejection_reported_while_our_reinstatement_is_on_its_way_changes_nothing(store):
    deliver(store, rejected())
    tell(store, "reinstate", "pending")
    deliver(store, rejected(at=NOW + timedelta(minutes=1)), "e-2", now=NOW + timedelta(minutes=2))
    assert count(store, Rejection) == 1


def parked(at=NOW, **data):
    return rejected(at=at, **data) | {"type": "application.parked"}


def by_hand(at, **data):
    """The "no" of a person in the ATS."""
    return rejected(at=at, origin="human", **data) | {"type": "application.rejected"}


def test_a_person_who_rejects_in_the_ats_while_we_hold_wins(store):
    """Otherwise the page says that nothing was sent, and a reinstatement here overrides that person."""
    deliver(store, parked())
    hold(store)
    deliver(store, by_hand(NOW + timedelta(hours=1)), "e-2", now=NOW + timedelta(hours=1))
    rows = sorted(all_of(store, Rejection), key=lambda row: row.number)
    assert [(row.state, row.origin) for row in rows] == [(State.CLOSED, "auto"), (State.RECEIVED, "human")]
    with store.read() as session:
        assert (
            "a person rejected" in session.scalars(select(HistoryEntry.why).where(HistoryEntry.action == "close")).one()
        )
    listed = by_hand(NOW + timedelta(hours=1))
    deliver(store, listed, "e-3", now=NOW + timedelta(hours=2))
    assert count(store, Rejection) == 2


def test_a_person_who_rejects_in_the_ats_before_our_reinstatement_left_wins(store):
    deliver(store, parked())
    tell(store, "reinstate", "pending")
    deliver(store, by_hand(NOW + timedelta(hours=1)), "e-2", now=NOW + timedelta(hours=1))
    item = the(store, OutboxItem)
    assert (item.status, "a person rejected" in item.remark) == ("cancelled", True)


def test_a_second_report_that_disagrees_about_who_rejected_costs_nobody_the_look(store):
    deliver(store, rejected())
    hold(store)
    deliver(store, by_hand(NOW), "e-2", now=NOW + timedelta(hours=1))
    undated = by_hand(NOW)
    del undated["timestamp"], undated["data"]["rejected_at"]
    deliver(store, undated, "e-3", now=NOW + timedelta(hours=1))
    assert (count(store, Rejection), the(store, Rejection).state) == (1, State.HELD)


def test_a_parked_one_that_is_rejected_by_we_do_not_know_whom_waits_on_and_is_known_as_rejected(store):
    deliver(store, parked())
    hold(store)
    said = rejected(at=NOW + timedelta(hours=1), origin="unknown") | {"type": "application.rejected"}
    deliver(store, said, "e-2", now=NOW + timedelta(hours=1))
    rejection = the(store, Rejection)
    assert (rejection.state, rejection.in_ats) == (State.HELD, "rejected")


@pytest.mark.parametrize("ahead", [timedelta(0), timedelta(hours=2)])
def test_the_same_echo_under_another_id_and_in_the_next_poll_brings_nobody_back(store, ahead):
    deliver(store, parked(at=NOW + ahead))
    release_told(store)
    echo = rejected(at=NOW + timedelta(minutes=1) + ahead) | {"type": "application.rejected"}
    for number, minutes in enumerate([1, 5, 67, 127], 2):
        deliver(store, echo, f"e-{number}", now=NOW + timedelta(minutes=minutes))
    assert (count(store, Rejection), the(store, Rejection).state) == (1, State.UPHELD)
    later = NOW + timedelta(hours=3)
    deliver(store, parked(at=later + ahead), "e-9", now=later)
    assert count(store, Rejection) == 2


def test_a_poll_that_lists_our_release_an_hour_later_is_its_echo(store):
    """Polls come hourly, so without a webhook the echo is heard more than an hour after the release."""
    deliver(store, parked())
    release_told(store)
    deliver(store, rejected(at=NOW + timedelta(seconds=1)), "e-2", now=NOW + timedelta(minutes=67))
    assert count(store, Rejection) == 1
    assert the(store, OutboxItem).confirmed_at is not None


def let_stand(store):
    with store.write() as session:
        for rejection in session.scalars(select(Rejection).where(Rejection.state == State.RECEIVED)):
            apply(session, rejection, Action.LET_STAND, by=PROGRAM, now=NOW)


def test_an_ats_whose_clock_runs_ahead_does_not_reject_again_with_every_poll(store):
    """Local time sent without a zone, for example."""
    for hour in range(3):
        deliver(store, rejected(at=NOW + timedelta(hours=2)), f"e-{hour}", now=NOW + timedelta(hours=hour))
        let_stand(store)
    assert count(store, Rejection) == 1
    deliver(store, rejected(at=NOW + timedelta(hours=5)), "e-9", now=NOW + timedelta(hours=3))
    assert count(store, Rejection) == 2


def test_a_date_that_no_clock_explains_is_known_again_and_hides_no_later_rejection(store):
    for day in range(2):
        deliver(store, rejected(at=NOW + timedelta(days=400)), f"e-{day}", now=NOW + timedelta(days=day))
        let_stand(store)
    assert count(store, Rejection) == 1
    deliver(store, rejected(at=NOW + timedelta(days=2)), "e-9", now=NOW + timedelta(days=2))
    assert count(store, Rejection) == 2


def test_a_change_that_is_older_than_an_echo_changes_nothing(store):
    deliver(store, parked())
    release_told(store)
    deliver(store, rejected(at=NOW + timedelta(minutes=5)), "e-2", now=NOW + timedelta(minutes=5))
    deliver(store, changed("reinstated", NOW + timedelta(minutes=3)), "e-3", now=NOW + timedelta(minutes=6))
    assert the(store, Rejection).state is State.UPHELD


@pytest.mark.parametrize("status", ["pending", "sending", "parked"])
def test_a_list_without_times_does_not_end_a_reinstatement_whose_first_try_failed(store, status):
    """The rejection is still listed because the ATS answered 503; a new one would cancel what a person decided."""
    deliver(store, rejected())
    tell(store, "reinstate", status)
    with store.write() as session:
        item = session.scalars(select(OutboxItem)).one()
        item.attempt_count, item.done_at = 1, None
    listed = rejected()
    del listed["timestamp"], listed["data"]["rejected_at"]
    deliver(store, listed, "e-2", now=NOW + timedelta(minutes=1))
    assert count(store, Rejection) == 1
    assert "on the way" in next(d.remark for d in all_of(store, Delivery) if d.event_id == "e-2")


def test_the_echo_of_a_call_whose_answer_was_lost_counts_as_its_answer(store):
    deliver(store, rejected())
    tell(store, "reinstate", "pending")
    with store.write() as session:
        session.scalars(select(OutboxItem)).one().attempt_count = 1
    deliver(store, changed("reinstated", NOW + timedelta(minutes=1)), "e-2")
    item = the(store, OutboxItem)
    assert (item.status, item.confirmed_at is not None) == ("delivered", True)


def test_an_event_from_the_future_does_not_make_later_ones_look_old(store):
    deliver(store, rejected(at=NOW + timedelta(days=365)))
    hold(store)
    deliver(store, changed("withdrawn", NOW + timedelta(minutes=1)), "e-2", now=NOW + timedelta(minutes=2))
    assert the(store, Rejection).state is State.CLOSED


def test_a_change_without_a_time_ends_nothing(store):
    """It may be older than the rejection that waits; the state is read before the ATS is told anything."""
    deliver(store, rejected())
    hold(store)
    event = changed("reinstated", NOW)
    del event["timestamp"]
    deliver(store, event, "e-2")
    assert the(store, Rejection).state is State.HELD


def turned(store, told, then, state):
    """Our first decision was told, and a person has reversed it, which the ATS has not heard yet."""
    tell(store, told)
    with store.write() as session:
        rejection = session.scalars(select(Rejection)).one()
        later = NOW + timedelta(seconds=20)
        values = {"effect": then, "status": "pending", "due_at": later + timedelta(seconds=30), "created_at": later}
        session.add(OutboxItem(rejection_id=rejection.id, connection_id=rejection.connection_id, **values))
        rejection.state = state


def test_the_echo_of_a_release_that_was_reversed_meanwhile_is_no_second_rejection(store):
    deliver(store, rejected())
    turned(store, "release", "reinstate", State.REINSTATED)
    deliver(store, changed("rejected", NOW + timedelta(seconds=25)), "e-2")
    assert (count(store, Rejection), the(store, Rejection).state) == (1, State.REINSTATED)
    confirmed = {item.effect: item.confirmed_at is not None for item in all_of(store, OutboxItem)}
    assert confirmed == {"release": True, "reinstate": False}


def test_the_echo_of_a_reinstatement_that_was_reversed_meanwhile_closes_nothing(store):
    deliver(store, rejected())
    turned(store, "reinstate", "reject", State.UPHELD)
    deliver(store, changed("reinstated", NOW + timedelta(seconds=25)), "e-2")
    assert the(store, Rejection).state == State.UPHELD


def test_the_echo_of_a_reinstatement_taken_back_is_recognised(store):
    deliver(store, rejected())
    tell(store, "reject")
    deliver(store, changed("rejected", NOW + timedelta(minutes=1)), "e-2")
    assert count(store, Rejection) == 1
    assert the(store, OutboxItem).confirmed_at is not None


def test_a_person_who_reinstates_in_the_ats_after_ours_was_taken_back_is_heard(store):
    deliver(store, rejected())
    tell(store, "reject")
    deliver(store, changed("reinstated", NOW + timedelta(minutes=1)), "e-2")
    assert the(store, Rejection).state == State.CLOSED
