"""What tesseract says in hOCR: lines with their baseline and size, and words with their box and how sure it is."""

import html
import re
import string
import unicodedata
from dataclasses import dataclass, replace
from itertools import groupby
from statistics import median

MAX_WORDS = 10_000
"""Of one page; a dense one has 1,000."""

PAGE = "class='ocr_page'"
"""Stands even in what is said of an empty page."""

_MAX_PLACE = 100_000
_NUMBER = r"(-?\d{1,6}(?:\.\d{1,12})?)"
_BOX = r"bbox (\d{1,6}) (\d{1,6}) (\d{1,6}) (\d{1,6})"
_ELEMENT = re.compile(
    rf"<span class='ocr_(?:line|header|caption|textfloat)'[^>]*?{_BOX}; baseline {_NUMBER} {_NUMBER}; x_size {_NUMBER}"
    rf"|<span class='ocrx_word'[^>]*?{_BOX}; x_wconf (\d{{1,3}})[^>]*>([^\n]*?)</span>"
)
_TAG = re.compile(r"<[^<>]*>")
_MARKS_OF_DIRECTION = {0x200E: None, 0x200F: None}
_FULL = 100
_ASCENDER, _CAPITAL, _LOW, _BELOW = 0.75, 0.7, 0.52, 0.21
"""Heights of ``d``, ``D`` and ``a`` above the baseline, and of ``p`` below, in the usual fonts for a size of 1."""

_ARABIC, _WHOLE = ("\u0621", "\u064a"), 1.05
"""Letters that reach far above and below the line, and the height of their words."""

_TALL, _DEEP = frozenset("bdfhijkl()[]{}|/@"), frozenset("gpqyj()[]{}|@")
_HIGH = frozenset("t0123456789" + string.ascii_uppercase)
_DASHES = frozenset("-\u2010\u2011\u2012\u2013\u2014\u2026.~=")
_FLATTEST = 3
"""How many times wider than high a letter may be, with the white behind it; what is flatter, and no dash, is a rule."""


@dataclass(frozen=True, slots=True)
class Line:
    """What the words of a line share. The baseline is at ``base`` where the page begins and falls by ``slope``."""

    number: int
    base: float
    slope: float
    size: float


@dataclass(frozen=True, slots=True)
class Word:
    """One word: its line, its box from the top left in pixels, confidence from 0 to 100."""

    line: Line
    left: int
    top: int
    right: int
    bottom: int
    confidence: int
    text: str

    @property
    def wide(self) -> int:
        """Pixels across."""
        return self.right - self.left

    @property
    def high(self) -> int:
        """Pixels from top to bottom."""
        return self.bottom - self.top

    @property
    def base(self) -> float:
        """Where its middle stands, from the top."""
        return self.line.base + self.line.slope * (self.left + self.right) / 2


def words(page: str) -> list[Word]:
    """The words of one page in the program's order; what makes no sense is skipped, and so is what is left of rules."""
    found = [word for word in _words(page) if not _is_rule(word)]
    return [word for _, line in groupby(found, key=lambda word: word.line) for word in sized(list(line))]


def _is_rule(word: Word) -> bool:
    return word.wide > _FLATTEST * len(word.text) * word.high and not _DASHES.issuperset(word.text)


def _words(page: str) -> list[Word]:
    found: list[Word] = []
    line: Line | None = None
    for number, match in enumerate(_ELEMENT.finditer(page)):
        parts = match.groups()
        if parts[0] is not None:
            line = _line(number, parts[:7])
        elif line is not None and len(found) < MAX_WORDS:
            word = _word(line, parts[7:])
            found += [word] if word else []
    return found


def confidence(found: list[Word]) -> float:
    """The mean of the words, each by its letters and digits; 0 without any."""
    weights = [sum(map(str.isalnum, word.text)) for word in found]
    total = sum(weights)
    return sum(w * word.confidence for w, word in zip(weights, found, strict=True)) / total if total else 0.0


def sized(line: list[Word]) -> list[Word]:
    """The words of a line or of a part of one, with the size that their heights tell: the program only guesses it."""
    heights = [word.high / share for word in line if (share := _height(word.text))]
    if not heights:
        return line
    sized = replace(line[0].line, size=median(heights))
    return [replace(word, line=sized) for word in line]


def _height(text: str) -> float:
    """What share of its size a word is high; 0 where its letters do not tell."""
    letters = {letter: unicodedata.normalize("NFD", letter) for letter in text}
    if any(letter.isupper() and len(plain) > 1 for letter, plain in letters.items()):
        return 0.0
    if any(_ARABIC[0] <= letter <= _ARABIC[1] for letter in text):
        return _WHOLE
    plain = {letter if len(parts) == 1 else "i" for letter, parts in letters.items()}
    if not any(letter.isascii() and letter.isalnum() for letter in plain):
        return 0.0
    above = max(_ASCENDER if letter in _TALL else _CAPITAL if letter in _HIGH else _LOW for letter in plain)
    return above + (_BELOW if plain & _DEEP else 0.0)


def _line(number: int, parts: tuple[str, ...]) -> Line | None:
    left, _, _, bottom, slope, offset, size = map(float, parts)
    if not (0 < size <= _MAX_PLACE and abs(slope) <= 1 and bottom <= _MAX_PLACE):
        return None
    return Line(number, bottom + offset - slope * left, slope, size)


def _word(line: Line, parts: tuple[str, ...]) -> Word | None:
    left, top, right, bottom, sure = map(int, parts[:5])
    text = html.unescape(_TAG.sub("", parts[5])).translate(_MARKS_OF_DIRECTION).strip()
    if not text or sure > _FULL or not (left < right <= _MAX_PLACE and top < bottom <= _MAX_PLACE):
        return None
    return Word(line, left, top, right, bottom, sure, text)
