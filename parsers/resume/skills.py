"""Skills as written, one field each: from lists, tags, columns and rows, without the names of their groups."""

import re
from collections.abc import Iterator, Sequence

from parsers.model import Document, Field, Section, SectionKind
from parsers.resume import cells
from parsers.resume.cells import Unit
from parsers.resume.flow import Flow
from parsers.resume.group_names import group_names
from parsers.resume.items import bracketed, items, rating, trimmed, without_rating
from parsers.resume.labels import label
from parsers.resume.languages import speaks
from parsers.resume.levels import is_level
from parsers.resume.skill_sections import skill_lines

_MARKS = " :-\u2010\u2013\u2014*\u2022"
_LETTERS = re.compile(r"[^\W\d_]|\d")
_DASH = re.compile(r"\s[-\u2010-\u2015]\s")
_YEARS = re.compile(
    r"\(?(?:\d{1,2}\+?|<\s?1|several|mehrere)\s?(?:years?|yrs?|jahre?n?|ans?|annees?|anos?|anni|jaar|\u5e74)\b.{0,30}\)?"
)
_MOST = 1_000
_LONGEST = 120
"""Characters of a skill; longer ones are sentences."""

_ELSEWHERE = (SectionKind.LANGUAGES, SectionKind.INTERESTS, SectionKind.CERTIFICATIONS, SectionKind.REFERENCES)


def skills(document: Document, sections: tuple[Section, ...]) -> tuple[Field, ...]:
    """Every skill of the sections about them, once, in the order of the page."""
    found: dict[str, Field] = {}
    for lines in skill_lines(document, sections):
        for field in _listed(document, cells.units(document, lines)):
            found.setdefault(field.text.casefold(), field)
            if len(found) >= _MOST:
                return tuple(found.values())
    return tuple(found.values())


def _listed(document: Document, units: list[Unit]) -> Iterator[Field]:
    names = group_names(units, [cells.flow(document, unit).text for unit in units])
    skipping = False
    for number, unit in enumerate(units):
        text = cells.flow(document, unit)
        if number in names:
            named = label(text.text + ":")
            skipping = (
                named is not None and named.kind in _ELSEWHERE and _languages_follow(document, units[number + 1 :])
            )
        elif not skipping:
            yield from _items(text)


def _languages_follow(document: Document, units: Sequence[Unit]) -> bool:
    return bool(units) and speaks(cells.flow(document, units[0]).text)


def _items(text: Flow) -> Iterator[Field]:
    """The skills of one line, paragraph or tag."""
    start, kind = _after_label(text)
    if kind in _ELSEWHERE and (kind is not SectionKind.LANGUAGES or speaks(text.text[start:])):
        return
    if kind is None and speaks(text.text[start:]):
        return
    plain = without_rating(text.text)
    for first, last in items(plain, start, slashes=True):
        field = _skill(text, plain, first, last)
        if field:
            yield field


def _after_label(text: Flow) -> tuple[int, SectionKind | None]:
    """Where the items begin, and what the label in front of them announces."""
    named = label(text.text)
    if named:
        return named.end, named.kind
    dash = _DASH.search(text.text)
    if dash and len(list(items(text.text[: dash.start()]))) == 1 and len(list(items(text.text[dash.end() :]))) > 1:
        return dash.end(), None
    return 0, None


def _skill(text: Flow, plain: str, start: int, end: int) -> Field | None:
    """One skill without its level: ``Python (expert)``, ``Excel - advanced``, ``SQL 4/5``."""
    if end - start > 3 * _LONGEST:
        return None
    start, end = trimmed(plain, start, end, _MARKS)
    while (cut := _level_behind(text, start, end)) is not None:
        start, end = trimmed(plain, start, cut, _MARKS)
    if plain[start:end].endswith((".", "\u3002")) and plain[start:end].count(".") <= 1:
        end -= 1
    words = text.text[start:end]
    if (
        not _LETTERS.search(words)
        or len(words) > _LONGEST
        or is_level(words)
        or _YEARS.fullmatch(text.folded[start:end])
    ):
        return None
    return text.field(start, end)


def _level_behind(text: Flow, start: int, end: int) -> int | None:
    """Where the level begins that a skill ends with."""
    found = bracketed(text.text, start, end)
    if found and found[0] > start:
        inside = text.folded[found[0] + 1 : found[1] - 1]
        return found[0] if is_level(inside) or _YEARS.fullmatch(inside) or rating(" " + inside) else None
    for mark in re.finditer(r"\s[-\u2010-\u2015]\s|:\s|\s(?=\d)", text.folded[start:end]):
        rest = text.folded[start + mark.end() : end]
        if _YEARS.fullmatch(rest) or (not mark[0].isspace() and is_level(rest)):
            return start + mark.start()
    return None
