"""Words of an installation on the command line: added, accepted, removed, and never forgotten."""

import json

import pytest
from sqlalchemy import select
from typer.testing import CliRunner

from app.cli.main import build
from app.errors import BadInputError, ConflictError, NotFoundError
from app.matching.lexicon import Alias
from app.store import terms
from app.store.models import TermRuling
from app.store.session import open_store
from tests.factories import NOW


@pytest.fixture
def store(database_url, tmp_path, monkeypatch):
    monkeypatch.setenv("SECOND_LOOK_DATABASE_URL", database_url)
    monkeypatch.setenv("SECOND_LOOK_DATA_DIR", str(tmp_path / "data"))
    store = open_store(database_url, tmp_path / "data")
    yield store
    store.close()


def run(*arguments):
    result = CliRunner().invoke(build(), ["aliases", *arguments])
    if result.exception:
        raise result.exception
    return result.stdout


def test_aliases_are_added_and_removed(store):
    added = json.loads(run("add", "Kubernetes", "Hoistmaster", "--json"))
    assert (added["same"], added["said_by"]) == (True, added["accepted_by"])
    assert "Java is not Jakarta" in run("add", "Java", "Jakarta", "--apart")
    with store.read() as session:
        in_force = terms.confirmed(session)
    assert in_force == (Alias("Jakarta", "Java", same=False), Alias("Hoistmaster", "Kubernetes"))
    with pytest.raises(ConflictError, match="in force since"):
        run("accept", added["id"])
    run("remove", added["id"])
    assert [row["form"] for row in json.loads(run("list", "--json"))["aliases"]] == ["Jakarta"]
    with pytest.raises(NotFoundError):
        run("remove", added["id"])
    with store.read() as session:
        rows = session.scalars(select(TermRuling).order_by(TermRuling.said_at)).all()
    assert [bool(row.removed_by) for row in rows] == [True, False]


def test_what_a_recruiter_said_waits_for_acceptance(store):
    with store.write() as session:
        said = terms.say(session, "Java", "Jakarta", same=False, by="ana@example.org", now=NOW)
        assert terms.confirmed(session) == ()
    assert "waits" in run("list")
    assert "in force" in run("accept", said.id)
    with store.read() as session:
        assert terms.confirmed(session) == (Alias("Jakarta", "Java", same=False),)


@pytest.mark.parametrize(
    ("one", "other"), [("ISO 9001", "iso-9001"), ("", "x"), ("...", "x"), ("x" * 101, "y"), ("a", "b\x00")]
)
def test_what_is_no_pair_of_terms_is_refused(store, one, other):
    with pytest.raises(BadInputError):
        run("add", one, other)
