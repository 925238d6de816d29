"""What a requirement says beside the name of a thing; each case names what it is about."""

from datetime import date

import pytest

from app.matching.model import Finding, MatchPolicy
from app.matching.requirements import from_data
from app.matching.score import match
from tests.matching import people
from tests.matching.traps import judge, narrowed


@pytest.mark.parametrize("case", narrowed(), ids=lambda case: f"{case.name}: {case.requirement} / {case.resume}"[:90])
def test_a_thing_narrowed(case):
    assert (judge(case).finding is Finding.MET) is case.met


def found(asked, *lines):
    text = "\n".join(["Ann Other", "EXPERIENCE", *lines])
    wanted = from_data([{"text": asked}])
    return match(people.resume(text), wanted, policy=MatchPolicy(), as_of=date(2026, 11, 1)).judgements[0]


def test_the_note_names_what_is_asked_for_and_what_was_found():
    judgement = found("Java 17", "Developer, Acme", "01/2019 - present", "- Payroll system in Java 6 and Java 7")
    assert judgement.finding is Finding.PARTLY
    assert "Version 17 is asked for; what was found names 6, 7." in judgement.note
    assert judgement.evidence


def test_one_place_that_fits_is_enough():
    lines = ("Nurse, Elm", "01/2019 - present", "- RN license in Florida, later RN license in Texas")
    assert found("Texas RN license", *lines).met


def test_a_state_named_elsewhere_in_the_resume_is_enough_for_its_licence():
    assert found("Texas RN license", "Nurse, Elm, Dallas, Texas", "01/2019 - present", "- RN license").met


def test_of_a_rank_the_note_says_only_that_no_mention_was_found():
    judgement = found("Senior software engineer", "Software engineer, Acme", "01/2019 - present", "- Python")
    assert judgement.finding is Finding.PARTLY
    assert "no mention of such a rank was found" in judgement.note
