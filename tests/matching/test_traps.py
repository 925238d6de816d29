"""The bars of matching, on the yardstick of ``traps``; what is never allowed is listed with its reason beside it."""

import pytest

from app.matching.model import Finding
from app.matching.sameness import same
from tests.matching.traps import judge, pairs, traps

NEVER_MET = {
    "negation",
    "negation_after",
    "not_yet",
    "level",
    "sibling_code",
    "employer_name",
    "school_name",
    "surname",
}
NEVER_MET |= {"place", "address", "street", "denied", "denied_list", "expired", "german_negation", "french_negation"}
NEVER_MET |= {"spanish_negation", "dutch_negation", "learning", "needs_visa", "no_nights", "negated_right"}
NEVER_MET |= {
    "heading_expired",
    "line_after_expired",
    "expired_after",
    "denied_far",
    "exam_failed",
    "withdrawn",
    "enrolled",
}
NEVER_MET |= {"part_passed", "label", "outcome", "sold", "recruited", "passive", "de_failed", "fr_sold", "es_caducado"}
NEVER_SAME = {"code", "sibling", "ambiguous"}


@pytest.fixture(scope="module")
def judged():
    return [(trap, judge(trap).finding is Finding.MET) for trap in traps()]


@pytest.fixture(scope="module")
def compared():
    return [(pair, same(pair.one, pair.other)) for pair in pairs()]


def test_traps_are_told_from_evidence(judged):
    missed = [trap for trap, met in judged if trap.met and not met]
    false = [trap for trap, met in judged if met and not trap.met]
    wanted = sum(trap.met for trap, _ in judged)
    assert len(missed) <= 0.2 * wanted, missed
    assert len(false) <= 0.03 * (len(judged) - wanted), false


def test_some_traps_never_catch(judged):
    assert not [trap for trap, met in judged if met and not trap.met and trap.name in NEVER_MET]


def test_names_of_one_thing_are_told_from_others(compared):
    apart = [pair for pair, alike in compared if pair.same and not alike]
    false = [pair for pair, alike in compared if alike and not pair.same]
    assert len(apart) <= 0.15 * sum(pair.same for pair, _ in compared), apart
    assert not false


def test_codes_siblings_and_ambiguous_terms_are_never_one(compared):
    assert not [pair for pair, alike in compared if alike and pair.kind in NEVER_SAME and not pair.same]
