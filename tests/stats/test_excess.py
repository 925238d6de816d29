"""More finds than a rate allows: the exact binomial tail, also for counts that are no whole numbers."""

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.stats.excess import excess_p


@given(st.integers(1, 60), st.data(), st.floats(0.01, 0.99))
def test_it_is_the_tail_of_the_binomial(reviewed, data, rate):
    found = data.draw(st.integers(0, reviewed))
    tail = sum(comb(reviewed, x) * rate**x * (1 - rate) ** (reviewed - x) for x in range(found, reviewed + 1))
    assert excess_p(found, reviewed, rate) == pytest.approx(tail, abs=1e-9)


def test_between_whole_numbers_it_lies_between_their_tails():
    assert excess_p(6, 18, 0.1) < excess_p(5.5, 18, 0.1) < excess_p(5, 18, 0.1)


def test_nothing_found_and_a_rate_of_nothing():
    assert excess_p(0, 0, 0.1) == excess_p(0, 9, 0.1) == 1.0
    assert excess_p(1, 9, 0.0) == 0.0


@pytest.mark.parametrize("what", [(3, 2, 0.1), (-1, 2, 0.1), (1, 2, 1.1)])
def test_counts_that_cannot_be(what):
    with pytest.raises(ValueError, match="cannot be"):
        excess_p(*what)
