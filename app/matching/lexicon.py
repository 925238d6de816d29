"""Reading the tables of ``facts`` and ``relations``: forms of a concept, what it includes, when a writing is ambiguous.

Also the ordered words: degree levels and language levels. Nothing here looks at a resume or a posting.
"""

from dataclasses import dataclass
from functools import lru_cache

from app.matching import facts, relations
from app.matching.normalize import Token, key, tokens, word_set

DEGREE_LEVELS = ("secondary", "certificate", "associate", "bachelor", "master", "doctorate")
LANGUAGE_LEVELS = ("a1", "a2", "b1", "b2", "c1", "c2")

DEGREE_WORDS = {
    "certificate": "ged certificate certificates cert diploma pgce apprenticeship",
    "associate": "associate associates aas hnd",
    "bachelor": "bachelor bachelors baccalaureate bsc beng bcom bcomm bba bsn bed llb bsba bfa bba bs ba",
    "master": "master masters msc meng mba mphil msn med mres llm mfa mpa mph mcom ms ma magister dipl-ing",
    "doctorate": "doctorate doctoral phd dphil edd dnp pharmd",
}
DEGREES_ONLY_IN_CAPITALS = frozenset({"ba", "bs", "ma", "ms", "med", "bed", "aas", "cert", "mpa"})
FIELDS_IN_DEGREE_NAMES = {
    "bsn": "nursing",
    "msn": "nursing",
    "dnp": "nursing",
    "bed": "education",
    "med": "education",
    "beng": "engineering",
    "meng": "engineering",
    "llb": "law",
    "llm": "law",
    "bba": "business",
    "mba": "business",
    "bcom": "commerce",
    "bcomm": "commerce",
    "pharmd": "pharmacy",
}
LANGUAGES = word_set(
    """
    english french german spanish portuguese italian dutch polish russian ukrainian arabic mandarin chinese
    cantonese japanese korean hindi urdu punjabi bengali turkish greek hebrew persian farsi swedish norwegian
    danish finnish czech slovak hungarian romanian bulgarian croatian serbian vietnamese thai indonesian malay
    tagalog filipino swahili irish welsh catalan basque galician lithuanian latvian estonian slovenian albanian
    somali amharic tamil
    """
)
_LEVEL_WORDS = {
    "c2": "c2 native bilingual|mother tongue|first language",
    "c1": "c1 fluent fluency fluently advanced excellent|full professional|very good|native level",
    "b2": "b2 professional business good strong proficient|upper intermediate|professional working|working proficiency",
    "b1": "b1 intermediate conversational|limited working",
    "a2": "a2 basic elementary basics some",
    "a1": "a1 beginner",
}
_AFTER_IT_MEANS_ANOTHER_THING = {
    "java": "script",
    "javascript": "",
    "react": "native to",
    "nurse": "assistant aide practitioner",
    "c": "level",
    "go": "to the live ahead above beyond on",
    "spring": "cleaning semester term break season",
    "excel": "at in",
    "aws": "d1.1 d1 welding certified",
    "power": "",
    "class": "",
    "back": "to",
    "milling": "about",
    "front": "of",
    "retail": "banking",
    "r": "and",
    "sage": "publications",
    "sales": "ledger",
    "backend": "office",
}
_BEFORE_IT_MEANS_ANOTHER_THING = {
    "nurse": "student trainee veterinary dental assistant",
    "teacher": "student assistant",
    "engineer": "sales",
    "c": "objective vitamin hepatitis grade level cpr class category",
    "registered": "non un not",
    "certified": "non un not",
    "welder": "plastic",
    "native": "",
    "sql": "no",
}


@dataclass(frozen=True, slots=True)
class Writing:
    """What an ambiguous form must look like, and the words of which one must stand near (empty: none needed)."""

    spelled: frozenset[str]
    near: frozenset[str]


@lru_cache(maxsize=1)
def _forms() -> dict[str, tuple[str, ...]]:
    """Concept name to all its forms, the name first; a name that stands on two rows has the forms of both."""
    table: dict[str, tuple[str, ...]] = {}
    for line in (facts.SKILLS + facts.LICENCES).strip().splitlines():
        name, *others = line.split("|")
        table[name] = (*table.get(name, (name,)), *others)
    return table


@lru_cache(maxsize=1)
def _concept_by_key() -> dict[str, str]:
    return {key(form): name for name, forms in _forms().items() for form in forms}


@lru_cache(maxsize=1)
def _licences() -> frozenset[str]:
    return frozenset(line.split("|")[0] for line in facts.LICENCES.strip().splitlines())


@lru_cache(maxsize=1)
def _includes() -> dict[str, tuple[str, ...]]:
    rows = (line.split("|") for line in relations.INCLUDES.strip().splitlines())
    return {row[0]: tuple(row[1:]) for row in rows}


@lru_cache(maxsize=1)
def _ambiguous() -> dict[str, Writing]:
    rows = (line.split("|") for line in relations.AMBIGUOUS.strip().splitlines())
    return {form: Writing(frozenset(spelled.split()), frozenset(near.split())) for form, spelled, near in rows}


@lru_cache(maxsize=1)
def _lookalikes() -> dict[str, int]:
    groups = relations.LOOKALIKES.strip().splitlines()
    return {word: number for number, group in enumerate(groups) for word in group.split("|")}


@lru_cache(maxsize=1)
def vocabulary() -> frozenset[str]:
    """Every word that the tables know: a known word is never taken for a misspelling of another."""
    words = {token.text for forms in _forms().values() for form in forms for token in tokens(form)}
    return frozenset(words | set(_lookalikes()) | LANGUAGES)


def concept(text: str) -> str | None:
    """The name of the concept that a phrase names, or None."""
    return _concept_by_key().get(key(text))


def is_licence(name: str) -> bool:
    """Whether a concept is something one holds: a licence, certificate, card or membership."""
    return name in _licences()


def forms(term: str) -> tuple[tuple[str, str], ...]:
    """All writings that show a term, each with how it shows it: ``exact``, ``alias`` or ``includes``."""
    name = concept(term)
    if name is None:
        return ((term, "exact"),)
    own = dict.fromkeys(_forms()[name], "alias")
    for inner in _within(name):
        own = dict.fromkeys(_forms().get(inner, (inner,)), "includes") | own
    same = key(term)
    return ((term, "exact"), *((form, how) for form, how in own.items() if key(form) != same))


def _within(name: str) -> tuple[str, ...]:
    """Concepts that include this one; two steps are enough for the table (a test sees to it)."""
    first = _includes().get(name, ())
    return tuple(dict.fromkeys((*first, *(inner for outer in first for inner in _includes().get(outer, ())))))


def writing(form: str) -> Writing | None:
    """The rule for an ambiguous form, or None if the form can only mean one thing."""
    return _ambiguous().get(form.casefold())


def known_span(words: tuple[Token, ...], at: int) -> tuple[int, str] | None:
    """The longest concept that starts at a token: how many tokens it takes, and its name."""
    for length in range(min(6, len(words) - at), 0, -1):
        found = _concept_by_key().get("".join(word.text for word in words[at : at + length]))
        if found is not None:
            return length, found
    return None


def lookalike(one: str, other: str) -> bool:
    """Whether two different words must not be taken for misspellings of each other."""
    groups = _lookalikes()
    return one != other and one in groups and groups[one] == groups.get(other, -1)


def means_another_thing(before: str, first: str, last: str, after: str) -> bool:
    """Whether the neighbour words turn a phrase into something else: ``Java Script``, ``student nurse``."""
    return (bool(after) and after in _AFTER_IT_MEANS_ANOTHER_THING.get(last, "").split()) or (
        bool(before) and before in _BEFORE_IT_MEANS_ANOTHER_THING.get(first, "").split()
    )


@lru_cache(maxsize=1)
def degree_words() -> dict[str, int]:
    """Word to its rank in ``DEGREE_LEVELS``."""
    return {word: DEGREE_LEVELS.index(level) for level, words in DEGREE_WORDS.items() for word in words.split()}


@lru_cache(maxsize=1)
def level_words() -> dict[tuple[str, ...], int]:
    """Word or word pair to its rank in ``LANGUAGE_LEVELS`` (Common European Framework, Council of Europe)."""
    table: dict[tuple[str, ...], int] = {}
    for level, entry in _LEVEL_WORDS.items():
        single, *phrases = entry.split("|")
        rank = LANGUAGE_LEVELS.index(level)
        table |= {(word,): rank for word in single.split()}
        table |= {tuple(phrase.split()): rank for phrase in phrases}
    return table
