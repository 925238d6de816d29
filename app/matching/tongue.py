"""Which of the nine languages a posting is written in, and the little words of that language."""

import re
from dataclasses import dataclass
from functools import cache

from app.matching import tables
from app.matching.normalize import Token, tokens
from app.matching.phrases import Finder
from app.matching.scripts import either, is_arabic, is_sign

DEFAULT = "en"
_SURER_BY = 2
"""Words that another language must be ahead by before it is taken for the one expected; one if that has none."""
_READABLE_SHARE = 0.5
_LATIN = "A-Za-z\u00aa-\u024f\u1e00-\u1eff"
_OWN_SHARE = 0.97


@dataclass(frozen=True, slots=True)
class Tongue:
    """A language of postings.

    ``joins`` finds the phrases for ``and`` and ``or``; ``filler`` are words that never say what is asked for, ``ends``
    those that do not where they begin or end a phrase (a Chinese sign may as well be a part of a word).
    """

    code: str
    known_by: frozenset[str]
    joins: Finder
    filler: frozenset[str]
    ends: frozenset[str] = frozenset()

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
        found[row[0]] = Tongue(
            row[0], _words(parts["known by"]), Finder(joins), _words(parts["filler"]), _words(parts.get("ends", ""))
        )
    return found


def of(words: tuple[Token, ...], expected: str = DEFAULT) -> Tongue:
    """The language of a text; the expected one unless another is clearly ahead. Its script counts as a word."""
    texts = [word.text for word in words]
    count = {code: sum(text in each.known_by for text in texts) for code, each in tongues().items()}
    count["zh"] += any(map(is_sign, texts))
    count["ar"] += any(map(is_arabic, texts))
    best = max(count, key=lambda code: count[code])
    lead = _SURER_BY if count[expected] else 1
    return tongues()[best if count[best] >= count[expected] + lead else expected]


def readable(text: str, spoken: Tongue) -> bool:
    """Whether the letters are those of the language that the posting seems to be in; no other script is understood."""
    letters = "".join(filter(str.isalpha, text))
    own = _own_letters().get(spoken.code)
    share = len(re.findall(own or f"[{_LATIN}]", letters))
    return share > (_OWN_SHARE if own else _READABLE_SHARE) * len(letters)


@cache
def _own_letters() -> dict[str, str]:
    """What a posting in Arabic or simplified Chinese is written with; Persian and Urdu have more letters."""
    return {
        "ar": f"[{_LATIN}\u0621-\u064a]",
        "zh": f"(?![{either('traditional')}])[{_LATIN}\u4e00-\u9fff]",
    }


def _words(text: str) -> frozenset[str]:
    return frozenset(word.text for piece in text.split() for word in tokens(piece))
