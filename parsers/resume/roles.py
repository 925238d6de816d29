"""Jobs, paid or not: title, employer, place, dates and what is said about them."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from parsers.model import Document, Field, Line, Role, Section, SectionKind, When
from parsers.resume.body import shape
from parsers.resume.dates import Dated
from parsers.resume.entries import Entry, entries
from parsers.resume.heads import Head, Signs, told_apart
from parsers.resume.pieces import field, whole_line
from parsers.resume.places import place_sign
from parsers.resume.plain import plain
from parsers.resume.vocabulary import employer_sign, title_sign

_LONG_TITLE = 9
_OWN = 1.0
"""What a title gains that shares words with the line under the person's name."""


def roles(document: Document, sections: tuple[Section, ...], kind: SectionKind) -> tuple[Role, ...]:
    """The roles of all sections of this kind, in the order of the document."""
    lines = document.lines
    found: list[Entry] = []
    for section in sections:
        if section.kind is kind:
            first = section.first if section.heading is None else section.first + 1
            found += entries(lines[first - 1 : section.last], single=kind is SectionKind.VOLUNTEER)
    signs = Signs(_title(_label_words(lines, sections)), _employer, place_sign(lines, sections))
    dated = frozenset(span.line for entry in found if entry.when for span in entry.when.spans)
    heads = told_apart([entry.head for entry in found], signs, dated)
    return tuple(_inherited(found, heads, [_role(entry, head) for entry, head in zip(found, heads, strict=True)]))


def _role(entry: Entry, head: Head) -> Role:
    when = entry.when
    last, current = _end(when)
    paragraphs = [item for item in entry.items if not item.listed]
    bullets = [field([whole_line(line) for line in item.lines]) for item in entry.items if item.listed]
    return Role(
        title=field(head.what, guessed=not head.told),
        employer=field(head.who, guessed=not head.told),
        place=field(head.where),
        start=when.first if when else None,
        end=last,
        current=current,
        summary=field([whole_line(line) for item in paragraphs for line in item.lines]),
        bullets=tuple(bullet for bullet in bullets if bullet),
    )


def _end(when: Dated | None) -> tuple[When | None, bool]:
    """The end of a role and whether it goes on; a lone date is both its beginning and its end."""
    if when is None:
        return None, False
    return (when.first if when.single else when.last), when.current


def _inherited(found: Sequence[Entry], heads: Sequence[Head], made: Sequence[Role]) -> list[Role]:
    """Several titles under one employer: those that name none and look like the one before have the same."""
    result: list[Role] = []
    for entry, head, role in zip(found, heads, made, strict=True):
        before = result[-1] if result else None
        if before and before.employer and role.employer is None and _below_one_employer(found, heads, len(result)):
            above: Field = replace(before.employer, guessed=True)
            result.append(replace(role, employer=above))
        else:
            result.append(role)
        del entry, head
    return result


def _below_one_employer(found: Sequence[Entry], heads: Sequence[Head], number: int) -> bool:
    """Whether this title looks like the one of the entry before, and stands on a line without an employer."""
    mine, before = heads[number].what, heads[number - 1].what
    if not mine or not before:
        return False
    return shape(mine[0].line) == shape(before[0].line) and mine[0].line.number > found[number - 1].lines[0].number


def _title(label: frozenset[str]) -> Callable[[str], float]:
    def sign(text: str) -> float:
        words = plain(text).split()
        mark = title_sign(text) - 0.5 * employer_sign(text) * (title_sign(text) < 2)  # noqa: PLR2004  sure of it
        mark += _OWN * any(word.strip("(),") in label for word in words)
        mark -= 1.0 * (len(words) > _LONG_TITLE) + 1.5 * text.endswith(".") * (len(words) > 3)  # noqa: PLR2004
        return mark - 1.0 * text[:1].isdigit()

    return sign


def _employer(text: str) -> float:
    mark = employer_sign(text)
    if mark < 2:  # noqa: PLR2004  a legal form or two words of a firm are stronger than a word of a title
        mark -= 0.7 * title_sign(text)
    return mark + 0.2 - 1.0 * text[:1].islower() - 1.0 * (len(text.split()) > _LONG_TITLE)


def _label_words(lines: Sequence[Line], sections: Sequence[Section]) -> frozenset[str]:
    """The long words of the short lines in the header: what the person calls the own trade, in any language."""
    found: set[str] = set()
    for section in sections:
        if section.kind is SectionKind.HEADER:
            for line in lines[section.first - 1 : section.last]:
                if not re.search(r"[\d@/]", line.text) and "," not in line.text:
                    found |= {word.strip("(),") for word in plain(line.text).split() if len(word) > 3}  # noqa: PLR2004
    return frozenset(found)
