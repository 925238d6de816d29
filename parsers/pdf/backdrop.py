"""What lies behind text and what was painted over it, from the fills and images of a page."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from parsers.model import Box
from parsers.pdf.glyphs import WHITE, Colour, Paint

_BAND = 24.0
"""Points: paints are kept by horizontal bands of this height, so that a line of text asks few of them."""

_MAX_BANDS = 400
_OPAQUE = 0.9
_MOST = 0.9
"""Share of a letter that is covered when it cannot be read any more."""


class Behind(NamedTuple):
    """The colour under a spot, None where it is not one plain tone.

    ``plain`` is what the colour would be without shapes that may not reach that spot; ``sure`` that there are none.
    """

    colour: Colour | None
    plain: Colour | None
    sure: bool


class Backdrop:
    """All that was painted on one page, in the order of painting."""

    def __init__(self, paints: Iterable[Paint]) -> None:
        self._bands: dict[int, list[Paint]] = {}
        self._tall: list[Paint] = []
        for paint in paints:
            first, last = _band(paint.box[1]), _band(paint.box[3])
            if last - first > _MAX_BANDS:
                self._tall.append(paint)
                continue
            for band in range(first, last + 1):
                self._bands.setdefault(band, []).append(paint)

    def near(self, box: Box) -> list[Paint]:
        """The paints that share anything with a box, in order."""
        found: dict[int, Paint] = {}
        for band in range(_band(box[1]), min(_band(box[3]), _band(box[1]) + _MAX_BANDS) + 1):
            for paint in self._bands.get(band, ()):
                if _touch(paint.box, box):
                    found[id(paint)] = paint
        for paint in self._tall:
            if _touch(paint.box, box):
                found[id(paint)] = paint
        return sorted(found.values(), key=lambda paint: paint.order) if len(found) > 1 else list(found.values())


def behind(paints: Sequence[Paint], box: Box, order: int) -> Behind:
    """What lies behind a letter that is painted as number ``order``."""
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    colour: Colour | None = WHITE
    plain: Colour | None = WHITE
    sure = True
    for paint in paints:
        if paint.order >= order:
            break
        x0, top, x1, bottom = paint.box
        if not (x0 <= x <= x1 and top <= y <= bottom):
            continue
        colour = _mixed(colour, paint)
        if paint.exact:
            plain = _mixed(plain, paint)
            sure = sure and paint.alpha > 0
            if paint.alpha >= _OPAQUE:
                plain, sure = colour, True
        else:
            sure = False
    return Behind(colour, plain, sure)


def cover(paints: Sequence[Paint], box: Box, order: int) -> Paint | None:
    """What was painted over a letter later, as a whole and so that nothing shows through; the first such thing."""
    return next((p for p in paints if p.order > order and p.alpha >= _OPAQUE and share(box, p.box) >= _MOST), None)


def share(box: Box, other: Box | None) -> float:
    """How much of a box lies inside another, 0 to 1; a box without width or height counts by its edges."""
    if other is None:
        return 1.0
    across = _overlap(box[0], box[2], other[0], other[2])
    return across * _overlap(box[1], box[3], other[1], other[3])


def holds(outer: Box, inner: Box) -> bool:
    """Whether a box lies inside another as a whole."""
    return outer[0] <= inner[0] and outer[1] <= inner[1] and outer[2] >= inner[2] and outer[3] >= inner[3]


def _overlap(low: float, high: float, other_low: float, other_high: float) -> float:
    if high - low < 0.01:  # noqa: PLR2004  points: a line without width
        return float(other_low <= low <= other_high)
    return max(0.0, min(high, other_high) - max(low, other_low)) / (high - low)


def _mixed(under: Colour | None, paint: Paint) -> Colour | None:
    alpha, over = paint.alpha, paint.colour
    if alpha >= 1 or over is None:
        return over
    if under is None:
        return None
    return (
        under[0] + (over[0] - under[0]) * alpha,
        under[1] + (over[1] - under[1]) * alpha,
        under[2] + (over[2] - under[2]) * alpha,
    )


def _touch(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def _band(y: float) -> int:
    return int(max(-1e6, min(1e6, y)) // _BAND)
