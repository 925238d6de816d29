"""What stands beside the text of a column: dates in the row that they date, headings hung out to the left above it."""

from dataclasses import dataclass, replace

from parsers.pdf.layout.rows import Row, Style, dated
from parsers.pdf.layout.segments import Segment, around

_ALIGNED = 2.0
"""Points within which edges are the same."""

_LABEL = 34
"""Characters of a label."""

_DENSE = 1.7
"""Of the font size: lines closer than this belong together."""

_OPEN = ("-", "\u2013", "\u2014", "/", " to", " bis", " \u00e0", " au", " al", " a", " tot", " at\u00e9", " hasta")
"""How the first line of a period ends that goes on in the next."""


@dataclass(slots=True)
class Item:
    """A row and which of its segments is the text; ``label``: it is a label on a line of its own."""

    row: Row
    flow: int = 0
    label: bool = False

    @property
    def text(self) -> Segment:
        """The segment that a next row may continue."""
        return self.row[self.flow]


def arranged(rows: list[Row], style: Style) -> list[Item]:
    """The rows of a column as the lines that they become."""
    items: list[Item] = []
    number = 0
    while number < len(rows):
        height = _label_height(rows, number)
        torn = _torn_height(rows, number)
        if torn > 1:
            cell = rows[number : number + torn]
            items += [Item([_mended([row[0] for row in cell])], label=True)]
            items += [Item(row[1:]) for row in cell if len(row) > 1]
            height = torn
        elif height > 1:
            cell = rows[number : number + height]
            items += [Item(row[:1], label=True) for row in cell]
            items += [Item(row[1:]) for row in cell if len(row) > 1]
        elif _hung(rows, number, style):
            items += [Item(rows[number][:1], label=True), Item(rows[number][1:])]
        else:
            items.append(Item(rows[number], _flow(rows[number])))
        number += height
    return items


def _flow(row: Row) -> int:
    return 1 if len(row) > 1 and dated(row[0]) and not row[0].sign and len(row[0].text) <= _LABEL else 0


def _label_height(rows: list[Row], number: int) -> int:
    """Over how many rows a period on the left goes that was wrapped in its narrow column."""
    height = 1
    if not _flow(rows[number]) and not (len(rows[number]) > 1 and _is_open(rows[number][0])):
        return height
    while number + height < len(rows) and _label_goes_on(rows[number + height - 1], rows[number + height]):
        height += 1
    return height


def _label_goes_on(above: Row, below: Row) -> bool:
    label, rest = above[0], below[0]
    close = rest.base - label.base <= _DENSE * label.size and abs(rest.size - label.size) < 1
    if not close or abs(rest.box[0] - label.box[0]) > _ALIGNED or len(rest.text) > _LABEL:
        return False
    if len(above) > 1 and len(below) > 1 and abs(below[1].box[0] - above[1].box[0]) > _INDENT * label.size:
        return False
    return _is_open(label) or (len(below) > 1 and not dated(rest))


def _torn_height(rows: list[Row], number: int) -> int:
    """Over how many rows a label on the left goes that was hyphenated in its narrow column; 1 if it was not."""
    row = rows[number]
    if len(row) == 1 or not row[0].torn:
        return 1
    height = 1
    while number + height < len(rows):
        above, below = rows[number + height - 1][0], rows[number + height]
        goes_on = above.torn or len(below) == 1
        narrow = abs(below[0].box[0] - row[0].box[0]) <= _ALIGNED and below[0].box[2] < row[1].box[0]
        if not (goes_on and narrow and below[0].base - above.base <= _DENSE * above.size):
            break
        height += 1
    return height


def _mended(parts: list[Segment]) -> Segment:
    """The parts of a label as one. It stands on several lines, so its characters have no place of their own."""
    text = "".join(part.text + ("" if part.torn else " ") for part in parts)
    return replace(parts[0], text=text.strip(), edges=[], box=around([part.box for part in parts]), torn=False)


_TALLER = 0.5
"""Points by which a heading is larger than the text beside it."""

_INDENT = 3.0
"""Of the font size: how far the text beside a label may stand in."""


def _is_open(label: Segment) -> bool:
    return len(label.text) <= _LABEL and any(map(str.isdigit, label.text)) and label.text.endswith(_OPEN)


def heads(row: Row, style: Style) -> bool:
    """Whether the row begins with a heading that is larger than the text beside it."""
    return bool(row[1:]) and style.heading(row[:1]) and row[0].size > row[1].size + _TALLER and not dated(row[1])


def _hung(rows: list[Row], number: int, style: Style) -> bool:
    """Whether the row begins with a heading hung out to the left of its text, which goes on to its right."""
    row, below = rows[number], rows[number + 1 : number + 3]
    if not row[1:] or row[0].sign or dated(row[0]) or len(row[0].text) > _LABEL:
        return False
    if heads(row, style):
        return True
    return bool(below) and all(other[0].box[0] > row[0].box[2] for other in below)
