"""Clauses about circumstances: the right to work, the place, shifts, travel, lifting, a check of the background.

A resume seldom says any of it and a form asks it, so the terms are canonical: ``work authorisation us``, ``remote``,
``night shifts`` (the table ``circumstances`` has all of them).
"""

import re
from dataclasses import replace
from functools import cache

from app.matching import lexicon, wordlists
from app.matching.model import Kind, Requirement
from app.matching.normalize import Token, tokens
from app.matching.phrases import Hit
from app.matching.scripts import COLON, SIGNS, either
from app.matching.tongue import Tongue

AUTHORISATION = "authorisation"
WAYS_OF_WORKING = frozenset({"remote", "hybrid", "on site", "relocation"})
"""Terms of LOCATION that name no place."""

_WORDS_BESIDE_A_WORD = 3
_LONG_WORD = 8
_WORDS_BESIDE_A_PHRASE = 10
_CAPITAL = r"[A-ZÀ-ÖØ-Þ][\w'\u2019-]*"
_NAME = rf"{_CAPITAL}(?:\s+(?:(?:of|de|am|an\s+der|del|la)\s+)?{_CAPITAL})*(?:,\s*{_CAPITAL}(?:\s+{_CAPITAL})*)?"
_PLACE = re.compile(
    rf"""
    \b(?i:(?:based|located|living|live|residing|reside|resident)\s+(?:in|near|within\s+\w+\s+of)
    |(?:wohnhaft|wohnsitz|standort|ansässig)\s+(?:in|nahe|im\s+raum)|(?:residir|residencia|residente)\s+(?:en|em)
    |résider\s+(?:à|en)|résidant\s+(?:à|en)|residen(?:te|za)\s+(?:a|in)|domicili\w+\s+(?:a|in)
    |woonachtig\s+in|wonen\s+in)
    \s+(?P<place>{_NAME}(?:\s+(?:or|oder|ou|of|o)\s+{_NAME})*)
    """,
    re.VERBOSE,
)
"""Case matters: a place is written with a capital."""
_OR = re.compile(r"\s+(?:or|oder|ou|of|o)\s+")


def place(text: str, bare: Requirement) -> Requirement | None:
    """Where somebody has to live, or be willing to go."""
    other = _place_without_capitals().search(text)
    if other is not None:
        return replace(bare, kind=Kind.LOCATION, terms=((other["place"],),))
    match = _PLACE.search(text)
    if match is None:
        return None
    named = [each.split(",")[0].strip() for each in _OR.split(match["place"].strip())]
    after = tokens(text[match.end() :])
    moves = [hit.name for hit in wordlists.classes("circumstances").all(after) if hit.name in WAYS_OF_WORKING]
    return replace(bare, kind=Kind.LOCATION, terms=((*named, *dict.fromkeys(moves)),))


@cache
def _place_without_capitals() -> re.Pattern[str]:
    """In Chinese up to what is no part of a name, in Arabic one word."""
    chinese = rf"[{SIGNS}]{{2,6}}?(?=\W|{either('lives there')}|$)"
    return re.compile(rf"(?:{either('place follows')})[:{COLON}]?\s*(?P<place>{chinese}|[\u0621-\u064a]+)")


def circumstance(text: str, words: tuple[Token, ...], bare: Requirement, tongue: Tongue) -> Requirement | None:
    """A clause about nothing but circumstances; None where the words belong to something else."""
    hits = wordlists.classes("circumstances").all(words)
    if not hits or not _about_nothing_else(words, hits, tongue):
        return None
    names = list(dict.fromkeys(hit.name for hit in hits))
    if AUTHORISATION in names:
        return replace(bare, kind=Kind.AUTHORISATION, terms=(authorisations(text, words),))
    kind = Kind.LOCATION if set(names) <= WAYS_OF_WORKING else Kind.CONDITION
    either = tongue.says("or", words)
    return replace(bare, kind=kind, terms=(tuple(names),) if either else tuple((name,) for name in names))


def authorisations(text: str, words: tuple[Token, ...]) -> tuple[str, ...]:
    """The terms for a right to work: one for each country named, in short names, or one without a country."""
    return tuple(f"work authorisation {name}" for name in countries_in(text, words)) or ("work authorisation",)


def countries_in(text: str, words: tuple[Token, ...]) -> tuple[str, ...]:
    """The short names of the countries named, each once."""
    found = (hit.name for hit in wordlists.names("countries").all(words) if is_country(text, words, hit))
    return tuple(dict.fromkeys(found))


def is_country(text: str, words: tuple[Token, ...], hit: Hit) -> bool:
    """Short names are also words ("with us", "it", "in"): they count in capitals only."""
    written = text[words[hit.first].start : words[hit.last - 1].end]
    return written[0].isupper() and (len(written) > 2 or written.isupper())  # noqa: PLR2004 - letters of a code


def _about_nothing_else(words: tuple[Token, ...], hits: list[Hit], tongue: Tongue) -> bool:
    ignored = {at for hit in hits for at in range(hit.first, hit.last)}
    for finder in (wordlists.sign("willing"), wordlists.names("countries")):
        ignored |= {at for hit in finder.all(words) for at in range(hit.first, hit.last)}
    rest = [at for at, word in enumerate(words) if at not in ignored and word.text not in tongue.filler]
    rest = [at for at in rest if words[at].text.isalpha() and tongue.joins.at(words, at) is None]
    if any(lexicon.known_span(words, at) for at in rest):
        return False
    return len(rest) <= max(_words_beside(words, hit) for hit in hits)


def _words_beside(words: tuple[Token, ...], hit: Hit) -> int:
    """How many other words a clause may have: "hybrid" alone says little, "willing to travel" says it all."""
    if hit.name == AUTHORISATION or hit.last - hit.first > 1:
        return _WORDS_BESIDE_A_PHRASE
    return _WORDS_BESIDE_A_WORD if len(words[hit.first].text) > _LONG_WORD else 0
