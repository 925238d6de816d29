"""One line per row: its text, with a tabulator for every gap, and its looks."""

from dataclasses import dataclass

from parsers.model import Box
from parsers.pdf.layout.direction import read_from_the_right
from parsers.pdf.layout.rows import Row
from parsers.pdf.layout.segments import Segment, around


@dataclass(slots=True)
class PageLine:
    """A line of a page. ``text`` has a tabulator for every gap and one character less than there are ``edges``.

    ``flow`` is the segment that a next line may continue. ``block`` counts from 1 on every page.
    """

    text: str
    box: Box
    edges: tuple[float, ...]
    size: float
    bold: bool
    bullet: bool
    flow: Segment
    block: int


def page_line(row: Row, flow: int, block: int, *, right_to_left: bool = False) -> PageLine:
    """The line of a row, of which segment ``flow`` is the text and all others stand beside it."""
    read = row[::-1] if right_to_left else row
    text = "\t".join(segment.text for segment in read)
    turned = not text.isascii() and any(map(read_from_the_right, text))
    return PageLine(
        text=text,
        box=around([segment.box for segment in row]),
        edges=() if turned else tuple([round(edge, 1) for segment in read for edge in segment.edges]),
        size=round(max(row, key=lambda segment: len(segment.text)).size, 1),
        bold=all(segment.bold for segment in row),
        bullet=bool(row[flow].sign) and sum(bool(segment.sign) for segment in row) == 1,
        flow=row[flow],
        block=block,
    )
