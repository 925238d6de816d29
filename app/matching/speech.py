"""Clauses that ask for a spoken or written language, and the languages and levels named in them."""

import re
from collections.abc import Iterator
from dataclasses import replace

from app.matching import levels, wordlists
from app.matching.model import Kind, Requirement
from app.matching.normalize import Token, tokens
from app.matching.phrases import Hit
from app.matching.tongue import Tongue

_ASSETS = frozenset({"plus", "advantage", "asset", "bonus", "preference"})
"""A "strong plus" is no level."""
_KNOWLEDGE = re.compile(r"(?:sprach)?kenntnis(?:se|sen)?$|sprachig(?:e|er|es|en)?$|sprache$|talig(?:e)?$")
_ADJECTIVE = re.compile(r"(?:e|er|es|em|en)$")
_PARTED = re.compile(r"[,;:/()\[\]|.]|\s[-\u2013\u2014]")
_SHORTEST_STEM = 8
_CAPITALISED = frozenset({"en", "de", "nl"})
"""Languages that write the names of languages with a capital: "polish" is a verb."""


def language(text: str, words: tuple[Token, ...], bare: Requirement, tongue: Tongue) -> Requirement | None:
    """A spoken language, or some of them, at one level."""
    named = list(languages(text, words, tongue))
    if not named:
        return None
    taken = {at for hit in named for at in range(hit.first, hit.last)}
    stated = [hit for hit in stated_levels(words) if hit.first not in taken]
    coded = [hit for hit in stated if words[hit.first].text in levels.LANGUAGES]
    ranks = [levels.LANGUAGES.index(hit.name) for hit in coded or stated]
    level = levels.LANGUAGES[max(ranks)] if ranks else None
    names = tuple(dict.fromkeys(hit.name for hit in named))
    either = tongue.says("or", words) or any(mark.name == "one of" for mark in wordlists.classes("marks").all(words))
    return replace(
        bare, kind=Kind.LANGUAGE, terms=(names,) if either else tuple((name,) for name in names), level=level
    )


def languages(text: str, words: tuple[Token, ...], tongue: Tongue) -> Iterator[Hit]:
    """Names of languages that are spoken or written here: not "French cuisine", "polish the brass"."""
    studied = {hit.first for hit in wordlists.sign("studied").all(words)}
    for at in range(len(words)):
        hit = _language_at(words, at)
        if hit is not None and hit.last in studied:
            continue
        if hit is None or (tongue.code in _CAPITALISED and not text[words[at].start].isupper()):
            continue
        sides = (at - 1, hit.last)
        if all(_goes_with_a_language(text, words, side, hit, tongue) for side in sides):
            yield hit


def _language_at(words: tuple[Token, ...], at: int) -> Hit | None:
    found = levels.language_at(words, at)
    if found is not None:
        return Hit(found[1], at, at + found[0])
    stem = _KNOWLEDGE.sub("", words[at].text)
    if at + 1 < len(words) and words[at + 1].text in {"taal", "sprache"}:
        stem = _ADJECTIVE.sub("", words[at].text)
    if stem == words[at].text or not stem:
        return None
    alone = levels.language_at(tokens(stem), 0)
    return Hit(alone[1], at, at + 1) if alone else None


def _goes_with_a_language(text: str, words: tuple[Token, ...], side: int, hit: Hit, tongue: Tongue) -> bool:
    if not 0 <= side < len(words):
        return True
    start, end = (
        (words[side].end, words[hit.first].start) if side < hit.first else (words[hit.last - 1].end, words[side].start)
    )
    if _PARTED.search(text, start, end):
        return True
    word = words[side].text
    return (
        word in tongue.filler
        or tongue.joins.at(words, side) is not None
        or _level_at(words, side) is not None
        or wordlists.sign("speaking").at(words, side) is not None
        or _language_at(words, side) is not None
    )


def stated_levels(words: tuple[Token, ...]) -> list[Hit]:
    """The language levels named, by their names in the Common European Framework."""
    found = levels.spans(_level_at, words)
    return [
        Hit(levels.LANGUAGES[rank], first, last)
        for first, last, rank in found
        if last == len(words) or words[last].text not in _ASSETS
    ]


def _level_at(words: tuple[Token, ...], at: int) -> tuple[int, int] | None:
    """The level that starts here, also with the ending of a German adjective ("verhandlungssicheres Deutsch")."""
    found = levels.language_level_at(words, at)
    stem = _ADJECTIVE.sub("", words[at].text)
    if found is not None or len(stem) < _SHORTEST_STEM:
        return found
    return levels.language_level_at(tokens(stem), 0)
