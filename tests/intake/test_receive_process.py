"""A delivery from the door to rows: verified, stored once, understood; changes made by others; echoes; bad input."""

import json
from datetime import timedelta

import pytest
from sqlalchemy import func, select, text

from app.ats.base import Receipt
from app.errors import BusyError, NotFoundError
from app.intake import process
from app.intake.receive import receive
from app.lifecycle import Action, HoldMode, State
from app.store.models import Application, Connection, Delivery, HistoryEntry, OutboxItem, Posting, Rejection
from app.store.session import open_store
from app.store.transition import PROGRAM, apply
from tests.factories import NOW, make_connection, make_policy
from tests.signed import SECRET, signed


@pytest.fixture
def store(database_url, tmp_path):
    store = open_store(database_url, tmp_path)
    with store.write() as session:
        connection = make_connection(
            session, name="acme", secrets=[store.seal.seal(SECRET)], token=store.seal.seal("t")
        )
        make_policy(session, connection)
    yield store
    store.close()


def rejected(application="A-1", at=NOW, **data):
    said = {
        "application_id": application, "candidate_id": "C-1", "posting_id": "J-1", "rejected_at": at.isoformat(),
        "origin": "auto", "reason": {"id": "7", "name": "Auto: licence"}, "rule": "licence",
    }  # fmt: skip
    return {"type": "application.auto_rejected", "timestamp": at.isoformat(), "data": said | data}


def changed(kind, at, application="A-1"):
    data = {"application_id": application, "candidate_id": "C-1", "posting_id": "J-1"}
    return {"type": f"application.{kind}", "timestamp": at.isoformat(), "data": data}


def deliver(store, event, event_id="e-1", now=NOW):
    """Receive and, when it was new, process."""
    headers, body = signed(event, event_id, now)
    with store.write() as session:
        received = receive(session, "acme", headers, body, now=now)
    with store.write() as session:
        for delivery in session.scalars(select(Delivery.id).where(Delivery.status == "stored")).all():
            process.take(session, delivery, now)
    return received


def the(store, model):
    with store.read() as session:
        return session.scalars(select(model)).one()


def count(store, model):
    with store.read() as session:
        return session.scalar(select(func.count()).select_from(model))


def test_a_rejection_becomes_rows_and_a_screening_job(store):
    assert deliver(store, rejected()).receipt is Receipt.ACCEPTED
    rejection = the(store, Rejection)
    assert (rejection.state, rejection.rule, rejection.reason) == ("received", "licence", "Auto: licence")
    assert rejection.deadline == NOW + timedelta(hours=1)
    assert the(store, Delivery).status == "processed"
    table = "workflow_status" if store.sqlite else "dbos.workflow_status"
    with store.read() as session:
        jobs = set(session.scalars(text(f"SELECT name FROM {table}")))  # noqa: S608
    assert jobs == {"process", "screen"}


def test_the_same_delivery_twice_is_stored_once(store):
    deliver(store, rejected())
    assert deliver(store, rejected(), now=NOW + timedelta(minutes=9)).receipt is Receipt.DUPLICATE
    assert (count(store, Delivery), count(store, Rejection)) == (1, 1)


def test_the_same_rejection_under_another_event_id_is_one_rejection(store):
    """What a redelivery looks like after the jobs were purged, or from an ATS that numbers its retries."""
    deliver(store, rejected())
    deliver(store, rejected(), "e-2")
    assert (count(store, Delivery), count(store, Rejection), count(store, Application)) == (2, 1, 1)


def test_two_long_ids_that_begin_alike_are_two_deliveries(store):
    for end, known in (("a", False), ("b", False), ("a", True)):
        received = deliver(store, rejected(f"A-{end}"), "x" * 300 + end)
        assert (received.receipt is Receipt.DUPLICATE) is known
    assert (count(store, Delivery), count(store, Rejection)) == (2, 2)


@pytest.mark.parametrize("minutes", [-6, 6])
def test_an_ancient_or_future_signature_is_refused_and_nothing_is_stored(store, minutes):
    headers, body = signed(rejected(), "e-1", NOW + timedelta(minutes=minutes))
    with store.write() as session:
        received = receive(session, "acme", headers, body, now=NOW)
    assert received.receipt is Receipt.BAD_SIGNATURE
    assert received.status == 401
    assert "timestamp" in received.detail or "minutes" in received.detail
    assert count(store, Delivery) == 0


def test_a_body_changed_on_the_way_is_refused(store):
    headers, body = signed(rejected(), "e-1", NOW)
    with store.write() as session:
        received = receive(session, "acme", headers, body + b" ", now=NOW)
    assert received.receipt is Receipt.BAD_SIGNATURE
    assert SECRET not in received.detail


def test_both_of_two_live_secrets_are_good(store):
    with store.write() as session:
        connection = session.scalars(select(Connection)).one()
        connection.secrets = [store.seal.seal("whsec_" + "bmV3" * 11), *connection.secrets]
    assert deliver(store, rejected()).receipt is Receipt.ACCEPTED


def test_an_unknown_connection_and_an_inactive_one_say_so(store):
    headers, body = signed(rejected(), "e-1", NOW)
    with store.write() as session, pytest.raises(NotFoundError, match="nobody"):
        receive(session, "nobody", headers, body, now=NOW)
    with store.write() as session:
        session.scalars(select(Connection)).one().active = False
        with pytest.raises(BusyError, match="not active"):
            receive(session, "acme", headers, body, now=NOW)


@pytest.mark.parametrize(
    "body", [b"not json", b"[]", json.dumps({"type": "application.auto_rejected", "data": {}}).encode()]
)
def test_authentic_but_senseless_is_kept_for_a_person(store, body):
    headers, _ = signed(None, "e-1", NOW, body=body)
    with store.write() as session:
        assert receive(session, "acme", headers, body, now=NOW).receipt is Receipt.ACCEPTED
    with store.write() as session:
        process.take(session, session.scalars(select(Delivery.id)).one(), NOW)
    delivery = the(store, Delivery)
    assert (delivery.status, delivery.body) == ("parked", body)
    assert "not understood" in delivery.remark


def test_an_event_of_no_interest_is_stored_and_ignored(store):
    deliver(store, {"type": "interview.scheduled", "timestamp": NOW.isoformat(), "data": {}})
    assert the(store, Delivery).status == "ignored"


def test_a_rejection_dated_into_the_future_is_taken_as_of_now(store):
    deliver(store, rejected(at=NOW + timedelta(days=400)))
    assert the(store, Rejection).rejected_at == NOW


def test_an_ancient_rejection_is_still_taken(store):
    deliver(store, rejected(at=NOW - timedelta(days=4000), mail_at=(NOW - timedelta(days=3999)).isoformat()))
    rejection = the(store, Rejection)
    assert rejection.rejected_at == NOW - timedelta(days=4000)
    assert rejection.deadline == NOW + timedelta(hours=1)  # its mail is gone: there is nothing to be in time for


def test_in_delay_mode_the_deadline_comes_before_the_mail(store):
    deliver(store, rejected(mail_at=(NOW + timedelta(minutes=15)).isoformat()))
    assert the(store, Rejection).deadline == NOW + timedelta(minutes=13)


def test_a_posting_in_the_event_is_remembered_with_its_requirements(store):
    posting = {"posting_id": "J-1", "title": "Nurse", "text": "Requirements\n- Registered nurse\n- Basic life support"}
    deliver(store, {"type": "posting.published", "timestamp": NOW.isoformat(), "data": posting})
    assert (the(store, Posting).title, the(store, Posting).requirements_version) == ("Nurse", 1)


def test_typed_requirements_that_cannot_be_used_park_the_delivery_and_leave_nothing_half_done(store):
    bad = {"posting_id": "J-1", "title": "Nurse", "text": "x", "requirements": [{"text": "a", "kind": "no such kind"}]}
    deliver(store, {"type": "posting.published", "timestamp": NOW.isoformat(), "data": bad})
    delivery = the(store, Delivery)
    assert delivery.status == "parked"
    assert count(store, Posting) == 0


def hold(store):
    with store.write() as session:
        apply(session, session.scalars(select(Rejection)).one(), Action.HOLD_MATCH, by=PROGRAM, now=NOW)


def test_a_null_in_a_detail_is_a_remark_and_no_lost_candidate(store):
    deliver(store, rejected(rule=None, reason=None, resume=None, candidate=None, answers=None, candidate_id=None))
    assert the(store, Rejection).state == State.RECEIVED
    delivery = the(store, Delivery)
    assert delivery.status == "processed"
    assert "rule was left out" in delivery.remark


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


@pytest.mark.parametrize(("named", "wanted"), [("J-2", "J-2"), ("", "J-1")])
def test_an_application_rejected_again_for_another_posting_is_compared_with_that_one(store, named, wanted):
    deliver(store, rejected())
    deliver(store, changed("reinstated", NOW + timedelta(hours=1)), "e-2", now=NOW + timedelta(hours=1))
    moved = rejected(at=NOW + timedelta(hours=2), posting_id=named)
    deliver(store, moved, "e-3", now=NOW + timedelta(hours=2))
    with store.read() as session:
        rows = session.execute(
            select(Rejection.number, Posting.external_id).join(Posting, Posting.id == Rejection.posting_id)
        ).all()
        now_at = select(Posting.external_id).join(Application, Application.posting_id == Posting.id)
        assert dict(rows) == {1: "J-1", 2: wanted}
        assert session.scalars(now_at).all() == [wanted]


def all_of(store, model):
    with store.read() as session:
        return list(session.scalars(select(model)))


def test_a_lost_job_is_asked_for_again(store):
    headers, body = signed(rejected(), "e-1", NOW)
    with store.write() as session:
        receive(session, "acme", headers, body, now=NOW)
    table = "workflow_status" if store.sqlite else "dbos.workflow_status"
    with store.write() as session:
        session.execute(text(f"DELETE FROM {table}"))  # noqa: S608
        process.redrive(session, NOW + timedelta(minutes=1))
        assert session.scalars(text(f"SELECT name FROM {table}")).all() == []  # noqa: S608 - too early
        process.redrive(session, NOW + timedelta(minutes=6))
        assert session.scalars(text(f"SELECT name FROM {table}")).all() == ["process"]  # noqa: S608


def test_a_mode_without_mail_leaves_the_limit_as_deadline(store):
    with store.write() as session:
        connection = session.scalars(select(Connection)).one()
        make_policy(session, connection, hold_mode=HoldMode.GATE)
    deliver(store, rejected(mail_at=(NOW + timedelta(minutes=15)).isoformat()))
    assert the(store, Rejection).deadline == NOW + timedelta(hours=1)


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


def test_a_second_report_with_an_earlier_mail_moves_the_deadline(store):
    deliver(store, rejected())
    deliver(store, rejected(mail_at=(NOW + timedelta(minutes=15)).isoformat()), "e-2")
    assert the(store, Rejection).deadline == NOW + timedelta(minutes=13)


def test_a_bad_posting_beside_a_rejection_does_not_cost_the_candidate(store):
    posting = {
        "posting_id": "J-1",
        "title": "Nurse",
        "text": "x",
        "requirements": [{"text": "a", "kind": "no such kind"}],
    }
    deliver(store, rejected(posting=posting))
    assert count(store, Rejection) == 1
    assert "posting cannot be used" in the(store, Delivery).remark


def test_a_parked_delivery_is_processed_again_by_hand(store):
    bad = {"posting_id": "J-1", "title": "Nurse", "text": "x", "requirements": [{"text": "a", "kind": "no such kind"}]}
    deliver(store, {"type": "posting.published", "timestamp": NOW.isoformat(), "data": bad})
    with store.write() as session:
        process.retry(session, session.scalars(select(Delivery.id)).one(), now=NOW)
    assert the(store, Delivery).status == "stored"
