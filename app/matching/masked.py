"""What names the person outside the header: never part of a match, and not shown before a decision.

Characters are covered one for one, so that every offset into a line stays true.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from app.matching.levels import degree_at, spans
from app.matching.lexicon import lexicon_with
from app.matching.normalize import tokens
from app.matching.scripts import is_sign
from parsers.model import Contact, Field, Resume, SectionKind

Range = tuple[int, int]

_SURNAME = 3
"""Letters of a degree's abbreviation that is a surname when it is written as one: Ma, Ba."""


def contact_ranges(resume: Resume) -> Mapping[int, Sequence[Range]]:
    """By line number, where contact details stand, and the full name wherever else it is repeated (footers do).

    Whatever the reader took for contact is covered before a person's eyes, even where it may have been mistaken.
    """
    return _ranges(resume, resume.fields.contact)


def unmatched_ranges(resume: Resume) -> Mapping[int, Sequence[Range]]:
    """The same for a match, but for what the reader surely mistook: covered, it would be evidence that is lost."""
    contact = resume.fields.contact
    if _is_a_thing(contact.name):
        contact = replace(contact, name=None)
    if all(each.kind is SectionKind.HEADER for each in resume.sections):
        contact = replace(contact, place=None)
    return _ranges(resume, contact)


def _ranges(resume: Resume, contact: Contact) -> Mapping[int, Sequence[Range]]:
    found: dict[int, list[Range]] = {}
    for part in _parts(contact):
        for span in part.spans:
            found.setdefault(span.line, []).append((span.start, span.end))
    if contact.name and " " in contact.name.text:
        name = re.compile(re.escape(contact.name.text).replace(r"\ ", r"\s+"), re.IGNORECASE)
        for line in resume.document.lines:
            found.setdefault(line.number, []).extend(match.span() for match in name.finditer(line.text))
    return found


def _is_a_thing(name: Field | None) -> bool:
    """Whether what the reader took for the name is a degree, a concept or a list that names one, and no person."""
    if name is None:
        return False
    concept = lexicon_with().concept
    listed = name.text.split(",")
    words = tokens(name.text)
    degrees = (words[first:last] for first, last, _ in spans(degree_at, words))
    degrees = (degree for degree in degrees if not (degree[0].raw.istitle() and len(degree[0].raw) <= _SURNAME))
    return (
        concept(name.text) is not None
        or (len(listed) > 1 and any(concept(each) is not None for each in listed))
        or any(degrees)
    )


def organisation_ranges(resume: Resume) -> Mapping[int, Sequence[Range]]:
    """By line number, where the names of employers and schools stand that the parser is sure of."""
    fields = resume.fields
    employers = (role.employer for role in (*fields.work, *fields.volunteer))
    found: dict[int, list[Range]] = {}
    for name in (*employers, *(study.school for study in fields.education)):
        for span in name.spans if name is not None and not name.guessed and not _has_more(name) else ():
            found.setdefault(span.line, []).append((span.start, span.end))
    return found


def _has_more(name: Field) -> bool:
    """Whether the reader took a title along: no blank is inside of a Chinese name."""
    return is_sign(name.text) and " " in name.text


def _parts(contact: Contact) -> Iterator[Field]:
    """Everything but the label, which is an occupation."""
    for part in (contact.name, contact.email, contact.phone, contact.place, *contact.links):
        if part is not None:
            yield part


def covered(text: str, ranges: Sequence[Range], sign: str) -> str:
    """The text with ``sign``, one character, in place of each character in the ranges."""
    for start, end in ranges:
        text = text[:start] + sign * len(text[start:end]) + text[end:]
    return text
