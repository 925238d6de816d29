"""From kinds of people with their reviews to one estimate: total, rate, and the interval that fits what is known."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.audit.strata import Kinds
from app.stats.intervals import exact_interval
from app.stats.strata import Stratified, Stratum, few_finds, guaranteed_range, stratified

GUARANTEED_UP_TO = 50
"""Strata that were sampled. Of more the range is too wide to be of use, and each takes some 10 ms."""

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Estimate:
    """Wrongful rejections among ``people``: total in people, rate and ranges from 0 to 1.

    ``interval`` is the one to quote: ``exact`` where a single kind was sampled, else the guaranteed one where few were
    found, else ``approximate``.
    """

    people: int
    total: float
    rate: float
    interval: Interval
    approximate: Interval
    """Clopper and Pearson's at ``size``, as Korn and Graubard have it; within what the finds leave possible."""
    exact: Interval | None
    guaranteed: Interval | None
    too_many_kinds: bool
    size: float
    """Of a simple random sample that would be as precise; never more than the weights allow (``_size``)."""


def estimate(kinds: Kinds, *, exactly: bool = True) -> Estimate | None:
    """The estimate for all kinds with enough reviews; None where there is none.

    ``exactly`` also gives the exact and guaranteed ranges, some 10 ms for each kind.
    """
    strata = kinds.strata()
    if not strata:
        return None
    whole = stratified(strata)
    sampled = sum(not each.census for each in strata)
    few = few_finds(strata)
    wanted = exactly and (sampled <= 1 or (few and sampled <= GUARANTEED_UP_TO))
    ranged = guaranteed_range(strata) if wanted else None
    exact = ranged if sampled <= 1 else None
    guaranteed = ranged if sampled > 1 else None
    size = _size(whole, strata)
    approximate = _approximate(whole, strata, size)
    return Estimate(
        people=whole.population,
        total=whole.total,
        rate=whole.rate,
        interval=exact or guaranteed or approximate,
        approximate=approximate,
        exact=exact,
        guaranteed=guaranteed,
        too_many_kinds=few and sampled > GUARANTEED_UP_TO,
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
