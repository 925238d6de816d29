"""From kinds of people with their reviews to one estimate: total, rate, and the interval that fits what is known."""

from dataclasses import dataclass

from app.audit.strata import Kinds
from app.stats.intervals import clopper_pearson
from app.stats.strata import few_finds, guaranteed_range, stratified

GUARANTEED_UP_TO = 50
"""Strata that were sampled. Of more the range is too wide to be of use, and each takes some 10 ms."""

Interval = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Estimate:
    """Wrongful rejections among ``people``: total in people, rate and ranges from 0 to 1.

    ``interval`` is the one to quote: ``exact`` where a single kind was sampled, else Korn and Graubard's, else (nobody
    was found) the guaranteed one, else that of Clopper and Pearson for all reviews as one sample.
    """

    people: int
    total: float
    rate: float
    interval: Interval
    korn_graubard: Interval | None
    exact: Interval | None
    guaranteed: Interval | None
    too_many_kinds: bool
    size: float
    """Of a simple random sample that would be as precise; never more than were looked at."""


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
    counts = kinds.in_all
    return Estimate(
        people=whole.population,
        total=whole.total,
        rate=whole.rate,
        interval=exact or whole.interval or guaranteed or clopper_pearson(counts.wrongful, counts.resolved),
        korn_graubard=whole.interval,
        exact=exact,
        guaranteed=guaranteed,
        too_many_kinds=few and sampled > GUARANTEED_UP_TO,
        size=min(whole.effective_n or counts.resolved, counts.resolved),
    )
