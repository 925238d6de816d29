"""Clauses that ask for a degree or another schooling: its lowest level, its field, whether experience may stand in."""

import re
from dataclasses import replace

from app.matching import levels, lexicon, relations, wordlists
from app.matching.alternatives import concept_at, terms
from app.matching.amounts import amount
from app.matching.model import Kind, Requirement
from app.matching.normalize import Token, tokens, word_set
from app.matching.phrases import Hit
from app.matching.tongue import Tongue

_SAYS_A_DEGREE = {
    "certificate": re.compile(r"i{1,3}|iv|[1-4]"),
    "certificates": re.compile(r"i{1,3}|iv|[1-4]"),
    "cert": re.compile(r"i{1,3}|iv|[1-4]"),
    "master": re.compile(r"in|of|degree|degrees|abschluss|or|oder|ou|o|of|en|de|em"),
    "masters": re.compile(r"in|of|degree|degrees|or"),
}
"""What must follow words that are also something else ("ADR certificate", "Scrum Master")."""
_FIELD_FOLLOWS = re.compile(
    r"\b(?:in|of|zur|zum|im\s+bereich|der\s+fachrichtung|fachrichtung|mit\s+schwerpunkt|schwerpunkt|en|de|em|di|del|della|degli|als"
    r"|\u0641\u064a|(?:\u0628)?\u062a\u062e\u0635\u0635|\u0641\u0631\u0639|richting|spécialité|especialidad|indirizzo|área\s+de)\b",
    re.IGNORECASE,
)
_TRADE_FOLLOWS = frozenset({"cap", "bep", "bp", "bts", "pro"})
"""French degrees of a trade, whose field stands right behind: "CAP coiffure", "Bac pro cuisine"."""
_EQUIVALENT_WITHIN = 7
_STUDY = word_set(
    """
    degree degrees field fields discipline disciplines subject subjects area areas trade diploma certificate course
    major
    studium ausbildung fachrichtung studiengang abschluss hochschulabschluss titulo titulacion grado formacion carrera
    filiere formation diplome domaine laurea titolo studio opleiding richting studie denkniveau werk niveau curso
    graduacao formacao
    """
)
"""Words for studies that are no field of study: "a related field", "an equivalent degree"."""


def degree(text: str, words: tuple[Token, ...], bare: Requirement, tongue: Tongue) -> Requirement | None:
    """A degree with its lowest level, the fields to choose from, and whether experience may stand in for it."""
    held = degrees(text, words)
    if not held and not any(
        _is_schooling_here(text, words, hit, tongue) for hit in wordlists.sign("schooling").all(words)
    ):
        return None
    ranks = [levels.DEGREES.index(hit.name) for hit in held]
    level = levels.DEGREES[min(ranks)] if ranks else "bachelor"
    return replace(
        bare,
        kind=Kind.DEGREE,
        level=level,
        terms=_fields(text, words, held, tongue),
        equivalent=_may_be_experience(words, tongue),
    )


def _is_schooling_here(text: str, words: tuple[Token, ...], hit: Hit, tongue: Tongue) -> bool:
    """Whether a word such as "diploma" is not only a part of a licence's name ("diplôme d'État d'aide-soignant")."""
    name = concept_at(text, words, hit.first, tongue.code)
    return name is None or name[0] <= hit.last - hit.first or not lexicon.is_licence(name[1])


def degrees(text: str, words: tuple[Token, ...]) -> list[Hit]:
    """The degrees named, by their levels; short ones such as BA and MS count in capitals only."""
    found = (Hit(levels.DEGREES[rank], first, last) for first, last, rank in levels.spans(levels.degree_at, words))
    return [hit for hit in found if _is_degree(text, words, hit)]


def _is_degree(text: str, words: tuple[Token, ...], hit: Hit) -> bool:
    first = words[hit.first]
    after = words[hit.last].text if hit.last < len(words) else ""
    name = concept_at(text, words, hit.first)
    if name is not None and name[0] > hit.last - hit.first:
        return False  # "MS Office"
    if hit.last - hit.first > 1:
        return True
    rule = relations.rule(first.text, None)
    if rule is not None and not rule.is_spelled(first.raw, (first,)):
        return False  # "be", "as" and "ma" are words, BE, A.S. and MA are degrees
    follows = _SAYS_A_DEGREE.get(first.text)
    possessive = text[first.end - 2 : first.end] in {"'s", "\u2019s"}
    return follows is None or possessive or follows.fullmatch(after) is not None


def degree_or_years(text: str, words: tuple[Token, ...], tongue: Tongue) -> bool:
    """Whether years stand in for a degree: "a degree, or five years in the trade"."""
    held, time = degrees(text, words), amount(words)
    if not held or time is None or held[0].first > time[1]:
        return False
    between = words[held[0].last : time[1]]
    return tongue.says("or", between) and not tongue.says("and", between)


def _fields(text: str, words: tuple[Token, ...], held: list[Hit], tongue: Tongue) -> tuple[tuple[str, ...], ...]:
    """Fields of study to choose from: those named, and what else is listed behind the degree's "in" or "of"."""
    taken = {at for hit in held for at in range(hit.first, hit.last)}
    found = [hit.name for hit in wordlists.names("fields").all(words) if hit.first not in taken]
    found = found or [field for hit in held if (field := levels.field_in_name(words[hit.first : hit.last])) is not None]
    if all(hit.name != "secondary" or _of_a_trade(words, hit) for hit in held):
        listed = [each for each in _listed(text, words, held, tongue) if not _is_schooling(each)]
        named = [lexicon.field_of(each) for each in listed]
        if not found or any(named):
            found += [field or each for field, each in zip(named, listed, strict=True)]
    return (tuple(dict.fromkeys(found)),) if found else ()


def _listed(text: str, words: tuple[Token, ...], held: list[Hit], tongue: Tongue) -> list[str]:
    """The things behind the first "in" or "of" after the degree, or right behind a degree of a trade."""
    schooled = [*held, *wordlists.sign("schooling").all(words)]
    behind = text[words[min(schooled, key=lambda hit: hit.first).last - 1].end :]
    after = _FIELD_FOLLOWS.split(behind, maxsplit=1)
    if len(after) == 1 and held and _of_a_trade(words, held[-1]):
        after.append(text[words[held[-1].last - 1].end :])
    groups = terms(after[1], tongue, exact=True) if len(after) > 1 else ()
    importance = wordlists.classes("importance")
    return [term for group in groups for term in group if importance.whole(tokens(term)) is None]


def _of_a_trade(words: tuple[Token, ...], hit: Hit) -> bool:
    return words[hit.last - 1].text in _TRADE_FOLLOWS


def _is_schooling(term: str) -> bool:
    words = tokens(term)
    return any(word.text in _STUDY or levels.degree_at(words, at) for at, word in enumerate(words))


def _may_be_experience(words: tuple[Token, ...], tongue: Tongue) -> bool:
    """Whether it goes on "or equivalent" or "or five years in the trade", but not "or an equivalent degree"."""
    for at in range(len(words)):
        joint = tongue.joins.at(words, at)
        if joint is None or joint.name != "or":
            continue
        behind = words[joint.last : joint.last + _EQUIVALENT_WITHIN]
        if wordlists.says(wordlists.sign("experience"), behind) or amount(behind) is not None:
            return True
        alike = wordlists.sign("equivalent").all(behind[:3])
        if alike and not any(word.text in _STUDY for word in behind[alike[0].last : alike[0].last + 3]):
            return True
    return False
