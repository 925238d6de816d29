"""The resume files are real: PDF and DOCX readers find in them what the people wrote."""

import io
import zipfile
from dataclasses import replace
from datetime import date

import pytest
from lxml import etree
from pdfminer.high_level import extract_text
from pdfminer.pdfexceptions import PDFException
from pdfminer.pdfparser import PDFSyntaxError
from pdfminer.psexceptions import PSException

from app.demo import pdf
from app.demo.people import Case, Layout, Person, Truth, invent
from app.demo.resume_text import Entry, Section
from app.demo.resumes import resume_file
from app.matching.model import Match, MatchPolicy, Verdict
from app.matching.requirements import from_data
from app.matching.score import match
from app.review.resume_text import shown
from parsers.model import Resume
from parsers.notices import UNSEEN
from parsers.read import read

PEOPLE = invent(1, 60)
WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def skills(person: Person) -> list[str]:
    return [
        line for section in person.resume.sections if section.side for entry in section.entries for line in entry.lines
    ]


def of_layout(*layouts: Layout) -> list[Person]:
    found = [person for person in PEOPLE if person.layout in layouts]
    assert found
    return found


def squeezed(text: str) -> str:
    return " ".join(text.split())


@pytest.mark.parametrize("layout", [Layout.PDF, Layout.PDF_COLUMNS])
def test_pdf_reader_finds_every_line(layout):
    for person in of_layout(layout)[:8]:
        text = squeezed(extract_text(io.BytesIO(resume_file(person))))
        assert person.name in text
        for line in skills(person):
            assert line in text, (person.number, line)


def test_the_font_has_every_letter_that_is_written():
    letters = {ord(letter) for person in invent(1, 120) for letter in person.resume.as_text() if letter != "\n"}
    for name, font in pdf._fonts().items():
        assert letters <= set(font.face.charToGlyph), name


def test_strong_people_are_strong_as_our_reader_sees_them():
    for person in PEOPLE:
        if person.truth is Truth.STRONG:
            resume = read(resume_file(person))
            assert isinstance(resume, Resume)
            found = match(resume, from_data(person.posting.requirements), policy=MatchPolicy(), as_of=date(2026, 11, 1))
            assert found.verdict is Verdict.STRONG, (person.number, person.layout, found.why)


def found(person: Person, data: bytes) -> Match:
    resume = read(data)
    assert isinstance(resume, Resume)
    return match(resume, from_data(person.posting.requirements), policy=MatchPolicy(), as_of=date(2026, 11, 1))


def test_words_that_nobody_sees_are_told_in_neutral_words_and_count_for_nothing():
    [person] = of_layout(Layout.PDF_UNSEEN)
    resume = read(resume_file(person))
    assert isinstance(resume, Resume)
    page = shown(resume, (), blind=True)
    assert UNSEEN in page.remarks
    assert {line.why for line in page.unseen} == {"white on white"}
    words = " ".join(line.text for line in page.unseen)
    assert all(terms[0] in words for asked in person.posting.requirements for terms in asked["terms"])
    assert not any("kubernetes" in line.text for line in resume.document.lines)
    assert found(person, resume_file(person)) == found(person, pdf.write_plain(person.resume))


def test_unseen_words_give_nobody_what_the_page_does_not_show():
    person = next(person for person in PEOPLE if person.case is Case.NO_KEYWORD_SKILL)
    keyword = person.posting.rule.keyword
    told = Section("Further skills", (Entry("", "", (keyword, "Order and patience")),))
    judged = found(person, pdf.write_plain(person.resume, unseen=keyword))
    assert judged.verdict is Verdict.WEAK
    assert judged == found(person, pdf.write_plain(person.resume))
    assert judged != found(person, pdf.write_plain(replace(person.resume, sections=(*person.resume.sections, told))))


def test_docx_is_a_sound_package_with_every_line():
    for person in of_layout(Layout.DOCX):
        with zipfile.ZipFile(io.BytesIO(resume_file(person))) as package:
            assert package.testzip() is None
            parts = {name: etree.fromstring(package.read(name)) for name in package.namelist()}
        paragraphs = ["".join(block.itertext()) for block in parts["word/document.xml"].iter(f"{WORD}p")]
        words = [paragraph.removeprefix("• ") for paragraph in paragraphs]
        assert sorted(words) == sorted(person.resume.as_text().splitlines())
        for relations in (parts["_rels/.rels"], parts["word/_rels/document.xml.rels"]):
            for relation in relations:
                target = relation.get("Target")
                assert target in parts or f"word/{target}" in parts


def test_scan_has_a_picture_and_no_text():
    for person in of_layout(Layout.PDF_IMAGE):
        data = resume_file(person)
        assert b"/Image" in data
        assert extract_text(io.BytesIO(data)).strip() == ""


def test_broken_pdf_cannot_be_read():
    for person in of_layout(Layout.PDF_BROKEN):
        data = resume_file(person)
        assert data.startswith(b"%PDF-")
        try:
            text = extract_text(io.BytesIO(data))
        except (PDFSyntaxError, PDFException, PSException):
            text = ""
        assert text.strip() == ""


def test_same_person_gives_the_same_bytes():
    again = invent(1, 60)
    for layout in Layout:
        person = of_layout(layout)[0]
        assert resume_file(person) == resume_file(again[person.number - 1])
