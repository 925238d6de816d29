"""Which rows are read across and which are columns, one read after the other.

A strip of white that no segment crosses over several rows is a gutter. It parts columns, unless what is on one of its
sides only labels the other (dates, places, headings hung out to the left) or the rows are those of a table.
"""

from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean

from parsers.pdf.layout.rows import Row, Style, dated, length
from parsers.pdf.layout.segments import Segment

MAX_ROWS, MAX_SEGMENTS = 400, 1_200
"""Of one page that is searched for columns; a dense one has 100 rows. Beyond, it is read from the top down."""

_DEPTH, _CANDIDATES, _TRIED = 8, 40, 8
"""Columns within columns; gutters looked at in one stretch, and of those the longest that are judged."""

_MIN_ROWS = 3
"""Rows that each column must have; below that a wide gap is only a tabulator, unless both stand in stacked cells."""

_LABEL, _CELL = 34, 40
"""Characters of the usual label and table cell: ``September 2015 - September 2019`` has 31."""

_MOST, _MUCH, _SOME, _FEW = 0.8, 0.7, 0.5, 0.3
_DENSE = 1.7
"""Of the font size: rows closer than this belong to running text."""

_WRAPPED, _SPARSE = 0.6, 0.35
"""Share of rows that follow closely on another: of periods over two lines each, and of labels over longer texts."""

_LEVEL = 0.15
"""Of the font size: how far apart the baselines of the cells of one row are."""

_ALIGNED = 2.0
"""Points within which edges are the same."""

_LARGER = 0.4
"""Points by which the head of a cell is larger than what is below it."""

_INTRODUCTION = 6
"""Rows of name, profession and place before the first heading of a column."""


@dataclass(frozen=True, slots=True)
class _Gutter:
    start: int
    end: int
    x: float


def ordered(rows: list[Row], style: Style) -> list[list[Row]]:
    """Stretches of rows in reading order, each to be read from the top down."""
    if len(rows) > MAX_ROWS or sum(map(len, rows)) > MAX_SEGMENTS:
        return [rows]
    return _order(rows, style, _DEPTH)


def _order(rows: list[Row], style: Style, depth: int) -> list[list[Row]]:
    if depth:
        for gutter in _gutters(rows)[:_TRIED]:
            found = _narrowed(rows, gutter, style)
            if found and _parts_columns(rows, found, style):
                return _parted(rows, found, style, depth - 1)
    return [rows] if rows else []


def _parted(rows: list[Row], gutter: _Gutter, style: Style, depth: int) -> list[list[Row]]:
    within = rows[gutter.start : gutter.end]
    first, second = _side(within, gutter.x, left=True), _side(within, gutter.x, left=False)
    if style.right_to_left:
        first, second = second, first
    count = _introduction(second, style)
    return [
        *_order(rows[: gutter.start], style, depth),
        *_order(second[:count], style, depth),
        *_order(first, style, depth),
        *_order(second[count:], style, depth),
        *_order(rows[gutter.end :], style, depth),
    ]


def _introduction(rows: list[Row], style: Style) -> int:
    """How many rows at the top of the second column are the person's name and what belongs to it: they go first."""
    named = 0
    while named < min(len(rows), _INTRODUCTION) and rows[named][0].size >= style.largest - 1 > style.body:
        named += 1
    if not named:
        return 0
    following = range(named, min(len(rows), named + _INTRODUCTION))
    return next((n for n in following if style.heading(rows[n])), named)


# --- Finding gutters ---------------------------------------------------------------------------------------------


def _gutters(rows: list[Row]) -> list[_Gutter]:
    """Runs of rows that a vertical line crosses without touching a segment, the longest first."""
    inner: dict[int, int] = {}
    for row in rows:
        for number, segment in enumerate(row):
            x = round(segment.box[0])
            inner[x] = inner.get(x, 0) + (len(rows) if number else 1)
    left = min(inner, default=0)
    places = sorted((x for x, count in inner.items() if x > left and count >= _MIN_ROWS), key=lambda x: (-inner[x], x))
    spans = [[(segment.box[0] + 0.5, segment.box[2] - 0.5) for segment in row] for row in rows]
    found = [_Gutter(start, end, x - 1.0) for x in places[:_CANDIDATES] for start, end in _runs(spans, x - 1.0)]
    return sorted(found, key=lambda gutter: (gutter.start - gutter.end, gutter.x, gutter.start))


def _runs(spans: list[list[tuple[float, float]]], x: float) -> list[tuple[int, int]]:
    """Stretches of rows that leave ``x`` free and have something on both sides."""
    runs: list[tuple[int, int]] = []
    start = 0
    left = right = False
    for number, row in enumerate([*spans, [(x - 1, x + 1)]]):
        if any(x0 < x < x1 for x0, x1 in row):
            if left and right and number - start > 1:
                runs.append((start, number))
            start, left, right = number + 1, False, False
        else:
            left = left or row[0][0] < x
            right = right or row[-1][0] > x
    return runs


def _side(rows: list[Row], x: float, *, left: bool) -> list[Row]:
    sides = ([segment for segment in row if (segment.box[0] < x) is left] for row in rows)
    return [side for side in sides if side]


def _narrowed(rows: list[Row], gutter: _Gutter, style: Style) -> _Gutter | None:
    """The part of a run where there are two columns.

    What stands above it on the left is read before it anyway; what stands on the right stays, unless it stands off.
    """
    x = gutter.x
    sides = [(rows[n][0].box[0] < x, rows[n][-1].box[0] > x) for n in range(gutter.start, gutter.end)]
    begin = gutter.start + max(_first(sides, 0), _first(sides, 1))
    last = gutter.end - 1 - max(_first(sides[::-1], 0), _first(sides[::-1], 1))
    if begin > last:
        return None
    start, end = gutter.start, gutter.end
    while start < begin and (_stands_off(rows[start], rows[start + 1]) or sides[start - gutter.start][0]):
        start += 1
    grid = _paired(rows[begin : last + 1], x) >= _MOST
    for number in range(begin + 1, gutter.end):
        if sides[number - gutter.start] != (True, False) or not style.heading(rows[number]):
            continue
        closed = number > last and gutter.end < len(rows)
        if closed or (grid and _hole(rows, number, gutter)):
            end = number
            break
    return _Gutter(start, end, x)


def _first(sides: list[tuple[bool, bool]], which: int) -> int:
    return next((n for n, side in enumerate(sides) if side[which]), len(sides))


def _stands_off(row: Row, following: Row) -> bool:
    """Whether the white below a row is larger than the row is high."""
    bottom = max(segment.box[3] for segment in row)
    return following[0].box[1] - bottom > bottom - min(segment.box[1] for segment in row)


def _hole(rows: list[Row], number: int, gutter: _Gutter) -> bool:
    """Whether the right column is empty far above and below a row of the left one, which then heads both."""
    top, bottom, size = rows[number][0].box[1], rows[number][0].box[3], rows[number][0].size
    right = [s.box for row in rows[gutter.start : gutter.end] for s in row if s.box[0] > gutter.x]
    above = max((box[3] for box in right if box[1] < top), default=top - size)
    below = min((box[1] for box in right if box[3] > bottom), default=bottom + size)
    return above < top - 0.3 * size and below > bottom + 0.1 * size


# --- Judging a gutter --------------------------------------------------------------------------------------------


def _parts_columns(rows: list[Row], gutter: _Gutter, style: Style) -> bool:
    within = rows[gutter.start : gutter.end]
    left, right = _side(within, gutter.x, left=True), _side(within, gutter.x, left=False)
    if not left or not right:
        return False
    paired = len(left) + len(right) - len(within)
    heads = [row for row in within if row[-1].box[0] < gutter.x and style.heading(row)]
    labels = [row for row in left if row not in heads]
    if _labels_right(left, right, paired) or (labels and _labels_left(labels, right, paired)):
        return False
    if _stacked(within, gutter.x):
        return True
    if min(len(left), len(right)) < _MIN_ROWS:
        return False
    return not _table(within, gutter.x, style)


def _paired(rows: list[Row], x: float) -> float:
    """Share of the sparser side's rows that stand beside one of the other side."""
    left, right = _side(rows, x, left=True), _side(rows, x, left=False)
    return (len(left) + len(right) - len(rows)) / max(1, min(len(left), len(right)))


def _labels_right(left: list[Row], right: list[Row], paired: int) -> bool:
    """Whether the right side are dates or places of what is left of them."""
    count = len(right)
    if _only_dates(right):
        return True
    if count > len(left) or _usual(right) > _LABEL or paired < _MOST * count:
        return False
    ends = [row[-1].box[2] for row in right]
    flush = sum(abs(end - max(ends)) < _ALIGNED for end in ends) >= _MOST * count
    return _dates(right) >= _SOME * count or (flush and _dense(right) <= _SOME)


def _labels_left(left: list[Row], right: list[Row], paired: int) -> bool:
    """Whether the left side are dates, or headings, of what is right of them."""
    count = len(left)
    if _only_dates(left):
        return True
    if count > len(right) or _usual(left) > _LABEL:
        return False
    dates = _dates(left)
    if paired < _MUCH * count:
        return False
    if dates >= _SOME * count and paired >= _MOST * count:
        return True
    if dates >= _FEW * count and _dense(left) <= _WRAPPED:
        return True
    return count <= _SOME * len(right) and _dense(left) <= _SPARSE


def _only_dates(rows: list[Row]) -> bool:
    """Whether there is nothing but short dates, which never are a column of their own."""
    return _usual(rows) <= _LABEL and _dates(rows) >= _MOST * len(rows)


def _table(rows: list[Row], x: float, style: Style) -> bool:
    """Whether every row has both cells, all short, and no cell but the first looks like a heading."""
    left, right = _side(rows, x, left=True), _side(rows, x, left=False)
    level = sum(row[0].box[0] < x < row[-1].box[0] and _level(row[0], row[-1]) for row in rows)
    if level < _MOST * max(len(left), len(right)) or max(_usual(left), _usual(right)) > _CELL:
        return False
    return not any(style.heading(row) for row in right[1:])


def _level(one: Segment, other: Segment) -> bool:
    return abs(one.base - other.base) <= _LEVEL * min(one.size, other.size)


def _stacked(rows: list[Row], x: float) -> bool:
    """Whether cells stand side by side that each have a head in another style than what is below it."""
    both = [row for row in rows if row[0].box[0] < x < row[-1].box[0]]
    if not both[1:] or both[0] is not rows[0]:
        return False
    heads, below = ([*row] for row in both[:2])
    if any(len({(s.bold, round(s.size, 1)) for s in row}) > 1 for row in (heads, below)):
        return False
    if not (heads[0].bold > below[0].bold or heads[0].size > below[0].size + _LARGER):
        return False
    head, cell = (next(s for s in row if s.box[0] > x) for row in (heads, below))
    return -_ALIGNED <= cell.box[0] - head.box[0] <= head.size


def _usual(rows: list[Row]) -> float:
    return fmean(length(row) for row in rows)


def _dates(rows: list[Row]) -> int:
    return sum(any(map(dated, row)) for row in rows)


def _dense(rows: list[Row]) -> float:
    """Share of the rows that follow closely on the one before."""
    near = sum(below[0].base - above[0].base <= _DENSE * below[0].size for above, below in pairwise(rows))
    return near / len(rows)
