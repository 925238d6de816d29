"""The entries of a section, whatever they are: jobs, studies, projects. Each is a head with a date, and a body.

A date that is not inside an item anchors an entry; where the entry begins above its date is weighed from the looks of
the lines: white above, the same style as the first entry's beginning, as many lines above the date as there.
"""

import re
import statistics
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from parsers.model import Line
from parsers.resume.body import Item, continues, items, shape
from parsers.resume.dates import Dated, dated
from parsers.resume.pieces import Piece, comma_cuts, pieces
from parsers.resume.plain import plain
from parsers.resume.vocabulary import title_sign

MAX_ENTRIES = 200
_HEAD_AT_MOST = 6
"""Lines above its date with which an entry may begin."""

_TEXT = 90
"""Characters from which a line is text rather than a part of a head."""

_NAME = 5
"""Words of a town with its country."""

_TITLE = 8
_UNCASED = 6
"""Characters of a town in a script without capital letters."""

_ASIDE = 10
"""Characters between a gap and a lone date behind it: the name of a season."""

_BELOW = 3
_BELOW_TERSE = 5
"""Lines of a head below its date."""

_SMALL = frozenset(
    ("de", "la", "le", "les", "del", "da", "do", "dos", "di", "am", "an", "der", "den", "im", "sur", "en")
)

_SENTENCE = re.compile(r"(?:[^\W\d]{4,}|\d|\))[.!?]$")
_FOOT = re.compile(
    r"(?:.{0,60}\W)?(?:page|seite|pagina|pag\.?|p\.?)\s?\d+(?:\s?(?:of|von|de|di|van|sur|/)\s?\d+)?|"
    r"\d{1,2}\s?/\s?\d{1,2}"
)
_REACH = re.compile(
    r"\S+@\S+\.\w{2,}|(?:https?://|www\.)\S*|[\w-]+(?:\.[\w-]+)*\.(?:com|org|net|io|de|fr|es|it|nl|br|pt|me|dev)(?:\.\w\w)?"
    r"(?:/\S*)?|[+(]?\d[\d ()./-]{7,20}\d|LinkedIn|GitHub|Xing|Twitter|[a-z\d]+(?:-[a-z\d]+)+"
)
"""Contact details that a column broke into the section."""

_LABEL = re.compile(
    r"(?:key |main |wichtigste |principales? |principais |principali )?(?:highlights?|responsibilit(?:y|ies)|duties|"
    r"tasks|achievements?|accomplishments?|aufgaben(?:gebiete?)?|tatigkeiten|verantwortlichkeiten|erfolge|missions?|taches|"
    r"realisations|responsabilidades?|funciones|tareas|logros|atividades|atribuicoes|funcoes|conquistas|mansioni|"
    r"attivita|responsabilita|risultati|taken|werkzaamheden|verantwoordelijkheden|resultaten|summary|description|beschreibung)\s?:?"
)


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry. ``head`` holds the pieces of its head without dates, ``items`` what follows."""

    head: tuple[Piece, ...]
    when: Dated | None
    items: tuple[Item, ...]
    lines: tuple[Line, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class _Rows:
    """The lines of a section that say something, and what is known of them before they are parted into entries."""

    rows: tuple[Line, ...]
    dates: dict[int, list[Dated]]
    """By the number of every line that a part of the date stands on."""
    inside: tuple[bool, ...]
    """Whether a line surely belongs to a list."""
    after_label: frozenset[int]
    """Numbers of the lines that follow a label: the head has ended there."""
    terse: bool
    """Entries have hardly anything but a head, as studies do."""


def entries(lines: Sequence[Line], *, single: bool, terse: bool = False) -> list[Entry]:
    """The entries of a section, given without its heading.

    ``single`` lets a lone date anchor an entry too; ``terse`` takes the lines below a date as part of the head.
    """
    rows = [line for line in lines if not _FOOT.fullmatch(plain(line.text)) and not _is_reach(line)]
    labels = {line.number for line in rows if _LABEL.fullmatch(plain(line.text))}
    after = frozenset(b.number for a, b in pairwise(rows) if a.number in labels)
    rows = [line for line in rows if line.number not in labels]
    if not rows:
        return []
    began = _stacked(rows, dated(rows))
    inside = _in_items(rows, after, began)
    section = _Rows(tuple(rows), _by_line(began), tuple(inside), after, terse)
    anchors = _anchors(rows, began, inside, single=single)
    if not anchors:  # every entry may be one item of a list
        inside = [item and not (line.bullet and line.number in began) for item, line in zip(inside, rows, strict=True)]
        anchors = _anchors(rows, began, inside, single=single)
    if not anchors:
        return [_entry(group, None, section) for group in _undated(rows, inside)][:MAX_ENTRIES]
    starts = _starts(rows, anchors, inside)
    bounds = zip(starts, anchors, [*starts[1:], len(rows)], strict=True)
    found = [_entry(rows[start:end], anchor - start, section) for start, anchor, end in bounds][:MAX_ENTRIES]
    lists = not any(row.bullet for row in rows) and any(item.listed for entry in found for item in entry.items)
    return [_as_list(entry) for entry in found] if lists else found


def _as_list(entry: Entry) -> Entry:
    """Where the other entries are lists without signs, a lone line is a list of one."""
    if len(entry.items) != 1 or (len(entry.items[0].lines) > 1 and _is_text(entry.items[0].lines[-1])):
        return entry
    return replace(entry, items=(replace(entry.items[0], listed=True),))


def _is_reach(line: Line) -> bool:
    return not line.bullet and _REACH.fullmatch(line.text) is not None and not dated((line,))


def _by_line(began: dict[int, list[Dated]]) -> dict[int, list[Dated]]:
    found: dict[int, list[Dated]] = {}
    for each in (each for group in began.values() for each in group):
        for number in {span.line for span in each.spans}:
            found.setdefault(number, []).append(each)
    return found


# --- Which dates begin an entry ----------------------------------------------------------------------------------


def _stacked(rows: Sequence[Line], dates: dict[int, list[Dated]]) -> dict[int, list[Dated]]:
    """Two years side by side, or on lines of their own one below the other, are a period."""
    found = {number: _side_by_side(group) for number, group in dates.items()}
    dates = dict(found)
    for above, below in pairwise(rows):
        pair: list[Sequence[Dated]] = [dates.get(line.number, ()) for line in (above, below)]
        if not all(len(each) == 1 and each[0].single for each in pair):
            continue
        first, last = pair[0][0], pair[1][0]
        alone = all(_is_only_date(line, each) for line, each in ((above, first), (below, last)))
        if alone and above.number in found and first.first.year <= last.first.year:
            found[above.number] = [Dated(first.spans + last.spans, first.first, last.first, current=False)]
            del found[below.number]
    return found


def _side_by_side(group: list[Dated]) -> list[Dated]:
    """``2013 2014``: the dash between two years is a picture."""
    if len(group) != 2 or not all(each.single for each in group):  # noqa: PLR2004
        return group
    first, last = group
    near = last.spans[0].start - first.spans[0].end <= 3 and first.first.year <= last.first.year  # noqa: PLR2004
    return [Dated(first.spans + last.spans, first.first, last.first, current=False)] if near else group


def _is_only_date(line: Line, each: Dated) -> bool:
    return not pieces(line, (each,))


def _in_items(rows: Sequence[Line], after_label: frozenset[int], dates: dict[int, list[Dated]]) -> list[bool]:
    """Which lines are surely items of a list or go on with one; a line with a period does only where it must."""
    found: list[bool] = []
    for position, line in enumerate(rows):
        above = rows[position - 1] if position else None
        goes_on = above is not None and found[position - 1] and continues(above, line)
        goes_on = goes_on and not (line.block == 0 and _has_period(line, dates))
        below = rows[position + 1] if position + 1 < len(rows) else None
        opens = rows[0].bullet and below is not None and _is_dated_head(line, below, dates)
        item = line.bullet and not opens
        found.append(item or goes_on or line.number in after_label)
    return found


def _is_dated_head(line: Line, below: Line, dates: dict[int, list[Dated]]) -> bool:
    """Whether the entries themselves are the items of a list: the line below is another one with a period."""
    apart = not below.bullet and (line.block == 0 or line.block != below.block)
    return apart and _has_period(below, dates) and len(pieces(below, dates[below.number])) <= 1


def _anchors(rows: Sequence[Line], dates: dict[int, list[Dated]], inside: Sequence[bool], *, single: bool) -> list[int]:
    """Positions of the lines whose dates begin an entry."""
    spans = [n for n, line in enumerate(rows) if not inside[n] and _has_period(line, dates)]
    alone = [
        n
        for n, line in enumerate(rows)
        if not inside[n] and n not in spans and any(_stands_apart(line, each) for each in dates.get(line.number, ()))
    ]
    if single or not spans:
        return _not_shared(rows, sorted([*spans, *alone]))
    aside = [n for n in alone if _has_lone_date_aside(rows[n], dates)]
    return _not_shared(rows, sorted([*spans, *aside])) if aside else spans


def _not_shared(rows: Sequence[Line], anchors: list[int]) -> list[int]:
    """Two dates without any text between them belong to one entry."""
    kept: list[int] = []
    for anchor in anchors:
        between = rows[kept[-1] : anchor + 1] if kept else rows[: anchor + 1]
        if not kept or any(pieces(line, dated((line,)).get(line.number, ())) for line in between[1:]):
            kept.append(anchor)
    return kept


def _has_period(line: Line, dates: dict[int, list[Dated]]) -> bool:
    found = [each for each in dates.get(line.number, ()) if not each.single]
    return bool(found) and (len(line.text) <= _TEXT * 2 or len(line.gaps) > 0)


def _has_lone_date_aside(line: Line, dates: dict[int, list[Dated]]) -> bool:
    """``Intern        Summer 2022``: far from the text, or the whole line."""
    (first, *_) = dates[line.number]
    start = first.spans[0].start
    return any(gap < start <= gap + _ASIDE for gap in line.gaps) or not pieces(line, (first,))


def _stands_apart(line: Line, each: Dated) -> bool:
    """A lone date counts at the end or the beginning of a short line, not inside a sentence."""
    span = each.spans[0]
    before, after = line.text[: span.start].rstrip(), line.text[span.end :].strip(" .)]")
    return len(line.text) <= _TEXT * 2 and (not after or not before) and not before.endswith(("of", "in", "since"))


# --- Where each entry begins -------------------------------------------------------------------------------------


def _starts(rows: Sequence[Line], anchors: Sequence[int], inside: Sequence[bool]) -> list[int]:
    first = _first_start(anchors[0], inside)
    above = anchors[0] - first
    usual = _usual_white(rows)
    starts = [first]
    for before, anchor in pairwise(anchors):
        lowest = max(before + 1, anchor - _HEAD_AT_MOST)
        choices = range(lowest, anchor + 1)
        model = rows[first]
        starts.append(
            max(
                choices,
                key=lambda start: (
                    _fit(rows, start, anchor, inside, model)
                    - 1.2 * abs(anchor - start - above)
                    + _white(rows, start, usual),
                    start,
                ),
            )
        )
    return starts


def _first_start(anchor: int, inside: Sequence[bool]) -> int:
    start = anchor
    while start and anchor - start < _HEAD_AT_MOST and not inside[start - 1]:
        start -= 1
    return start


def _fit(rows: Sequence[Line], start: int, anchor: int, inside: Sequence[bool], model: Line) -> float:
    """How well an entry could begin at this line."""
    line, above = rows[start], rows[start - 1]
    mark = 1.5 if shape(line) == shape(model) != (0.0, False, 0) else 0.0
    mark += 1.0 if shape(line) != shape(above) else 0.0
    mark -= 5.0 * sum(inside[start : anchor + 1])
    mark -= 2.5 * any(_is_text(row) for row in rows[start : anchor + 1])
    mark -= 3.0 * bool(line.block and line.block == above.block)
    mark -= 1.5 * line.text[:1].islower()
    mark += 1.0 * inside[start - 1]
    return mark


def _is_text(line: Line) -> bool:
    """A sentence, or as long as one; ``S.A.`` at the end of a firm ends none."""
    long = len(line.text) > _TEXT and not line.gaps
    return long or (len(line.text) > _TEXT // 2 and _SENTENCE.search(line.text) is not None)


def _white_above(rows: Sequence[Line], position: int) -> float | None:
    """Points of white between a line and the one before it, or None where nobody knows."""
    line, above = rows[position], rows[position - 1] if position else None
    if above is None or line.box is None or above.box is None or line.page != above.page:
        return None
    white = line.box[1] - above.box[3]
    return white if white >= -2 else None  # noqa: PLR2004  a line beside or above another follows in another column


def _usual_white(rows: Sequence[Line]) -> float:
    known = [white for n in range(len(rows)) if (white := _white_above(rows, n)) is not None]
    return statistics.median(known) if known else 0.0


def _white(rows: Sequence[Line], start: int, usual: float) -> float:
    """More white than usual above a line speaks for a beginning; less speaks against it."""
    white = _white_above(rows, start)
    if white is None:
        return 0.8 if rows[start].page != rows[start - 1].page else 0.0
    height = max(4.0, rows[start].size or 10.0)
    return max(-1.0, min(3.0, 4.0 * (white - max(usual, 0.0)) / height))


# --- Where its head ends -----------------------------------------------------------------------------------------


def _undated(rows: Sequence[Line], inside: Sequence[bool]) -> list[Sequence[Line]]:
    """Groups of lines that look like entries where no line has a date."""
    starts = []
    for n, line in enumerate(rows):
        if inside[n]:
            continue
        opens = n == 0 or inside[n - 1] or _is_text(rows[n - 1])
        styled = shape(line) == shape(rows[0]) and shape(line) != shape(rows[n - 1]) and not _is_text(line)
        if opens or styled or not any(inside):
            starts.append(n)
    if starts[:1] != [0] and rows:
        starts.insert(0, 0)
    return [rows[a:b] for a, b in zip(starts, [*starts[1:], len(rows)], strict=True)]


def _entry(rows: Sequence[Line], anchor: int | None, section: _Rows) -> Entry:
    """One entry of its lines: the head up to its date and what still looks like head below it, then the items."""
    end = (0 if anchor is None else anchor) + 1
    head = [piece for row in rows[:end] for piece in pieces(row, section.dates.get(row.number, ()))]
    stop = next((n for n, row in enumerate(rows) if row.number in section.after_label and n >= end), None)
    limit = min(len(rows), end + (_BELOW_TERSE if section.terse else _BELOW))
    while end < limit and (_is_head(rows, end, head, terse=section.terse) if stop is None else end < stop):
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
    if line.bullet or _is_text(line):
        return False
    if not head or terse or (line.block and line.block == above.block):
        return True
    if not any(title_sign(piece.text) > 1 for piece in head) and title_sign(line.text) > 1:
        return len(line.text.split()) <= _TITLE
    left = [x for piece in head if piece.line.page == line.page and (x := piece.left) is not None]
    if line.box and left and line.box[0] > max(left[0], min(left)) + 4:
        return False
    enough = len(head) > 1 or bool(comma_cuts(head[0].text))
    return _is_name(line.text) if enough else len(line.text) <= _TEXT * 2 // 3


def _is_name(text: str) -> bool:
    """A town, or another name of a few words: each begins with a capital letter where the script has them."""
    words = [word for word in re.split(r"[\s,()/]+", text) if word]
    if len(words) > _NAME or len(text) > _TEXT // 2 or text.endswith("."):
        return False
    if any(word[0].islower() for word in words if word not in _SMALL):
        return False
    cased = all(c.isupper() or c.islower() for c in text if c.isalpha())
    return cased or len(text) <= _UNCASED or (len(words) == 1 and len(text) <= 2 * _UNCASED)
