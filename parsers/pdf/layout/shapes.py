"""What small painted shapes tell about a text: the dots of a list, which browsers draw, and the boxes behind tags."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from parsers.model import Box
from parsers.pdf.glyphs import Sheet
from parsers.pdf.layout.rows import from_the_right
from parsers.pdf.layout.segments import Segment

_SMALLEST, _LARGEST = 1.2, 9.0
"""Points."""

_PICTURE = 20.0
"""Points: the size of an icon."""

_SHAPE = 1.2
"""How much longer than the other a side of a dot or square may be."""

_OF_SIZE = (0.15, 0.6)
_REACH = 2.5
"""Of the font size: how large a sign is, and how far in front of its item it stands."""

_HEIGHT = (-0.2, 0.75)
"""Of the font size, above the baseline: where the middle of a sign is."""

_STEP = 8.0
_MIDDLE = 0.3
"""Of the font size: how far above the baseline the middle of small letters is."""

_CELL_HEIGHT, _CELL_WIDTH = (7.0, 40.0), 250.0
"""Points: the sizes of the coloured boxes that tags are set in."""

MAX_SHAPES = 500
"""More shapes of one kind than that on a page are a picture."""

DRAWN = "\u2022"
"""What stands for a painted sign."""


@dataclass(frozen=True, slots=True)
class Shapes:
    """What is painted besides text: ``marks`` that may be signs of a list, ``cells`` that texts may stand in."""

    marks: Sequence[Box] = ()
    cells: Sequence[Box] = ()


def shapes(sheet: Sheet) -> Shapes:
    """The dots, squares and rings that may be signs and are no parts of icons; the fills behind single texts."""
    fills = [paint.box for paint in sheet.paints if not paint.image]
    small = sorted({box for box in (*fills, *sheet.rings) if _long(box) <= _PICTURE})
    marks = [box for box in small if _dot(box)]
    cells = sorted({box for box in fills if _cell(box)})
    alone = (
        [box for box in marks if not any(_inside(box, other) for other in small)] if len(small) <= MAX_SHAPES else ()
    )
    return Shapes(alone, cells if len(cells) <= MAX_SHAPES else ())


def _long(box: Box) -> float:
    return max(box[2] - box[0], box[3] - box[1])


def _inside(box: Box, other: Box) -> bool:
    """Whether a shape is a part of a larger one: the dot in a pin."""
    if _long(other) <= _long(box):
        return False
    return other[0] <= box[0] and box[2] <= other[2] and other[1] <= box[1] and box[3] <= other[3]


def give_cells(segments: list[Segment], cells: Sequence[Box]) -> None:
    """Tell every segment the smallest fill that it stands on: what stands on two of them is not one text."""
    bands: dict[int, list[Box]] = defaultdict(list)
    for box in sorted(cells, key=_area):
        for band in range(int(box[1] // _STEP), int(box[3] // _STEP) + 1):
            bands[band].append(box)
    for segment in segments:
        x, y = (segment.box[0] + segment.box[2]) / 2, segment.base - _MIDDLE * segment.size
        behind = (box for box in bands.get(int(y // _STEP), ()) if box[0] <= x <= box[2] and box[1] <= y <= box[3])
        segment.cell = next(behind, None)


def _area(box: Box) -> tuple[float, Box]:
    return (box[2] - box[0]) * (box[3] - box[1]), box


def _cell(box: Box) -> bool:
    low, high = _CELL_HEIGHT
    return low <= box[3] - box[1] <= high and low <= box[2] - box[0] <= _CELL_WIDTH


def give_signs(segments: list[Segment], found: Sequence[Box]) -> None:
    """Mark the segments that have a small shape of their own in front of them, and no other."""
    bands: dict[int, list[Box]] = defaultdict(list)
    for box in found:
        bands[int((box[1] + box[3]) / 2 // _STEP)].append(box)
    for segment in segments:
        band = int((segment.base - _MIDDLE * segment.size) // _STEP)
        near = [box for at in (band - 1, band, band + 1) for box in bands.get(at, ()) if _before(box, segment)]
        if len(near) == 1 and not segment.sign:
            segment.sign = DRAWN


def _dot(box: Box) -> bool:
    width, height = box[2] - box[0], box[3] - box[1]
    short, long = min(width, height), max(width, height)
    return short >= _SMALLEST and long <= min(_LARGEST, _SHAPE * short)


def _before(box: Box, segment: Segment) -> bool:
    size = segment.size or 1.0
    if not _OF_SIZE[0] * size <= box[2] - box[0] <= _OF_SIZE[1] * size:
        return False
    white = segment.box[0] - box[2]
    if white < 0 and from_the_right(segment):
        white = box[0] - segment.box[2]
    middle = segment.base - (box[1] + box[3]) / 2
    return 0 <= white <= _REACH * size and _HEIGHT[0] * size <= middle <= _HEIGHT[1] * size
