"""The resume as the reviewer reads it: its lines, cut at the quotations, without the lines that name the person.

Blind until the decision is final, and on the server: header lines do not travel, so there is nothing to unmask in a
browser.
"""

import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from app.matching.masked import covered
from app.matching.personal import personal_ranges
from app.store.models import Resume as ResumeRow
from parsers.model import Line, Project, Resume, Role, SectionKind
from parsers.wire import Garbled, decode

COVER = "\N{FULL BLOCK}"
UNSEEN_AT_MOST = 20
NOT_READ_YET = "The resume has not been read yet."
UNREADABLE_AGAIN = "What the program read of this file earlier cannot be shown any more; please open the file itself."


@dataclass(frozen=True, slots=True)
class Quote:
    """A quotation that a finding rests on. ``mark`` numbers it on the page; 0 where its line is hidden or gone.

    ``where`` says in which part of the resume it stands, ``own`` is False where its number belongs to an earlier one.
    """

    mark: int
    line: int
    page: int
    start: int
    end: int
    text: str
    where: str = ""
    own: bool = True


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a line; ``marks`` are the numbers of the quotations that cover it."""

    text: str
    marks: tuple[int, ...] = ()
    begins: tuple[int, ...] = ()
    """Marks that begin here: where the page puts the anchor."""


@dataclass(frozen=True, slots=True)
class ShownLine:
    """A line of the resume in pieces, or a whole item of a list with all its lines; ``number`` is that of the first.

    ``heading`` opens a section; ``new_page`` is set on the first of each page.
    """

    number: int
    page: int
    pieces: tuple[Piece, ...]
    heading: bool
    bullet: bool
    new_page: bool


@dataclass(frozen=True, slots=True)
class UnseenLine:
    """Text that a reader of the page would not see, and why; it counted for nothing."""

    page: int
    text: str
    why: str


@dataclass(frozen=True, slots=True)
class ResumeText:
    """What can be shown of a resume. ``withheld`` counts contact lines that were left out.

    ``remarks`` are sentences about the file: how it was read, and what a reviewer should know of it. ``unseen`` holds
    the first of ``unseen_count`` hidden lines.
    """

    lines: tuple[ShownLine, ...] = ()
    pages: int = 0
    withheld: int = 0
    remarks: tuple[str, ...] = ()
    unseen: tuple[UnseenLine, ...] = ()
    unseen_count: int = 0
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
    document = resume.document
    withheld = header_lines(resume) if blind else frozenset()
    private = personal_ranges(resume) if blind else {}
    headings = {section.heading for section in resume.sections}
    by_line: dict[int, list[Quote]] = {}
    for quote in quotes:
        if quote.mark:
            by_line.setdefault(quote.line, []).append(quote)
    further = _further_lines(resume)
    lines: list[ShownLine] = []
    above: Line | None = None
    for line in document.lines:
        if line.number in withheld:
            continue
        text = covered(line.text, private.get(line.number, ()), COVER)
        pieces = tuple(_pieces(text, by_line.get(line.number, [])))
        if above and above.page == line.page and _goes_on(above, line, lines[-1], further):
            lines[-1] = replace(lines[-1], pieces=(*lines[-1].pieces, *_tie(lines[-1]), *pieces))
        else:
            new_page = above is None or above.page != line.page
            lines.append(ShownLine(line.number, line.page, pieces, line.number in headings, line.bullet, new_page))
        above = line
    return ResumeText(
        lines=tuple(lines),
        pages=document.pages,
        withheld=len(withheld),
        remarks=(*(notice.says for notice in document.notices), *document.remarks),
        unseen=_unseen(resume, blind=blind),
        unseen_count=len(document.hidden),
    )


def _goes_on(above: Line, line: Line, item: ShownLine, further: Collection[int]) -> bool:
    """Whether an item of a list was wrapped here: by the fields that were read, else by the block that both are in."""
    wrapped = item.bullet and not line.bullet and line.block > 0 and line.block == above.block
    return wrapped or line.number in further


def _unseen(resume: Resume, *, blind: bool) -> tuple[UnseenLine, ...]:
    """The first hidden lines; before the decision without those that name the person."""
    contact = resume.fields.contact
    names = [part.text.casefold() for part in (contact.name, contact.email, contact.phone) if part and blind]
    return tuple(
        UnseenLine(line.page, line.text, line.why)
        for line in resume.document.hidden
        if not any(name in line.text.casefold() for name in names)
    )[:UNSEEN_AT_MOST]


def header_lines(resume: Resume) -> frozenset[int]:
    """Numbers of the lines before the first heading: name and contact details."""
    return frozenset(
        number
        for section in resume.sections
        if section.kind is SectionKind.HEADER
        for number in range(section.first, section.last + 1)
    )


def _further_lines(resume: Resume) -> frozenset[int]:
    """Numbers of the lines that go on with the item of a list that the line before them belongs to."""
    fields = resume.fields
    entries: tuple[Role | Project, ...] = (*fields.work, *fields.volunteer, *fields.projects)
    items = [sorted({span.line for span in item.spans}) for entry in entries for item in entry.bullets]
    return frozenset(line for item in items for above, line in pairwise(item) if line == above + 1)


def _tie(line: ShownLine) -> tuple[Piece, ...]:
    """What stands between two lines of one item: nothing where the first ends within a word."""
    return () if line.pieces and line.pieces[-1].text.endswith("-") else (Piece(" "),)


def _pieces(text: str, quotes: Iterable[Quote]) -> Iterable[Piece]:
    """Cut a line wherever a quotation begins or ends; quotations may overlap."""
    spans = [(max(0, quote.start), min(len(text), quote.end), quote.mark) for quote in quotes]
    cuts = sorted({0, len(text), *(edge for start, end, _ in spans if start < end for edge in (start, end))})
    for start, end in pairwise(cuts):
        covering = tuple(mark for first, last, mark in spans if first <= start and end <= last)
        begins = tuple(mark for first, last, mark in spans if first == start and first < last)
        yield Piece(text[start:end], covering, begins)
