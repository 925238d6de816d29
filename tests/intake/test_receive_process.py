"""A delivery from the door to rows: verified, stored once, understood; bad input."""

import json
from contextlib import closing
from datetime import timedelta

import pytest
from sqlalchemy import select, text

from app.ats.base import Receipt
from app.errors import BusyError, NotFoundError
from app.intake import process
from app.intake.receive import receive
from app.lifecycle import HoldMode, State
from app.store.models import Application, Connection, Delivery, Posting, Rejection
from tests.factories import NOW, make_policy
from tests.intake.deliveries import acme, count, deliver, rejected, the
from tests.signed import SECRET, signed


@pytest.fixture
def store(database_url, tmp_path):
    with closing(acme(database_url, tmp_path)) as store:
        yield store


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


@pytest.mark.parametrize(
    ("said", "rule", "rules"),
    [
        ({}, "licence", ""),
        ({"rules": ["licence"]}, "licence", ""),
        (
            {"rules": ["years", "German = \n No", "", None, "licence", "years"]},
            "licence",
            "German = No\nlicence\nyears",
        ),
        ({"rules": ["German = No", "licence"], "rule": ""}, "German = No", "German = No\nlicence"),
    ],
)
def test_all_rules_that_said_no_are_kept_one_a_line(store, said, rule, rules):
    deliver(store, rejected(**said))
    rejection = the(store, Rejection)
    assert (rejection.rule, rejection.rules) == (rule, rules)


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


def test_a_null_in_a_detail_is_a_remark_and_no_lost_candidate(store):
    deliver(store, rejected(rule=None, reason=None, resume=None, candidate=None, answers=None, candidate_id=None))
    assert the(store, Rejection).state == State.RECEIVED
    delivery = the(store, Delivery)
    assert delivery.status == "processed"
    assert "rule was left out" in delivery.remark


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
