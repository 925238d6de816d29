"""``second-look replay``: the stored matches, and a plain export where there is no database at all."""

import json

import pytest
from typer.testing import CliRunner

from app.cli.main import build
from app.errors import BadInputError
from app.store import models
from app.store.session import open_store
from tests.screening.test_replay import RESUME, screened

POSTING = "Ward nurse\nRequirements\n- Wound care\n- At least 3 years of experience in wound care\n"
WEAK = b"Tom Hale\n\nExperience\nBaker, Corner Bakery, 2015 - 2021\nBread and cakes.\n"


@pytest.fixture
def run(monkeypatch, tmp_path, sqlite_url):
    monkeypatch.setenv("SECOND_LOOK_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("SECOND_LOOK_DATA_DIR", str(tmp_path / "data"))

    def call(*arguments):
        result = CliRunner().invoke(build(), ["replay", *map(str, arguments)])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        assert result.exit_code == 0, result.output
        return result

    return call


@pytest.fixture
def export(tmp_path):
    folder = tmp_path / "cvs"
    folder.mkdir()
    (folder / "a.txt").write_bytes(RESUME)
    (folder / "b.txt").write_bytes(WEAK)
    (folder / "c.pdf").write_bytes(b"%PDF-1.7 broken")
    rows = "application_id,resume_file\nA-1,a.txt\nA-2,b.txt\nA-3,c.pdf\nA-4,none.txt\n"
    (tmp_path / "rejected.csv").write_text(rows)
    (tmp_path / "posting.txt").write_text(POSTING)
    return ["--export", tmp_path / "rejected.csv", "--resumes", folder, "--posting", tmp_path / "posting.txt"]


def test_stored_matches_under_another_policy(run, sqlite_url, tmp_path):
    store = open_store(sqlite_url, tmp_path / "data")
    _, (rejection_id,) = screened(store, "wound care", "dialysis")
    store.close()
    assert "no verdict would be different" in run().stdout
    shown = run("--allowed-missing", "1").stdout
    assert "weak -> strong: 1" in shown
    assert rejection_id in shown
    data = json.loads(run("--alias", "flubbing = dialysis", "--json").stdout)
    assert data["verdicts"] == [{"before": "weak", "after": "strong", "count": 1}]
    assert data["rows"][0]["id"] == rejection_id
    assert "Okafor" not in json.dumps(data)


def test_an_export_without_any_database_says_who_would_have_been_flagged_and_why(run, export, monkeypatch, tmp_path):
    monkeypatch.setenv("SECOND_LOOK_DATABASE_URL", f"sqlite:///{tmp_path / 'nowhere.db'}")
    result = run(*export)
    assert "would have been flagged: 1\n  A-1" in result.stdout
    assert "would not have been flagged: 1" in result.stdout
    assert "A-2" not in result.stdout
    assert "line 4: resume_file:" in result.stderr
    assert "line 5: resume_file: no such file" in result.stderr
    assert not (tmp_path / "nowhere.db").exists()


def test_an_export_with_several_postings_as_json_lines(run, export, tmp_path):
    (tmp_path / "rejected.csv").write_text(
        "application_id,posting_id,resume_file,rejected_at\n"
        "A-1,J-1,a.txt,2026-01-05\nA-2,J-2,a.txt,2026-01-05\nA-3,J-9,a.txt,2026-01-05\n"
    )
    lines = [
        {"posting_id": "J-1", "title": "Ward nurse", "text": POSTING},
        {"posting_id": "J-2", "title": "Baker", "text": "Requirements\n- Bread baking"},
    ]
    (tmp_path / "jobs.jsonl").write_text("\n".join(map(json.dumps, lines)))
    result = run(*export[:-1], tmp_path / "jobs.jsonl", "--json")
    data = json.loads(result.stdout)
    assert [(row["id"], row["after"]) for row in data["rows"]] == [("A-1", "strong"), ("A-2", "weak")]
    assert "posting_id: no such posting" in result.stderr


@pytest.mark.parametrize(("arguments", "says"), [
    (["--export", "x.csv"], "--export needs --resumes"), (["--alias", "K8s"], "two names of one thing"),
])  # fmt: skip
def test_what_is_missing_is_said(run, arguments, says):
    with pytest.raises(BadInputError, match=says):
        run(*arguments)


def test_the_rows_of_the_database_stay_as_they_are(run, sqlite_url, tmp_path):
    store = open_store(sqlite_url, tmp_path / "data")
    _, (rejection_id,) = screened(store, "wound care", "dialysis")
    run("--allowed-missing", "1")
    with store.read() as session:
        assert session.get_one(models.Rejection, rejection_id).version == 1
    store.close()
