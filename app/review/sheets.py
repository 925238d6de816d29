"""The resume as pages to look at: which there are, where the marks stand on them, and what is covered on each.

Before the decision a page never leaves the server whole. Where the program cannot tell what has to be covered, the
page is not shown, and the text beside it is what there is.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from app.errors import NotFoundError
from app.language import marked as N_  # noqa: N812 - the name that catalogues look for
from app.language import translated as _
from app.matching.personal import personal_ranges
from app.review.resume_text import Quote, header_lines, read
from app.review.show import Shown, is_blind, latest_resume
from app.store.models import Rejection
from app.store.people import User
from parsers.isolate import Cover, Size, turn_of
from parsers.model import Box, Line, Resume, SectionKind

PAGES_AT_MOST = 10
"""That are shown as pictures; the text goes on."""

NO_PAGES = N_("This kind of file has no pages to show; what it says stands under Text.")
NOTHING_READ = N_(
    "The pages stay covered until the decision is final: nothing on them was read, so nothing could be blacked out."
)
NO_NAME = N_(
    "The pages stay covered until the decision is final: the program did not find out where the name stands on them."
)
NOT_READ = N_(
    "This page stays covered until the decision is final: it was not read, so nothing on it could be blacked out."
)
NO_PLACES = N_(
    "This page stays covered until the decision is final: the program does not know where on it the lines stand."
)

_SMALLEST = 12.0
"""Points: a mark is a target for fingers and pointers."""

_AROUND = 1.5
_ENDLESS = 100_000.0


@dataclass(frozen=True, slots=True)
class SheetMark:
    """A quotation's box on a page, in points from its top left corner; its number stands in a box from ``tag`` on."""

    mark: int
    left: float
    top: float
    wide: float
    high: float
    tag: float
    tag_wide: float


@dataclass(frozen=True, slots=True)
class Sheet:
    """One page; ``why_not`` says why it is not shown, and is empty where it is."""

    number: int
    wide: float
    high: float
    marks: tuple[SheetMark, ...]
    why_not: str = ""


@dataclass(frozen=True, slots=True)
class Sheets:
    """All pages that are shown; ``more`` says that some were left out, ``why_not`` why there are none at all."""

    pages: tuple[Sheet, ...] = ()
    more: bool = False
    why_not: str = ""

    @property
    def drawn(self) -> frozenset[int]:
        """Numbers of the marks that stand on a page that is shown."""
        return frozenset(mark.mark for sheet in self.pages if not sheet.why_not for mark in sheet.marks)


@dataclass(frozen=True, slots=True)
class Drawing:
    """What it takes to draw one page: which file and page, how it is turned, what is covered (None: nothing)."""

    sha256: str
    page: int
    turn: int
    cover: Cover | None


@dataclass(frozen=True, slots=True)
class Pages:
    """A file that has pages, and what was read of it; ``why_not`` is set where none of them may be shown yet."""

    sha256: str
    resume: Resume | None
    blind: bool
    why_not: str = ""


def pages_of(session: Session, rejection: Rejection, user: User, *, now: datetime) -> Pages:
    """What of a candidate's file this person may see as pages."""
    row = latest_resume(session, rejection.id)
    if row is None or not row.sha256 or not _has_pages(row.media_type):
        return Pages("", None, blind=True, why_not=NO_PAGES)
    blind = is_blind(session, rejection, user, now=now)
    resume, _ = read(row)
    return Pages(row.sha256, resume, blind, _why_none(resume) if blind else "")


def drawing(session: Session, rejection_id: str, page: int, user: User, *, now: datetime) -> Drawing:
    """How to draw one page for this person.

    Raises:
        NotFoundError: there is no such page, or it stays covered.

    """
    rejection = session.get(Rejection, rejection_id)
    if rejection is None:
        raise NotFoundError(_("there is nobody at this address; take a candidate from the queue"))
    pages = pages_of(session, rejection, user, now=now)
    why_not = pages.why_not or _why_not(pages, page)
    if why_not or not 1 <= page <= PAGES_AT_MOST:
        raise NotFoundError(_(why_not) if why_not else _("only the first pages are shown as pictures"))
    turn = turn_of(pages.resume.document, page) if pages.resume else 0
    return Drawing(pages.sha256, page, turn, _cover(pages.resume, page) if pages.blind and pages.resume else None)


def sheets(pages: Pages, sizes: Sequence[Size], seen: Shown) -> Sheets:
    """Lay the marks of what is shown over the pages; ``sizes`` are those of the pages as they stand in the file."""
    lines = {line.number: line for line in pages.resume.document.lines} if pages.resume else {}
    made = []
    for number, (wide, high) in enumerate(sizes[:PAGES_AT_MOST], start=1):
        turned = bool(pages.resume and turn_of(pages.resume.document, number) % 180)
        size = (high, wide) if turned else (wide, high)
        made.append(Sheet(number, *size, _marks(seen, lines, number), _why_not(pages, number)))
    return Sheets(tuple(made), len(sizes) > PAGES_AT_MOST)


def _has_pages(media_type: str) -> bool:
    return media_type == "application/pdf" or media_type.startswith("image/")


def _why_none(resume: Resume | None) -> str:
    if resume is None:
        return NOTHING_READ
    headed = any(section.kind is SectionKind.HEADER for section in resume.sections)
    return "" if resume.fields.contact.name or headed else NO_NAME


def _why_not(pages: Pages, page: int) -> str:
    if not pages.blind or pages.resume is None:
        return ""
    if page in pages.resume.document.unread:
        return NOT_READ
    return "" if all(line.box for line in _on(pages.resume, page)) else NO_PLACES


def _on(resume: Resume, page: int) -> list[Line]:
    return [line for line in resume.document.lines if line.page == page]


def _cover(resume: Resume, page: int) -> Cover:
    """Header lines whole, and personal details wherever they stand.

    Where no name was found, all down to the header's last line: it may stand there in letters that cannot be read.
    """
    header, private = header_lines(resume), personal_ranges(resume)
    lines = _on(resume, page)
    boxes = [line.box for line in lines if line.box and line.number in header]
    if resume.fields.contact.name is None and boxes:
        boxes.append((0.0, 0.0, _ENDLESS, max(box[3] for box in boxes)))
    boxes += [_stretch(line, start, end) for line in lines for start, end in private.get(line.number, ())]
    return Cover(tuple(boxes), tuple(line.box for line in lines if line.box))


def _stretch(line: Line, start: int, end: int) -> Box:
    """The box of some characters of a line that has one; of the whole line where they are not known one by one."""
    left, top, right, bottom = line.box or (0.0, 0.0, _ENDLESS, _ENDLESS)
    edges = line.edges[start : end + 1] if len(line.edges) == len(line.text) + 1 else ()
    if edges:
        left, right = min(edges), max(edges)
    return left, top, right, bottom


def _marks(seen: Shown, lines: dict[int, Line], page: int) -> tuple[SheetMark, ...]:
    quotes = [quote for row in seen.requirements for quote in row.quotes]
    quotes += [quote for reason in seen.reasons for quote in reason.quotes]
    here = {
        quote.mark: (quote, line)
        for quote in quotes
        if quote.mark and (line := lines.get(quote.line)) and line.page == page and line.box
    }
    made: list[SheetMark] = []
    ends: dict[int, float] = {}
    for mark in sorted(here):
        quote, line = here[mark]
        made.append(_mark(quote, line, ends.get(line.number, _stretch(line, 0, len(line.text))[2] + _AROUND)))
        if quote.start:
            ends[line.number] = made[-1].tag + made[-1].tag_wide
    return tuple(made)


def _mark(quote: Quote, line: Line, end: float) -> SheetMark:
    """Its number stands in the white before the line, or where the quotation begins later, in that behind it."""
    left, top, right, bottom = _stretch(line, quote.start, quote.end)
    wide, high = max(_SMALLEST, right - left + 2 * _AROUND), max(_SMALLEST, bottom - top + 2 * _AROUND)
    tag_wide = _SMALLEST * (0.5 + 0.5 * len(str(quote.mark)))
    tag = end if quote.start else max(0.0, left - _AROUND - tag_wide)
    sides = (left - _AROUND, (top + bottom - high) / 2, wide, high, tag, tag_wide)
    return SheetMark(quote.mark, *(round(side, 1) for side in sides))
