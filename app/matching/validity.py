"""Until when a licence is valid, as it stands right behind it: "exp. 05/14/2024", "valid until 30 June 2024"."""

import re
from datetime import date
from functools import cache

from app.matching import lexicon
from app.matching.normalize import tokens
from app.matching.scripts import either

_NEAR = 70
"""Characters behind a mention in which its end may be stated."""
_HELD_UNTIL = re.compile(
    r"[\s,(]*(?:until|till|bis|jusqu\W?\s?en|hasta|fino\s+al|tot|at\u00e9)\s+(?:[^\W\d_]{3,10}\.?\s+)?(?P<year>(?:19|20)\d\d)\b",
    re.IGNORECASE,
)
_MONTHS = {
    beginning: number
    for number, beginnings in enumerate(
        (
            "jan ene gen",
            "feb fév fev",
            "mar mär",
            "apr avr abr",
            "may mai mag maj mei",
            "jun juin giu",
            "jul juil lug",
            "aug aoû ago",
            "sep set",
            "oct okt ott out",
            "nov",
            "dec dez déc dic dés",
        ),
        start=1,
    )
    for beginning in beginnings.split()
}
_LAST_MONTH = 12


def is_over(behind: str, as_of: date, *, licence: bool = False) -> bool:
    """Whether the text behind a mention says that its validity ended before the month of ``as_of``.

    Where only the order of day and month is unclear, the later reading counts. What is said of another licence that
    stands between is not said of this one. Of a ``licence`` a plain "until 2019" says it, too.
    """
    held = _HELD_UNTIL.match(behind) if licence else None
    if held is not None and int(held["year"]) < as_of.year:
        return True
    near = behind[:_NEAR].split(";", 1)[0]
    match = _until().search(near)
    if match is None or _another(near[: match.start()]):
        return False
    year, month = _end(match)
    return (year, month) < (as_of.year, as_of.month)


@cache
def _until() -> re.Pattern[str]:
    return re.compile(
        rf"""
        (?:(?:valid|certified|current|good)\s+(?:to|until|till|thru|through)|expir(?:es|ed|y|ing|ation)(?:\s+date)?|exp\b\.?
        |g\u00fcltig\s+bis|val\w+\s+hasta|caduca|v\u00e1lid\w+\s+at\u00e9|valable\s+jusqu\W?\s?(?:en|au|\u00e0)?
        |valid[oa]\s+fino\s+al?|scade|geldig\s+tot|{either("valid until")})
        [^\w;]{{0,4}}(?:(?:on|in|am|le|el|il|op|the)\s+)?
        (?:
          (?P<zh>(?:19|20)\d\d)\u5e74(?P<zh_month>\d{{1,2}})?
        | (?P<first>\d{{1,2}})[/.-](?P<second>\d{{1,2}})[/.-](?P<full>(?:20|19)?\d\d)(?!\d)
        | (?P<iso>(?:19|20)\d\d)-(?P<iso_month>\d\d)(?:-\d\d)?
        | (?P<month>\d{{1,2}})[/.-](?P<year>(?:20|19)?\d\d)(?!\d)
        | (?:\d{{1,2}}\.?\s+(?:de\s+)?)?(?P<word>[^\W\d_]{{3,10}})\.?\s+(?:\d{{1,2}},\s*)?(?:de\s+)?
          (?P<worded>(?:19|20)\d\d|\d\d(?!\d))
        | (?P<alone>(?:19|20)\d\d)
        )
            """,
        re.IGNORECASE | re.VERBOSE,
    )


def _another(between: str) -> bool:
    words = tokens(between)
    spans = (lexicon.known_span(words, at) for at in range(len(words)))
    return any(span is not None and lexicon.is_licence(span[1]) for span in spans)


def _end(match: re.Match[str]) -> tuple[int, int]:
    if match["zh"]:
        return int(match["zh"]), int(match["zh_month"] or _LAST_MONTH)
    if match["full"]:
        months = [int(part) for part in (match["first"], match["second"]) if int(part) <= _LAST_MONTH]
        return _year(match["full"]), max(months, default=_LAST_MONTH)
    if match["iso"]:
        return int(match["iso"]), int(match["iso_month"])
    if match["year"]:
        return _year(match["year"]), int(match["month"])
    if match["worded"]:
        name = match["word"].casefold()
        return _year(match["worded"]), _MONTHS.get(name[:4]) or _MONTHS.get(name[:3], _LAST_MONTH)
    return int(match["alone"]), _LAST_MONTH


def _year(written: str) -> int:
    return int(written) if len(written) > 2 else 2000 + int(written)  # noqa: PLR2004 - a year in two digits
