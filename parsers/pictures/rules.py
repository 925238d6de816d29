"""Takes frames and rules out of a picture of text: recognition takes what they touch or enclose for a drawing.

The strokes are found by shifting the picture over itself, so a page must lie level (``parsers.pictures.level``).
"""

from collections.abc import Callable

from PIL import Image, ImageChops

_DARK = 190
"""Tone below which a pixel may be of a rule; thin grey ones are smeared over two rows of pixels."""

_LONG = 132
"""Pixels at 300 dots an inch: a stroke longer than any of a letter."""

_THICK = 57
"""Pixels: what is dark this far in both directions is an area, which may hold light text, and stays with
what is near it."""

_STROKE = 9
"""Pixels: a stroke of light letters on such an area; it does not part it."""

_FRINGE = 2
"""Pixels that a rule is taken wider, half on each side: no more, or the dots of a text on it would go, too."""

_Fold = Callable[[Image.Image, Image.Image], Image.Image]


def without_rules(page: Image.Image) -> Image.Image:
    """The grey picture without long thin strokes, upright or level."""
    dark = page.point([255 if tone < _DARK else 0 for tone in range(256)])
    strokes = ImageChops.lighter(_opened(dark, _LONG, 1), _opened(dark, 1, _LONG))
    whole = _eroded(_grown(dark, _STROKE), _STROKE)
    areas = _grown(_opened(whole, _THICK, _THICK), _THICK)
    cleaned = page.copy()
    cleaned.paste(255, mask=_grown(ImageChops.subtract(strokes, areas), _FRINGE))
    return cleaned


def _opened(dark: Image.Image, across: int, down: int) -> Image.Image:
    """What of the dark belongs to a dark box of this size."""
    left = _folded(_folded(dark, ImageChops.darker, across, 1, 0), ImageChops.darker, down, 0, 1)
    return _folded(_folded(left, ImageChops.lighter, across, -1, 0), ImageChops.lighter, down, 0, -1)


def _grown(dark: Image.Image, by: int) -> Image.Image:
    """Larger by half of ``by`` to each side."""
    grown = _folded(_folded(dark, ImageChops.lighter, by, 1, 0), ImageChops.lighter, by, 0, 1)
    return ImageChops.offset(grown, -(by // 2), -(by // 2))


def _eroded(dark: Image.Image, by: int) -> Image.Image:
    """Smaller by half of ``by`` on each side."""
    left = _folded(_folded(dark, ImageChops.darker, by, 1, 0), ImageChops.darker, by, 0, 1)
    return ImageChops.offset(left, -(by // 2), -(by // 2))


def _folded(picture: Image.Image, fold: _Fold, length: int, right: int, down: int) -> Image.Image:
    """Each pixel with the ``length`` - 1 before it in one direction, in as many steps as ``length`` has bits."""
    reach = 1
    while reach < length:
        step = min(reach, length - reach)
        picture = fold(picture, ImageChops.offset(picture, right * step, down * step))
        reach += step
    return picture
