"""Runs the content of a page and writes down the glyphs it shows and what it paints.

With ``tokens`` and ``painter`` this is what replaces pdfminer's interpreter and device; documents, indexes and fonts
stay pdfminer's. Where each letter stands agrees with pdfminer exactly, and is tested against it.
"""

from collections.abc import Sequence
from typing import Any, ClassVar

from pdfminer.pdftypes import PDFStream, list_value, resolve1
from pdfminer.psparser import PSLiteral, literal_name

from parsers.pdf import pen, tokens
from parsers.pdf.budget import MAX_PAGE_GLYPHS, Budget, TooMuch
from parsers.pdf.damage import DAMAGE
from parsers.pdf.fonts import Font, Fonts
from parsers.pdf.glyphs import BOTH, OUTLINED, PLAIN, Ink, Sheet
from parsers.pdf.objects import number
from parsers.pdf.painter import Handler, Painter, into_state, last_name
from parsers.pdf.state import IDENTITY, Matrix, around, as_matrix, is_sane, is_square, meet, times
from parsers.pdf.tokens import HUGE, Array, Operand, elements, floats, step

_SMALL = 2.0
"""Points: letters less high or wide than this cannot be read."""

_KEEP_INK = frozenset((tokens.SHOW, tokens.LETTERS, tokens.PATH, b"Tj", b"TJ", b"Td", b"TD", b"T*", b"'", b'"', b"TL"))
"""Operators that move the pen and leave the ink as it is."""


class Content(Painter):
    """The interpreter of one page."""

    def __init__(self, sheet: Sheet, ctm: Matrix, fonts: Fonts, budget: Budget, off: frozenset[int]) -> None:
        """``off`` are the ids of the layers that are switched off."""
        super().__init__(sheet, ctm, off)
        self._fonts = fonts
        self._budget = budget
        self._running: list[object] = []
        self._key: tuple[object, ...] = ()
        self._last = PLAIN
        self._inked = False
        """Nothing that changes how letters look has happened since ``_last`` was found."""

    def run(self, data: bytes, resources: dict[Any, Any]) -> None:
        """Run a content stream. Raises ``TooMuch`` at a limit; what was found until then is in the sheet."""
        outer, self._resources = self._resources, resources
        handlers = self._HANDLERS
        for operator, numbers, operands in tokens.operations(data, self._budget):
            handler = handlers.get(operator)
            if handler is not None:
                if operator not in _KEEP_INK:
                    self._inked = False
                handler(self, numbers, operands)
        self._resources = outer
        self._inked = False

    def _do(self, _numbers: bytes, operands: list[Operand]) -> None:
        stream = resolve1(self._part("XObject").get(last_name(operands)))
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

    def _form(self, stream: PDFStream) -> None:
        if stream in self._running:
            return
        self._budget.form(len(self._running))
        matrix = as_matrix([number(part) for part in list_value(stream.get("Matrix"))[:6]]) or IDENTITY
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

    # --- text --------------------------------------------------------------------------------------------------------

    def _begin_text(self, _numbers: bytes, _operands: list[Operand]) -> None:
        self._move_to(IDENTITY)

    def _move_to(self, matrix: Matrix) -> None:
        self.state.matrix = matrix
        self.state.x = self.state.y = 0.0

    def _font(self, numbers: bytes, operands: list[Operand]) -> None:
        fonts = self._part("Font")
        name = last_name(operands)
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
        matrix = as_matrix(floats(numbers, 6))
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

    def _letters(self, run: bytes, _operands: list[Operand]) -> None:
        letters = tokens.letters(run)[: MAX_PAGE_GLYPHS - len(self.sheet.glyphs)]
        state, font = self.state, self.state.font
        matrix = times(state.matrix, state.ctm)
        if font is None or font.vertical or not matrix[1] == matrix[2] == 0 or not _measures(matrix) < HUGE:
            for right, up, digits in letters:
                self._step(float(right), float(up))
                self._show([tokens.hexadecimal(digits)])
            return
        ink = self._current_ink(font, matrix)
        self._order = pen.write_each(letters, self.sheet, state, font, self._order, ink)
        self._bound_glyphs()

    def _step(self, x: float, y: float) -> None:
        state = self.state
        a, b, c, d, e, f = state.matrix
        state.matrix = (a, b, c, d, x * a + y * c + e, x * b + y * d + f)
        state.x = state.y = 0.0

    def _step_and_show(self, numbers: bytes, operands: list[Operand]) -> None:
        if numbers:
            self._step(*step(numbers))
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
        if not _measures(matrix) + abs(state.x) + abs(state.y) < HUGE:
            return
        ink = self._current_ink(font, matrix)
        before = len(self.sheet.glyphs)
        pen.write(parts, self.sheet, state, matrix, self._order, ink)
        if not abs(state.x) + abs(state.y) < HUGE:
            del self.sheet.glyphs[before:]
        self._bound_glyphs()

    def _bound_glyphs(self) -> None:
        if len(self.sheet.glyphs) >= MAX_PAGE_GLYPHS:
            self._budget.exceeded = True
            raise TooMuch

    def _current_ink(self, font: Font, matrix: Matrix) -> Ink:
        """How the letters that come now look; most often like those before them."""
        if not self._inked:
            state = self.state
            look = (state.fill, state.stroke, state.mode, state.fill_alpha, state.stroke_alpha, state.clip, state.doubt)
            key = (*look, *matrix[:4], state.size, state.scaling, font, self._is_off())
            if key != self._key:
                self._key, self._last = key, self._ink(font, matrix)
            self._inked = True
        return self._last

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
            drawn=font.drawn,
        )

    _HANDLERS: ClassVar[dict[bytes, Handler]] = {
        **Painter.HANDLERS,
        b"Do": _do,
        b"BT": _begin_text, b"Tf": _font, b"Tr": _mode, b"TL": _leading,
        b"Tc": into_state("charspace"), b"Tw": into_state("wordspace"), b"Tz": into_state("scaling"),
        b"Ts": into_state("rise"),
        b"Td": _next_line, b"TD": _next_line_leading, b"Tm": _text_matrix, b"T*": _line_feed,
        tokens.LETTERS: _letters, tokens.SHOW: _step_and_show, b"Tj": _show_one, b"TJ": _show_many,
        b"'": _feed_and_show, b'"': _space_feed_and_show,
    }  # fmt: skip


def _measures(matrix: Matrix) -> float:
    a, b, c, d, e, f = matrix
    return abs(a) + abs(b) + abs(c) + abs(d) + abs(e) + abs(f)
