import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.stats.misses import flag_recall, miss_rate, missed_hypergeometric, rogan_gladen


def chances(population, missed, drawn):
    """The probability of each number of finds, by counting."""
    ways = [math.comb(missed, k) * math.comb(population - missed, drawn - k) for k in range(drawn + 1)]
    return [way / math.comb(population, drawn) for way in ways]


@given(st.integers(1, 60), st.data())
def test_the_count_against_trying_every_count(population, data):
    drawn = data.draw(st.integers(0, population))
    found = data.draw(st.integers(0, drawn))
    possible = range(found, population - (drawn - found) + 1)
    low = min(m for m in possible if math.fsum(chances(population, m, drawn)[found:]) > 0.025)
    high = max(m for m in possible if math.fsum(chances(population, m, drawn)[: found + 1]) > 0.025)
    assert missed_hypergeometric(population, drawn, found) == (low, high)


@given(st.integers(1, 10**7), st.data())
def test_the_count_holds_the_estimate_in_large_populations_too(population, data):
    drawn = data.draw(st.integers(0, min(population, 20_000)))
    found = data.draw(st.integers(0, drawn))
    low, high = missed_hypergeometric(population, drawn, found)
    assert found <= low <= high <= population - (drawn - found)
    if drawn:
        assert low - 1 <= population * found / drawn <= high + 1


def test_everybody_looked_at_leaves_no_doubt():
    assert missed_hypergeometric(30, 30, 4) == (4, 4)
    assert missed_hypergeometric(30, 0, 0) == (0, 30)


def test_reviewers_errors_can_explain_all_finds_but_not_more():
    assert rogan_gladen(0.025, 0.9, 0.99) == pytest.approx(0.015 / 0.89)
    assert rogan_gladen(0.005, 0.9, 0.99) == 0.0
    assert rogan_gladen(0.3, 1.0, 1.0) == pytest.approx(0.3)


def test_flag_recall_of_nobody_is_unknown():
    assert flag_recall(0, 0) is None
    assert flag_recall(3, 1) == 0.75


def test_nothing_drawn_estimates_nothing():
    found = miss_rate(50, 0, 0, flagged_rescued=10, reviewer_sensitivity=0.9, reviewer_specificity=0.9)
    assert found["miss_rate"] is found["est_missed"] is found["flag_recall"] is found["miss_rate_rogan_gladen"] is None
    assert found["missed_hypergeometric_ci95"] == (0, 50)
    assert found["flag_recall_interval95"] == (10 / 60, 1.0)


def test_everybody_wrongful():
    found = miss_rate(40, 8, 8, flagged_rescued=0)
    assert found["est_missed"] == 40
    assert found["clopper_pearson95"][1] == found["cp_upper_one_sided95"] == 1.0
    assert found["missed_hypergeometric_ci95"][1] == 40
    assert found["flag_recall"] == 0


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: missed_hypergeometric(10, 11, 0), "not a sample"),
        (lambda: missed_hypergeometric(10, 5, 6), "not a sample"),
        (lambda: rogan_gladen(0.1, 0.5, 0.5), "no better than chance"),
        (lambda: miss_rate(10, 11, 0), "not a sample"),
    ],
)
def test_refusals(call, words):
    with pytest.raises(ValueError, match=words):
        call()
