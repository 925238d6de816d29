"""Who was drawn and looked at, by kinds of people, and kinds with too few reviews put together.

A kind is a path such as connection, posting, rule and rate of draw. One review has no variance and none says nothing,
so kinds with fewer than two are taken as one within what is above them in the path. They must not be dropped: that
would say that nobody of them was missed.
"""

from collections.abc import Mapping
from dataclasses import dataclass, fields

from app.stats.strata import Stratum

REST = "*"
"""The last step of a path: all that was put together there."""

ENOUGH = 2

Path = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """Rejections of one kind. Nobody decided those whose hold ended (``lapsed``) or whom the ATS ``closed`` before."""

    people: int = 0
    drawn: int = 0
    decided: int = 0
    reinstated: int = 0
    lapsed: int = 0
    closed: int = 0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(*(getattr(self, each.name) + getattr(other, each.name) for each in fields(self)))

    @property
    def upheld(self) -> int:
        """Those whom somebody looked at and turned down."""
        return self.decided - self.reinstated

    @property
    def undecided(self) -> int:
        """Drawn, and not decided (yet), nor closed: nobody will ever decide those."""
        return self.drawn - self.closed - self.decided

    @property
    def resolved(self) -> int:
        """Decided, or left until it was too late."""
        return self.decided + self.lapsed

    @property
    def wrongful(self) -> int:
        """Reinstated, or left until it was too late: leaving somebody must never make a number look better."""
        return self.reinstated + self.lapsed

    @property
    def enough(self) -> bool:
        """Whether something can be said about all people of this kind."""
        return self.resolved == self.people or self.resolved >= ENOUGH


@dataclass(frozen=True, slots=True)
class Kinds:
    """Kinds with enough reviews, and those about which nothing can be said, by path and in its order."""

    known: Mapping[Path, Counts]
    unknown: Mapping[Path, Counts]

    @property
    def in_all(self) -> Counts:
        """Everybody of the kinds with enough reviews."""
        return sum(self.known.values(), Counts())

    @property
    def left_out(self) -> Counts:
        """Everybody of the others."""
        return sum(self.unknown.values(), Counts())

    def of(self, top: str) -> "Kinds":
        """Those whose path begins so."""
        return Kinds(
            {path: counts for path, counts in self.known.items() if path[0] == top},
            {path: counts for path, counts in self.unknown.items() if path[0] == top},
        )

    def strata(self) -> list[Stratum]:
        """For the estimates of ``app.stats``."""
        return [Stratum("/".join(path), each.people, each.resolved, each.wrongful) for path, each in self.known.items()]

    def bounds(self) -> tuple[float, float]:
        """How many are wrongful if none of the undecided is, and if all are: people, by estimate.

        Those drawn and closed before anybody decided are like the others of their kind. Those about whom nothing can be
        said count as nobody beyond the known finds, and as everybody but the upheld.
        """
        drawn = [counts for counts in self.known.values() if counts.drawn]
        low = sum(each.people * each.reinstated / (each.drawn - each.closed) for each in drawn)
        high = sum(each.people * (each.reinstated + each.undecided) / (each.drawn - each.closed) for each in drawn)
        left_out = self.left_out
        return low + left_out.reinstated, high + left_out.people - left_out.upheld


def together(kinds: Mapping[Path, Counts], least: int = 1) -> Kinds:
    """Put kinds with too few reviews together, step by step, up to paths of ``least`` steps."""
    known: dict[Path, Counts] = {}
    few: dict[Path, Counts] = {}
    for path in sorted(kinds):
        _place(path, kinds[path], path, known, few)
    for depth in range(max((len(path) for path in few), default=0), least - 1, -1):
        for path in sorted(path for path in few if len(path) == depth):
            _place(path, few.pop(path), (*path, REST), known, few, least)
    return Kinds(dict(sorted(known.items())), dict(sorted(few.items())))


def _place(
    path: Path, counts: Counts, name: Path, known: dict[Path, Counts], few: dict[Path, Counts], least: int = 0
) -> None:
    if counts.enough:
        known[name] = counts
        return
    above = path[:-1] if len(path) > least else path
    few[above] = few.get(above, Counts()) + counts
