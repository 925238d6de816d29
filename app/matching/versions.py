"""Versions behind the name of a thing: "Java 17", "Angular 2+", "Python 3.8 or later", "Windows Server 2019".

Software of a later version counts, an earlier one does not; of anything else a number is a code and must be the same. A
resume that names no version is silent, which is for a person to ask about and no reason to doubt the thing.
"""

import re
from collections.abc import Iterator, Sequence
from functools import cache

from app.matching import lexicon, tables
from app.matching.normalize import Token, word_set
from app.matching.spots import Spot

_SECTORS = ("it", "data", "office")
_NUMBER = re.compile(r"v?(\d{1,4}(?:\.\d{1,3}){0,3})[a-z]?")
_DIGIT = re.compile(r"\d")
_BEFORE = word_set("version versions v ver release se standard edition core")
"""What may stand between a name and its version."""
_JOINS = word_set("and or to und oder et ou y o e")
_NO_VERSION = word_set(
    """
    year years yr yrs month months jahr jahre jahren monate ans mois anos meses anni mesi jaar maanden plus days weeks
    hours people users percent
    """
)
_TOUCHING = re.compile(r"[\s(/-]*")
_LISTED = re.compile(r"\s*[/,&+-]?\s*(?:v\.?)?\s*|\s*\+\s*[/,&]?\s*")
_CALENDAR = range(1990, 2100)
_CENTURY, _NINETIES = 100, 90
Version = tuple[int, ...]


def asks(asked: Sequence[Spot]) -> bool:
    """Whether a version stands behind one of the things."""
    return any(next(_behind(thing), None) for thing in asked)


def unmet(asked: Sequence[Spot], shown: Sequence[Spot]) -> str:
    """What to note where every version that the resume names is another one; empty if one fits or none is named."""
    for thing in asked:
        wanted = list(_behind(thing))
        found = [(spot, version) for spot in shown if _name(spot) == _name(thing) for version in _behind(spot)]
        found = [each for each in found if not wanted or _comparable(each[1], min(wanted))]
        if wanted and found and not any(_fits(version, wanted, _name(thing)) for _, version in found):
            names = ", ".join(dict.fromkeys(_written(version) for _, version in found))
            return f"Version {_written(min(wanted))} is asked for; what was found names {names}."
    return ""


def _name(spot: Spot) -> str:
    words = spot.words[spot.first : spot.last]
    span = lexicon.known_span(words, 0)
    return span[1] if span and span[0] == len(words) else "".join(word.text for word in words)


def _behind(spot: Spot) -> Iterator[Version]:
    """The numbers right behind the name, or at its end: all of a list such as "8/11/17"."""
    at = spot.last
    if at - spot.first > 1 and _NUMBER.fullmatch(spot.words[at - 1].text) and not _DIGIT.search(_name(spot)):
        at -= 1  # "Oracle 19c" is a writing of Oracle.
    if at + 1 < len(spot.words) and spot.words[at].text in _BEFORE and _TOUCHING.fullmatch(spot.between(at - 1, at)):
        at += 1
    sign = _TOUCHING
    while at < len(spot.words) and sign.fullmatch(spot.between(at - 1, at)):
        version = _version(spot.words, at, _name(spot))
        if version is not None:
            yield version
        elif spot.words[at].text not in _JOINS or sign is _TOUCHING:
            return
        at, sign = at + 1, _LISTED


def _version(words: tuple[Token, ...], at: int, name: str) -> Version | None:
    number = _NUMBER.fullmatch(words[at].text)
    if number is None or (at + 1 < len(words) and words[at + 1].text in _NO_VERSION):
        return None
    version = tuple(int(part) for part in number[1].split("."))
    if name == "java" and version[0] == 1 and len(version) > 1:
        return version[1:]  # Java 8 is also written 1.8.
    if name == "c++" and _NINETIES <= version[0] < _CENTURY:
        return (version[0] - _CENTURY,)  # C++98 came before C++11.
    return version


def _comparable(one: Version, other: Version) -> bool:
    """Whether both are years or none is: Office 365 and Office 2019 have no order."""
    return (one[0] in _CALENDAR) is (other[0] in _CALENDAR)


def _fits(version: Version, wanted: list[Version], name: str) -> bool:
    if name not in _software():
        return version in wanted
    least = min(wanted)
    both = min(len(version), len(least))
    return version[:both] >= least[:both]


def _written(version: Version) -> str:
    number = version[0] + _CENTURY if version[0] < 0 else version[0]
    return ".".join(map(str, (number, *version[1:])))


@cache
def _software() -> frozenset[str]:
    sectors = tables.sectors("skills")
    return frozenset(row[0] for sector in _SECTORS for row in sectors[sector])
