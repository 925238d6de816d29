"""What the checks get to see of protected attributes: counts of groups of people, never a person.

The doors give the night an ``AttributeSource``; without one, nothing is known. So nothing that a page imports can
reach the database behind it.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from sqlalchemy.orm import Session

from app.audit.answer import Night, Said, said
from app.language import marked as N_  # noqa: N812 - the name that the catalogues know
from app.stats.impact import UNKNOWN, Category

SOURCE = "attributes"
"""Where a night's session carries its source."""

FEWEST = 5
"""A category of fewer people is not shown: who they are could be guessed."""

ATTRIBUTES: Mapping[str, tuple[str, ...]] = {
    "sex": ("sex",),
    "race": ("race",),
    "sex_race": ("sex", "race"),
    "age": ("age",),
}
TITLES: Mapping[str, str] = {
    "sex": N_("by sex"),
    "race": N_("by race or ethnicity"),
    "sex_race": N_("by sex and race or ethnicity"),
    "age": N_("by age"),
}
JOINED = ", "
"""Between sex and race in the name of a group of both."""


class _People:
    """People of one group of every attribute."""

    __slots__ = ()
    sex: str
    race: str
    age: str
    n: int

    def group(self, attribute: str) -> str:
        """Which group they are in; ``UNKNOWN`` if a part of it was not said."""
        values = [getattr(self, part) for part in ATTRIBUTES[attribute]]
        return UNKNOWN if UNKNOWN in values else JOINED.join(values)


@dataclass(frozen=True, slots=True)
class Cell(_People):
    """``n`` people of one posting and group whom the same rules rejected, or who passed; ``after_review`` pass by now.

    ``posting`` is empty where the import did not say it. ``rejected``: by the ATS, by ``rules`` as far as known.
    ``contradicted`` of them the import called passed although their rejection is here.
    """

    posting: str
    rejected: bool
    rules: tuple[str, ...]
    sex: str
    race: str
    age: str
    n: int
    after_review: int
    contradicted: int = 0

    @property
    def after_ats(self) -> int:
        """How many of them the ATS let through."""
        return 0 if self.rejected else self.n


@dataclass(frozen=True, slots=True)
class Crowd(_People):
    """All ``n`` people of one sex, race and age together, and how many of them passed the ATS, and after review."""

    sex: str
    race: str
    age: str
    n: int
    after_ats: int
    after_review: int


@dataclass(frozen=True, slots=True)
class ScoreCell(_People):
    """``n`` people of one connection and group, ``above`` of whom scored above the median of all of that connection."""

    connection: str
    median: float
    sex: str
    race: str
    age: str
    n: int
    above: int


@dataclass(frozen=True, slots=True)
class Cells:
    """Everybody who applied in a period and whose attributes were asked for.

    ``outside``: people of months that lie only partly in the period and were folded already, so that they are missing.
    """

    cells: tuple[Cell, ...] = ()
    scores: tuple[ScoreCell, ...] = ()
    outside: int = 0

    @property
    def people(self) -> int:
        """How many people there are."""
        return sum(cell.n for cell in self.cells)


def crowds(cells: Iterable[Cell]) -> list[Crowd]:
    """Cells without their postings and rules: at most a few dozen, however many there were."""
    sums = defaultdict[tuple[str, str, str], list[int]](lambda: [0, 0, 0])
    for cell in cells:
        found = sums[cell.sex, cell.race, cell.age]
        found[0] += cell.n
        found[1] += cell.after_ats
        found[2] += cell.after_review
    return [Crowd(*group, *numbers) for group, numbers in sorted(sums.items())]


def crowds_by_posting(cells: Iterable[Cell]) -> dict[str, list[Crowd]]:
    """The same for every posting, in the order of their names; people without one are under the empty name."""
    those = defaultdict[str, list[Cell]](list)
    for cell in cells:
        those[cell.posting].append(cell)
    return {posting: crowds(of_posting) for posting, of_posting in sorted(those.items())}


class AttributeSource(Protocol):
    """Where the night gets cells from; made by ``audit.attributes``."""

    def cells(self, session: Session, night: Night) -> Cells:
        """Everybody who applied in the period, with what became of them up to its end, in any order."""

    def state(self) -> str:
        """A word that changes when the attributes do."""


def cells_of(session: Session, night: Night) -> Cells:
    """The cells of a period; none where the session has no source."""
    source: AttributeSource | None = session.info.get(SOURCE)
    return source.cells(session, night) if source else Cells()


def nobody(cells: Cells) -> Said:
    """Why there are no tables."""
    if cells.outside:
        return said(
            N_("Protected attributes of %(people)s people are kept by month only; audit whole months to see them."),
            people=cells.outside,
        )
    return said(N_("No protected attributes were imported for this period, so nobody knows whether groups pass alike."))


@dataclass(frozen=True, slots=True)
class Grouped:
    """People by the groups of one attribute. ``unknown`` are those who did not say, and those of hidden groups.

    ``hidden``: names of groups that are too small to be shown, or that would give away one that is.
    """

    attribute: str
    categories: tuple[Category, ...]
    unknown: Category
    hidden: tuple[str, ...] = ()


def grouped(counts: Iterable[tuple[str, int, int]], attribute: str, hidden: frozenset[str]) -> Grouped:
    """Add up (group, n, passed), with the people of hidden groups among the unknown."""
    people, passed = Counter[str](), Counter[str]()
    for group, n, through in counts:
        name = UNKNOWN if group in hidden else group
        people[name] += n
        passed[name] += through
    categories = [Category(name, people[name], passed[name]) for name in sorted(people) if name != UNKNOWN]
    unknown = Category(UNKNOWN, people[UNKNOWN], passed[UNKNOWN])
    return Grouped(attribute, tuple(categories), unknown, tuple(sorted(hidden)))


def hidden_groups(cells: Iterable[_People]) -> dict[str, frozenset[str]]:
    """For each attribute the groups that must not be shown, so that no sum or difference in the tables gives one away.

    A group of fewer than ``FEWEST`` people is hidden. What is left over when the shown ones are taken off a total has
    to be as many people, and of more than one group (or of unknown ones too); else the next smallest is hidden as well.
    """
    cells = list(cells)
    counts = {attribute: _people(cells, attribute) for attribute in ATTRIBUTES}
    hidden = {attribute: hide([set(counts[attribute])], counts[attribute]) for attribute in ("sex", "race", "age")}
    both = counts["sex_race"]
    lines = [set(both)]
    totals = [both.total()]
    start = set[str]()
    for attribute in ("sex", "race"):
        for value in sorted(counts[attribute].keys() - {UNKNOWN}):
            line = {name for name in both if value in name.split(JOINED)}
            if value in hidden[attribute]:
                start |= line
            lines.append(line)
            totals.append(counts[attribute][value])
    hidden["sex_race"] = hide(lines, both, totals, start)
    return hidden


def hide(
    lines: list[set[str]], counts: Mapping[str, int], totals: list[int] | None = None, start: Iterable[str] = ()
) -> frozenset[str]:
    """Which groups to hide where each of ``lines`` adds up to one of ``totals`` (their own sum if not given)."""
    totals = totals or [sum(counts[name] for name in line) for line in lines]
    hidden = {name for name, n in counts.items() if n < FEWEST and name != UNKNOWN} | set(start)
    while more := next(filter(None, map(_give_away, lines, totals, [counts] * len(lines), [hidden] * len(lines))), ""):
        hidden.add(more)
    return frozenset(hidden)


def _give_away(line: set[str], total: int, counts: Mapping[str, int], hidden: set[str]) -> str:
    """The group to hide next in a line, or nothing if the hidden ones of it are safe."""
    inside = line & hidden
    shown = sorted(line - hidden - {UNKNOWN}, key=lambda name: (counts[name], name))
    left = total - sum(counts[name] for name in shown)
    alone = len(inside) == 1 and left == sum(counts[name] for name in inside)
    return shown[0] if inside and shown and (alone or left < FEWEST) else ""


def _people(cells: Iterable[_People], attribute: str) -> Counter[str]:
    people = Counter[str]()
    for cell in cells:
        people[cell.group(attribute)] += cell.n
    return people
