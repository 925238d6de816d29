"""Asking the ATS what it rejected: catches what was never delivered, page after page, and one bad row stops nobody."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.ats import transport
from app.ats.base import Done, Event, EventKind, Origin, RejectedPage, RetryLater, Skipped, Unsupported
from app.intake import poll, process
from app.store.models import Connection, Delivery, Rejection
from app.store.session import open_store
from tests.factories import NOW, make_connection, make_policy

UNREADABLE = Skipped(
    "row 3 of the page was skipped: application_id: missing",
    b'{"type": "application.rejected", "data": {"posting_id": "J-1"}}',
)


@pytest.fixture
def store(database_url, tmp_path):
    store = open_store(database_url, tmp_path)
    with store.write() as session:
        make_policy(session, make_connection(session, name="acme"))
    yield store
    store.close()


@pytest.fixture
def pages(monkeypatch):
    """Outcomes of the listing, one a call."""
    answers = []

    def run(talk, _target, **_limits):
        talk.close()
        return answers.pop(0)

    monkeypatch.setattr(transport, "run", run)
    return answers


def event(number, **values):
    said = {"application_id": f"A-{number}", "posting_id": "J-1", "candidate_id": f"C-{number}", "origin": Origin.AUTO}
    return Event(f"e-{number}", EventKind.REJECTED, NOW + timedelta(minutes=number), **(said | values))


def polled(store):
    with store.write() as session:
        connection = session.scalars(select(Connection)).one()
        job = poll.take(session, connection.id, NOW)
    result = poll.work(job)
    with store.write() as session:
        poll.record(session, job, result, NOW + timedelta(hours=1))
    with store.read() as session:
        return session.scalars(select(Connection.polled_until)).one(), len(session.scalars(select(Rejection.id)).all())


def test_every_page_is_read_and_nothing_is_taken_in_twice(store, pages):
    pages += [Done(RejectedPage((event(1), event(2)), "next")), Done(RejectedPage((event(3),), None))]
    assert polled(store) == (NOW + timedelta(hours=1), 3)
    pages += [Done(RejectedPage((event(1), event(2), event(3)), None))]
    assert polled(store)[1] == 3


def test_a_listing_that_breaks_off_keeps_what_was_read_and_goes_on_from_there(store, pages):
    pages += [Done(RejectedPage((event(1), event(2)), "next")), RetryLater("503")]
    assert polled(store) == (NOW + timedelta(minutes=2), 2)


def test_a_row_that_cannot_be_used_stops_nobody(store, pages):
    pages += [Done(RejectedPage((event(1), event(2)), None, skipped=(UNREADABLE,)))]
    assert polled(store)[1] == 2


def test_a_row_that_nobody_can_read_is_kept_for_a_person_once(store, pages):
    for _ in range(2):
        pages += [Done(RejectedPage((), None, skipped=(UNREADABLE,)))]
        polled(store)
    with store.read() as session:
        delivery = session.scalars(select(Delivery)).one()
    assert (delivery.status, delivery.body) == ("parked", UNREADABLE.body)
    assert UNREADABLE.why in delivery.remark
    with store.write() as session:
        process.retry(session, delivery.id, now=NOW)
        process.take(session, delivery.id, NOW)
    with store.read() as session:
        delivery = session.get_one(Delivery, delivery.id)
    assert (delivery.status, delivery.remark) == ("parked", "authentic, but not understood: application_id: missing")


def test_an_ats_that_cannot_list_is_left_alone(store, pages):
    pages += [Unsupported("cannot list by tag")]
    assert polled(store) == (None, 0)


def test_a_connection_that_was_switched_off_is_not_asked(store):
    with store.write() as session:
        connection = session.scalars(select(Connection)).one()
        connection.active = False
        assert poll.take(session, connection.id, NOW) is None
