from collections import Counter

import pytest

from app.stats.calibration import FLOOR, Rate, hit_rates

BANDS = ("all", "one missing")


def test_below_the_floor_there_are_counts_and_no_interval():
    decisions = Counter({("all", True): 150, ("all", False): 49, ("one missing", False): 1})
    assert decisions.total() == FLOOR
    assert hit_rates(decisions, BANDS) == (Rate("all", 199, 150, None), Rate("one missing", 1, 0, None))


def test_above_it_the_interval_is_exact():
    decisions = Counter({("all", True): 5, ("all", False): 195, ("one missing", False): 100})
    full, one = hit_rates(decisions, BANDS)
    assert full.interval == pytest.approx((0.0081661662, 0.0573743511), abs=1e-8)  # worked in test_intervals
    assert one.interval == pytest.approx((0.0, 0.0362166926), abs=1e-8)


def test_an_empty_band_says_nothing_and_an_unknown_one_is_refused():
    assert hit_rates(Counter({("all", True): 201}), BANDS)[1] == Rate("one missing", 0, 0, (0.0, 1.0))
    with pytest.raises(ValueError, match="no such band"):
        hit_rates(Counter([("some", True)]), BANDS)
