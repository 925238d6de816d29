"""The dated roles of a resume: the lines of each, its months, its title, and whether it was unpaid or part-time.

The parser's typed roles come first; where it found none around some dates, the lines between dates are one.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from app.matching import levels, workload
from app.matching.index import Index, is_item
from app.matching.scripts import written
from parsers.model import Field, Line, Period, SectionKind, When
from parsers.model import Role as Typed

Span = tuple[int, int]
"""First and last month, both included, counted from year 0 like ``parsers.model.Period``."""

_MONTHS = 12
_EARLIEST = 1940 * _MONTHS
_TITLE_LINES_AT_MOST = 3
_DECEMBER = 11
_TITLE_LETTERS = 60
_KINDS = frozenset({SectionKind.EXPERIENCE, SectionKind.VOLUNTEER})
_OPEN_END = re.compile(r"(?:[,&/(]|\s[-\u2013\u2014]|\b(?:and|of|for|with|in|to|the))\s*$", re.IGNORECASE)
_OPEN_START = re.compile(r"\s*(?:[&/(]|(?:and|of|for|with)\b)")
_TITLE_END = re.compile(r"\s*(?:[,|(\t\u00b7\u2022]|\s[-\u2013\u2014]\s|\s(?:at|bei|chez|en)\s)")


@dataclass(frozen=True, slots=True)
class Role:
    """Lines ``first`` to ``last`` of one dated role; ``least`` and ``most`` differ when only years were written.

    ``dated`` is the line of its dates, ``open`` says that it goes on. ``least`` is None if it may have been no month.
    """

    first: int
    last: int
    dated: int
    least: Span | None
    most: Span
    title: str = ""
    open: bool = False
    unpaid: bool = False
    part_time: bool = False


def by_line(periods: Iterable[Period]) -> dict[int, list[Period]]:
    """Line number to the periods written on that line."""
    found: dict[int, list[Period]] = {}
    for period in periods:
        found.setdefault(period.line, []).append(period)
    return found


def month_of(day: date) -> int:
    """The month of a day on the scale of ``Span``."""
    return day.year * _MONTHS + day.month - 1


def roles(index: Index, as_of: date) -> list[Role]:
    """All dated roles, paid and unpaid, in reading order. What begins after ``as_of``, or after its end, is none."""
    index.effort.spend(len(index.resume.periods) * 4)
    fields, now = index.resume.fields, month_of(as_of)
    typed = [(each, False) for each in fields.work] + [(each, True) for each in fields.volunteer]
    found = list(_typed(index, typed, now))
    taken = {number for role in found for number in range(role.first, role.last + 1)}
    found.extend(role for role in _between_dates(index, now) if role.dated not in taken)
    return sorted(found, key=lambda each: (each.first, each.dated))


def _typed(index: Index, typed: list[tuple[Typed, bool]], now: int) -> Iterator[Role]:
    placed = [(_lines(role), role, unpaid) for role, unpaid in typed if role.start is not None]
    placed = sorted((each for each in placed if each[0]), key=lambda each: each[0][0])
    afters = [lines[0] for lines, _, _ in placed]
    for (lines, role, unpaid), after in zip(placed, [*afters[1:], 0][: len(placed)], strict=True):
        last = _end(index, lines, after)
        spans = _spans(role, now)
        if spans is not None:
            least, most = spans
            dated = role.start.spans[0].line if role.start is not None and role.start.spans else lines[0]
            title = role.title.text if role.title is not None else _headline(index, lines[0])
            flag = _is_part_time(index, lines[0], last)
            yield Role(lines[0], last, dated, least, most, title, role.end is None, unpaid, flag)


def _lines(role: Typed) -> list[int]:
    pieces: list[Field | When | None] = [role.title, role.employer, role.place, role.start, role.end, role.summary]
    return sorted({span.line for piece in (*pieces, *role.bullets) if piece is not None for span in piece.spans})


def _end(index: Index, lines: list[int], after: int) -> int:
    """The last line of a role: what the parser could not place belongs to it up to the next role or section."""
    section = next((each for each in index.resume.sections if each.first <= lines[0] <= each.last), None)
    end = section.last if section is not None else lines[-1]
    return max(lines[-1], min(end, after - 1) if after > lines[0] else end)


def _spans(role: Typed, now: int) -> tuple[Span | None, Span] | None:
    """The least and the most months that the dates allow; an end that is not written ends with its beginning."""
    start = role.start
    if start is None or (role.end is None and not role.current):
        return None
    earliest, latest = _bounds(start)
    first_end, last_end = (now, now) if role.end is None else (min(now, each) for each in _bounds(role.end))
    if not _EARLIEST <= earliest <= last_end:
        return None
    return ((latest, first_end) if latest <= first_end else None), (earliest, last_end)


def _bounds(when: When) -> Span:
    """The first and the last month that a date may mean."""
    if when.month is not None:
        month = when.year * _MONTHS + when.month - 1
        return month, month
    return when.year * _MONTHS, when.year * _MONTHS + _DECEMBER


def _headline(index: Index, number: int) -> str:
    entry = index.numbered.get(number)
    text = entry.line.text.strip() if entry is not None else ""
    cut = _TITLE_END.search(text)
    return text[: cut.start() if cut and cut.start() else None][:_TITLE_LETTERS].strip()


def _is_part_time(index: Index, first: int, last: int) -> bool:
    end = min(last, first + _TITLE_LINES_AT_MOST)
    lines = (index.numbered.get(number) for number in range(first, end + 1))
    return any(_says_less(entry.line) for entry in lines if entry is not None)


def _says_less(line: Line) -> bool:
    return workload.is_reduced(line.text, in_bullet=is_item(line)) or written("part time").search(line.text) is not None


def _between_dates(index: Index, now: int) -> Iterator[Role]:
    """A role begins as many lines above its dates as the first one does, and one more where its title visibly wraps."""
    dated = by_line(index.resume.periods)
    all_dated = sorted(dated)
    for first, last, kind in _stretches(index):
        lines = all_dated[bisect_left(all_dated, first) : bisect_right(all_dated, last)]
        lines = [line for line in lines if not (index.unparted and _is_study(index, line))]
        if not lines:
            continue
        above = 0 if index.unparted else min(lines[0] - first, _TITLE_LINES_AT_MOST)
        firsts = [_first(index, line, above, before + 1) for before, line in pairwise([first - 1, *lines])]
        for line, begin, after in zip(lines, firsts, [*firsts[1:], last + 1], strict=True):
            for period in dated[line]:
                role = _role(index, period, begin, max(line, after - 1), now, unpaid=kind is SectionKind.VOLUNTEER)
                if role is not None:
                    yield role


def _stretches(index: Index) -> Iterator[tuple[int, int, SectionKind]]:
    for section in index.resume.sections:
        if section.kind in _KINDS or index.unparted:
            first = section.first if section.heading is None else max(section.first, section.heading + 1)
            yield first, section.last, section.kind


def _is_study(index: Index, number: int) -> bool:
    entry = index.numbered.get(number)
    return entry is not None and next(levels.spans(levels.degree_at, entry.words), None) is not None


def _first(index: Index, dated: int, above: int, earliest: int) -> int:
    """The first line of the role with these dates; ``earliest`` is the line after the dates of the role before."""
    first = max(dated - above, earliest)
    while earliest < first and dated - first < _TITLE_LINES_AT_MOST and _wraps(index, first - 1):
        first -= 1
    return first


def _wraps(index: Index, number: int) -> bool:
    """Whether a line goes on in the next one: it ends, or the next one begins, with what only stands between words."""
    line, following = index.numbered.get(number), index.numbered.get(number + 1)
    if line is None or following is None or is_item(line.line):
        return False
    return bool(_OPEN_END.search(line.line.text) or _OPEN_START.match(following.line.text))


def _role(index: Index, period: Period, first: int, last: int, now: int, *, unpaid: bool) -> Role | None:
    end = now if period.end is None else min(period.end, now)
    if not _EARLIEST <= period.start <= end:
        return None
    most, least = (period.start, end), (period.start, end)
    if not period.exact:
        start_least = period.start + _DECEMBER if period.start % _MONTHS == 0 else period.start
        ends_by_year = period.end is not None and period.end % _MONTHS == _DECEMBER
        least = (start_least, end - end % _MONTHS if ends_by_year else end)
    title, flag = _headline(index, first), _is_part_time(index, first, last)
    known = least if least[0] <= least[1] else None
    return Role(first, last, period.line, known, most, title, period.end is None, unpaid, flag)
