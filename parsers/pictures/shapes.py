"""The steps of which shapes in a picture are found: every pixel becomes the darkest or lightest of those around it."""

from collections.abc import Callable

from PIL import Image, ImageChops

_Fold = Callable[[Image.Image, Image.Image], Image.Image]


def opened(marked: Image.Image, across: int, down: int) -> Image.Image:
    """What of the marked (white) belongs to a marked box of this size."""
    left = _folded(_folded(marked, ImageChops.darker, across, 1, 0), ImageChops.darker, down, 0, 1)
    return _folded(_folded(left, ImageChops.lighter, across, -1, 0), ImageChops.lighter, down, 0, -1)


def grown(marked: Image.Image, by: int) -> Image.Image:
    """Every pixel the lightest within half of ``by`` to each side; what is marked is larger by so much."""
    most = _folded(_folded(marked, ImageChops.lighter, by, 1, 0), ImageChops.lighter, by, 0, 1)
    return ImageChops.offset(most, -(by // 2), -(by // 2))


def eroded(marked: Image.Image, by: int) -> Image.Image:
    """Every pixel the darkest within half of ``by`` to each side; what is marked is smaller by so much."""
    least = _folded(_folded(marked, ImageChops.darker, by, 1, 0), ImageChops.darker, by, 0, 1)
    return ImageChops.offset(least, -(by // 2), -(by // 2))


def _folded(picture: Image.Image, fold: _Fold, length: int, right: int, down: int) -> Image.Image:
    """Each pixel with the ``length`` - 1 before it in one direction, in as many steps as ``length`` has bits."""
    reach = 1
    while reach < length:
        step = min(reach, length - reach)
        picture = fold(picture, ImageChops.offset(picture, right * step, down * step))
        reach += step
    return picture
