"""Periods of time as people write them in resumes, in seven languages: ``Jan 2019 - Mar 2021``, ``seit 2020``.

Single dates (a birthday, the year of a degree) are no periods and are left alone.
"""

import re
import unicodedata
from collections.abc import Iterator

from parsers.model import Line, Period

_MONTHS = (
    "january jan januar janner jaenner janvier janv enero ene janeiro gennaio gen januari",
    "february feb februar februari fevrier fevr fev febrero febr fevereiro febbraio",
    "march mar marz maerz mrz mars marzo marco maart mrt",
    "april apr avril avr abril abr aprile",
    "may mai mayo maio maggio mag mei",
    "june jun juni juin junio junho giugno giu",
    "july jul juli juillet juil julio julho luglio lug",
    "august aug aout agosto ago augustus",
    "september sept sep septembre septiembre setiembre setembro set settembre sett",
    "october oct oktober okt octobre octubre outubro out ottobre ott",
    "november nov novembre noviembre novembro",
    "december dec dezember dez decembre diciembre dic dezembro dicembre",
)
_NUMBER = {name: month for month, names in enumerate(_MONTHS, start=1) for name in names.split()}

_PRESENT = (
    "present|now|today|current|currently|ongoing|to date|heute|jetzt|aktuell|laufend|dato|aujourd'hui|"
    "a ce jour|ce jour|en cours|actuel|presente|actualidad|actualmente|actual|hoy|la fecha|atual|atualmente|"
    "hoje|momento|oggi|in corso|attuale|attualmente|heden|nu|vandaag"
)
_SINCE = "since|from|seit|ab|depuis|desde|dal|dall'|da|sinds|vanaf"
_TO = (
    r"[-\u2010-\u2015\u2212]+|to|until|till|through|bis(?:\szum)?|a|au|jusqu'a|hasta|ate|al|"
    r"ad?|fino\sa|tot(?:\sen\smet)?|t/m"
)
_NAME = "|".join(sorted(_NUMBER, key=len, reverse=True))
_YEAR = r"(?:19|20)\d\d"


def _point(side: str) -> str:
    """A pattern for one end: a month by name or number with its year, or a year alone."""
    named = rf"(?:\d{{1,2}}\.?\s)?(?P<name{side}>{_NAME})\b\.?[,/]?\s?(?:d[eo]\s|of\s|')?(?P<named{side}>{_YEAR})"
    counted = rf"(?:\d{{1,2}}[./])?(?P<month{side}>0?[1-9]|1[0-2])\s?[./-]\s?(?P<counted{side}>{_YEAR})"
    iso = rf"(?P<isoyear{side}>{_YEAR})[-/.](?P<iso{side}>0[1-9]|1[0-2])(?:[-/.]\d\d)?"
    brief = rf"(?P<month2{side}>0[1-9]|1[0-2])/(?P<brief{side}>\d\d)(?!\d|/)"
    return rf"(?:{named}|{counted}|{iso}|{brief}|(?P<year{side}>{_YEAR}))"


_SPAN = re.compile(
    rf"(?<![\w/.])(?:{_point('A')}|(?P<bare>{_NAME})\b\.?)\s?(?:{_TO})\s?"
    rf"(?:(?P<present>(?:l'|la\s|il\s|oggi\s|zum\s)?(?:{_PRESENT}))|{_point('B')}|(?P<short>\d\d))(?![\w/])"
)
_OPEN = re.compile(rf"(?<!\w)(?:{_SINCE})\s?{_point('A')}(?![\w/]|\s?[-\u2010-\u2015])")
_LONGEST = 12 * 70
_SHORT = 60
"""Characters of a line that may state an open period; in a sentence "since 2019" dates anything, not a job."""

_Month = tuple[int, bool]
"""A month counted from year 0 and whether the text named it."""


def periods(line: Line) -> Iterator[Period]:
    """The periods that a line states, spans before open ones; those that end before they begin are not believed."""
    text = _plain(line.text)
    rest = text
    for match in _SPAN.finditer(text):
        rest = rest[: match.start()] + " " * len(match[0]) + rest[match.end() :]
        start, end = _start(match), _end(match)
        if start and (end is None or 0 <= end[0] - start[0] <= _LONGEST):
            exact = start[1] and (end is None or end[1])
            yield Period(line.number, start[0], end[0] if end else None, exact)
    for match in _OPEN.finditer(rest) if len(text) <= _SHORT else ():
        start = _month(match, "A", 1)
        if start:
            yield Period(line.number, start[0], None, start[1])


def _plain(text: str) -> str:
    decomposed = unicodedata.normalize("NFKD", text.casefold().replace("\u2019", "'"))
    return "".join(c for c in decomposed if not unicodedata.combining(c))


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
    for year, month in (("named", "name"), ("counted", "month"), ("isoyear", "iso"), ("brief", "month2")):
        if match[year + side]:
            name = match[month + side]
            return 12 * _full(int(match[year + side])) + (_NUMBER.get(name) or int(name)) - 1, True
    return (12 * int(match["year" + side]) + default - 1, False) if match["year" + side] else None


def _full(year: int) -> int:
    """A year of two digits lies between 1950 and 2049: nobody lists older or later work."""
    return year if year >= 100 else year + (2000 if year < 50 else 1900)  # noqa: PLR2004  as the sentence above says
