"""Where a thing stands, in the requirement and in the resume, with the words around it."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.matching.alternatives import concept_at
from app.matching.index import IndexedLine
from app.matching.model import Evidence, Requirement
from app.matching.normalize import Token, texts, tokens

_CLAUSE_END = re.compile(r"[;|\u2022]|\.(?=\s|$)")


@dataclass(frozen=True, slots=True)
class Spot:
    """``words[first:last]`` name a thing in ``text``."""

    text: str
    words: tuple[Token, ...]
    first: int
    last: int

    def clause(self) -> range:
        """The words of the clause around the thing, by their places."""
        first, last = self.first, self.last
        while first and not _CLAUSE_END.search(self.between(first - 1, first)):
            first -= 1
        while last < len(self.words) and not _CLAUSE_END.search(self.between(last - 1, last)):
            last += 1
        return range(first, last)

    def between(self, one: int, other: int) -> str:
        """The signs between two words that follow each other."""
        return self.text[self.words[one].end : self.words[other].start]


def asked(requirement: Requirement) -> tuple[Spot, ...]:
    """Where the requirement's own text names its things; none for a thing that was given as data."""
    words = tokens(requirement.text)
    wanted = {term for group in requirement.terms for term in group}
    own = {tuple(texts(term)) for term in wanted}
    return tuple(_asked(requirement.text, words, wanted, own))


def _asked(text: str, words: tuple[Token, ...], wanted: set[str], own: set[tuple[str, ...]]) -> Iterator[Spot]:
    at = 0
    while at < len(words):
        span = concept_at(text, words, at)
        length = span[0] if span and span[1] in wanted else 0
        length = max([length, *(len(each) for each in own if _stands(each, words, at))])
        if length:
            yield Spot(text, words, at, at + length)
        at += length or 1


def _stands(own: tuple[str, ...], words: tuple[Token, ...], at: int) -> bool:
    return tuple(word.text for word in words[at : at + len(own)]) == own


def quoted(evidence: Evidence, entry: IndexedLine) -> Spot | None:
    """Where a quotation stands among the words of its line; None where its words are shut out."""
    within = [at for at, word in enumerate(entry.words) if evidence.start <= word.start and word.end <= evidence.end]
    return Spot(entry.line.text, entry.words, within[0], within[-1] + 1) if within else None
