"""A sentence that asks for several kinds of things, cut into clauses that ask for one each.

"A degree in nursing, 3 years in intensive care and fluent English" are three demands; "Python required, Go a plus" is a
demand and a wish; "a degree or 5 years in the trade" stays whole. Every clause is literally a stretch of the sentence.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from app.matching import lexicon, tongue, wordlists
from app.matching.alternatives import concept_at
from app.matching.amounts import amount, amounts
from app.matching.model import Importance, Kind
from app.matching.normalize import Token, tokens
from app.matching.phrases import Hit
from app.matching.schooling import degrees
from app.matching.speech import languages, stated_levels
from app.matching.tongue import Tongue

_PARTING = re.compile(r"[,;\u2022]|\s[-\u2013\u2014]\s|\u2014")
_BRACKET = re.compile(r"[(\[][^()\[\]]*[)\]]")
_TRIM = " \t,;.-\u2013\u2014\u2022"
_LONG_WORD = 8
MAX_SENTENCE = 600
"""Characters of a sentence that may be cut; what is longer is no sentence."""
_TOGETHER = {
    (Kind.LICENCE, Kind.SKILL),
    (Kind.SKILL, Kind.LICENCE),
    (Kind.DEGREE, Kind.SKILL),
    (Kind.SKILL, Kind.DEGREE),
    (Kind.YEARS, Kind.SKILL),
}


@dataclass(frozen=True, slots=True)
class _Cue:
    """Words that tell a kind: ``words[first:last]``."""

    kind: Kind
    first: int
    last: int


@dataclass(frozen=True, slots=True)
class _Seam:
    """Characters ``start`` to ``end`` part what stands before from what follows; ``at`` is the word behind them."""

    start: int
    end: int
    at: int
    mark: str


def clauses(sentence: str, spoken: str = tongue.DEFAULT) -> list[tuple[str, Importance | None]]:
    """The clauses of a sentence in order, each with the importance that its words give it.

    A sentence of more than ``MAX_SENTENCE`` characters stays whole.
    """
    if len(sentence) > MAX_SENTENCE:
        return [(sentence, importance_of(tokens(without_asides(sentence[:MAX_SENTENCE]))))]
    found = []
    for text in _by_importance(sentence, spoken):
        said = importance_of(tokens(without_asides(text)))
        found += [(part, said) for part in _by_kind(text, spoken)]
    return found


def importance_of(words: tuple[Token, ...]) -> Importance | None:
    """What the words of a clause say of its importance; a wish is stronger than a demand."""
    said = {hit.name for hit in wordlists.classes("importance").all(words)}
    return next((each for each in (Importance.NICE, Importance.MUST) if each in said), None)


def without_asides(text: str) -> str:
    """Blank the brackets that soften what stands before them: "(compact licence accepted)", "(BLS preferred)"."""
    aside = wordlists.sign("aside")
    return _BRACKET.sub(
        lambda match: " " * len(match[0]) if wordlists.says(aside, tokens(match[0])) else match[0], text
    )


def _by_importance(text: str, spoken: str) -> list[str]:
    words = tokens(without_asides(text))
    for at in range(1, len(words)):
        if wordlists.sign("ahead").at(words, at) and not _inside_bracket(text, words[at].start):
            before, after = _trimmed(text[: words[at].start]), _trimmed(text[words[at].start :])
            return [before, *_by_importance(after, spoken)] if tokens(before) else [text]
    hits = wordlists.classes("importance").all(words)
    seams = _seams(text, words, tongue.of(words, spoken))
    for one, other in pairwise(hits):
        between = [seam for seam in seams if one.last <= seam.at <= other.first]
        if one.name != other.name and between:
            return _cut(text, between[-1])
    nice = [hit for hit in hits if hit.name == Importance.NICE]
    commas = [seam for seam in seams if seam.mark != "and"]
    if len(nice) == len(hits) == len(commas) == 1 and commas[0].at < nice[0].first and len(seams) == 1:
        return _cut(text, commas[0])
    return [text]


def _by_kind(text: str, spoken: str) -> list[str]:
    words = tokens(text)
    speech = tongue.of(words, spoken)
    seams = _seams(text, words, speech)
    cues = sorted(_cues(text, words, speech), key=lambda cue: cue.first)
    hard = [cue for cue in cues if cue.kind is not Kind.SKILL]
    for one, other in (*pairwise(hard), *pairwise(cues)):
        seam = _seam_between(words, one, other, seams, speech)
        if seam is not None:
            before, after = _cut(text, seam)
            return [*_by_kind(before, spoken), *_by_kind(after, spoken)] if before and after else [text]
    return _by_level(text, words, seams, speech)


def _by_level(text: str, words: tuple[Token, ...], seams: list[_Seam], speech: Tongue) -> list[str]:
    """Two levels are two demands: "fluent English and good German", but not "English or German (C1)"."""
    named = list(languages(text, words, speech))
    if len(named) > 1 and len({hit.name for hit in stated_levels(words)}) > 1 and not speech.says("or", words):
        between = [seam for seam in seams if named[0].last <= seam.at <= named[1].first]
        if between:
            before, after = _cut(text, between[-1])
            return [before, *_by_kind(after, speech.code)]
    return [text]


def _cues(text: str, words: tuple[Token, ...], speech: Tongue) -> Iterator[_Cue]:
    found: list[_Cue] = []
    found += [_Cue(Kind.YEARS, first, last) for _, first, last in amounts(words)]
    schooled = [*degrees(text, words), *wordlists.sign("schooling").all(words)]
    found += [_Cue(Kind.DEGREE, hit.first, hit.last) for hit in schooled]
    found += [_Cue(Kind.LANGUAGE, hit.first, hit.last) for hit in languages(text, words, speech)]
    long = (hit for hit in wordlists.classes("circumstances").all(words) if _is_plain(words, hit))
    found += [_Cue(Kind.CONDITION, hit.first, hit.last) for hit in long]
    found += [_Cue(Kind.LICENCE, hit.first, hit.last) for hit in wordlists.sign("held").all(words)]
    for at in range(len(words)):
        span = concept_at(text, words, at, speech.code)
        if span:
            kind = Kind.LICENCE if lexicon.is_licence(span[1]) else Kind.SKILL
            found.append(_Cue(kind, at, at + span[0]))
    brackets = [match.span() for match in _BRACKET.finditer(text)]
    for number, cue in enumerate(found):
        start = words[cue.first].start
        covered = any(other.first <= cue.first < other.last and other.kind is not cue.kind for other in found[:number])
        if not covered and not any(left < start < right for left, right in brackets):
            yield cue


def _is_plain(words: tuple[Token, ...], hit: Hit) -> bool:
    return hit.last - hit.first > 1 or len(words[hit.first].text) > _LONG_WORD


def _may_part(one: Kind, other: Kind) -> bool:
    """Skills belong to the years, degree or licence before them; two amounts of years are two demands."""
    if one is other:
        return one is Kind.YEARS
    return (one, other) not in _TOGETHER


def _seam_between(words: tuple[Token, ...], one: _Cue, other: _Cue, seams: list[_Seam], speech: Tongue) -> _Seam | None:
    if not _may_part(one.kind, other.kind):
        return None
    between = [seam for seam in seams if one.last <= seam.at <= other.first]
    if not between:
        return None
    seam = between[-1]
    if one.kind is Kind.SKILL and other.kind is Kind.YEARS and seam.mark != "and":
        return None  # "Java, 5 years"
    return None if speech.says("or", words[seam.at : other.first]) else seam


def _seams(text: str, words: tuple[Token, ...], speech: Tongue) -> list[_Seam]:
    """Where a sentence may be cut: at commas, dashes and "and" outside of brackets; before "with 3 years"."""
    found: list[_Seam] = []
    for at, word in enumerate(words):
        gap = (words[at - 1].end if at else 0, word.start)
        marks = list(_PARTING.finditer(text, *gap))
        joint = speech.joins.at(words, at)
        if joint is not None and joint.name == "and":
            start = gap[0] if marks else word.start
            found.append(_Seam(start, words[joint.last - 1].end, joint.last, "and"))
        elif marks and at:
            found.append(_Seam(marks[-1].start(), marks[-1].end(), at, ","))
        elif word.text in _WITH and amount(words[at + 1 : at + 8]) is not None:
            found.append(_Seam(word.start, word.end, at + 1, "with"))
    return [seam for seam in found if not _inside_bracket(text, seam.start)]


_WITH = frozenset({"with", "mit", "avec", "con", "com", "met", "plus"})


def _inside_bracket(text: str, at: int) -> bool:
    return any(match.start() < at < match.end() for match in _BRACKET.finditer(text))


def _cut(text: str, seam: _Seam) -> list[str]:
    return [_trimmed(text[: seam.start]), _trimmed(text[seam.end :])]


def _trimmed(text: str) -> str:
    return text.strip(_TRIM)
