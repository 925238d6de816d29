"""How askew a picture of text lies, told by how sharply its lines part from the white between them."""

from itertools import pairwise

from PIL import Image

_FURTHEST = 5.0
"""Degrees to either side; what lies further askew is not found."""

_COARSE, _FINE = 0.5, 0.1
_SMALL, _LARGE = 500, 1_000
"""Pixels of the longer side of the copies that are looked at, for coarse and fine steps."""

_MARGIN = 0.06
"""Share of each side that is not looked at: edges of paper and dark borders of scans."""


def askew(page: Image.Image) -> float:
    """Degrees by which the lines of a grey picture fall to the right; 0 where they are level or there are none."""
    coarse = _best(_copy(page, _SMALL), 0.0, _COARSE, round(_FURTHEST / _COARSE))
    return round(_best(_copy(page, _LARGE), coarse, _FINE, round(_COARSE / _FINE)), 2)


def levelled(page: Image.Image, degrees: float) -> Image.Image:
    """The picture turned about its middle by so much against the clock, as large as before."""
    return page.rotate(degrees, Image.Resampling.BICUBIC, fillcolor=255) if degrees else page


def _copy(page: Image.Image, longest: int) -> Image.Image:
    wide, high = page.size
    inner = page.crop(
        (round(wide * _MARGIN), round(high * _MARGIN), round(wide * (1 - _MARGIN)), round(high * (1 - _MARGIN)))
    )
    inner.thumbnail((longest, longest), Image.Resampling.BOX)
    return inner


def _best(page: Image.Image, middle: float, step: float, steps: int) -> float:
    angles = sorted((middle + step * n for n in range(-steps, steps + 1)), key=abs)
    return max(angles, key=lambda angle: _sharpness(page, angle))


def _sharpness(page: Image.Image, angle: float) -> float:
    """How much the darkness of one row of pixels differs from that of the next, over the whole picture."""
    turned = page.rotate(angle, Image.Resampling.BILINEAR, fillcolor=255).convert("F")
    rows = turned.resize((1, turned.height), Image.Resampling.BOX).tobytes()
    means = memoryview(rows).cast("f")
    return sum((below - above) ** 2 for above, below in pairwise(means))
