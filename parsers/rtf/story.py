"""Paragraphs and rows of one stream of an RTF file: the body, a header, a footnote or a text box."""

from dataclasses import dataclass, field

from parsers.blocks import Block, Paragraph, Table
from parsers.links import add_targets
from parsers.looks import Colour

_DEEPEST = 8
"""Tables inside tables; what lies deeper is read as if it stood on this level."""


@dataclass(slots=True)
class _Row:
    cells: list[list[Block]] = field(default_factory=list)
    cell: list[Block] = field(default_factory=list)
    fills: list[Colour | None] = field(default_factory=list)
    """The shading of the cells that the row defines; a definition stands before its cells."""
    open: bool = False


class Story:
    """Collects paragraphs; ``depth`` says in how many tables a paragraph stands, 0 for none."""

    def __init__(self, ground: Colour | None = None) -> None:
        self.ground = ground
        self.blocks: list[Block] = []
        self.paragraph = Paragraph()
        self.beside: list[Block] = []
        """Text boxes and notes that hang on the paragraph."""
        self.links: list[tuple[int, str, str]] = []
        self._rows = [_Row() for _ in range(_DEEPEST)]

    def begin_row(self) -> None:
        """A definition of a row begins; it is repeated after the cells by some programs."""
        row = self._rows[1]
        row.open = True
        row.fills = []

    def define_cell(self, fill: Colour | None) -> None:
        """The row has one more cell."""
        if len(self._rows[1].fills) < 100:  # noqa: PLR2004  Word allows 63
            self._rows[1].fills.append(fill)

    def fill(self, depth: int) -> Colour | None:
        """What is behind the text of the cell being read."""
        row = self._rows[1]
        place = len(row.cells)
        shaded = row.fills[place] if (depth or row.open) and place < len(row.fills) else None
        return shaded or self.ground

    def end_paragraph(self, depth: int, level: int) -> None:
        """The paragraph is complete."""
        paragraph, beside = self.paragraph, self.beside
        self.paragraph, self.beside = Paragraph(), []
        paragraph.level = level
        add_targets(paragraph, self.links)
        self.links.clear()
        kept = [paragraph, *beside] if any(run.text.strip() for run in paragraph.runs) else beside
        self._target(depth).extend(kept)

    def end_cell(self, depth: int, level: int) -> None:
        """The cell is complete, and the paragraph in it."""
        depth = max(1, min(depth, _DEEPEST - 1))
        self.end_paragraph(depth, level)
        row = self._rows[depth]
        row.cells.append(row.cell)
        row.cell = []

    def end_row(self, depth: int) -> None:
        """The row is complete."""
        depth = max(1, min(depth, _DEEPEST - 1))
        row = self._rows[depth]
        cells = [*row.cells, row.cell] if row.cell else row.cells
        self._rows[depth] = _Row()
        into = self._rows[depth - 1].cell if depth > 1 else self.blocks
        if not cells:
            return
        if into and isinstance(into[-1], Table):
            into[-1].rows.append(cells)
        else:
            into.append(Table([cells]))

    def finish(self, level: int = 0) -> list[Block]:
        """All blocks; what was not closed is closed."""
        self.end_paragraph(0, level)
        for depth in range(_DEEPEST - 1, 0, -1):
            self.end_row(depth)
        return self.blocks

    def _target(self, depth: int) -> list[Block]:
        if depth <= 0 and not self._rows[1].open:
            for inner in range(_DEEPEST - 1, 0, -1):  # the text went on without an end of the row
                self.end_row(inner)
            return self.blocks
        return self._rows[max(1, min(depth, _DEEPEST - 1))].cell
