"""Contact details that stand outside the header: in a sidebar, a footer, or repeated."""

from dataclasses import replace

import pytest

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


@pytest.mark.parametrize("name", ["Yun Ma", "Reed, Susan", "Ruby Rivers"])
def test_a_name_that_looks_like_a_thing_is_no_evidence_and_not_shown(name):
    read = resume(f"{name}\nWarehouse work since 2019, {name}")
    read = replace(read, fields=Fields(Contact(name=Field(name, (Span(1, 0, len(name)),)))))
    assert covered(read.document.lines[1].text, contact_ranges(read)[2], "#").endswith("#" * len(name))
    assert not {word.casefold() for word in name.replace(",", "").split()} & words(read)


def test_a_list_of_skills_that_was_taken_for_the_name_is_evidence_and_still_not_shown():
    read = resume("Python, Kubernetes\nWork since 2019")
    read = replace(read, fields=Fields(Contact(name=Field("Python, Kubernetes", (Span(1, 0, 18),)))))
    assert {"python", "kubernetes"} <= words(read)
    assert covered(read.document.lines[0].text, contact_ranges(read)[1], "#") == "#" * 18
