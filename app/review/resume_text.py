"""The resume as the reviewer reads it: its lines, cut at the quotations, without the lines that name the person.

Blind until the decision, and on the server: header lines do not travel, so there is nothing to unmask in a browser.
"""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from app.store.models import Resume as ResumeRow
from parsers.model import Resume, SectionKind
from parsers.wire import Garbled, decode

NOT_READ_YET = "The resume has not been read yet."
UNREADABLE_AGAIN = "What the program read of this file earlier cannot be shown any more; please open the file itself."


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation that a finding rests on. ``mark`` numbers it on the page; 0 where its line is hidden or gone."""

    mark: int
    line: int
    page: int
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line; ``marks`` are the numbers of the quotations that cover it."""

    text: str
    marks: tuple[int, ...] = ()
    begins: tuple[int, ...] = ()
    """Marks that begin here: where the page puts the anchor."""


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line of the resume in pieces. ``heading`` opens a section; ``new_page`` is set on the first of each page."""

    number: int
    page: int
    pieces: tuple[Piece, ...]
    heading: bool
    new_page: bool


@dataclass(frozen=True, slots=True)
class ResumeText:
    """What can be shown of a resume. ``withheld`` counts contact lines that were left out."""

    lines: tuple[ShownLine, ...] = ()
    pages: int = 0
    withheld: int = 0
    remarks: tuple[str, ...] = ()
    unreadable: str = ""


def read(row: ResumeRow | None) -> tuple[Resume | None, str]:
    """The stored resume, or None and why it cannot be shown as text."""
    if row is None:
        return None, NOT_READ_YET
    if row.content is None:
        return None, row.unreadable or NOT_READ_YET
    try:
        resume = decode(json.dumps(row.content).encode())
    except Garbled:
        return None, UNREADABLE_AGAIN
    return (resume, "") if isinstance(resume, Resume) else (None, resume.why)


def shown(resume: Resume, quotes: Sequence[Quote], *, blind: bool) -> ResumeText:
    """Lay the quotations over the lines."""
    withheld = header_lines(resume) if blind else frozenset()
    headings = {section.heading for section in resume.sections}
    by_line: dict[int, list[Quote]] = {}
    for quote in quotes:
        if quote.mark:
            by_line.setdefault(quote.line, []).append(quote)
    lines, page = [], 0
    for line in resume.document.lines:
        if line.number in withheld:
            continue
        pieces = tuple(_pieces(line.text, by_line.get(line.number, [])))
        lines.append(ShownLine(line.number, line.page, pieces, line.number in headings, line.page != page))
        page = line.page
    hidden = len(resume.document.hidden)
    ignored = (f"{hidden} lines that a reader of the page would not see were ignored.",) if hidden else ()
    return ResumeText(tuple(lines), resume.document.pages, len(withheld), (*resume.document.remarks, *ignored))


def header_lines(resume: Resume) -> frozenset[int]:
    """Numbers of the lines before the first heading: name and contact details."""
    return frozenset(
        number
        for section in resume.sections
        if section.kind is SectionKind.HEADER
        for number in range(section.first, section.last + 1)
    )


def _pieces(text: str, quotes: Iterable[Quote]) -> Iterable[Piece]:
    """Cut a line wherever a quotation begins or ends; quotations may overlap."""
    spans = [(max(0, quote.start), min(len(text), quote.end), quote.mark) for quote in quotes]
    cuts = sorted({0, len(text), *(edge for start, end, _ in spans if start < end for edge in (start, end))})
    for start, end in pairwise(cuts):
        covering = tuple(mark for first, last, mark in spans if first <= start and end <= last)
        begins = tuple(mark for first, last, mark in spans if first == start and first < last)
        yield Piece(text[start:end], covering, begins)
