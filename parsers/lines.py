"""Cleaning and numbering of lines, and the bounds on how much of a document is kept; the same for every format."""

import re
import unicodedata

from parsers.model import Box, Line

MAX_LINES = 20_000
MAX_CHARACTERS = 1_000_000
MAX_LINE = 2_000
"""Characters in one line; a longer one is broken at a space, so that no later step meets a line of a megabyte."""

_DROPPED = {0x00AD, 0x200B, 0x2060, 0xFEFF, 0xFFFD}
"""Soft hyphen, zero-width space, word joiner, byte order mark, and the sign for an unreadable character."""

_LIGATURES = {code: unicodedata.normalize("NFKC", chr(code)) for code in range(0xFB00, 0xFB07)}
_SPACES = re.compile(r"\s+")


def clean(text: str) -> str:
    """One line of text: ligatures opened, accents joined, runs of space made one, nothing that cannot be printed."""
    kept = (character for character in text.translate(_LIGATURES) if _printable(character))
    return unicodedata.normalize("NFC", _SPACES.sub(" ", "".join(kept))).strip()


def _printable(character: str) -> bool:
    if character.isspace():
        return True
    return ord(character) not in _DROPPED and unicodedata.category(character) not in ("Cc", "Cs", "Co", "Cn")


class Lines:
    """Collects the lines of one document in reading order and numbers them from 1.

    Once a bound is reached further text is left out, ``full`` is true and ``remarks`` says so.
    """

    def __init__(self) -> None:
        self._lines: list[Line] = []
        self._characters = 0
        self.full = False

    def add(self, text: str, page: int = 1, box: Box | None = None) -> None:
        """Add one line; an empty one is skipped, one that is too long is broken at spaces."""
        rest = clean(text)
        while rest and not self.full:
            cut = len(rest) if len(rest) <= MAX_LINE else rest.rfind(" ", 1, MAX_LINE) + 1 or MAX_LINE
            self._append(rest[:cut].rstrip(), page, box)
            rest = rest[cut:].lstrip()

    def _append(self, text: str, page: int, box: Box | None) -> None:
        if len(self._lines) >= MAX_LINES or self._characters + len(text) > MAX_CHARACTERS:
            self.full = True
            return
        self._characters += len(text)
        self._lines.append(Line(number=len(self._lines) + 1, page=page, text=text, box=box))

    def remarks(self) -> tuple[str, ...]:
        """What is to be said about the collection: nothing, or that it is not the whole text."""
        return ("only the beginning of this very long file was read",) if self.full else ()

    def finish(self) -> tuple[Line, ...]:
        """The lines so far."""
        return tuple(self._lines)
