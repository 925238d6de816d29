"""Which lines of a section say something, which of them are items of a list, and which dates begin an entry."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

from parsers.model import Line
from parsers.resume.body import continues
from parsers.resume.dates import Dated, dated
from parsers.resume.pieces import pieces
from parsers.resume.plain import plain

MAX_ENTRIES = 200
_LONGEST = 180
"""Characters of a line whose date may begin an entry."""

_ASIDE = 10
"""Characters between a gap and a lone date behind it: the name of a season."""

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
class Rows:
    """The lines of a section that say something, and what is known of them before they are parted into entries."""

    rows: tuple[Line, ...]
    dates: dict[int, list[Dated]]
    """By the number of every line that a part of the date stands on."""
    inside: tuple[bool, ...]
    """Whether a line surely belongs to a list."""
    after_label: frozenset[int]
    """Numbers of the lines that follow a label: the head has ended there."""
    anchors: tuple[int, ...]
    """Positions of the lines whose dates begin an entry."""


def rows_of(lines: Sequence[Line], *, single: bool) -> Rows:
    """Look over the lines of a section, given without its heading. ``single`` lets a lone date anchor an entry too."""
    rows = [line for line in lines if not _FOOT.fullmatch(plain(line.text)) and not _is_reach(line)]
    labels = {line.number for line in rows if _LABEL.fullmatch(plain(line.text))}
    after = frozenset(b.number for a, b in pairwise(rows) if a.number in labels)
    rows = [line for line in rows if line.number not in labels]
    began = _stacked(rows, dated(rows))
    inside = _in_items(rows, after, began)
    anchors = _anchors(rows, began, inside, single=single)
    if not anchors:  # every entry may be one item of a list
        inside = [item and not (line.bullet and line.number in began) for item, line in zip(inside, rows, strict=True)]
        anchors = _anchors(rows, began, inside, single=single)
    return Rows(tuple(rows), _by_line(began), tuple(inside), after, tuple(anchors[:MAX_ENTRIES]))


def _is_reach(line: Line) -> bool:
    return not line.bullet and _REACH.fullmatch(line.text) is not None and not dated((line,))


def _by_line(began: dict[int, list[Dated]]) -> dict[int, list[Dated]]:
    found: dict[int, list[Dated]] = {}
    for each in (each for group in began.values() for each in group):
        for number in {span.line for span in each.spans}:
            found.setdefault(number, []).append(each)
    return found


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
    for before, anchor in zip([None, *anchors], anchors, strict=False):
        between = () if before is None else rows[before + 1 : anchor + 1]
        if not kept or any(pieces(line, dated((line,)).get(line.number, ())) for line in between):
            kept.append(anchor)
    return kept


def _has_period(line: Line, dates: dict[int, list[Dated]]) -> bool:
    found = [each for each in dates.get(line.number, ()) if not each.single]
    return bool(found) and (len(line.text) <= _LONGEST or len(line.gaps) > 0)


def _has_lone_date_aside(line: Line, dates: dict[int, list[Dated]]) -> bool:
    """``Intern        Summer 2022``: far from the text, or the whole line."""
    (first, *_) = dates[line.number]
    start = first.spans[0].start
    return any(gap < start <= gap + _ASIDE for gap in line.gaps) or not pieces(line, (first,))


def _stands_apart(line: Line, each: Dated) -> bool:
    """A lone date counts at the end or the beginning of a short line, not inside a sentence."""
    span = each.spans[0]
    before, after = line.text[: span.start].rstrip(), line.text[span.end :].strip(" .)]")
    return len(line.text) <= _LONGEST and (not after or not before) and not before.endswith(("of", "in", "since"))
