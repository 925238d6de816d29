"""Clauses that ask for an amount or a level: years of a thing, a spoken language, a degree."""

import re
from collections.abc import Iterator
from dataclasses import replace
from functools import cache

from app.matching import lexicon, tables, wordlists
from app.matching.alternatives import known, terms
from app.matching.model import Kind, Requirement
from app.matching.normalize import Token, tokens
from app.matching.phrases import Hit
from app.matching.tongue import Tongue

_NUMBERS = (
    "one un une uno una um uma een ein eine einem",
    "two deux dos dois duas due twee zwei",
    "three trois tres tre drie drei",
    "four quatre cuatro quatro quattro vier",
    "five cinq cinco cinque vijf funf",
    "six seis sei zes sechs",
    "seven sept siete sete sette zeven sieben",
    "eight huit ocho oito otto acht",
    "nine neuf nueve nove negen neun",
    "ten dix diez dez dieci tien zehn",
    "eleven onze once undici elf",
    "twelve douze doce doze dodici twaalf zwolf",
)
_NUMBER = {word: float(number) for number, words in enumerate(_NUMBERS, start=1) for word in words.split()}
_YEARS = frozenset(
    "year years yr yrs jahr jahre jahren jahrig jahrige jahriger jahriges jahrigen an ans annee annees ano anos anni anno"
    " jaar jaren jarige".split()
)
_MONTHS = frozenset("month months mo mos monat monate monaten mois mes meses mesi mese maand maanden".split())
_BETWEEN = frozenset("plus or more and to bis a o mas mehr oder ou mais piu e of meer up full calendar volle".split())
_COMPOUND = re.compile(r"(zwei|drei|vier|funf|sechs|sieben|acht|neun|zehn)(?=jahrig)|(twee|drie|vier|vijf)(?=jarig)")
_NOT_OF_EXPERIENCE = frozenset(
    "old ago alt ouds warranty contract degree college university program course apprenticeship ausbildung studium".split()
)
_OF = frozenset("of in as using with working als como come comme en nel im bei na no post".split())
_LONGEST_AMOUNT = 5
_MOST_YEARS = 40.0
_SHORT_CLAUSE = 10
_ASSETS = frozenset({"plus", "advantage", "asset", "bonus", "preference"})
"""A "strong plus" is no level."""
_KNOWLEDGE = re.compile(r"(?:sprach)?kenntnis(?:se|sen)?$|sprachig(?:e|er|es|en)?$|sprache$|talig(?:e)?$")
_SAYS_A_DEGREE = {
    "certificate": re.compile(r"i{1,3}|iv|[1-4]"),
    "certificates": re.compile(r"i{1,3}|iv|[1-4]"),
    "cert": re.compile(r"i{1,3}|iv|[1-4]"),
    "master": re.compile(r"in|of|degree|degrees|abschluss|or|oder|ou|o|of|en|de|em"),
    "masters": re.compile(r"in|of|degree|degrees|or"),
}
"""What must follow words that are also something else ("ADR certificate", "Scrum Master")."""

_FIELD_FOLLOWS = re.compile(
    r"\b(?:in|of|im\s+bereich|der\s+fachrichtung|fachrichtung|mit\s+schwerpunkt|schwerpunkt|en|de|em|di|del|della|degli|als"
    r"|richting|spécialité|especialidad|indirizzo|área\s+de)\b",
    re.IGNORECASE,
)
_EQUIVALENT_WITHIN = 7
_STUDY = frozenset(
    "major degree degrees field fields discipline disciplines subject subjects area areas trade diploma certificate course major"
    " studium ausbildung fachrichtung studiengang abschluss hochschulabschluss titulo titulacion grado formacion carrera"
    " filiere formation diplome domaine laurea titolo diploma studio opleiding richting studie curso area graduacao formacao".split()
)


def years(text: str, words: tuple[Token, ...], bare: Requirement, tongue: Tongue, title: str) -> Requirement | None:
    """Years of a thing; where only a role like this one is asked for, of what the title names."""
    found = amount(words)
    if found is None or not _of_experience(words, *found[1:]):
        return None
    number, first, last = found
    if (since := next((hit for hit in wordlists.sign("since").all(words)), None)) is not None:
        event = text[words[since.first].start : words[since.last - 1].end]
        return replace(bare, kind=Kind.YEARS, amount=number, terms=((event,),))
    part = wordlists.sign("of which").all(words)
    end = words[part[0].first].start if part and part[0].first >= last else len(text)
    rest = f"{text[: words[first].start]} , {text[words[last - 1].end : end]}"
    named = terms(rest, tongue)
    wanted = sure(rest, named) or named[:1]
    if not wanted and tokens(rest) and not _only_filler(rest, tongue):
        return bare
    if not wanted and (name := concept_in(title)):
        wanted = ((name,),)
    return replace(bare, kind=Kind.YEARS, amount=number, terms=wanted)


def _only_filler(text: str, tongue: Tongue) -> bool:
    little = (wordlists.sign("experience"), wordlists.sign("work"), wordlists.sign("alike"), tongue.joins)
    words = tokens(text)
    return all(word.text in tongue.filler or any(each.at(words, at) for each in little) for at, word in enumerate(words))


def amount(words: tuple[Token, ...]) -> tuple[float, int, int] | None:
    """The first amount of time: in years, with the words that it takes."""
    return next(amounts(words), None)


def amounts(words: tuple[Token, ...]) -> Iterator[tuple[float, int, int]]:
    """All amounts of time from left to right."""
    last = 0
    for first, word in enumerate(words):
        number = _number(word.text)
        if first < last or number is None or number > _MOST_YEARS or _is_a_span_of_time(words, first):
            continue
        unit = _unit_after(words, first)
        if unit is not None:
            last = unit + 1
            yield number / (12 if _COMPOUND.sub("", words[unit].text) in _MONTHS else 1), first, last


def _unit_after(words: tuple[Token, ...], first: int) -> int | None:
    """Where the unit of a number stands: "3 to 5 years", "two (2) years", "dreijährige"."""
    for at in range(first, min(len(words), first + _LONGEST_AMOUNT)):
        text = words[at].text
        unit = _COMPOUND.sub("", text)
        if unit in _YEARS or unit in _MONTHS:
            after = {word.text for word in words[at + 1 : at + 3]}
            return None if (at == first and unit == text) or after & _NOT_OF_EXPERIENCE else at
        if at > first and _number(text) is None and text not in _BETWEEN:
            return None
    return None


def _number(text: str) -> float | None:
    if re.fullmatch(r"\d{1,2}(?:[.,]5)?", text):
        return float(text.replace(",", "."))
    compound = _COMPOUND.match(text)
    return _NUMBER.get(compound.group() if compound else text)


def _is_a_span_of_time(words: tuple[Token, ...], first: int) -> bool:
    """Whether "within", "last" or the like stands before: a time, not an amount of experience."""
    return any(wordlists.sign("past").at(words, at) for at in range(max(0, first - 1), first))


def _of_experience(words: tuple[Token, ...], first: int, last: int) -> bool:
    if any(wordlists.unscored(name).at(words, at) for name in ("age", "contract") for at in range(len(words))):
        return wordlists.says(wordlists.sign("experience"), words)
    following = words[last].text if last < len(words) else ""
    near = words[:first] + words[last:]
    return (
        wordlists.says(wordlists.sign("experience"), near)
        or wordlists.says(wordlists.sign("since"), near)
        or following in _OF
        or (following.endswith("ing") and len(following) > _SHORT_CLAUSE // 2)
    )


def sure(text: str, groups: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
    """Of a short clause all groups; of a long sentence, whose fragments may be anything, those that name a concept."""
    if len(tokens(text)) <= _SHORT_CLAUSE:
        return groups
    return tuple(group for group in groups if known(group))


def concept_in(text: str) -> str | None:
    """The first concept named in a text."""
    words = tokens(text)
    found = (lexicon.known_span(words, at) for at in range(len(words)))
    return next((span[1] for span in found if span), None)


def language(text: str, words: tuple[Token, ...], bare: Requirement, tongue: Tongue) -> Requirement | None:
    """A spoken language, or some of them, at one level."""
    named = list(languages(text, words, tongue))
    if not named:
        return None
    taken = {at for hit in named for at in range(hit.first, hit.last)}
    ranks = [lexicon.LANGUAGE_LEVELS.index(hit.name) for hit in levels(words) if hit.first not in taken]
    level = lexicon.LANGUAGE_LEVELS[max(ranks)] if ranks else None
    names = tuple(dict.fromkeys(hit.name for hit in named))
    either = any((joint := tongue.joins.at(words, at)) and joint.name == "or" for at in range(len(words)))
    either = either or any(mark.name == "one of" for mark in wordlists.classes("marks").all(words))
    return replace(
        bare, kind=Kind.LANGUAGE, terms=(names,) if either else tuple((name,) for name in names), level=level
    )


def languages(text: str, words: tuple[Token, ...], tongue: Tongue) -> Iterator[Hit]:
    """Names of languages that are spoken or written here: not "French cuisine", "polish the brass"."""
    for at in range(len(words)):
        hit = _language_at(words, at)
        if hit is None or (tongue.code in {"en", "de", "nl"} and not text[words[at].start].isupper()):
            continue
        sides = (at - 1, hit.last)
        if all(_goes_with_a_language(text, words, side, hit, tongue) for side in sides):
            yield hit


def _language_at(words: tuple[Token, ...], at: int) -> Hit | None:
    hit = wordlists.names("languages").at(words, at)
    if hit is not None:
        return hit
    stem = _KNOWLEDGE.sub("", words[at].text)
    if stem == words[at].text or not stem:
        return None
    name = wordlists.names("languages").whole(tokens(stem))
    return Hit(name, at, at + 1) if name else None


def _goes_with_a_language(text: str, words: tuple[Token, ...], side: int, hit: Hit, tongue: Tongue) -> bool:
    if not 0 <= side < len(words):
        return True
    start, end = (words[side].end, words[hit.first].start) if side < hit.first else (words[hit.last - 1].end, words[side].start)
    if re.search(r"[,;:/()\[\]|.]|\s[-\u2013\u2014]", text[start:end]):
        return True
    word = words[side].text
    return (
        word in tongue.filler
        or tongue.joins.at(words, side) is not None
        or level_at(words, side) is not None
        or wordlists.sign("speaking").at(words, side) is not None
        or _language_at(words, side) is not None
    )


def levels(words: tuple[Token, ...]) -> list[Hit]:
    """The language levels named, by their names in the Common European Framework."""
    found = wordlists.names("language_levels").all(words)
    return [hit for hit in found if hit.last == len(words) or words[hit.last].text not in _ASSETS]


def level_at(words: tuple[Token, ...], at: int) -> int | None:
    """The rank of the language level that starts at a word."""
    hit = wordlists.names("language_levels").at(words, at)
    return lexicon.LANGUAGE_LEVELS.index(hit.name) if hit else None


def degrees(text: str, words: tuple[Token, ...]) -> list[Hit]:
    """The degrees named, by their levels; short ones such as BA and MS count in capitals only."""
    found = wordlists.classes("degrees").all(words)
    return [hit for hit in found if _is_degree(text, words, hit)]


@cache
def _only_in_capitals() -> frozenset[str]:
    """Short degrees that are words too ("BE", "MA", "AS"): the table writes them in capitals only."""
    forms = [tables.tagged(part)[1] for row in tables.rows("degrees") for part in row[1:]]
    single = [(words[0].text, form) for form in forms if len(words := tokens(form)) == 1]
    small = {text for text, form in single if sum(map(str.isupper, form)) <= 1}
    return lexicon.DEGREES_ONLY_IN_CAPITALS | {text for text, _ in single if text not in small}


def _is_degree(text: str, words: tuple[Token, ...], hit: Hit) -> bool:
    first = words[hit.first]
    after = words[hit.last].text if hit.last < len(words) else ""
    if hit.last - hit.first > 1:
        return True
    if first.text in _only_in_capitals():
        return sum(char.isupper() for char in text[first.start : first.end]) > 1
    follows = _SAYS_A_DEGREE.get(first.text)
    possessive = text[first.end - 2 : first.end] in {"'s", "\u2019s"}
    return follows is None or possessive or follows.fullmatch(after) is not None


def degree(text: str, words: tuple[Token, ...], bare: Requirement, tongue: Tongue) -> Requirement | None:
    """A degree with its lowest level, the fields to choose from, and whether experience may stand in for it."""
    held = degrees(text, words)
    if not held and not wordlists.says(wordlists.sign("schooling"), words):
        return None
    ranks = [lexicon.DEGREE_LEVELS.index(hit.name) for hit in held]
    level = lexicon.DEGREE_LEVELS[min(ranks)] if ranks else "bachelor"
    return replace(
        bare,
        kind=Kind.DEGREE,
        level=level,
        terms=_fields(text, words, held, tongue),
        equivalent=_may_be_experience(words, tongue),
    )


def degree_or_years(text: str, words: tuple[Token, ...], tongue: Tongue) -> bool:
    """ "A degree, or five years in the trade": the years stand in for the degree."""
    held, time = degrees(text, words), amount(words)
    if not held or time is None or held[0].first > time[1]:
        return False
    between = range(held[0].last, time[1])
    return any((joint := tongue.joins.at(words, at)) and joint.name == "or" for at in between) and not any(
        (joint := tongue.joins.at(words, at)) and joint.name == "and" for at in between
    )


def _fields(text: str, words: tuple[Token, ...], held: list[Hit], tongue: Tongue) -> tuple[tuple[str, ...], ...]:
    """Fields of study to choose from: those named, else what follows "in" or "of" behind the degree."""
    taken = {at for hit in held for at in range(hit.first, hit.last)}
    found = [hit.name for hit in wordlists.names("fields").all(words) if hit.first not in taken]
    named = {name: field for name, _, field in tables.edges("degree_fields")}
    found = found or [named[name] for hit in held if (name := _written(words, hit)) in named]
    if not found and all(hit.name != "secondary" for hit in held):
        schooled = [*held, *wordlists.sign("schooling").all(words)]
        behind = text[words[min(schooled, key=lambda hit: hit.first).last - 1].end :]
        after = _FIELD_FOLLOWS.split(behind, maxsplit=1)
        groups = terms(after[1], tongue, exact=True) if len(after) > 1 else ()
        found = [term for group in groups for term in group if not _is_schooling(term)]
    return (tuple(dict.fromkeys(found)),) if found else ()


def _written(words: tuple[Token, ...], hit: Hit) -> str:
    return " ".join(word.text for word in words[hit.first : hit.last])


def _is_schooling(term: str) -> bool:
    words = tokens(term)
    return any(word.text in _STUDY or wordlists.classes("degrees").at(words, at) for at, word in enumerate(words))


def _may_be_experience(words: tuple[Token, ...], tongue: Tongue) -> bool:
    """ "Or equivalent", "or five years in the trade", but not "or an equivalent degree"."""
    for at in range(len(words)):
        joint = tongue.joins.at(words, at)
        if joint is None or joint.name != "or":
            continue
        behind = words[joint.last : joint.last + _EQUIVALENT_WITHIN]
        if wordlists.says(wordlists.sign("experience"), behind) or amount(behind) is not None:
            return True
        alike = wordlists.sign("equivalent").all(behind[:3])
        following = behind[alike[0].last : alike[0].last + 3] if alike else ()
        if alike and all(word.text in tongue.filler for word in following if word.text not in _STUDY):
            return not any(word.text in _STUDY for word in following)
    return False
