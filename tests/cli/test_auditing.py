"""``audit show`` as an auditor gets it: as files that all say the same, and JSON in the bytes of the digest."""

import csv
import hashlib
import json

import pytest
from typer.testing import CliRunner

from app.cli.main import build
from app.store.session import open_store
from tests.factories import NOW
from tests.nights import telling, written


@pytest.fixture
def digest(sqlite_url, tmp_path, monkeypatch):
    """The digest of a report that is there."""
    monkeypatch.setenv("SECOND_LOOK_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("SECOND_LOOK_DATA_DIR", str(tmp_path / "data"))
    store = open_store(sqlite_url, tmp_path / "data")
    with store.write() as session:
        made = written(session, NOW.date(), telling(), now=NOW).digest
    store.close()
    return made


def show(*more):
    result = CliRunner().invoke(build(), ["audit", "show", *more])
    assert result.exit_code == 0, result.output
    return result.stdout


def test_json_is_the_bytes_of_the_digest(digest):
    assert hashlib.sha256(show("--json").encode()).hexdigest() == digest


def test_a_report_in_the_terminal_says_what_the_page_says(digest):
    said = show()
    assert "About 50 of 2,000 people set aside would have been advanced." in said
    assert "61.11 %" in said


def test_files_for_an_auditor(digest, tmp_path):
    assert show("--html", str(tmp_path / "report.html"), "--csv", str(tmp_path / "tables")) == ""
    text = (tmp_path / "report.html").read_text(encoding="utf-8")
    assert digest in text
    assert "61.11 %" in text
    with (tmp_path / "tables" / "rule_health" / "rules.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 60
    assert (rows[0]["rate"], rows[1]["rule"]) == ("0.6111", "'=1+1")
    stored = (tmp_path / "tables" / "report.json").read_bytes()
    assert hashlib.sha256(stored).hexdigest() == digest
    assert json.loads(stored)["answers"]
