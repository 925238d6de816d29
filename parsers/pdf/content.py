"""Runs the content of a page and writes down the glyphs it shows and what it paints.

The second half of what replaces pdfminer's interpreter and device (``tokens`` is the first); documents, objects and
fonts stay pdfminer's. Positions of glyphs follow pdfminer to the last digit, which is tested against it.
"""

from collections.abc import Callable, Sequence
from typing import Any, ClassVar

from pdfminer.pdftypes import PDFObjRef, PDFStream, dict_value, list_value, resolve1
from pdfminer.psparser import PSLiteral, literal_name

from parsers.model import Box
from parsers.pdf import colour, pen, tokens
from parsers.pdf.budget import MAX_PAGE_GLYPHS, MAX_PAINTS, MAX_STATES, Budget, TooMuch
from parsers.pdf.damage import DAMAGE
from parsers.pdf.fonts import Font, Fonts
from parsers.pdf.glyphs import BOTH, OUTLINED, PLAIN, Colour, Ink, Paint, Sheet
from parsers.pdf.objects import number
from parsers.pdf.state import IDENTITY, Matrix, State, around, is_sane, is_square, meet, outlines, times
from parsers.pdf.tokens import HUGE, Array, Name, Operand, elements, floats

_SMALL = 2.0
"""Points: letters less high or wide than this cannot be read."""

_RING = 9.0
"""Points: an outlined shape that is larger is no sign of a list."""

_RING_CHARACTERS = 400
"""Four curves; a longer path is a drawing."""

_THIN = 1.5
"""Points: what is painted thinner than this hides nothing and is no background."""

Handler = Callable[["Content", bytes, list[Operand]], None]


def _plain(value: str) -> "Handler":
    """An operator that puts one number into the state."""

    def handler(content: "Content", numbers: bytes, _operands: list[Operand]) -> None:
        found = floats(numbers, 1)
        if found:
            setattr(content.state, value, found[0])

    return handler


def _path_operator(name: bytes) -> "Handler":
    """A path operator whose numbers stand too close together for the pattern of paths."""

    def handler(content: "Content", numbers: bytes, _operands: list[Operand]) -> None:
        content.add_path(numbers + b" " + name)

    return handler


class Content:
    """The interpreter of one page."""

    def __init__(self, sheet: Sheet, ctm: Matrix, fonts: Fonts, budget: Budget, off: frozenset[int]) -> None:
        """``off`` are the ids of the layers that are switched off."""
        self.sheet = sheet
        self._fonts = fonts
        self._budget = budget
        self._off = off
        self.state = State(ctm)
        self._saved: list[State] = []
        self._layers: list[bool] = []
        self._path: list[bytes] = []
        self._clipping = False
        self._order = 0
        self._resources: dict[Any, Any] = {}
        self._running: list[object] = []
        self._key: tuple[object, ...] = ()
        self._last = PLAIN

    def run(self, data: bytes, resources: dict[Any, Any]) -> None:
        """Run a content stream. Raises ``TooMuch`` at a limit; what was found until then is in the sheet."""
        outer, self._resources = self._resources, resources
        handlers = self._HANDLERS
        for operator, numbers, operands in tokens.operations(data, self._budget):
            handler = handlers.get(operator)
            if handler is not None:
                handler(self, numbers, operands)
        self._resources = outer

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
        matrix = _matrix(floats(numbers, 6))
        if matrix:
            self.state.ctm = times(matrix, self.state.ctm)

    def _line_width(self, numbers: bytes, _operands: list[Operand]) -> None:
        width = floats(numbers, 1)
        if width:
            self.state.line_width = width[0]

    def _graphics_state(self, _numbers: bytes, operands: list[Operand]) -> None:
        name = _last_name(operands)
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
        self.state.fill_space = colour.space(_last_name(operands), self._part("ColorSpace"))
        self.state.fill = colour.first(self.state.fill_space)

    def _stroke_space(self, _numbers: bytes, operands: list[Operand]) -> None:
        self.state.stroke_space = colour.space(_last_name(operands), self._part("ColorSpace"))
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
        ring = stroke and not fill and len(path) <= _RING_CHARACTERS and b"c" in path
        if not path or not (fill or wide or clipping or ring):
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
        if len(self.sheet.paints) >= MAX_PAINTS:
            self.sheet.blind = True
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

    def _do(self, _numbers: bytes, operands: list[Operand]) -> None:
        stream = resolve1(self._part("XObject").get(_last_name(operands)))
        if not isinstance(stream, PDFStream):
            return
        kind = resolve1(stream.get("Subtype"))
        kind = literal_name(kind) if isinstance(kind, PSLiteral) else ""
        layers, self._layers = self._layers, [*self._layers, self._is_layer_off(stream.get("OC"))]
        if kind == "Image":
            self._image(stream)
        elif kind == "Form":
            self._form(stream)
        self._layers = layers

    def _image(self, stream: PDFStream) -> None:
        state = self.state
        box = around(state.ctm, (0, 0, 1, 1))
        if not is_sane(box):
            return
        stencil = resolve1(stream.get("ImageMask")) is True
        whole = not stencil and "SMask" not in stream and "Mask" not in stream and is_square(state.ctm)
        tone = state.fill if stencil else None
        self._paint(box, tone, state.fill_alpha, exact=whole, image=not stencil)

    def _form(self, stream: PDFStream) -> None:
        if stream in self._running:
            return
        self._budget.form(len(self._running))
        matrix = _matrix([number(part) for part in list_value(stream.get("Matrix"))[:6]]) or IDENTITY
        saved, held = self.state, self._saved
        self.state, self._saved = saved.copy(), []
        self.state.ctm = times(matrix, saved.ctm)
        corners = [number(part) for part in list_value(stream.get("BBox"))[:4]]
        if len(corners) == 4:  # noqa: PLR2004  a box
            x0, y0, x1, y1 = corners
            box = around(self.state.ctm, (x0, y0, x1, y1))
            self.state.clip = meet(self.state.clip, box) if is_sane(box) else self.state.clip
            self.state.clip_exact = self.state.clip_exact and is_square(self.state.ctm)
        self._running.append(stream)
        own = resolve1(stream.get("Resources"))
        try:
            self.run(stream.get_data(), own if isinstance(own, dict) and own else self._resources)
        except DAMAGE:
            self.sheet.partial = True
        self._running.pop()
        self.state, self._saved = saved, held
        self._path = []

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

    # --- text --------------------------------------------------------------------------------------------------------

    def _begin_text(self, _numbers: bytes, _operands: list[Operand]) -> None:
        self._move_to(IDENTITY)

    def _move_to(self, matrix: Matrix) -> None:
        self.state.matrix = matrix
        self.state.x = self.state.y = 0.0

    def _font(self, numbers: bytes, operands: list[Operand]) -> None:
        fonts = self._part("Font")
        name = _last_name(operands)
        self.state.font = self._fonts.get(fonts[name]) if name in fonts else self._fonts.default()
        size = floats(numbers, 1)
        if size:
            self.state.size = size[0]

    def _mode(self, numbers: bytes, _operands: list[Operand]) -> None:
        mode = floats(numbers, 1)
        if mode:
            self.state.mode = int(mode[0])

    def _leading(self, numbers: bytes, _operands: list[Operand]) -> None:
        leading = floats(numbers, 1)
        if leading:
            self.state.leading = -leading[0]

    def _next_line(self, numbers: bytes, _operands: list[Operand]) -> None:
        move = floats(numbers, 2)
        if move:
            a, b, c, d, e, f = self.state.matrix
            x, y = move
            self._move_to((a, b, c, d, x * a + y * c + e, x * b + y * d + f))

    def _next_line_leading(self, numbers: bytes, operands: list[Operand]) -> None:
        move = floats(numbers, 2)
        if move:
            self.state.leading = move[1]
        self._next_line(numbers, operands)

    def _text_matrix(self, numbers: bytes, _operands: list[Operand]) -> None:
        matrix = _matrix(floats(numbers, 6))
        if matrix:
            self._move_to(matrix)

    def _line_feed(self, _numbers: bytes, _operands: list[Operand]) -> None:
        a, b, c, d, e, f = self.state.matrix
        self._move_to((a, b, c, d, self.state.leading * c + e, self.state.leading * d + f))

    def _show_one(self, _numbers: bytes, operands: list[Operand]) -> None:
        if operands and isinstance(operands[-1], bytes):
            self._show([operands[-1]])

    def _show_many(self, _numbers: bytes, operands: list[Operand]) -> None:
        if operands and isinstance(operands[-1], Array):
            self._show(elements(operands[-1]))

    def _step_and_show(self, numbers: bytes, operands: list[Operand]) -> None:
        if numbers:
            self._next_line(numbers, operands)
        shown = operands[0]
        if isinstance(shown, Array):
            self._show(elements(shown))
        elif isinstance(shown, bytes):
            self._show([shown])

    def _feed_and_show(self, numbers: bytes, operands: list[Operand]) -> None:
        self._line_feed(numbers, operands)
        self._show_one(numbers, operands)

    def _space_feed_and_show(self, numbers: bytes, operands: list[Operand]) -> None:
        spaces = next((o for o in reversed(operands) if isinstance(o, tokens.Numbers)), None)
        both = floats(spaces.raw, 2) if spaces else None
        if both:
            self.state.wordspace, self.state.charspace = both
        self._feed_and_show(numbers, operands)

    def _show(self, parts: Sequence[float | bytes]) -> None:
        """Place the letters of one operation."""
        state, font = self.state, self.state.font
        if font is None:
            return
        self._order += 1
        matrix = times(state.matrix, state.ctm)
        a, b, c, d, e, f = matrix
        if not abs(a) + abs(b) + abs(c) + abs(d) + abs(e) + abs(f) + abs(state.x) + abs(state.y) < HUGE:
            return
        look = (state.fill, state.stroke, state.mode, state.fill_alpha, state.stroke_alpha, state.clip, state.doubt)
        key = (*look, a, b, c, d, state.size, state.scaling, font, self._is_off())
        if key != self._key:
            self._key, self._last = key, self._ink(font, matrix)
        glyphs = self.sheet.glyphs
        before = len(glyphs)
        pen.write(parts, self.sheet, state, matrix, self._order, self._last)
        if not abs(state.x) + abs(state.y) < HUGE:
            del glyphs[before:]
        if len(glyphs) >= MAX_PAGE_GLYPHS:
            self._budget.exceeded = True
            raise TooMuch

    def _ink(self, font: Font, matrix: Matrix) -> Ink:
        state = self.state
        mode = state.mode & 3
        a, b, c, d, _, _ = matrix
        scale = abs(state.size)
        high, wide = (abs(c) + abs(d)) * scale, (abs(a) + abs(b)) * scale * abs(state.scaling) / 100
        alpha = state.stroke_alpha if mode == OUTLINED else state.fill_alpha
        height = self.sheet.height
        clip = state.clip
        return Ink(
            colour=state.fill,
            outline=state.stroke,
            mode=mode,
            alpha=max(alpha, state.stroke_alpha) if mode == BOTH else alpha,
            clip=(clip[0], height - clip[3], clip[2], height - clip[1]) if clip else None,
            doubt=state.doubt or self._is_off() or font.drawn,
            squeezed=(high < _SMALL or wide < _SMALL) and not font.drawn,
        )

    # --- operators ---------------------------------------------------------------------------------------------------

    _HANDLERS: ClassVar[dict[bytes, Handler]] = {
        b"q": _save, b"Q": _restore, b"cm": _transform, b"gs": _graphics_state, b"w": _line_width,
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
        b"sh": _shade, b"Do": _do, tokens.INLINE_IMAGE: _inline_image,
        b"BDC": _mark, b"BMC": _mark, b"EMC": _unmark,
        b"BT": _begin_text, b"Tf": _font, b"Tr": _mode, b"TL": _leading,
        b"Tc": _plain("charspace"), b"Tw": _plain("wordspace"), b"Tz": _plain("scaling"), b"Ts": _plain("rise"),
        b"Td": _next_line, b"TD": _next_line_leading, b"Tm": _text_matrix, b"T*": _line_feed,
        tokens.SHOW: _step_and_show, b"Tj": _show_one, b"TJ": _show_many, b"'": _feed_and_show,
        b'"': _space_feed_and_show,
    }  # fmt: skip


def _matrix(numbers: Sequence[float] | None) -> Matrix | None:
    if numbers is None or len(numbers) != len(IDENTITY):
        return None
    a, b, c, d, e, f = numbers
    return a, b, c, d, e, f


def _stretch(matrix: Matrix) -> float:
    return float((matrix[0] ** 2 + matrix[1] ** 2) ** 0.5)


def _last_name(operands: list[Operand]) -> str:
    return next((operand.name for operand in reversed(operands) if isinstance(operand, Name)), "")
