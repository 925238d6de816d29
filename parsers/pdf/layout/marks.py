"""Signs of list items that are painted as small shapes: browsers draw the dots of a list instead of writing them."""

from collections import defaultdict
from collections.abc import Sequence

from parsers.model import Box
from parsers.pdf.glyphs import Sheet
from parsers.pdf.layout.rows import from_the_right
from parsers.pdf.layout.segments import Segment

_SMALLEST, _LARGEST = 1.2, 9.0
"""Points."""

_SHAPE = 1.2
"""How much longer than the other a side of a dot or square may be."""

_OF_SIZE = (0.15, 0.6)
_REACH = 2.5
"""Of the font size: how large a sign is, and how far in front of its item it stands."""

_HEIGHT = (-0.2, 0.75)
"""Of the font size, above the baseline: where the middle of a sign is."""

_STEP = 8.0
MAX_MARKS = 2_000
"""More small shapes than that on a page are a picture."""

DRAWN = "\u2022"
"""What stands for a painted sign."""


def marks(sheet: Sheet) -> list[Box]:
    """The dots, squares and rings on a page that are small enough to be signs."""
    boxes = [*(paint.box for paint in sheet.paints if not paint.image), *sheet.rings]
    return [box for box in boxes if _dot(box)]


def give_signs(segments: list[Segment], found: Sequence[Box]) -> None:
    """Mark the segments that have a small shape of their own in front of them, and no other."""
    if not found or len(found) > MAX_MARKS:
        return
    bands: dict[int, list[Box]] = defaultdict(list)
    for box in set(found):
        bands[int((box[1] + box[3]) / 2 / _STEP)].append(box)
    for segment in segments:
        band = int((segment.base - 0.4 * segment.size) / _STEP)
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
