"""Which of the seven languages a posting is written in, and the little words of that language."""

from dataclasses import dataclass
from functools import cache

from app.matching import tables
from app.matching.normalize import Token, tokens
from app.matching.phrases import Finder

DEFAULT = "en"
_SURER_BY = 2
"""Words that another language must be ahead by before it is taken for the one expected; one if that has none."""
_READABLE_SHARE = 0.5
_LAST_LATIN = "\u024f"


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language of postings.

    ``joins`` finds the phrases for ``and`` and ``or``; ``filler`` are words that never say what is asked for.
    """

    code: str
    known_by: frozenset[str]
    joins: Finder
    filler: frozenset[str]

    def says(self, joint: str, words: tuple[Token, ...]) -> bool:
        """Whether an ``and`` or an ``or`` stands between the words."""
        return any(hit.name == joint for hit in self.joins.all(words))


@cache
def tongues() -> dict[str, Tongue]:
    """Code to language."""
    found = {}
    for row in tables.rows("tongues"):
        parts = tables.labelled(row)
        joins = [(kind, form) for kind in ("and", "or") for form in parts[kind].split(";")]
        found[row[0]] = Tongue(row[0], _words(parts["known by"]), Finder(joins), _words(parts["filler"]))
    return found


def of(words: tuple[Token, ...], expected: str = DEFAULT) -> Tongue:
    """The language of a text; the expected one unless another is clearly ahead."""
    texts = [word.text for word in words]
    count = {code: sum(text in each.known_by for text in texts) for code, each in tongues().items()}
    best = max(count, key=lambda code: count[code])
    lead = _SURER_BY if count[expected] else 1
    return tongues()[best if count[best] >= count[expected] + lead else expected]


def readable(text: str) -> bool:
    """Whether most letters are Latin ones: no posting in another script is understood."""
    letters = [char for char in text if char.isalpha()]
    latin = sum(char <= _LAST_LATIN or "\u1e00" <= char <= "\u1eff" for char in letters)
    return latin > _READABLE_SHARE * len(letters)


def _words(text: str) -> frozenset[str]:
    return frozenset(word.text for piece in text.split() for word in tokens(piece))
