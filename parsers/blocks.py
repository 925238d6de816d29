"""Paragraphs and tables of a format without pages, and how they become lines: the same for DOCX, ODT, RTF and HTML.

A row of cells with one paragraph each is one line with gaps, as it looks on the page. A row with a longer cell is read
cell after cell, so that the columns of a layout never mix; a cell with a date beside it stays on its first line.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import groupby

from parsers.lines import Hidden, Lines, Look, clean
from parsers.model import Document, Notice
from parsers.wrapping import goes_on, width

_DATED = re.compile(r"(?<!\d)(?:19|20)\d\d(?!\d)|\b\d\d?[./]\d\d(?:\d\d)?\b")
_DATE_CELL = 40
"""Characters of a cell that may be a date beside an entry."""

_WIDE = re.compile(r"[ \u00a0\u2002-\u200a]{3,}")
"""Spaces typed to move text to the right."""


@dataclass(frozen=True, slots=True)
class Run:
    """Text in one look. A tabulator in it is a gap, a line feed a new line. ``why`` it is not seen, or empty."""

    text: str
    size: float = 0.0
    bold: bool = False
    why: str = ""


@dataclass(slots=True)
class Paragraph:
    """A paragraph, heading (``level`` 1 to 6) or item of a list."""

    runs: list[Run] = field(default_factory=list)
    level: int = 0
    bullet: bool = False

    def shown(self) -> str:
        """The text that a person sees."""
        return "".join(run.text for run in self.runs if not run.why)


@dataclass(slots=True)
class Table:
    """Rows of cells of blocks; a cell that spans rows stands in its first."""

    rows: list[list[list["Block"]]] = field(default_factory=list)


Block = Paragraph | Table


class Flow:
    """Turns blocks into the lines of one document."""

    def __init__(self) -> None:
        self._shown, self._hidden = Lines(), Hidden()
        self._block = 0

    @property
    def full(self) -> bool:
        """Nothing more is taken."""
        return self._shown.full

    def add(self, blocks: Iterable[Block]) -> None:
        """Add blocks in reading order."""
        for block in blocks:
            if self.full:
                return
            if isinstance(block, Paragraph):
                self._paragraph(block)
            else:
                for row in block.rows:
                    self._row(row)

    def document(self, media_type: str, notices: Sequence[Notice] = (), remarks: Sequence[str] = ()) -> Document:
        """The document of all that was added."""
        said = tuple(dict.fromkeys((*remarks, *self._shown.remarks())))
        return Document(media_type, 1, self._shown.finish(), self._hidden.finish(), tuple(notices), said)

    def _row(self, cells: list[list[Block]]) -> None:
        if len(cells) > 1 and all(_short(cell) for cell in cells):
            self._paragraph(_joined(cell[0] for cell in cells if cell))
            return
        dates = [cell for cell in cells if _is_date(cell)]
        rest = [cell for cell in cells if not _is_date(cell) and any(map(_seen, cell))]
        if dates and len(rest) == 1 and isinstance(rest[0][0], Paragraph):
            first = rest[0].index(next(block for block in rest[0] if _seen(block)))
            head = rest[0][first]
            if isinstance(head, Paragraph) and not head.bullet:
                beside = [rest[0][first] if cell is rest[0] else cell[0] for cell in cells if cell in (*dates, rest[0])]
                self._paragraph(_joined(beside))
                self.add([*rest[0][:first], *rest[0][first + 1 :]])
                return
        for cell in cells:
            self.add(cell)

    def _paragraph(self, paragraph: Paragraph) -> None:
        for why, runs in groupby(paragraph.runs, key=lambda run: run.why):
            if why:
                for text in "".join(run.text for run in runs).split("\n"):
                    self._hidden.add(text, why)
        lines = [line for line in _lines([run for run in paragraph.runs if not run.why]) if clean(_text(line))]
        limit, before = width(len(_text(line)) for line in lines), ""
        bullet = paragraph.bullet and not paragraph.level
        for line in lines:
            text = _text(line)
            # A break typed inside of a paragraph begins something new, but for items and for lines broken by hand.
            together = before and (paragraph.bullet or goes_on(len(before), text, limit))
            self._block += not together
            look = Look(_size(line), _bold(line), paragraph.level, bullet and not before, self._block)
            self._shown.add(_WIDE.sub("\t", text), look=look)
            before = text


def _short(cell: list[Block]) -> bool:
    """An empty cell, or one whose only block is a paragraph of one line."""
    if not cell:
        return True
    first = cell[0]
    return len(cell) == 1 and isinstance(first, Paragraph) and ("\n" not in first.shown().strip() or _is_date(cell))


def _is_date(cell: list[Block]) -> bool:
    if len(cell) != 1 or not isinstance(cell[0], Paragraph):
        return False
    text = cell[0].shown()
    return len(text) <= _DATE_CELL and bool(_DATED.search(text))


def _seen(block: Block) -> bool:
    return isinstance(block, Table) or bool(block.shown().strip())


def _joined(blocks: Iterable[Block]) -> Paragraph:
    """One line of several cells: a heading if that is alone, an item if its first cell is one and not all are."""
    cells = [block for block in blocks if isinstance(block, Paragraph)]
    filled = [cell for cell in cells if _seen(cell)]
    runs: list[Run] = []
    for cell in cells:
        runs += [Run("\t")] if runs and runs[-1].text != "\t" else []
        runs += [Run(run.text.replace("\n", " "), run.size, run.bold, run.why) for run in cell.runs]
    items = [cell.bullet for cell in filled]
    alone = len(filled) == 1
    return Paragraph(runs, filled[0].level if alone else 0, bool(items) and items[0] and (alone or not all(items)))


def _text(runs: list[Run]) -> str:
    return "".join(run.text for run in runs).strip()


def _lines(runs: list[Run]) -> Iterator[list[Run]]:
    """The runs between line feeds."""
    line: list[Run] = []
    for run in runs:
        first, *others = run.text.split("\n")
        line.append(Run(first, run.size, run.bold))
        for text in others:
            yield line
            line = [Run(text, run.size, run.bold)]
    yield line


def _size(runs: list[Run]) -> float:
    """The size that most letters have."""
    counts: dict[float, int] = {}
    for run in runs:
        counts[run.size] = counts.get(run.size, 0) + len(run.text.strip())
    return max(counts, key=lambda size: counts[size], default=0.0) if any(counts.values()) else 0.0


def _bold(runs: list[Run]) -> bool:
    worded = [run.bold for run in runs if any(map(str.isalnum, run.text))]
    return bool(worded) and all(worded)
