"""From the order in which letters stand on the page to the order in which they are read, right to left.

A line of Arabic or Hebrew is read from its right end; numbers and Latin words in it keep their own direction. This is
the reverse of the Unicode bidirectional algorithm for what resumes hold: one level of embedding, no explicit marks.
"""

import unicodedata
from functools import lru_cache

Unit = tuple[str, float, float, bool]
"""A letter or ligature, its left and right edge, and whether a space stands before it (to its left)."""

_OPENING, _CLOSING = frozenset("([{<\u00ab"), frozenset(")]}>\u00bb")
_MIRRORED = str.maketrans("()[]{}<>«»", ")(][}{><»«")


_NUMBER_SIGNS = frozenset("/.,:-+")
"""Between two figures without a space they are part of one number; any other sign stands between two."""


@lru_cache(maxsize=4096)
def _direction(text: str) -> str:
    """``R`` for right to left, ``L`` for left to right, ``N`` for figures, a blank for the rest."""
    kind = unicodedata.bidirectional(text[0])
    if kind in ("R", "AL"):
        return "R"
    return kind if kind == "L" else "N" if kind in ("EN", "AN") else " "


def runs_right_to_left(units: list[Unit]) -> bool:
    """Whether any letter of the line is read from the right."""
    return not all(unit[0].isascii() for unit in units) and any(_direction(unit[0]) == "R" for unit in units)


def read_from_the_right(character: str) -> bool:
    """Whether a single character belongs to a script that is read from the right."""
    return character > "\u0590" and _direction(character) == "R"


def logical(units: list[Unit]) -> list[Unit]:
    """The units as read. In a line with more Latin than Arabic or Hebrew letters only the latter are turned round."""
    kinds = [_direction(unit[0]) for unit in units]
    base = "R" if kinds.count("R") >= kinds.count("L") else "L"
    settled = _settled(units, kinds, base)
    runs: list[list[int]] = []
    for number, kind in enumerate(settled):
        if number and (kind == "R") == (settled[number - 1] == "R"):
            runs[-1].append(number)
        else:
            runs.append([number])
    order: list[int] = []
    for run in reversed(runs) if base == "R" else runs:
        order += reversed(run) if settled[run[0]] == "R" else run
    mirror = _mirrored([units[number][0] for number in order if settled[number] == "R"])
    return _spaced(units, order, {number for number in order if mirror and settled[number] == "R"})


def _settled(units: list[Unit], kinds: list[str], base: str) -> list[str]:
    """Every kind decided: what stands between two of the same kind is of it too, all else goes with the line."""
    settled = list(kinds)
    before, start = base, 0
    for number, kind in enumerate([*kinds, base]):
        if kind == " ":
            continue
        if number > start:
            settled[start:number] = [_between(units[start : number + 1], before, kind, base)] * (number - start)
        before, start = kind, number + 1
    return settled


def _between(units: list[Unit], before: str, after: str, base: str) -> str:
    """The kind of neutral signs, given with what follows them, that stand between two kinds."""
    if before == after == "N" and base == "R":
        one_number = len(units) == 2 and units[0][0] in _NUMBER_SIGNS and not (units[0][3] or units[1][3])  # noqa: PLR2004
        return "N" if one_number else base
    sides = {"R" if kind == "R" else "L" for kind in (before, after)}
    return sides.pop() if len(sides) == 1 else base


def _mirrored(read: list[str]) -> bool:
    """Whether brackets look the wrong way round: some files name the shape that is drawn, some the character meant."""
    depth = 0
    for text in read:
        depth += (text in _OPENING) - (text in _CLOSING)
        if depth < 0:
            return True
    return False


def _spaced(units: list[Unit], order: list[int], mirrored: set[int]) -> list[Unit]:
    """The units in that order, each with a space before it where one stood between it and its new neighbour."""
    read: list[Unit] = []
    previous: int | None = None
    for number in order:
        text, left, right, _ = units[number]
        space = previous is not None and _space_between(units, previous, number)
        read.append((text.translate(_MIRRORED) if number in mirrored else text, left, right, space))
        previous = number
    return read


def _space_between(units: list[Unit], one: int, other: int) -> bool:
    """Neighbours on the page have a space or not; where a run was turned, the space moved to its other end."""
    low, high = min(one, other), max(one, other)
    return units[high][3] if high - low == 1 else any(units[n][3] for n in (low + 1, high))
