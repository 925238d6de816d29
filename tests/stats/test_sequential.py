import math
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.stats.sequential import beta_mixture_interval, e_value, monitor, sequential

counts = st.integers(0, 400).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n)))


def log_beta(a, b):
    return math.lgamma(a) + math.lgamma(b) - math.lgamma(a + b)


def inside(p, found, reviewed, prior, alpha):
    """The definition, as it stands: the mixture is less than 1 / alpha times the likelihood."""
    a, b = prior
    mixture = log_beta(a + found, b + reviewed - found) - log_beta(a, b)
    return mixture < found * math.log(p) + (reviewed - found) * math.log1p(-p) - math.log(alpha)


@given(counts, st.sampled_from([(1, 19), (0.5, 0.5), (1, 1), (30, 3)]), st.sampled_from([0.05, 0.2]))
def test_the_sequence_against_asking_every_point_of_a_grid(count, prior, alpha):
    found, reviewed = count
    low, high = beta_mixture_interval(found, reviewed, prior, alpha)
    step = 1 / 3000
    grid = [step * (k + 0.5) for k in range(3000)]
    held = [p for p in grid if inside(p, found, reviewed, prior, alpha)]
    assert low <= found / max(reviewed, 1) <= high or not reviewed
    assert held == [p for p in grid if low < p < high]


@pytest.mark.parametrize("reviewed", [1, 20, 1000, 1_000_000])
def test_none_and_all_found_end_at_nothing_and_everything(reviewed):
    low, high = beta_mixture_interval(0, reviewed)
    assert low == 0 < high < 1 or reviewed == 1
    low, high = beta_mixture_interval(reviewed, reviewed)
    assert 0 < low < high == 1


def test_one_review_with_an_even_prior_by_hand():
    assert beta_mixture_interval(0, 1, (1, 1)) == pytest.approx((0, 1 - 0.025))  # 1 / 2 = (1 - p) / 0.05


def test_more_of_the_same_narrows():
    widths = [high - low for low, high in (beta_mixture_interval(2 * k, 40 * k) for k in (1, 3, 10, 100))]
    assert widths == sorted(widths, reverse=True)


@given(counts)
def test_the_e_value_is_a_product_of_what_each_review_says(count):
    found, reviewed = count
    product = math.prod([0.08 / 0.03] * found + [0.92 / 0.97] * (reviewed - found))
    assert e_value(found, reviewed, 0.03, 0.08) == pytest.approx(product)


def test_the_e_value_is_a_fair_bet_while_all_is_well():
    wealth = [math.comb(9, k) * 0.03**k * 0.97 ** (9 - k) * e_value(k, 9, 0.03, 0.08) for k in range(10)]
    assert math.fsum(wealth) == pytest.approx(1)


def test_an_endless_rise_stays_a_number_that_json_can_hold():
    assert e_value(10_000, 10_000, 0.03, 0.08) == sys.float_info.max
    assert e_value(0, 10_000_000, 0.03, 0.08) == 0.0


def test_nights_without_reviews_change_nothing():
    assert monitor([], 0.03, 0.08).e_process is None
    quiet = monitor([(0, 0), (0, 0)], 0.03, 0.08)
    assert quiet.nights[1].interval == quiet.nights[1].running == (0.0, 1.0)
    assert (quiet.nights[1].rate, quiet.nights[1].e_value, quiet.nights[1].naive_p) == (None, 1.0, 1.0)
    assert (quiet.naive, quiet.e_process, quiet.sequence) == (None, None, None)
    with_gaps = monitor([(0, 0), (20, 2), (0, 0), (20, 4)], 0.03, 0.08).nights[-1]
    without = monitor([(20, 2), (20, 4)], 0.03, 0.08).nights[-1]
    assert (with_gaps.interval, with_gaps.e_value) == (without.interval, without.e_value)


def test_who_looks_every_night_calls_before_who_may():
    seen = monitor([(15, 1), (15, 1), (15, 2), (15, 2), (15, 3), (15, 3)], 0.03, 0.08)
    assert (seen.naive, seen.e_process, seen.sequence) == (3, 4, 5)
    assert seen.nights[3].e_value >= 20 > seen.nights[2].e_value


def test_a_rate_that_changed_leaves_nothing_in_common():
    last = monitor([(500, 5)] + [(500, 200)] * 4, 0.03, 0.08).nights[-1]
    assert last.running[0] > last.running[1]


def test_the_table_names_no_alarm_as_none():
    table = sequential([[15, 0]], 0.03, 0.08, 0.05, 1, 19)
    assert table["first_alarm_night"] == {"naive": None, "e_process": None, "cs": None}


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: monitor([(5, 1), (5, 6)], 0.03, 0.08), "night 2: 6 of 5"),
        (lambda: e_value(1, 2, 0, 0.5), "between 0 and 1"),
        (lambda: e_value(3, 2, 0.1, 0.5), "cannot be"),
        (lambda: beta_mixture_interval(1, 2, (0, 1)), "gives no interval"),
        (lambda: beta_mixture_interval(1, 2, alpha=1), "gives no interval"),
    ],
)
def test_refusals(call, words):
    with pytest.raises(ValueError, match=words):
        call()
