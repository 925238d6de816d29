"""``second-look import --drop``: the drop folder by hand."""

import json

import pytest
from typer.testing import CliRunner

from app.cli.main import build
from app.errors import BadInputError


@pytest.fixture
def run(sqlite_url, tmp_path, monkeypatch):
    monkeypatch.setenv("SECOND_LOOK_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("SECOND_LOOK_DATA_DIR", str(tmp_path / "data"))

    def call(*arguments):
        result = CliRunner().invoke(build(), arguments)
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.exit_code, result.stdout

    return call


def test_without_a_folder_or_a_connection_nothing_can_be_taken(run):
    with pytest.raises(BadInputError, match="SECOND_LOOK_IMPORT_DIR"):
        run("import", "--drop")
    with pytest.raises(BadInputError, match="pass --connection, or --drop"):
        run("import", "--postings", "p.jsonl")


def test_what_cannot_be_taken_is_said_and_needs_a_person(run, tmp_path, monkeypatch):
    (tmp_path / "drop" / "nobody").mkdir(parents=True)
    monkeypatch.setenv("SECOND_LOOK_IMPORT_DIR", str(tmp_path / "drop"))
    code, said = run("import", "--drop", "--json")
    (result,) = json.loads(said)["drop"]
    assert (code, result["connection"]) == (1, "nobody")
    assert result["trouble"] in run("import", "--drop")[1]


def test_an_empty_folder_is_no_fault(run, tmp_path, monkeypatch):
    (tmp_path / "drop").mkdir()
    monkeypatch.setenv("SECOND_LOOK_IMPORT_DIR", str(tmp_path / "drop"))
    assert run("import", "--drop") == (0, "nothing there\n")
