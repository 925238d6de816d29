"""``second-look retry`` on parked rows: what it lists, and that it hands them to their jobs again."""

import json

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from app import engine
from app.cli.main import build
from app.errors import BadInputError
from app.lifecycle import Effect
from app.store.models import Delivery, OutboxItem
from app.store.session import open_store
from tests.factories import NOW, make_connection, make_rejection


class Place:
    """An installation with one parked write-back, one parked delivery, and one of each that is well."""

    def __init__(self, url, folder):
        self.store = open_store(url, folder)
        with self.store.write() as session:
            connection = make_connection(session, name="acme")
            rejection = make_rejection(session, connection=connection)
            items = [
                OutboxItem(rejection_id=rejection.id, connection_id=connection.id, effect=Effect.NOTE, status=status,
                           due_at=NOW, created_at=NOW, attempt_count=8, remark=remark)
                for status, remark in (("parked", "the ATS answered 500"), ("delivered", ""))
            ]  # fmt: skip
            deliveries = [
                Delivery(connection_id=connection.id, event_id=status, received_at=NOW, body=b"", status=status,
                         remark=remark)
                for status, remark in (("parked", "not understood: [type]"), ("processed", ""))
            ]  # fmt: skip
            session.add_all([*items, *deliveries])
            session.flush()
            self.item, self.well = items[0].id, items[1].id
            self.delivery = deliveries[0].id

    def run(self, *arguments, code=0):
        result = CliRunner().invoke(build(), ["retry", *arguments])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == code, result.output
        return result.stdout

    def statuses(self):
        with self.store.read() as session:
            return (
                session.get_one(OutboxItem, self.item).status,
                session.get_one(Delivery, self.delivery).status,
            )

    def jobs(self):
        with self.store.read() as session:
            return engine.waiting_for(session, "writeback") | engine.waiting_for(session, "process")


@pytest.fixture
def place(database_url, tmp_path, monkeypatch):
    monkeypatch.setenv("SECOND_LOOK_DATABASE_URL", database_url)
    monkeypatch.setenv("SECOND_LOOK_DATA_DIR", str(tmp_path))
    place = Place(database_url, tmp_path)
    yield place
    place.store.close()


def test_it_lists_what_is_parked_and_why(place):
    said = json.loads(place.run("--json", code=1))
    since = NOW.isoformat()
    assert said == {
        "parked": [
            {"id": place.item, "connection": "acme", "what": "write-back: note", "why": "the ATS answered 500",
             "since": since},
            {"id": place.delivery, "connection": "acme", "what": "delivery", "why": "not understood: [type]",
             "since": since},
        ],
        "total": 2,
    }  # fmt: skip
    words = place.run(code=1)
    assert place.item in words
    assert "not understood: [type]" in words
    assert place.jobs() == set()


def test_a_named_one_is_sent_off_again(place):
    assert json.loads(place.run(place.item, "--json")) == {"retried": 1}
    assert place.statuses() == ("pending", "parked")
    assert place.jobs() == {place.item}
    place.run(place.delivery)
    assert place.statuses() == ("pending", "stored")
    assert "nothing is parked" in place.run()


def test_all_are_sent_off_again(place):
    assert "2 sent off again" in place.run("--all")
    assert place.statuses() == ("pending", "stored")
    assert place.jobs() == {place.item, place.delivery}


def test_what_is_not_parked_stops_the_command_before_anything_is_sent(place):
    with pytest.raises(BadInputError, match=f"not parked: {place.well}"):
        place.run(place.item, place.well)
    with pytest.raises(BadInputError, match="not both"):
        place.run(place.item, "--all")
    assert place.statuses() == ("parked", "parked")


def test_a_long_list_is_cut_and_says_so(place):
    with place.store.write() as session:
        kept = session.scalars(select(Delivery).where(Delivery.status == "parked")).one()
        session.add_all(
            Delivery(connection_id=kept.connection_id, event_id=f"more {number}", received_at=NOW, body=b"",
                     status="parked")
            for number in range(2)
        )  # fmt: skip
    said = json.loads(place.run("--limit", "1", "--json", code=1))
    assert (len(said["parked"]), said["total"]) == (2, 4)
