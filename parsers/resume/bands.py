"""The lines of each section; where headings stand beside their sections, by height on the page and not by order."""

from collections.abc import Iterable, Iterator, Sequence

from parsers.model import Document, Line, Section, SectionKind
from parsers.resume.furniture import furniture

_SAME_EDGE = 6.0
"""Points within which the right or left edges of headings in one column lie."""

_HIGHER = 4.0
"""Points by which the first line of a section may stand higher than the heading beside it."""

_MOST_LINES = 1_000
"""Lines of one section that are looked at."""

_Heading = tuple[Line, Section]


def section_lines(document: Document, sections: Iterable[Section], *kinds: SectionKind) -> Iterator[list[Line]]:
    """The lines of each section of these kinds, without its heading, page numbers and the like."""
    asked = tuple(sections)
    beside = _beside(document, asked)
    for section in asked:
        if section.kind in kinds:
            yield [line for line in _of(document, section, beside) if not furniture(line)][:_MOST_LINES]


def _of(document: Document, section: Section, beside: dict[int, list[_Heading]]) -> Iterator[Line]:
    """The lines between a heading and the next, but for those that stand beside another heading."""
    first = section.first if section.heading is None else section.heading + 1
    own = {line.number for line in document.lines[first - 1 : section.last]}
    pages = {document.lines[n - 1].page for n in range(section.first, section.last + 1)}
    headings = {line.number for page in pages for line, _ in beside.get(page, ())}
    for line in document.lines if any(page in beside for page in pages) else document.lines[first - 1 : section.last]:
        owner = _owner(line, beside.get(line.page, ()))
        if line.number not in headings and (owner is section or (owner is None and line.number in own)):
            yield line


def _owner(line: Line, headings: Sequence[_Heading]) -> Section | None:
    """The section of the last heading that begins above a line, if the line stands right of the headings."""
    if not headings or line.box is None:
        return None
    right = max(heading.box[2] for heading, _ in headings if heading.box)
    if line.box[0] < right - _SAME_EDGE:
        return None
    above = [(heading.box[1], n) for n, (heading, _) in enumerate(headings) if heading.box]
    owners = [n for top, n in above if top <= line.box[1] + _HIGHER]
    return headings[max(owners, key=lambda n: above[n])][1] if owners else None


def _beside(document: Document, sections: Sequence[Section]) -> dict[int, list[_Heading]]:
    """For each page the headings that stand in a column of their own, left of what they announce: two at least."""
    found: dict[int, list[_Heading]] = {}
    for section in sections:
        heading = document.lines[section.heading - 1] if section.heading else None
        if heading and heading.box and _stands_beside(heading, document.lines[heading.number : section.last]):
            found.setdefault(heading.page, []).append((heading, section))
    return {page: headings for page, headings in found.items() if len(headings) > 1 and _in_column(headings)}


def _stands_beside(heading: Line, lines: Sequence[Line]) -> bool:
    """Whether the first line of a section begins right of its heading, at the same height."""
    if not lines or lines[0].box is None or heading.box is None or lines[0].page != heading.page:
        return False
    level = abs(lines[0].box[1] - heading.box[1]) <= heading.box[3] - heading.box[1]
    return level and lines[0].box[0] >= heading.box[2]


def _in_column(headings: Sequence[_Heading]) -> bool:
    boxes = [heading.box for heading, _ in headings if heading.box]
    return any(max(box[n] for box in boxes) - min(box[n] for box in boxes) <= _SAME_EDGE for n in (0, 2))
