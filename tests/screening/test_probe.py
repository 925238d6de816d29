"""The two questions from outside: they are answered by what screens, nothing looser and nothing stricter."""

from datetime import date

import pytest

from app.matching.effort import TOO_LONG
from app.matching.model import Finding
from app.screening.probe import judge, same_term

AS_OF = date(2026, 11, 1)
RESUME = """Odalys Brantwick
odalys@example.org

EXPERIENCE
Registered Nurse, Medical ICU, Northlake Hospital
05/2021 - present
- Ventilator management, no experience with dialysis
Staff Nurse, Pinehill Clinic
02/2018 - 04/2021
- Post-operative wound care

CERTIFICATIONS
RN License, Minnesota Board of Nursing
BLS and ACLS (valid to 03/2028)
"""


@pytest.mark.parametrize(("one", "other", "trap"), [
    ("Kubernetes", "K8s", "alias"), ("basic life support", "BLS", "acronym"), ("Kubernetes", "Kubernets", "typo"),
    ("labour relations", "labor relations", "British spelling"), ("Node.js", "NodeJS", "punctuation"),
    ("order picking", "order picker", "inflection"), ("accounts payable", "A/P", "ambiguous but spelled so"),
    ("underwater basket weaving", "Underwater  basket-weaving", "a word that no table knows"),
    ("Persian", "Farsi", "language"), ("law", "legal studies", "field of study"),
])  # fmt: skip
def test_two_names_of_one_thing(one, other, trap):
    assert same_term(one, other), trap
    assert same_term(other, one), trap


@pytest.mark.parametrize(("one", "other", "trap"), [
    ("Java", "JavaScript", "looks alike"), ("CDL A", "CDL B", "class"), ("Series 7", "Series 66", "code"),
    ("C", "C++", "single letter"), ("SQL", "PostgreSQL", "narrower"), ("TIG welding", "MIG welding", "sibling"),
    ("accounts payable", "accounts receivable", "sibling"), ("AP", "AP Physics", "ambiguous"),
    ("Java", "Java developer in Leeds", "a word left over"), ("nurse", "", "nothing"),
])  # fmt: skip
def test_two_things(one, other, trap):
    assert not same_term(one, other), trap
    assert not same_term(other, one), trap


@pytest.mark.parametrize(("requirement", "finding"), [
    ("BLS and ACLS", Finding.MET), ("5 years of experience as a registered nurse", Finding.MET),
    ("10 years of experience as a registered nurse", Finding.PARTLY), ("Dialysis", Finding.CONTRADICTED),
    ("BLS and PALS", Finding.PARTLY), ("Team player", Finding.NOT_FOUND),
])  # fmt: skip
def test_a_requirement_is_judged_as_a_screening_would(requirement, finding):
    judgement = judge(requirement, RESUME, AS_OF)
    assert judgement.finding is finding
    assert judgement.met is (finding is Finding.MET)
    lines = [line.strip("- ") for line in RESUME.splitlines() if line.strip()]
    assert all(evidence.quote in lines[evidence.line - 1] for evidence in judgement.evidence)


def test_what_would_be_nice_does_not_count_where_something_is_a_must():
    assert judge("BLS required; dialysis is a plus", RESUME, AS_OF).met


def test_years_are_counted_up_to_the_day_of_the_application():
    asked = "5 years of experience as a registered nurse"
    assert not judge(asked, RESUME, date(2022, 1, 1)).met


def test_a_text_that_cannot_be_read_says_why():
    judgement = judge("BLS", "", AS_OF)
    assert (judgement.finding, judgement.note) == (Finding.NOT_FOUND, "The file is empty.")


def test_a_text_that_is_too_long_to_be_compared_is_not_even_read(monkeypatch):
    monkeypatch.setattr("app.screening.probe.isolate.parse", lambda _: pytest.fail("read"))
    judgement = judge("Nursing", "nursing " * 40_000, AS_OF)
    assert judgement.finding is Finding.NOT_FOUND
    assert judgement.note == TOO_LONG


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("French", "French C1", False),
        ("French C1", "C1 French", True),
        ("French C1", "fluent French", False),
        ("CompTIA Security+", "Security+ (CompTIA)", True),
        ("NVQ Level 3 Health and Social Care", "Level 3 NVQ in Health & Social Care", True),
        ("Registered Manager Level 5 Diploma", "Level 5 Diploma Registered Manager", True),
        ("CNC machining", "computer numerical control machining", True),
        ("AZ-103", "AZ-104", False),
        ("Bachelor of Science", "BSc", True),
        ("Bachelor of Science", "Bachelor of Arts", False),
        ("Lightweight Directory Access Protocol", "LDAP", True),
        ("Buchhaltung", "Buchaltung", True),
        ("soudeur", "soudeuse", True),
        ("F\u00fchrerschein Klasse CE", "F\u00fchrerschein CE", True),
    ],
)
def test_order_brackets_levels_and_acronyms(one, other, same):
    assert same_term(one, other) is same
    assert same_term(other, one) is same
