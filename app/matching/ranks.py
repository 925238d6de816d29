"""Ranks beside an occupation: a senior accountant is asked for, an assistant store manager is found.

The words, in seven languages, are the table ``ranks``. Only a rank in front of whoever does the work is one: "senior
care" is none. A role of a higher rank than asked for counts.
"""

import re
from collections.abc import Iterable, Sequence

from app.matching import wordlists
from app.matching.index import Index
from app.matching.normalize import Token
from app.matching.phrases import Hit
from app.matching.spots import Spot
from parsers.model import SectionKind

_DOER = re.compile(
    r"(?:[^v]er|[^s]or|ist|ian|ant|yst|eur|euse|nurse|cook|chef|clerk|consultant|aide|assistant|enfermer[oa]|manager"
    r"|contable|comptable|kraft|mann|frau|leiter(?:in)?)s?$"
)
_HEADS = re.compile(r"(?:manager|director|head|supervisor|chef|leader|accountant|principal|engineer|controller)s?$")
_HIGH = frozenset({"high", "leads"})
_REACH = 4
"""Words of a title that may stand between the rank and who does the work: "senior full stack software engineer"."""
_TITLED = frozenset({SectionKind.EXPERIENCE, SectionKind.SUMMARY, SectionKind.OTHER, SectionKind.VOLUNTEER})
_PARTED = re.compile(r"[,;:.()|/]")


def asks(asked: Sequence[Spot]) -> bool:
    """Whether a rank stands in front of one of the things, or it is itself the head of something."""
    return any(_is_head(thing) or _ahead(thing) for thing in asked)


def unmet(asked: Sequence[Spot], shown: Sequence[Spot], index: Index) -> str:
    """What to note where the rank that is asked for stands nowhere, or only a helper of what is asked for."""
    for thing in asked:
        ahead = _ahead(thing)
        high = next((hit for hit in ahead if hit.name in _HIGH and hit.first <= thing.first), None)
        if high is not None and not _held(index):
            rank = thing.text[thing.words[high.first].start : thing.words[high.last - 1].end]
            return f"A role as {rank} is asked for; no mention of such a rank was found."
        if not ahead and _is_head(thing) and shown and all(map(_is_helper, shown)):
            return "What was found is the rank below the one that is asked for."
    return ""


def _ahead(thing: Spot) -> list[Hit]:
    """The ranks ahead of a thing; "head of" right ahead of it only."""
    hits = _ranks(thing.text, thing.words, range(thing.first - _REACH, thing.last))
    return [hit for hit in hits if hit.name != "leads" or hit.last == thing.first]


def _held(index: Index) -> bool:
    """Whether some title has a high rank, with nothing low in it: no "assistant to the head chef"."""
    return any(
        hit.name in _HIGH
        for entry in index.lines
        if entry.section in _TITLED and not entry.copied
        for hit in _ranks(entry.line.text, entry.words, range(len(entry.words)))
    )


def _ranks(text: str, words: tuple[Token, ...], where: Iterable[int]) -> list[Hit]:
    """The ranks that somebody who does the work has, from left to right."""
    inside = set(where)
    hits = [hit for hit in wordlists.classes("ranks").all(words) if inside & set(range(hit.first, hit.last))]
    return [hit for hit in hits if hit.name == "leads" or _of_a_doer(text, words, hit)]


def _of_a_doer(text: str, words: tuple[Token, ...], hit: Hit) -> bool:
    for at in range(hit.last, min(len(words), hit.last + _REACH)):
        if _PARTED.search(text[words[at - 1].end : words[at].start]):
            return False
        if _DOER.search(words[at].text):
            return True
    return False


def _is_head(thing: Spot) -> bool:
    return _HEADS.search(thing.words[thing.last - 1].text) is not None


def _is_helper(spot: Spot) -> bool:
    """Whether the title that stands there begins with a low rank: an assistant manager, a junior engineer."""
    ahead = _ranks(spot.text, spot.words, range(spot.first - 1, spot.first))
    return any(hit.name == "helper" and hit.last == spot.first for hit in ahead) and _is_head(spot)
