"""Whether the two sides of a gutter are columns, or one of them only labels the other, or both are cells of a table."""

from itertools import pairwise
from statistics import fmean, median

from parsers.pdf.layout.gutters import MIN_ROWS, Gutter, is_left, side
from parsers.pdf.layout.rows import Row, Style, dated, length
from parsers.pdf.layout.segments import Segment

_PAIR, _MANY = 2, 5
"""Rows that are enough too: so few beside so many, where none of them stand on one baseline."""

_LABEL, _CELL = 34, 40
"""Characters of the usual label and table cell: ``September 2015 - September 2019`` has 31."""

_MOST, _MUCH, _SOME, _FEW = 0.8, 0.7, 0.5, 0.3
_DENSE = 1.7
"""Of the font size: rows closer than this belong to running text."""

_WRAPPED, _SPARSE = 0.6, 0.35
"""Share of rows that follow closely on another: of periods over two lines each, and of labels over longer texts."""

_APART = 3.0
"""How many times farther apart than the rows beside them texts are that are no column."""

_LEVEL = 0.15
"""Of the font size: how far apart the baselines of the cells of one row are."""

_ALIGNED = 2.0
"""Points within which edges are the same."""

_NEAR = 2
"""Rows above and below one that may reach to its height."""

_LARGER = 0.4
"""Points by which the head of a cell is larger than what is below it."""


class Sides:
    """The rows on both sides of a gutter."""

    def __init__(self, rows: list[Row], gutter: Gutter, style: Style) -> None:
        self._rows = rows[gutter.start : gutter.end]
        self._x = x = gutter.x
        self._style = style
        self.left, self.right = side(self._rows, x, left=True), side(self._rows, x, left=False)
        self._both = [row for row in self._rows if is_left(row[0], x) and not is_left(row[-1], x)]
        beside = self._beside()
        self._labels = [row for row in self.left if id(row[0]) in beside or not style.heading(row)]  # no lone headings
        self._level = sum(_level(row[0], row[-1]) for row in self._both)

    def _beside(self) -> set[int]:
        """The first segments of the rows on the left that have something on the right at their height.

        Headings hung out level with their text, and the second lines of labels, stand beside nothing of their own.
        """
        found, last = {id(row[0]) for row in self._both}, None
        for number, row in enumerate(self._rows):
            text = row[0]
            if not is_left(text, self._x):
                continue
            wrapped = last is not None and text.base - last.base <= _DENSE * text.size
            near = self._rows[max(0, number - _NEAR) : number + _NEAR + 1]
            others = [other for each in near for other in each if not is_left(other, self._x)]
            if not wrapped and any(_overlap(text, o) for o in others) and not any(_level(text, o) for o in others):
                found.add(id(text))
            last = text
        return found

    def are_columns(self) -> bool:
        """Whether they are to be read one after the other."""
        if not self.left or not self.right or self._dated():
            return False
        return self._stacked() or not (self._labels_left() or self._scattered() or self._few() or self._table())

    def _dated(self) -> bool:
        """Whether the right side are dates or places of what is left of them, or the left side nothing but dates."""
        return self._labels_right() or (bool(self._labels) and _only_dates(self._labels))

    def _labels_right(self) -> bool:
        right, count = self.right, len(self.right)
        if _only_dates(right):
            return True
        if count > len(self.left) or _usual(right) > _LABEL or len(self._both) < _MOST * count:
            return False
        ends = [row[-1].box[2] for row in right]
        flush = sum(abs(end - max(ends)) < _ALIGNED for end in ends) >= _MOST * count
        return _dates(right) >= _SOME * count or (flush and _dense(right) <= _SOME)

    def _labels_left(self) -> bool:
        """Whether the left side are dates, or headings, of what is right of them."""
        labels = self._labels
        count, dense = len(labels), _dense(labels)
        if not labels or count > len(self.right) or _usual(labels) > _LABEL or len(self._both) < _MUCH * count:
            return False
        dates = _dates(labels)
        dated_rows = dates >= _SOME * count and len(self._both) >= _MOST * count
        wrapped = dates >= _FEW * count and dense <= _WRAPPED
        level = self._level >= _MOST * count and dense <= _SOME
        return dated_rows or wrapped or level or (count <= _SOME * len(self.right) and dense <= _SPARSE)

    def _scattered(self) -> bool:
        """Whether one side are short texts here and there beside the other, as places are."""
        return _scattered(self.left, self.right) or _scattered(self.right, self.left)

    def _few(self) -> bool:
        """Whether one side has too few rows for a column."""
        few, many = sorted((len(self.left), len(self.right)))
        return few < MIN_ROWS and (few < _PAIR or many < _MANY or self._level > 0)

    def _table(self) -> bool:
        """Whether every row has both cells, all short, and no cell but the first looks like a heading."""
        if self._level < _MOST * max(len(self.left), len(self.right)):
            return False
        short = max(_usual(self.left), _usual(self.right)) <= _CELL
        return short and not any(self._style.heading(row) for row in self.right[1:])

    def _stacked(self) -> bool:
        """Whether cells stand side by side that each have a head in another style than what is below it."""
        if not self._both[1:] or self._both[0] is not self._rows[0]:
            return False
        heads, below = self._both[:2]
        if any(len({(s.bold, round(s.size, 1)) for s in row}) > 1 for row in (heads, below)):
            return False
        if not (heads[0].bold > below[0].bold or heads[0].size > below[0].size + _LARGER):
            return False
        head, cell = (next(s for s in row if not is_left(s, self._x)) for row in (heads, below))
        return -_ALIGNED <= cell.box[0] - head.box[0] <= head.size


def _level(one: Segment, other: Segment) -> bool:
    """Whether two segments stand on one baseline."""
    return abs(one.base - other.base) <= _LEVEL * min(one.size, other.size)


def _overlap(one: Segment, other: Segment) -> bool:
    """Whether two segments share half of their height."""
    shared = min(one.box[3], other.box[3]) - max(one.box[1], other.box[1])
    return shared >= _SOME * min(one.box[3] - one.box[1], other.box[3] - other.box[1])


def _scattered(few: list[Row], other: list[Row]) -> bool:
    if _usual(few) > _LABEL or not few[1:] or not other[1:]:
        return False
    return _step(few) >= _APART * _step(other) and _dense(few) <= _SPARSE


def _step(rows: list[Row]) -> float:
    return median(below[0].base - above[0].base for above, below in pairwise(rows))


def _only_dates(rows: list[Row]) -> bool:
    """Whether there is nothing but short dates, which never are a column of their own."""
    return _usual(rows) <= _LABEL and _dates(rows) >= _MOST * len(rows)


def _usual(rows: list[Row]) -> float:
    return fmean(length(row) for row in rows)


def _dates(rows: list[Row]) -> int:
    return sum(any(map(dated, row)) for row in rows)


def _dense(rows: list[Row]) -> float:
    """Share of the rows that follow closely on the one before."""
    near = sum(below[0].base - above[0].base <= _DENSE * below[0].size for above, below in pairwise(rows))
    return near / max(1, len(rows))
