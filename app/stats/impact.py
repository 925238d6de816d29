"""Impact ratios as New York City's Local Law 144 asks for them (6 RCNY 5-301): by sex, by race, and by both."""

import statistics
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.stats.intervals import share, wilson
from app.stats.two_groups import Groups, fisher, ratio_interval, shortfall_to_parity, z_test

UNKNOWN = "unknown"
MIN_SHARE = 0.02
"""A category below this share of those whose category is known gets no ratio and is no reference (6 RCNY 5-301)."""


@dataclass(frozen=True, slots=True)
class Category:
    """A category of people, how many there are and how many of them passed (or scored above the median)."""

    name: str
    n: int
    passed: int


@dataclass(frozen=True, slots=True)
class Compared:
    """Categories by name, which of them are too few for a ratio, and whom the others are compared with (or None)."""

    categories: tuple[Category, ...]
    excluded: frozenset[str]
    reference: Category | None

    def groups(self, category: Category) -> Groups | None:
        """A category beside the reference; None if it has no ratio."""
        if self.reference is None or category.name in self.excluded:
            return None
        return Groups(category.passed, category.n, self.reference.passed, self.reference.n)

    def ratio(self, category: Category) -> float | None:
        """A category's impact ratio; None for one that is excluded, and where nobody passed at all."""
        groups = self.groups(category)
        return groups.ratio if groups else None


def compare(categories: Iterable[Category], min_share: float = MIN_SHARE) -> Compared:
    """Choose the reference: the category with the highest rate that is not too small, the first by name if several are.

    A category is excluded below ``min_share`` of all people in ``categories``, and if nobody is in it.
    """
    ordered = tuple(sorted(categories, key=lambda each: each.name))
    people = sum(each.n for each in ordered)
    excluded = frozenset(each.name for each in ordered if not each.n or each.n / people < min_share)
    included = [each for each in ordered if each.name not in excluded]
    return Compared(ordered, excluded, max(included, key=lambda each: each.passed / each.n, default=None))


def ll144_selection(rows: Iterable[Mapping[str, Any]], min_share: float = MIN_SHARE) -> dict[str, Any]:
    """The three selection tables, from rows ``{"sex", "race", "n", "passed"}``; "unknown" where it was not said.

    People whose sex or race is unknown are left out of the tables that need it, and counted. Rows of the same
    people add up. Where a race was too small to be included, the ratios that including it would have given are
    there too, for it often has the highest rate by chance. Raises ``ValueError`` for counts that cannot be.
    """
    rows = list(rows)
    by_race = _counted(rows, "race")
    races = compare(by_race, min_share)
    result: dict[str, Any] = {
        "sex": _table(compare(_counted(rows, "sex"), min_share)),
        "race": _table(races),
        "intersectional": _table(compare(_counted(rows, "sex", "race"), min_share)),
        "unknown": {
            "sex_unknown": _unknown(rows, "sex"),
            "race_unknown": _unknown(rows, "race"),
            "either_unknown": _unknown(rows, "sex", "race"),
        },
    }
    if any(each.n for each in by_race if each.name in races.excluded):
        everybody = compare((each for each in by_race if each.n), 0)
        result["race_if_small_category_not_excluded"] = {
            "reference": everybody.reference.name if everybody.reference else None,
            "categories": {each.name: everybody.ratio(each) for each in everybody.categories},
        }
    return result


def _counted(rows: Sequence[Mapping[str, Any]], *attributes: str) -> list[Category]:
    people: Counter[str] = Counter()
    passed: Counter[str] = Counter()
    for row in rows:
        if UNKNOWN not in (values := [row[attribute] for attribute in attributes]):
            people["|".join(values)] += row["n"]
            passed["|".join(values)] += row["passed"]
    return [Category(name, n, passed[name]) for name, n in people.items()]


def _unknown(rows: Sequence[Mapping[str, Any]], *attributes: str) -> int:
    return sum(row["n"] for row in rows if any(row[attribute] == UNKNOWN for attribute in attributes))


def _table(compared: Compared) -> dict[str, Any]:
    people = sum(each.n for each in compared.categories)
    return {
        "reference": compared.reference.name if compared.reference else None,
        "n_used": people,
        "categories": {each.name: _row(each, people, compared) for each in compared.categories},
    }


def _row(category: Category, people: int, compared: Compared) -> dict[str, Any]:
    row: dict[str, Any] = {
        "n": category.n,
        "passed": category.passed,
        "rate": share(category.passed, category.n),
        "rate_wilson95": wilson(category.passed, category.n) if category.n else None,
        "share": share(category.n, people),
        "excluded_under_2pct": category.name in compared.excluded,
        "impact_ratio": compared.ratio(category),
    }
    groups = compared.groups(category)
    if groups is None:
        return row
    row["below_four_fifths"] = groups.below_four_fifths
    if category != compared.reference:
        row["ratio_ci95_katz"] = ratio_interval(groups)
        row["z"], row["p_z"] = z_test(groups)
        row["p_fisher"] = fisher(groups).two_sided
        row["shortfall_vs_reference"] = shortfall_to_parity(groups)
    return row


def ll144_scoring(scores: Mapping[str, Sequence[float]], min_share: float = MIN_SHARE) -> dict[str, Any]:
    """The scoring table, from every score by category: the share of each that scores above the whole sample's median.

    "unknown" counts towards the median and is no category. Nobody at all leaves the median None.
    """
    everybody = [score for each in scores.values() for score in each]
    if not everybody:
        return {"n": 0, "sample_median": None, "categories": {}}
    median = statistics.median(everybody)
    compared = compare(
        (
            Category(name, len(each), sum(score > median for score in each))
            for name, each in scores.items()
            if name != UNKNOWN
        ),
        min_share,
    )
    return {
        "n": len(everybody),
        "sample_median": median,
        "categories": {
            each.name: {
                "n": each.n,
                "above_median": each.passed,
                "scoring_rate": share(each.passed, each.n),
                "impact_ratio": compared.ratio(each),
            }
            for each in compared.categories
        },
    }


def ratios(rates: Mapping[str, float]) -> dict[str, float | None]:
    """Impact ratios of rates that somebody else printed: each divided by the highest, in their order."""
    highest = max(rates.values(), default=0.0)
    return {name: share(rate, highest) for name, rate in rates.items()}
