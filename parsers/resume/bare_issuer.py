"""Where an issuer begins that nothing but a space parts from the name: ``White Card WHSQ``. Always a guess."""

import re

_WORD = re.compile(r"\S+")
_TIES = frozenset(("of", "for", "de", "der", "des", "du", "und", "and", "&", "y", "e", "et", "van", "voor", "do", "da"))
_WIDE = "\u4e00"


def issuer_behind(text: str, start: int) -> tuple[int, int, bool] | None:
    """End of the name and start of the issuer, and that it is a guess.

    The issuer is the capitalised end of the text: behind a small word, a number or a bracket, behind an abbreviation
    before full words, or the abbreviation at the end.
    """
    words = list(_WORD.finditer(text, start))
    first = len(words)
    while first > 0 and (_capital(words[first - 1][0]) or words[first - 1][0] in _TIES):
        first -= 1
    while first < len(words) and words[first][0] in _TIES:
        first += 1
    if first == 0:
        first = _inside([word[0] for word in words])
    if not 0 < first < len(words):
        return None
    return words[first - 1].end(), words[first].start(), True


def _inside(words: list[str]) -> int:
    """Where the issuer begins among words that are all capitalised; 0 where nobody can tell."""
    if len(words) == len(("name", "issuer")) and all(word[0] >= _WIDE for word in words):
        return 1
    behind = [n for n in range(1, len(words)) if _short(words[n - 1]) and not _short(words[n]) and _capital(words[n])]
    if behind:
        return behind[-1]
    return len(words) - 1 if len(words) > 1 and _short(words[-1]) else 0


def _capital(word: str) -> bool:
    return word[0].isupper() or word[0] >= _WIDE


def _short(word: str) -> bool:
    """An abbreviation: ``AWS``, ``CPR-C``."""
    letters = [sign for sign in word if sign.isalpha()]
    return len(letters) > 1 and all(map(str.isupper, letters))
