"""How words and concepts relate by the tables: what satisfies what, what is only alike, what is ambiguous.

Names and their forms are in ``lexicon``.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import permutations

from app.matching import tables
from app.matching.normalize import Token, key, tokens

_STEPS = 3
"""So many edges of ``satisfies`` are followed."""


@dataclass(frozen=True, slots=True)
class Writing:
    """What must hold of an ambiguous form: how it is spelled, a word that stands near, and none that stands beside it.

    An empty set asks for nothing. ``spelled`` holds writings of the whole form ("A/P"), or of the word in it that is
    ambiguous ("PT" of "PT license").
    """

    spelled: frozenset[str]
    near: frozenset[str]
    never: frozenset[str]
    away: frozenset[str] = frozenset()
    """Words that show the other meaning wherever they stand on the line."""

    @property
    def any_case(self) -> bool:
        """Whether small letters are a writing too: then it is a plain word, which is also inflected."""
        return not self.spelled or any(each.islower() for each in self.spelled)

    def is_spelled(self, written: str, words: Iterable[Token]) -> bool:
        """Whether the form as ``written``, which consists of the words, is one of the writings."""
        return not self.spelled or written in self.spelled or any(word.raw in self.spelled for word in words)


def satisfied_by(name: str) -> tuple[str, ...]:
    """Concepts that show this one too, near ones first."""
    found: dict[str, None] = {}
    edge: Iterable[str] = (name,)
    for _ in range(_STEPS):
        edge = [low for high in edge for low in _low_ends().get((high, ">"), ()) if low not in found]
        found |= dict.fromkeys(edge)
    return tuple(found)


def suggested_by(name: str) -> tuple[str, ...]:
    """Concepts that let one suppose this one, or one that shows it, and that do not show it."""
    shown = (name, *satisfied_by(name))
    near = (low for high in shown for low in _low_ends().get((high, "~>"), ()))
    around = (each for low in near for each in (low, *satisfied_by(low)))
    return tuple(each for each in dict.fromkeys(around) if each not in shown)


def paraphrases(name: str) -> tuple[str, ...]:
    """Phrases that show a concept in running text."""
    return _phrases().get(name, ())


def rule(form: str, name: str | None) -> Writing | None:
    """What must hold for a form to mean the concept ``name``; None if it is not ambiguous.

    Without a name, a form that can mean several things must meet what one of them asks for.
    """
    return rule_of_key(key(form), name)


def rule_of_key(form: str, name: str | None) -> Writing | None:
    """The same for the key of a form."""
    found = _rules().get(form, {})
    if name is not None:
        return found.get(name, found.get(""))
    every = found.values()
    return Writing(*(frozenset().union(*sets) for sets in zip(*map(_sets, every), strict=True))) if every else None


def lookalike(one: str, other: str) -> bool:
    """Whether two different words must not be taken for misspellings of each other."""
    return (one, other) in lookalikes()


def means_another_thing(before: str, first: str, last: str, after: str) -> bool:
    """Whether the neighbour words turn a phrase into something else: ``Java Script``, ``student nurse``."""
    return ("before", first, before) in _turns() or ("after", last, after) in _turns()


@cache
def lookalikes() -> frozenset[tuple[str, str]]:
    """Pairs of words; of two names of several words those that stand in one of them only ("payable", "receivable")."""
    pairs: set[tuple[str, str]] = set()
    for row in tables.rows("lookalikes"):
        for one, other in permutations([_words(part) for part in row], 2):
            pairs |= {(left, right) for left in one - other for right in other - one}
    return frozenset(pairs)


@cache
def _low_ends() -> dict[tuple[str, str], list[str]]:
    """By the high end and the sign of an edge, what stands at its low ends."""
    table: dict[tuple[str, str], list[str]] = {}
    for low, sign, high in tables.edges("satisfies"):
        table.setdefault((high, sign), []).append(low)
    return table


@cache
def _phrases() -> dict[str, tuple[str, ...]]:
    return {row[0]: row[1:] for row in tables.rows("paraphrases")}


@cache
def _rules() -> dict[str, dict[str, Writing]]:
    """Key of a form to its rules, by the concept that each is about (empty: the only one that has the form)."""
    found: dict[str, dict[str, Writing]] = {}
    for row in tables.rows("ambiguous"):
        parts = tables.labelled(row)
        spelled = parts.get("spelled", "")
        writings = [spelled] if key(spelled) == key(row[0]) else spelled.split()
        writing = Writing(
            frozenset(each.rstrip(")") for each in writings),
            *(_words(parts.get(label)) for label in ("near", "never", "away")),
        )
        found.setdefault(key(row[0]), {})[parts.get("means", "")] = writing
    return found


def _sets(writing: Writing) -> tuple[frozenset[str], ...]:
    return writing.spelled, writing.near, writing.never, writing.away


@cache
def _turns() -> frozenset[tuple[str, str, str]]:
    return frozenset(
        (side, key(row[0]), word)
        for row in tables.rows("turns")
        for side, text in tables.labelled(row).items()
        for word in _words(text)
    )


def _words(text: str | None) -> frozenset[str]:
    return frozenset(token.text for token in tokens(text or ""))
