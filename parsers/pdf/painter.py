"""The half of the interpreter that is not text: graphics state, colours, layers, and what is painted behind letters."""

from collections.abc import Callable
from typing import Any, ClassVar

from pdfminer.pdftypes import PDFObjRef, PDFStream, dict_value, resolve1
from pdfminer.psparser import PSLiteral, literal_name

from parsers.model import Box
from parsers.pdf import colour, tokens
from parsers.pdf.budget import MAX_PAINTS, MAX_PATH, MAX_STATES, TooMuch
from parsers.pdf.glyphs import Colour, Paint, Sheet
from parsers.pdf.state import Matrix, State, around, as_matrix, is_sane, is_square, meet, outlines, times
from parsers.pdf.tokens import Name, Operand, floats

_RING = 20.0
"""Points: an outlined shape that is larger is no sign of a list and no tag."""

_RING_CHARACTERS = 400
"""Some curves; a longer path is a drawing."""

_THIN = 1.5
"""Points: what is painted thinner than this hides nothing and is no background."""

Handler = Callable[[Any, bytes, list[Operand]], None]
"""Carries out an operator: the interpreter, the numbers in front of the operator, its other operands."""


def into_state(value: str) -> Handler:
    """An operator that puts one number into the state."""

    def handler(painter: Any, numbers: bytes, _operands: list[Operand]) -> None:
        found = floats(numbers, 1)
        if found:
            setattr(painter.state, value, found[0])

    return handler


def _path_operator(name: bytes) -> Handler:
    """A path operator whose numbers stand too close together for the pattern of paths."""

    def handler(painter: Any, numbers: bytes, _operands: list[Operand]) -> None:
        painter.add_path(numbers + b" " + name)

    return handler


class Painter:
    """Knows what was painted on one page, and how the next thing would be."""

    def __init__(self, sheet: Sheet, ctm: Matrix, off: frozenset[int]) -> None:
        """``off`` are the ids of the layers that are switched off."""
        self.sheet = sheet
        self.state = State(ctm)
        self._off = off
        self._saved: list[State] = []
        self._layers: list[bool] = []
        self._path: list[bytes] = []
        self._clipping = False
        self._order = 0
        self._resources: dict[Any, Any] = {}

    def _part(self, kind: str) -> dict[Any, Any]:
        return dict_value(self._resources.get(kind))

    # --- state -------------------------------------------------------------------------------------------------------

    def _save(self, _numbers: bytes, _operands: list[Operand]) -> None:
        if len(self._saved) >= MAX_STATES:
            raise TooMuch
        self._saved.append(self.state.copy())

    def _restore(self, _numbers: bytes, _operands: list[Operand]) -> None:
        if self._saved:
            self.state = self._saved.pop()

    def _transform(self, numbers: bytes, _operands: list[Operand]) -> None:
        matrix = as_matrix(floats(numbers, 6))
        if matrix:
            self.state.ctm = times(matrix, self.state.ctm)

    def _graphics_state(self, _numbers: bytes, operands: list[Operand]) -> None:
        name = last_name(operands)
        entries = dict_value(self._part("ExtGState").get(name))
        state = self.state
        for key in ("ca", "CA"):
            alpha = resolve1(entries.get(key))
            if isinstance(alpha, int | float):
                setattr(state, "fill_alpha" if key == "ca" else "stroke_alpha", min(1.0, max(0.0, float(alpha))))
        if "SMask" in entries or "BM" in entries:
            mask, blend = resolve1(entries.get("SMask")), resolve1(entries.get("BM"))
            masked = isinstance(mask, dict)
            blended = isinstance(blend, PSLiteral) and literal_name(blend) not in ("Normal", "Compatible")
            state.doubt = masked or blended or (state.doubt and "SMask" not in entries and "BM" not in entries)

    # --- colour ------------------------------------------------------------------------------------------------------

    def _fill_space(self, _numbers: bytes, operands: list[Operand]) -> None:
        self.state.fill_space = colour.space(last_name(operands), self._part("ColorSpace"))
        self.state.fill = colour.first(self.state.fill_space)

    def _stroke_space(self, _numbers: bytes, operands: list[Operand]) -> None:
        self.state.stroke_space = colour.space(last_name(operands), self._part("ColorSpace"))
        self.state.stroke = colour.first(self.state.stroke_space)

    def _fill(self, numbers: bytes, _operands: list[Operand]) -> None:
        space = self.state.fill_space
        self.state.fill = colour.colour(space, floats(numbers, space.size) or ())

    def _stroke(self, numbers: bytes, _operands: list[Operand]) -> None:
        space = self.state.stroke_space
        self.state.stroke = colour.colour(space, floats(numbers, space.size) or ())

    def _plain_fill(self, space: colour.Space, numbers: bytes) -> None:
        parts = floats(numbers, space.size)
        if parts:
            self.state.fill_space, self.state.fill = space, colour.colour(space, parts)

    def _plain_stroke(self, space: colour.Space, numbers: bytes) -> None:
        parts = floats(numbers, space.size)
        if parts:
            self.state.stroke_space, self.state.stroke = space, colour.colour(space, parts)

    # --- paths and images --------------------------------------------------------------------------------------------

    def add_path(self, path: bytes) -> None:
        """Add path operators, with their numbers, to the path that is being drawn."""
        self._path.append(path)

    def _add_path(self, path: bytes, _operands: list[Operand]) -> None:
        self._path.append(path)

    def _clip(self, _numbers: bytes, _operands: list[Operand]) -> None:
        self._clipping = True

    def _finish(self, *, fill: bool, stroke: bool, holes: bool = False) -> None:
        """Paint the path, and make it part of the clipping path where that was asked for."""
        path, self._path = b" ".join(self._path), []
        clipping, self._clipping = self._clipping, False
        state = self.state
        wide = stroke and state.line_width * _stretch(state.ctm) >= _THIN * 2
        ring = stroke and not fill and len(path) <= _RING_CHARACTERS
        if not path or not (fill or wide or clipping or ring):
            return
        if len(path) > MAX_PATH or len(self.sheet.paints) >= MAX_PAINTS:
            self.sheet.blind = True
            return
        found = [outline for outline in outlines(path, state.ctm, holes=holes) if is_sane(outline.box)]
        if fill:
            for outline in found:
                self._paint(outline.box, state.fill, state.fill_alpha, exact=outline.exact)
        if ring and found and len(self.sheet.rings) < MAX_PAINTS:
            self._note_ring(found[0].box)
        if wide:
            margin = state.line_width * _stretch(state.ctm) / 2
            for (x0, y0, x1, y1), _ in found:
                box = (x0 - margin, y0 - margin, x1 + margin, y1 + margin)
                self._paint(box, state.stroke, state.stroke_alpha, exact=False)
        if clipping and found:
            boxes = [outline.box for outline in found]
            x0s, y0s, x1s, y1s = zip(*boxes, strict=True)
            state.clip = meet(state.clip, (min(x0s), min(y0s), max(x1s), max(y1s)))
            state.clip_exact = state.clip_exact and len(found) == 1 and found[0].exact

    def _note_ring(self, box: Box) -> None:
        x0, y0, x1, y1 = box
        if max(x1 - x0, y1 - y0) <= _RING:
            self.sheet.rings.append((x0, self.sheet.height - y1, x1, self.sheet.height - y0))

    def _paint(self, box: Box, tone: Colour | None, alpha: float, *, exact: bool, image: bool = False) -> None:
        """Note what was painted, unless it is too thin or too faint to matter."""
        self._order += 1
        state = self.state
        shown = meet(box, state.clip) or box
        x0, y0, x1, y1 = shown
        if min(x1 - x0, y1 - y0) < _THIN or alpha == 0:
            return
        if state.doubt or self._is_off():
            tone, exact = None, False
        flipped = (x0, self.sheet.height - y1, x1, self.sheet.height - y0)
        self.sheet.paints.append(Paint(flipped, self._order, tone, alpha, image, exact and state.clip_exact))

    def _shade(self, _numbers: bytes, _operands: list[Operand]) -> None:
        box = self.state.clip or (0.0, 0.0, self.sheet.width, self.sheet.height)
        self._paint(box, None, self.state.fill_alpha, exact=False)

    def _inline_image(self, _numbers: bytes, _operands: list[Operand]) -> None:
        self._paint(around(self.state.ctm, (0, 0, 1, 1)), None, self.state.fill_alpha, exact=False, image=True)

    def _image(self, stream: PDFStream) -> None:
        state = self.state
        box = around(state.ctm, (0, 0, 1, 1))
        if not is_sane(box):
            return
        stencil = resolve1(stream.get("ImageMask")) is True
        whole = not stencil and "SMask" not in stream and "Mask" not in stream and is_square(state.ctm)
        tone = state.fill if stencil else None
        self._paint(box, tone, state.fill_alpha, exact=whole, image=not stencil)

    # --- layers ------------------------------------------------------------------------------------------------------

    def _mark(self, _numbers: bytes, operands: list[Operand]) -> None:
        names = [operand.name for operand in operands if isinstance(operand, Name)]
        off = len(names) > 1 and names[0] == "OC" and self._is_layer_off(self._part("Properties").get(names[1]))
        if len(self._layers) >= MAX_STATES:
            raise TooMuch
        self._layers.append(off)

    def _unmark(self, _numbers: bytes, _operands: list[Operand]) -> None:
        if self._layers:
            self._layers.pop()

    def _is_layer_off(self, spec: object) -> bool:
        return isinstance(spec, PDFObjRef) and spec.objid in self._off

    def _is_off(self) -> bool:
        return True in self._layers

    HANDLERS: ClassVar[dict[bytes, Handler]] = {
        b"q": _save, b"Q": _restore, b"cm": _transform, b"gs": _graphics_state, b"w": into_state("line_width"),
        b"cs": _fill_space, b"CS": _stroke_space, b"sc": _fill, b"scn": _fill, b"SC": _stroke, b"SCN": _stroke,
        b"g": lambda self, n, _: self._plain_fill(colour.GRAY, n),
        b"rg": lambda self, n, _: self._plain_fill(colour.RGB, n),
        b"k": lambda self, n, _: self._plain_fill(colour.CMYK, n),
        b"G": lambda self, n, _: self._plain_stroke(colour.GRAY, n),
        b"RG": lambda self, n, _: self._plain_stroke(colour.RGB, n),
        b"K": lambda self, n, _: self._plain_stroke(colour.CMYK, n),
        tokens.PATH: _add_path,
        **{name: _path_operator(name) for name in (b"m", b"l", b"c", b"v", b"y", b"h", b"re")},
        b"W": _clip, b"W*": _clip,
        b"f": lambda self, _n, _: self._finish(fill=True, stroke=False),
        b"F": lambda self, _n, _: self._finish(fill=True, stroke=False),
        b"f*": lambda self, _n, _: self._finish(fill=True, stroke=False, holes=True),
        b"B": lambda self, _n, _: self._finish(fill=True, stroke=True),
        b"B*": lambda self, _n, _: self._finish(fill=True, stroke=True, holes=True),
        b"b": lambda self, _n, _: self._finish(fill=True, stroke=True),
        b"b*": lambda self, _n, _: self._finish(fill=True, stroke=True, holes=True),
        b"S": lambda self, _n, _: self._finish(fill=False, stroke=True),
        b"s": lambda self, _n, _: self._finish(fill=False, stroke=True),
        b"n": lambda self, _n, _: self._finish(fill=False, stroke=False),
        b"sh": _shade, tokens.INLINE_IMAGE: _inline_image, b"BDC": _mark, b"BMC": _mark, b"EMC": _unmark,
    }  # fmt: skip


def _stretch(matrix: Matrix) -> float:
    return float((matrix[0] ** 2 + matrix[1] ** 2) ** 0.5)


def last_name(operands: list[Operand]) -> str:
    """The last name among operands, or nothing."""
    return next((operand.name for operand in reversed(operands) if isinstance(operand, Name)), "")
