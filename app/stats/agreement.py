"""Whether reviewers agree with each other, with themselves over time, and with what is known."""

from collections import Counter
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.stats.intervals import Z95, clopper_pearson, share
from app.stats.two_groups import Groups, fisher, z_test

Confusion = Sequence[Sequence[int]]
"""Counts of items: rows by what the first reviewer said, columns by the second, both in the same order."""


@dataclass(frozen=True, slots=True)
class Kappa:
    """Agreement seen and expected by chance, and Cohen's kappa of both with its standard error and 95 % interval.

    Kappa is None where chance alone makes agreement certain: all items in one class say nothing about reviewers.
    """

    n: int
    observed: float | None
    chance: float | None
    kappa: float | None
    se: float | None
    interval: tuple[float, float] | None


@dataclass(frozen=True, slots=True)
class Alpha:
    """Krippendorff's alpha, None if undefined, and how many ratings could be paired with another."""

    alpha: float | None
    pairable: int


@dataclass(frozen=True, slots=True)
class Drift:
    """A reviewer's share of reinstated items before and now, and tests of the difference (now minus before)."""

    base_rate: float | None
    recent_rate: float | None
    z: float | None
    p_z: float | None
    p_fisher: float


def cohen_kappa(confusion: Confusion) -> Kappa:
    """Unweighted kappa of two reviewers (Cohen, Educational and Psychological Measurement 20, 1960).

    Standard error by Fleiss, Cohen and Everitt (Psychological Bulletin 72, 1969). A hundred double reviews give one of
    about 0.12 where few are reinstated, so it is no verdict on a person. Raises ``ValueError`` for a table that is not
    square or has negative counts.
    """
    n, (first, second) = _items(confusion), _margins(confusion)
    if not n:
        return Kappa(0, None, None, None, None, None)
    same = sum(confusion[k][k] for k in range(len(confusion)))
    by_chance = sum(one * other for one, other in zip(first, second, strict=True))
    if by_chance == n * n:
        return Kappa(n, same / n, 1.0, None, None, None)
    import numpy as np  # noqa: PLC0415 - slow to load, night only
    from statsmodels.stats.inter_rater import cohens_kappa  # noqa: PLC0415 - slow to load, night only

    with np.errstate(divide="ignore", invalid="ignore"):  # It also makes a test against 0, which may be 0 / 0.
        found = cohens_kappa(np.asarray(confusion))
    kappa, se = float(found.kappa), max(0.0, float(found.var_kappa)) ** 0.5
    return Kappa(n, same / n, by_chance / n**2, kappa, se, (kappa - Z95 * se, kappa + Z95 * se))


def gwet_ac1(confusion: Confusion) -> float | None:
    """Gwet's AC1 (British Journal of Mathematical and Statistical Psychology 61, 2008) of two reviewers.

    Unlike kappa it does not collapse where nearly all items are of one class. None without items. Raises
    ``ValueError`` as ``cohen_kappa`` does, or for fewer than two classes.
    """
    n, (first, second), classes = _items(confusion), _margins(confusion), len(confusion)
    if classes < 2:  # noqa: PLR2004 - two classes are the least that can be told apart
        raise ValueError("reviewers who have one answer only cannot disagree; give two classes or more.")
    if not n:
        return None
    mean = [(one + other) / (2 * n) for one, other in zip(first, second, strict=True)]
    chance = sum(each * (1 - each) for each in mean) / (classes - 1)
    return (sum(confusion[k][k] for k in range(classes)) / n - chance) / (1 - chance)


def krippendorff_alpha(units: Sequence[Sequence[Hashable | None]]) -> Alpha:
    """Nominal alpha of any number of reviewers with gaps: one sequence of ratings per item, None where there is none.

    Hayes and Krippendorff (Communication Methods and Measures 1, 2007): disagreement within items against
    disagreement among all ratings. Items with fewer than two ratings say nothing and are dropped. Undefined if all
    ratings are the same. From 0.8 on it is customarily called reliable, from 0.667 tentative.
    """
    counts = [Counter(rating for rating in unit if rating is not None) for unit in units]
    counts = [each for each in counts if each.total() > 1]
    ratings = sum(counts, Counter[Hashable]())
    pairable = ratings.total()
    expected = sum(n * (pairable - n) for n in ratings.values())
    if not expected:
        return Alpha(None, pairable)
    observed = sum(sum(n * (each.total() - n) for n in each.values()) / (each.total() - 1) for each in counts)
    return Alpha(1 - (pairable - 1) * observed / expected, pairable)


def drift(base_overturned: int, base_n: int, recent_overturned: int, recent_n: int) -> Drift:
    """Compare a reviewer's recent decisions with their own earlier ones, both on the same random mix of items.

    It goes to whoever coaches, never into a penalty. Raises ``ValueError`` for counts that cannot be.
    """
    groups = Groups(recent_overturned, recent_n, base_overturned, base_n)
    z, p = z_test(groups)
    return Drift(share(base_overturned, base_n), share(recent_overturned, recent_n), z, p, fisher(groups).two_sided)


def agreement_and_drift(
    confusion: Confusion | None = None,
    labels: Sequence[str] | None = None,
    units: Sequence[Sequence[Hashable | None]] | None = None,
    drift: Mapping[str, int] | None = None,
    gold: Mapping[str, int] | None = None,
) -> dict[str, Any]:
    """Whatever the numbers allow: two reviewers (two classes, the first positive), many, drift, seeded items.

    ``drift`` holds ``base_overturned, base_n, recent_overturned, recent_n``, ``gold`` how many of the ``seeded``
    items of known answer were ``caught``. Raises ``ValueError`` for counts that cannot be, or more than two classes.
    """
    result: dict[str, Any] = {}
    if confusion is not None:
        if labels is not None and len(labels) != len(confusion):
            raise ValueError(f"{len(labels)} labels do not fit {len(confusion)} classes.")
        result["two_reviewers"] = _two_reviewers(confusion)
    if units is not None:
        found = krippendorff_alpha(units)
        result["krippendorff_alpha_nominal"] = found.alpha
        result["pairable_values"] = float(found.pairable)
    if drift is not None:
        result["drift"] = _drifted(drift)
    if gold is not None:
        result["gold_seed_sensitivity"] = {
            "rate": share(gold["caught"], gold["seeded"]),
            "clopper_pearson95": clopper_pearson(gold["caught"], gold["seeded"]),
        }
    return result


def _two_reviewers(confusion: Confusion) -> dict[str, Any]:
    if len(confusion) != 2:  # noqa: PLR2004 - positive and negative agreement need two classes
        raise ValueError(f"{len(confusion)} classes: positive and negative agreement are of two; merge the others.")
    found = cohen_kappa(confusion)
    (both, only_first), (only_second, neither) = confusion
    differ = only_first + only_second
    return {
        "n": found.n,
        "observed_agreement": found.observed,
        "chance_agreement": found.chance,
        "kappa": found.kappa,
        "kappa_se": found.se,
        "kappa_ci95": found.interval,
        "pabak": None if found.observed is None else 2 * found.observed - 1,
        "prevalence_index": share(both - neither, found.n),
        "bias_index": share(only_first - only_second, found.n),
        "positive_agreement": share(2 * both, 2 * both + differ),
        "negative_agreement": share(2 * neither, 2 * neither + differ),
        "gwet_ac1": gwet_ac1(confusion),
    }


def _drifted(counts: Mapping[str, int]) -> dict[str, Any]:
    found = drift(counts["base_overturned"], counts["base_n"], counts["recent_overturned"], counts["recent_n"])
    return {
        "base_rate": found.base_rate,
        "recent_rate": found.recent_rate,
        "z": found.z,
        "p_z": found.p_z,
        "p_fisher": found.p_fisher,
    }


def _items(confusion: Confusion) -> int:
    if any(len(row) != len(confusion) for row in confusion) or any(count < 0 for row in confusion for count in row):
        raise ValueError("a table of two reviewers has as many columns as rows, and no counts below 0; check it.")
    return sum(map(sum, confusion))


def _margins(confusion: Confusion) -> tuple[list[int], list[int]]:
    return [sum(row) for row in confusion], [sum(column) for column in zip(*confusion, strict=True)]
