"""What stands in a part of a resume, piece by piece: table cells, tags, list items, paragraphs, however they are set.

A ``Cell`` is a line, or what stands between two gaps of a line. Cells below each other are columns, and cells that
continue each other are one ``Unit``.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from parsers.model import Document, Line, Span
from parsers.resume.flow import Flow

_SAME_EDGE = 4.0
"""Points by which the left edges of one column may differ."""

_LABELLED = re.compile(r"[^\W\d_][^:\uff1a,;|]{1,40}[:\uff1a](?!//)")
"""``Tools: Xero, Sage`` is followed by ``Tax: VAT`` on a line of its own, however close."""

_SPACED = 1.8
"""How much wider than its letters the white of a letter-spaced line is in a gap."""

_MOST = 30
"""Cells of one unit."""

_ANY = 0
"""In place of the number of a line: all lines without a place on a page."""

_LEADING = 1.7
"""Heights of a line from one line to the next inside a paragraph, at most."""

_CLOSE = 1.35
_SAME_LEADING = 1.12
"""How much more than the tightest lines of that size lines of one paragraph may be apart."""


@dataclass(frozen=True, slots=True)
class Cell:
    """Characters ``start`` to ``end`` of a line; ``left`` and ``right`` in points, None without page geometry."""

    line: Line
    start: int
    end: int
    left: float | None = None
    right: float | None = None

    @property
    def text(self) -> str:
        """The words in it."""
        return self.line.text[self.start : self.end]

    @property
    def span(self) -> Span:
        """Where it stands."""
        return Span(self.line.number, self.start, self.end)

    @property
    def size(self) -> float:
        """Height of the letters, or of the line where that is unknown; 0 without either."""
        line = self.line
        return line.size or (line.box[3] - line.box[1] if line.box else 0.0)


Unit = list[Cell]
"""Cells of one column that belong together: a paragraph, a list item, a tag."""


def flow(document: Document, unit: Iterable[Cell]) -> Flow:
    """The text of a unit."""
    return Flow(document.lines, (cell.span for cell in unit))


def cells(line: Line) -> list[Cell]:
    """The pieces of a line between its gaps."""
    wide = _gaps(line)
    ends = [*wide, len(line.text)]
    starts = [0, *(gap + 1 for gap in wide)]
    found = []
    for start, end in zip(starts, ends, strict=True):
        if line.text[start:end].strip():
            edges = (line.edges[start], line.edges[end]) if line.edges else (None, None)
            if line.box and not line.edges and not wide:
                edges = (line.box[0], line.box[2])
            found.append(Cell(line, start, end, *edges))
    return found


def _gaps(line: Line) -> list[int]:
    """The gaps that the format tells, and every space that is wider than the letters are high."""
    if len(line.edges) < len("ab") or not line.size:
        return list(line.gaps)
    widths = [b - a for a, b in pairwise(line.edges)]
    least = max(line.size, _SPACED * sorted(widths)[len(widths) // 2])
    return sorted({n for n, width in enumerate(widths) if line.text[n] == " " and width > least}.union(line.gaps))


def _whole(line: Line) -> Cell:
    edges = (line.box[0], line.box[2]) if line.box else (None, None)
    return Cell(line, 0, len(line.text), *edges)


def columns(lines: Sequence[Line]) -> Iterator[list[Cell]]:
    """The cells of lines, column after column where lines below each other share their left edges."""
    rows = [cells(line) for line in lines]
    at = 0
    while at < len(rows):
        anchors = [cell.left for cell in rows[at]]
        end = at + 1
        if len(anchors) > 1 and None not in anchors:
            while end < len(rows) and rows[end] and _fits(rows[end], anchors) and _below(rows[end - 1], rows[end]):
                end += 1
        for column in range(len(anchors)) if end > at + 1 else ():
            yield [cell for row in rows[at:end] for cell in row if _column(cell, anchors) == column]
        if end == at + 1:
            yield rows[at]
        at = end


def units(document: Document, lines: Sequence[Line], *, whole: bool = False) -> list[Unit]:
    """The cells of lines in reading order, those that continue each other joined; ``whole``: gaps part nothing."""
    tight = _tightest(document.lines)
    reach = _reach(document.lines)
    found: list[Unit] = []
    last: Cell | None = None
    for column in ([_whole(line) for line in lines],) if whole else columns(lines):
        for cell in column:
            labelled = bool(found) and _LABELLED.match(found[-1][0].text) and _LABELLED.match(cell.text)
            more = last is not None and not labelled and len(found[-1]) < _MOST
            if more and last is not None and _continues(last, cell, tight, reach):
                found[-1].append(cell)
            else:
                found.append([cell])
            last = cell
    return found


def _fits(row: list[Cell], anchors: Sequence[float | None]) -> bool:
    return all(_column(cell, anchors) is not None for cell in row)


def _column(cell: Cell, anchors: Sequence[float | None]) -> int | None:
    for number, anchor in enumerate(anchors):
        if anchor is not None and cell.left is not None and abs(cell.left - anchor) <= _SAME_EDGE:
            return number
    return None


def _below(upper: list[Cell], lower: list[Cell]) -> bool:
    a, b = upper[0].line, lower[0].line
    return a.page == b.page and a.box is not None and b.box is not None and a.box[1] < b.box[1]


def _continues(last: Cell, cell: Cell, tight: dict[int, float], reach: dict[int, float]) -> bool:
    """Whether a cell goes on with what the one before it began."""
    a, b = last.line, cell.line
    if a.number == b.number or b.bullet or b.level or a.level:
        return False
    if (_open(last.text) and a.size == b.size) or (b.text.startswith("(") and _set_alike(last, cell, tight)):
        return True
    if not (a.box and b.box):
        return 0 < a.block == b.block and len(a.text) + len(b.text.split(" ", 1)[0]) >= reach[_ANY]
    if a.block and b.block:
        near = a.page != b.page or b.box[1] - a.box[1] <= _LEADING * cell.size
        return near and a.block == b.block and a.bold == b.bold and _full(last, cell, reach)
    return _set_alike(last, cell, tight) and _full(last, cell, reach)


def _open(text: str) -> bool:
    """Ends in the middle of something: with a comma, or inside brackets."""
    return text.rstrip().endswith((",", "\u060c", "\u3001")) or text.count("(") > text.count(")")


def _set_alike(last: Cell, cell: Cell, tight: dict[int, float]) -> bool:
    """Same size and weight, same left edge, and as close as the lines of a paragraph."""
    a, b = last.line, cell.line
    if a.page != b.page or a.bold != b.bold or last.left is None or cell.left is None or not (a.box and b.box):
        return False
    if abs(last.size - cell.size) > 0.05 * cell.size or abs(last.left - cell.left) > _SAME_EDGE * (1 + 2 * a.bullet):
        return False
    pitch = b.box[1] - a.box[1]
    return 0 < pitch <= min(_LEADING * cell.size, _SAME_LEADING * tight.get(round(cell.size), pitch) + 0.3)


def _full(last: Cell, cell: Cell, reach: dict[int, float]) -> bool:
    """The next word would not have fitted behind it.

    The longest line of a column proves nothing about itself: it must be followed more closely.
    """
    if last.left is None or last.right is None or cell.left is None or cell.right is None:
        return False
    a, b = last.line.box, cell.line.box
    if a and b and reach.get(last.line.number, 0.0) <= last.right and b[1] - a[1] > _CLOSE * cell.size:
        return False
    word = len(cell.text.split(" ", 1)[0]) + 1
    width = (cell.right - cell.left) / max(1, cell.end - cell.start) * word
    return last.right + width > reach.get(last.line.number, last.right) - 1


def _tightest(lines: Sequence[Line]) -> dict[int, float]:
    """For each size of letters, how far the closest lines below each other are apart, in points."""
    found: dict[int, float] = {}
    for a, b in pairwise(lines):
        if a.box and b.box and a.page == b.page and abs(a.box[0] - b.box[0]) <= _SAME_EDGE:
            size, pitch = round(b.size or b.box[3] - b.box[1]), b.box[1] - a.box[1]
            if pitch > 0.8 * size:
                found[size] = min(pitch, found.get(size, pitch))
    return found


def _reach(lines: Sequence[Line]) -> dict[int, float]:
    """How far to the right the lines of each line's column reach, in points; without a page the longest, in letters."""
    edges: dict[tuple[int, int], float] = {}
    keys = {}
    for line in lines:
        if line.box:
            key = keys[line.number] = (line.page, round(line.box[0] / (10 * _SAME_EDGE)))
            edges[key] = max(edges.get(key, 0.0), line.box[2])
    found = {number: edges[key] for number, key in keys.items()}
    return {**found, _ANY: max((len(line.text) for line in lines if not line.box), default=0)}
