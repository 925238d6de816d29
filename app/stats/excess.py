"""Whether one kind of people shows more finds than the others, when both were looked at in several samples."""

from collections.abc import Iterable
from dataclasses import dataclass

NEGLIGIBLE = 1e-18


@dataclass(frozen=True, slots=True)
class Sample:
    """Of ``reviewed`` people of the kind ``found``; of ``others`` in the same sample ``found_others``."""

    found: int
    reviewed: int
    found_others: int
    others: int

    def __post_init__(self) -> None:
        if not (0 <= self.found <= self.reviewed and 0 <= self.found_others <= self.others):
            raise ValueError(
                f"{self.found} of {self.reviewed} beside {self.found_others} of {self.others} cannot be; check them."
            )

    @property
    def comparable(self) -> bool:
        """Whether there are people on both sides."""
        return bool(self.reviewed and self.others)


def excess_p(samples: Iterable[Sample]) -> float | None:
    """One-sided p of at least as many finds among the kind, if it were like the others within each sample.

    Exact, given how many were found in each sample: the finds of the kind are hypergeometric in each, and their sum is
    compared (the exact form of the test of Mantel and Haenszel, JNCI 22, 1959; with one sample Fisher's exact test).
    None where no sample has both. Raises ``ValueError`` for counts that cannot be.
    """
    compared = [each for each in samples if each.comparable]
    if not compared:
        return None
    import numpy as np  # noqa: PLC0415 - slow to load, and only the night needs it
    from scipy.stats import hypergeom  # noqa: PLC0415 - as above

    chances, first = np.ones(1), 0
    for each in compared:
        everybody, found = each.reviewed + each.others, each.found + each.found_others
        least, most = max(0, found - each.others), min(found, each.reviewed)
        of_sample = hypergeom.pmf(np.arange(least, most + 1), everybody, found, each.reviewed)
        kept = np.flatnonzero(of_sample > NEGLIGIBLE)
        chances = np.convolve(chances, of_sample[kept[0] : kept[-1] + 1])
        first += least + int(kept[0])
    beyond = max(0, sum(each.found for each in compared) - first)
    return min(1.0, float(chances[beyond:].sum()))
