"""Where the lines of a column end: the margin at which a paragraph is wrapped, which no glyph shows."""

from collections import defaultdict
from collections.abc import Sequence

from parsers.pdf.layout.labels import Item
from parsers.pdf.layout.rows import dated
from parsers.pdf.layout.segments import Segment
from parsers.pdf.layout.spelling import ideograph

_FULL = 0.9
"""Share of a column that lines reach whose longest tells where they are wrapped; shorter ones are just short."""

_HALF = 0.5
"""Share of a column that every wrapped line reaches."""

_SPACE = 0.25
"""Of the font size: a space between words."""

_NEIGHBOURS = 40
"""Rows above and below a date at the right edge that are looked at to see whether they all end before it."""

_LABEL = 34
"""Characters of a date or place that stands beside a list."""

_ALIGNED = 2.0
"""Points within which edges are the same."""

_NARROW = 16.0
"""Of the font size: columns narrower than this have few words in a line, so that a full line tells little."""


_MORE = (",", "&", "-", "/", "\u2013", "(", "+", ":")
"""Ends of lines that go on."""


class Frame:
    """The margins of one column."""

    def __init__(self, items: Sequence[Item], *, right_to_left: bool) -> None:
        starts, ends = ({round(item.text.box[side]) for item in items} for side in (0, 2))
        self._turned = right_to_left and len(ends) < len(starts)
        self._edge = max((self.end(s) for item in items for s in item.row), default=0.0)
        self._rights = [self._edge] * len(items)
        self._farthest: dict[int, float] = defaultdict(lambda: -10_000.0)
        for number, item in enumerate(items):
            if item.label:
                continue
            x = round(self.start(item.text))
            self._farthest[x] = max(self._farthest[x], self.end(item.text))
            if len(item.row) > item.flow + 1 and not self._turned:
                self._end_before(items, number, item.row[item.flow + 1].box[0])

    def start(self, segment: Segment) -> float:
        """Where its reading begins, growing in the direction of reading."""
        return -segment.box[2] if self._turned else segment.box[0]

    def end(self, segment: Segment) -> float:
        """Where its reading ends."""
        return -segment.box[0] if self._turned else segment.box[2]

    def _end_before(self, items: Sequence[Item], number: int, x: float) -> None:
        """Rows around one that has something beside it end before that, as long as all of them do."""
        above = range(number, max(-1, number - _NEIGHBOURS), -1)
        below = range(number + 1, min(len(items), number + _NEIGHBOURS))
        for way in (above, below):
            for at in way:
                if items[at].text.box[2] >= x:
                    break
                self._rights[at] = min(self._rights[at], x)

    def bound(self, segment: Segment, number: int) -> float:
        """Where the lines that begin like this one, item ``number``, are wrapped."""
        x, own = self.start(segment), self._own(segment)
        return own if own - x >= _FULL * (self._rights[number] - x) else self._rights[number]

    def _own(self, segment: Segment) -> float:
        """How far the lines go that begin where this one does."""
        x = round(self.start(segment))
        return max(self._farthest[x + near] for near in (-1, 0, 1))

    def labels(self, beside: Segment) -> bool:
        """Whether a segment behind the text is a date, or a short text at the far edge of the column."""
        if len(beside.text) > _LABEL:
            return False
        return dated(beside) or self.end(beside) >= self._edge - _ALIGNED

    def full(self, before: Segment, text: Segment, number: int) -> bool:
        """Whether the first word of ``text`` would not have fitted behind ``before``, which is item ``number``."""
        bound = self.bound(before, number)
        more = text.text[0].islower() or before.text.endswith(_MORE) or ideograph(text.text[0])
        if more and self._own(before) - self.start(before) >= _NARROW * text.size:
            bound = self._own(before)
        if self.reach(before, number) < _HALF:
            return False
        full = self.end(before) + _SPACE * text.size + first_word(text) >= bound - 0.5
        return full and (more or bound - self.start(before) >= _NARROW * text.size)

    def reach(self, segment: Segment, number: int) -> float:
        """Share of its line that the segment takes."""
        x = self.start(segment)
        return (self.end(segment) - x) / max(1.0, self.bound(segment, number) - x)


def first_word(text: Segment) -> float:
    """The width of what cannot be broken at the beginning: a word, or one ideograph."""
    end = next((n for n, letter in enumerate(text.text) if n and (letter == " " or ideograph(letter))), -1)
    if ideograph(text.text[0]):
        end = 1
    return abs(text.edges[end] - text.edges[0])
