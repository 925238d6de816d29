"""What a reviewer is not shown before the decision, beyond name and contact."""

import pytest

from app.matching.masked import covered
from app.matching.personal import asks_who, personal_ranges
from parsers.model import Contact, Document, Field, Fields, Line, Resume, Section, SectionKind, Span, Study, When


def seen(*texts: str, kind: SectionKind = SectionKind.EXPERIENCE, fields: Fields | None = None) -> list[str]:
    lines = tuple(Line(number, 1, text) for number, text in enumerate(texts, start=1))
    sections = (Section(kind, None, 1, len(lines)),)
    resume = Resume(Document("text/plain", 1, lines), sections, fields=fields or Fields())
    ranges = personal_ranges(resume)
    return [covered(line.text, ranges.get(line.number, ()), "#").replace("#", "") for line in lines]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Date of birth: 12.04.1987 | Berlin", " | Berlin"),
        ("Born 3 March 1990 in Lyon", " in Lyon"),
        ("DOB 1990-03-04", ""),
        ("Geboren am 12. März 1987 in Köln", " in Köln"),
        ("Geburtsdatum: 01.02.1990", ""),
        ("née le 3 mai 1990", ""),
        ("nacido el 4 de mayo de 1990", ""),
        ("Age: 34", ""),
        ("Lyon | 35 ans", "Lyon |"),
        ("I am 34 years old", "I am "),
        ("Write to ann.b+x@mail.example.org", "Write to "),
        ("See www.linkedin.com/in/ann-b for more", "See  for more"),
    ],
)
def test_birth_age_and_addresses_are_covered(text: str, left: str) -> None:
    assert seen(text) == [left]


@pytest.mark.parametrize(
    "text",
    [
        "A born leader with 12 years of Python",
        "Taught children, age 5 - 11",
        "Teaching Assistant, Age 5 - 11",
        "Ages 16 and over",
        "Comptable, 12 ans",
        "Worked with C++ 20 for 10 years",
        "Nurse, 2019 - 2021",
        "Read linux.com/news daily",
    ],
)
def test_work_is_not(text: str) -> None:
    assert seen(text) == [text]


def test_school_years_are_covered_and_what_was_learnt_is_not() -> None:
    texts = ("BSc Nursing, 2010 - 2013", "09/2014 to 06/2016", "Class of '09", "Module 4 of 12")
    assert seen(*texts, kind=SectionKind.EDUCATION) == ["BSc Nursing,  - ", " to ", "Class of ", "Module 4 of 12"]


def test_a_degree_under_an_unknown_heading_hides_its_years_and_a_licence_keeps_them() -> None:
    texts = ("BSc Nursing", "2010 - 2013", "Forklift licence, valid until 2027")
    assert seen(*texts, kind=SectionKind.CERTIFICATIONS) == ["BSc Nursing", " - ", "Forklift licence, valid until 2027"]


def test_years_of_a_study_are_covered_wherever_it_stands() -> None:
    start = When(2010, None, (Span(2, 0, 4),))
    study = Study(degree=Field("Diploma", (Span(1, 0, 7),)), start=start)
    assert seen("Diploma", "2010 to 2013", fields=Fields(education=(study,))) == ["Diploma", " to "]


def test_contact_details_are_covered_where_they_come_again() -> None:
    contact = Contact(name=Field("Ann Bee", (Span(1, 0, 7),)), email=None, phone=Field("+49 30 123", (Span(2, 0, 10),)))
    texts = ("Ann Bee", "+49 30 123", "Ann Bee, page 2, +49 30 123")
    assert seen(*texts, fields=Fields(contact=contact)) == ["", "", ", page 2, "]


def test_a_block_of_contact_details_goes_with_its_street_and_user_name() -> None:
    contact = Contact(email=Field("a@b.org", (Span(2, 0, 7),)), phone=Field("+49 30 123", (Span(3, 0, 10),)))
    prose = "A nurse with seven years on surgical wards and two as a lead"
    texts = ("12 Mill Lane", "a@b.org", "+49 30 123", "annbee", prose)
    fields = Fields(contact=contact)
    assert seen(*texts, kind=SectionKind.SUMMARY, fields=fields) == ["", "", "", "", prose]
    assert seen(*texts, kind=SectionKind.EXPERIENCE, fields=fields)[3] == "annbee"


@pytest.mark.parametrize(
    "hostile", ["a" * 100_000, "@" * 100_000, "born in " + "1 " * 50_000, "1/" * 50_000, "| " * 50_000]
)
def test_long_lines_end(hostile: str) -> None:
    assert len(seen(hostile, kind=SectionKind.EDUCATION)) == 1


@pytest.mark.parametrize(
    ("question", "who"),
    [
        ("Full name", True),
        ("Name:", True),
        ("Your date of birth", True),
        ("What gender do you identify with?", True),
        ("Street address", True),
        ("Telefon", True),
        ("Do you have phone support experience?", False),
        ("Name a project that you are proud of", False),
        ("How many years of Python?", False),
        ("Notice period", False),
        ("Do you hold a current nursing registration?", False),
    ],
)
def test_questions_of_a_form_that_ask_who_it_is(question: str, who: bool) -> None:  # noqa: FBT001
    assert asks_who(question) is who
