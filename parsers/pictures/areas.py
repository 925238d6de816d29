"""Turns light text on dark areas into dark text on white.

In a row of labels recognition would take the white between two of them for a letter.
"""

from PIL import Image, ImageChops, ImageFilter

from parsers.pictures.shapes import eroded, grown, opened

_DARK = 190
"""Tone below which a pixel may be of an area."""

_COARSE = 3
"""How many pixels are one while areas are looked for. What follows is in pixels at 300 dots an inch."""

_THICK, _STROKE = 57, 9
"""What is dark this far in both directions is an area; no letter of a text is. Thin strokes of light do not part it."""

_PAPER = 45
"""What is light this far in both directions is the paper, or a cell of a table, and so is all the light that it is
connected with; other light is enclosed in something dark: text on it, the holes of letters."""

_EDGE = 12
"""Pixels of an area's edge that do not tell its tone: frames are darker, and what is smeared is lighter."""

_SMEARED = 9
"""Pixels, half on each side, that are neither of the area nor of the paper where they meet."""

_AROUND = 120
"""How far the text on an area is compared with it."""

_NOISE, _CONTRAST = 25, 3
"""Tones that an area is uneven by, and how many times more contrast its text is given."""

_UNDECIDED = 12
"""Tones: what differs less on the average is an empty area, uneven as pictures are."""

_WAY = 200
"""Steps, of a coarse pixel each, by which what is connected is followed: far enough for the white between two areas."""


def with_dark_text(page: Image.Image) -> Image.Image:
    """The grey picture with its dark areas white, and what is lighter on them dark. Dark text on grey stays."""
    coarse = page.reduce(_COARSE)
    areas = _areas(coarse).resize(page.size, Image.Resampling.NEAREST)
    box = areas.getbbox()
    if box is None:
        return page
    box = (max(0, box[0] - _THICK), max(0, box[1] - _THICK), box[2] + _THICK, box[3] + _THICK)
    box = (box[0], box[1], min(page.width, box[2]), min(page.height, box[3]))
    changed = page.copy()
    changed.paste(_inverted(page.crop(box), areas.crop(box)), box)
    return changed


def _areas(page: Image.Image) -> Image.Image:
    """Where a coarse picture is dark, with the light enclosed in it."""
    thick = _THICK // _COARSE
    dark = page.point([255 if tone < _DARK else 0 for tone in range(256)])
    light = ImageChops.invert(dark)
    fill = opened(eroded(grown(dark, _STROKE // _COARSE), _STROKE // _COARSE), thick, thick)
    if fill.getbbox() is None:
        return fill
    paper = _connected(opened(light, _PAPER // _COARSE, _PAPER // _COARSE), light)
    return _connected(fill, opened(ImageChops.invert(paper), thick, thick))


def _connected(marked: Image.Image, within: Image.Image) -> Image.Image:
    """All that is connected with the marked without leaving what it lies ``within``."""
    for _ in range(_WAY):
        further = ImageChops.darker(grown(marked, 3), within)
        if ImageChops.difference(further, marked).getbbox() is None:
            break
        marked = further
    return marked


def _inverted(page: Image.Image, areas: Image.Image) -> Image.Image:
    inner = eroded(areas, 2 * _EDGE)
    outer = ImageChops.invert(inner)
    smooth = page.filter(ImageFilter.BoxBlur(1))
    lowest = eroded(ImageChops.lighter(smooth, outer), _THICK)
    highest = grown(ImageChops.darker(smooth, inner), _THICK)
    above, below = (
        ImageChops.darker(difference, inner).filter(ImageFilter.BoxBlur(_AROUND // 2))
        for difference in (ImageChops.subtract(smooth, lowest), ImageChops.subtract(highest, smooth))
    )
    mostly_low = ImageChops.subtract(above, below).point([255 if tone < _UNDECIDED else 0 for tone in range(256)])
    text = ImageChops.subtract(page, lowest).point(
        [255 - min(255, max(0, tone - _NOISE) * _CONTRAST) for tone in range(256)]
    )
    page.paste(255, mask=ImageChops.darker(grown(areas, _SMEARED), mostly_low))
    page.paste(text, mask=ImageChops.darker(eroded(areas, _SMEARED), mostly_low))
    return page
