"""Years of a thing: the union of the months of the dated roles that name it. Two jobs at once do not count twice."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from app.matching.index import Index
from parsers.model import Period, SectionKind

Span = tuple[int, int]
"""First and last month, both included, counted from year 0 like ``parsers.model.Period``."""

_MONTHS = 12
_EARLIEST = 1940 * _MONTHS
_TITLE_LINES_AT_MOST = 3
_DECEMBER = 11
_BULLET = re.compile(r"\s*(?:[-*+>]\s|[\u2022\u25cf\u25aa\u2023\u00b7\u2013\u2014])")
_OPEN_END = re.compile(r"(?:[,&/(]|\s[-\u2013\u2014]|\b(?:and|of|for|with|in|to|the))\s*$", re.IGNORECASE)
_OPEN_START = re.compile(r"\s*(?:[&/(]|(?:and|of|for|with)\b)")


@dataclass(frozen=True, slots=True)
class Role:
    """Lines ``first`` to ``last`` of one dated role; ``least`` and ``most`` differ when only years were written."""

    first: int
    last: int
    dated: int
    least: Span | None
    most: Span


def by_line(periods: Iterable[Period]) -> dict[int, list[Period]]:
    """Line number to the periods written on that line."""
    found: dict[int, list[Period]] = {}
    for period in periods:
        found.setdefault(period.line, []).append(period)
    return found


def month_of(day: date) -> int:
    """The month of a day on the scale of ``Span``."""
    return day.year * _MONTHS + day.month - 1


def covered(spans: Iterable[Span]) -> int:
    """Months in the union of the spans."""
    total, reached = 0, -1
    for first, last in sorted(spans):
        total += max(0, last - max(first - 1, reached))
        reached = max(reached, last)
    return total


def roles(index: Index, as_of: date) -> list[Role]:
    """The dated roles of the experience sections.

    A role begins as many lines above its dates as the first one does, and one more where its title visibly wraps.
    """
    found: list[Role] = []
    index.effort.spend(len(index.resume.periods) * 4)
    dated = by_line(index.resume.periods)
    all_dated = sorted(dated)
    for section in index.resume.sections:
        if section.kind is not SectionKind.EXPERIENCE:
            continue
        top = section.first if section.heading is None else max(section.first, section.heading + 1)
        lines = all_dated[bisect_left(all_dated, top) : bisect_right(all_dated, section.last)]
        if not lines:
            continue
        above = min(lines[0] - top, _TITLE_LINES_AT_MOST)
        firsts = [_first(index, line, above, before + 1) for before, line in pairwise([top - 1, *lines])]
        for line, first, after in zip(lines, firsts, [*firsts[1:], section.last + 1], strict=True):
            role = _role(dated[line][-1], first, max(line, after - 1), month_of(as_of))
            if role is not None:
                found.append(role)
    return found


def _first(index: Index, dated: int, above: int, earliest: int) -> int:
    """The first line of the role with these dates; ``earliest`` is the line after the dates of the role before."""
    first = max(dated - above, earliest)
    while earliest < first and dated - first < _TITLE_LINES_AT_MOST and _wraps(index, first - 1):
        first -= 1
    return first


def _wraps(index: Index, number: int) -> bool:
    """Whether a line goes on in the next one: it ends, or the next one begins, with what only stands between words."""
    line, following = index.numbered.get(number), index.numbered.get(number + 1)
    if line is None or following is None or _BULLET.match(line.line.text):
        return False
    return bool(_OPEN_END.search(line.line.text) or _OPEN_START.match(following.line.text))


def _role(period: Period, first: int, last: int, now: int) -> Role | None:
    end = now if period.end is None else min(period.end, now)
    if not _EARLIEST <= period.start <= end:
        return None
    most = (period.start, end)
    if period.exact:
        return Role(first, last, period.line, most, most)
    start_least = period.start + _DECEMBER if period.start % _MONTHS == 0 else period.start
    ends_by_year = period.end is not None and period.end % _MONTHS == _DECEMBER
    end_least = end - end % _MONTHS if ends_by_year else end
    return Role(first, last, period.line, (start_least, end_least) if start_least <= end_least else None, most)


def worded(months: int) -> str:
    """``27`` as ``2 years 3 months``."""
    years, rest = divmod(months, _MONTHS)
    parts = [(years, "year"), (rest, "month")]
    return " ".join(f"{count} {unit}{'s' * (count != 1)}" for count, unit in parts if count) or "less than a month"
