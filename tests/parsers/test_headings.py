"""Headings of resumes, and the sections that they begin."""

import pytest

from parsers.model import Line, Section, SectionKind
from parsers.resume.sections import heading, sections


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Work Experience", SectionKind.EXPERIENCE),
        ("EDUCATION:", SectionKind.EDUCATION),
        ("S K I L L S", SectionKind.SKILLS),
        ("Work Experience (2)", SectionKind.EXPERIENCE),
        ("Berufserfahrung", SectionKind.EXPERIENCE),
        ("Aus- und Weiterbildung", SectionKind.EDUCATION),
        ("Fähigkeiten", SectionKind.SKILLS),
        ("Expérience professionnelle", SectionKind.EXPERIENCE),
        ("CENTRES D\u2019INTÉRÊT", SectionKind.INTERESTS),
        ("Formación académica", SectionKind.EDUCATION),
        ("Formação", SectionKind.EDUCATION),
        ("Lingue", SectionKind.LANGUAGES),
        ("Werkervaring", SectionKind.EXPERIENCE),
        ("Skills & Languages", SectionKind.SKILLS),
        ("2. Certificates and Licences", SectionKind.CERTIFICATIONS),
    ],
)
def test_headings(text, kind):
    assert heading(text) is kind


@pytest.mark.parametrize(
    "text", ["• Languages", "Experience with Python and Go", "Skills: Python, SQL", "Marisol Tabucanon", "", "\u2014"]
)
def test_no_headings(text):
    assert heading(text) is None


def lines(*texts):
    return [Line(number, 1, text) for number, text in enumerate(texts, start=1)]


def test_what_comes_before_the_first_heading_is_the_header():
    found = sections(lines("Jo Muster", "jo@example.org", "Skills", "SQL", "Education", "BSc"))
    assert found == (
        Section(SectionKind.HEADER, None, 1, 2),
        Section(SectionKind.SKILLS, 3, 3, 4),
        Section(SectionKind.EDUCATION, 5, 5, 6),
    )


def test_without_any_heading_all_is_header():
    assert sections(lines("Jo Muster", "SQL")) == (Section(SectionKind.HEADER, None, 1, 2),)
    assert sections([]) == ()
