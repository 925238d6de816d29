"""Text that runs over lines, with the way back: fields know where each of their characters stands."""

from bisect import bisect_right
from collections.abc import Iterable, Sequence

from parsers.model import Field, Line, Span
from parsers.resume.fold import fold

_WIDE = (range(0x3000, 0x9FFF), range(0xF900, 0xFAFF), range(0xFF00, 0xFFEF))
"""Chinese and Japanese letters and signs, between which a line break stands for nothing."""


class Flow:
    """Pieces of lines as one text. ``folded`` is the same text, made comparable, at the same offsets.

    A line break becomes a space, but for a break after a hyphen inside a word and between Chinese or Japanese letters.
    """

    def __init__(self, lines: Sequence[Line], pieces: Iterable[Span], joint: str | None = None) -> None:
        """``lines`` are those of the whole document; ``joint`` stands for each line break instead."""
        self.text = ""
        self.pieces: list[tuple[int, Span]] = []
        for piece in pieces:
            words = lines[piece.line - 1].text[piece.start : piece.end]
            if self.text and words:
                self.text += _joint(self.text, words) if joint is None else joint
            self.pieces.append((len(self.text), piece))
            self.text += words
        self.folded = fold(self.text)
        self._starts = [at for at, _ in self.pieces]

    def field(self, start: int, end: int, *, guessed: bool = False) -> Field | None:
        """The text from ``start`` to ``end``, without white at its ends; None where nothing is left."""
        while start < end and self.text[start].isspace():
            start += 1
        while start < end and self.text[end - 1].isspace():
            end -= 1
        first = max(0, bisect_right(self._starts, start) - 1)
        last = bisect_right(self._starts, end)
        parts = (_part(at, piece, start, end) for at, piece in self.pieces[first:last])
        spans = tuple(span for span in parts if span)
        return Field(self.text[start:end], spans, guessed) if spans else None


def whole(line: Line) -> Span:
    """All of a line."""
    return Span(line.number, 0, len(line.text))


def _part(at: int, piece: Span, start: int, end: int) -> Span | None:
    """What lies of a piece, which begins ``at`` this offset of the text, between two offsets."""
    first, last = max(start - at, 0) + piece.start, min(end - at + piece.start, piece.end)
    return Span(piece.line, first, last) if first < last else None


def _joint(before: str, after: str) -> str:
    if before[-1] in "-\u2010" and before[-2:-1].isalnum() and after[0].isalnum():
        return ""
    return "" if _wide(before[-1]) and _wide(after[0]) else " "


def _wide(character: str) -> bool:
    return any(ord(character) in part for part in _WIDE)
