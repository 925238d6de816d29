import math
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.stats.two_groups import (
    BARNARD_UP_TO,
    Groups,
    barnard,
    benjamini_hochberg,
    fisher,
    ratio_interval,
    two_group_tests,
    two_groups,
    z_test,
)

VERDICTS = {"practical_and_statistical", "statistical_only", "practical_only_small_numbers", "none"}


@st.composite
def groups(draw, people=60):
    focal, ref = draw(st.integers(0, people)), draw(st.integers(0, people))
    return Groups(draw(st.integers(0, focal)), focal, draw(st.integers(0, ref)), ref)


def counted(pair):
    """(two-sided, mid, lower) by counting tables in whole numbers, so that equal tables are equal."""
    first, last = max(0, pair.passed - pair.ref_n), min(pair.passed, pair.focal_n)
    ways = {k: math.comb(pair.focal_n, k) * math.comb(pair.ref_n, pair.passed - k) for k in range(first, last + 1)}
    own, every = ways[pair.focal_passed], sum(ways.values())
    both = sum(way for way in ways.values() if way <= own)
    lower = sum(way for k, way in ways.items() if k <= pair.focal_passed)
    return float(Fraction(both, every)), float(Fraction(2 * both - own, 2 * every)), float(Fraction(lower, every))


@given(groups())
def test_fisher_against_counting_every_table(pair):
    found = fisher(pair)
    assert (found.two_sided, found.mid, found.lower) == pytest.approx(counted(pair), abs=1e-9)


@pytest.mark.parametrize("n", [10, 100, 500])
def test_fisher_sees_that_mirrored_tables_are_equally_probable(n):
    pair = Groups(n // 2 - n // 10, n, n // 2 + n // 10, n)
    assert fisher(pair).two_sided == pytest.approx(counted(pair)[0], rel=1e-9)


@given(groups())
def test_z_and_interval_by_hand(pair):
    z, p = z_test(pair)
    if pair.empty:
        assert (z, p) == (None, None)
    elif pair.passed in {0, pair.n}:
        assert (z, p) == (0, 1)
    else:
        rate, one, other = pair.passed / pair.n, pair.focal_passed / pair.focal_n, pair.ref_passed / pair.ref_n
        assert z == pytest.approx((one - other) / math.sqrt(rate * (1 - rate) * (1 / pair.focal_n + 1 / pair.ref_n)))
        assert p == pytest.approx(math.erfc(abs(z) / math.sqrt(2)))
    interval = ratio_interval(pair)
    if not pair.focal_passed or not pair.ref_passed:
        assert interval is None
    else:
        spread = math.sqrt(1 / pair.focal_passed - 1 / pair.focal_n + 1 / pair.ref_passed - 1 / pair.ref_n)
        around = [pair.ratio * math.exp(side * 1.959963984540054 * spread) for side in (-1, 1)]
        assert interval == pytest.approx(around)


@settings(max_examples=40)
@given(groups(people=15))
def test_the_grid_never_crashes_and_never_makes_up_a_number(pair):
    found = two_groups(pair)
    assert found.verdict in VERDICTS
    for name in found.__slots__:
        value = getattr(found, name)
        assert not isinstance(value, float) or math.isfinite(value), name
    assert (found.impact_ratio is None) == (pair.empty or pair.ref_passed == 0)


@pytest.mark.parametrize(
    ("pair", "verdict"),
    [
        (Groups(40, 200, 90, 250), "practical_and_statistical"),
        (Groups(900, 1000, 1000, 1000), "statistical_only"),
        (Groups(1000, 1000, 0, 1000), "statistical_only"),
        (Groups(2, 12, 9, 18), "practical_only_small_numbers"),
        (Groups(0, 3, 3, 3), "practical_only_small_numbers"),
        (Groups(0, 5, 0, 5), "none"),
        (Groups(5, 5, 5, 5), "none"),
        (Groups(0, 0, 4, 5), "none"),
        (Groups(4, 5, 0, 0), "none"),
        (Groups(0, 0, 0, 0), "none"),
    ],
)
def test_the_grid_at_its_edges(pair, verdict):
    assert two_groups(pair).verdict == verdict


def test_exactly_four_fifths_is_not_below_whatever_floats_make_of_it():
    pair = Groups(12, 19, 15, 19)
    assert pair.ratio < 0.8  # what division gives
    assert not pair.below_four_fifths
    assert two_groups(pair).verdict == "none"
    assert Groups(11, 19, 15, 19).below_four_fifths


def test_one_person_can_flip_or_reverse_only_where_one_can_be_swapped():
    assert two_groups(Groups(7, 10, 9, 10)).flips_past_four_fifths
    assert two_groups(Groups(7, 10, 8, 10)).reverses_direction
    assert not two_groups(Groups(6, 10, 8, 10)).reverses_direction  # both 7 of 10 then: equal, not turned round
    assert not two_groups(Groups(8, 10, 8, 10)).reverses_direction  # nobody was behind
    for pair in (Groups(5, 5, 3, 5), Groups(1, 5, 0, 5)):
        found = two_groups(pair)
        assert found.ratio_after_one_person_swap is None
        assert not found.flips_past_four_fifths
        assert not found.reverses_direction


def test_barnard_is_left_out_where_its_search_would_take_long():
    large = Groups(10, BARNARD_UP_TO // 2 + 1, 20, BARNARD_UP_TO // 2)
    assert barnard(large) is None
    table = {"label": "x", "focal_passed": 10, "focal_n": large.focal_n, "ref_passed": 20, "ref_n": large.ref_n}
    assert "p_barnard" not in two_group_tests([table])[0]
    assert two_group_tests([table | {"focal_n": 20, "ref_n": 30}])[0]["p_barnard"] is not None


def test_barnard_against_trying_every_rate():
    pair = Groups(1, 6, 6, 9)

    def score(a, b):
        pooled = (a + b) / pair.n
        spread = pooled * (1 - pooled) * (1 / pair.focal_n + 1 / pair.ref_n)
        return abs(a / pair.focal_n - b / pair.ref_n) / math.sqrt(spread) if spread else 0.0

    extreme = [
        (math.comb(pair.focal_n, a) * math.comb(pair.ref_n, b), a + b)
        for a in range(pair.focal_n + 1)
        for b in range(pair.ref_n + 1)
        if score(a, b) >= score(pair.focal_passed, pair.ref_passed) - 1e-12
    ]
    rates = [k / 2000 for k in range(1, 2000)]
    largest = max(math.fsum(way * p**k * (1 - p) ** (pair.n - k) for way, k in extreme) for p in rates)
    assert barnard(pair) == pytest.approx(largest, abs=0.002)


def test_very_small_p_values_stay_above_zero_and_below_a_billionth():
    found = two_groups(Groups(100, 1000, 600, 1000))
    for p in (found.p_fisher, found.p_z, found.p_fisher_one_sided_lower):
        assert 0 < p < 1e-9


def test_many_p_values_by_hand():
    assert benjamini_hochberg([0.01, 0.04, 0.03, 0.5]) == pytest.approx([0.04, 0.16 / 3, 0.16 / 3, 0.5])
    assert benjamini_hochberg([]) == []


@given(st.lists(st.floats(0, 1), min_size=1, max_size=30))
def test_adjusting_never_makes_a_p_value_smaller_nor_changes_their_order(values):
    adjusted = benjamini_hochberg(values)
    assert all(after >= before - 1e-12 and after <= 1 for before, after in zip(values, adjusted, strict=True))
    assert [pair[1] for pair in sorted(zip(values, adjusted, strict=True))] == sorted(adjusted)


@pytest.mark.parametrize("counts", [(2, 1, 0, 1), (0, 1, 2, 1), (-1, 1, 0, 1)])
def test_counts_that_cannot_be(counts):
    with pytest.raises(ValueError, match="cannot be"):
        Groups(*counts)
