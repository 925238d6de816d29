"""The first PDF engine, pdfminer.six: glyphs with colour and render mode, fills and images in painting order."""

import io
import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Any, cast

from pdfminer.layout import LTChar
from pdfminer.pdfcolor import PDFColorSpace
from pdfminer.pdfdevice import PDFTextDevice, PDFTextSeq
from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdffont import PDFFont, PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFGraphicState, PDFPageInterpreter, PDFResourceManager, PDFTextState
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFStream
from pdfminer.utils import Matrix, PathSegment, Point, apply_matrix_pt, apply_matrix_rect

from parsers.model import Box
from parsers.pdf.glyphs import Glyph, Paint, Sheet

_PLAIN_SPACES = {"DeviceGray": 1, "CalGray": 1, "DeviceRGB": 3, "CalRGB": 3, "DeviceCMYK": 4, "ICCBased": 0}
"""Colour spaces whose numbers mean light, with how many numbers; an ICC profile may have 1, 3 or 4."""

_COMPONENTS = (1, 3, 4)

_RING = 20.0
"""Points: an outlined shape that is larger is neither the sign of a list nor an icon."""

_BOLD = re.compile(r"bold|black|heavy|demi|-bd\b|-medi$|cmbx|sfbx", re.IGNORECASE)
"""In the name of a font; the last three are how TeX's fonts say it."""


def sheets(data: bytes, max_pages: int) -> tuple[Iterator[Sheet], int]:
    """The first ``max_pages`` pages, read one at a time, and the number of pages counted (at most one more).

    Raises pdfminer's own exceptions and, for damaged files, nearly any built-in one.
    """
    document = PDFDocument(PDFParser(io.BytesIO(data)))
    pages = list(islice(PDFPage.create_pages(document), max_pages + 1))
    return _read(pages[:max_pages]), len(pages)


def _read(pages: list[PDFPage]) -> Iterator[Sheet]:
    resources = PDFResourceManager()
    for page in pages:
        device = _Recorder(resources)
        _Interpreter(resources, device).process_page(page)
        yield device.sheet


class _Interpreter(PDFPageInterpreter):
    """Reports gradients too, which pdfminer skips."""

    def do_sh(self, name: object) -> None:
        del name
        if isinstance(self.device, _Recorder):
            self.device.sheet.shaded = True


class _Recorder(PDFTextDevice):
    """A device that writes down what is painted on one page."""

    def __init__(self, resources: PDFResourceManager) -> None:
        super().__init__(resources)
        self.sheet = Sheet(width=0.0, height=0.0)
        self._order = 0
        self._mode = 0

    def begin_page(self, page: PDFPage, ctm: Matrix) -> None:
        x0, y0, x1, y1 = apply_matrix_rect(ctm, page.mediabox)
        self.sheet.width, self.sheet.height = abs(x1 - x0), abs(y1 - y0)

    def render_string(
        self, textstate: PDFTextState, seq: PDFTextSeq, ncs: PDFColorSpace, graphicstate: PDFGraphicState
    ) -> None:
        self._mode = textstate.render
        super().render_string(textstate, seq, ncs, graphicstate)

    def render_char(
        self,
        matrix: Matrix,
        font: PDFFont,
        fontsize: float,
        scaling: float,
        rise: float,
        cid: int,
        ncs: PDFColorSpace,
        graphicstate: PDFGraphicState,
    ) -> float:
        try:
            text = font.to_unichr(cid)
        except PDFUnicodeNotDefined:
            text = "\ufffd"
        character = LTChar(
            matrix, font, fontsize, scaling, rise, text, font.char_width(cid), font.char_disp(cid), ncs, graphicstate
        )
        upright = abs(matrix[1]) + abs(matrix[2]) <= abs(matrix[0]) + abs(matrix[3])
        glyph = Glyph(
            text=text,
            box=self._flipped(character.bbox),
            size=character.size if upright else character.width,
            order=self._next(),
            lightness=lightness(graphicstate.ncs.name, graphicstate.ncolor),
            mode=self._mode,
            upright=upright,
            bold=_BOLD.search(str(font.fontname)) is not None,
        )
        self.sheet.glyphs.append(glyph)
        return character.adv

    def paint_path(  # the signature is pdfminer's
        self,
        graphicstate: PDFGraphicState,
        stroke: bool,  # noqa: FBT001  as above
        fill: bool,  # noqa: FBT001  as above
        evenodd: bool,  # noqa: FBT001  as above
        path: Sequence[PathSegment],
    ) -> None:
        del evenodd
        matrix = self._matrix()
        points = [apply_matrix_pt(matrix, cast(Point, segment[-2:])) for segment in path if segment[1:]]
        if not points:
            return
        xs, ys = zip(*points, strict=True)
        box = self._flipped((min(xs), min(ys), max(xs), max(ys)))
        if stroke and not fill and max(box[2] - box[0], box[3] - box[1]) <= _RING:
            self.sheet.rings.append(box)
        if fill:
            tone = lightness(graphicstate.ncs.name, graphicstate.ncolor)
            self.sheet.paints.append(Paint(box, self._next(), tone))

    def render_image(self, name: str, stream: PDFStream) -> None:
        del name, stream
        box = self._flipped(apply_matrix_rect(self._matrix(), (0, 0, 1, 1)))
        self.sheet.paints.append(Paint(box, self._next(), None, image=True))

    def _matrix(self) -> Matrix:
        return self.ctm or (1, 0, 0, 1, 0, 0)

    def _next(self) -> int:
        self._order += 1
        return self._order

    def _flipped(self, box: Box) -> Box:
        """From PDF's bottom left origin to our top left one."""
        x0, y0, x1, y1 = box
        return x0, self.sheet.height - y1, x1, self.sheet.height - y0


def lightness(space: str, colour: Any) -> float | None:
    """How light a plain colour is, 0 to 1; None for patterns, named inks and whatever else is not a plain colour."""
    parts = list(colour) if isinstance(colour, (list, tuple)) else [colour]
    if not all(isinstance(part, (int, float)) for part in parts):
        return None
    if _PLAIN_SPACES.get(space, -1) not in (0, len(parts)):
        return None
    if len(parts) not in _COMPONENTS:
        return None
    if len(parts) == _PLAIN_SPACES["DeviceCMYK"]:
        return 1.0 - min(1.0, float(parts[3]) + max(map(float, parts[:3])))
    return min(1.0, *map(float, parts))
