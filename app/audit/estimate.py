"""From kinds of people with their reviews to one estimate: total, rate, and the interval that fits what is known."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.audit.strata import Kinds
from app.stats.intervals import exact_interval
from app.stats.strata import Stratified, Stratum, sample_range, stratified

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Estimate:
    """Wrongful rejections among ``people``: total in people, rate and ranges from 0 to 1."""

    people: int
    total: float
    rate: float
    interval: Interval
    """The one to quote: right at least 95 % of the time, whatever the kinds are (``sample_range``)."""
    approximate: Interval
    """Clopper and Pearson's at ``size``, as Korn and Graubard have it; within what the finds leave possible."""
    size: float
    """Of a simple random sample that would be as precise; never more than the weights allow (``_size``)."""


def estimate(kinds: Kinds) -> Estimate | None:
    """The estimate for all kinds with enough reviews; None where there is none."""
    strata = kinds.strata()
    if not strata:
        return None
    whole = stratified(strata)
    size = _size(whole, strata)
    return Estimate(
        people=whole.population,
        total=whole.total,
        rate=whole.rate,
        interval=sample_range(strata),
        approximate=_approximate(whole, strata, size),
        size=size,
    )


def _size(whole: Stratified, strata: Sequence[Stratum]) -> float:
    """The effective size, at most Kish's (Survey Sampling, 1965): (sum of N)² / (sum of N² / n).

    A sampled kind without a find adds no variance, so the estimated size alone can be many times what was looked at
    where small kinds were looked at almost as a whole and a large one hardly.
    """
    most = whole.population**2 / sum(each.population**2 / each.reviewed for each in strata if each.reviewed)
    return min(whole.effective_n or most, most)


def _approximate(whole: Stratified, strata: Sequence[Stratum], size: float) -> Interval:
    if all(each.census for each in strata):
        return whole.rate, whole.rate
    low, high = exact_interval(size * whole.rate, size)
    found = sum(each.wrongful for each in strata)
    at_most = whole.population - sum(each.reviewed - each.wrongful for each in strata)
    return max(low, found / whole.population), min(high, at_most / whole.population)
