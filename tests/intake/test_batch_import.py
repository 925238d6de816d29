"""Whole imports through the command, on both databases; and one that is killed."""

import json
import os
import signal
import subprocess
import sys
import time
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, insert, select, update
from typer.testing import CliRunner

from app.cli.main import build
from app.errors import BadInputError, ConflictError
from app.intake.batch import add_postings
from app.intake.bulk import Ready, look_up
from app.intake.check import Bad
from app.intake.rows import Row
from app.lifecycle import HoldMode, State
from app.store import packs
from app.store.models import Application, Candidate, Import, Posting, QuarantinedRow, Rejection
from app.store.policies import current_policy
from app.store.session import open_store
from tests.factories import NOW, make_connection, make_policy

CHOICES = ["--unflagged", "sample_then_release", "--lapse", "keep", "--chosen-by", "Ada Admin"]
COLUMNS = "application_id,posting_id,rejected_at,reason,rule,name,email,answers,resume_file"


class Place:
    """An installation on an empty database, and files to import."""

    def __init__(self, url, folder, monkeypatch):
        self.url, self.folder = url, folder
        self.environment = {"SECOND_LOOK_DATABASE_URL": url, "SECOND_LOOK_DATA_DIR": str(folder / "data")}
        for name, value in self.environment.items():
            monkeypatch.setenv(name, value)
        self.resumes = folder / "resumes"
        self.resumes.mkdir()
        self.postings = folder / "postings.jsonl"
        self.write_postings("P1")
        self.rejections = folder / "rejections.csv"

    def write_postings(self, *ids):
        lines = [
            json.dumps({"posting_id": each, "title": "Nurse", "text": "Requirements:\n- Nursing degree\n- CPR"})
            for each in ids
        ]
        self.postings.write_text("\n".join(lines), encoding="utf-8")

    def write_rejections(self, *rows):
        self.rejections.write_text("\n".join([COLUMNS, *rows]), encoding="utf-8")

    def resume(self, name, data=b"CPR"):
        (self.resumes / name).write_bytes(data)

    def arguments(self, *more):
        return [
            "import", "--connection", "old-ats", "--postings", str(self.postings),
            "--rejections", str(self.rejections), "--resumes", str(self.resumes), "--json", *more,
        ]  # fmt: skip

    def run(self, *more):
        result = CliRunner().invoke(build(), self.arguments(*more))
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result.exit_code, json.loads(result.stdout)["imports"]

    def all(self, query):
        store = open_store(self.url, self.folder / "data")
        try:
            with store.read() as session:
                return session.scalars(query).all()
        finally:
            store.close()

    def count(self, model):
        return self.all(select(func.count()).select_from(model))[0]


@pytest.fixture
def place(database_url, tmp_path, monkeypatch):
    return Place(database_url, tmp_path, monkeypatch)


def row(number, **change):
    fields = {
        "application_id": f"A{number}", "posting_id": "P1", "rejected_at": "2026-11-20", "reason": "rule said no",
        "rule": "knockout", "name": "Invented Person", "email": "p@example.org", "answers": "Licence=no",
        "resume_file": "a.txt",
    }  # fmt: skip
    return ",".join((fields | change).values())


def test_an_import_makes_every_row_and_a_second_one_adds_nothing(place):
    place.resume("a.txt")
    place.write_rejections(*(row(number) for number in range(230)))
    code, (postings, rejections) = place.run(*CHOICES)
    assert code == 0
    assert (postings["added"], rejections["added"], rejections["rows"]) == (1, 230, 230)
    assert place.run()[1][1] == rejections | {"added_now": 0}
    assert [place.count(model) for model in (Posting, Application, Rejection, Import)] == [1, 230, 230, 2]
    found = place.all(select(Rejection).limit(1))[0]
    assert (found.state, found.origin, found.rule, found.in_ats) == (State.RECEIVED, "auto", "knockout", "rejected")
    assert found.deadline - found.received_at == timedelta(days=7)
    application = place.all(select(Application).limit(1))[0]
    assert application.answers == [["Licence", "no"]]
    kept = packs.get(place.folder / "data" / "packs", application.resume_url.removeprefix("pack:"))
    assert kept == b"CPR"


def test_the_first_import_asks_for_the_policies(place):
    place.write_rejections(row(1))
    with pytest.raises(BadInputError, match="--unflagged, --lapse and --chosen-by"):
        place.run()
    assert place.count(Import) == 0


def test_the_policy_of_files_is_reverse_and_names_the_person(place):
    place.resume("a.txt")
    place.write_rejections(row(1))
    place.run(*CHOICES)
    store = open_store(place.url, place.folder / "data")
    with store.read() as session:
        policy = current_policy(session, session.scalars(select(Rejection.connection_id)).one())
    store.close()
    assert (policy.hold_mode, policy.chosen_by) == (HoldMode.REVERSE, "Ada Admin")


def test_bad_rows_are_put_aside_and_nothing_is_lost(place):
    place.resume("a.txt")
    place.write_rejections(
        row(1), row(2, posting_id="P9"), row(3, resume_file="gone.pdf"), row(4, rejected_at="2999-01-01"),
        row(1, reason="another"), "A5,P1", row(6, name="a\x00b"), row(7),
    )  # fmt: skip
    code, (_, result) = place.run(*CHOICES)
    assert code == 1
    assert (result["rows"], result["added"], result["quarantined"]) == (8, 2, 6)
    assert {row.line: row.reason.partition(":")[0] for row in place.all(select(QuarantinedRow))} == {
        3: "posting_id", 4: "resume_file", 5: "rejected_at", 6: "application_id",
        7: "2 fields where the header has 9; check separators and quotes", 8: "name",
    }  # fmt: skip
    assert "A5,P1" in place.all(select(QuarantinedRow.row))


def test_rows_put_aside_are_taken_once_their_fault_is_mended(place):
    place.resume("a.txt")
    place.write_rejections(row(1), row(2, posting_id="P2"), row(3, resume_file="late.txt"))
    assert place.run(*CHOICES)[1][1]["quarantined"] == 2
    place.resume("late.txt")
    place.write_postings("P1", "P2")
    code, (_, result) = place.run()
    assert code == 0
    assert (result["added_now"], result["added"], result["known"], result["quarantined"]) == (2, 3, 0, 0)
    assert place.count(QuarantinedRow) == 0


def test_an_application_known_from_another_file_is_not_added_again(place):
    place.resume("a.txt")
    place.write_rejections(row(1))
    place.run(*CHOICES)
    (place.resumes / "a.txt").unlink()  # what is known needs no file any more
    place.write_rejections(row(1, reason="said differently"))
    code, (_, result) = place.run()
    assert (code, result["added"], result["known"]) == (0, 0, 1)
    assert place.count(Candidate) == 1


def test_a_posting_whose_requirements_cannot_be_used_is_put_aside_whole(place):
    place.resume("a.txt")
    place.postings.write_text(
        json.dumps({"posting_id": "P1", "title": "x", "text": "y", "requirements": [{"kind": "skill"}]})
    )
    place.write_rejections(row(1))
    _, (postings, _) = place.run(*CHOICES)
    assert postings["quarantined"] == 1
    assert place.count(Posting) == 0


def test_the_name_of_another_vendor_is_refused(place):
    from app.clock import now
    from app.store.connections import add_connection

    store = open_store(place.url, place.folder / "data")
    with store.write() as session:
        add_connection(session, "old-ats", "generic", now=now())
    store.close()
    place.write_rejections(row(1))
    with pytest.raises(ConflictError, match="connection to generic"):
        place.run(*CHOICES)


def test_several_rules_are_kept_and_counted_under_the_first(place):
    place.resume("a.txt")
    lines = [
        {"application_id": "A1", "rules": ["years < 5", "licence = no"]},
        {"application_id": "A2", "rules": "b; a", "rule": "c"},
        {"application_id": "A3", "rules": ["only one"]},
    ]
    usual = {"posting_id": "P1", "rejected_at": "2026-11-20", "resume_file": "a.txt"}
    place.rejections.write_text("\n".join(json.dumps(usual | line) for line in lines))
    place.run(*CHOICES)
    said = {one.rule: (one.rules, one.origin) for one in place.all(select(Rejection))}
    assert said == {
        "years < 5": ("licence = no\nyears < 5", "auto"), "c": ("a\nb\nc", "auto"), "only one": ("", "auto"),
    }  # fmt: skip


def test_what_no_database_stores_is_put_aside_in_a_form_that_can_be(place):
    place.resume("a.txt")
    place.rejections.write_text('{"application_id": "\\ud800"}\n{"application_id": "\x00"}')
    assert place.run(*CHOICES)[1][1]["quarantined"] == 2


def test_a_file_in_place_of_rejections_is_refused_and_nothing_begun(place):
    place.rejections.write_bytes(b"%PDF-1.7\n\xe2\xe3")
    with pytest.raises(BadInputError, match="lacks the columns"):
        place.run(*CHOICES)
    assert place.count(Rejection) == 0


@pytest.mark.kill
def test_an_import_killed_again_and_again_loses_nothing_and_doubles_nothing(place):
    rows = 6000
    for number in range(20):
        place.resume(f"{number}.txt", f"CPR {number}".encode())
    place.write_rejections(*(row(number, resume_file=f"{number % 20}.txt") for number in range(rows)), "bad")
    command = [sys.executable, "-m", "app", *place.arguments(*CHOICES)]
    root, done = Path(__file__).parents[2], 0
    for _ in range(3):
        child = subprocess.Popen(
            command, env=os.environ | place.environment, cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        deadline = time.monotonic() + 120
        while place.count(Rejection) <= done and time.monotonic() < deadline:
            time.sleep(0.02)
        child.send_signal(signal.SIGKILL)
        child.wait()
        done = place.count(Rejection)
    assert 1000 <= done < rows
    assert done % 1000 == 0
    result = place.run()[1][1]
    assert (result["added_now"], result["added"], result["known"]) == (rows - done, rows, 0)
    assert (result["rows"], result["quarantined"]) == (rows + 1, 1)
    assert place.count(Rejection) == place.count(Application) == place.count(Candidate) == rows
    kept = {
        one.resume_name: packs.get(place.folder / "data" / "packs", one.resume_url.removeprefix("pack:"))
        for one in place.all(select(Application))
    }
    assert kept == {f"{number}.txt": f"CPR {number}".encode() for number in range(20)}


def test_rows_that_another_import_put_aside_meanwhile_are_not_put_aside_twice(store):
    """Both began with nothing put aside; the database then refused the second one's rows, and its whole run."""
    bad = Bad(Row(2, "bad"), "is bad")
    with store.write() as session:
        connection = make_connection(session, vendor="file")
        make_policy(session, connection)
        run = Import(
            connection_id=connection.id, file_name="a.csv", sha256="0" * 64, started_at=NOW, started_by="x",
            added=0, known=0, quarantined=0,
        )  # fmt: skip
        session.add(run)
        session.flush()
        ready = Ready([bad], look_up(session, connection.id, [bad]), ["id"], NOW)
        session.execute(insert(QuarantinedRow), [{"id": "q", "import_id": run.id, "line": 2, "reason": "x", "row": ""}])
        counted = update(Import).values(quarantined=1).execution_options(synchronize_session=False)
        session.execute(counted)
        ready.store(session, run)
        add_postings(session, run, [bad], now=NOW)
        assert (run.quarantined, ready.bad) == (1, 1)
