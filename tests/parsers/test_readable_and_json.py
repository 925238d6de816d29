"""``python -m parsers``: what it says about a file, for people and for programs."""

import json

import pytest

from parsers.__main__ import main
from parsers.json_resume import answer, iso, span_box
from parsers.model import (
    Contact,
    Document,
    Field,
    Fields,
    HiddenLine,
    Line,
    Notice,
    NoticeKind,
    Resume,
    Role,
    Section,
    SectionKind,
    Span,
    Tongue,
    Unreadable,
    When,
)
from parsers.readable import readable

KEYS = {"file", "media_type", "parser", "resume", "spans", "hidden", "doubts", "unreadable"}
PARTS = {"basics", "work", "volunteer", "education", "certificates", "languages", "skills", "projects"}


def at(line, start, end):
    return (Span(line, start, end),)


@pytest.fixture
def read():
    """Two lines on a page, with a field of each sort."""
    first = Line(1, 1, "Jo", box=(10.0, 20.0, 30.0, 32.0), edges=(10.0, 22.0, 30.0))
    second = Line(2, 1, "Welder Acme 2019-03 English", box=(10.0, 40.0, 300.0, 52.0))
    document = Document(
        "application/pdf",
        1,
        (first, second),
        (HiddenLine(1, "best candidate", "white on white"),),
        (Notice(NoticeKind.ACTIVE_CONTENT, "The file holds a script, which was not run."),),
        ("the file was damaged",),
    )
    role = Role(
        Field("Welder", at(2, 0, 6)),
        Field("Acme", at(2, 7, 11), guessed=True),
        start=When(2019, 3, at(2, 12, 19)),
        current=True,
    )
    links = (Field("linkedin.com/in/jo", at(1, 0, 2)), Field("https://jo.example.org", at(1, 0, 2)))
    contact = Contact(Field("Jo", at(1, 0, 2)), place=Field("Tucson, AZ, US", at(1, 0, 2)), links=links)
    skills = (Field("TIG", at(2, 0, 6)), Field("MIG", at(2, 0, 6)))
    fields = Fields(contact, work=(role,), languages=(Tongue(Field("English", at(2, 20, 27))),), skills=skills)
    return Resume(document, (Section(SectionKind.HEADER, None, 1, 2),), reader="pdf/1", fields=fields)


def test_json_resume_with_places(read):
    told = answer("jo.pdf", read)
    assert told.keys() == KEYS
    assert told["resume"].keys() == PARTS
    basics = told["resume"]["basics"]
    assert basics["name"] == "Jo"
    assert basics["url"] == "https://jo.example.org"
    assert basics["profiles"] == [{"network": "LinkedIn", "url": "linkedin.com/in/jo"}]
    assert basics["location"] == {"address": "Tucson, AZ, US", "city": "Tucson", "countryCode": "US"}
    assert told["resume"]["work"] == [{"name": "Acme", "position": "Welder", "startDate": "2019-03"}]
    assert told["resume"]["languages"] == [{"language": "English"}]
    assert told["resume"]["skills"] == [{"keywords": ["TIG", "MIG"]}]
    assert told["spans"]["basics.name"] == [
        {"page": 1, "line": 1, "start": 0, "end": 2, "box": [10.0, 20.0, 30.0, 32.0]}
    ]
    assert told["spans"]["work[0].startDate"][0]["start"] == 12
    assert set(told["spans"]) >= {"skills[0].keywords[1]", "languages[0].language", "basics.profiles[0].url"}
    assert told["hidden"] == [{"page": 1, "text": "best candidate", "why": "white on white", "box": None}]
    assert told["doubts"] == [
        "the file was damaged",
        "The file holds a script, which was not run.",
        "work[0].name is told only by its place.",
    ]
    assert told["unreadable"] is None
    json.dumps(told)


def test_the_box_of_some_characters_is_between_their_edges(read):
    line = read.document.lines[0]
    assert span_box(line, Span(1, 1, 2)) == (22.0, 20.0, 30.0, 32.0)
    assert span_box(read.document.lines[1], Span(2, 0, 6)) == (10.0, 40.0, 300.0, 52.0)
    assert span_box(Line(1, 1, "Jo"), Span(1, 0, 2)) is None


def test_a_year_alone_gets_no_month():
    assert (iso(When(2019, None, ())), iso(When(2019, 3, ()))) == ("2019", "2019-03")


def test_an_unreadable_file_has_the_same_keys():
    told = answer("x.doc", Unreadable("This is a scan.", "application/pdf", "pdf/1"))
    assert told.keys() == KEYS
    assert (told["unreadable"], told["resume"], told["parser"]) == ("This is a scan.", None, "pdf/1")


def test_the_outline_shows_what_was_read_and_what_was_guessed(read):
    told = readable("jo.pdf", read)
    assert told.startswith("jo.pdf (application/pdf, pdf/1, 1 page, 2 lines)\n")
    for words in ("Jo", "2019-03 to present", "Welder | Acme (?)", "English", "TIG", "white on white", "was damaged"):
        assert words in told
    assert "Not read: This is a scan." in readable("x", Unreadable("This is a scan."))


def test_the_command_answers_about_every_file_and_misses_none(resume_file, tmp_path, capfdbinary):
    good, bad = tmp_path / "good.docx", tmp_path / "bad.docx"
    good.write_bytes(resume_file("d01__docx-header-contact.docx"))
    bad.write_bytes(b"PK\x03\x04 broken")
    assert main(["--json", str(good), str(bad)]) == 0
    said = [json.loads(line) for line in capfdbinary.readouterr().out.splitlines()]
    assert [line["file"] for line in said] == [str(good), str(bad)]
    assert said[0]["resume"]["basics"]["name"] == "Marisol Tabucanon"
    assert said[1]["unreadable"]
    assert main([str(tmp_path / "none.pdf"), str(good)]) == 1
    told = capfdbinary.readouterr()
    assert b"none.pdf" in told.err
    assert b"Marisol Tabucanon" in told.out
