"""The first PDF engine: documents, objects and fonts by pdfminer.six, the content of pages by our own reader."""

from collections.abc import Iterator
from contextlib import suppress
from itertools import islice
from typing import Any

from pdfminer.pdftypes import PDFObjRef, dict_value, list_value, resolve1

from parsers.pdf.budget import MAX_PAGES, Budget, TooMuch
from parsers.pdf.content import Content
from parsers.pdf.damage import DAMAGE
from parsers.pdf.document import Document, Page
from parsers.pdf.fonts import Fonts
from parsers.pdf.glyphs import Sheet
from parsers.pdf.state import Matrix, around, meet

_MAX_CONTENTS = 5_000
"""Streams that make up the content of one page."""


class Miner:
    """A document that was opened for reading; ``pages`` are at most ``MAX_PAGES``, ``more`` says that there are more.

    Raises pdfminer's own exceptions and, for damaged files, nearly any built-in one.
    """

    def __init__(self, data: bytes, *, rebuild: bool = False) -> None:
        """``rebuild``: do not trust the file's index, look for its objects."""
        self.budget = Budget()
        self.document = Document(data, self.budget, rebuild=rebuild)
        pages = list(islice(self.document.read_pages(), MAX_PAGES + 1))
        self.pages, self.more = pages[:MAX_PAGES], len(pages) > MAX_PAGES
        self._fonts = Fonts()
        self._off = _switched_off(self.document.catalog)

    def sheets(self) -> Iterator[Sheet]:
        """The pages, read one at a time. One that is damaged or too much is as far as it could be read, ``partial``."""
        for page in self.pages:
            sheet = self._sheet(page)
            try:
                self.budget.glyphs(len(sheet.glyphs))
            except TooMuch:
                sheet.partial = True
                yield sheet
                return
            yield sheet

    def _sheet(self, page: Page) -> Sheet:
        ctm = _turned(page)
        x0, y0, x1, y1 = around(ctm, page.media)
        sheet = Sheet(width=x1 - x0, height=y1 - y0)
        view = meet((x0, y0, x1, y1), around(ctm, page.crop))
        if view:
            sheet.view = (view[0], sheet.height - view[3], view[2], sheet.height - view[1])
        content = Content(sheet, ctm, self._fonts, self.budget, self._off)
        try:
            data, whole = _data(page)
            sheet.partial = not whole
            content.run(data, page.resources)
        except (TooMuch, *DAMAGE):
            sheet.partial = True
        return sheet


def _data(page: Page) -> tuple[bytes, bool]:
    """The content of a page, and whether that is all; a stream that cannot be decoded is left out."""
    parts = []
    whole = True
    for spec in page.contents[:_MAX_CONTENTS]:
        stream = resolve1(spec)
        try:
            parts.append(stream.get_data())
        except DAMAGE:
            whole = whole and spec is None
    return b"\n".join(parts), whole


def _switched_off(catalog: dict[str, Any]) -> frozenset[int]:
    """The layers that a viewer does not show at first."""
    with suppress(*DAMAGE):
        default = dict_value(dict_value(catalog.get("OCProperties")).get("D"))
        return frozenset(layer.objid for layer in list_value(default.get("OFF")) if isinstance(layer, PDFObjRef))
    return frozenset()


def _turned(page: Page) -> Matrix:
    """The matrix that puts the page's lower left corner at the origin, turned as it is to be shown."""
    x0, y0, x1, y1 = page.media
    return {
        90: (0.0, -1.0, 1.0, 0.0, -y0, x1),
        180: (-1.0, 0.0, 0.0, -1.0, x1, y1),
        270: (0.0, 1.0, -1.0, 0.0, y1, -x0),
    }.get(page.rotate, (1.0, 0.0, 0.0, 1.0, -x0, -y0))
