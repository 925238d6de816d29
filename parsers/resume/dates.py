"""Dates and periods of time as people write them in resumes: ``Jan 2019 - Mar 2021``, ``seit 2020``, ``2021年7月``."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from parsers.model import Line, Period, Span, When
from parsers.resume.plain import folded

_MONTHS = (
    "january jan januar janner jaenner janvier janv enero ene janeiro gennaio gen januari يناير",
    "february feb februar februari fevrier fevr fev febrero febr fevereiro febbraio فبراير",
    "march mar marz maerz mrz mars marzo marco maart mrt مارس",
    "april apr avril avr abril abr aprile ابريل",
    "may mai mayo maio maggio mag mei مايو",
    "june jun juni juin junio junho giugno giu يونيو",
    "july jul juli juillet juil julio julho luglio lug يوليو",
    "august aug aout agosto ago augustus اغسطس",
    "september sept sep septembre septiembre setiembre setembro set settembre sett سبتمبر",
    "october oct oktober okt octobre octubre outubro out ottobre ott اكتوبر",
    "november nov novembre noviembre novembro نوفمبر",
    "december dec dezember dez decembre diciembre dic dezembro dicembre ديسمبر",
)
_NUMBER = {name: month for month, names in enumerate(_MONTHS, start=1) for name in names.split()}

_PRESENT = (
    "present|now|today|current|currently|ongoing|to date|heute|jetzt|aktuell|laufend|dato|aujourd'hui|"
    "a ce jour|ce jour|en cours|actuel|presente|actualidad|actualmente|actual|hoy|la fecha|atual|atualmente|"
    "hoje|momento|agora|ahora|data|oggi|tuttora|in corso|attuale|attualmente|heden|nu|vandaag|date|this day|a present|"
    "至今|现在|目前|今|حتى الان|الان|الحاضر|حاليا"
)
_SINCE = "since|from|seit|ab|depuis|desde|dal|dall'|da|sinds|vanaf|منذ"
_DASH = r"[-\u2010-\u2015\u2212~]+"
_UNTIL = (
    r"to|until|till|through|bis(?:\szum)?|a|au|jusqu'(?:au?|en)|jusqu'|hasta|ate|al|ad?|fino\sad?|tot(?:\sen\smet)?|t/m|"
    "至|到|حتى|الى"
)
_TO = rf"(?:{_DASH}(?:\s?(?:{_UNTIL})(?!\w))?|{_UNTIL})"
_NAME = "|".join(sorted(_NUMBER, key=len, reverse=True))
_YEAR = r"(?:19|20)\d\d"


def _point(side: str) -> str:
    """A pattern for one end: a month by name or number with its year, or a year alone."""
    named = rf"(?:\d{{1,2}}\.?\s)?(?P<name{side}>{_NAME})\b\.?[,/]?\s?(?:d[eo]\s|of\s|')?(?P<named{side}>{_YEAR})"
    counted = rf"(?:\d{{1,2}}[./])?(?P<month{side}>0?[1-9]|1[0-2])\s?[./-]\s?(?P<counted{side}>{_YEAR})"
    iso = rf"(?P<isoyear{side}>{_YEAR})[-/.](?P<iso{side}>0[1-9]|1[0-2])(?:[-/.]\d\d)?"
    east = rf"(?P<eastyear{side}>{_YEAR})\s?年\s?(?P<east{side}>1[0-2]|0?[1-9])\s?月"
    brief = rf"(?P<month2{side}>0[1-9]|1[0-2])/(?P<brief{side}>\d\d)(?!\d|/)"
    return rf"(?:{named}|{counted}|{east}|{iso}|{brief}|(?P<year{side}>{_YEAR})年?)"


_KINDS = (("named", "name"), ("counted", "month"), ("eastyear", "east"), ("isoyear", "iso"), ("brief", "month2"))
_LENGTH = r"\d{1,2}\s(?:years?|yrs?|months?|mos?|jahre?|monate?|ans?|mois|anos?|mes|anni|jaar)"
_AFTER = rf"(?:(?![^\W\u3000-\u9fff]|/)|(?={_LENGTH}))"
"""A date ends before a letter or digit of ours; Chinese has no spaces between words, and some themes none before the
length of the period."""

_NOW = rf"(?P<present>(?:l'|la\s|il\s|el\s|le\s|o\s|a\s|op\s|het\s|oggi\s|zum\s)?(?:{_PRESENT}))"
_SPAN = re.compile(
    rf"(?<![\w/.])(?:{_point('A')}|(?P<bare>{_NAME})\b\.?)\s?(?:{_TO})\s?"
    rf"(?:{_NOW}|{_point('B')}|(?P<short>\d\d)){_AFTER}"
)
_OPEN = re.compile(rf"(?<!\w)(?:{_SINCE})\s?{_point('A')}(?![\w/]|\s?[-\u2010-\u2015])")
_DANGLING = re.compile(rf"(?<![\w/.]){_point('A')}\s?(?:{_DASH})(?P<to>\s(?:to|bis|a|au|hasta|ate|al|tot))?\s*$")
"""A period whose end is left out, or stands on the next line."""

_SINGLE = re.compile(rf"(?<![\w/.+-]){_point('A')}(?![\w/-])")
_REST = re.compile(rf"\s*(?:{_DASH}\s?)?(?:{_NOW}|date(?P<date>\b)|{_point('B')}){_AFTER}")
_LONGEST = 12 * 70
_SHORT = 60
"""Characters of a line that may state an open period; in a sentence "since 2019" dates anything, not a job."""

_Month = tuple[int, bool]
"""A month counted from year 0 and whether the text named it."""


@dataclass(frozen=True, slots=True)
class Dated:
    """A period as written. ``spans`` cover all of it; a single date has no ``last`` and ``single`` is true.

    ``current`` is true for "present" and where the end is left open.
    """

    spans: tuple[Span, ...]
    first: When
    last: When | None
    current: bool
    single: bool = False


# --- Periods for the matcher -------------------------------------------------------------------------------------


def periods(line: Line) -> Iterator[Period]:
    """The periods that a line states, spans before open ones; those that end before they begin are not believed."""
    found = dated((line,)).get(line.number, [])
    for each in sorted(found, key=lambda d: d.last is None and d.current and _since(line, d)):
        if not each.single:
            yield period(each)


def period(found: Dated) -> Period:
    """The months that a period covers, widely: a year alone is all of its months."""
    first, last = found.first, found.last
    start = 12 * first.year + (first.month or 1) - 1
    exact = first.month is not None and (last is None or last.month is not None)
    return Period(first.spans[0].line, start, 12 * last.year + (last.month or 12) - 1 if last else None, exact)


def _since(line: Line, found: Dated) -> bool:
    return _OPEN.match(folded(line.text[found.spans[0].start : found.spans[0].end])[0]) is not None


# --- Dates with their places -------------------------------------------------------------------------------------


def dated(lines: Sequence[Line]) -> dict[int, list[Dated]]:
    """The dates of consecutive lines by the number of the line where they begin, in the order of the line."""
    found: dict[int, list[Dated]] = {}
    taken: dict[int, int] = {}
    for position, line in enumerate(lines):
        following = lines[position + 1] if position + 1 < len(lines) else None
        ours = list(_of_line(line, following, taken.get(line.number, 0)))
        for each in ours:
            for span in each.spans:
                if span.line != line.number:
                    taken[span.line] = span.end
        if ours:
            found[line.number] = sorted(ours, key=lambda d: d.spans[0].start)
    return found


def _of_line(line: Line, following: Line | None, taken: int) -> Iterator[Dated]:
    text, places = folded(line.text)
    blank = sum(place < taken for place in places[:-1])
    rest = " " * blank + text[blank:]
    for pattern, reader in ((_SPAN, _span), (_OPEN, _since_then), (_DANGLING, _dangling), (_SINGLE, _single)):
        if pattern is _OPEN and len(text) > _SHORT:
            continue
        for match in list(pattern.finditer(rest)):
            each = reader(match, line, places, following)
            if each is not None:
                yield each
            if each is not None or (pattern is _SPAN and not match["short"]):
                rest = rest[: match.start()] + " " * len(match[0]) + rest[match.end() :]


def _span(match: re.Match[str], line: Line, places: tuple[int, ...], _: Line | None) -> Dated | None:
    start, end = _start(match), _end(match)
    if start is None or (end is not None and not 0 <= end[0] - start[0] <= _LONGEST):
        return None
    first = _when(start, _where(match, "A" if not match["bare"] else "bare", line, places))
    last = _when(end, _where(match, "B" if not match["short"] else "short", line, places)) if end else None
    return Dated((_whole(match, line, places),), first, last, current=end is None)


def _since_then(match: re.Match[str], line: Line, places: tuple[int, ...], _: Line | None) -> Dated | None:
    start = _month(match, "A", 1)
    if start is None:
        return None
    return Dated((_whole(match, line, places),), _when(start, _where(match, "A", line, places)), None, current=True)


def _dangling(match: re.Match[str], line: Line, places: tuple[int, ...], following: Line | None) -> Dated | None:
    """``2017-01 —``: the end stands at the beginning of the next line, or it is open."""
    start = _month(match, "A", 1)
    if start is None:
        return None
    first, whole = _when(start, _where(match, "A", line, places)), _whole(match, line, places)
    if following is not None:
        text, below = folded(following.text)
        rest = _REST.match(text)
        end = _month(rest, "B", 12) if rest and not rest["present"] and rest["date"] is None else None
        if rest and (end is None or 0 <= end[0] - start[0] <= _LONGEST):
            there = _whole(rest, following, below)
            last = _when(end, _where(rest, "B", following, below)) if end else None
            return Dated((whole, there), first, last, current=end is None)
    return None if match["to"] else Dated((whole,), first, None, current=True)


def _single(match: re.Match[str], line: Line, places: tuple[int, ...], _: Line | None) -> Dated | None:
    month = _month(match, "A", 1)
    if month is None:
        return None
    return Dated(
        (_whole(match, line, places),), _when(month, _where(match, "A", line, places)), None, current=False, single=True
    )


def _whole(match: re.Match[str], line: Line, places: tuple[int, ...]) -> Span:
    return _trimmed(line, places[match.start()], places[match.end()])


def _where(match: re.Match[str], side: str, line: Line, places: tuple[int, ...]) -> Span:
    """The characters of one end of a period."""
    groups = (
        [side] if side in ("bare", "short") else [name + side for kind in _KINDS for name in kind] + ["year" + side]
    )
    ranges = [match.span(group) for group in groups if match[group]]
    end = max(b for _, b in ranges)
    end += match.string[end : end + 1] in ("年", "月")
    return _trimmed(line, places[min(a for a, _ in ranges)], places[end])


def _trimmed(line: Line, start: int, end: int) -> Span:
    text = line.text[start:end]
    return Span(line.number, start + len(text) - len(text.lstrip()), start + len(text.rstrip()))


def _when(month: _Month, where: Span) -> When:
    return When(month[0] // 12, month[0] % 12 + 1 if month[1] else None, (where,))


def _start(match: re.Match[str]) -> _Month | None:
    if not match["bare"]:
        return _month(match, "A", 1)
    end = _month(match, "B", 12)  # "Jan - Mar 2021": the year stands only once
    return (end[0] // 12 * 12 + _NUMBER[match["bare"]] - 1, True) if end else None


def _end(match: re.Match[str]) -> _Month | None:
    """The end of a span; None for "present"."""
    if match["present"]:
        return None
    if match["short"]:
        start = _month(match, "A", 1)
        return (start[0] // 1200 * 1200 + 12 * int(match["short"]) + 11, False) if start else (0, False)
    return _month(match, "B", 12)


def _month(match: re.Match[str], side: str, default: int) -> _Month | None:
    """One end of a span, with ``default`` for the month of a year that stands alone."""
    for year, month in _KINDS:
        if match[year + side]:
            name = match[month + side]
            return 12 * _full(int(match[year + side])) + (_NUMBER.get(name) or int(name)) - 1, True
    return (12 * int(match["year" + side]) + default - 1, False) if match["year" + side] else None


def _full(year: int) -> int:
    """A year of two digits lies between 1950 and 2049: nobody lists older or later work."""
    return year if year >= 100 else year + (2000 if year < 50 else 1900)  # noqa: PLR2004  as the sentence above says
