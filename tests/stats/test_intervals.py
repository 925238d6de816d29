import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.stats.intervals import clopper_pearson, exact_interval, share, upper_bound_one_sided, wilson


@pytest.mark.parametrize(
    ("found", "drawn", "low", "high"),
    [
        (5, 200, 0.0081661662, 0.0573743511),  # by hand: solve P(X >= 5) = 0.025 and P(X <= 5) = 0.025 for p
        (0, 100, 0.0, 0.0362166926),  # by hand: 1 - 0.025 ** (1 / 100)
        (0, 1, 0.0, 0.975),  # by hand: 1 - 0.025
        (1, 1, 0.025, 1.0),
        (0, 0, 0.0, 1.0),
    ],
)
def test_worked_examples(found, drawn, low, high):
    assert clopper_pearson(found, drawn) == pytest.approx((low, high), abs=1e-8)


@given(st.integers(0, 300), st.integers(0, 300), st.sampled_from([0.8, 0.9, 0.95, 0.99]))
def test_the_share_lies_inside_and_the_mirror_image_mirrors(one, other, confidence):
    found, drawn = min(one, other), max(one, other)
    low, high = clopper_pearson(found, drawn, confidence)
    assert 0 <= low <= high <= 1
    if drawn:
        assert low <= found / drawn <= high
    assert clopper_pearson(drawn - found, drawn, confidence) == pytest.approx((1 - high, 1 - low), abs=1e-9)


@pytest.mark.parametrize("sample", [(-1, 5, 0.95), (6, 5, 0.95), (1, 5, 1.0), (1, 5, 0.0)])
def test_counts_that_cannot_be(sample):
    with pytest.raises(ValueError, match="not a sample"):
        clopper_pearson(*sample)


def at_most(found, drawn, p):
    """P(X <= found), added up term by term."""
    return math.fsum(math.comb(drawn, k) * p**k * (1 - p) ** (drawn - k) for k in range(found + 1))


@given(st.integers(1, 40), st.data(), st.sampled_from([0.9, 0.95]))
def test_at_the_ends_what_was_found_has_just_the_chance_that_was_set(drawn, data, confidence):
    found = data.draw(st.integers(0, drawn))
    low, high = clopper_pearson(found, drawn, confidence)
    if found:
        assert 1 - at_most(found - 1, drawn, low) == pytest.approx((1 - confidence) / 2, abs=1e-9)
    if found < drawn:
        assert at_most(found, drawn, high) == pytest.approx((1 - confidence) / 2, abs=1e-9)
        assert at_most(found, drawn, upper_bound_one_sided(found, drawn, confidence)) == pytest.approx(1 - confidence)


@given(st.integers(1, 300), st.data())
def test_wilson_ends_are_where_the_score_is_just_significant(drawn, data):
    found = data.draw(st.integers(0, drawn))
    for end in wilson(found, drawn):
        if 0 < end < 1:
            score = abs(found / drawn - end) / math.sqrt(end * (1 - end) / drawn)
            assert score == pytest.approx(1.959963984540054, rel=1e-6)
    low, high = wilson(found, drawn)
    assert 0 <= low <= found / drawn <= high <= 1


@given(st.integers(0, 50), st.integers(0, 50), st.integers(2, 6))
def test_more_of_the_same_narrows(found, others, times):
    narrow, wide = clopper_pearson(found * times, (found + others) * times), clopper_pearson(found, found + others)
    assert narrow[1] - narrow[0] <= wide[1] - wide[0]


def test_nothing_drawn_says_nothing():
    assert wilson(0, 0) == (0.0, 1.0)
    assert upper_bound_one_sided(0, 0) == 1.0
    assert share(0, 0) is None


def test_zero_found_allows_three_in_as_many_as_were_drawn():
    assert upper_bound_one_sided(0, 100) == pytest.approx(1 - 0.05 ** (1 / 100))
    assert upper_bound_one_sided(7, 7) == 1.0


@pytest.mark.parametrize("confidence", [0.3, 0.5, 0.6])
def test_one_side_at_any_confidence(confidence):
    assert at_most(2, 20, upper_bound_one_sided(2, 20, confidence)) == pytest.approx(1 - confidence)


def test_a_size_that_is_not_whole_lies_between_the_whole_ones():
    low, high = exact_interval(2.5, 50.5)
    assert exact_interval(2, 50)[0] < low < exact_interval(3, 51)[0]
    assert exact_interval(2, 50)[1] < high < exact_interval(3, 51)[1]


@pytest.mark.parametrize("callable_", [wilson, upper_bound_one_sided])
def test_the_others_refuse_too(callable_):
    with pytest.raises(ValueError, match="not a sample"):
        callable_(6, 5)
