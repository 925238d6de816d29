"""Which rows are read across and which are columns, one read after the other.

A gutter parts columns, unless what is on one of its sides only labels the other (dates, places, headings hung out to
the left) or the rows are those of a table. Of the gutters in a stretch of rows the longest is tried first.
"""

from parsers.pdf.layout.gutters import gutters, narrowed
from parsers.pdf.layout.labels import heads
from parsers.pdf.layout.rows import Row, Style
from parsers.pdf.layout.sides import Sides

MAX_ROWS, MAX_SEGMENTS = 400, 1_200
"""Of one page that is searched for columns; a dense one has 100 rows. Beyond, it is read from the top down."""

_DEPTH, _TRIED = 8, 8
"""Columns within columns, and gutters that are judged in one stretch."""

_INTRODUCTION = 6
"""Rows of name, profession and place before the first heading of a column."""


def ordered(rows: list[Row], style: Style) -> list[list[Row]]:
    """Stretches of rows in reading order, each to be read from the top down."""
    rows = [part for row in rows for part in ((row[:1], row[1:]) if heads(row, style) else (row,))]
    if len(rows) > MAX_ROWS or sum(map(len, rows)) > MAX_SEGMENTS:
        return [rows]
    return _order(rows, style, _DEPTH)


def _order(rows: list[Row], style: Style, depth: int) -> list[list[Row]]:
    if depth:
        for gutter in gutters(rows)[:_TRIED]:
            found = narrowed(rows, gutter, style)
            sides = Sides(rows, found, style) if found else None
            if found and sides and sides.are_columns():
                parts = (sides.right, sides.left) if style.right_to_left else (sides.left, sides.right)
                return _parted(rows[: found.start], *parts, rows[found.end :], style, depth - 1)
    return [rows] if rows else []


def _parted(  # one step of a recursion
    above: list[Row], first: list[Row], second: list[Row], below: list[Row], style: Style, depth: int
) -> list[list[Row]]:
    count = _introduction(second, style)
    parts = (above, second[:count], first, second[count:], below)
    return [stretch for part in parts for stretch in _order(part, style, depth)]


def _introduction(rows: list[Row], style: Style) -> int:
    """How many rows at the top of the second column are the person's name and what belongs to it: they go first."""
    named = 0
    while named < min(len(rows), _INTRODUCTION) and rows[named][0].size >= style.largest - 1 > style.body:
        named += 1
    if not named:
        return 0
    following = range(named, min(len(rows), named + _INTRODUCTION))
    return next((n for n in following if style.heading(rows[n])), named)
