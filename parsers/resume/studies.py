"""Entries of the education: degree, area, school and dates."""

import re
from collections.abc import Callable, Sequence
from dataclasses import replace

from parsers.model import Document, Field, Line, Section, SectionKind, Study
from parsers.resume.entries import Entry, entries
from parsers.resume.heads import Head, Signs, goes_on, told_apart
from parsers.resume.pieces import Piece, comma_cuts, field
from parsers.resume.places import place_sign
from parsers.resume.vocabulary import degree_sign, employer_sign, school_sign

_IN = re.compile(r"(?<=\S)\s+in\s+(?=[A-ZÀ-Þ])")
_WHOLE = re.compile(r"laurea|dottorato|specializzazione|qualifica", re.IGNORECASE)
"""Italian says "in" too, and there it belongs to the name of the degree."""
_AREA = -0.2
_NO_PLACE = 0.7
"""A study has a place less often than an area."""

_PERHAPS_PLACE, _SAME_HEIGHT = 0.5, 2.0
"""A mark below which nothing speaks for a place; points."""

_NO_GRADE = 4.0
_GRADE = re.compile(
    r"\bgpa\b|\bgrade[:s]|\bnote\b|abschlussnote|\bcum laude\b|\bmention\b|\bvoto\b|\bnota\b|\d[.,]\d|references|"
    r"\bcoursework\b|^thesis|^dissertation|^expected",
    re.IGNORECASE,
)
"""How well it went is no part of the degree."""

_LEADING = re.compile(r"(?:in|at|en)\s+(?=\S)", re.IGNORECASE)


def studies(document: Document, sections: tuple[Section, ...]) -> tuple[Study, ...]:
    """The studies of all sections on education, in the order of the document."""
    lines = document.lines
    found: list[Entry] = []
    for section in sections:
        if section.kind is SectionKind.EDUCATION:
            first = section.first if section.heading is None else section.first + 1
            found += entries(lines[first - 1 : section.last], single=True, terse=True)
    place = place_sign(lines, sections)
    signs = Signs(_degree, _school, lambda text: place(text) - _NO_PLACE, again=_AREA)
    heads = told_apart([[_without_tie(piece) for piece in entry.head] for entry in found], signs)
    told = [(entry, _bare(head)) for entry, head in zip(found, heads, strict=True)]
    return tuple(_study(entry, _with_area(head, place)) for entry, head in told if _named(entry, head))


def _named(entry: Entry, head: Head) -> bool:
    """A study has a degree or a school; without a date only known words say so."""
    if entry.when is not None:
        return bool(head.what or head.who)
    return any(degree_sign(part.text) > 0 or school_sign(part.text) > 0 for part in (*head.what, *head.who))


def _bare(head: Head) -> Head:
    return replace(head, what=tuple(map(_without_tie, head.what)), who=tuple(map(_without_tie, head.who)))


def _with_area(head: Head, place: Callable[[str], float]) -> Head:
    """``Garden City TAFE, Fitting and Turning`` beside a column of degrees: what is no place is the area."""
    if len(head.what) != 1 or len(head.who) != 1:
        return head
    (degree,), (school,) = head.what, head.who
    commas = comma_cuts(school.text)
    if len(commas) != 1 or not _in_column_beside(degree.line, school.line):
        return head
    name = school.cut(school.start, school.start + commas[0])
    area = school.cut(school.start + commas[0] + 1, school.end)
    several = len(area.text.split()) > 1  # one word may be a town that nobody knows
    if several and place(area.text) < _PERHAPS_PLACE and school_sign(name.text) > 0 >= school_sign(area.text):
        return replace(head, what=(degree, area), who=(name,))
    return head


def _in_column_beside(left: Line, line: Line) -> bool:
    """Whether two lines begin at the same height, one in a column of its own."""
    if left.box is None or line.box is None or left.page != line.page:
        return False
    return left.box[2] <= line.box[0] and abs(left.box[1] - line.box[1]) <= _SAME_HEIGHT


def _study(entry: Entry, head: Head) -> Study:
    degree, area = _parted(head.what)
    when = entry.when
    first = when.first if when and not when.single else None
    last = (when.first if when.single else when.last) if when else None
    guessed = not head.told
    return Study(
        degree=_marked(degree, guessed=guessed),
        area=_marked(area, guessed=guessed),
        school=_marked(list(head.who), guessed=guessed),
        start=first,
        end=last,
    )


def _marked(parts: Sequence[Piece], *, guessed: bool) -> Field | None:
    return field(parts, guessed=guessed)


def _without_tie(piece: Piece) -> Piece:
    """``in GCSEs``: the template put the small word there for a part that is missing."""
    tie = _LEADING.match(piece.text)
    return piece.cut(piece.start + tie.end(), piece.end) if tie else piece


def _parted(pieces: Sequence[Piece]) -> tuple[list[Piece], list[Piece]]:
    """Degree and area: ``Bachelor of Science in Nursing``, or two parts of which one names a degree."""
    if not pieces:
        return [], []
    if len(pieces) == 1:
        piece = pieces[0]
        for match in _IN.finditer(piece.text):
            before, after = (
                piece.cut(piece.start, piece.start + match.start()),
                piece.cut(piece.start + match.end(), piece.end),
            )
            if degree_sign(before.text) > 0 and not _WHOLE.search(before.text):
                return [before], [after]
        return _area_first(piece)
    groups = _joined(pieces)
    marks = [degree_sign(" ".join(piece.text for piece in group)) for group in groups]
    best = marks.index(max(marks))
    if marks[best] <= 0 or len(groups) == 1:
        return list(pieces), []
    return groups[best], [piece for n, group in enumerate(groups) if n != best for piece in group]


def _joined(pieces: Sequence[Piece]) -> list[list[Piece]]:
    """Pieces that are one text over several lines together."""
    groups: list[list[Piece]] = []
    for piece in pieces:
        if groups and goes_on(piece, groups[-1][-1]):
            groups[-1].append(piece)
        else:
            groups.append([piece])
    return groups


def _area_first(piece: Piece) -> tuple[list[Piece], list[Piece]]:
    """``Nursing, Bachelor of Science``: only what comes after the comma names a degree."""
    for comma in comma_cuts(piece.text):
        before = piece.cut(piece.start, piece.start + comma)
        after = piece.cut(piece.start + comma + 1, piece.end)
        if before.text and degree_sign(after.text) > 0 >= degree_sign(before.text):
            return [after], [before]
    return [piece], []


def _degree(text: str) -> float:
    if _GRADE.search(text):
        return -_NO_GRADE
    mark = degree_sign(text)
    return mark - 0.6 * school_sign(text) * (mark < 2) + 0.1 - 1.0 * (len(text.split()) > 14)  # noqa: PLR2004


def _school(text: str) -> float:
    mark = max(school_sign(text), 0.8 * employer_sign(text))
    return mark - 0.8 * degree_sign(text) * (mark < 2) + 0.1 - 0.1 * len(comma_cuts(text))  # noqa: PLR2004
