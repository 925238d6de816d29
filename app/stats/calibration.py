"""How often people reinstate, by how much the comparison had found: counts, and Clopper-Pearson intervals if enough."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from app.stats.intervals import clopper_pearson

FLOOR = 200
"""More decisions than this are needed in all. Before, an interval would be read as if it meant something."""


@dataclass(frozen=True, slots=True)
class Rate:
    """Of ``decided`` candidates in a band ``hits`` were reinstated; ``interval`` is 95 %, None up to ``FLOOR``."""

    band: str
    decided: int
    hits: int
    interval: tuple[float, float] | None


def hit_rates(counts: Counter[tuple[str, bool]], bands: Sequence[str]) -> tuple[Rate, ...]:
    """The rate of each band, in the order of ``bands``, from how often there was which band, a hit or not.

    Raises ``ValueError`` for a band that is not among them.
    """
    unknown = {band for band, _ in counts} - set(bands)
    if unknown:
        raise ValueError(f"{', '.join(sorted(unknown))}: no such band; name every band.")
    enough = counts.total() > FLOOR
    return tuple(_rate(band, counts[band, True], counts[band, False], enough=enough) for band in bands)


def _rate(band: str, hits: int, others: int, *, enough: bool) -> Rate:
    return Rate(band, hits + others, hits, clopper_pearson(hits, hits + others) if enough else None)
