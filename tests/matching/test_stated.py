"""The right to work, conditions and places: from the resume's own words or an answer of the form."""

from datetime import date

import pytest

from app.matching.model import Finding, MatchPolicy, Verdict
from app.matching.requirements import from_data
from app.matching.score import match
from tests.matching import people

AS_OF = date(2026, 11, 1)
MET, PARTLY, DENIED, SILENT = Finding.MET, Finding.PARTLY, Finding.CONTRADICTED, Finding.NOT_FOUND
US = {"text": "Authorised to work in the US", "kind": "authorisation", "terms": [["work authorisation us"]]}
NIGHTS = {"text": "Night shifts", "kind": "condition", "terms": [["night shifts"]]}
LEEDS = {"text": "Based in Leeds", "kind": "location", "terms": [["Leeds"]]}


def matched(text, *asked, answers=()):
    wanted = from_data([{**each, "id": f"r{at}"} for at, each in enumerate(asked)])
    return match(people.resume(text), wanted, policy=MatchPolicy(), as_of=AS_OF, answers=answers)


def found(line, asked, answers=()):
    text = f"Ann Other\nSUMMARY\n{line}\nEXPERIENCE\nCook\n01/2020 - present\n- Grill"
    return matched(text, asked, answers=answers).judgements[0]


@pytest.mark.parametrize(
    ("line", "finding"),
    [
        ("Authorized to work in the US, no sponsorship needed", MET),
        ("Work authorization: no visa sponsorship required", MET),
        ("U.S. citizen", MET),
        ("Green card holder", MET),
        ("Do not require sponsorship", MET),
        ("Right to work in the UK", SILENT),
        ("British citizen", SILENT),
        ("Requires H-1B sponsorship", DENIED),
        ("I am not authorized to work in the US", DENIED),
        ("I will require visa sponsorship", DENIED),
        ("Led sponsorship sales for a festival", SILENT),
    ],
)
def test_the_right_to_work(line, finding):
    assert found(line, US).finding is finding


def test_a_citizen_of_the_union_may_work_in_its_countries():
    germany = {**US, "terms": [["work authorisation de"]]}
    assert found("EU citizen", germany).finding is MET
    assert found("US citizen", germany).finding is SILENT


@pytest.mark.parametrize(
    ("line", "finding"),
    [
        ("Available for night shifts", MET),
        ("Willing to work nights", MET),
        ("Offen für Nachtschichten", MET),
        ("Day shifts only, no nights", DENIED),
        ("Not available for night shifts", DENIED),
        ("Keine Nachtschichten", DENIED),
        ("Calm at all hours", SILENT),
    ],
)
def test_a_condition(line, finding):
    assert found(line, NIGHTS).finding is finding


def test_shifts_worked_show_a_condition_and_travel_arranged_shows_none():
    text = "Ann Other\nEXPERIENCE\nAide\n01/2020 - present\n- {}"
    travel = {"text": "Willing to travel", "kind": "condition", "terms": [["travel"]]}
    assert matched(text.format("Rotating night shifts"), NIGHTS).judgements[0].finding is MET
    assert matched(text.format("Arranged travel to fairs"), travel).judgements[0].finding is SILENT


@pytest.mark.parametrize(
    ("header", "finding"),
    [
        ("Leeds, UK", MET),
        ("12 Mill Lane, Leeds LS1 4AB", MET),
        ("Leeds Road, Bradford", SILENT),
        ("Bradford, UK", SILENT),
        ("Bradford. Willing to relocate to Leeds", MET),
        ("Bradford. Willing to relocate", PARTLY),
        ("Bradford. Not willing to relocate to Leeds", SILENT),
    ],
)
def test_a_place_is_the_person_s_own_or_where_they_will_move(header, finding):
    text = f"Ann Other\n{header}\nEXPERIENCE\nCook, Inn\n01/2020 - present\n- Grill in Leeds"
    assert matched(text, LEEDS).judgements[0].finding is finding


def test_a_name_is_no_place():
    text = "Leeds Other\nBradford\nEXPERIENCE\nCook\n01/2020 - present\n- Grill"
    assert matched(text, LEEDS).judgements[0].finding is SILENT


def test_the_form_answers_where_the_resume_is_silent():
    asked = "Are you legally authorized to work in the US?"
    yes = found("Cook", US, ((asked, "Yes"),))
    assert (yes.finding, yes.evidence) == (MET, ())
    assert yes.note == f"The form\u2019s question \u201c{asked}\u201d was answered \u201cYes\u201d."
    no = found("Cook", US, ((asked, "No"),))
    assert (no.finding, asked in no.note) == (SILENT, True)
    assert found("Cook", US, (("Do you hold a licence?", "Yes"),)).finding is SILENT


def test_a_question_for_sponsorship_is_turned_round():
    asked = "Will you require sponsorship to work in the US?"
    assert found("Cook", US, ((asked, "No"),)).finding is MET
    assert found("Cook", US, ((asked, "Yes"),)).finding is SILENT


def test_a_no_of_the_form_against_the_resume_is_a_conflict():
    said = (("Are you available for night shifts?", "No"),)
    judged = found("Available for night shifts", NIGHTS, said)
    assert (judged.finding, judged.note.startswith("The form says no")) == (MET, True)


def test_a_yes_of_the_form_against_the_resume_is_doubt():
    said = (("Are you available for night shifts?", "Yes"),)
    assert found("No nights", NIGHTS, said).finding is PARTLY


def test_silence_about_circumstances_makes_no_match_weak():
    text = "Ann Other\nSKILLS\nDocker, Ansible"
    docker = {"text": "Docker"}
    silent = matched(text, docker, US, NIGHTS, LEEDS)
    assert silent.verdict is Verdict.STRONG
    assert "seldom say this" in silent.judgements[1].note
    against = matched(f"{text}\nSUMMARY\nNo nights", docker, NIGHTS)
    assert against.verdict is Verdict.WEAK
