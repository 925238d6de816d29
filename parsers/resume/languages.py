"""Spoken languages with their levels: ``English (native), Spanish B2``, or the level on the next line."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from parsers.model import Document, Field, Line, Section, SectionKind, Tongue
from parsers.resume import cells, language_names
from parsers.resume.bands import section_lines
from parsers.resume.flow import Flow, whole
from parsers.resume.items import items, trimmed, without_rating
from parsers.resume.labels import label
from parsers.resume.levels import begins_with_level, is_level

_LETTERS = re.compile(r"[^\W\d_]")
_MARKS = " :;,.-\u2010\u2013\u2014\u2212=|/()[]\uff08\uff09\uff1a\u2022\u00b7"
_KINDS_OF = re.compile(
    r"mandarin|cantonese|kantonesisch|simplified|traditional|brazilian|brasil\w*|european|uk|us|british|american|swiss|"
    r"mandarim|mandarino|\u666e\u901a\u8bdd|\u7ca4\u8bed"
)
"""In brackets behind a language these say which, and not how well."""

_AND = re.compile(r"\s(?:(?:and|und|et|y|e|en|&|\+|sowie)\s)?")
_UNTOLD = re.compile(r"(?:nationality|citizenship|staatsangehorigkeit|nationalitat|nationalite|nacionalidad)\W*")
_BEFORE_LEVEL = re.compile(r"[:\uff1a(),;|]|\s[-\u2013\u2014]\s")
_LONGEST_LINE, _LONGEST_TEXT = 200, 2_000
_MOST_LINES = 200
_LONGEST = 60
"""Characters of the name of a language that we do not know."""


def languages(document: Document, sections: tuple[Section, ...]) -> tuple[Tongue, ...]:
    """The languages of the sections about them, of a line ``Languages: ...`` elsewhere, or of the head of the page."""
    found: list[Tongue] = []
    for lines in section_lines(document, sections, SectionKind.LANGUAGES):
        if spoken(lines):
            found += _listed(document, lines)
    named = (SectionKind.SKILLS, SectionKind.HEADER, SectionKind.OTHER, SectionKind.EDUCATION, SectionKind.SUMMARY)
    for lines in section_lines(document, sections, *named) if not found else ():
        found += _labelled(document, lines)
    for lines in section_lines(document, sections, *SectionKind) if not found else ():
        found += _alone(document, lines)
    return _once(found)


def spoken(lines: Sequence[Line]) -> bool:
    """Whether a section about languages is about spoken ones: some line names one or says how well."""
    pieces = [cell.text[:_LONGEST_LINE] for line in lines[:_MOST_LINES] for cell in cells.cells(line)]
    return not pieces or any(_named(text) for text in pieces)


def _named(text: str) -> bool:
    read = Flow((Line(1, 1, text),), (whole(Line(1, 1, text)),))
    return _name(read, 0, len(text)) is not None or any(map(is_level, _BEFORE_LEVEL.split(without_rating(text))))


def speaks(text: str) -> bool:
    """Whether a text is a list of languages, with or without levels, and nothing else."""
    read = Flow((Line(1, 1, text),), (whole(Line(1, 1, text)),))
    parts = list(items(read.text))
    return bool(parts) and all(_only_language(read, *part) for part in parts)


def _listed(document: Document, lines: Sequence[Line]) -> Iterator[Tongue]:
    found: list[Tongue] = []
    for unit in cells.units(document, lines[:_MOST_LINES]):
        text = cells.flow(document, unit)
        for start, end in items(without_rating(text.text[:_LONGEST_TEXT])):
            _take(text, start, end, found)
    return iter(found)


def _labelled(document: Document, lines: Sequence[Line]) -> Iterator[Tongue]:
    """From lines that begin with ``Languages:`` and then name at least one."""
    for unit in cells.units(document, lines):
        text = cells.flow(document, unit)
        named = label(text.text)
        if named and named.kind in (SectionKind.LANGUAGES, None) and speaks(text.text[named.end :]):
            found: list[Tongue] = []
            for start, end in items(without_rating(text.text), named.end):
                _take(text, start, end, found)
            yield from found


def _alone(document: Document, lines: Sequence[Line]) -> Iterator[Tongue]:
    """From lines that hold languages and nothing else, as some themes print them in the head behind an icon."""
    before = ""
    for line in lines:
        for cell in cells.cells(line):
            text = cells.flow(document, [cell])
            if len(text.text) <= _LONGEST_LINE and speaks(text.text) and not _UNTOLD.fullmatch(before):
                found: list[Tongue] = []
                for start, end in items(without_rating(text.text)):
                    _take(text, start, end, found)
                yield from (replace(each, language=replace(each.language, guessed=True)) for each in found)
            before = text.folded


def _only_language(text: Flow, start: int, end: int) -> bool:
    name = _at(text, start, end)
    if name is None:
        return False
    rest = text.text[name[1] : end].strip(_MARKS)
    return not rest or begins_with_level(rest) or _KINDS_OF.fullmatch(rest.lower()) is not None


def _take(text: Flow, start: int, end: int, found: list[Tongue]) -> None:
    """Read one item: a language, or the level of the one before."""
    first, last = trimmed(text.text, start, end, _MARKS)
    name = _name(text, first, last)
    if name is None:
        _take_unnamed(text, first, last, found)
        return
    before = trimmed(text.text, first, name[0], _MARKS)
    ahead = text.field(*before) if before[0] < before[1] else None
    if ahead and not begins_with_level(ahead.text):
        ahead = None
    while name is not None:
        following = _and(text, name[1], last)
        field, level = text.field(*name), None
        if following is None:
            level = _field(text, name[1], last)
        if field:
            found.append(Tongue(field, level or ahead))
        name = following


def _take_unnamed(text: Flow, start: int, end: int, found: list[Tongue]) -> None:
    """An item without a language that we know: a level, a further word on one, or a language all the same."""
    if not _LETTERS.search(text.text[start:end]):
        return
    level = is_level(text.text[start:end])
    if found and (level or found[-1].level is None):
        found[-1] = replace(found[-1], level=_joined(found[-1].level, text.field(start, end)))
        return
    if level:
        return
    named = re.match(r"[^:(\u2013\u2014=]{2,40}?(?=\s?[:(\u2013\u2014=]|\s-\s)", text.text[start:end])
    if named and begins_with_level(text.text[start + named.end() : end]):
        field = text.field(start, start + named.end())
        found.extend([Tongue(field, _field(text, start + named.end(), end))] if field else [])


def _field(text: Flow, start: int, end: int) -> Field | None:
    """A level without the marks around it."""
    first, last = trimmed(without_rating(text.text[:end]), start, end, _MARKS)
    if text.text[first:last].count("(") > text.text[first:last].count(")") and text.text[last : last + 1] == ")":
        last += 1
    return text.field(first, last) if _LETTERS.search(text.text[first:last]) else None


def _joined(before: Field | None, more: Field | None) -> Field | None:
    if before is None or more is None:
        return more or before
    return Field(f"{before.text}, {more.text}", before.spans + more.spans, before.guessed)


def _and(text: Flow, start: int, end: int) -> tuple[int, int] | None:
    """The next name in ``English and German``."""
    match = _AND.match(text.folded, start, end)
    return _at(text, match.end(), end) if match else None


def _name(text: Flow, start: int, end: int) -> tuple[int, int] | None:
    """Where the first known language of a stretch stands, with a word in brackets on which kind of it is meant."""
    at = start
    while at < end:
        if at == start or not text.text[at - 1].isalnum():
            found = _at(text, at, end)
            if found:
                return found
        at += 1
    return None


def _at(text: Flow, at: int, end: int) -> tuple[int, int] | None:
    if text.folded[at : at + 2] not in language_names.beginnings():
        return None
    known = language_names.names()
    for stop in range(min(end, at + language_names.longest()), at + 1, -1):
        whole_word = stop == end or not text.text[stop].isalnum() or not text.text[stop - 1].isascii()
        if whole_word and text.folded[at:stop] in known and not _glued(text.text, stop, end):
            kind = re.compile(rf"\s?\((?:{_KINDS_OF.pattern})\)").match(text.folded, stop, end)
            return at, kind.end() if kind else stop
    return None


def _glued(text: str, stop: int, end: int) -> bool:
    """The word goes on: only between letters of a script with spaces."""
    return stop < end and text[stop].isalpha() and ord(text[stop]) < 0x3000 and text[stop - 1].isalpha()  # noqa: PLR2004


def _once(found: Iterable[Tongue]) -> tuple[Tongue, ...]:
    """Each language once, the one with a level before the one without."""
    kept: dict[str, Tongue] = {}
    for tongue in found:
        key = tongue.language.text.casefold()
        if key not in kept or (kept[key].level is None and tongue.level):
            kept[key] = tongue
    return tuple(kept.values())
