"""The entries of a section, whatever they are: jobs, studies, projects. Each is a head with a date, and a body.

A date that is not inside an item anchors an entry; where the entry begins above its date is weighed from the looks of
the lines: white above, the same style as the first entry's beginning, as many lines above the date as there.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from parsers.model import Line
from parsers.resume.anchors import MAX_ENTRIES, Rows, rows_of
from parsers.resume.body import Item, items, shape
from parsers.resume.dates import Dated
from parsers.resume.pieces import Piece, comma_cuts, pieces
from parsers.resume.starts import TEXT, is_text, starts_of
from parsers.resume.vocabulary import title_sign

_NAME = 5
"""Words of a town with its country."""

_TITLE = 8
_UNCASED = 6
"""Characters of a town in a script without capital letters."""

_BELOW = 3
_BELOW_TERSE = 5
"""Lines of a head below its date."""

_SMALL = frozenset(
    ("de", "la", "le", "les", "del", "da", "do", "dos", "di", "am", "an", "der", "den", "im", "sur", "en")
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. ``head`` holds the pieces of its head without dates, ``items`` what follows."""

    head: tuple[Piece, ...]
    when: Dated | None
    items: tuple[Item, ...]
    lines: tuple[Line, ...] = field(default=())


def entries(lines: Sequence[Line], *, single: bool, terse: bool = False) -> list[Entry]:
    """The entries of a section, given without its heading.

    ``single`` lets a lone date anchor an entry too; ``terse`` takes the lines below a date as part of the head, as
    studies have hardly anything else.
    """
    section = rows_of(lines, single=single)
    rows, anchors = section.rows, section.anchors
    if not anchors:
        groups = _undated(rows, section.inside)[:MAX_ENTRIES] if rows else []
        return [_entry(group, None, section, terse=terse) for group in groups]
    starts = starts_of(rows, anchors, section.inside)
    bounds = zip(starts, anchors, [*starts[1:], len(rows)], strict=True)
    found = [_entry(rows[start:end], anchor - start, section, terse=terse) for start, anchor, end in bounds]
    lists = not any(row.bullet for row in rows) and any(item.listed for entry in found for item in entry.items)
    return [_as_list(entry) for entry in found] if lists else found


def _as_list(entry: Entry) -> Entry:
    """Where the other entries are lists without signs, a lone line is a list of one."""
    if len(entry.items) != 1 or (len(entry.items[0].lines) > 1 and is_text(entry.items[0].lines[-1])):
        return entry
    return replace(entry, items=(replace(entry.items[0], listed=True),))


def _undated(rows: Sequence[Line], inside: Sequence[bool]) -> list[Sequence[Line]]:
    """Groups of lines that look like entries where no line has a date."""
    starts = []
    for n, line in enumerate(rows):
        if inside[n]:
            continue
        opens = n == 0 or inside[n - 1] or is_text(rows[n - 1])
        styled = shape(line) == shape(rows[0]) and shape(line) != shape(rows[n - 1]) and not is_text(line)
        if opens or styled or not any(inside):
            starts.append(n)
    if starts[:1] != [0] and rows:
        starts.insert(0, 0)
    return [rows[a:b] for a, b in zip(starts, [*starts[1:], len(rows)], strict=True)]


def _entry(rows: Sequence[Line], anchor: int | None, section: Rows, *, terse: bool) -> Entry:
    """One entry of its lines: the head up to its date and what still looks like head below it, then the items."""
    end = (0 if anchor is None else anchor) + 1
    head = [piece for row in rows[:end] for piece in pieces(row, section.dates.get(row.number, ()))]
    stop = next((n for n, row in enumerate(rows) if row.number in section.after_label and n >= end), None)
    limit = min(len(rows), end + (_BELOW_TERSE if terse else _BELOW))
    while end < limit and (_is_head(rows, end, head, terse=terse) if stop is None else end < stop):
        head += pieces(rows[end], section.dates.get(rows[end].number, ()))
        end += 1
    when = _chosen([each for row in rows[:end] for each in section.dates.get(row.number, ())])
    said = items(rows[end:], rows[:end])
    if stop is not None:
        said = [replace(item, listed=True) for item in said]
    return Entry(_by_column(head), when, tuple(said), tuple(rows))


def _by_column(head: Sequence[Piece]) -> tuple[Piece, ...]:
    """What goes on in a narrow column stands below its own beginning, not behind what is printed beside that."""
    ordered: list[Piece] = []
    for piece in head:
        homes = [n for n, before in enumerate(ordered, start=1) if _same_column(before, piece)]
        ordered.insert(homes[-1] if homes and piece.joint == "line" else len(ordered), piece)
    return tuple(ordered)


def _same_column(before: Piece, piece: Piece) -> bool:
    if piece.line.number == before.line.number or not piece.text[:1].islower():
        return False
    return before.left is not None and piece.left is not None and abs(before.left - piece.left) <= 2  # noqa: PLR2004


def _chosen(found: Sequence[Dated]) -> Dated | None:
    """The date of an entry: the first period, or else the last lone date."""
    spans = [each for each in found if not each.single]
    return spans[0] if spans else (found[-1] if found else None)


def _is_head(rows: Sequence[Line], position: int, head: Sequence[Piece], *, terse: bool) -> bool:
    """Whether a line below the date is still part of the head and not yet text."""
    line, above = rows[position], rows[position - 1]
    if line.bullet or is_text(line):
        return False
    if not head or terse or (line.block and line.block == above.block):
        return True
    if not any(title_sign(piece.text) > 1 for piece in head) and title_sign(line.text) > 1:
        return len(line.text.split()) <= _TITLE
    left = [x for piece in head if piece.line.page == line.page and (x := piece.left) is not None]
    if line.box and left and line.box[0] > max(left[0], min(left)) + 4:
        return False
    enough = len(head) > 1 or bool(comma_cuts(head[0].text))
    return _is_name(line.text) if enough else len(line.text) <= TEXT * 2 // 3


def _is_name(text: str) -> bool:
    """A town, or another name of a few words: each begins with a capital letter where the script has them."""
    words = [word for word in re.split(r"[\s,()/]+", text) if word]
    if len(words) > _NAME or len(text) > TEXT // 2 or text.endswith("."):
        return False
    if any(word[0].islower() for word in words if word not in _SMALL):
        return False
    cased = all(c.isupper() or c.islower() for c in text if c.isalpha())
    return cased or len(text) <= _UNCASED or (len(words) == 1 and len(text) <= 2 * _UNCASED)
