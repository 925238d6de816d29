"""Strips of white that no segment crosses over several rows, and between which rows they may part two columns."""

from dataclasses import dataclass

from parsers.pdf.layout.rows import Row, Style
from parsers.pdf.layout.segments import Segment

MIN_ROWS = 3
"""Rows that each column must have; below that a wide gap is only a tabulator."""

_CANDIDATES = 40
"""Left edges that are tried in one stretch, those with most segments first."""

_GRID = 0.8
"""Share of the sparser side's rows beside one of the other from which on the two sides are rows of cells."""

_SEVERAL, _SHORT = 4, 8
"""Segments of a row that lists contacts, and rows of cells that stand side by side and are no columns of a page."""

_HUNG = 0.4
"""Of the font size: how far from the baseline of a heading the text is that it is hung out from."""

_LOOKED = 12
"""Rows above and below a heading that are asked for the text beside it."""


@dataclass(frozen=True, slots=True)
class Gutter:
    """Rows ``start`` to ``end`` (not included) leave ``x`` free and have something on both sides of it."""

    start: int
    end: int
    x: float


def is_left(segment: Segment, x: float) -> bool:
    """On which side of a gutter a segment stands; starts in a column may differ by a point."""
    return segment.box[0] + segment.box[2] < 2 * x


def side(rows: list[Row], x: float, *, left: bool) -> list[Row]:
    """What rows have on one side, without those that have nothing there."""
    sides = ([segment for segment in row if is_left(segment, x) is left] for row in rows)
    return [part for part in sides if part]


def gutters(rows: list[Row]) -> list[Gutter]:
    """Runs of rows that a vertical line crosses and touches no segment: the longest first, then where most begin."""
    edges: dict[int, int] = {}
    for row in rows:
        for number, segment in enumerate(row):
            x = round(segment.box[0])
            edges[x] = edges.get(x, 0) + (len(rows) if number else 1)
    left = min(edges, default=0)
    places = sorted((x for x, count in edges.items() if x > left and count >= MIN_ROWS), key=lambda x: (-edges[x], x))
    spans = [[(segment.box[0] + 0.5, segment.box[2] - 0.5) for segment in row] for row in rows]
    found = [Gutter(start, end, x - 1.0) for x in places[:_CANDIDATES] for start, end in _runs(spans, x - 1.0)]
    weight = {x - 1.0: count for x, count in edges.items()}
    return sorted(found, key=lambda gutter: (gutter.start - gutter.end, -weight[gutter.x], gutter.x, gutter.start))


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
            left = left or sum(row[0]) < 2 * x
            right = right or sum(row[-1]) > 2 * x
    return runs


def narrowed(rows: list[Row], gutter: Gutter, style: Style) -> Gutter | None:
    """The part of a run where there are two columns, without heads above and below them that belong to both.

    What stands above it on the left is read before it anyway; what stands on the right stays, unless it stands off.
    """
    within = rows[gutter.start : gutter.end]
    sides = [(is_left(row[0], gutter.x), not is_left(row[-1], gutter.x)) for row in within]
    begin = max(_first(sides, 0), _first(sides, 1))
    last = len(within) - 1 - max(_first(sides[::-1], 0), _first(sides[::-1], 1))
    if begin > last:
        return None
    lists = next((n for n, row in enumerate(within[:last]) if len(row) < _SEVERAL), last)
    begin = max(begin, lists)
    start = max(lists, _head(within, sides, begin, style))
    end = _tail(within, sides, begin, last, gutter.end < len(rows), style)
    return Gutter(gutter.start + start, gutter.start + end, gutter.x)


def _first(sides: list[tuple[bool, bool]], which: int) -> int:
    return next((n for n, found in enumerate(sides) if found[which]), len(sides))


def _head(rows: list[Row], sides: list[tuple[bool, bool]], begin: int, style: Style) -> int:
    """After the last heading on the left, or row that stands off, above the first row of both columns."""
    for number in range(begin - 1, -1, -1):
        if (sides[number][0] and style.heading(rows[number])) or _stands_off(rows[number], rows[number + 1]):
            return number + 1
    return 0


def _tail(  # what a run, its sides and its surroundings are
    rows: list[Row],
    sides: list[tuple[bool, bool]],
    begin: int,
    last: int,
    followed: bool,  # noqa: FBT001  by rows that cross the gutter
    style: Style,
) -> int:
    """The first row on the left that heads what follows both columns, or the end of the run."""
    both = sum(found == (True, True) for found in sides[begin : last + 1])
    fewer = min(sum(found[which] for found in sides[begin : last + 1]) for which in (0, 1))
    grid = both >= _GRID * fewer
    for number in range(begin + 1, len(rows)):
        if sides[number] != (True, False):
            continue
        head = style.heading(rows[number])
        closes = head or (last - begin < _SHORT and _stands_off(rows[number - 1], rows[number]))
        if (followed and number > last and closes) or (head and grid and _hole(rows, sides, number)):
            return number
    return len(rows)


def _stands_off(row: Row, following: Row) -> bool:
    """Whether the white below a row is larger than the row is high."""
    bottom = max(segment.box[3] for segment in row)
    return following[0].box[1] - bottom > bottom - min(segment.box[1] for segment in row)


def _hole(rows: list[Row], sides: list[tuple[bool, bool]], number: int) -> bool:
    """Whether the right column is empty above and below a row of the left one, which then heads both."""
    head = rows[number][0]
    above = next((n for n in range(number - 1, max(-1, number - _LOOKED), -1) if sides[n][1]), None)
    below = next((n for n in range(number + 1, min(len(rows), number + _LOOKED)) if sides[n][1]), None)
    if above is not None and rows[above][-1].box[3] >= head.box[1] - 0.3 * head.size:
        return False
    if below is None or rows[below][-1].box[1] > head.box[3] + 0.1 * head.size:
        return True
    return below == number + 1 and abs(rows[below][0].base - head.base) < _HUNG * head.size
