"""Sections whose headings stand beside them, in a column of their own."""

from parsers.model import SectionKind
from parsers.resume.bands import section_lines
from parsers.resume.languages import languages
from parsers.resume.sections import sections
from parsers.resume.skills import skills
from tests.parsers.written import document, placed


def beside():
    """Skills in two columns, read one after the other, with the languages between them."""
    return document(
        placed("Skills", 120, 400, size=20),
        placed("Epic", 196, 402),
        placed("Languages", 90, 514, size=20),
        placed("English", 196, 516),
        placed("Fluent", 196, 530),
        placed("Pyxis", 385, 420),
        placed("Filipino", 385, 516),
        placed("Native", 385, 530),
    )


def test_what_stands_beside_a_heading_belongs_to_it():
    made = beside()
    parts = sections(made.lines)
    assert [field.text for field in skills(made, parts)] == ["Epic", "Pyxis"]
    found = [(tongue.language.text, tongue.level.text) for tongue in languages(made, parts)]
    assert found == [("English", "Fluent"), ("Filipino", "Native")]


def test_headings_above_their_sections_keep_the_order_of_the_lines():
    made = document(
        placed("Skills", 40, 100, size=14),
        placed("Epic", 40, 120),
        placed("Languages", 40, 140, size=14),
        placed("English", 40, 160),
        placed("Spanish", 300, 120),
    )
    (lines,) = section_lines(made, sections(made.lines), SectionKind.LANGUAGES)
    assert [line.text for line in lines] == ["English", "Spanish"]
