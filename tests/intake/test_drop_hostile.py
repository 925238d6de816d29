"""Whoever may write into a drop folder is not trusted: what they put or swap there costs nobody else anything."""

import gzip
import json
import os
import stat

import pytest
from sqlalchemy.exc import IntegrityError

from app.clock import now
from app.errors import BadInputError
from app.intake import batch, drop_folder
from app.intake.importing import Importing
from app.lifecycle import HoldMode
from app.store.models import Posting, QuarantinedRow
from tests.factories import make_connection, make_policy
from tests.intake.drops import HEADER, LATER, POSTING, row


@pytest.fixture
def sent(night):
    """Resumes in a folder of the connection, opened as the night opens them: nothing has been read yet."""
    (night.folder / "resumes" / "2026").mkdir(parents=True)
    night.put("resumes/2026/a.txt", "CPR")
    dropped = drop_folder.DropFolder(night.folder, now() + LATER)
    (files,) = dropped.open_resumes()
    yield files
    files.close()
    dropped.close()


def test_a_folder_of_resumes_that_becomes_a_link_meanwhile_is_not_followed(night, sent, tmp_path):
    assert sent.read("2026/a.txt", 100) == b"CPR"
    assert sent.read("A.TXT", 100) == b"CPR"
    (tmp_path / "secrets").mkdir()
    (tmp_path / "secrets" / "a.txt").write_text("secret")
    (night.folder / "resumes" / "2026").rename(night.folder / "resumes" / "old")
    (night.folder / "resumes" / "2026").symlink_to(tmp_path / "secrets")
    for name in ("2026/a.txt", "2026/A.txt"):
        with pytest.raises(BadInputError, match=r"is a link, or behind one|no such file"):
            sent.read(name, 100)
    (night.folder / "resumes").rename(night.folder / "before")
    (night.folder / "resumes").symlink_to(tmp_path / "secrets")
    assert sent.read("old/a.txt", 100) == b"CPR"
    with pytest.raises(BadInputError, match="no such file"):
        sent.read("seal.key", 100)


def test_links_second_names_and_files_of_others_are_refused_among_resumes_too(night, sent, tmp_path, monkeypatch):
    (tmp_path / "secret.txt").write_text("secret")
    (night.folder / "resumes" / "link.txt").symlink_to(tmp_path / "secret.txt")
    (night.folder / "resumes" / "hard.txt").hardlink_to(tmp_path / "secret.txt")
    for name, reason in {"link.txt": "is a link", "hard.txt": "hard link", "2026": "not a plain file"}.items():
        with pytest.raises(BadInputError, match=f"resume_file: .*{reason}"):
            sent.read(name, 100)
    monkeypatch.setattr(sent, "_owners", frozenset({54321}))
    with pytest.raises(BadInputError, match="belongs neither"):
        sent.read("2026/a.txt", 100)


def test_a_folder_of_resumes_that_is_a_link_is_refused(night, tmp_path):
    night.put("rejections.csv", HEADER + row(1))
    (tmp_path / "secrets").mkdir()
    (night.folder / "resumes").symlink_to(tmp_path / "secrets")
    assert "resumes is a link" in night.run()[0]["trouble"]


def nothing_stops_the_next(night):
    """The first connection has trouble, and the one behind it is taken in all the same."""
    with night.store.write() as session:
        make_policy(session, make_connection(session, vendor="file", name="zz"), hold_mode=HoldMode.REVERSE)
    (night.root / "zz").mkdir()
    (night.root / "zz" / "postings.jsonl").write_text(POSTING.replace("P1", "P2"))
    first, second = night.run()
    assert (second["trouble"], night.count(Posting)) == ("", 1)
    assert first["trouble"] == night.trouble() != ""
    json.dumps([first, second], ensure_ascii=False).encode()
    return first["trouble"]


def test_a_name_that_cannot_be_stored_costs_its_own_connection_only(night):
    night.put(os.fsdecode(b"postings\xff.jsonl"), POSTING)
    assert "postings\\udcff.jsonl has a name that cannot be stored" in nothing_stops_the_next(night)


def test_a_folder_whose_name_is_no_utf_8_is_named_all_the_same(night):
    night.folder.rename(night.root / os.fsdecode(b"old\xff"))
    (result,) = night.run()
    assert (result["connection"], "no connection for files" in result["trouble"]) == ("old\\udcff", True)


def test_a_huge_list_of_moves_is_not_read(night):
    night.done.mkdir()
    with (night.done / ".moves").open("wb") as file:
        file.truncate(20 << 30)
    assert "is not what this program wrote" in nothing_stops_the_next(night)


def test_too_many_files_are_refused(night, monkeypatch):
    monkeypatch.setattr(drop_folder, "FILES_AT_MOST", 1)
    night.put("postings-1.jsonl", POSTING)
    night.put("postings-2.jsonl", POSTING)
    assert "more than 1 files" in night.run()[0]["trouble"]


@pytest.mark.parametrize(
    "fault",
    [
        RecursionError("deep"),
        UnicodeEncodeError("utf-8", "x", 0, 1, "bad"),
        MemoryError(),
        IntegrityError("x", {}, ValueError()),
    ],
)
def test_what_nobody_thought_of_costs_its_own_connection_only(night, monkeypatch, fault):
    real = Importing.postings

    def postings(importing):
        if importing._file.name == "postings-bad.jsonl":
            raise fault
        return real(importing)

    monkeypatch.setattr(Importing, "postings", postings)
    night.put("postings-bad.jsonl", POSTING)
    assert type(fault).__name__ in nothing_stops_the_next(night)


def test_requirements_nested_without_end_cost_their_own_row(night):
    deep = "[" * 900 + "]" * 900
    night.put(
        "postings.jsonl", POSTING + "\n" + POSTING[:-1].replace("P1", "P2") + f', "requirements": [{{"a": {deep}}}]}}'
    )
    (postings,) = night.run()[0]["imports"]
    assert (postings["added"], [one["line"] for one in postings["put_aside"]]) == (1, [2])
    assert "nested deeper" in postings["put_aside"][0]["reason"]


@pytest.mark.parametrize("kind", ["postings", "rejections"])
def test_a_file_of_nothing_is_not_read_to_its_end(night, monkeypatch, kind):
    monkeypatch.setattr(batch, "ASIDE_AT_MOST", 10)
    night.put(f"{kind}.jsonl.gz", gzip.compress(b"{}\n" * 3000))
    night.resumes()
    (result,) = night.run()
    assert "is no export" in result["trouble"]
    assert "in line 1, because: " in result["trouble"]
    assert 10 < night.count(QuarantinedRow) <= 1000


def test_many_bad_rows_among_more_good_ones_are_put_aside(night, monkeypatch):
    monkeypatch.setattr(batch, "ASIDE_AT_MOST", 2)
    night.put("postings.jsonl", "\n".join([POSTING] * 4 + ["{}"] * 3))
    assert night.run()[0]["imports"][0]["quarantined"] == 3


def test_the_lock_is_for_its_owner_only(night):
    lock = night.store.packs.parent / "drop.lock"
    lock.touch(0o644)
    night.run()
    assert stat.S_IMODE(lock.stat().st_mode) == 0o600


def test_what_came_of_it_can_be_read_by_its_sender_whatever_our_own_files_are_like(night):
    night.put("postings.jsonl", POSTING)
    before = os.umask(0o077)
    try:
        night.run()
    finally:
        os.umask(before)
    modes = [stat.S_IMODE(one.stat().st_mode) for one in (night.done, night.done / "postings.jsonl.result.json")]
    assert modes == [0o755, 0o644]
