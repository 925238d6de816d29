"""What is recognised in frames, specks and photos, and is no text."""

from parsers.scan.bullets import BULLET
from parsers.scan.hocr import Word

_DOUBTFUL = 40.0
"""A word without letters and digits, or a lone one, that is less sure than this is a speck, a line or a photo."""

_UPRIGHT = frozenset("|")
"""What the sides of a frame are taken for; no line begins or ends with it."""

_TALLEST = 2.5
"""How many times higher than wide a word of two letters may be; ``Il`` is 1.5."""

_FEW, _SMALL, _LOW = 2, 0.6, 0.4
"""Letters of a speck, and its size or its height as a share of the usual size."""


def within_frame(line: list[Word]) -> list[Word]:
    """The words of a line without the sides of the frame that it stands in; empty where there are no others."""
    inner = [number for number, word in enumerate(line) if not _UPRIGHT.issuperset(word.text)]
    return line[inner[0] : inner[-1] + 1] if inner else []


def is_noise(word: Word) -> bool:
    """Frames, specks and photos are recognised as marks, and what stands below each other as one tall word."""
    marks = sum(not character.isalnum() for character in word.text)
    doubtful = word.text != BULLET and (marks == len(word.text) or (len(word.text) == 1 and not word.text.isdigit()))
    tall = len(word.text) > 1 and word.high > _TALLEST * word.wide
    return tall or (doubtful and word.confidence < _DOUBTFUL)


def is_speck(line: list[Word], usual: float) -> bool:
    """Whether a line is nothing but a mark or one or two tiny letters: a lone bullet, a piece of a frame."""
    word = line[0]
    small = word.line.size < _SMALL * usual or word.high < _LOW * usual
    return len(line) == 1 and ((small and len(word.text) <= _FEW) or not any(map(str.isalnum, word.text)))
