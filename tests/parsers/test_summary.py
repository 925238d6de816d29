"""What somebody says about themselves."""

from parsers.model import Section, SectionKind
from parsers.resume.sections import sections
from parsers.resume.summary import summary
from tests.parsers.written import document, stands


def test_under_its_heading_over_lines():
    made = document("Jo Muster", "Profile", "Welder with ten years of", "practice.", "Skills", "TIG")
    found = summary(made, sections(made.lines))
    assert (found.text, found.guessed) == ("Welder with ten years of practice.", False)
    assert stands(made, found) == ["Welder with ten years of", "practice."]


def test_without_a_heading_a_paragraph_in_the_head_is_marked():
    text = "Critical-care registered nurse with seven years of bedside experience in intensive care."
    made = document("Jo Muster", "Nurse", text, "Skills", "Epic")
    found = summary(made, sections(made.lines))
    assert (found.text, found.guessed) == (text, True)


def test_contact_details_under_the_heading_are_none():
    made = document("About", "Sudbury, Ontario", "p.wendaho@example.ca", "1-555-012-7733")
    assert summary(made, (Section(SectionKind.SUMMARY, 1, 1, 4),)) is None


def test_the_head_alone_has_none():
    made = document("Jo Muster", "jo@example.org")
    assert summary(made, sections(made.lines)) is None
