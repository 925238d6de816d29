"""What of a resume may be searched at all: without headings, with names of places of work, over wrapped lines."""

import pytest

from app.matching.index import build, goes_on
from parsers.model import Line
from parsers.read import read


def words(text):
    return {word.text for line in build(read(text.encode()), []).lines for word in line.words}


def test_a_resume_without_headings_is_searched_but_for_its_person():
    found = words("Java Okonkwo\njava.okonkwo@mail.test\nKept 40 Docker hosts running for six years\n")
    assert "docker" in found
    assert "okonkwo" not in found


@pytest.mark.parametrize("first", ["PostgreSQL, Redis", "MSc Computer Science"])
def test_a_list_or_a_degree_on_top_is_no_person(first):
    assert words(f"SKILLS\n{first}\n") >= {first.casefold().split()[-1]}


def test_an_occupation_at_a_school_is_no_name_of_a_school():
    text = "EXPERIENCE\nPrimary School Teacher\n2015 - 2020\n- Phonics at Mill Lane School\n"
    found = words(text)
    assert {"teacher", "phonics"} <= found
    assert "mill" not in found


def test_a_name_after_at_is_a_place_of_work():
    assert "sap" not in words("EXPERIENCE\nGuard\n2015 - 2020\n- Kept watch at SAP Arena\n")
    assert "sap" in words("EXPERIENCE\nClerk\n2015 - 2020\n- Expert at SAP postings\n")


def test_the_employer_that_the_parser_found_is_no_evidence():
    text = "EXPERIENCE\nBank Nurse, Docker Trust\n01/2015 - 02/2020\n- Tables\n"
    assert "docker" not in words(text)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (Line(1, 1, "no experience with", block=4), Line(2, 1, "Docker", block=4), True),
        (Line(1, 1, "no experience with", block=4), Line(2, 1, "docker", block=5), False),
        (Line(1, 1, "no experience with"), Line(2, 1, "docker"), True),
        (Line(1, 1, "no experience."), Line(2, 1, "docker"), False),
        (Line(1, 1, "no experience with"), Line(2, 1, "Docker"), False),
        (Line(1, 1, "no experience with"), Line(2, 1, "docker", bullet=True), False),
    ],
)
def test_a_text_goes_on_in_its_paragraph_or_in_its_sentence(one, other, same):
    assert goes_on(one, other) is same


def test_a_controller_in_a_bullet_is_no_company():
    text = "EXPERIENCE\nFitter, Tern Drives PLC\n2015 - 2020\n- Maintained Allen Bradley PLC panels\n"
    assert {"allen", "bradley", "plc", "panels"} <= words(text)
    assert "tern" not in words(text)
