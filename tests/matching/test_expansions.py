"""What a resume itself spells out is what its abbreviation means."""

import pytest

from app.matching.align import mentions
from app.matching.index import build
from tests.matching import people


def found(term, text):
    return len(mentions(build(people.resume(f"Ann Other\nCERTIFICATIONS\n{text}"), []), term))


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("pmp", "Portable media players (PMP)"),
        ("pmp", "PMP (prescription monitoring program)"),
        ("certified nursing assistant", "CNA (Certified Novell Administrator)"),
        ("cscs card", "CSCS (Certified Strength and Conditioning Specialist)"),
        ("registered nurse", "RN \u2013 React Native"),
        ("sap", "SAP (substance abuse professional)"),
    ],
)
def test_another_long_name_is_another_thing(term, text):
    assert not found(term, text)


@pytest.mark.parametrize(
    ("term", "text"),
    [
        ("pmp", "Project Management Professional (PMP)"),
        ("pmp", "PMP (Project Manager Professional)"),
        ("pmp", "PMP (Prince George, 2021)"),
        ("pmp", "PMP, six sigma"),
        ("haccp", "HACCP (Hazard Analysis and Critical Control Point)"),
        ("registered nurse", "RN (Registered Nurse), Ohio"),
    ],
)
def test_its_own_long_name_is_not(term, text):
    assert found(term, text)
