"""Certifications, licences and courses, with issuer and date: on one line, over a wrap, or on lines of their own."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from parsers.model import Certificate, Document, Field, Line, Section, SectionKind, When
from parsers.resume import cells
from parsers.resume.bands import section_lines
from parsers.resume.cells import Unit
from parsers.resume.certificate_line import Entry, Written, entry, parted, written
from parsers.resume.group_names import outstanding
from parsers.resume.items import items
from parsers.resume.labels import label
from parsers.resume.languages import speaks

_LONGEST = 160
"""Characters of a name; what is longer describes one."""

_ABBREVIATION = re.compile(r"[A-Z\d][\w./+-]{0,9}")
_FEW = 3
"""Abbreviations between commas that are a list of certificates; two may be a certificate and its issuer."""

_LICENCE = re.compile(r"f\u00fchrerschein|licen[cs]e|permis|carn[ée]|carnet|carta|cnh|patente|rijbewijs", re.IGNORECASE)


@dataclass(slots=True)
class _Open:
    """A certificate whose issuer and date may still follow on lines of their own."""

    line: Written
    issuer: Field | None = None
    date: When | None = None

    def done(self, *, commas: bool, bare: bool, colons: bool) -> list[Certificate]:
        """The certificates of its line: one, or a list of abbreviations."""
        found = _entries(self.line, commas=commas, split=self.issuer is None, bare=bare, colons=colons)
        return [
            Certificate(one.name, one.issuer or self.issuer, one.date or self.date)
            for one in found
            if len(one.name.text) <= _LONGEST
        ]


def certificates(document: Document, sections: tuple[Section, ...]) -> tuple[Certificate, ...]:
    """All of them, from the sections about them or from lines ``Certifications: ...`` elsewhere."""
    found: list[Certificate] = []
    for lines in section_lines(document, sections, SectionKind.CERTIFICATIONS):
        found += _section(document, lines)
    elsewhere = (SectionKind.SKILLS, SectionKind.HEADER, SectionKind.OTHER, SectionKind.LANGUAGES)
    for lines in section_lines(document, sections, *elsewhere):
        found += _labelled(document, lines)
    return tuple({(each.name.text.casefold(), each.issuer and each.issuer.text): each for each in found}.values())


def _labelled(document: Document, lines: Sequence[Line]) -> list[Certificate]:
    """Lines such as ``Certifications: CKA, AWS CCP`` or ``Driving licence: B``."""
    found = []
    for unit in cells.units(document, lines, whole=True):
        text = cells.flow(document, unit)
        named = label(text.text)
        if named and named.kind is SectionKind.CERTIFICATIONS:
            licence = _LICENCE.search(named.words) is not None
            for start, end in [(0, len(text.text))] if licence else items(text.text, named.end):
                field = text.field(start, end)
                found += [Certificate(field)] if field else []
    return found


def _section(document: Document, lines: Sequence[Line]) -> list[Certificate]:
    units = [part for unit in cells.units(document, lines, whole=True) for part in _by_dates(document, unit)]
    read = [written(cells.flow(document, unit), _gaps(unit)) for unit in units]
    names = [n for n, each in enumerate(read) if each.kind == "text" and not speaks(each.flow.text)]
    issuers = _issuer_lines(units, read, names)
    commas = all("," in read[n].flow.text for n in names if n not in issuers)
    dates_first = bool(read) and read[0].kind == "date"
    found: list[_Open] = []
    ahead: When | None = None
    for n, each in enumerate(read):
        if each.kind == "date" and dates_first:
            ahead = each.date
        elif n in names and (n not in issuers or not found):
            found.append(_Open(each, None, ahead))
            ahead = None
        elif found:
            _add(found[-1], each)
    colons = _mostly_colons(found)
    bare = all(each.issuer is None and (each.date or each.line.gaps) and not parted(each.line) for each in found)
    return [one for each in found for one in each.done(commas=commas, bare=bare, colons=colons)]


def _mostly_colons(found: Sequence[_Open]) -> bool:
    """Whether a colon parts name and issuer: in most lines, and not only in ``HashiCorp Certified: Terraform``."""
    return 2 * sum(":" in each.line.flow.text for each in found) > len(found)


def _add(last: _Open, each: Written) -> None:
    """A line below a certificate: its date, its issuer, or something that we do not keep."""
    last.date = last.date or each.date
    if last.issuer is None:
        last.issuer = each.field if each.kind == "issuer" else _issuer(each) if each.kind == "text" else None


def _by_dates(document: Document, unit: Unit) -> list[Unit]:
    """A paragraph taken apart behind lines that end with a date, if what follows has a date of its own."""
    parts: list[Unit] = [[]]
    for n, cell in enumerate(unit):
        parts[-1].append(cell)
        ends = written(cells.flow(document, [cell]), ())
        if ends.closed and written(cells.flow(document, unit[n + 1 :]), ()).dated:
            parts.append([])
    return [part for part in parts if part]


def _gaps(unit: Unit) -> tuple[int, ...]:
    """Offsets of the gaps in the text of a unit, as far as its first line goes."""
    return unit[0].line.gaps


def _issuer(each: Written) -> Field | None:
    """An issuer on a line of its own, marked as told by its place."""
    one = entry(each, commas=False, split=False)
    return replace(one.name, guessed=True) if one else None


def _entries(each: Written, *, commas: bool, split: bool, bare: bool, colons: bool) -> list[Entry]:
    """One certificate, or a list of abbreviations or of items parted by signs."""
    text = each.flow
    parts = list(items(text.text, slashes=False))
    if split and len(parts) >= _FEW and not each.dated and _is_list(text.text, parts):
        fields = [text.field(*part) for part in parts]
        return [Entry(field) for field in fields if field]
    one = entry(each, commas=commas, split=split, bare=bare, colons=colons)
    return [one] if one else []


def _is_list(text: str, parts: list[tuple[int, int]]) -> bool:
    """All abbreviations, or parted by something stronger than a comma."""
    short = all(_ABBREVIATION.fullmatch(text[start:end]) for start, end in parts)
    return short or all("," not in text[a[1] : b[0]] for a, b in pairwise(parts))


def _issuer_lines(units: list[Unit], read: list[Written], names: list[int]) -> set[int]:
    """Which of the lines without any sign are issuers: set weaker than the names, or every second one before a date."""
    heads = outstanding([units[n] for n in names], bare=True)
    if heads:
        return {n for at, n in enumerate(names) if at not in heads and not units[n][0].line.bullet}
    dates = sum(each.kind == "date" for each in read)
    if dates and len(names) == 2 * dates and not any(read[n].dated for n in names):
        return set(names[1::2])
    return set()
