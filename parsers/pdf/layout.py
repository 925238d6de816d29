"""From glyphs to lines in reading order, by geometry alone: design tools paint a page in any order they like.

Glyphs on one baseline form segments, parted by gaps wider than a space. A strip of white that no segment crosses over
several rows divides columns, which are read one after the other, unless one of them only labels the other (dates left
of jobs, names left of skills): then the rows are read across.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import fmean, median

from parsers.model import Box
from parsers.pdf.glyphs import Glyph

_WORD_GAP = 0.17
_SEGMENT_GAP = 1.1
"""Gaps as a share of the font size: more than the first is a space, more than the second may be a gutter."""

_SPACED = 3
_UNUSUAL = 1.7
"""How many gaps tell how wide the usual one is, and how much wider than that a space must be."""

_MIN_ROWS = 3
"""Rows that each column must have; below that a wide gap is only a tabulator."""

_DEPTH = 12
_LABEL_LENGTH = 26
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class _Segment:
    """Words on one baseline without a wide gap between them."""

    text: str
    box: Box


_Row = list[_Segment]


def lines(glyphs: Sequence[Glyph]) -> list[tuple[str, Box]]:
    """Text and box of each line, in reading order; text that does not run left to right comes last."""
    rows = [_segments(row) for row in _rows([g for g in glyphs if g.upright])]
    read = [_joined(row) for row in _order([row for row in rows if row], _DEPTH)]
    return read + [_joined(run) for run in _turned([g for g in glyphs if not g.upright])]


def _rows(glyphs: list[Glyph]) -> list[list[Glyph]]:
    """Glyphs whose middles lie within each other's height, top to bottom."""
    rows: list[list[Glyph]] = []
    middle = limit = 0.0
    for glyph in sorted(glyphs, key=_middle):
        if rows and abs(_middle(glyph) - middle) <= limit:
            rows[-1].append(glyph)
        else:
            rows.append([glyph])
            middle, limit = _middle(glyph), 0.4 * max(glyph.size, 1.0)
    return rows


def _middle(glyph: Glyph) -> float:
    return (glyph.box[1] + glyph.box[3]) / 2


def _segments(row: list[Glyph]) -> _Row:
    inked = _marked(sorted(row, key=lambda glyph: glyph.box[0]))
    if not inked:
        return []
    groups: list[list[Glyph]] = [[inked[0]]]
    for before, glyph in pairwise(inked):
        if _doubled(before, glyph):
            continue  # bold by printing the same letter twice
        gap = glyph.box[0] - groups[-1][-1].box[2]
        if gap > _SEGMENT_GAP * min(before.size, glyph.size) and not _is_bullet(groups[-1]):
            groups.append([glyph])
        else:
            groups[-1].append(glyph)
    return [_Segment(_spell(group).strip(), _around([g.box for g in group])) for group in groups]


def _marked(row: list[Glyph]) -> list[Glyph]:
    """The glyphs with ink; one after a blank carries it in front, because gaps alone can be too small to tell."""
    marked: list[Glyph] = []
    blank = False
    for glyph in row:
        if glyph.text.isspace():
            blank = True
            continue
        marked.append(replace(glyph, text=" " + glyph.text) if blank else glyph)
        blank = False
    return marked


def _doubled(before: Glyph, glyph: Glyph) -> bool:
    near = abs(glyph.box[0] - before.box[0]) < 0.1 * before.size and abs(glyph.box[1] - before.box[1]) < 1
    return near and glyph.text.strip() == before.text.strip()


def _is_bullet(group: list[Glyph]) -> bool:
    return len(group) == 1 and not group[0].text.strip().isalnum()


def _spell(group: list[Glyph]) -> str:
    gaps = [glyph.box[0] - before.box[2] for before, glyph in pairwise(group)]
    usual = median(gaps) if len(gaps) >= _SPACED else 0.0  # headings are often set with wide gaps between the letters
    text = group[0].text
    for gap, (before, glyph) in zip(gaps, pairwise(group), strict=True):
        wide = max(_WORD_GAP * min(before.size, glyph.size), _UNUSUAL * usual)
        text += (" " if gap > wide and not glyph.text.startswith(" ") else "") + glyph.text
    return text


def _around(boxes: Sequence[Box]) -> Box:
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def _joined(row: _Row) -> tuple[str, Box]:
    return " ".join(segment.text for segment in row), _around([segment.box for segment in row])


def _order(rows: list[_Row], depth: int) -> list[_Row]:
    """Rows in reading order: above the longest gutter, its left column, its right column, below it."""
    found = _gutter(rows) if depth else None
    if found is None:
        return _hung(rows)
    start, end, x = found
    left, right = _side(rows[start:end], x, left=True), _side(rows[start:end], x, left=False)
    paired = len(left) + len(right) - (end - start)
    if _labels(left, right, paired):
        middle = _across(rows[start:end], x, dated=_dates(left) > 0)
    elif _labels(right, left, paired):
        middle = rows[start:end]
    else:
        middle = _order(left, depth - 1) + _order(right, depth - 1)
    return _order(rows[:start], depth - 1) + middle + _order(rows[end:], depth - 1)


def _side(rows: list[_Row], x: float, *, left: bool) -> list[_Row]:
    sides = ([segment for segment in row if (segment.box[0] < x) is left] for row in rows)
    return [side for side in sides if side]


def _gutter(rows: list[_Row]) -> tuple[int, int, float] | None:
    """The longest run of rows that a vertical line crosses without touching a segment: first, end and its x."""
    best: tuple[int, int, float] | None = None
    for x in sorted({round(segment.box[0]) - 1.0 for row in rows if len(row) > 1 for segment in row[1:]}):
        for start, end in _runs(rows, x):
            sides = (len(_side(rows[start:end], x, left=True)), len(_side(rows[start:end], x, left=False)))
            if min(sides) >= _MIN_ROWS and (best is None or end - start > best[1] - best[0]):
                best = (start, end, x)
    return best


def _runs(rows: list[_Row], x: float) -> list[tuple[int, int]]:
    """Stretches of rows that leave ``x`` free, cut back to where both sides have begun and neither has ended."""
    runs: list[tuple[int, int]] = []
    start = 0
    for number in range(len(rows) + 1):
        if number < len(rows) and not any(s.box[0] < x < s.box[2] for s in rows[number]):
            continue
        if number - start >= _MIN_ROWS:
            runs.append((start, number))
        start = number + 1
    return [_trimmed(rows, x, *run) for run in runs]


def _trimmed(rows: list[_Row], x: float, start: int, end: int) -> tuple[int, int]:
    """Leave out rows at the top that have only one side and stand off the rest (a name above two columns)."""
    paired = [n for n in range(start, end) if rows[n][0].box[0] < x < rows[n][-1].box[2]]
    if not paired:
        return start, start
    while start < paired[0] and _stands_off(rows[start], rows[start + 1]):
        start += 1
    return start, end


def _stands_off(row: _Row, following: _Row) -> bool:
    """Whether the white below a row is larger than the row is high."""
    box = _around([segment.box for segment in row])
    return following[0].box[1] - box[3] > box[3] - box[1]


def _labels(side: list[_Row], other: list[_Row], paired: int) -> bool:
    """Whether ``side`` only labels the rows of ``other``: short, and all dates, or few and nearly all ``paired``."""
    if len(side) > len(other) or fmean(len(_joined(row)[0]) for row in side) > _LABEL_LENGTH:
        return False
    dates = _dates(side)
    if dates >= 0.8 * len(side):
        return True
    return paired >= 0.8 * len(side) and (dates >= 0.3 * len(side) or len(side) <= 0.4 * len(other))


def _dates(rows: list[_Row]) -> int:
    return sum(bool(_YEAR.search(_joined(row)[0])) for row in rows)


def _across(rows: list[_Row], x: float, *, dated: bool) -> list[_Row]:
    """Rows of labels and text: a date stays in the line that it dates, any other label is a line before its row."""
    if dated:
        return rows
    return [part for row in rows for part in (_side([row], x, left=True) + _side([row], x, left=False))]


def _hung(rows: list[_Row]) -> list[_Row]:
    """A heading hung out to the left of its text, which goes on to its right, becomes a line before it."""
    parted: list[_Row] = []
    for number, row in enumerate(rows):
        below = rows[number + 1 : number + 3]
        hangs = len(row) > 1 and below and all(other[0].box[0] > row[0].box[2] for other in below)
        parted += [row[:1], row[1:]] if hangs and not _dates([row[:1]]) else [row]
    return parted


def _turned(glyphs: list[Glyph]) -> list[_Row]:
    """Turned text as painted, a new row wherever the next glyph is far from the last."""
    runs: list[list[Glyph]] = []
    for glyph in glyphs:
        if runs and _near(runs[-1][-1], glyph):
            runs[-1].append(glyph)
        else:
            runs.append([glyph])
    return [[_Segment("".join(g.text for g in run), _around([g.box for g in run]))] for run in runs]


def _near(before: Glyph, glyph: Glyph) -> bool:
    reach = 2 * max(before.size, glyph.size)
    return abs(before.box[0] - glyph.box[0]) < reach and abs(before.box[1] - glyph.box[1]) < reach
