"""Text made comparable without moving a character: small letters, no accents, the same length as before."""

import unicodedata
from functools import lru_cache

_SAME = {"\u2019": "'", "\u2018": "'", "\u00a0": " ", "\u0131": "i", "\u0142": "l", "\u00f8": "o", "\u0111": "d"}
_ACCENTED = (range(0x80, 0x700), range(0x1E00, 0x2000))
"""Latin, Greek, Cyrillic, Hebrew and Arabic. The marks of other scripts make other letters."""


def fold(text: str) -> str:
    """``Préparation`` becomes ``preparation``; offsets in the result are offsets in ``text``."""
    if text.isascii():
        return text.lower()
    return "".join(map(_fold, text))


@lru_cache(maxsize=4096)
def _fold(character: str) -> str:
    small = character.lower()[:1]
    if small in _SAME:
        return _SAME[small]
    if not any(ord(small) in part for part in _ACCENTED):
        return small
    kept = [c for c in unicodedata.normalize("NFKD", small) if not unicodedata.combining(c)]
    return kept[0] if len(kept) == 1 else small
