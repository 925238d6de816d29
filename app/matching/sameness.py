"""Whether two names name one and the same thing; a broader, narrower or sibling thing is another one.

They do if one of them, as an entry of its own in a resume, would be quoted for the other in a posting, with no word
left over but such as "certified" beside a certificate. Languages are the same at the same level only, degrees by their
name.
"""

import re
from functools import cache

from app.matching import levels, lexicon, tables
from app.matching.align import Mention, mentions
from app.matching.index import Index, build
from app.matching.normalize import Token, key, tokens, word_set
from parsers.model import Document, Line, Resume, Section, SectionKind

_NAMES = frozenset({"exact", "alias"})
"""How a writing leads to a term that it names; all other ways lead to something narrower, or only near."""
_DIGITS = re.compile(r"\d+")
_OF_A_LICENCE = word_set(
    "certified certification certificate cert credential qualification qualified accreditation accredited"
)
_OF_A_SKILL = word_set("skills skill experience knowledge expertise proficiency")
_OF_A_LANGUAGE = word_set("in level language speaker speaking skills at niveau nivel sprache de cefr")


def same(a: str, b: str) -> bool:
    """True for two names of one thing; the order of the two does not matter."""
    if not (key(a) and key(b)) or _number_apart(a, b):
        return False
    spoken = _spoken(a), _spoken(b)
    if any(spoken):
        return spoken[0] == spoken[1]
    degree = _degree(a), _degree(b)
    if all(degree):
        return degree[0] == degree[1]
    return _is_named(a, b) or _is_named(b, a)


def _number_apart(a: str, b: str) -> bool:
    """Whether nothing but numbers parts two names: AZ-104 followed AZ-103 and is another exam."""
    one, other = key(a), key(b)
    return one != other and _DIGITS.sub("#", one) == _DIGITS.sub("#", other)


def _spoken(text: str) -> tuple[str, int | None, bool] | None:
    """A language, the rank of its level, and whether that is a code; None for anything else or with more beside it.

    "Fluent" and "C1" have a place in one order and are not the same statement.
    """
    words = tokens(text)
    named = list(levels.spans(levels.language_at, words))
    if len(named) != 1:
        return None
    first, last, name = named[0]
    rest = (*words[:first], *words[last:])
    stated = list(levels.spans(levels.language_level_at, rest))
    taken = {at for one, behind, _ in stated for at in range(one, behind)}
    if len(stated) > 1 or any(at not in taken and word.text not in _OF_A_LANGUAGE for at, word in enumerate(rest)):
        return None
    if not stated:
        return name, None, False
    return name, stated[0][2], any(word.text in levels.LANGUAGES for word in rest)


def _degree(text: str) -> str | None:
    """The name of the degree that a text is, without its dots and plurals; None for anything else."""
    words = tokens(text)
    found = levels.degree_at(words, 0)
    if found is None or found[0] != len(words):
        return None
    return _degree_names().get(key(text), key(text).removesuffix("degree").removesuffix("s"))


@cache
def _degree_names() -> dict[str, str]:
    return {key(part): row[0] for row in tables.rows("degree_names") for part in row}


def _is_named(term: str, text: str) -> bool:
    """Whether every word of the text belongs to a writing of the term, or is one that says nothing more."""
    index = _entry(text)
    found = [
        each for each in mentions(index, term, lexicon.lexicon_with().field_forms(term)) if each.relation in _NAMES
    ]
    return bool(found) and not any(_says_more(word, term) for word in _left_over(index.lines[0].words, found))


def _entry(text: str) -> Index:
    section = Section(SectionKind.CERTIFICATIONS, None, 1, 1)
    return build(Resume(Document("text/plain", 1, (Line(1, 1, text),)), (section,)), ())


def _left_over(words: tuple[Token, ...], found: list[Mention]) -> list[Token]:
    taken = {at for each in found for at in range(each.first, each.last)}
    return [word for at, word in enumerate(words) if at not in taken]


def _says_more(word: Token, term: str) -> bool:
    name = lexicon.concept(term)
    return word.text not in (_OF_A_LICENCE if name is not None and lexicon.is_licence(name) else _OF_A_SKILL)
