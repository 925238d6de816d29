"""What a reviewer is not shown before the decision: who it is, how to reach them, when they were born or at school.

Wider than ``masked``, which keeps people out of a match: here a word too many that is covered costs a look at the
text later, and one too few costs the blindness.
"""

import re
from collections.abc import Iterator, Mapping, Sequence

from app.matching.levels import degree_at, spans
from app.matching.masked import Range, contact_ranges
from app.matching.normalize import tokens
from parsers.model import Field, Line, Resume, SectionKind, Span

_EVERYWHERE = re.compile(
    r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}"  # an e-mail address
    r"|(?:https?://)?(?:www\.)?\b(?:linkedin|xing|github|gitlab|facebook|instagram|twitter|x)\.com/\S{1,200}",
    re.IGNORECASE,
)
_BORN = re.compile(
    r"""(?:\b(?:
        date\s+of\s+birth | birth\s*(?:date|day) | d\.?o\.?b\b\.? | born(?=\W{1,3}\d|\s+(?:on|in)\b)
      | geburts(?:datum|tag|jahr|ort) | geboren(?:\s+am|\s+op|\s+in)? | geb\.
      | n[ée]e?\s+le | date\s+de\s+naissance
      | fecha\s+de\s+nacimiento | nacid[oa]\s+(?:el|en) | nascid[oa]\s+(?:em|a) | data\s+de\s+nascimento
      | data\s+di\s+nascita | nat[oa]\s+(?:il|a) | geboortedatum
      )(?:\W{1,3}(?:(?!\d)\w+\W{1,2}){0,3})\d{1,4}(?:[\s./-]*(?:(?:de\s)?\w{3,10}\.?[\s,./-]+(?:de\s)?)?\d{1,4}){0,2}
    | (?:^|(?<=[|\u00b7\u2022,;(/]))\s*(?:age|alter|[âa]ge|edad|et[àa]|leeftijd|idade)
      \s*[:\u2013-]?\s*\d{2}\b(?!\s*[\u2013-]\s*\d)
    | \b(?:aged\s+)?\d{2}\s+years\s+old\b | \b\d{2}\s+jahre\s+alt\b
    | (?:^|(?<=[|\u00b7\u2022]))\s*\d{2}\s+(?:ans|años|anos|anni|jaar)\s*(?:$|(?=[|\u00b7\u2022]))
    )""",
    re.IGNORECASE | re.VERBOSE,
)
_YEARS = re.compile(
    r"(?<!\d)(?:\d{1,2}\s?[./-]\s?)?(?:19|20)\d{2}(?:[./-]\d{1,2})?(?:\s?[-\u2013/]\s?\d{2}(?!\d))?(?!\d)|(?<=\s)['\u2019]\d{2}\b"
)
_ASKED = re.compile(
    r"""\b(?:
        (?:full|first|last|family|given|middle|maiden|preferred|legal|your|candidate)\s+name | surname | ^name(?=\W*$)
      | birth | gender | sex | pronouns? | salutation | nationality | citizenship | ethnicity | race | marital | veteran
      | disabilit(?:y|ies) | religion | photo | address | e-?mail | (?:tele)?phone | mobile | linkedin
      | vorname | nachname | familienname | anrede | geschlecht | geburtsdatum | familienstand | anschrift | adresse
      | telefon | nom | prénom
      | sexe | nationalité | téléphone | nombre\s+completo | apellidos | sexo | dirección | teléfono
    )\b""",
    re.IGNORECASE | re.VERBOSE,
)
_A_QUESTION = re.compile(
    r"\W*(?:do|does|did|have|has|are|is|can|could|will|would|how|which|haben|sind|können|avez|êtes|tiene|es)\b",
    re.IGNORECASE,
)
"""How a form asks for a fact about the work; it asks for a name or an address with a label."""

_LEARNT_ELSEWHERE = (SectionKind.OTHER, SectionKind.CERTIFICATIONS, SectionKind.SUMMARY, SectionKind.HEADER)
"""Sections where schools end up whose heading was not understood."""

_CONTACT_ELSEWHERE = (SectionKind.SUMMARY, SectionKind.OTHER)
_BLOCK = 2
"""Contact details on lines of their own that make a block."""

_SHORT = 40
"""Characters: lines of a block of contact details; prose in the same section is longer."""


def personal_ranges(resume: Resume) -> Mapping[int, Sequence[Range]]:
    """By line number, the characters that are covered."""
    found = {number: list(ranges) for number, ranges in contact_ranges(resume).items()}
    schools = _school_lines(resume)
    repeated = _repeated(resume)
    for line in _contact_lines(resume):
        found.setdefault(line.number, []).append((0, len(line.text)))
    for line in resume.document.lines:
        patterns = [_EVERYWHERE, _BORN, *repeated, *([_YEARS] if line.number in schools else [])]
        spots = [match.span() for pattern in patterns for match in pattern.finditer(line.text) if match[0].strip()]
        if spots:
            found.setdefault(line.number, []).extend(spots)
    return found


def asks_who(question: str) -> bool:
    """Whether a question of an application form asks for the person and not for the work: ``Date of birth``."""
    return _ASKED.search(question) is not None and _A_QUESTION.match(question) is None


def _contact_lines(resume: Resume) -> Iterator[Line]:
    """Short lines between and beside two or more contact details outside the header: a street, a user name."""
    contact = resume.fields.contact
    spots = {span.line for span in _spans(contact.email, contact.phone, contact.place, *contact.links)}
    for section in resume.sections:
        here = [number for number in spots if section.first <= number <= section.last]
        if section.kind not in _CONTACT_ELSEWHERE or len(here) < _BLOCK:
            continue
        first, last = max(section.first, min(here) - 1), min(section.last, max(here) + 1)
        for line in resume.document.lines[first - 1 : last]:
            if line.number != section.heading and len(line.text) <= _SHORT:
                yield line


def _repeated(resume: Resume) -> list[re.Pattern[str]]:
    """E-mail, telephone and links wherever else they are written the same, as in the header of the second page."""
    contact = resume.fields.contact
    parts = [part for part in (contact.email, contact.phone, *contact.links) if part]
    return [re.compile(re.escape(part.text), re.IGNORECASE) for part in parts if part.text.strip()]


def _school_lines(resume: Resume) -> frozenset[int]:
    """Lines whose years say when somebody was at school."""
    found = {span.line for study in resume.fields.education for span in _spans(study.degree, study.school, study.area)}
    for study in resume.fields.education:
        found.update(span.line for when in (study.start, study.end) if when for span in when.spans)
    lines = {line.number: line for line in resume.document.lines}
    for section in resume.sections:
        numbers = [number for number in range(section.first, section.last + 1) if number in lines]
        if section.kind is SectionKind.EDUCATION:
            found.update(numbers)
        elif section.kind in _LEARNT_ELSEWHERE:
            found.update(_by_degree([lines[number] for number in numbers]))
    return frozenset(found)


def _by_degree(lines: Sequence[Line]) -> Iterator[int]:
    """Lines that name a degree, and those beside them that hold little more than years."""
    named = {place for place, line in enumerate(lines) if any(spans(degree_at, tokens(line.text)))}
    for place, line in enumerate(lines):
        beside = {place - 1, place + 1} & named and not re.sub(r"[\W\d]", "", _YEARS.sub("", line.text))
        if place in named or beside:
            yield line.number


def _spans(*fields: Field | None) -> Iterator[Span]:
    for each in fields:
        if each is not None:
            yield from each.spans
