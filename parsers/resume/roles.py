"""Jobs, paid or not: title, employer, place, dates and what is said about them."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from parsers.model import Document, Line, Role, Section, SectionKind, When
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
    told = [(entry, head) for entry, head in zip(found, heads, strict=True) if entry.when or _named(head)]
    return tuple(_inherited(told))


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


def _named(head: Head) -> bool:
    """Without a date only known words make an entry of a line."""
    return any(title_sign(part.text) > 1 for part in head.what) or any(
        employer_sign(part.text) > 1 for part in head.who
    )


def _inherited(told: Sequence[tuple[Entry, Head]]) -> list[Role]:
    """Several titles under one employer: those that name none and look like the one before have the same."""
    result: list[Role] = []
    for number, (entry, head) in enumerate(told):
        role = _role(entry, head)
        before = result[-1] if result else None
        if before and before.employer and role.employer is None and _alike(head, told[number - 1][1]):
            role = replace(role, employer=replace(before.employer, guessed=True))
        result.append(role)
    return result


def _alike(head: Head, before: Head) -> bool:
    """Whether two titles look alike and both stand on lines of their own."""
    return bool(head.what and before.what) and shape(head.what[0].line) == shape(before.what[0].line)


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
