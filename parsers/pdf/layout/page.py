"""The lines of one page, whatever order its glyphs were painted in."""

from collections.abc import Sequence

from parsers.pdf.glyphs import Glyph
from parsers.pdf.layout import turned
from parsers.pdf.layout.blocks import Blocks
from parsers.pdf.layout.columns import ordered
from parsers.pdf.layout.lines import PageLine
from parsers.pdf.layout.rows import rows, style
from parsers.pdf.layout.segments import segments
from parsers.pdf.layout.shapes import Shapes, give_cells, give_signs

_NOTHING = Shapes()


def lines(glyphs: Sequence[Glyph], painted: Shapes = _NOTHING) -> list[PageLine]:
    """The lines in reading order; text that is turned or runs from the top down comes last.

    ``painted`` are the shapes beside and behind the text.
    """
    upright, standing = turned.apart([glyph for glyph in glyphs if glyph.upright])
    found = segments(upright)
    give_signs(found, painted.marks)
    give_cells(found, painted.cells)
    grouped = rows(found)
    usual = style(grouped)
    blocks = Blocks(usual)
    for stretch in ordered(grouped, usual):
        blocks.add_column(stretch)
    read = blocks.finish()
    read += turned.columns(standing, _next(read))
    return read + turned.quarter([glyph for glyph in glyphs if not glyph.upright], _next(read))


def _next(read: list[PageLine]) -> int:
    return read[-1].block + 1 if read else 1
