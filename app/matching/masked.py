"""What names the person outside the header: never part of a match, and not shown before a decision.

Characters are covered one for one, so that every offset into a line stays true.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from app.matching.levels import degree_at, spans
from app.matching.lexicon import lexicon_with
from app.matching.normalize import tokens
from parsers.model import Contact, Field, Resume, SectionKind

Range = tuple[int, int]


def contact_ranges(resume: Resume) -> Mapping[int, Sequence[Range]]:
    """By line number, where contact details stand, and the full name wherever else it is repeated (footers do)."""
    found: dict[int, list[Range]] = {}
    contact = resume.fields.contact
    if _is_a_thing(resume, contact.name):
        contact = replace(contact, name=None)
    if not any(each.kind is not SectionKind.HEADER for each in resume.sections):
        contact = replace(contact, place=None)
    for part in _parts(contact):
        for span in part.spans:
            found.setdefault(span.line, []).append((span.start, span.end))
    if contact.name and " " in contact.name.text:
        name = re.compile(re.escape(contact.name.text).replace(r"\ ", r"\s+"), re.IGNORECASE)
        for line in resume.document.lines:
            found.setdefault(line.number, []).extend(match.span() for match in name.finditer(line.text))
    return found


def _stands_above(resume: Resume, name: Field) -> bool:
    """Whether a name stands above all headings of a resume that has some."""
    headers = [each for each in resume.sections if each.kind is SectionKind.HEADER]
    if len(headers) == len(resume.sections):
        return False
    return any(each.first <= span.line <= each.last for each in headers for span in name.spans)


def _is_a_thing(resume: Resume, name: Field | None) -> bool:
    """Whether what the parser took for the name is a degree or a concept, or a list below a heading, and no person."""
    if name is None:
        return False
    if "," in name.text and not _stands_above(resume, name):
        return True
    words = tokens(name.text)
    return lexicon_with().concept(name.text) is not None or any(spans(degree_at, words))


def organisation_ranges(resume: Resume) -> Mapping[int, Sequence[Range]]:
    """By line number, where the names of employers and schools stand that the parser is sure of."""
    fields = resume.fields
    employers = (role.employer for role in (*fields.work, *fields.volunteer))
    found: dict[int, list[Range]] = {}
    for name in (*employers, *(study.school for study in fields.education)):
        for span in name.spans if name is not None and not name.guessed else ():
            found.setdefault(span.line, []).append((span.start, span.end))
    return found


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
