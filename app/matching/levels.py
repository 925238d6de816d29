"""Words that have an order or a place in one: degrees, languages and how well somebody speaks them."""

import re
from collections.abc import Callable, Iterator
from functools import cache
from itertools import pairwise
from typing import TypeVar

from app.matching import tables
from app.matching.normalize import Token, key, longest, word_set

_T = TypeVar("_T")
_LEVEL_WORDS = word_set("level niveau nivel livello stufe nvq svq version")
_VERSION = re.compile(r"v\d")
_DIGITS = re.compile(r"\d")

DEGREES = ("secondary", "certificate", "associate", "bachelor", "master", "doctorate")
LANGUAGES = ("a1", "a2", "b1", "b2", "c1", "c2")
"""Levels of the Common European Framework of the Council of Europe."""


def degree_at(words: tuple[Token, ...], at: int) -> tuple[int, int] | None:
    """The longest writing of a degree that starts here: how many tokens it takes, and its rank in ``DEGREES``."""
    return longest(_degrees(), words, at)


def field_in_name(words: tuple[Token, ...]) -> str | None:
    """The field of study that a degree's name says: nursing for BSN."""
    return _fields_in_names().get("".join(word.text for word in words))


def language_at(words: tuple[Token, ...], at: int) -> tuple[int, str] | None:
    """The longest language name that starts here: how many tokens it takes, and its English name."""
    return longest(_languages(), words, at)


def language_level_at(words: tuple[Token, ...], at: int) -> tuple[int, int] | None:
    """The longest writing of a language level that starts here: how many tokens, and its rank in ``LANGUAGES``."""
    return longest(_language_levels(), words, at)


def stated_number(words: tuple[Token, ...]) -> int | None:
    """The number behind the first word such as "level": 3 for "NVQ Level III". None if there is none."""
    pairs = pairwise(words)
    leveled = (int(two.text) for one, two in pairs if one.text in _LEVEL_WORDS and _DIGITS.fullmatch(two.text))
    versions = (int(word.text[1:]) for word in words if _VERSION.fullmatch(word.text))
    return next(leveled, None) or next(versions, None)


def spans(
    find: Callable[[tuple[Token, ...], int], tuple[int, _T] | None], words: tuple[Token, ...]
) -> Iterator[tuple[int, int, _T]]:
    """What one of the functions above finds in the words, without overlap: first token, the one behind, the value."""
    at = 0
    while at < len(words):
        found = find(words, at)
        if found:
            yield at, at + found[0], found[1]
        at += found[0] if found else 1


@cache
def _degrees() -> dict[str, int]:
    return _by_key("degrees", DEGREES.index)


@cache
def _fields_in_names() -> dict[str, str]:
    return {key(degree): field for degree, _, field in tables.edges("degree_fields")}


@cache
def _languages() -> dict[str, str]:
    return _by_key("languages", str)


@cache
def _language_levels() -> dict[str, int]:
    return _by_key("language_levels", LANGUAGES.index)


def _text(part: str) -> str:
    return tables.tagged(part)[1]


def _by_key(name: str, value: Callable[[str], _T]) -> dict[str, _T]:
    return {key(_text(part)): value(row[0]) for row in tables.rows(name) for part in row}
