"""Rows: the segments that stand beside each other, and what the rest of the layout asks about them."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from parsers.pdf.layout.direction import read_from_the_right
from parsers.pdf.layout.segments import Segment
from parsers.pdf.layout.signs import is_icon, is_lone_letter

Row = list[Segment]
"""From left to right; never empty."""

_SAME_ROW = 0.4
"""Of the font size: how far apart baselines may be."""

_SIGN_REACH = 4.0
"""Of the font size: how far in front of its item a sign may stand."""

_KNOWN_ICONS = frozenset("\uf0b7\uf0a7\uf076\uf0d8\uf0fc\uf06e\uf071\uf06c\uf0a8")
"""Signs of Word's symbol fonts."""

_LONGEST_HEADING, _LARGER = 45, 1.07
"""Characters of a heading, and how much larger than the text it is."""

_ABBREVIATION = 3
"""Letters of ``C1`` or ``SQL``, whose capitals do not make a heading."""

_YEAR = re.compile(r"\b(?:18|19|20)\d\d\b|\b\d\d?[/.]\d\d\b")


def rows(segments: Sequence[Segment]) -> list[Row]:
    """Rows from the top down, with signs given to the items that they stand before."""
    grouped: list[Row] = []
    for segment in segments:
        first = grouped[-1][0] if grouped else None
        if first and abs(segment.base - first.base) <= _SAME_ROW * max(1.0, min(first.size, segment.size)):
            grouped[-1].append(segment)
        else:
            grouped.append([segment])
    letters = Counter(round(row[0].box[0]) for row in grouped if is_lone_letter(row[0].text))
    signed = (_signed(sorted(row, key=lambda s: (s.box[0], s.box[2], s.text)), letters) for row in grouped)
    return _known([row for row in signed if row])


def _signed(row: Row, letters: Counter[int]) -> Row:
    """The row with every lone sign put to the segment after it; a sign without one is decoration."""
    kept: Row = []
    sign: Segment | None = None
    for segment in row:
        if not segment.text or (is_lone_letter(segment.text) and letters[round(segment.box[0])] > 1):
            if kept and from_the_right(kept[-1]) and _reaches(kept[-1], segment):
                kept[-1].sign = segment.sign
            sign = segment
            continue
        if sign and _reaches(sign, segment):
            segment.sign = segment.sign or sign.sign or sign.text
        sign = None
        kept.append(segment)
    return kept


def _reaches(left: Segment, right: Segment) -> bool:
    return right.box[0] - left.box[2] <= _SIGN_REACH * max(left.size, right.size)


def _known(found: list[Row]) -> list[Row]:
    """Icons that do not stand above each other are pictures beside a text, as for a telephone, and no list's signs."""
    icons = Counter((s.sign, round(s.box[0])) for row in found for s in row if s.sign and is_icon(s.sign))
    for row in found:
        for segment in row:
            alone = icons.get((segment.sign, round(segment.box[0])), 2) < 2  # noqa: PLR2004  one and another
            if alone and segment.sign not in _KNOWN_ICONS:
                segment.sign = ""
    return found


def from_the_right(segment: Segment) -> bool:
    """Whether the segment holds letters that are read from the right."""
    return not segment.text.isascii() and any(map(read_from_the_right, segment.text))


def length(row: Row) -> int:
    """Characters of the row."""
    return sum(len(segment.text) for segment in row) + len(row) - 1


def dated(segment: Segment) -> bool:
    """Whether a year stands in it, or a month in figures."""
    return _YEAR.search(segment.text) is not None


@dataclass(frozen=True, slots=True)
class Style:
    """What is usual on a page: the size of most of its text, the largest size, whether most of it is bold."""

    body: float
    largest: float
    bold: bool
    right_to_left: bool = False

    def heading(self, row: Row) -> bool:
        """Whether a row looks like a heading: short, and larger or bolder than the text, or all capitals."""
        text = row[0].text
        if length(row) > _LONGEST_HEADING or row[0].sign or not any(map(str.isalpha, text)):
            return False
        capitals = text.isupper() and sum(map(str.isalpha, text)) > _ABBREVIATION
        return capitals or row[0].size > _LARGER * self.body or (row[0].bold and not self.bold)


def style(found: Sequence[Row]) -> Style:
    """The style of a page."""
    sizes: Counter[float] = Counter()
    bold = turned = total = 0
    for row in found:
        for segment in row:
            count = len(segment.text)
            sizes[round(segment.size, 1)] += count
            bold += count * segment.bold
            turned += count * any(map(read_from_the_right, segment.text))
            total += count
    body = min(sizes, key=lambda size: (-sizes[size], size)) if sizes else 0.0
    return Style(body, max(sizes, default=0.0), 2 * bold > total, 2 * turned > total)
