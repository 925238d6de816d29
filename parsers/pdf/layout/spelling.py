"""The text of a run of glyphs and the place of every character: spaces from gaps, accents joined, letters in order."""

import unicodedata
from functools import lru_cache
from itertools import pairwise
from statistics import median

from parsers.lines import clean
from parsers.pdf.glyphs import Glyph
from parsers.pdf.layout.direction import Unit, logical, runs_right_to_left

_WORD_GAP = 0.17
_BLANK_GAP = 0.04
"""Of the font size: a wider gap is a space; between letters with a blank between them the second is enough."""

_SPACED = 3
_UNUSUAL = 1.7
"""How many gaps tell how wide the usual one is, and how much wider than that a space must be."""

_IDEOGRAPH_GAP = 0.8
"""Between two ideographs, where only a blank or more white than that is a space."""

_ALONE = 0.8
"""Share of letters with a blank in front from which on the blanks only set the letters apart: ``S k i l l s``."""

_FORMS = ((0x2F00, 0x2FD5), (0xFB00, 0xFDFF), (0xFE70, 0xFEFE))
"""Radicals, ligatures and the shapes of Arabic and Hebrew letters, which stand for ordinary characters."""

_RADICALS = str.maketrans(
    "\u2e81\u2e83\u2e8b\u2e8c\u2e9f\u2ea0\u2ec4\u2ec5\u2ec6\u2ec9\u2ecb\u2ed3\u2ed4\u2ed8\u2ed9\u2eda\u2edb\u2edc\u2edd"
    "\u2ee2\u2ee3\u2ee4\u2ee5\u2ee6\u2ee8\u2ee9\u2eec\u2eee\u2ef0\u2ef3",
    "厂乚㔾小母民西见角贝车长门青韦页风飞食马骨鬼鱼鸟麦黄齐齿龙龟",
)
"""Simplified radicals that Unicode does not map, for fonts whose tables name them instead of the character."""

_ACCENTS = dict(
    zip(
        "`\u00b4^~\u00a8\u00af\u02d8\u02d9\u02da\u02dd\u00b8\u02db\u02c7",
        "\u0300\u0301\u0302\u0303\u0308\u0304\u0306\u0307\u030a\u030b\u0327\u0328\u030c",
        strict=True,
    )
)
"""Accents that TeX sets as glyphs of their own over a letter."""

_FIRST_COMBINING = "\u0300"
"""Below are the letters of most of Europe, which neither join others nor are read from the right."""

Spelt = tuple[str, list[float]]
"""Text, and where each of its characters begins and the last one ends."""


@lru_cache(maxsize=4096)
def letters(raw: str) -> str:
    """What a glyph adds to the text: nothing, a character, or several for a ligature."""
    if len(raw) == 1 and any(first <= ord(raw) <= last for first, last in _FORMS):
        raw = unicodedata.normalize("NFKC", raw)
    raw = raw.translate(_RADICALS)
    return clean(raw) if not _combining(raw) else raw


def ideograph(text: str) -> bool:
    """Whether a line may be broken before or after this character, and no space is written between it and another."""
    return "\u2e80" <= text < "\uac00" or "\uf900" <= text < "\ufb00"


def spell(glyphs: list[Glyph]) -> Spelt:
    """The text of glyphs on one baseline, sorted from left to right."""
    inked, blanks = parted(glyphs)
    if not inked:
        return "", []
    gaps = [after.box[0] - before.box[2] for before, after in pairwise(inked)]
    spaces = [False, *_spaces(inked, gaps, blanks)]
    texts = [letters(glyph.text) for glyph in inked]
    if "" not in texts and max(texts) < _FIRST_COMBINING and _ACCENTS.keys().isdisjoint(texts):
        return _laid_out([(t, g.box[0], g.box[2], space) for t, g, space in zip(texts, inked, spaces, strict=True)])
    units: list[Unit] = []
    icon = False
    for text, glyph, space in zip(texts, inked, spaces, strict=True):
        x0, _, x1, _ = glyph.box
        apart = space or icon  # where an icon stood there is a space
        icon = not text
        if (
            units
            and not apart
            and not (text.isascii() and units[-1][0].isalnum() and text.isalnum())
            and (joined := _accented(units[-1], text, x0, x1))
        ):
            units[-1] = joined
        elif text:
            units.append((text, x0, x1, apart and bool(units)))
    return _laid_out(logical(units) if runs_right_to_left(units) else units)


def parted(glyphs: list[Glyph]) -> tuple[list[Glyph], list[bool]]:
    """The glyphs with ink, and for each whether a blank stands before it."""
    inked, blanks, blank = [], [], False
    for glyph in glyphs:
        if glyph.text.isspace():
            blank = True
        else:
            inked.append(glyph)
            blanks.append(blank)
            blank = False
    return inked, blanks


def _spaces(inked: list[Glyph], gaps: list[float], blanks: list[bool]) -> list[bool]:
    """Whether a space stands before each glyph but the first."""
    usual = median(gaps) if len(gaps) >= _SPACED else 0.0  # headings are often set with wide gaps between the letters
    alone = len(gaps) >= _SPACED and sum(blanks[1:]) >= _ALONE * len(gaps)
    spaces = []
    for gap, before, after, blank in zip(gaps, inked, inked[1:], blanks[1:], strict=False):
        if gap <= _BLANK_GAP * before.size and gap <= _BLANK_GAP * after.size:  # as between most letters
            spaces.append(False)
            continue
        size = min(before.size, after.size)
        least = _IDEOGRAPH_GAP if ideograph(before.text) and ideograph(after.text) else _WORD_GAP
        wide = gap > max(least * size, _UNUSUAL * usual)
        spaces.append(wide or (blank and not alone))
    return spaces


def _accented(unit: Unit, text: str, x0: float, x1: float) -> Unit | None:
    """The unit with a glyph that is set over it, where the two make one letter."""
    before, left, right, space = unit
    if _combining(text):
        return unicodedata.normalize("NFC", before + text), left, right, space
    if before not in _ACCENTS and text not in _ACCENTS:
        return None
    if min(right, x1) - max(left, x0) < 0.5 * min(right - left, x1 - x0):
        return None
    base, accent = (text, before) if before in _ACCENTS else (before, text)
    letter = unicodedata.normalize("NFC", base.translate(_DOTLESS) + _ACCENTS[accent])
    return (letter, min(left, x0), max(right, x1), space) if len(letter) == 1 else None


_DOTLESS = {0x0131: "i", 0x0237: "j"}


def _combining(text: str) -> bool:
    return len(text) == 1 and text >= _FIRST_COMBINING and unicodedata.combining(text) > 0


def _laid_out(units: list[Unit]) -> Spelt:
    parts: list[str] = []
    edges: list[float] = []
    end = 0.0
    for text, x0, x1, space in units:
        if space:
            parts.append(" ")
            edges.append(end)
        parts.append(text)
        if len(text) == 1:
            edges.append(x0)
        else:
            edges += [x0 + n * (x1 - x0) / len(text) for n in range(len(text))]
        end = x1
    edges.append(end)
    return "".join(parts), edges
