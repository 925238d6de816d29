"""Cleaning and numbering of lines, and the bounds on how much of a document is kept; the same for every format."""

import re
import unicodedata
from dataclasses import dataclass, replace

from parsers.model import Box, HiddenLine, Line

MAX_LINES = 20_000
MAX_CHARACTERS = 1_000_000
MAX_LINE = 2_000
"""Characters in one line; a longer one is broken at a space, so that no later step meets a line of a megabyte."""

MAX_PLACE = 500_000.0
"""Points from the corner of a page, and the largest size: what a damaged file puts further out is drawn in."""

_DROPPED = {0x00AD, 0x200B, 0x2060, 0xFEFF, 0xFFFD}
"""Soft hyphen, zero-width space, word joiner, byte order mark, and the sign for an unreadable character."""

_LIGATURES = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
_SPACES = re.compile(r"\s+")
_GAP = "\t"
_BULLET = re.compile(r"[•▪◦‣●○■□▸►➢➤✓✔\u2043∙·*] ?(?=[^\s*])|[-\u2013\u2014] (?=[^\d\s])")
"""A sign in front of an item. A dash before a number is more likely the second half of a period."""


def clean(text: str) -> str:
    """One line of text: ligatures opened, accents joined, runs of space made one, nothing that cannot be printed."""
    text = text.translate(_LIGATURES)
    if not text.isprintable() or "\ufffd" in text:  # most text is, and a look at every character costs
        text = "".join(character for character in text if _printable(character))
    return unicodedata.normalize("NFC", _SPACES.sub(" ", text)).strip()


def _clean_with_gaps(text: str) -> tuple[str, tuple[int, ...]]:
    """The cleaned text, and the offsets of the spaces in it that were tabulators."""
    pieces = [piece for part in text.split(_GAP) if (piece := clean(part))]
    gaps, length = [], 0
    for piece in pieces[:-1]:
        length += len(piece)
        gaps.append(length)
        length += 1
    return " ".join(pieces), tuple(gaps)


def _printable(character: str) -> bool:
    if character.isspace():
        return True
    return ord(character) not in _DROPPED and unicodedata.category(character) not in ("Cc", "Cs", "Co", "Cn")


@dataclass(frozen=True, slots=True)
class Look:
    """What a format knows of a line beside its place; the same as in ``parsers.model.Line``."""

    size: float = 0.0
    bold: bool = False
    level: int = 0
    bullet: bool = False
    block: int = 0


class Lines:
    """Collects the lines of one document in reading order and numbers them from 1.

    Once a bound is reached further text is left out, ``full`` is true and ``remarks`` says so.
    """

    def __init__(self) -> None:
        self._lines: list[Line] = []
        self._characters = 0
        self.full = False

    def add(
        self, text: str, page: int = 1, box: Box | None = None, edges: tuple[float, ...] = (), look: Look = Look()
    ) -> None:
        """Add one line; an empty one is skipped, one that is too long is broken at spaces.

        A tabulator in ``text`` stands for a gap. ``edges`` (one more than characters) are kept where ``text`` is clean
        already but for tabulators. A bullet in front is taken off and noted.
        """
        cleaned, gaps = _clean_with_gaps(text)
        if len(edges) != len(cleaned) + 1 or not all(map(MAX_PLACE.__ge__, map(abs, edges))):
            edges = ()
        size = min(look.size, MAX_PLACE)
        line = Line(0, page, cleaned, _near(box), edges, gaps, size, look.bold, look.level, look.bullet, look.block)
        sign = _BULLET.match(cleaned)
        rest: Line | None = replace(_cut(line, sign.end(), len(cleaned)), bullet=True) if sign else line
        while rest and rest.text and not self.full:
            rest = self._append(rest)

    def _append(self, line: Line) -> Line | None:
        """Keep what fits into one line; returns the rest."""
        length = len(line.text)
        end = length if length <= MAX_LINE else line.text.rfind(" ", 1, MAX_LINE) + 1 or MAX_LINE
        if len(self._lines) >= MAX_LINES or self._characters + end > MAX_CHARACTERS:
            self.full = True
            return None
        kept = _cut(line, 0, len(line.text[:end].rstrip()), len(self._lines) + 1)
        self._characters += len(kept.text)
        self._lines.append(kept)
        return replace(_cut(line, end, length), bullet=False) if end < length else None

    def remarks(self) -> tuple[str, ...]:
        """What is to be said about the collection: nothing, or that it is not the whole text."""
        return ("only the beginning of this very long file was read",) if self.full else ()

    def finish(self) -> tuple[Line, ...]:
        """The lines so far."""
        return tuple(self._lines)


def _cut(line: Line, start: int, end: int, number: int = 0) -> Line:
    edges = line.edges[start : end + 1] if line.edges else ()
    gaps = tuple(gap - start for gap in line.gaps if start <= gap < end)
    return replace(line, number=number, text=line.text[start:end], edges=edges, gaps=gaps)


def _near(box: Box | None) -> Box | None:
    if box is None:
        return None
    left, top, right, bottom = (max(-MAX_PLACE, min(MAX_PLACE, edge)) for edge in box)
    return left, top, right, bottom


class Hidden:
    """Collects the text that nobody would see, within the same bounds as what is seen."""

    def __init__(self) -> None:
        self._lines: list[HiddenLine] = []
        self._characters = 0

    def add(self, text: str, why: str, page: int = 1, box: Box | None = None) -> None:
        """Add one hidden line; its end is cut off where it is too long, and what is too much is left out."""
        kept = clean(text)[:MAX_LINE].rstrip()
        if kept and len(self._lines) < MAX_LINES and self._characters + len(kept) <= MAX_CHARACTERS:
            self._characters += len(kept)
            self._lines.append(HiddenLine(page, kept, why, _near(box)))

    def finish(self) -> tuple[HiddenLine, ...]:
        """The hidden lines so far."""
        return tuple(self._lines)
