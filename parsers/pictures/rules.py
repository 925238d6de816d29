"""Takes frames and rules out of a picture of text: recognition takes what they touch or enclose for a drawing."""

from PIL import Image, ImageChops, ImageFilter

_DARK = 128
_LONG = 48
"""Pixels at 200 dots an inch: a stroke that is dark over two such stretches is longer than any of a letter."""

_THICK = 32
"""Pixels: what is dark this far in both directions is an area, which may hold light text, and stays."""

_SOLID = 250
_AROUND_RULE = 7


def without_rules(page: Image.Image) -> Image.Image:
    """The grey picture without long thin strokes, upright or level, or nearly so."""
    dark = page.point([255 if tone < _DARK else 0 for tone in range(256)])
    areas = _large(_solid(dark, _THICK, _THICK).filter(ImageFilter.MaxFilter(3)), dark.size, _THICK, _THICK)
    strokes = ImageChops.lighter(_strokes(dark, _LONG, 1), _strokes(dark, 1, _LONG))
    rules = ImageChops.subtract(strokes, areas).filter(ImageFilter.MaxFilter(_AROUND_RULE))
    cleaned = page.copy()
    cleaned.paste(255, mask=rules)
    return cleaned


def _strokes(dark: Image.Image, across: int, down: int) -> Image.Image:
    """What is dark over two windows of this size, one after the other."""
    small = _solid(dark, across, down)
    step = (1, 0) if across > 1 else (0, 1)
    sides = (ImageChops.offset(small, *step), ImageChops.offset(small, -step[0], -step[1]))
    return _large(ImageChops.multiply(small, ImageChops.lighter(*sides)), dark.size, across, down)


def _solid(dark: Image.Image, across: int, down: int) -> Image.Image:
    """One pixel for each window of this size: white where all of it is dark."""
    return dark.reduce((across, down)).point([0] * _SOLID + [255] * (256 - _SOLID))


def _large(small: Image.Image, size: tuple[int, int], across: int, down: int) -> Image.Image:
    """Back from one pixel for each window to ``size``."""
    grown = small.resize((small.width * across, small.height * down), Image.Resampling.NEAREST)
    return grown.crop((0, 0, *size))
