"""One line about a certificate: which part is its name, which its issuer, which a date."""

import re
from dataclasses import dataclass
from typing import Literal

from parsers.model import Field, Line, When
from parsers.resume.bare_issuer import issuer_behind
from parsers.resume.dates import Dated, dated
from parsers.resume.flow import Flow
from parsers.resume.items import bracketed, trimmed

_MARKS = " ,;:/|.-\u2010\u2013\u2014\u00b7\u2022\u060c\uff0c\uff0f"
_WHEN_WORDS = (
    "issued(?: on)?|date(?: of issue)?|obtained(?: in)?|awarded(?: in)?|completed(?: in)?|earned|received|"
    "ausgestellt(?: am)?|erworben|datum|obtenue?(?: en| le)?|delivree?(?: le)?|obtenido(?: en)?|expedido(?: en)?|"
    "emitido(?: em)?|rilasciato(?: il)?|conseguito|behaald(?: in)?|uitgegeven|in|am|le|since|seit"
)
_DAY = re.compile(r"(?P<month>[^\W\d_]{3,10})\.?\s(?P<day>\d{1,2})(?:st|nd|rd|th)?,?\s$")
_NEAR = 24
_ONLY_WHEN = re.compile(rf"[\W_]*(?:{_WHEN_WORDS})?[\W_]*")
_EXPIRY = re.compile(
    r"\b(?:valid\w*|expir\w*|until|renew\w*|gultig|bis|ablauf\w*|valable|jusqu\w*|hasta|vigente|caduc\w*|ate|scad\w*|"
    r"geldig|tot)\b"
)
_ISSUED_BY = re.compile(
    r"(?:issued by|issuer|issuing organi[sz]ation|awarded by|provider|by|ausgestellt von|aussteller|"
    r"ausstellende stelle|delivree? par|emetteur|organisme|emitido por|expedido por|emisor|rilasciato da|ente|"
    r"uitgegeven door|uitgever)\s?[:\uff1a]?\s+"
)
_ISSUED_BY_BEHIND = re.compile(r"\sissued by$")
"""Where a line in two directions is read from its right."""

_ID = re.compile(
    r"(?:credential id|id|licen[cs]e (?:no|number)|nr|no|number|certificate (?:no|number))\b\s?[.:#]", re.IGNORECASE
)
_STRONG = re.compile(r"\s?[|\u00b7\u2022\uff0f]\s?|\s/\s|\s[-\u2010-\u2015]\s|:\s")
_WITHOUT_COLON = re.compile(_STRONG.pattern.removesuffix(r"|:\s"))
_DASHES = re.compile(r"\s?[|\u00b7\u2022\uff0f]\s?|\s[-\u2010-\u2015]\s")
_GRADE = re.compile(
    r"(?:associate|professional|practitioner|foundation|advanced|expert|specialty|fundamentals|intermediate|basic|"
    r"beginner|level|stufe|niveau|nivel|livello|part|module)?\s?(?:\d|[ivx]{1,4}|[abc][12])?"
)
"""What stands behind a dash and is a part of the name."""

_COMMA = re.compile(r"[,\u060c\uff0c]\s?")
_ORGANISATION = re.compile(
    r"(?:[A-Z\u00c0-\u00de][\w.&'-]*)(?:\s(?:of|for|de|der|des|du|und|and|&|[A-Z\u00c0-\u00de][\w.&'-]*)){1,8}"
)


@dataclass(frozen=True, slots=True)
class Written:
    """A line or paragraph: a certificate (``text``), only a date, only an issuer, or nothing of these (``rest``)."""

    flow: Flow
    gaps: tuple[int, ...]
    kind: Literal["text", "date", "issuer", "rest"]
    dates: tuple[tuple[int, int, When], ...] = ()
    field: Field | None = None

    @property
    def date(self) -> When | None:
        """The first date in it."""
        return self.dates[0][2] if self.dates else None

    @property
    def closed(self) -> bool:
        """Whether it ends with a date."""
        return bool(self.dates) and not any(map(str.isalnum, self.flow.text[self.dates[-1][1] :]))

    @property
    def dated(self) -> bool:
        """Whether there is a date in it."""
        return bool(self.dates)


@dataclass(frozen=True, slots=True)
class Entry:
    """A certificate as far as one line tells."""

    name: Field
    issuer: Field | None = None
    date: When | None = None


def written(flow: Flow, gaps: tuple[int, ...]) -> Written:
    """What kind of line it is, and which dates stand in it. Dates of expiry are no dates of ours."""
    found = _dates(flow)
    rest = flow.folded
    for start, end, _ in found:
        rest = rest[:start] + " " * (end - start) + rest[end:]
    kept = tuple(each for each in found if not _EXPIRY.search(flow.folded[max(0, each[0] - 16) : each[0]]))
    if not any(map(str.isalnum, rest)) or _ONLY_WHEN.fullmatch(rest):
        return Written(flow, gaps, "date" if kept else "rest", kept)
    if found and not kept and len(_EXPIRY.sub("", rest).split()) <= len(("valid", "until", "the")):
        return Written(flow, gaps, "rest")
    by = _ISSUED_BY.match(flow.folded)
    if by is None and (after := _ISSUED_BY_BEHIND.search(flow.folded)):
        return Written(flow, gaps, "issuer", kept, flow.field(*trimmed(flow.text, 0, after.start(), _MARKS)))
    if by:
        end = found[0][0] if found else len(flow.text)
        return Written(flow, gaps, "issuer", kept, flow.field(*trimmed(flow.text, by.end(), end, _MARKS)))
    return Written(flow, gaps, "rest" if _ID.match(flow.text) else "text", kept)


def entry(line: Written, *, commas: bool, split: bool = True, bare: bool = False, colons: bool = True) -> Entry | None:
    """The parts of a line; ``commas``: an issuer may stand behind the last comma even where no date follows it.

    ``split`` is false where the issuer is known from elsewhere: then all but the date is the name. ``bare`` is true
    where nothing but a space parts name and issuer, ``colons`` where a colon does.
    """
    text = line.flow.text
    start, end, when, inside, comma = _without_date(line)
    if inside:
        name = line.flow.field(*trimmed(text, start, inside[0], _MARKS))
        issuer = line.flow.field(*trimmed(text, inside[0] + 1, inside[1], _MARKS))
        return Entry(name, issuer, when) if name else None
    cut = _cut(line, start, end, commas=commas or comma, bare=bare, colons=colons) if split else None
    if cut:
        name = line.flow.field(*_name(text, start, cut[0]))
        issuer = line.flow.field(*trimmed(text, cut[1], end, _MARKS), guessed=cut[2])
        if name and issuer:
            return Entry(name, issuer, when)
    name = line.flow.field(*_name(text, start, end))
    return Entry(name, None, when) if name else None


def parted(line: Written) -> bool:
    """Whether some sign parts what stands in the line before its date."""
    start, end, _, inside, comma = _without_date(line)
    start, end = trimmed(line.flow.text, start, end, _MARKS)
    outside = _masked(line.flow.text[:end])
    gap = any(start < gap < end for gap in line.gaps)
    return inside is not None or comma or gap or bool(_DASHES.search(outside, start) or _COMMA.search(outside, start))


def _name(text: str, start: int, end: int) -> tuple[int, int]:
    return trimmed(text, start, end, _MARKS)


def _without_date(line: Written) -> tuple[int, int, When | None, tuple[int, int] | None, bool]:
    """Start and end of the text but for its date; the date; what shares its brackets; whether a comma parts it."""
    text = line.flow.text
    start, end = trimmed(text, 0, len(text), _MARKS)
    brackets = bracketed(text, start, end)
    for first, last, when in reversed(line.dates):
        if brackets and brackets[0] < first and last <= brackets[1]:
            inner = trimmed(text, brackets[0] + 1, first, _MARKS)
            if inner[0] >= inner[1]:
                return start, brackets[0], when, None, False
            return start, brackets[0], when, (brackets[0], inner[1]), False
        if not any(map(str.isalnum, text[last:end])):
            return start, first, when, None, text[:first].rstrip().endswith(",")
        if not any(map(str.isalnum, text[start:first])):
            return last, end, when, None, False
    return start, end, None, None, False


def _cut(
    line: Written, start: int, end: int, *, commas: bool, bare: bool, colons: bool
) -> tuple[int, int, bool] | None:
    """Where the name ends and the issuer begins, and whether only the place tells."""
    text = line.flow.text
    start, end = trimmed(text, start, end, _MARKS)
    inner = [gap for gap in line.gaps if start < gap < end]
    if inner:
        return inner[-1], inner[-1] + 1, False
    outside = _masked(text[:end])
    if bare:
        return issuer_behind(text[:end], start)
    signs = _STRONG if colons else _WITHOUT_COLON
    strong = [m for m in signs.finditer(outside, start) if not _GRADE.fullmatch(line.flow.folded[m.end() : end])]
    comma = list(_COMMA.finditer(outside, start)) if commas else []
    if strong and not (comma and strong[-1][0] == " - " and comma[-1].start() > strong[-1].start()):
        return strong[-1].start(), strong[-1].end(), False
    by = re.search(r"\s(?:issued by|by|von|par|por|da|door)\s", line.flow.folded[:end])
    if by and by.start() > start:
        return by.start(), by.end(), False
    brackets = bracketed(text, start, end)
    if brackets and brackets[0] > start and _ORGANISATION.fullmatch(text[brackets[0] + 1 : brackets[1] - 1]):
        return brackets[0], brackets[0] + 1, True
    return (comma[-1].start(), comma[-1].end(), True) if comma else None


def _masked(text: str) -> str:
    """The same text with letters in place of what stands in brackets."""
    kept, depth = [], 0
    for sign in text:
        depth += sign in "(\uff08"
        kept.append("x" if depth else sign)
        depth -= depth > 0 and sign in ")\uff09"
    return "".join(kept)


def _dates(flow: Flow) -> tuple[tuple[int, int, When], ...]:
    """Start, end and value of each date: of a period its beginning."""
    probe = Line(1, 1, flow.text)
    found = []
    for each in dated((probe,)).get(1, []):
        start, end = each.spans[0].start, each.spans[-1].end
        start, when = _with_day(flow, start, each)
        spans = flow.field(start, end)
        found.append((start, end, When(when[0], when[1], spans.spans if spans else ())))
    return tuple(found)


def _with_day(flow: Flow, start: int, each: Dated) -> tuple[int, tuple[int, int | None]]:
    """``Jan 01, 2020`` names its month before the day."""
    first = each.first
    near = max(0, start - _NEAR)
    day = _DAY.search(flow.folded[near:start])
    if first.month is None and day:
        again = dated((Line(1, 1, f"{day['month']} {first.year}"),)).get(1, [])
        if again and again[0].first.month is not None:
            return near + day.start(), (first.year, again[0].first.month)
    return start, (first.year, first.month)
