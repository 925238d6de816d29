"""Places the letters of one piece of text, to pdfminer's own rules: boxes, widths and spaces agree exactly."""

import math
from collections.abc import Iterable
from itertools import islice

from parsers.model import Box
from parsers.pdf.budget import MAX_PAGE_GLYPHS
from parsers.pdf.fonts import SHORT, Font
from parsers.pdf.glyphs import BOTH, Glyph, Ink, Sheet
from parsers.pdf.state import Matrix, State, around
from parsers.pdf.tokens import HUGE

_SPACE = 32
_MAX_CODE = 4
"""Bytes of one character at most."""


def write(parts: Iterable[float | bytes], sheet: Sheet, state: State, matrix: Matrix, order: int, ink: Ink) -> None:
    """Add the letters of ``parts`` to the sheet; numbers between them move the pen, which ``state`` holds."""
    font = state.font
    if font is None:
        return
    if matrix[1] == matrix[2] == 0 and not font.vertical:
        _level(parts, sheet, state, font, matrix, order, ink)
    else:
        _Turned(sheet, state, font, matrix, order, ink).write(parts)


def _level(
    parts: Iterable[float | bytes], sheet: Sheet, state: State, font: Font, matrix: Matrix, order: int, ink: Ink
) -> None:
    """Letters on a level line, by far the most usual case and so the one that is written for speed."""
    glyphs, characters, short = sheet.glyphs, font.characters, font.short
    a, _, _, d, e, f = matrix
    size, name, bold, scaling = state.size, font.name, font.bold or ink.mode == BOTH, state.scaling * 0.01
    low = font.descent * size + state.rise
    f += state.y * d
    y0, y1 = d * low + f, d * (low + size) + f
    if y1 < y0:
        y0, y1 = y1, y0
    top, bottom, tall = sheet.height - y1, sheet.height - y0, y1 - y0
    charspace = state.charspace * scaling
    wordspace = 0.0 if font.multibyte else state.wordspace * scaling
    factor, x, spaced = size * scaling, state.x, False
    for part in parts:
        if not isinstance(part, bytes):
            x -= part * 0.001 * factor
            spaced = True
            continue
        codes = short[part] if len(part) <= SHORT else _codes(font, part, MAX_PAGE_GLYPHS - len(glyphs))
        for code in codes:
            text, width = characters[code]
            if spaced:
                x += charspace
            spaced = True
            left = a * x + e
            x += width * factor
            right = a * x + e
            box = (left, top, right, bottom) if left <= right else (right, top, left, bottom)
            glyphs.append(Glyph(text, box, tall, order, True, bold, name, ink))
            if code == _SPACE:
                x += wordspace
    state.x = x


def write_each(
    letters: Iterable[tuple[bytes, bytes, bytes]], sheet: Sheet, state: State, font: Font, order: int, ink: Ink
) -> int:
    """Add letters that are each moved to and shown (``tokens.letters``), on a level line: most of what browsers write.

    ``order`` is that of the operation before them; returns that of the last of them.
    """
    glyphs, characters, digits = sheet.glyphs, font.characters, font.digits
    a, b, c, d, e, f = state.matrix
    wide, turn, slant, high, e0, f0 = state.ctm
    across, upward = wide * a + slant * b, turn * c + high * d
    size, name, bold, scaling = state.size, font.name, font.bold or ink.mode == BOTH, state.scaling * 0.01
    low = font.descent * size + state.rise
    charspace = state.charspace * scaling
    wordspace = 0.0 if font.multibyte else state.wordspace * scaling
    factor, x, level, top, bottom, tall = size * scaling, 0.0, math.nan, 0.0, 0.0, 0.0
    for to_right, up, text in letters:
        order += 1
        right, above = float(to_right), float(up)
        e += right * a + above * c
        f += right * b + above * d
        start, base = wide * e + slant * f + e0, turn * e + high * f + f0
        if base != level:
            level, y0, y1 = base, upward * low + base, upward * (low + size) + base
            bottom, top, tall = sheet.height - min(y0, y1), sheet.height - max(y0, y1), abs(y1 - y0)
        x = 0.0
        for number, code in enumerate(digits[text]):
            character, width = characters[code]
            if number:
                x += charspace
            left = across * x + start
            x += width * factor
            right = across * x + start
            if abs(left) + abs(right) + abs(base) < HUGE:
                box = (left, top, right, bottom) if left <= right else (right, top, left, bottom)
                glyphs.append(Glyph(character, box, tall, order, True, bold, name, ink))
            if code == _SPACE:
                x += wordspace
    state.matrix = (a, b, c, d, e, f)
    state.x, state.y = x, 0.0
    return order


def _codes(font: Font, text: bytes, most: int) -> Iterable[int]:
    """The characters of a string, no more than a page may still have."""
    if len(text) <= most:
        return font.decode(text)
    return islice(font.decode(text[: most * _MAX_CODE]), most)


class _Turned:
    """Letters on a line that is turned, slanted, or runs downwards."""

    def __init__(self, sheet: Sheet, state: State, font: Font, matrix: Matrix, order: int, ink: Ink) -> None:
        self._sheet, self._state, self._font, self._matrix = sheet, state, font, matrix
        self._order, self._ink = order, ink
        self._bold = font.bold or ink.mode == BOTH
        self._scaling = state.scaling * 0.01
        self._charspace = state.charspace * self._scaling
        self._wordspace = 0.0 if font.multibyte else state.wordspace * self._scaling
        self._upright = abs(matrix[1]) + abs(matrix[2]) <= abs(matrix[0]) + abs(matrix[3])

    def write(self, parts: Iterable[float | bytes]) -> None:
        """As the function of that name."""
        spaced = False
        for part in parts:
            if not isinstance(part, bytes):
                self._move(-part * 0.001 * self._state.size * self._scaling)
                spaced = True
                continue
            for code in _codes(self._font, part, MAX_PAGE_GLYPHS - len(self._sheet.glyphs)):
                if spaced:
                    self._move(self._charspace)
                spaced = True
                self._place(code)
                if code == _SPACE:
                    self._move(self._wordspace)

    def _move(self, step: float) -> None:
        if self._font.vertical:
            self._state.y += step
        else:
            self._state.x += step

    def _place(self, code: int) -> None:
        state, height = self._state, self._sheet.height
        text, width = self._font.characters[code]
        size, advance = state.size, width * state.size * self._scaling
        if self._font.vertical:
            across, down = self._displacement(code)
            left = size * 0.5 if across is None else across * size * 0.001
            top = (1000 - down) * size * 0.001 + state.rise
            cell: Box = (-left, top + advance, size - left, top)
        else:
            low = self._font.descent * size + state.rise
            cell = (0.0, low, advance, low + size)
        a, b, c, d, e, f = self._matrix
        x0, y0, x1, y1 = around((a, b, c, d, state.x * a + state.y * c + e, state.x * b + state.y * d + f), cell)
        tall = y1 - y0 if self._upright and not self._font.vertical else x1 - x0
        box = (x0, height - y1, x1, height - y0)
        self._sheet.glyphs.append(
            Glyph(text, box, tall, self._order, self._upright, self._bold, self._font.name, self._ink)
        )
        self._move(advance)

    def _displacement(self, code: int) -> tuple[float | None, float]:
        found = self._font.displacement(code)
        return found if isinstance(found, tuple) else (None, 880.0)
