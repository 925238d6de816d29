"""Places whose licence, law or practice is asked for: a Texas licence is none of Florida, UK payroll is none of Canada.

Countries are the table ``countries``, states and provinces ``states``. What stands beside a thing without any place is
silent; of a state's licence that is not enough unless the resume names the state somewhere.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import cache

from app.matching import levels, wordlists
from app.matching.circumstances import is_country
from app.matching.index import Index
from app.matching.model import Kind
from app.matching.normalize import Token, tokens, word_set
from app.matching.phrases import Finder, Hit
from app.matching.spots import Spot
from app.matching.stated import UNION

_AHEAD, _BEHIND = 3, 3
"""Words that may stand between the place and the thing it narrows, ahead of the thing and behind it."""
_IN = word_set("in of for the state commonwealth province en de im nach aus du")
_SPOKEN = word_set("speaking speaker speakers speaks language native fluent fluently bilingual sprachig parlant")
_EVERYWHERE = word_set("multistate multi compact nlc enlc reciprocity nationwide interstate national")
_PARTED = re.compile(r"[,;:()]")
_BESIDE = re.compile(r"[,(/]")


def asks(asked: Sequence[Spot]) -> bool:
    """Whether a place narrows one of the things."""
    return any(next(_narrowing(thing), None) for thing in asked)


def unmet(asked: Sequence[Spot], shown: Sequence[Spot], index: Index, kind: Kind) -> str:
    """What to note where only other places stand beside the thing, or beside a state's licence none; else nothing."""
    wanted = dict(_named(thing, hit) for thing in asked for hit in _narrowing(thing))
    if not wanted:
        return ""
    named = " or ".join(wanted.values())
    found = [dict(_named(spot, hit) for hit in _around(spot)) for spot in shown]
    if any(_within(each, wanted) for each in found):
        return ""
    if found and all(found):
        others = ", ".join(dict.fromkeys(text for each in found for text in each.values()))
        return f"{named} is asked for; what was found names {others}."
    if kind is Kind.LICENCE and all(map(_is_state, wanted)) and not _within(_anywhere(index), wanted):
        return f"{named} is asked for; no mention of it was found."
    return ""


def _named(spot: Spot, hit: Hit) -> tuple[str, str]:
    """A place, and how it is written here."""
    return hit.name, spot.text[spot.words[hit.first].start : spot.words[hit.last - 1].end]


def _narrowing(thing: Spot) -> Iterator[Hit]:
    """The places in a requirement that belong to the thing."""
    for hit in _places(thing):
        if hit.last <= thing.first:
            ahead = hit.last + _AHEAD >= thing.first and not _parts(thing, hit.last, thing.first)
            if ahead and not _speaks(thing, hit):
                yield hit
        elif hit.first >= thing.last:
            gap = thing.words[thing.last : hit.first]
            led = any(word.text in _IN for word in gap) or "(" in thing.between(hit.first - 1, hit.first)
            if len(gap) <= _BEHIND and led and not _is_spoken(thing, hit):
                yield hit


def _around(spot: Spot) -> Iterator[Hit]:
    """The places in the clause of a thing; what is also a language only right ahead of the thing or within it."""
    clause = spot.clause()
    if any(spot.words[at].text in _EVERYWHERE for at in clause):
        return
    for hit in _places(spot):
        inside = hit.first in clause and hit.last - 1 in clause
        near = spot.first - 2 <= hit.last <= spot.last and hit.first < spot.last
        if inside and (near or not _is_spoken(spot, hit)) and not _speaks(spot, hit):
            yield hit


def _anywhere(index: Index) -> set[str]:
    """All places that the resume names, also where somebody lives."""
    lines = (*index.header, *(entry.line for entry in index.lines))
    spots = (Spot(line.text, tokens(line.text), 0, 0) for line in lines)
    return {hit.name for spot in spots for hit in _places(spot)}


def _places(spot: Spot) -> Iterator[Hit]:
    states = [hit for hit in _states().all(spot.words) if _is_written(spot, hit)]
    taken = {at for hit in states for at in range(hit.first, hit.last)}
    yield from states
    for hit in wordlists.names("countries").all(spot.words):
        if hit.first not in taken and is_country(spot.text, spot.words, hit) and not _is_code(spot.words[hit.first]):
            yield hit


@cache
def _states() -> Finder:
    return wordlists.classes("states")


def _is_written(spot: Spot, hit: Hit) -> bool:
    """A name begins with a capital; a code is in capitals, between signs or beside the thing: "TX RN license".

    Where no thing is looked at, a code behind a town is enough: "Toowoomba QLD".
    """
    first, last = spot.words[hit.first], spot.words[hit.last - 1]
    if not first.raw[0].isupper():
        return False
    if hit.last - hit.first > 1 or len(first.raw) > 3:  # noqa: PLR2004 - letters of a code
        return True
    before = spot.text[: first.start].rstrip()[-1:]
    beside = hit.last == spot.first or hit.first == spot.last
    town = spot.first == spot.last and hit.first > 0 and spot.words[hit.first - 1].raw.istitle()
    ends = bool(_BESIDE.search(before)) or not spot.text[last.end :].strip(" .)")
    return first.raw.isupper() and (beside or town or ends)


def _parts(spot: Spot, first: int, last: int) -> bool:
    return any(_PARTED.search(spot.between(at - 1, at)) for at in range(first, last + 1) if 0 < at < len(spot.words))


def _speaks(spot: Spot, hit: Hit) -> bool:
    """Whether a language is meant: "German speaking"."""
    beside: tuple[Token, ...] = (*spot.words[max(0, hit.first - 1) : hit.first], *spot.words[hit.last : hit.last + 1])
    return any(word.text in _SPOKEN for word in beside)


def _is_spoken(spot: Spot, hit: Hit) -> bool:
    return levels.language_at(spot.words, hit.first) is not None


def _is_code(word: Token) -> bool:
    """CA may be a state and IN a word: of countries only few codes are sure."""
    return len(word.raw) <= 2 and word.text not in {"uk", "us", "eu"}  # noqa: PLR2004 - letters of a code


def _within(found: Iterable[str], wanted: Iterable[str]) -> bool:
    return any(one == other or _holds(other, one) for one in found for other in wanted)


def _holds(large: str, small: str) -> bool:
    return small.startswith(f"{large} ") or (large == "eu" and small in UNION)


def _is_state(name: str) -> bool:
    return name.partition(" ")[0] in {"us", "ca", "au"} and " " in name
