"""Where each entry of a section begins: weighed from the looks of the lines above its date."""

import re
import statistics
from collections.abc import Sequence
from itertools import pairwise

from parsers.model import Line
from parsers.resume.body import shape

_HEAD_AT_MOST = 6
"""Lines above its date with which an entry may begin."""

TEXT = 90
"""Characters from which a line is text rather than a part of a head."""

_SENTENCE = re.compile(r"(?:[^\W\d]{4,}|\d|\))[.!?]$")


def starts_of(rows: Sequence[Line], anchors: Sequence[int], inside: Sequence[bool]) -> list[int]:
    """For each of the lines with a date, at least one, the position of the line where its entry begins."""
    first = _first_start(anchors[0], inside)
    above = anchors[0] - first
    usual = _usual_white(rows)
    starts = [first]
    for before, anchor in pairwise(anchors):
        lowest = max(before + 1, anchor - _HEAD_AT_MOST)
        choices = range(lowest, anchor + 1)
        model = rows[first]
        starts.append(
            max(
                choices,
                key=lambda start: (
                    _fit(rows, start, anchor, inside, model)
                    - 1.2 * abs(anchor - start - above)
                    + _white(rows, start, usual),
                    start,
                ),
            )
        )
    return starts


def _first_start(anchor: int, inside: Sequence[bool]) -> int:
    start = anchor
    while start and anchor - start < _HEAD_AT_MOST and not inside[start - 1]:
        start -= 1
    return start


def _fit(rows: Sequence[Line], start: int, anchor: int, inside: Sequence[bool], model: Line) -> float:
    """How well an entry could begin at this line."""
    line, above = rows[start], rows[start - 1]
    mark = 1.5 if shape(line) == shape(model) != (0.0, False, 0) else 0.0
    mark += 1.0 if shape(line) != shape(above) else 0.0
    mark -= 5.0 * sum(inside[start : anchor + 1])
    mark -= 2.5 * any(is_text(row) for row in rows[start : anchor + 1])
    mark -= 3.0 * bool(line.block and line.block == above.block)
    mark -= 1.5 * line.text[:1].islower()
    mark += 1.0 * inside[start - 1]
    return mark


def is_text(line: Line) -> bool:
    """A sentence, or as long as one; ``S.A.`` at the end of a firm ends none."""
    long = len(line.text) > TEXT and not line.gaps
    return long or (len(line.text) > TEXT // 2 and _SENTENCE.search(line.text) is not None)


def _white_above(rows: Sequence[Line], position: int) -> float | None:
    """Points of white between a line and the one before it, or None where nobody knows."""
    line, above = rows[position], rows[position - 1] if position else None
    if above is None or line.box is None or above.box is None or line.page != above.page:
        return None
    white = line.box[1] - above.box[3]
    return white if white >= -2 else None  # noqa: PLR2004  a line beside or above another follows in another column


def _usual_white(rows: Sequence[Line]) -> float:
    known = [white for n in range(len(rows)) if (white := _white_above(rows, n)) is not None]
    return statistics.median(known) if known else 0.0


def _white(rows: Sequence[Line], start: int, usual: float) -> float:
    """More white than usual above a line speaks for a beginning; less speaks against it."""
    white = _white_above(rows, start)
    if white is None:
        return 0.8 if rows[start].page != rows[start - 1].page else 0.0
    height = max(4.0, rows[start].size or 10.0)
    return max(-1.0, min(3.0, 4.0 * (white - max(usual, 0.0)) / height))
