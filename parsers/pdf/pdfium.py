"""The second PDF engine, PDFium, for files too damaged for pdfminer. It reports no fills and no colours."""

import ctypes
import sys
from collections.abc import Iterator

import pypdfium2 as pdfium
from pypdfium2 import PdfiumError, raw

from parsers.pdf.glyphs import Glyph, Sheet

__all__ = ["PdfiumError", "sheets"]


def sheets(data: bytes, max_pages: int) -> tuple[Iterator[Sheet], int]:
    """The first ``max_pages`` pages and the number of pages there are. Raises ``pypdfium2.PdfiumError``."""
    document = pdfium.PdfDocument(data)
    count = len(document)
    return (_sheet(document[number]) for number in range(min(count, max_pages))), count


def _sheet(page: pdfium.PdfPage) -> Sheet:
    width, height = page.get_size()
    sheet = Sheet(width=width, height=height, shaded=True)  # nothing is known of what lies behind the text
    text = page.get_textpage()
    for index in range(text.count_chars()):
        code = raw.FPDFText_GetUnicode(text, index)
        if not raw.FPDFText_IsGenerated(text, index) and 0 < code <= sys.maxunicode:
            left, bottom, right, top = _loose_box(text, index)
            mode = raw.FPDFTextObj_GetTextRenderMode(raw.FPDFText_GetTextObject(text, index))
            box = (left, height - top, right, height - bottom)
            sheet.glyphs.append(Glyph(text=chr(code), box=box, size=top - bottom, order=index, mode=mode))
    return sheet


def _loose_box(text: pdfium.PdfTextPage, index: int) -> tuple[float, float, float, float]:
    """Left, bottom, right, top of the whole character cell, so that a comma is as high as a letter."""
    box = raw.FS_RECTF()
    raw.FPDFText_GetLooseCharBox(text, index, ctypes.byref(box))
    return box.left, box.bottom, box.right, box.top
