"""Which lines of a list are names of what follows: larger, bolder, further left, or without the bullet of the rest."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from parsers.resume.cells import Unit
from parsers.resume.items import items

_INDENT, _COLUMN = 5.0, 60.0
"""Points by which items stand further right than the name of their group, at least, and at most."""


@dataclass(frozen=True, slots=True)
class Look:
    """What tells a name from what it names: half points, bold, level of a heading, bullet, points from the left."""

    size: int
    bold: bool
    level: int
    bullet: bool
    left: int


def group_names(units: Sequence[Unit], texts: Sequence[str]) -> set[int]:
    """Numbers of the units that name those after them; ``texts`` are the units' words."""
    colons = {n for n, text in enumerate(texts) if text.rstrip().endswith((":", "\uff1a"))}
    if colons or len(units) < len(("name", "item")):
        return colons
    names = outstanding(units)
    if all(_count(texts[n]) == 1 for n in names) and names:
        return names
    return _leading_cells(units, texts) or _alternating(texts)


def outstanding(units: Sequence[Unit], *, bare: bool = False) -> set[int]:
    """Units that look like the first one, if all others look weaker.

    No two of them may follow each other and none may be the last, unless they may be ``bare``: with nothing below.
    """
    looks = [_look(unit) for unit in units]
    for stronger in (_larger, _outdented):
        names = _like_first(looks, stronger)
        followed = not _neighbours(units, names) and len(units) - 1 not in names
        if len(names) < len(units) and (bare or followed):
            return names
    return set()


def _like_first(looks: Sequence[Look], stronger: Callable[[Look, Look], bool]) -> set[int]:
    return {n for n, look in enumerate(looks) if not stronger(looks[0], look)} if looks else set()


def _neighbours(units: Sequence[Unit], names: set[int]) -> bool:
    """Two names in a row, but for names side by side on one line."""
    return any(a + 1 == b and units[a][0].line.number != units[b][0].line.number for a, b in pairwise(sorted(names)))


def _look(unit: Unit) -> Look:
    line = unit[0].line
    return Look(round(2 * unit[0].size), line.bold, line.level, line.bullet, round(line.box[0] if line.box else 0))


def _larger(name: Look, item: Look) -> bool:
    """The name is set larger, bolder, as a heading, or without the bullet of the item."""
    strength = (bool(name.level) - bool(item.level), name.bold - item.bold, item.bullet - name.bullet)
    return any(sign > 0 for sign in strength) or name.size > item.size + 1


def _outdented(name: Look, item: Look) -> bool:
    return name.left + _INDENT < item.left < name.left + _COLUMN


def _leading_cells(units: Sequence[Unit], texts: Sequence[str]) -> set[int]:
    """First cells of rows whose second cell is a list: ``Tools | Xero, Sage``."""
    names = set()
    for n, (name, rest) in enumerate(pairwise(units)):
        beside = name[0].line.number == rest[0].line.number and name[0].start == 0
        if beside and _count(texts[n]) == 1 and _count(texts[n + 1]) > 1:
            names.add(n)
    return names


def _alternating(texts: Sequence[str]) -> set[int]:
    """A single word, a list, a single word, a list: the single words name the lists."""
    many = [_count(text) > 1 for text in texts]
    if len(texts) % 2 == 0 and not any(many[::2]) and all(many[1::2]):
        return set(range(0, len(texts), 2))
    return set()


def _count(text: str) -> int:
    return sum(1 for _ in items(text))
