import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.stats.planning import reviews_for_margin, reviews_needed, sample_size


def at_most(allowed, reviews, rate):
    return math.fsum(math.comb(reviews, k) * rate**k * (1 - rate) ** (reviews - k) for k in range(allowed + 1))


@given(st.floats(0.02, 1), st.integers(0, 3), st.sampled_from([0.8, 0.95, 0.99]))
def test_the_fewest_reviews_by_counting_up(rate, allowed, confidence):
    reviews = allowed + 1
    while at_most(allowed, reviews, rate) > 1 - confidence + 1e-12:
        reviews += 1
    assert abs(reviews_needed(rate, allowed, confidence) - reviews) <= (
        1 if at_most(allowed, reviews, rate) > (1 - confidence) * (1 - 1e-9) else 0
    )


def test_a_power_that_just_reaches_is_enough():
    assert reviews_needed(0.5, confidence=0.75) == 2  # 0.5 ** 2 is 0.25 to the last bit
    assert reviews_needed(1.0) == 1
    assert reviews_needed(1.0, allowed=1) == 2
    assert reviews_needed(0.001) == 2995


def test_margins_in_small_and_endless_populations():
    assert reviews_for_margin(0.1, 0.03) == 385
    assert reviews_for_margin(0.1, 0.03, 500) == 218
    assert reviews_for_margin(0.5, 0.001, 20) == 20
    assert reviews_for_margin(0.0, 0.01) == 0


def test_only_what_was_asked_for_is_planned():
    assert sample_size() == {}
    assert sample_size(max_rates=[], margins=[]) == {"n_zero_found": [], "n_one_found": [], "n_margin": []}
    assert sample_size(margins=[{"p": 0.5, "margin": 0.1}]) == {"n_margin": [{"p": 0.5, "margin": 0.1, "n": 97}]}
    assert sample_size(0.9, [0.05])["n_zero_found"] == [{"p": 0.05, "n": 45}]


@pytest.mark.parametrize("rate", [0, -0.1, 1.1])
def test_a_rate_that_no_sample_can_show(rate):
    with pytest.raises(ValueError, match="cannot be planned for"):
        reviews_needed(rate)


@pytest.mark.parametrize("plan", [(0.1, 0), (1.1, 0.1), (0.1, 0.1, 0)])
def test_a_margin_that_cannot_be(plan):
    with pytest.raises(ValueError, match="cannot be planned for"):
        reviews_for_margin(*plan)
