"""The invented people are what they are meant to be: the truth holds in their words, whatever the seed."""

import calendar
import re
from collections import Counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.demo.people import Case, Person, Truth, invent
from app.demo.rule import reject_reason
from app.demo.trades import BY_POSTING

MONTHS = {name: number for number, name in enumerate(calendar.month_abbr) if name}
TODAY = 2026 * 12 + 11


def months(text: str) -> int:
    if text == "present":
        return TODAY
    if found := re.fullmatch(r"(\d{2})/(\d{4})", text):
        return int(found[2]) * 12 + int(found[1])
    if found := re.fullmatch(r"(\d{4})-(\d{2})", text):
        return int(found[1]) * 12 + int(found[2])
    word, year = text.split()
    return int(year) * 12 + MONTHS[word]


def years_in_trade(person: Person) -> float:
    trade = BY_POSTING[person.posting.id]
    total = 0
    for section in person.resume.sections:
        for entry in section.entries:
            if entry.title.rpartition(", ")[0] in (*trade.titles, *trade.titles_without_knockout):
                start, _, end = entry.period.partition(" - ")
                total += months(end) - months(start)
    return total / 12


def unmet(person: Person) -> list[str]:
    """The must-haves that an attentive reader does not find in the resume."""
    text = person.resume.as_text().lower()
    missing = []
    for requirement in person.posting.requirements:
        if requirement["importance"] != "must":
            continue
        if requirement["kind"] == "years":
            met = years_in_trade(person) >= requirement["amount"]
        else:
            met = all(
                any(re.search(rf"(?<!\w){re.escape(term)}(?!\w)", text) for term in alternatives)
                for alternatives in requirement["terms"]
            )
        if not met:
            missing.append(requirement["id"])
    return missing


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 10**6), count=st.integers(1, 90))
def test_truth_holds_for_every_seed(seed, count):
    for person in invent(seed, count):
        rejected = reject_reason(person.posting.rule, person.text_seen_by_rule, person.answers) is not None
        assert rejected is (person.truth is not Truth.FIT), person.case
        if person.truth in (Truth.FIT, Truth.STRONG):
            assert unmet(person) == [], person.case
        elif person.truth is Truth.WEAK:
            assert unmet(person), person.case


def test_sixty_people_have_twelve_strong_among_the_rejected():
    people = invent(1, 60)
    assert Counter(person.truth for person in people) == {
        Truth.WEAK: 37,
        Truth.STRONG: 12,
        Truth.FIT: 9,
        Truth.UNREADABLE: 2,
    }
    strong = [person for person in people if person.truth is Truth.STRONG]
    assert {person.posting.id for person in strong} == set(BY_POSTING)
    assert {person.case for person in strong} == {Case.OTHER_WORDS, Case.MISCOUNTED_YEARS, Case.WRONG_TICK}
    assert len({person.name for person in people}) == 60
    assert all(person.email.endswith("@example.org") for person in people)


@pytest.mark.parametrize("seed", [1, 2])
def test_same_seed_invents_the_same_people(seed):
    assert invent(seed, 60) == invent(seed, 60)
    assert invent(seed, 60) != invent(seed + 1, 60)
