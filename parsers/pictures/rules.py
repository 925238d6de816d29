"""Takes frames and rules out of a picture of text: recognition takes what they touch or enclose for a drawing.

The strokes are found by shifting the picture over itself, so a page must lie level (``parsers.pictures.level``).
"""

from PIL import Image, ImageChops

from parsers.pictures.shapes import eroded, grown, opened

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


def without_rules(page: Image.Image) -> Image.Image:
    """The grey picture without long thin strokes, upright or level."""
    dark = page.point([255 if tone < _DARK else 0 for tone in range(256)])
    strokes = ImageChops.lighter(opened(dark, _LONG, 1), opened(dark, 1, _LONG))
    whole = eroded(grown(dark, _STROKE), _STROKE)
    areas = grown(opened(whole, _THICK, _THICK), _THICK)
    cleaned = page.copy()
    cleaned.paste(255, mask=grown(ImageChops.subtract(strokes, areas), _FRINGE))
    return cleaned
