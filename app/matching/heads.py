"""A word that two things of a Romance sentence share: "gestion des coûts et des stocks" is twice a "gestion"."""

import re

from app.matching.lexicon import known_span
from app.matching.normalize import tokens

_ROMANCE = frozenset({"es", "fr", "it", "pt"})
_OF = r"(?:(?:de\s+la|de\s+los|de\s+las|des?|du|d[aeo]s?|dei|degli|dell[aeo]|del)\s+|(?:de\s+l|dell|d)['\u2019])"
_SHARED = re.compile(
    rf"\b(?P<head>\w{{4,20}})\s+{_OF}[\w-]{{3,25}}(?:\s+[\w-]{{3,25}})?\s+(?:et|y|e|ed|ou|o|oppure)\s+(?P<other>{_OF}[\w-]{{3,25}})",
    re.IGNORECASE,
)


def with_shared_heads(text: str, language: str) -> str:
    """The text with the shared word before each of its two things, where it names something known with the second."""
    if language not in _ROMANCE:
        return text

    def spread(match: re.Match[str]) -> str:
        whole = f"{match['head']} {match['other']}"
        words = tokens(whole)
        span = known_span(words, 0, language)
        if span is None or span[0] < len(words):
            return match[0]
        return match[0][: match.start("other") - match.start()] + whole

    return _SHARED.sub(spread, text)
