import math
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.stats.sequential import (
    Looked,
    beta_mixture_interval,
    e_value,
    monitor,
    sequential,
    weighted_interval,
    weighted_monitor,
)

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


NIGHTS = [(15, 1), (15, 1), (0, 0), (15, 2), (15, 2), (15, 3), (15, 3)]


def test_who_was_drawn_at_one_rate_is_watched_as_before():
    seen, before = weighted_monitor([Looked({1.0: night}, 0.03, 0.08) for night in NIGHTS]), monitor(NIGHTS, 0.03, 0.08)
    assert seen.e_process == before.e_process == 5
    for weighted, plain in zip(seen.nights, before.nights, strict=True):
        assert (weighted.reviewed, weighted.found) == (plain.reviewed, plain.found)
        assert (weighted.rate, weighted.running) == (plain.rate, plain.running)
        assert weighted.e_value == pytest.approx(plain.e_value, rel=1e-12)


@pytest.mark.parametrize(("found", "reviewed"), [(0, 30), (1, 30), (7, 400), (90, 4000), (30, 30)])
def test_the_weighted_sequence_without_its_closed_form(found, reviewed):
    close = weighted_interval({1 - 1e-12: (reviewed, found)})
    assert close == pytest.approx(beta_mixture_interval(found, reviewed), rel=1e-3)


def everybody(people, p0, p1):
    """The mean of the evidence over all draws of ``(chance to be found, rate of draw)``, by brute force."""
    least, mean = min(rate for _, rate in people), 1.0
    for chance, rate in people:
        one = [weighted_monitor([Looked({least / rate: (1, y)}, p0, p1)]).nights[0].e_value for y in (0, 1)]
        mean *= 1 - rate + rate * ((1 - chance) * one[0] + chance * one[1])
    return mean


def test_the_weighted_evidence_is_no_more_than_fair_whatever_kinds_make_the_accepted_rate():
    rare = [(0.5, 1.0)] * 2 + [(0.0, 0.05)] * 48  # together 2 %
    assert everybody(rare, 0.02, 0.05) <= 1
    assert everybody([(0.02, 1.0)] * 2 + [(0.02, 0.05)] * 48, 0.02, 0.05) == pytest.approx(1)
    assert everybody([(0.0, 1.0)] * 2 + [(0.12, 0.05)] * 48, 0.02, 0.05) > 1


def test_few_people_who_are_all_looked_at_neither_raise_nor_hide_an_alarm():
    night = {0.05: (20, 6), 1.0: (20, 0)}
    assert weighted_monitor([Looked(night, 0.02, 0.05)] * 10).e_process is None
    assert monitor([(40, 6)] * 10, 0.02, 0.05).e_process == 1
    hidden = {0.05: (300, 0), 1.0: (20, 3)}
    assert weighted_monitor([Looked(hidden, 0.02, 0.05)] * 10).e_process <= 3
    assert monitor([(320, 3)] * 10, 0.02, 0.05).e_process is None


def test_weighted_rate_and_range_are_those_of_everybody():
    last = weighted_monitor([Looked({0.05: (200, 40), 1.0: (100, 1)}, 0.02, 0.05)]).nights[-1]
    assert (last.reviewed, last.found, last.rate) == (300, 41, pytest.approx(3 / 110))
    assert last.running[0] < 3 / 110 < last.running[1] < 41 / 300


@given(st.lists(st.tuples(st.sampled_from([0.05, 0.3, 1.0]), st.integers(0, 60), st.integers(0, 60)), max_size=4))
def test_the_weighted_sequence_holds_its_rate(kinds):
    counts = {weight: (found + more, found) for weight, found, more in kinds}
    low, high = weighted_interval(counts)
    whole = sum(weight * reviewed for weight, (reviewed, _) in counts.items())
    rate = sum(weight * found for weight, (_, found) in counts.items()) / whole if whole else 0.5
    assert 0 <= low <= rate <= high <= 1


def test_each_night_is_judged_by_what_was_accepted_on_it():
    strict, lax = Looked({1.0: (20, 3)}, 0.02, 0.05), Looked({1.0: (20, 3)}, 0.2, 0.4)
    first, second = weighted_monitor([strict, lax]).nights
    assert first.e_value == pytest.approx(e_value(3, 20, 0.02, 0.05))
    assert second.e_value == pytest.approx(first.e_value * e_value(3, 20, 0.2, 0.4))


@pytest.mark.parametrize(
    ("call", "words"),
    [
        (lambda: monitor([(5, 1), (5, 6)], 0.03, 0.08), "night 2: 6 of 5"),
        (lambda: e_value(1, 2, 0, 0.5), "between 0 and 1"),
        (lambda: e_value(3, 2, 0.1, 0.5), "cannot be"),
        (lambda: beta_mixture_interval(1, 2, (0, 1)), "gives no interval"),
        (lambda: beta_mixture_interval(1, 2, alpha=1), "gives no interval"),
        (lambda: weighted_interval({1.5: (2, 1)}), "a weight of 1.5"),
        (lambda: weighted_monitor([Looked({1.0: (2, 3)}, 0.02, 0.05)]), "3 of 2"),
        (lambda: weighted_monitor([Looked({1.0: (3, 2)}, 0.05, 0.02)]), "0 < p0 < p1 < 1"),
    ],
)
def test_refusals(call, words):
    with pytest.raises(ValueError, match=words):
        call()
