"""Text as it is compared: without case, accents and typographic variants, and where each character of it came from."""

import unicodedata

_SAME = {"\u2019": "'", "\u2018": "'", "\u02bc": "'", "\u00b4": "'"}


def plain(text: str) -> str:
    """Small letters without accents, one space between words: ``Fähigkeiten`` is ``fahigkeiten``."""
    return " ".join(folded(text)[0].split())


def folded(text: str) -> tuple[str, tuple[int, ...]]:
    """The text without case and accents, and for each character of it the offset in ``text``, then its length."""
    if text.isascii():
        return text.casefold(), tuple(range(len(text) + 1))
    letters: list[str] = []
    places: list[int] = []
    for place, character in enumerate(text):
        for part in unicodedata.normalize("NFKD", _SAME.get(character, character).casefold()):
            if not unicodedata.combining(part):
                letters.append(_digit(part))
                places.append(place)
    return "".join(letters), (*places, len(text))


def _digit(character: str) -> str:
    """Digits of other scripts as ours."""
    return str(unicodedata.decimal(character)) if not character.isascii() and character.isdecimal() else character
