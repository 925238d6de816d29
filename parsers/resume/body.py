"""What stands below the head of an entry: items of a list and paragraphs, each put together from its lines."""

import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from parsers.model import Line

MAX_ITEMS = 200
_SAME = 2.0
"""Points by which the left edges of lines may differ that begin at the same place."""

_WIDER = 1.3
"""How much wider than the usual white between lines the white between two items is."""

_NEAR = 0.8
"""White between lines of one item, at most, as a share of their height."""

_MARGIN = 1.3
_ENDS = (".", "!", "?", ";", ":", "。")
_LONG = 60


@dataclass(frozen=True, slots=True)
class Item:
    """One item or paragraph; ``listed`` where it is an item of a list."""

    lines: tuple[Line, ...]
    listed: bool


def shape(line: Line) -> tuple[float, bool, int]:
    """What can be compared of the looks of two lines."""
    return round(line.size * 2) / 2, line.bold, line.level


def continues(above: Line, line: Line) -> bool:
    """Whether a line goes on with the item that the line above it began or belongs to."""
    if line.bullet:
        return False
    if line.block and above.block:
        return line.block == above.block
    return line.text[:1].islower() or (_next_in_column(above, line) and _hangs(above, line))


def _next_in_column(above: Line, line: Line) -> bool:
    """The same look, and no more white between than inside a paragraph."""
    if line.box is None or above.box is None or line.page != above.page or shape(line) != shape(above):
        return False
    return line.box[1] - above.box[3] <= _NEAR * (above.box[3] - above.box[1])


def _hangs(above: Line, line: Line) -> bool:
    """A line that goes on with an item begins right of its sign, or where the line before began."""
    assert line.box is not None  # noqa: S101  for mypy: asked before
    assert above.box is not None  # noqa: S101
    return line.box[0] > above.box[0] + _SAME if above.bullet else abs(line.box[0] - above.box[0]) <= _SAME


def items(rows: Sequence[Line], head: Sequence[Line]) -> list[Item]:
    """The body of an entry, split into items; ``head`` shows what is indented against it."""
    groups = _groups(rows, _right_edge([*head, *rows]))
    marked = any(group[0].bullet for group in groups)
    listed = marked or len(groups) > 1 or (bool(groups) and _indented(groups[0][0], head))
    found: list[Item] = []
    for group in groups:
        is_item = group[0].bullet if marked else listed and not _is_paragraph(group, groups)
        found.append(Item(tuple(group), is_item or (marked and bool(found) and found[-1].listed)))
    return found[:MAX_ITEMS]


def _is_paragraph(group: Sequence[Line], groups: Sequence[Sequence[Line]]) -> bool:
    """A first paragraph of several sentences above a list without signs."""
    text = " ".join(line.text for line in group)
    return group is groups[0] and text.endswith(".") and len(text) > 2 * _LONG and len(groups) != 1 and ". " in text


def _indented(line: Line, head: Sequence[Line]) -> bool:
    left = [row.box[0] for row in head if row.box and row.page == line.page]
    return bool(line.box and left and line.box[0] > min(left) + 2 * _SAME)


def _right_edge(rows: Sequence[Line]) -> float:
    """Where the lines of an entry end at most."""
    return max((row.box[2] for row in rows if row.box), default=0.0)


def _groups(rows: Sequence[Line], right: float) -> list[list[Line]]:
    usual = _usual_white(rows)
    groups: list[list[Line]] = []
    for line in rows:
        if groups and _joins(groups[-1], line, usual, right):
            groups[-1].append(line)
        else:
            groups.append([line])
    return groups


def _joins(group: Sequence[Line], line: Line, usual: float, right: float) -> bool:
    above = group[-1]
    if line.bullet:
        return False
    if line.block and above.block:
        return line.block == above.block
    if line.box is None or above.box is None:
        return group[0].bullet and line.text[:1].islower()
    if line.page != above.page or line.box[1] < above.box[1]:
        return not above.text.endswith(_ENDS) and line.text[:1].islower()
    if group[0].bullet and group[0].box:
        return line.box[0] > group[0].box[0] + _SAME
    near = abs(line.box[0] - above.box[0]) <= _SAME and line.box[1] - above.box[3] <= usual
    return near and (line.text[:1].islower() or not _fits(above, line, right))


def _fits(above: Line, line: Line, right: float) -> bool:
    """Whether the first word of a line would have had room on the line above: then that line ended for a reason."""
    if above.box is None or line.box is None:
        return False
    word = len(line.text.split(" ", 1)[0]) + 1
    width = (line.box[2] - line.box[0]) / max(1, len(line.text)) * word
    return above.box[2] + width * _MARGIN < right


def _usual_white(rows: Sequence[Line]) -> float:
    """The widest white that is still inside a paragraph."""
    known = sorted(
        b.box[1] - a.box[3] for a, b in pairwise(rows) if a.box and b.box and a.page == b.page and b.box[1] >= a.box[1]
    )
    if not known:
        return 0.0
    least = max(known[0], 0.0)
    height = statistics.median(row.box[3] - row.box[1] for row in rows if row.box)
    return max(least * _WIDER, least + 0.08 * height)
