from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.matching.index import build
from app.matching.roles import month_of, roles
from app.matching.years import covered, worded
from tests.matching import people

_SPAN = st.tuples(st.integers(24_000, 24_300), st.integers(0, 60)).map(lambda pair: (pair[0], pair[0] + pair[1]))


@pytest.mark.parametrize(
    ("spans", "months"),
    [
        ([], 0),
        ([(10, 10)], 1),
        ([(0, 11)], 12),
        ([(0, 11), (6, 17)], 18),
        ([(0, 11), (12, 23)], 24),
        ([(0, 30), (5, 6)], 31),
    ],
)
def test_the_union_of_spans(spans, months):
    assert covered(spans) == months


@given(st.lists(_SPAN, max_size=8))
def test_a_union_is_what_a_set_of_months_holds(spans):
    expected = len({month for first, last in spans for month in range(first, last + 1)})
    assert covered(spans) == covered(reversed(spans)) == covered(spans + spans) == expected


def test_a_role_begins_with_its_title():
    index = build(people.resume(people.NURSE), [])
    first, second = roles(index, date(2026, 11, 22))
    texts = {line.number: line.text for line in index.resume.document.lines}
    assert texts[first.first].startswith("Registered Nurse, Medical ICU")
    assert texts[first.last].startswith("- Charted in Epic")
    assert texts[second.first].startswith("Staff Nurse")
    assert first.most == (month_of(date(2021, 5, 1)), month_of(date(2026, 11, 1)))


def test_years_without_months_give_a_range():
    (role,) = roles(build(people.resume(people.ACCOUNTANT), []), date(2026, 11, 22))
    assert covered([role.most]) == 48
    assert covered([role.least]) == 26


def test_a_future_or_turned_round_role_is_no_role():
    text = "Ann\nEXPERIENCE\nClerk\n01/2030 - 02/2031\nOther\n05/2020 - 01/2019"
    assert roles(build(people.resume(text), []), date(2026, 11, 22)) == []


@pytest.mark.parametrize(
    ("above", "wraps"),
    [
        ("Senior Python and", True),
        ("Lead, Python,", True),
        ("Used Python", False),
        ("- Tuned queries, Python and", False),
    ],
)
def test_a_later_title_on_two_lines_belongs_to_its_role(above, wraps):
    text = f"Ann\nEXPERIENCE\nClerk\n01/2020 - 12/2020\n- Filed\n{above}\nData Engineer\n01/2015 - 12/2019\n- Built"
    index = build(people.resume(text), [])
    first, second = roles(index, date(2026, 11, 22))
    assert (first.last, second.first) == ((5, 6) if wraps else (6, 7))


def test_a_title_never_reaches_above_the_dates_of_the_role_before():
    text = "Ann\nEXPERIENCE\nClerk\n01/2020 - 12/2020 and\nof Data\n01/2015 - 12/2019"
    first, second = roles(build(people.resume(text), []), date(2026, 11, 22))
    assert (first.first, first.last, second.first, second.last) == (3, 4, 5, 6)


def test_experience_without_dates_has_no_roles():
    assert roles(build(people.resume("Ann\nEXPERIENCE\nClerk\n- Filed"), []), date(2026, 11, 22)) == []


def test_months_are_worded():
    assert [worded(months) for months in (0, 1, 12, 27)] == [
        "less than a month",
        "1 month",
        "1 year",
        "2 years 3 months",
    ]
