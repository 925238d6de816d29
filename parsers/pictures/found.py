"""Where pictures are on a page of a PDF: photos, logos, scans, and shapes that are filled with one. Child only."""

import ctypes
from collections.abc import Iterator

import pypdfium2 as pdfium
import pypdfium2.raw as pdfium_c
from PIL import Image

from parsers.model import Box
from parsers.pictures.picture import MAX_PICTURES

_DEPTH = 15
"""Forms within forms that are looked into; what lies deeper is taken for a picture itself."""

_SMALLEST = 12.0
"""Points: smaller shapes are bullets and rules, whatever they are filled with."""

_PATTERN_COLOURS = ((255, 255, 255), (191, 191, 191))
"""What PDFium says of a shape that is filled with a pattern, as browsers print round photos. Plain shapes have these
colours, too, but look it."""

_MOSTLY = 0.5
_NEAR = 12
"""Of 255: how far a colour may be off by rounding."""


def found_on(page: pdfium.PdfPage, drawn: Image.Image, wide: float, turn: int) -> tuple[Box, ...]:
    """Boxes in points of the page as it was drawn. More than ``MAX_PICTURES`` are one picture, the whole page."""
    points = wide / drawn.width
    size = drawn.size
    found: list[Box] = []
    for thing in page.get_objects(max_depth=_DEPTH):
        box = _place(page, thing, size, turn)
        if box is None or not _may_be_picture(thing, box, drawn, points):
            continue
        left, top, right, bottom = box
        found.append((left * points, top * points, right * points, bottom * points))
        if len(found) > MAX_PICTURES:
            return ((0.0, 0.0, drawn.width * points, drawn.height * points),)
    return tuple(found)


def _may_be_picture(thing: pdfium.PdfObject, box: tuple[int, int, int, int], drawn: Image.Image, points: float) -> bool:
    if thing.type == pdfium_c.FPDF_PAGEOBJ_IMAGE:
        return True
    if thing.type == pdfium_c.FPDF_PAGEOBJ_FORM:
        return int(thing.level) >= _DEPTH - 1
    if thing.type != pdfium_c.FPDF_PAGEOBJ_PATH or min(box[2] - box[0], box[3] - box[1]) * points < _SMALLEST:
        return False
    colour = _fill(thing)
    return colour in _PATTERN_COLOURS and _share(drawn.crop(box), colour) < _MOSTLY


def _fill(path: pdfium.PdfObject) -> tuple[int, int, int] | None:
    mode, stroked = ctypes.c_int(), ctypes.c_int()
    if not pdfium_c.FPDFPath_GetDrawMode(path, mode, stroked) or mode.value == pdfium_c.FPDF_FILLMODE_NONE:
        return None
    red, green, blue, alpha = (ctypes.c_uint() for _ in range(4))
    if not pdfium_c.FPDFPageObj_GetFillColor(path, red, green, blue, alpha):
        return _PATTERN_COLOURS[0]
    return red.value, green.value, blue.value


def _share(part: Image.Image, colour: tuple[int, int, int]) -> float:
    """How much of a part of the page has this colour; 1 where there is nothing of it."""
    pixels = part.width * part.height
    colours = part.convert("RGB").getcolors(pixels) if pixels else None
    if not colours:
        return 1.0
    alike = (
        count
        for count, seen in colours
        if isinstance(seen, tuple) and all(abs(a - b) <= _NEAR for a, b in zip(seen, colour, strict=True))
    )
    return sum(alike) / pixels


def _place(
    page: pdfium.PdfPage, thing: pdfium.PdfObject, size: tuple[int, int], turn: int
) -> tuple[int, int, int, int] | None:
    """In pixels of the drawn page; None for what is beside it or has no place."""
    try:
        left, bottom, right, top = thing.get_bounds()
    except pdfium.PdfiumError:
        return None
    corners = [(left, bottom), (right, bottom), (left, top), (right, top)]
    for form in _containers(thing):
        matrix = form.get_matrix()
        corners = [matrix.on_point(x, y) for x, y in corners]
    seen = [_pixel(page, corner, size, turn) for corner in corners]
    across, down = [x for x, _ in seen], [y for _, y in seen]
    box = max(0, min(across)), max(0, min(down)), min(size[0], max(across) + 1), min(size[1], max(down) + 1)
    return box if box[0] < box[2] and box[1] < box[3] else None


def _containers(thing: pdfium.PdfObject) -> Iterator[pdfium.PdfObject]:
    while thing.container is not None:
        thing = thing.container
        yield thing


def _pixel(page: pdfium.PdfPage, point: tuple[float, float], size: tuple[int, int], turn: int) -> tuple[int, int]:
    x, y = ctypes.c_int(), ctypes.c_int()
    pdfium_c.FPDF_PageToDevice(page, 0, 0, *size, turn // 90, *point, x, y)
    return x.value, y.value
