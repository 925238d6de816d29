"""Dates and periods of time as people write them in resumes: ``Jan 2019 - Mar 2021``, ``seit 2020``, ``2021年7月``."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import zip_longest

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
_DANGLING = re.compile(rf"(?<![\w/.]){_point('A')}\s?(?:{_DASH})\s*$")
"""A period whose end is left open."""

_SINGLE = re.compile(rf"(?<![\w/.+-]){_point('A')}(?![\w/-])")
_RIGHT_TO_LEFT = re.compile(r"[\u0590-\u07bf]")
"""In a line of Arabic or Hebrew the later date may stand left."""

_LONGEST = 12 * 70
_COLUMN = 40
"""Characters of a line in a column of dates, whose period goes on in the next line."""

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


@dataclass(frozen=True, slots=True)
class _Text:
    """The folded text of one line, or of two that are read as one, and where each character of it stands."""

    text: str
    cells: tuple[tuple[Line, int], ...]
    """Line and offset of every character, and at last of the end."""

    def spans(self, start: int, end: int) -> tuple[Span, ...]:
        """The characters ``start`` to ``end`` of the text as spans of the lines, without blanks at their ends."""
        found = []
        for line in dict.fromkeys(line for line, _ in self.cells[start:end]):
            offsets = [offset for owner, offset in self.cells[start:end] if owner is line]
            owner, after = self.cells[end]
            stop = after if owner is line else len(line.text)
            covered = line.text[offsets[0] : stop]
            first = offsets[0] + len(covered) - len(covered.lstrip())
            if covered.strip():
                found.append(Span(line.number, first, offsets[0] + len(covered.rstrip())))
        return tuple(found)


def _text(line: Line, following: Line | None = None, between: str = "") -> _Text:
    text, places = folded(line.text)
    cells = [(line, place) for place in places[:-1]]
    if following is None:
        return _Text(text, (*cells, (line, len(line.text))))
    more, below = folded(following.text)
    cells += [(line, len(line.text))] * len(between)
    return _Text(text + between + more, (*cells, *((following, place) for place in below)))


def dated(lines: Sequence[Line]) -> dict[int, list[Dated]]:
    """The dates of consecutive lines by the number of the line where they begin, in the order of the line."""
    found: dict[int, list[Dated]] = {}
    taken: dict[int, int] = {}
    for line, following in zip_longest(lines, lines[1:]):
        ours = list(_of_line(line, following, taken.get(line.number, 0)))
        taken |= {span.line: span.end for each in ours for span in each.spans if span.line != line.number}
        if ours:
            found[line.number] = sorted(ours, key=lambda d: d.spans[0].start)
    return found


def _of_line(line: Line, following: Line | None, taken: int) -> Iterator[Dated]:
    text = _text(line)
    blank = sum(place < taken for _, place in text.cells[:-1])
    rest = " " * blank + text.text[blank:]
    for each in _straddling(line, following) if following is not None and not blank else ():
        yield each
        rest = rest[: each.spans[0].start].ljust(len(rest))
    for pattern, reader in ((_SPAN, _span), (_OPEN, _open), (_DANGLING, _open), (_SINGLE, _single)):
        if pattern is _OPEN and len(rest) > _SHORT:
            continue
        for match in list(pattern.finditer(rest)):
            found = reader(match, text)
            if found is not None:
                yield found
            if found is not None or (pattern is _SPAN and not match["short"]):
                rest = rest[: match.start()] + " " * len(match[0]) + rest[match.end() :]


def _straddling(line: Line, following: Line) -> Iterator[Dated]:
    """A period that begins at the end of a short line and ends at the beginning of the next, in a narrow column."""
    wrapped = line.block and line.block == following.block
    if following.bullet or not re.search(r"\d", line.text) or (len(line.text) > _COLUMN and not wrapped):
        return
    for between in (" ", ""):
        text = _text(line, following, between)
        for match in _SPAN.finditer(text.text):
            edge = len(text.text) - len(folded(following.text)[0])
            found = _span(match, text) if match.start() < edge - len(between) and match.end() > edge else None
            if found is not None:
                yield found
                return


def _span(match: re.Match[str], text: _Text) -> Dated | None:
    start, end = _start(match), _end(match)
    if start is None:
        return None
    first = _when(start, _where(match, "bare" if match["bare"] else "A", text))
    last = _when(end, _where(match, "short" if match["short"] else "B", text)) if end else None
    if last and (last.year, last.month or 12) < (first.year, first.month or 1) and _RIGHT_TO_LEFT.search(match.string):
        first, last, start, end = last, first, end, start
    if start and end and not 0 <= end[0] - start[0] <= _LONGEST:
        return None
    return Dated(text.spans(*match.span()), first, last, current=end is None)


def _open(match: re.Match[str], text: _Text) -> Dated | None:
    start = _month(match, "A", 1)
    if start is None:
        return None
    return Dated(text.spans(*match.span()), _when(start, _where(match, "A", text)), None, current=True)


def _single(match: re.Match[str], text: _Text) -> Dated | None:
    found = _open(match, text)
    return replace(found, current=False, single=True) if found else None


def _where(match: re.Match[str], side: str, text: _Text) -> tuple[Span, ...]:
    """The characters of one end of a period."""
    groups = (
        [side] if side in ("bare", "short") else [name + side for kind in _KINDS for name in kind] + ["year" + side]
    )
    ranges = [match.span(group) for group in groups if match[group]]
    end = max(b for _, b in ranges)
    end += match.string[end : end + 1] in ("年", "月")
    return text.spans(min(a for a, _ in ranges), end)


def _when(month: _Month, where: tuple[Span, ...]) -> When:
    return When(month[0] // 12, month[0] % 12 + 1 if month[1] else None, where)


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
