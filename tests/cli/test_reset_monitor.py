"""``second-look audit reset-monitor``: who ended an alarm, and why, is kept."""

import json
from contextlib import closing

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from app.cli.main import build
from app.errors import BadInputError
from app.store.night import Monitor, MonitorReset
from app.store.session import open_store
from tests.factories import NOW, make_connection

RESET = ["audit", "reset-monitor", "--connection", "acme", "--by", "Ada Roy", "--reason", "rule 7 is off"]


@pytest.fixture
def store(sqlite_url, tmp_path, monkeypatch):
    monkeypatch.setenv("SECOND_LOOK_DATABASE", sqlite_url)
    monkeypatch.setenv("SECOND_LOOK_DATA_DIR", str(tmp_path))
    with closing(open_store(sqlite_url, tmp_path)) as store:
        with store.write() as session:
            connection = make_connection(session, name="acme")
            session.add(Monitor(connection_id=connection.id, since=NOW.date(), alarmed_on=NOW.date(), e_value=31.0))
        yield store


def test_a_named_person_ends_an_alarm_with_a_reason(store):
    done = CliRunner().invoke(build(), [*RESET, "--json"])
    assert done.exit_code == 0, done.output
    assert json.loads(done.stdout)["by"] == "Ada Roy"
    with store.read() as session:
        kept = session.scalars(select(MonitorReset)).one()
        assert (kept.by, kept.reason, kept.alarmed_on) == ("Ada Roy", "rule 7 is off", NOW.date())
        assert session.scalars(select(Monitor.alarmed_on)).one() is None
    again = CliRunner().invoke(build(), RESET)
    assert isinstance(again.exception, BadInputError)


def test_without_a_name_or_a_reason_nothing_happens(store):
    for left_out in ("--by", "--reason"):
        place = RESET.index(left_out)
        assert CliRunner().invoke(build(), RESET[:place] + RESET[place + 2 :]).exit_code == 2
    empty = CliRunner().invoke(build(), [*RESET[:-1], " "])
    assert isinstance(empty.exception, BadInputError)
    with store.read() as session:
        assert session.scalars(select(Monitor.alarmed_on)).one() == NOW.date()
