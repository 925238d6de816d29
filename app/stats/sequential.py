"""Watching a rate night after night without being fooled by the nights on which it happened to look bad.

An interval or a p-value is right for one look that was planned. Looked at every night, sooner or later it is wrong.
What is here stays right however often one looks, and whenever one stops.
"""

import math
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from app.stats.intervals import share

ALPHA = 0.05
PRIOR = (1.0, 19.0)
"""A beta distribution around 5 %. It decides where the sequence is narrow, not whether it is right."""
Counts = Mapping[float, tuple[int, int]]
"""(Reviewed, found) by weight, above 0 and at most 1."""
_NODES = 256
"""Rates that stand for all of a beta distribution where there is no closed form."""


@dataclass(frozen=True, slots=True)
class Night:
    """All that is known after a night: counts since the start, and what follows from them.

    ``interval`` is the confidence sequence, ``running`` what it and all earlier ones have in common (low above high
    if they have nothing in common: the rate has changed). ``naive_p`` is the p-value of a single planned look.
    """

    night: int
    reviewed: int
    found: int
    rate: float | None
    interval: tuple[float, float]
    running: tuple[float, float]
    e_value: float
    naive_p: float


@dataclass(frozen=True, slots=True)
class Monitor:
    """The nights, and the first of them (from 1) on which each would have called; None if it never did.

    ``e_process`` is the alarm. ``naive`` shows what looking at p-values every night would have done.
    """

    nights: tuple[Night, ...]
    naive: int | None
    e_process: int | None
    sequence: int | None


@dataclass(frozen=True, slots=True)
class Looked:
    """The reviews of a night, and the accepted and the alarming rate that held on it."""

    counts: Counts
    p0: float
    p1: float


@dataclass(frozen=True, slots=True)
class Known:
    """After a night, since the start: plain counts, and with their weights the rate, ``running`` and the evidence."""

    reviewed: int
    found: int
    rate: float | None
    running: tuple[float, float]
    e_value: float


@dataclass(frozen=True, slots=True)
class Weighted:
    """``Monitor`` for people who were not all drawn at one rate; ``e_process`` is the alarm."""

    nights: tuple[Known, ...]
    e_process: int | None


def e_value(found: int, reviewed: int, p0: float, p1: float) -> float:
    """How many times better ``p1`` explains ``found`` of ``reviewed`` than ``p0`` does: Wald's likelihood ratio.

    If the rate is ``p0`` or less and ``p1`` is above it, the chance that this ever reaches 1 / alpha, in any number
    of looks, is at most alpha (Ville 1939; Wald, Annals of Mathematical Statistics 16, 1945). Held to the largest
    float. Raises ``ValueError`` for rates outside (0, 1) or counts that cannot be.
    """
    _require_counts(found, reviewed)
    if not (0 < p0 < 1 and 0 < p1 < 1):
        raise ValueError(f"rates of {p0} and {p1} cannot be told apart by counting; use rates between 0 and 1.")
    log = found * math.log(p1 / p0) + (reviewed - found) * (math.log1p(-p1) - math.log1p(-p0))
    return math.exp(log) if log < math.log(sys.float_info.max) else sys.float_info.max


def beta_mixture_interval(
    found: int, reviewed: int, prior: tuple[float, float] = PRIOR, alpha: float = ALPHA
) -> tuple[float, float]:
    """The confidence sequence after ``found`` of ``reviewed``: with chance 1 - alpha it holds the rate at every look.

    All p at which the beta-binomial probability of the counts is less than 1 / alpha times the binomial one (Robbins,
    Annals of Mathematical Statistics 41, 1970; Howard, Ramdas, McAuliffe and Sekhon, Annals of Statistics 49, 2021;
    for sampling audits Waudby-Smith and Ramdas 2020). The logarithm of that ratio rises up to ``found / reviewed`` and
    falls from there on, so each end is a root on its side. Raises ``ValueError`` for counts that cannot be, a prior
    that is not positive, or an alpha outside (0, 1).
    """
    _require_counts(found, reviewed)
    a, b = prior
    if not (a > 0 and b > 0 and 0 < alpha < 1):
        raise ValueError(f"a prior of {prior} at alpha {alpha} gives no interval; use positive numbers, alpha below 1.")
    if reviewed == 0:
        return 0.0, 1.0
    from scipy.special import betaln  # noqa: PLC0415 - takes a second to load and only the night needs it

    missing = reviewed - found
    bar = float(betaln(a + found, b + missing) - betaln(a, b)) + math.log(alpha)

    def above(p: float) -> float:
        return (found * math.log(p) if found else 0.0) + (missing * math.log1p(-p) if missing else 0.0) - bar

    best = found / reviewed
    low = 0.0 if not found else _root(above, sys.float_info.min, best if missing else 1.0)
    high = 1.0 if not missing else _root(above, best, math.nextafter(1.0, 0.0))
    return low, high


def _root(above: Callable[[float], float], low: float, high: float) -> float:
    """Where ``above`` crosses 0; the outer end itself if it does not within what floats can tell apart."""
    from scipy.optimize import brentq  # noqa: PLC0415 - takes a second to load and only the night needs it

    if above(low) > 0 and above(high) > 0:
        return low if above(low) < above(high) else high
    return float(brentq(above, low, high, xtol=1e-15, rtol=1e-14, maxiter=500))


def monitor(
    nights: Sequence[tuple[int, int]],
    p0: float,
    p1: float,
    alpha: float = ALPHA,
    prior: tuple[float, float] = PRIOR,
) -> Monitor:
    """Follow (reviewed, found) of each night: alarm when ``e_value`` reaches 1 / alpha.

    ``p0`` is the rate that is accepted and ``p1`` the one that must not go unnoticed. An alarm stays until somebody
    starts anew with the nights after it. Raises ``ValueError`` as the two above do.
    """
    from scipy.stats import binom  # noqa: PLC0415 - takes a second to load and only the night needs it

    known: list[Night] = []
    reviewed = found = 0
    low, high = 0.0, 1.0
    for number, (more_reviewed, more_found) in enumerate(nights, 1):
        _require_counts(more_found, more_reviewed, f"night {number}: ")
        reviewed, found = reviewed + more_reviewed, found + more_found
        interval = beta_mixture_interval(found, reviewed, prior, alpha)
        low, high = max(low, interval[0]), min(high, interval[1])
        known.append(
            Night(
                night=number,
                reviewed=reviewed,
                found=found,
                rate=share(found, reviewed),
                interval=interval,
                running=(low, high),
                e_value=e_value(found, reviewed, p0, p1),
                naive_p=float(binom.sf(found - 1, reviewed, p0)),
            )
        )
    return Monitor(
        nights=tuple(known),
        naive=_first(known, lambda night: night.naive_p < alpha),
        e_process=_first(known, lambda night: night.e_value >= 1 / alpha),
        sequence=_first(known, lambda night: night.running[0] > p0),
    )


def _first(nights: Sequence[Night], calls: Callable[[Night], bool]) -> int | None:
    return next((night.night for night in nights if calls(night)), None)


def weighted_monitor(nights: Sequence[Looked], alpha: float = ALPHA, prior: tuple[float, float] = PRIOR) -> Weighted:
    """``monitor`` where reviews weigh c / rate of draw, c being the smallest rate of draw: then all people weigh alike.

    A review multiplies the evidence by 1 + b w (found - p0), where b makes that Wald's likelihood ratio at w = 1. Of a
    person whose chance to be found is t the mean of it, drawn or not, is 1 + b c (t - p0). Divided by these means the
    evidence is a martingale, and where the people so far have a mean of t of p0 or less their product is at most 1,
    as the mean of logarithms is at most the logarithm of the mean. So the chance that the evidence ever reaches
    1 / alpha is at most alpha while the rate of *everybody* is at most p0 at each look, whatever kinds there are.
    c may change with time if it is known before the draw; people then count by c, and p0 is that of their night.

    Raises ``ValueError`` for weights outside (0, 1], rates that are not 0 < p0 < p1 < 1, or counts that cannot be.
    """
    known: list[Known] = []
    total: dict[float, tuple[int, int]] = {}
    log, (low, high) = 0.0, (0.0, 1.0)
    for night in nights:
        log += _log_bets(night)
        for weight, (more_reviewed, more_found) in night.counts.items():
            reviewed, found = total.get(weight, (0, 0))
            total[weight] = (reviewed + more_reviewed, found + more_found)
        interval = weighted_interval(total, prior, alpha)
        low, high = max(low, interval[0]), min(high, interval[1])
        evidence = math.exp(log) if log < math.log(sys.float_info.max) else sys.float_info.max
        reviewed, found = (sum(each[place] for each in total.values()) for place in (0, 1))
        known.append(Known(reviewed, found, _rate(total), (low, high), evidence))
    first = next((place for place, each in enumerate(known, 1) if each.e_value >= 1 / alpha), None)
    return Weighted(tuple(known), first)


def _log_bets(night: Looked) -> float:
    p0, p1 = night.p0, night.p1
    if not 0 < p0 < p1 < 1:
        raise ValueError(f"rates of {p0} and {p1} cannot be told apart by counting; use 0 < p0 < p1 < 1.")
    log = 0.0
    for weight, (reviewed, found) in night.counts.items():
        _require_weight(weight)
        _require_counts(found, reviewed)
        log += found * math.log1p(weight * (p1 - p0) / p0)
        log += (reviewed - found) * math.log1p(-weight * (p1 - p0) / (1 - p0))
    return log


def weighted_interval(counts: Counts, prior: tuple[float, float] = PRIOR, alpha: float = ALPHA) -> tuple[float, float]:
    """The confidence sequence of ``weighted_monitor``: ``beta_mixture_interval`` if all weigh 1.

    All m against which no bet of ``weighted_monitor`` from m on q has reached 1 / alpha, the stake being spread over q
    as the prior is, at so many points that it is the same to the eye; any spread is right. Of each bet a find's factor
    is 1 - w + w q / m, another's 1 - w + w (1 - q) / (1 - m). The logarithms of both are convex in m, so that of the
    mixture is, hence the m are an interval; and at the weighted rate no bet has won.
    Raises ``ValueError`` for weights outside (0, 1], or as ``beta_mixture_interval``.
    """
    import numpy as np  # noqa: PLC0415 - only the night needs it

    for weight, (reviewed, found) in counts.items():
        _require_weight(weight)
        _require_counts(found, reviewed)
    best = _rate(counts)
    reviewed, found = (sum(each[place] for each in counts.values()) for place in (0, 1))
    if best is None or all(weight == 1 for weight in counts):
        return beta_mixture_interval(found, reviewed, prior, alpha)
    rates, shares = _nodes(*prior)
    weights = np.array(list(counts))[:, None]
    finds = np.array([each[1] for each in counts.values()])
    others = np.array([each[0] - each[1] for each in counts.values()])

    def above(m: float) -> float:
        bets = finds @ np.log1p(weights * (rates - m) / m) + others @ np.log1p(weights * (m - rates) / (1 - m))
        best_bet = bets.max()
        return -math.log(alpha) - float(best_bet + np.log(shares @ np.exp(bets - best_bet)))

    low = 0.0 if not found else _root(above, sys.float_info.min, best if found < reviewed else 1 - 1e-15)
    high = 1.0 if found == reviewed else _root(above, max(best, sys.float_info.min), math.nextafter(1.0, 0.0))
    return low, high


@cache
def _nodes(a: float, b: float) -> tuple[Any, Any]:
    """Points of a beta distribution and their shares of it (Gauss and Jacobi)."""
    from scipy.special import roots_jacobi  # noqa: PLC0415 - takes a second to load and only the night needs it

    points, shares = roots_jacobi(_NODES, b - 1, a - 1)
    return (points + 1) / 2, shares / shares.sum()


def _rate(counts: Counts) -> float | None:
    whole = math.fsum(weight * reviewed for weight, (reviewed, _) in counts.items())
    return math.fsum(weight * found for weight, (_, found) in counts.items()) / whole if whole else None


def sequential(
    nights: Sequence[Sequence[int]], p0: float, p1: float, alpha: float, prior_a: float, prior_b: float
) -> dict[str, Any]:
    """The monitor's table of nights ``[reviewed, found]`` and its first alarms; see ``monitor``."""
    seen = monitor([(reviewed, found) for reviewed, found in nights], p0, p1, alpha, (prior_a, prior_b))
    return {
        "nights": [
            {
                "night": night.night,
                "cum_n": night.reviewed,
                "cum_x": night.found,
                "rate": night.rate,
                "cs95": night.interval,
                "cs95_running_intersection": night.running,
                "e_value": night.e_value,
                "naive_one_sided_p": night.naive_p,
            }
            for night in seen.nights
        ],
        "first_alarm_night": {"naive": seen.naive, "e_process": seen.e_process, "cs": seen.sequence},
    }


def _require_counts(found: int, reviewed: int, where: str = "") -> None:
    if not 0 <= found <= reviewed:
        raise ValueError(f"{where}{found} of {reviewed} cannot be; check the counts.")


def _require_weight(weight: float) -> None:
    if not 0 < weight <= 1:
        raise ValueError(f"a weight of {weight} cannot be; divide the smallest rate of draw by each.")
