"""Asking the ATS what it rejected: catches what was never delivered, page after page, and one bad row stops nobody."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from app.ats import transport
from app.ats.base import Done, Event, EventKind, Origin, Refused, RejectedPage, RetryLater, Skipped, Unsupported
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


def polled(store, asked_at=NOW):
    """Ask, and take in what came half an hour later; until when the ATS was asked now, and how many rejections are."""
    with store.write() as session:
        connection = session.scalars(select(Connection)).one()
        job = poll.take(session, connection.id, asked_at)
    result = poll.work(job)
    with store.write() as session:
        poll.record(session, job, result, asked_at + timedelta(minutes=30))
    with store.read() as session:
        return session.scalars(select(Connection.polled_until)).one(), len(session.scalars(select(Rejection.id)).all())


def asked(store, at):
    """From where on, and with which cursor, the next poll asks."""
    with store.write() as session:
        job = poll.take(session, session.scalars(select(Connection.id)).one(), at)
    return job.since, job.cursor


def test_every_page_is_read_and_nothing_is_taken_in_twice(store, pages):
    pages += [Done(RejectedPage((event(1), event(2)), "next")), Done(RejectedPage((event(3),), None))]
    assert polled(store) == (NOW, 3)  # not when it was taken in: some may have been rejected after their page was read
    pages += [Done(RejectedPage((event(1), event(2), event(3)), None))]
    assert polled(store)[1] == 3


def test_a_listing_that_breaks_off_skips_nobody_whatever_its_order(store, pages):
    """Newest first: the older ones, behind the fault, must be asked for again."""
    before = asked(store, NOW)[0]
    pages += [Done(RejectedPage((event(0), event(-60)), "older")), RetryLater("503")]
    assert polled(store)[1] == 2
    assert asked(store, NOW + timedelta(hours=5)) == (before, "older")
    pages += [Done(RejectedPage((event(-600), event(-1200)), None))]
    assert polled(store, NOW + timedelta(hours=1)) == (NOW, 4)  # what came while it was read is asked for next
    assert asked(store, NOW + timedelta(hours=2)) == (NOW - poll.OVERLAP, "")


@pytest.mark.parametrize("answer", [RetryLater("500"), Refused("400")])
def test_a_cursor_that_died_is_forgotten_and_everything_listed_again(store, pages, answer):
    before = asked(store, NOW)[0]
    pages += [Done(RejectedPage((event(1),), "next")), RetryLater("503"), answer]
    polled(store)
    polled(store, NOW + timedelta(hours=1))
    assert asked(store, NOW + timedelta(hours=2)) == (before, "")


def test_a_listing_of_more_pages_than_one_go_reads_comes_to_its_end(store, pages, monkeypatch):
    monkeypatch.setattr(poll, "PAGES_AT_MOST", 3)
    listed = [Done(RejectedPage((event(-number),), str(number) if number < 8 else None)) for number in range(1, 9)]
    pages += listed
    marks = [polled(store, NOW + timedelta(minutes=number)) for number in range(3)]
    assert [count for _, count in marks] == [3, 6, 8]
    assert marks[-1][0] == NOW
    assert not pages
    table = "workflow_status" if store.sqlite else "dbos.workflow_status"
    with store.read() as session:
        jobs = session.scalars(text(f"SELECT name FROM {table} WHERE name = 'poll'")).all()  # noqa: S608
    assert len(jobs) == 2  # it goes on by itself; the next hour may be too late


def test_pages_that_lead_in_a_circle_end(store, pages):
    pages += [Done(RejectedPage((event(number),), "abc"[number % 3])) for number in range(4)]
    assert polled(store)[1] == 4
    assert asked(store, NOW)[1] == ""


def test_two_polls_of_one_listing_do_not_set_each_other_back(store, pages):
    with store.write() as session:
        slow = poll.take(session, session.scalars(select(Connection.id)).one(), NOW)
    pages += [Done(RejectedPage((event(1),), "next")), RetryLater("503")]
    broken_off = poll.work(slow)
    pages += [Done(RejectedPage((event(1),), "next")), RetryLater("503"), Done(RejectedPage((event(2),), None))]
    polled(store)
    polled(store)
    with store.write() as session:
        poll.record(session, slow, poll.Polled(broken_off.events, whole=False, cursor="older still"), NOW)
    assert asked(store, NOW)[0] == NOW - poll.OVERLAP


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
