"""Word files from before 2007: what is in the box, and what catdoc says of it (``parsers.formats.doc``)."""

import struct
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parsers import ole, programs
from parsers.formats import doc
from parsers.isolate import Limits, parse
from parsers.model import Need, Resume, Unreadable
from parsers.read import read

PLAIN, SINCE_97 = "d12__docx-textbox.doc", 0xA5EC


def test_a_word_file_needs_its_program(resume_file):
    refused = read(resume_file(PLAIN))
    assert isinstance(refused, Unreadable)
    assert (refused.needs, refused.media_type, refused.reader) == (Need.WORD, "application/msword", "doc/1")


@pytest.mark.usefixtures("catdoc")
def test_it_is_read_with_the_text_boxes_first(resume_file, truth):
    resume = parse(resume_file(PLAIN))
    facts = truth(PLAIN)
    assert isinstance(resume, Resume), resume
    lines = [line.text for line in resume.document.lines]
    assert lines[0] == facts["basics"]["name"]
    assert lines.index(facts["basics"]["email"]) < lines.index("ABOUT ME")
    text = " ".join(lines)
    assert [h for job in facts["work"] for h in job["highlights"] if h not in text] == []
    assert (resume.document.media_type, resume.reader) == ("application/msword", "doc/1")
    assert len({line.block for line in resume.document.lines}) == len(lines)


def test_without_the_program_a_person_is_told(resume_file, monkeypatch):
    monkeypatch.setattr(programs, "catdoc", lambda: None)
    refused = parse(resume_file(PLAIN))
    assert "cannot read .doc" in refused.why
    assert "held for a person" in refused.why
    assert refused.needs is None


@pytest.mark.usefixtures("catdoc")
def test_a_damaged_word_file_is_one_answer(resume_file):
    whole = resume_file(PLAIN)
    for cut in (600, 5_000, 15_000):
        assert isinstance(parse(whole[:cut]), Resume | Unreadable)
    assert "took too" in parse(whole, Limits(wall_seconds=0.0001)).why


@pytest.mark.parametrize(
    ("names", "flags", "reason"),
    [
        (("WordDocument",), 0, "needs a program"),
        (("WordDocument",), 0x0100, "protected with a password"),
        (("EncryptionInfo", "EncryptedPackage"), 0, "protected with a password"),
        (("Workbook",), 0, "a spreadsheet"),
        (("PowerPoint Document",), 0, "a presentation"),
        (("__properties_version1.0",), 0, "an Outlook message"),
        (("Contents",), 0, "an old Office file without text"),
    ],
)
def test_what_is_in_the_box_decides(names, flags, reason, make_ole):
    begins = struct.pack("<H8xH", SINCE_97, flags)
    assert reason in read(make_ole(*names, begins=begins)).why


def test_a_document_older_than_word_95_is_refused(make_ole):
    assert "before Word 95" in read(make_ole("WordDocument", begins=b"\xdb\xa5")).why


def test_a_box_that_runs_in_circles_ends(make_ole):
    """Each sector of the directory names itself as the next one."""
    box = bytearray(make_ole("WordDocument"))
    struct.pack_into("<I", box, len(box) - 512, 0)
    assert len(ole.streams(bytes(box))) <= 4 * 256


@given(st.binary(max_size=2_000), st.integers(0, 4_000))
def test_no_bytes_break_the_box(noise, place):
    base = bytearray(ole.SIGNATURE.ljust(4_096, b"\1"))
    base[0x1E:0x20] = b"\x09\0"
    base[place : place + len(noise)] = noise
    with suppress(ole.Damaged):
        assert isinstance(ole.streams(bytes(base)), list)


def test_notes_keep_the_text_in_its_order(make_ole):
    """With comments between, nobody knows which of the last characters are a text box."""
    counts = (9, 0, 0, 0, 5, 0, 4, 0)
    box = make_ole("WordDocument", begins=struct.pack("<H74x8I", SINCE_97, *counts))
    document = doc.document(doc.pack(b"main text\nnote\nbox", box))
    assert [line.text for line in document.lines] == ["main text", "note", "box"]
