"""Comparing groups of people by how often they pass: what the checks of adverse impact have in common.

Always on passing, never on being rejected: a ratio of rejection rates gives other verdicts (29 CFR 1607.4 D).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from app.audit.cells import Grouped
from app.language import marked as N_  # noqa: N812 - the name that the catalogues know
from app.stats.impact import Category, Compared, compare
from app.stats.two_groups import (
    SIGNIFICANT,
    Fisher,
    Groups,
    benjamini_hochberg,
    fisher,
    ratio_interval,
    shortfall_to_parity,
    verdict,
    z_test,
)

ENOUGH = 30
"""Below so many people in a group or its reference, numbers describe and prove nothing."""

SMALLEST_SAID = 0.0001

VERDICTS: Mapping[str, str] = {
    "practical_and_statistical": N_("below four fifths, and hardly by chance"),
    "statistical_only": N_("hardly by chance, but not below four fifths"),
    "practical_only_small_numbers": N_("below four fifths, may be chance"),
    "none": N_("no difference that counts"),
}
REFERENCE = N_("passes most often: the others are compared with it")
TOO_FEW_FOR_RATIO = N_("under two percent: listed, not compared")
DESCRIPTIVE = N_("fewer than 30: descriptive only")
NOBODY = N_("nobody passed")


@dataclass(frozen=True, slots=True)
class Comparison:
    """A group beside the one that passes most often, with tests; ``adjusted`` for all comparisons of a report.

    ``worst`` and ``best`` are the ratios if everybody whose group is not known spoke against, or for, the group.
    """

    attribute: str
    group: Category
    reference: Category
    groups: Groups
    exact: Fisher
    z: float | None
    p_z: float | None
    worst: float | None
    best: float | None
    stage: str = ""
    adjusted: float = 1.0

    @property
    def verdict(self) -> str:
        """Where it stands in the grid of practical and statistical difference, by the unadjusted test."""
        return verdict(self.groups, self.exact.two_sided)

    @property
    def enough(self) -> bool:
        """Whether both groups are large enough to say more than what was seen."""
        return min(self.group.n, self.reference.n) >= ENOUGH

    @property
    def adverse(self) -> bool:
        """Below four fifths, and significant also beside all other comparisons of the report."""
        return self.groups.below_four_fifths and self.adjusted < SIGNIFICANT and self.enough

    @property
    def doubtful(self) -> bool:
        """Below four fifths and significant alone, but one of many comparisons, or of few people."""
        return self.groups.below_four_fifths and self.exact.two_sided < SIGNIFICANT and not self.adverse

    @property
    def shortfall(self) -> float:
        """How many more of the group would have passed at the reference's rate."""
        return shortfall_to_parity(self.groups) or 0.0

    @property
    def interval(self) -> tuple[float, float] | tuple[None, None]:
        """Of the ratio, by Katz."""
        return ratio_interval(self.groups) or (None, None)

    @property
    def swapped(self) -> float | None:
        """The ratio if one more of the group had passed, and one fewer of the reference."""
        return self.groups.swapped.ratio if self.groups.swapped else None


def comparisons(people: Grouped, compared: Compared, stage: str = "") -> list[Comparison]:
    """Each group that is compared beside the reference, in the order of their names."""
    found = []
    for category in compared.categories:
        groups = compared.groups(category)
        if groups is None or compared.reference is None or category == compared.reference:
            continue
        worst, best = _bounds(groups, people.unknown)
        found.append(
            Comparison(people.attribute, category, compared.reference, groups, fisher(groups), *z_test(groups),
                       worst, best, stage)
        )  # fmt: skip
    return found


def adjusted(found: Sequence[Comparison]) -> list[Comparison]:
    """The same, with p-values adjusted for their number (Benjamini and Hochberg)."""
    values = benjamini_hochberg([one.exact.two_sided for one in found])
    return [replace(one, adjusted=value) for one, value in zip(found, values, strict=True)]


def compared_of(people: Grouped) -> Compared:
    """Choose the reference among the groups that may be shown."""
    return compare(people.categories)


def likely(p: float | None) -> str:
    """A p-value in a sentence, behind the letter p."""
    if p is None:
        return "= ?"
    return "< 0.0001" if p < SMALLEST_SAID else f"= {p:.4f}"


def remark(category: Category, compared: Compared) -> str:
    """What has to be said beside a group's numbers."""
    if category.name in compared.excluded:
        return TOO_FEW_FOR_RATIO
    if category == compared.reference:
        return REFERENCE if category.passed else NOBODY
    return DESCRIPTIVE if category.n < ENOUGH else ""


def shared_by(strata: Iterable[Sequence[Category]], group: str, reference: str) -> list[Groups]:
    """Both groups side by side in every stratum that has people of both."""
    found = []
    for stratum in strata:
        named = {each.name: each for each in stratum}
        if group in named and reference in named:
            focal, other = named[group], named[reference]
            found.append(Groups(focal.passed, focal.n, other.passed, other.n))
    return found


def _bounds(groups: Groups, unknown: Category) -> tuple[float | None, float | None]:
    through, out = unknown.passed, unknown.n - unknown.passed
    worst = Groups(groups.focal_passed, groups.focal_n + out, groups.ref_passed + through, groups.ref_n + through)
    best = Groups(groups.focal_passed + through, groups.focal_n + through, groups.ref_passed, groups.ref_n + out)
    return worst.ratio, best.ratio
