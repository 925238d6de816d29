"""A label over a list, or the line below an entry, says whether what stands there is still in force."""

import pytest

from app.matching.align import mentions
from app.matching.index import build
from app.matching.labels import heads
from tests.matching import people


def headed(text, term="bls"):
    index = build(people.resume(f"Ann Other\nCERTIFICATIONS\n{text}"), [])
    return [heads(each, index) for each in mentions(index, term) if each.how == "exact"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Expired:\n- BLS\n- ACLS", "over"),
        ("Expired:\n- ACLS\n- BLS", "over"),
        ("Expired certifications\nACLS\nBLS", "over"),
        ("Expired: ACLS, BLS", "over"),
        ("Lapsed tickets\nACLS, BLS", "over"),
        ("No longer valid:\nBLS", "over"),
        ("Abgelaufen:\nBLS", "over"),
        ("Expir\u00e9s :\nBLS", "over"),
        ("Caducados\nBLS", "over"),
        ("BLS, American Heart Association\nExpired 02/2024", "over"),
        ("BLS\n(lapsed 2023)", "over"),
        ("In progress:\n- BLS", "open"),
        ("BLS, Heart House\n(in progress)", "open"),
        ("Expired:\n- ACLS\nCurrent:\n- BLS", ""),
        ("Current\nBLS\nExpired\nACLS", ""),
        ("Expired:\n- ACLS\nBLS", ""),
        ("ACLS\nExpired 02/2024\nBLS", ""),
        ("BLS\nExpired: ACLS", ""),
        ("BLS\nExpires 05/2029", ""),
        ("BLS\nFailed audits put right on the ward in three weeks", ""),
        ("Health:\nBLS", ""),
    ],
)
def test_a_label_counts_up_to_the_next(text, expected):
    assert headed(text) == [expected]


def test_a_heading_of_the_section_is_one_too():
    index = build(people.resume("Ann Other\nSKILLS\nExcel\nCERTIFICATIONS (EXPIRED)\nBLS"), [])
    assert [heads(each, index) for each in mentions(index, "bls")] == ["over"]
