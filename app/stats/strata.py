"""What reviews say about everybody when some kinds of people were looked at more often than others."""

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from app.stats.intervals import Z95, exact_interval, share
from app.stats.misses import missed_hypergeometric
from app.stats.sequential import weighted_interval


@dataclass(frozen=True, slots=True)
class Stratum:
    """People of one kind: how many there are, how many were drawn and looked at, how many of those were wrongful."""

    name: str
    population: int
    reviewed: int
    wrongful: int
    flagged: bool = False

    def __post_init__(self) -> None:
        if not 0 <= self.wrongful <= self.reviewed <= self.population:
            raise ValueError(
                f"stratum {self.name}: {self.wrongful} of {self.reviewed} out of {self.population} cannot be; check it."
            )

    @property
    def census(self) -> bool:
        """Whether everybody in it was looked at, so that nothing has to be estimated."""
        return self.reviewed == self.population


@dataclass(frozen=True, slots=True)
class StratumEstimate:
    """``weight`` is how many people each review stands for; ``total`` the estimated wrongful ones among them."""

    name: str
    weight: float
    rate: float
    total: float
    variance: float


@dataclass(frozen=True, slots=True)
class Stratified:
    """The weighted estimate. Intervals are 95 %; the normal ones may leave 0..1.

    ``effective_n`` is the size of a simple random sample that would be as precise, and ``interval`` the one of Korn
    and Graubard; both None where the variance is estimated as 0 from a sample, since that says nothing (use
    ``sample_range``). If everybody was looked at, ``interval`` is the rate itself. ``naive_rate`` mixes reviews
    without weights: shown as a warning, never as a result.
    """

    population: int
    total: float
    total_se: float
    total_interval: tuple[float, float]
    rate: float
    rate_se: float
    rate_interval: tuple[float, float]
    effective_n: float | None
    interval: tuple[float, float] | None
    naive_rate: float
    per_stratum: tuple[StratumEstimate, ...]


@dataclass(frozen=True, slots=True)
class WeightedRecall:
    """The share of wrongful rejections that were flagged, from weighted totals; None where there are none."""

    flagged_total: float
    unflagged_total: float
    flagged_rate: float | None
    unflagged_miss_rate: float | None
    recall: float | None
    se: float | None
    interval: tuple[float, float] | None


def stratified(strata: Sequence[Stratum]) -> Stratified:
    """Estimate total and rate of wrongful rejections: Horvitz and Thompson (JASA 47, 1952) over strata.

    Variance with finite-population correction, none for a stratum that was looked at as a whole (Cochran, Sampling
    Techniques, 3rd ed., 1977, chapter 5). The interval of the rate is Korn and Graubard's (Survey Methodology 24, 1998)
    without their adjustment for degrees of freedom: approximate. Raises ``ValueError``, naming the stratum, if nobody
    was looked at in one, or a single person of several, which leaves its variance unknown; and if there is nobody.
    """
    estimates = tuple(_estimate(each) for each in strata)
    population = sum(each.population for each in strata)
    if not population:
        raise ValueError("there is nobody in these strata; nothing can be estimated.")
    total, variance = sum(each.total for each in estimates), sum(each.variance for each in estimates)
    se, rate = math.sqrt(variance), total / population
    effective, interval = _korn_graubard(rate, variance / population**2, census=all(each.census for each in strata))
    return Stratified(
        population=population,
        total=total,
        total_se=se,
        total_interval=(total - Z95 * se, total + Z95 * se),
        rate=rate,
        rate_se=se / population,
        rate_interval=(rate - Z95 * se / population, rate + Z95 * se / population),
        effective_n=effective,
        interval=interval,
        naive_rate=sum(each.wrongful for each in strata) / sum(each.reviewed for each in strata),
        per_stratum=estimates,
    )


def _estimate(stratum: Stratum) -> StratumEstimate:
    population, reviewed = stratum.population, stratum.reviewed
    if not reviewed:
        raise ValueError(f"stratum {stratum.name}: nobody was looked at, so nothing is known about it; review some.")
    if reviewed == 1 and not stratum.census:
        raise ValueError(f"stratum {stratum.name}: one review of {population} has no variance; review another.")
    rate = stratum.wrongful / reviewed
    variance = 0.0
    if not stratum.census:
        variance = population**2 * (1 - reviewed / population) * rate * (1 - rate) / (reviewed - 1)
    total = population * stratum.wrongful / reviewed
    return StratumEstimate(stratum.name, population / reviewed, rate, total, variance)


def _korn_graubard(rate: float, variance: float, *, census: bool) -> tuple[float | None, tuple[float, float] | None]:
    if not variance:
        return None, ((rate, rate) if census else None)
    effective = rate * (1 - rate) / variance
    return effective, exact_interval(effective * rate, effective)


def weighted_recall(strata: Iterable[Stratum]) -> WeightedRecall:
    """The share of wrongful rejections that the flag caught, A / (A + B), with its interval by the delta method.

    A and B are the estimated wrongful totals among flagged and unflagged people. It is relative to what reviewers
    take for wrongful. Raises ``ValueError`` as ``stratified`` does.
    """
    strata = list(strata)
    flagged, unflagged = _side(strata, flagged=True), _side(strata, flagged=False)
    (caught, caught_variance, _), (missed, missed_variance, _) = flagged, unflagged
    recall = share(caught, caught + missed)
    se = interval = None
    if recall is not None:
        spread = missed**2 * caught_variance + caught**2 * missed_variance
        se = math.sqrt(spread / (caught + missed) ** 4)
        interval = (recall - Z95 * se, recall + Z95 * se)
    return WeightedRecall(caught, missed, share(caught, flagged[2]), share(missed, unflagged[2]), recall, se, interval)


def _side(strata: Iterable[Stratum], *, flagged: bool) -> tuple[float, float, int]:
    """(wrongful total, its variance, people) of the strata on one side."""
    those = [each for each in strata if each.flagged is flagged]
    estimates = [_estimate(each) for each in those]
    return (
        sum(each.total for each in estimates),
        sum(each.variance for each in estimates),
        sum(each.population for each in those),
    )


def sample_range(strata: Sequence[Stratum], alpha: float = 0.05) -> tuple[float, float]:
    """A range that holds the rate at least ``1 - alpha`` of the time, whatever the rates in the strata are.

    Of one stratum that was sampled the exact hypergeometric one. Of several the rates against which no bet wins (see
    ``sequential.weighted_interval``; Waudby-Smith and Ramdas, JRSS B 86, 2024): each review of a stratum weighs
    c N / n, c being the smallest n / N. The mean of a product over a sample without replacement is at most that of
    its factors' mean (Maclaurin's inequality), and by the concavity of the logarithm the product over strata is at
    most 1 at the true rate, so Markov's inequality bounds how often it reaches 1 / alpha. What was looked at as a
    whole is known and not bet on. Raises ``ValueError`` if there is nobody, or nobody was looked at in a stratum.
    """
    population = sum(each.population for each in strata)
    if not population:
        raise ValueError("there is nobody in these strata; nothing can be estimated.")
    sampled = [each for each in strata if not each.census]
    known = sum(each.wrongful for each in strata if each.census)
    if len(sampled) <= 1:
        ends = [missed_hypergeometric(each.population, each.reviewed, each.wrongful, 1 - alpha) for each in sampled]
        fewest, most = ends[0] if ends else (0, 0)
        return (known + fewest) / population, (known + most) / population
    low, high = (share * sum(each.population for each in sampled) for share in _bet(sampled, alpha))
    found = sum(each.wrongful for each in strata)
    upheld = sum(each.reviewed - each.wrongful for each in strata)
    return max(known + low, found) / population, min(known + high, population - upheld) / population


def _bet(sampled: Sequence[Stratum], alpha: float) -> tuple[float, float]:
    for each in sampled:
        if not each.reviewed:
            raise ValueError(f"stratum {each.name}: nobody was looked at, so nothing is known about it; review some.")
    least = min(each.reviewed / each.population for each in sampled)
    counts: dict[float, tuple[int, int]] = {}
    for each in sampled:
        weight = min(1.0, least * each.population / each.reviewed)
        reviewed, found = counts.get(weight, (0, 0))
        counts[weight] = (reviewed + each.reviewed, found + each.wrongful)
    return weighted_interval(counts, alpha=alpha)
