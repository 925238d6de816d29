"""Covers parts of a drawn page, in its pixels: what was there does not go on to anybody."""

from collections.abc import Iterable
from dataclasses import dataclass, replace

from PIL import Image, ImageDraw

from parsers.model import Box
from parsers.pictures.picture import Picture

_PRIVATE = (70, 78, 76)
_NO_TEXT = (222, 226, 224)
_MARGIN = 2.0
"""Points around a box: letters reach a little beyond what a reader measured."""

_ACCENT = 0.25
"""Of a private box's height: accents on capitals stand above it."""


@dataclass(frozen=True, slots=True)
class Cover:
    """What nobody may see of one page, in points: ``private`` boxes, and every picture but for the ``text`` in it."""

    private: tuple[Box, ...] = ()
    text: tuple[Box, ...] = ()


def covered(drawn: Picture, cover: Cover) -> Picture:
    """The page without that. A scan is a picture itself: of it only the lines are left that were read."""
    size = drawn.wide, drawn.high
    page = Image.frombytes("L" if drawn.grey else "RGB", size, drawn.pixels)
    shown = page.copy()
    scale = drawn.wide / drawn.points_wide
    pictures = _pixels(drawn.pictures, scale, _MARGIN, size)
    _fill(shown, pictures, _NO_TEXT)
    for box in _pixels(cover.text, scale, _MARGIN, size):
        if any(_meet(box, other) for other in pictures):
            shown.paste(page.crop(box), box)
    private = [(left, top - _ACCENT * (bottom - top), right, bottom) for left, top, right, bottom in cover.private]
    _fill(shown, _pixels(private, scale, _MARGIN, size), _PRIVATE)
    return replace(drawn, pixels=shown.tobytes())


def _fill(page: Image.Image, boxes: Iterable[tuple[int, int, int, int]], colour: tuple[int, int, int]) -> None:
    pen = ImageDraw.Draw(page)
    for left, top, right, bottom in boxes:
        pen.rectangle((left, top, right - 1, bottom - 1), fill=colour if page.mode == "RGB" else colour[0])


def _pixels(
    boxes: Iterable[Box], scale: float, margin: float, size: tuple[int, int]
) -> list[tuple[int, int, int, int]]:
    """Whole pixels, rounded outwards, cut at the edges of the page; what lies beside the page is left out."""
    found = (
        (
            max(0, int((left - margin) * scale)),
            max(0, int((top - margin) * scale)),
            min(size[0], int((right + margin) * scale) + 1),
            min(size[1], int((bottom + margin) * scale) + 1),
        )
        for left, top, right, bottom in boxes
    )
    return [box for box in found if box[0] < box[2] and box[1] < box[3]]


def _meet(one: tuple[int, int, int, int], other: tuple[int, int, int, int]) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
