"""Whether a group passes less often within each posting, not only because it applies for the harder ones."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.stats.intervals import Z95, share
from app.stats.two_groups import Groups, fisher

SAME = 1e-9
"""Ratios this near to 1 are equal to it."""


@dataclass(frozen=True, slots=True)
class WithinStrata:
    """The comparison with everybody measured within their own stratum; None where it is undefined.

    Odds ratio (with 95 % interval and standard error of its logarithm) and ratio of rates after Mantel and Haenszel;
    their test without and with continuity correction; ``shortfall`` in people of the focal group; Breslow and Day's
    test of whether one odds ratio fits all strata.
    """

    odds_ratio: float | None
    odds_ratio_interval: tuple[float, float] | None
    log_odds_ratio_se: float | None
    ratio: float | None
    chi2: float | None
    p: float | None
    chi2_corrected: float | None
    p_corrected: float | None
    shortfall: float
    breslow_day_chi2: float | None
    breslow_day_df: int


def mantel_haenszel_of(strata: Sequence[Groups]) -> WithinStrata:
    """Compare within strata: Mantel and Haenszel (JNCI 22, 1959).

    The interval is Robins, Breslow and Greenland's (Biometrics 42, 1986), the test of one ratio for all Breslow and
    Day's (Statistical Methods in Cancer Research I, 1980) without Tarone's adjustment. A stratum in which a group has
    nobody, or everybody or nobody passed, says nothing about odds: it is left out of all that compares odds, and of
    the degrees of freedom. The corrected test takes half a person off the difference even where that is smaller, as
    statsmodels does.
    """
    informative = [each for each in strata if not each.empty and 0 < each.passed < each.n]
    odds_ratio, se = _odds_ratio(informative)
    plain, corrected = _tests(informative)
    return WithinStrata(
        odds_ratio=odds_ratio,
        odds_ratio_interval=_around(odds_ratio, se),
        log_odds_ratio_se=se,
        ratio=share(
            sum(each.focal_passed * each.ref_n / each.n for each in strata if each.n),
            sum(each.ref_passed * each.focal_n / each.n for each in strata if each.n),
        ),
        chi2=plain,
        p=_beyond(plain),
        chi2_corrected=corrected,
        p_corrected=_beyond(corrected),
        shortfall=sum(each.focal_n * each.passed / each.n - each.focal_passed for each in strata if each.n),
        breslow_day_chi2=_breslow_day(informative, odds_ratio) if odds_ratio else None,
        breslow_day_df=max(len(informative) - 1, 0),
    )


def _table(strata: Sequence[Groups]) -> Any:
    from statsmodels.stats.contingency_tables import StratifiedTable  # noqa: PLC0415 - slow to load, night only

    return StratifiedTable([each.table for each in strata])


def _odds_ratio(strata: Sequence[Groups]) -> tuple[float | None, float | None]:
    """(odds ratio, standard error of its logarithm); None where a zero leaves it, or its logarithm, undefined."""
    for_them = sum(each.focal_passed * (each.ref_n - each.ref_passed) for each in strata)
    against = sum((each.focal_n - each.focal_passed) * each.ref_passed for each in strata)
    if not against:
        return None, None
    if not for_them:
        return 0.0, None
    table = _table(strata)
    return float(table.oddsratio_pooled), float(table.logodds_pooled_se)


def _around(odds_ratio: float | None, se: float | None) -> tuple[float, float] | None:
    if odds_ratio is None or se is None:
        return None
    return odds_ratio * math.exp(-Z95 * se), odds_ratio * math.exp(Z95 * se)


def _tests(strata: Sequence[Groups]) -> tuple[float | None, float | None]:
    if not strata:
        return None, None
    table = _table(strata)
    return float(table.test_null_odds().statistic), float(table.test_null_odds(correction=True).statistic)


def _beyond(chi2: float | None) -> float | None:
    """P of one degree of freedom. The survival function, because one minus the distribution is 0 below 1e-16."""
    if chi2 is None:
        return None
    from scipy.stats import chi2 as distribution  # noqa: PLC0415 - slow to load, night only

    return float(distribution.sf(chi2, 1))


def _breslow_day(strata: Sequence[Groups], odds_ratio: float) -> float:
    """The distance of each stratum from what one odds ratio for all would make of it.

    Own code: the library divides by 1 - odds ratio, which gives NaN where that is exactly 1, and noise nearby.
    """
    return sum((each.focal_passed - _expected(each, odds_ratio)) ** 2 / _spread(each, odds_ratio) for each in strata)


def _expected(groups: Groups, odds_ratio: float) -> float:
    """How many of the focal group would pass at that odds ratio, the margins being as they are.

    The root of (1 - r) e² + (n - (1 - r) (f + p)) e - r f p = 0 between the margins, in the one of its two forms that
    does not subtract numbers of nearly the same size.
    """
    unequal = 1 - odds_ratio
    middle = groups.n - unequal * (groups.focal_n + groups.passed)
    product = odds_ratio * groups.focal_n * groups.passed
    root = math.sqrt(middle**2 + 4 * unequal * product)
    return 2 * product / (middle + root) if middle >= 0 else (root - middle) / (2 * unequal)


def _spread(groups: Groups, odds_ratio: float) -> float:
    expected = _expected(groups, odds_ratio)
    ref_passed, focal_failed = groups.passed - expected, groups.focal_n - expected
    ref_failed = groups.ref_n - ref_passed
    return 1 / (1 / expected + 1 / ref_passed + 1 / focal_failed + 1 / ref_failed)


def pooled(strata: Sequence[Groups]) -> Groups:
    """Everybody in one table, as if there were no strata."""
    return Groups(
        sum(each.focal_passed for each in strata),
        sum(each.focal_n for each in strata),
        sum(each.ref_passed for each in strata),
        sum(each.ref_n for each in strata),
    )


def directions_differ(strata: Sequence[Groups]) -> bool | None:
    """Whether the ratio of everybody points another way than the one within strata (Simpson's paradox); None unknown.

    Ways are above, below and equal to 1. Then neither is shown without the other.
    """
    everybody, within = pooled(strata).ratio, mantel_haenszel_of(strata).ratio
    return None if everybody is None or within is None else _direction(everybody) != _direction(within)


def _direction(ratio: float) -> int:
    return 0 if abs(ratio - 1) <= SAME else int(math.copysign(1, ratio - 1))


def mantel_haenszel(strata: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    """The comparison within strata ``{"stratum", "focal_passed", "focal_n", "ref_passed", "ref_n"}``, and over all.

    Raises ``ValueError`` for counts that cannot be, or two strata of one name.
    """
    tables = [Groups(each["focal_passed"], each["focal_n"], each["ref_passed"], each["ref_n"]) for each in strata]
    ratios = {each["stratum"]: table.ratio for each, table in zip(strata, tables, strict=True)}
    if len(ratios) < len(tables):
        raise ValueError("two strata have one name; add them up, or name them apart.")
    found, everybody = mantel_haenszel_of(tables), pooled(tables)
    return {
        "or_mh": found.odds_ratio,
        "or_mh_ci95": found.odds_ratio_interval,
        "log_or_se": found.log_odds_ratio_se,
        "rr_mh": found.ratio,
        "cmh_chi2": found.chi2,
        "cmh_p": found.p,
        "cmh_chi2_cc": found.chi2_corrected,
        "cmh_p_cc": found.p_corrected,
        "aggregate_impact_ratio": everybody.ratio,
        "aggregate_p_fisher": fisher(everybody).two_sided,
        "stratum_impact_ratios": ratios,
        "stratified_shortfall": found.shortfall,
        "breslow_day_chi2": found.breslow_day_chi2,
        "breslow_day_df": found.breslow_day_df,
        "aggregate_and_stratified_disagree": directions_differ(tables),
    }
