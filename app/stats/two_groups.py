"""Whether a group passes less often than another: how much less, how surely, and how many people that is."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.stats.intervals import share

BARNARD_UP_TO = 200
"""People in both groups. Barnard's test searches over a nuisance rate: some 20 ms up to here, 0.1 s for 500 people, 5 s
for 3,000; and its gain over Fisher's shrinks as tables grow."""
SIGNIFICANT = 0.05


@dataclass(frozen=True, slots=True)
class Groups:
    """How many of a focal group and of its reference group passed. Raises ``ValueError`` for counts that cannot be."""

    focal_passed: int
    focal_n: int
    ref_passed: int
    ref_n: int

    def __post_init__(self) -> None:
        if not (0 <= self.focal_passed <= self.focal_n and 0 <= self.ref_passed <= self.ref_n):
            raise ValueError(
                f"{self.focal_passed} of {self.focal_n} and {self.ref_passed} of {self.ref_n} cannot be; check them."
            )

    @property
    def table(self) -> list[list[int]]:
        """Focal group above reference, passed before not passed."""
        return [
            [self.focal_passed, self.focal_n - self.focal_passed],
            [self.ref_passed, self.ref_n - self.ref_passed],
        ]

    @property
    def passed(self) -> int:
        """How many passed in both groups."""
        return self.focal_passed + self.ref_passed

    @property
    def n(self) -> int:
        """How many people there are in both groups."""
        return self.focal_n + self.ref_n

    @property
    def empty(self) -> bool:
        """Whether one of the groups has nobody in it, so that it has no rate."""
        return not (self.focal_n and self.ref_n)

    @property
    def ratio(self) -> float | None:
        """The focal group's passing rate divided by the reference's; None if that is 0, or a group is empty."""
        if self.empty or not self.ref_passed:
            return None
        return (self.focal_passed / self.focal_n) / (self.ref_passed / self.ref_n)

    @property
    def below_four_fifths(self) -> bool:
        """Whether the ratio is below 0.8 (29 CFR 1607.4 D), in whole numbers, so that exactly 0.8 is not below."""
        return not self.empty and 5 * self.focal_passed * self.ref_n < 4 * self.ref_passed * self.focal_n

    @property
    def behind(self) -> bool:
        """Whether the focal group passes less often than the reference."""
        return not self.empty and self.focal_passed * self.ref_n < self.ref_passed * self.focal_n

    @property
    def swapped(self) -> "Groups | None":
        """The same people, one more of the focal group passing and one fewer of the reference; None if impossible."""
        if self.focal_passed == self.focal_n or self.ref_passed == 0:
            return None
        return Groups(self.focal_passed + 1, self.focal_n, self.ref_passed - 1, self.ref_n)


@dataclass(frozen=True, slots=True)
class Fisher:
    """P-values of Fisher's exact test: of both sides, mid-p, and of as few of the focal group passing, or fewer."""

    two_sided: float
    mid: float
    lower: float


@dataclass(frozen=True, slots=True)
class TwoGroups:
    """All that is said about a pair of groups; None where it is undefined. Shortfalls are people of the focal group."""

    impact_ratio: float | None
    ratio_ci95_katz: tuple[float, float] | None
    z: float | None
    p_z: float | None
    p_fisher: float
    p_fisher_mid: float
    p_fisher_one_sided_lower: float
    ratio_after_one_person_swap: float | None
    flips_past_four_fifths: bool
    reverses_direction: bool
    shortfall_pooled: float | None
    shortfall_to_parity: float | None
    verdict: str
    p_barnard: float | None


def ratio_interval(groups: Groups) -> tuple[float, float] | None:
    """The 95 % interval of the ratio on the log scale (Katz et al., Biometrics 34, 1978); None if a count is 0."""
    if not groups.focal_passed or not groups.ref_passed:
        return None
    from statsmodels.stats.proportion import confint_proportions_2indep  # noqa: PLC0415 - slow to load, night only

    counts = (groups.focal_passed, groups.focal_n, groups.ref_passed, groups.ref_n)
    low, high = confint_proportions_2indep(*counts, compare="ratio", method="log", correction=False)
    return float(low), float(high)


def z_test(groups: Groups) -> tuple[float | None, float | None]:
    """Z and two-sided p of the difference of rates, focal minus reference: pooled, without continuity correction.

    Everybody or nobody passing in both groups is no difference (0, 1); a group of nobody has no rate (None, None).
    """
    if groups.empty:
        return None, None
    if groups.passed in {0, groups.n}:
        return 0.0, 1.0
    from statsmodels.stats.proportion import proportions_ztest  # noqa: PLC0415 - slow to load, night only

    z, p = proportions_ztest([groups.focal_passed, groups.ref_passed], [groups.focal_n, groups.ref_n])
    return float(z), float(p)


def fisher(groups: Groups) -> Fisher:
    """Fisher's exact test (JRSS 98, 1935): two-sided sums the tables that are no more probable than this one.

    Mid-p takes half of this table's own probability off (Lancaster, JASA 56, 1961). With a group of nobody there is
    only one table.
    """
    if groups.empty:
        return Fisher(1.0, 0.5, 1.0)
    import numpy as np  # noqa: PLC0415 - slow to load, night only
    from scipy.stats import fisher_exact, hypergeom  # noqa: PLC0415 - slow to load, night only

    both = float(fisher_exact(np.array(groups.table)).pvalue)
    drawn = (groups.focal_passed, groups.n, groups.passed, groups.focal_n)
    return Fisher(both, both - float(hypergeom.pmf(*drawn)) / 2, float(hypergeom.cdf(*drawn)))


def barnard(groups: Groups, up_to: int = BARNARD_UP_TO) -> float | None:
    """The two-sided p of Barnard's exact test (Nature 156, 1945) with the pooled score; None above ``up_to`` people."""
    if groups.n > up_to:
        return None
    from scipy.stats import barnard_exact  # noqa: PLC0415 - slow to load, night only

    columns = [list(column) for column in zip(*groups.table, strict=True)]  # It wants the groups side by side.
    return float(barnard_exact(columns, pooled=True).pvalue)


def shortfall_to_parity(groups: Groups) -> float | None:
    """How many more of the focal group would have passed at the reference's rate; None if that has nobody."""
    at_their_rate = share(groups.focal_n * groups.ref_passed, groups.ref_n)
    return None if at_their_rate is None else at_their_rate - groups.focal_passed


def verdict(groups: Groups, p_fisher: float) -> str:
    """Where a pair stands in the grid of practical (below four fifths) and statistical (p below 5 %) difference."""
    if p_fisher < SIGNIFICANT:
        return "practical_and_statistical" if groups.below_four_fifths else "statistical_only"
    return "practical_only_small_numbers" if groups.below_four_fifths else "none"


def two_groups(groups: Groups) -> TwoGroups:
    """Everything about one pair; a difference is judged by ratio, test and people together, never by one of them.

    The swap of one person is question 21 of the questions and answers to 29 CFR 1607 (44 FR 11996, 1979): numbers
    are too small for a conclusion if one person more passing turns it round.
    """
    exact, (z, p_z), swapped = fisher(groups), z_test(groups), groups.swapped
    pooled = share(groups.focal_n * groups.passed, groups.n)
    return TwoGroups(
        impact_ratio=groups.ratio,
        ratio_ci95_katz=ratio_interval(groups),
        z=z,
        p_z=p_z,
        p_fisher=exact.two_sided,
        p_fisher_mid=exact.mid,
        p_fisher_one_sided_lower=exact.lower,
        ratio_after_one_person_swap=swapped.ratio if swapped else None,
        flips_past_four_fifths=bool(swapped and groups.below_four_fifths and not swapped.below_four_fifths),
        reverses_direction=bool(swapped and groups.behind and _ahead(swapped)),
        shortfall_pooled=None if pooled is None else pooled - groups.focal_passed,
        shortfall_to_parity=shortfall_to_parity(groups),
        verdict=verdict(groups, exact.two_sided),
        p_barnard=barnard(groups),
    )


def _ahead(groups: Groups) -> bool:
    return groups.focal_passed * groups.ref_n > groups.ref_passed * groups.focal_n


def two_group_tests(tables: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Each table ``{"label", "focal_passed", "focal_n", "ref_passed", "ref_n"}`` with all that ``two_groups`` says.

    ``p_barnard`` is there for up to ``BARNARD_UP_TO`` people. Raises ``ValueError`` for counts that cannot be.
    """
    return [_as_table(table) for table in tables]


def _as_table(table: Mapping[str, Any]) -> dict[str, Any]:
    found = two_groups(Groups(table["focal_passed"], table["focal_n"], table["ref_passed"], table["ref_n"]))
    row = {"label": table["label"], **{name: getattr(found, name) for name in TwoGroups.__slots__}}
    if found.p_barnard is None:
        del row["p_barnard"]
    return row


def benjamini_hochberg(p_values: Sequence[float]) -> list[float]:
    """P-values adjusted for being many, in the same order (Benjamini and Hochberg, JRSS B 57, 1995).

    Calling those below 5 % differences leaves, on average, at most 5 % false ones among them.
    """
    if not p_values:
        return []
    from statsmodels.stats.multitest import multipletests  # noqa: PLC0415 - slow to load, night only

    return [float(each) for each in multipletests(p_values, method="fdr_bh")[1]]
