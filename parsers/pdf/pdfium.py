"""The second PDF engine, PDFium: for files too damaged for the first one, and to see what a page looks like."""

import ctypes
import sys
from collections.abc import Iterator
from itertools import islice
from typing import Any, Self

import pypdfium2 as pdfium
from pypdfium2 import PdfiumError, raw

from parsers.model import Box
from parsers.pdf.budget import MAX_PAGE_GLYPHS, MAX_PAGES
from parsers.pdf.glyphs import Glyph, Ink, Sheet

__all__ = ["Pdfium", "PdfiumError"]

_MAX_PIXELS = 3_000_000
_LEVELS = 255


class Pdfium:
    """A document opened with PDFium. Raises ``PdfiumError`` where it cannot be."""

    def __init__(self, data: bytes) -> None:
        self._document = pdfium.PdfDocument(data)
        self.count = len(self._document)

    def sheets(self) -> Iterator[Sheet]:
        """The first pages, as far as PDFium tells about them: no fills, no clips, no alpha."""
        for number in range(min(self.count, MAX_PAGES)):
            yield _sheet(self._document[number])

    def look(self, number: int, view: Box | None = None) -> "Look | None":
        """How a page looks, in grey at 72 dots an inch. None where it cannot be rendered.

        ``number`` counts from 0; ``view`` is the part of the page that is shown, in points from its top left corner.
        """
        try:
            page = self._document[number]
            width, height = page.get_size()
            scale = min(1.0, (_MAX_PIXELS / max(1.0, width * height)) ** 0.5)
            bitmap = page.render(scale=scale, grayscale=True, may_draw_forms=False)
        except (PdfiumError, IndexError, ValueError):
            return None
        origin = (view[0], view[1]) if view else (0.0, 0.0)
        return Look(bytes(bitmap.buffer), (bitmap.width, bitmap.height, bitmap.stride), scale, origin)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._document.close()


class Look:
    """A rendered page: one byte a pixel, rows from the top."""

    def __init__(
        self, pixels: bytes, size: tuple[int, int, int], scale: float, origin: tuple[float, float] = (0.0, 0.0)
    ) -> None:
        """``size`` is width, height and bytes a row; ``origin`` the point of the page at the picture's corner."""
        self._pixels = pixels
        self._width, self._height, self._stride = size
        self._scale, self._origin = scale, origin

    def contrast(self, box: Box) -> float:
        """The difference between the lightest and the darkest spot inside a box, 0 to 1."""
        left, top = self._origin
        x0 = max(0, int((box[0] - left) * self._scale))
        x1 = min(self._width, int((box[2] - left) * self._scale) + 1)
        y0 = max(0, int((box[1] - top) * self._scale))
        y1 = min(self._height, int((box[3] - top) * self._scale) + 1)
        if x0 >= x1 or y0 >= y1:
            return 0.0
        inside = b"".join([self._pixels[y * self._stride + x0 : y * self._stride + x1] for y in range(y0, y1)])
        return (max(inside) - min(inside)) / _LEVELS


def _sheet(page: Any) -> Sheet:
    width, height = page.get_size()
    left, bottom, _, _ = page.get_cropbox()
    sheet = Sheet(width=width, height=height, blind=True)
    text = page.get_textpage()
    for index in islice(range(text.count_chars()), MAX_PAGE_GLYPHS):
        code = raw.FPDFText_GetUnicode(text, index)
        if not raw.FPDFText_IsGenerated(text, index) and 0 < code <= sys.maxunicode:
            x0, y0, x1, y1 = _loose_box(text, index)
            item = raw.FPDFText_GetTextObject(text, index)
            ink = Ink(mode=raw.FPDFTextObj_GetTextRenderMode(item) & 3)
            box = (x0 - left, height - (y1 - bottom), x1 - left, height - (y0 - bottom))
            sheet.glyphs.append(Glyph(chr(code), box, y1 - y0, index, ink=ink))
    return sheet


def _loose_box(text: Any, index: int) -> tuple[float, float, float, float]:
    """Left, bottom, right, top of the whole character cell, so that a comma is as high as a letter."""
    box = raw.FS_RECTF()
    raw.FPDFText_GetLooseCharBox(text, index, ctypes.byref(box))
    return box.left, box.bottom, box.right, box.top
