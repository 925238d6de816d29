import math
import warnings

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from statsmodels.stats.contingency_tables import StratifiedTable

from app.stats.mantel_haenszel import directions_differ, mantel_haenszel, mantel_haenszel_of, pooled
from app.stats.two_groups import Groups

SAME_ODDS = [Groups(20, 40, 10, 20), Groups(5, 50, 30, 300)]
"""Everybody fares alike within a posting; the postings differ, and so do the groups' shares in them."""


@st.composite
def strata(draw, least=0):
    def one():
        focal, ref = draw(st.integers(least, 40)), draw(st.integers(least, 40))
        return Groups(draw(st.integers(0, focal)), focal, draw(st.integers(0, ref)), ref)

    return [one() for _ in range(draw(st.integers(1, 5)))]


def by_hand(tables):
    """Odds ratio, test and the one of Breslow and Day by their formulas, the expected counts by halving."""
    cells = [(g.focal_passed, g.focal_n - g.focal_passed, g.ref_passed, g.ref_n - g.ref_passed) for g in tables]
    n = [sum(each) for each in cells]
    odds = sum(a * d / m for (a, _, _, d), m in zip(cells, n, strict=True)) / sum(
        b * c / m for (_, b, c, _), m in zip(cells, n, strict=True)
    )
    off = sum(a - (a + b) * (a + c) / m for (a, b, c, _), m in zip(cells, n, strict=True))
    spread = sum(
        (a + b) * (a + c) * (b + d) * (c + d) / (m**2 * (m - 1)) for (a, b, c, d), m in zip(cells, n, strict=True)
    )
    uneven = 0.0
    for a, b, c, d in cells:
        low, high = max(0, a + c - (c + d)), min(a + b, a + c)
        for _ in range(200):
            e = (low + high) / 2
            if e * (d - a + e) > odds * (a + b - e) * (a + c - e):
                high = e
            else:
                low = e
        uneven += (a - e) ** 2 * (1 / e + 1 / (a + b - e) + 1 / (a + c - e) + 1 / (d - a + e))
    return odds, off**2 / spread, uneven


@given(strata(least=2))
def test_against_the_formulas_and_against_statsmodels(tables):
    assume(all(0 < each.passed < each.n for each in tables))
    found = mantel_haenszel_of(tables)
    assume(found.odds_ratio and found.log_odds_ratio_se)
    odds, chi2, uneven = by_hand(tables)
    assert (found.odds_ratio, found.chi2) == pytest.approx((odds, chi2))
    assert found.breslow_day_chi2 == pytest.approx(uneven, abs=1e-6)
    library = StratifiedTable([each.table for each in tables])
    assert found.odds_ratio_interval == pytest.approx(library.oddsratio_pooled_confint())
    if abs(odds - 1) > 1e-3:
        assert found.breslow_day_chi2 == pytest.approx(library.test_equal_odds().statistic, abs=1e-6)


def test_an_odds_ratio_of_exactly_one_fits_exactly_where_the_library_does_not_know():
    found = mantel_haenszel_of(SAME_ODDS)
    assert (found.odds_ratio, found.breslow_day_chi2, found.breslow_day_df) == (pytest.approx(1), pytest.approx(0), 1)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        assert math.isnan(StratifiedTable([each.table for each in SAME_ODDS]).test_equal_odds().statistic)


def test_ratios_that_only_cancel_out_do_not_fit():
    found = mantel_haenszel_of([Groups(30, 40, 10, 40), Groups(10, 40, 30, 40)])
    assert found.odds_ratio == pytest.approx(1)
    assert found.breslow_day_chi2 > 30


@pytest.mark.parametrize("nudge", [1e-3, 1e-9, 1e-15, 0, -1e-12])
def test_near_one_nothing_jumps(nudge):
    from app.stats.mantel_haenszel import _expected

    assert _expected(Groups(20, 40, 10, 20), 1 + nudge) == pytest.approx(20, abs=10 * abs(nudge) + 1e-12)


@given(strata())
def test_whatever_the_tables_nothing_is_nan(tables):
    found = mantel_haenszel([{"stratum": str(k), **_fields(each)} for k, each in enumerate(tables)])
    for name, value in found.items():
        assert not isinstance(value, float) or math.isfinite(value), name


def _fields(groups):
    return {name: getattr(groups, name) for name in groups.__slots__}


def test_strata_that_say_nothing_about_odds_change_nothing_but_the_totals():
    silent = [Groups(0, 0, 5, 9), Groups(3, 3, 4, 4), Groups(0, 2, 0, 6), Groups(0, 0, 0, 0)]
    tables = [Groups(3, 9, 5, 8), Groups(2, 7, 3, 9)]
    alone, among = mantel_haenszel_of(tables), mantel_haenszel_of([*tables, *silent])
    for name in ("odds_ratio", "log_odds_ratio_se", "chi2", "chi2_corrected", "breslow_day_chi2", "breslow_day_df"):
        assert getattr(among, name) == pytest.approx(getattr(alone, name)), name
    assert among.shortfall == pytest.approx(alone.shortfall)
    assert among.ratio != pytest.approx(alone.ratio)  # everybody passing is something to say about rates
    assert pooled([*tables, *silent]).n > pooled(tables).n


def test_nothing_to_compare():
    found = mantel_haenszel_of([])
    assert (found.odds_ratio, found.chi2, found.p, found.breslow_day_df) == (None, None, None, 0)
    assert directions_differ([]) is None
    none_passed = mantel_haenszel_of([Groups(0, 5, 3, 5)])
    assert (none_passed.odds_ratio, none_passed.odds_ratio_interval, none_passed.breslow_day_chi2) == (0, None, None)
    assert mantel_haenszel_of([Groups(3, 5, 0, 5)]).odds_ratio is None


def test_both_of_simpsons_traps():
    adverse_only_together = [Groups(33, 80, 120, 320), Groups(40, 240, 9, 60)]
    assert directions_differ(adverse_only_together)
    fine_only_together = [Groups(270, 300, 95, 100), Groups(8, 100, 30, 300)]
    assert pooled(fine_only_together).ratio > 1 > mantel_haenszel_of(fine_only_together).ratio
    assert directions_differ(fine_only_together)
    assert directions_differ(SAME_ODDS)  # behind together, equal within
    assert not directions_differ([Groups(5, 10, 5, 10), Groups(2, 10, 2, 10)])


def test_a_very_small_p_value_is_not_rounded_to_zero():
    found = mantel_haenszel_of([Groups(100, 1000, 600, 1000)] * 2)
    assert 0 < found.p < 1e-100


def test_two_strata_of_one_name_are_refused():
    one = {"stratum": "support", **_fields(Groups(1, 2, 1, 2))}
    with pytest.raises(ValueError, match="one name"):
        mantel_haenszel([one, one])
