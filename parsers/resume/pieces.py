"""Pieces of lines: what stands between dates, gaps and separators, and the fields that are made of them."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, pairwise

from parsers.model import Field, Line, Span
from parsers.resume.dates import Dated

_LONGEST_FIELD = 6_000
"""Characters of one field; a paragraph that is longer is cut at the end of a line."""

_SEPARATOR = re.compile(
    r"(?P<bar>\s*\|\s*|\s*[•·●∙▪◆■]\s*(?=\S))|(?P<dash>\s[-\u2012-\u2015]{1,2}\s|\s?[\u2013\u2014]\s)|"
    r"(?P<at>\s(?:at|@|bei|chez|presso|bij)\s(?=\S))"
)
_DURATION = re.compile(
    r"[(\[]?\s?(?:(?:less than|about|ca\.?|over)\s)?\d{1,2}(?:[.,]\d)?\+?\s?"
    r"(?:years?|yrs?|jahre?n?|ans?|ann[eé]es?|años?|anos?|ann[io]|jaar|jaren|y|months?|mos?|monate?n?|mois|mes(?:es)?|m[eê]s"
    r"|mes[ei]|maand(?:en)?|m)\b\.?"
    r"(?:\s?(?:,|and|und|et|y|e|en)?\s?\d{1,2}\s?(?:months?|mos?|monate?n?|mois|mes(?:es)?|m[eê]s|mes[ei]|maand(?:en)?|m)\b\.?)?"
    r"\s?[)\]]?",
    re.IGNORECASE,
)
_COMMA = re.compile(r"[,\u3001](?=\s)|[\u060c\uff0c]")
_COMMAS = 6
_LONGEST_HEAD = 300
"""Characters of a piece in which a comma may part title and employer."""

_EDGE = " \t,;:|/•·●∙▪◆■-\u2010\u2011\u2012\u2013\u2014\u2015~*"
_BROKEN = re.compile(r"[^\W\d]-$")
_EASTERN = re.compile(r"[\u3000-\u9fff\uff00-\uffef]")


@dataclass(frozen=True, slots=True)
class Piece:
    """Characters ``start`` to ``end`` of a line; ``joint`` says what parts it from the piece before.

    ``joint`` is one of ``line``, ``gap``, ``bar``, ``dash`` and ``at``.
    """

    line: Line
    start: int
    end: int
    joint: str

    @property
    def text(self) -> str:
        """The characters."""
        return self.line.text[self.start : self.end]

    @property
    def span(self) -> Span:
        """The same as a span of a field."""
        return Span(self.line.number, self.start, self.end)

    @property
    def left(self) -> float | None:
        """Where it begins on the page, in points from the left."""
        if self.line.edges:
            return self.line.edges[self.start]
        return self.line.box[0] if self.line.box else None

    def cut(self, start: int, end: int) -> "Piece":
        """A part of it, counted in the line, without signs at its ends."""
        return Piece(self.line, *_bare(self.line.text, start, end), self.joint)


def pieces(line: Line, dates: Iterable[Dated] = (), *, whole: bool = False) -> list[Piece]:
    """What a line says beside its dates and durations, part by part; ``whole`` keeps dashes and words inside."""
    text = _blanked(line, dates)
    cuts = [(0, "line")]
    cuts += [(gap, "gap") for gap in line.gaps]
    cuts += [(at, "gap") for at in _ends_of_dates(line, dates)]
    starts = dict(sorted(cuts, key=lambda cut: cut[1] == "line"))
    ends = []
    for match in () if whole else _SEPARATOR.finditer(text):
        if match.lastgroup and not _inside_brackets(text, match.start()):
            starts.setdefault(match.end(), match.lastgroup)
            ends.append(match.start())
    bounds = sorted({*starts, *ends, len(text)})
    found: list[Piece] = []
    for first, last in pairwise(bounds):
        start, end = _bare(text, first, last)
        if first in starts and start < end:
            found.append(Piece(line, start, end, starts[first] if found else "line"))
    return [piece for piece in found if any(map(str.isalnum, piece.text))]


def _blanked(line: Line, dates: Iterable[Dated]) -> str:
    text = line.text
    for each in dates:
        for span in each.spans:
            if span.line == line.number:
                text = text[: span.start] + " " * (span.end - span.start) + text[span.end :]
    if text != line.text or _DURATION.fullmatch(text.strip()):
        text = _DURATION.sub(lambda match: " " * len(match[0]), text)
    return text


def _ends_of_dates(line: Line, dates: Iterable[Dated]) -> Iterator[int]:
    for each in dates:
        for span in each.spans:
            if span.line == line.number:
                yield span.end


def _inside_brackets(text: str, place: int) -> bool:
    before = text[:place]
    return before.count("(") > before.count(")") and ")" in text[place:]


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    """The range without separators at its ends, and without a bracket that has no partner."""
    changed = True
    while changed and start < end:
        changed = False
        part = text[start:end]
        start, end = start + len(part) - len(part.lstrip(_EDGE)), end - (len(part) - len(part.rstrip(_EDGE)))
        part = text[start:end]
        if part and (
            part[0] in ")]" or (part[0] in "([" and part.count(part[0]) > part.count(")]"["([".index(part[0])]))
        ):
            start, changed = start + 1, True
        elif part and (
            part[-1] in "([" or (part[-1] in ")]" and part.count(part[-1]) > part.count("(["[")]".index(part[-1])]))
        ):
            end, changed = end - 1, True
    return start, max(start, end)


def whole_line(line: Line) -> Piece:
    """All of a line."""
    return Piece(line, 0, len(line.text), "line")


def field(parts: Sequence[Piece], *, guessed: bool = False) -> Field | None:
    """Pieces as one text, joined by spaces; a word that is broken at the end of a line is made whole."""
    text = ""
    spans: list[Span] = []
    for part in parts:
        if not part.text or len(text) + len(part.text) > _LONGEST_FIELD:
            continue
        text = glued(text, part.text) if text else part.text
        spans.append(part.span)
    return Field(text, tuple(spans), guessed) if spans else None


def glued(before: str, after: str) -> str:
    """Two lines as one text."""
    if _BROKEN.search(before):
        return before[:-1] + after if after[0].islower() else before + after
    if before.endswith("-") and len(before) > 1 and not before[-2].isspace():
        return before + after
    if _EASTERN.match(before[-1]) and _EASTERN.match(after[0]):
        return before + after
    return f"{before} {after}"


@lru_cache(maxsize=4_096)
def comma_cuts(text: str) -> tuple[int, ...]:
    """Offsets of the first commas at which a text may be parted: outside of brackets and before a blank."""
    found = _COMMA.finditer(text[:_LONGEST_HEAD])
    return tuple(islice((m.start() for m in found if not _inside_brackets(text, m.start())), _COMMAS))
