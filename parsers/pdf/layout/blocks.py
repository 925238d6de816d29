"""Paragraphs, items and cells: which lines of a column belong together, told by where they stand and how they look.

The strongest sign that a line goes on in the next: its first word would not have fitted into what was left of it.
"""

import re

from parsers.pdf.layout.frame import Frame
from parsers.pdf.layout.labels import Item, arranged
from parsers.pdf.layout.lines import PageLine, page_line
from parsers.pdf.layout.rows import Row, Style
from parsers.pdf.layout.segments import Segment

_ALIGNED = 2.0
"""Points within which edges are the same."""

_SAME_SIZE, _SAME_TONE = 0.08, 0.12
_NEAREST, _FARTHEST = 0.7, 2.3
"""Of the font size: how far apart the baselines of one paragraph are."""

_LARGER = 1.25
"""How much larger than its neighbours the white between two paragraphs is."""

_INDENT = 4.0
"""Of the font size: how far the first line of a paragraph may stand in or out."""

_ITEM_FULL = 0.6
"""Share of a line that a wrapped item of a list takes at least: that it is wrapped is also shown by its indent."""

_OF_ITS_OWN = re.compile(r"\(?\d{1,2}[.)]\s|\(?[a-z]\)\s|\S+@|https?:|www\.|\+\d|\(\+?\d+\)\s?\d")
"""How a line begins that never continues another: a numbered item, an address, a telephone number."""


class Blocks:
    """Collects the lines of a page, column by column."""

    def __init__(self, style: Style) -> None:
        self._style = style
        self._lines: list[PageLine] = []
        self._count = 0
        self._block_start = self._list_start = 0

    def add_column(self, rows: list[Row]) -> None:
        """Add rows that are read from the top down."""
        items = arranged(rows, self._style)
        frame = Frame(items, right_to_left=self._style.right_to_left)
        above: list[Segment] = []
        for number, item in enumerate(items):
            below = items[number + 1].text if number + 1 < len(items) else None
            joined = (
                bool(above)
                and not item.flow
                and not item.label
                and _goes_on(above, item.text, below, frame, number - 1)
            )
            if item.label and number and items[number - 1].label:
                joined = same_look(items[number - 1].text, item.text)
            self._add(item, frame, joined=joined)
            above = [] if item.label else [*above[-1:], item.text] if joined else [item.text]

    def _add(self, item: Item, frame: Frame, *, joined: bool) -> None:
        row, text = item.row, item.text
        beside = row[item.flow + 1 :]
        if not joined:
            self._count += 1
            self._block_start = len(self._lines)
        if not joined and not (text.sign and self._lines and self._lines[-1].bullet):
            self._list_start = len(self._lines)
        if len(beside) == 1 and (text.sign or joined) and frame.labels(beside[0]):
            row = row[: item.flow + 1]
            self._set_before(beside)
        self._lines.append(self._line(row, item.flow, self._count))

    def _set_before(self, beside: Row) -> None:
        """A date or place beside the lines of a list goes on a line of its own before it: it is not part of an item."""
        place = self._list_start
        self._lines.insert(place, self._line(beside, 0, -1))
        self._list_start += 1
        self._block_start += 1

    def _line(self, row: Row, flow: int, block: int) -> PageLine:
        return page_line(row, flow, block, right_to_left=self._style.right_to_left)

    def finish(self) -> list[PageLine]:
        """The lines in reading order, their blocks numbered as they come."""
        last, number = 0, 0
        for found in self._lines:
            if found.block != last or found.block < 0:
                number += 1
            last = found.block
            found.block = number
        return self._lines


def _goes_on(above: list[Segment], text: Segment, below: Segment | None, frame: Frame, number: int) -> bool:
    """Whether ``text`` continues the last segment of ``above``, item ``number``: the ends of its paragraph so far."""
    before = above[-1]
    if text.sign or _OF_ITS_OWN.match(text.text) or not same_look(before, text):
        return False
    if before.cell != text.cell or not any(map(str.isalpha, before.text)):
        return False
    step = text.base - before.base
    if not _NEAREST * text.size <= step <= _FARTHEST * text.size:
        return False
    steps = [before.base - above[0].base] if len(above) > 1 else []
    if below is not None and abs(below.size - text.size) <= _SAME_SIZE * text.size:
        steps.append(below.base - text.base)
    if any(_NEAREST * text.size <= other < step / _LARGER for other in steps):
        return False
    return _aligned(above, text, frame, number)


def same_look(before: Segment, text: Segment) -> bool:
    """Whether two lines are of one size, and the second begins in the style in which the first ended."""
    if abs(before.size - text.size) > _SAME_SIZE * max(before.size, text.size):
        return False
    if before.last[0] != text.first[0]:
        return False
    return min(abs(tone[1] - text.first[1]) for tone in (before.first, before.last)) <= _SAME_TONE


def _aligned(above: list[Segment], text: Segment, frame: Frame, number: int) -> bool:
    before, first = above[-1], above[0]
    full = frame.full(before, text, number)
    offset = frame.start(text) - frame.start(before)
    if abs(offset) <= _ALIGNED:
        return full or (bool(first.sign) and frame.reach(before, number) >= _ITEM_FULL)
    middle = abs(sum(text.box[::2]) - sum(before.box[::2])) / 2
    if middle <= _ALIGNED:
        return full
    return full and len(above) == 1 and abs(offset) <= _INDENT * text.size and text.text[0].islower()
