"""The drop folder: whole files are taken in and moved, everything else stays and says why."""

import gzip
import json
import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from app import worker
from app.config import load_settings
from app.errors import BadInputError, BusyError
from app.intake import drop, drop_folder
from app.store.models import Posting, QuarantinedRow, Rejection
from tests.factories import make_connection
from tests.intake.drops import HEADER, POSTING, row


def test_a_night_is_taken_in_and_moved_with_its_result(night):
    night.put("postings-1.jsonl", POSTING)
    night.put("rejections-1.csv", HEADER + row(1) + "bad\n" + row(2))
    night.put("rejections-2.ndjson.gz", gzip.compress(b'{"application_id": "A3", "posting_id": "P1"}\n'))
    night.put("notes.txt", "not for us")
    night.put("rejections-3.csv.part", HEADER)
    night.resumes()
    (result,) = night.run()
    assert (result["connection"], result["trouble"], result["waiting"]) == ("old-ats", "", [])
    assert night.there() == ["notes.txt", "rejections-3.csv.part"]
    assert sorted(path.name for path in night.done.iterdir()) == [
        "postings-1.jsonl", "postings-1.jsonl.result.json",
        "rejections-1.csv", "rejections-1.csv.rejected.jsonl", "rejections-1.csv.result.json",
        "rejections-2.ndjson.gz", "rejections-2.ndjson.gz.rejected.jsonl", "rejections-2.ndjson.gz.result.json",
        "resumes.zip",
    ]  # fmt: skip
    said = json.loads((night.done / "rejections-1.csv.result.json").read_text())
    assert (said["rows"], said["added"], said["quarantined"]) == (3, 2, 1)
    aside = [json.loads(line) for line in (night.done / "rejections-1.csv.rejected.jsonl").read_text().splitlines()]
    assert [(one["line"], one["row"]) for one in aside] == [(3, "bad")]
    with night.store.read() as session:
        assert set(session.scalars(select(Rejection.rules))) == {"licence\nyears"}
    assert night.run() == [{"connection": "old-ats", "trouble": "", "waiting": [], "imports": []}]


def test_a_file_that_may_still_grow_keeps_the_whole_folder_waiting(night):
    night.put("postings.jsonl", POSTING)
    night.resumes()
    (result,) = night.run(after=timedelta())
    assert result["waiting"] == ["postings.jsonl", "resumes.zip"]
    assert night.count(Posting) == 0


def test_a_folder_of_resumes_grows_with_the_newest_file_in_it(night, monkeypatch):
    monkeypatch.setattr(drop_folder, "QUIET", timedelta(hours=1))
    (night.folder / "resumes" / "2026").mkdir(parents=True)
    assert night.run()[0]["waiting"] == ["resumes"]


def test_the_same_name_every_night_gets_a_number(night):
    night.put("postings.jsonl", POSTING)
    night.run()
    night.put("postings.jsonl", POSTING.replace("Nurse", "Midwife"))
    night.run()
    assert {"postings.jsonl", "postings.jsonl.2", "postings.jsonl.2.result.json"} <= {
        one.name for one in night.done.iterdir()
    }


@pytest.mark.parametrize("vendor", ["", "generic"])
def test_nothing_is_taken_for_a_name_that_is_no_connection_for_files(night, vendor):
    with night.store.write() as session:
        if vendor:
            make_connection(session, vendor=vendor, name="other")
    night.folder.rename(night.root / "other")
    (result,) = night.run()
    assert "no connection for files" in result["trouble"]


def test_nothing_is_taken_before_a_person_chose_a_policy(night):
    with night.store.write() as session:
        make_connection(session, vendor="file", name="new")
    night.folder.rename(night.root / "new")
    assert "no policy was chosen" in night.run()[0]["trouble"]


def test_rejections_wait_for_their_resumes_and_the_trouble_ends_with_them(night):
    night.put("postings.jsonl", POSTING)
    night.put("rejections.csv", HEADER + row(1))
    assert "waits for resumes" in night.run()[0]["trouble"]
    assert "waits for resumes" in night.trouble()
    assert night.there() == ["postings.jsonl", "rejections.csv"]
    night.resumes()
    night.run()
    assert (night.trouble(), night.there(), night.count(Rejection)) == ("", [], 1)


def test_a_file_that_cannot_be_used_leaves_with_the_reason(night):
    night.put("postings.jsonl", "nothing, really")
    (result,) = night.run()
    assert "was refused" in result["trouble"]
    assert night.there() == []
    assert "lacks the columns" in json.loads((night.done / "postings.jsonl.result.json").read_text())["refused"]


def test_an_archive_that_cannot_be_used_keeps_everything_in_place(night):
    night.put("rejections.csv", HEADER + row(1))
    night.put("resumes.zip", b"PK and nothing behind it")
    assert "zip archive" in night.run()[0]["trouble"]
    assert night.there() == ["rejections.csv", "resumes.zip"]


def test_several_archives_and_a_folder_are_searched(night):
    night.put("postings.jsonl", POSTING)
    night.put("rejections.csv", HEADER + row(1, "a.txt") + row(2, "b.txt") + row(3, "c.txt") + row(4, "d.txt"))
    night.resumes(a="A")
    (night.folder / "resumes.zip").rename(night.folder / "resumes-1.zip")
    night.resumes(b="B")
    (night.folder / "resumes").mkdir()
    night.put("resumes/c.txt", "C")
    (_, rejections) = night.run()[0]["imports"]
    assert (rejections["added"], [one["line"] for one in rejections["put_aside"]]) == (3, [5])
    assert night.there() == []


def test_links_and_second_names_are_refused(night, tmp_path):
    secret = tmp_path / "secret.jsonl"
    secret.write_text(POSTING)
    (night.folder / "postings-link.jsonl").symlink_to(secret)
    (night.folder / "postings-hard.jsonl").hardlink_to(secret)
    reasons = {one["file"]: one["refused"] for one in night.run()[0]["imports"]}
    assert "is a link" in reasons["postings-link.jsonl"]
    assert "hard link" in reasons["postings-hard.jsonl"]
    assert night.count(Posting) == 0


def test_what_belongs_to_somebody_else_is_refused(night, monkeypatch):
    night.put("postings.jsonl", POSTING)
    monkeypatch.setattr(os, "geteuid", lambda: 12345)
    real = os.fstat
    calls = []

    def owned(file):  # the folder, asked first, is somebody else's than the file
        calls.append(file)
        found = list(real(file))
        found[4] = 54321 if len(calls) == 1 else found[4]
        return os.stat_result(found)

    monkeypatch.setattr(drop_folder.os, "fstat", owned)
    assert "belongs neither to" in night.run()[0]["imports"][0]["refused"]


@pytest.mark.parametrize("name", ["old-ats", "old-ats/done"])
def test_a_folder_that_is_a_link_is_refused(night, tmp_path, name):
    night.put("postings.jsonl", POSTING)
    (tmp_path / "elsewhere").mkdir()
    if (night.root / name).exists():
        (night.root / name).rename(tmp_path / "old")
    (night.root / name).symlink_to(tmp_path / "elsewhere")
    assert "cannot be used" in night.run()[0]["trouble"]
    assert list((tmp_path / "elsewhere").iterdir()) == []


@pytest.mark.parametrize("content", ["nonsense", "[[1, 2]]", '[["../../x", "../y", 3]]'])
def test_a_list_of_moves_that_somebody_else_wrote_moves_nothing(night, tmp_path, content):
    night.done.mkdir()
    (night.done / ".moves").write_text(content)
    night.put("postings.jsonl", POSTING)
    (result,) = night.run()
    assert night.count(Posting) == (1 if "x" in content else 0)
    assert bool(result["trouble"]) is ("x" not in content)


def test_two_at_once_do_not_take_the_same_files(night):
    with drop._alone(night.store.packs.parent / "drop.lock"), pytest.raises(BusyError):
        night.run()


def test_a_missing_folder_is_said(night, tmp_path):
    night.root = tmp_path / "none"
    with pytest.raises(BadInputError, match="SECOND_LOOK_IMPORT_DIR"):
        night.run()


CRASH = """
import os, signal, sys
from datetime import timedelta
from pathlib import Path
from app import worker
from app.clock import now
from app.config import load_settings
from app.intake import drop, drop_folder
from app.intake.importing import Place
from app.store.session import open_store

url, data, root, point = sys.argv[1:]
place = os if point.startswith("rename") else drop_folder.DropFolder
real = getattr(place, point.rstrip("+"))

def dies(*arguments, **values):
    if point == "_go_on_moving" and not arguments[0].__dict__.get("postings"):
        return real(*arguments)  # at the start, where nothing was begun
    if point.endswith("+"):
        real(*arguments, **values)
    os.kill(os.getpid(), signal.SIGKILL)

setattr(place, point.rstrip("+"), dies)
store = open_store(url, Path(data))
later = lambda: now() + timedelta(minutes=5)
drop.take_in(Place(store.write, store.read, later, store.packs, 1 << 20), Path(root), by="x")
"""


@pytest.mark.kill
@pytest.mark.parametrize("point", ["open_resumes", "write", "write+", "move", "_go_on_moving", "rename", "rename+"])
def test_killed_at_any_step_the_next_run_completes_it(night, tmp_path, point):
    night.put("postings.jsonl", POSTING)
    night.put("rejections.csv", HEADER + row(1) + "bad\n")
    night.resumes()
    ends = []
    for _ in range(2):
        died = subprocess.run(
            [sys.executable, "-c", CRASH, night.store.url, str(tmp_path), str(night.root), point],
            cwd=Path(__file__).parents[2], check=False,
        )  # fmt: skip
        ends.append(died.returncode)
    assert ends[0] == -signal.SIGKILL
    night.run()
    assert (night.there(), night.count(Rejection), night.count(QuarantinedRow)) == ([], 1, 1)
    assert sorted(path.name for path in night.done.iterdir()) == [
        "postings.jsonl", "postings.jsonl.result.json",
        "rejections.csv", "rejections.csv.rejected.jsonl", "rejections.csv.result.json", "resumes.zip",
    ]  # fmt: skip


def test_the_folder_is_taken_in_half_an_hour_before_the_night(store):
    def clock(**settings):
        duties = worker.duties(load_settings(night_at="00:10", **settings), store)
        return {duty.name: duty.cron for duty in duties}.get("drop")

    assert clock(import_dir="/srv/drop") == "0 40 23 * * *"
    assert clock() is None
