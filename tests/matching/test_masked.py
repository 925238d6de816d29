"""Contact details that stand outside the header: in a sidebar, a footer, or repeated."""

from dataclasses import replace

from app.matching.index import build
from app.matching.masked import contact_ranges, covered
from parsers.model import Contact, Field, Fields, Span
from tests.matching.people import resume

SIDEBAR = resume("""
EXPERIENCE
Baker, Hollow Bakery
03/2020 - present
- Sourdough for Java Baker
SKILLS
Java Baker, java.baker@example.org
Espresso
""")
NAME = Field("Java Baker", (Span(6, 0, 10),))
EMAIL = Field("java.baker@example.org", (Span(6, 12, 34),))
KNOWN = replace(SIDEBAR, fields=Fields(Contact(name=NAME, email=EMAIL)))


def words(read):
    return {word.text for line in build(read, []).lines for word in line.words}


def test_a_name_is_no_evidence_wherever_it_stands():
    assert "java" in words(SIDEBAR)
    assert "java" not in words(KNOWN)


def test_the_same_word_as_an_occupation_stays():
    assert {"baker", "espresso", "sourdough"} <= words(KNOWN)


def test_every_repetition_of_the_full_name_is_covered():
    covered_lines = [
        covered(line.text, contact_ranges(KNOWN).get(line.number, ()), "#") for line in KNOWN.document.lines
    ]
    assert covered_lines[3] == "- Sourdough for ##########"
    assert covered_lines[5] == "##########, ######################"
    assert covered_lines[1] == "Baker, Hollow Bakery"
