"""The head of an entry told apart: what (title, degree), who (employer, school) and where.

Every way of giving its pieces to the three is weighed by the words in them. Whether the what or the who comes first is
decided once for all entries that are read together, since a resume keeps to one order.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from parsers.model import Line
from parsers.resume.pieces import Piece, comma_cuts, glued
from parsers.resume.plain import plain
from parsers.resume.vocabulary import LEGAL_FORM

Label = Literal["what", "who", "where"]
Order = Literal["what", "who"]
"""Which of the two comes first."""

_PIECES = 7
_NOT_USED = -1.6
_NO_WHO = -0.8
_NO_WHAT = -1.2
_CUT = -0.5
"""To part a piece at a comma needs a reason."""

_USUAL = 1.0
"""What a cut gains that another entry has too."""

_ON = -0.4
_NEAR = 0.35
"""To go on on the next line of a paragraph costs hardly anything."""

_WEAK = 0.3
_TOWN = 0.7
_GUESS = -0.8
"""What it costs to part an employer from a title at a comma without any word that says employer."""

_UNFINISHED = re.compile(
    r"(?:[,&/-]|\s(?:and|of|in|for|und|fur|für|der|et|de|du|des|y|en|e|em|da|do|di|della|del|van|voor))$"
)
_SPLITS: tuple[tuple[Label, ...], ...] = (
    ("what", "who"),
    ("who", "what"),
    ("who", "where"),
    ("what", "where"),
    ("what", "who", "where"),
    ("who", "what", "where"),
)


@dataclass(frozen=True, slots=True)
class Signs:
    """How much a text looks like each of the three; 0 for nothing known, below 0 for a text that cannot be it."""

    what: Callable[[str], float]
    who: Callable[[str], float]
    where: Callable[[str], float]
    again: float | None = None
    """What it costs to give a further piece to the first of the three, as a degree has an area; None forbids it."""

    def of(self, label: Label, text: str) -> float:
        """The sign of a text for one of the three."""
        sign = {"what": self.what, "who": self.who, "where": self.where}[label](text)
        return sign - 0.3 * (label == "who") * len(comma_cuts(text)) - 0.1 * (label == "what") * len(comma_cuts(text))


@dataclass(frozen=True, slots=True)
class Head:
    """Pieces of each of the three; ``told`` where the words, and not only the place, told what from who."""

    what: tuple[Piece, ...] = ()
    who: tuple[Piece, ...] = ()
    where: tuple[Piece, ...] = ()
    told: bool = True
    mark: float = 0.0
    cuts: frozenset["_Cut"] = frozenset()


_Parts = tuple[tuple[Label, Piece], ...]
_Cut = tuple[int, tuple[Label, ...]]
"""Which piece of a head was parted at a comma, and into what."""


def told_apart(heads: Sequence[Sequence[Piece]], signs: Signs, dated: frozenset[int] = frozenset()) -> list[Head]:
    """The best reading of each head under the order, and with the cuts, that suit all of them best.

    ``dated`` are numbers of lines with dates: a lone piece with a comma on such a line is title and employer.
    """
    orders: tuple[Order, Order] = ("what", "who")
    first = {order: [_read(head[:_PIECES], order, signs, frozenset()) for head in heads] for order in orders}
    marks = {order: sum(head.mark for head in found) for order, found in first.items()}
    order: Order = "who" if marks["who"] > marks["what"] + 0.01 else "what"
    sure = abs(marks["who"] - marks["what"]) > 0.5  # noqa: PLR2004  a weak word in a list
    usual = frozenset(
        cut for head in first[order] for cut in head.cuts if _has_place(head, signs) or "where" not in cut[1]
    )
    commas = [len(comma_cuts(head[0].text)) for head in heads if len(head) == 1 and head[0].line.number in dated]
    if commas and len(commas) == len(heads) and min(commas):
        pair: tuple[Label, ...] = ("what", "who") if order == "what" else ("who", "what")
        usual |= {(0, pair if min(commas) == 1 else (*pair, "where"))}
    return [_with_told(_read(head[:_PIECES], order, signs, usual), signs, sure=sure) for head in heads]


def _has_place(head: Head, signs: Signs) -> bool:
    return any(signs.where(piece.text) > 1 for piece in head.where)


def _with_told(head: Head, signs: Signs, *, sure: bool) -> Head:
    known = any(signs.what(p.text) > 0 for p in head.what) or any(signs.who(p.text) > 1 for p in head.who)
    return replace(head, told=sure or known)


_State = tuple[frozenset[Label], Label | None]
_Way = tuple[float, _Parts, frozenset[_Cut]]


def _read(pieces: Sequence[Piece], order: Order, signs: Signs, usual: frozenset[_Cut]) -> Head:
    """The reading with the best mark; states are which of the three are given away, and the last one given."""
    states: dict[_State, _Way] = {(frozenset(), None): (0.0, (), frozenset())}
    for number, piece in enumerate(pieces):
        following: dict[_State, _Way] = {}
        for (used, last), (mark, parts, cuts) in states.items():
            before = pieces[number - 1] if number else None
            for gain, added in _choices(piece, before, (used, last), order, signs, _tail(parts)):
                labels = tuple(label for label, _ in added)
                state = (used | set(labels), added[-1][0] if added else last)
                cut = (number, labels)
                total = mark + gain + _USUAL * (cut in usual)
                if state not in following or following[state][0] < total:
                    following[state] = (total, parts + added, cuts | {cut} if len(labels) > 1 else cuts)
        states = following
    scored = [(mark + _missing(used), parts, cuts) for (used, _), (mark, parts, cuts) in states.items()]
    mark, parts, cuts = max(scored, key=lambda each: each[0])
    found: dict[Label, list[Piece]] = {"what": [], "who": [], "where": []}
    for label, part in parts:
        found[label].append(part)
    return Head(tuple(found["what"]), tuple(found["who"]), tuple(found["where"]), mark=mark, cuts=cuts)


def _missing(used: frozenset[Label]) -> float:
    return _NO_WHAT * ("what" not in used) + _NO_WHO * ("who" not in used)


def _tail(parts: _Parts) -> str:
    """The text of the last part of a reading."""
    return parts[-1][1].text if parts else ""


def _choices(
    piece: Piece, before: Piece | None, state: _State, order: Order, signs: Signs, tail: str
) -> Iterator[tuple[float, _Parts]]:
    """What can be done with a piece: give it away whole or in parts, add it to the one before, leave it."""
    used, last = state
    yield _NOT_USED, ()
    labels: tuple[Label, ...] = ("what", "who", "where")
    for label in labels:
        if _allowed((label,), used, order):
            yield signs.of(label, piece.text) + _joint(piece, label, state), ((label, piece),)
    if last in ("what", "who") and goes_on(piece, before):
        close = piece.joint == "line" and before is not None and _close(before.line, piece.line)
        gain = (
            signs.of(last, glued(tail, piece.text)) - signs.of(last, tail)
            if close
            else min(0.0, signs.of(last, piece.text))
        )
        yield _ON + _NEAR * close + (1.0 if close else 0.5) * gain, ((last, piece),)
    if "what" in used and signs.again is not None:
        yield signs.again + signs.of("what", piece.text), (("what", piece),)
    for split in _SPLITS:
        again = signs.again if split == ("who", "what") and "what" in used else None
        if _allowed(split[:1] if again is not None else split, used, order):
            for parts in _cuts(piece, len(split)):
                given = tuple(zip(split, parts, strict=True))
                mark = sum(signs.of(label, part.text) for label, part in given) + (again or 0.0)
                yield mark + _cut(given, used, signs) + _joint(piece, split[0], state), given


def _cut(given: _Parts, used: frozenset[Label], signs: Signs) -> float:
    """What it costs to part a piece at a comma. A town after a firm is usual; a firm after a title looks like one."""
    labels = [label for label, _ in given]
    signs_of_who = [signs.who(part.text) for label, part in given if label == "who"]
    mark = _CUT + _GUESS * ("what" in labels and any(sign <= _WEAK for sign in signs_of_who))
    if "where" in labels and "who" in labels:
        mark += _TOWN
    if "where" in labels and "who" not in used | set(labels) and signs.where(given[-1][1].text) < 1:
        mark += _GUESS
    return mark


def _allowed(labels: tuple[Label, ...], used: frozenset[Label], order: Order) -> bool:
    other: Label = "who" if order == "what" else "what"
    seen = set(used)
    for label in labels:
        if label in seen or (label == order and other in seen):
            return False
        seen.add(label)
    return True


def _joint(piece: Piece, label: Label, state: _State) -> float:
    """``Nurse at St. James``: after "at" comes who; a place stands behind who, often far to the right."""
    used, last = state
    if piece.joint == "at":
        return 1.5 if label == "who" and last == "what" else -1.0
    if label == "where":
        joint = {"gap": 0.6, "line": 0.3}.get(piece.joint, 0.2) if last else -0.8
        return joint - 0.6 * ("who" not in used)
    return -0.3 * (label == "what" and piece.joint == "gap")


def goes_on(piece: Piece, before: Piece | None) -> bool:
    """A part after a dash may belong to the same title; a line goes on with the one before where that is unfinished."""
    if piece.joint != "line" or before is None:
        return piece.joint in ("dash", "bar")
    unfinished = _UNFINISHED.search(before.text) or before.line.text[before.end :].strip().startswith(",")
    return bool(unfinished) or piece.text[:1].islower() or piece.text.startswith("(") or _close(before.line, piece.line)


def _close(above: Line, line: Line) -> bool:
    """Two lines of one paragraph, or of one look with hardly any white between."""
    if above.block and line.block and above.block == line.block:
        return True
    if above.box is None or line.box is None or above.page != line.page:
        return False
    height = above.box[3] - above.box[1]
    alike = (above.size, above.bold) == (line.size, line.bold)
    return alike and abs(above.box[0] - line.box[0]) < height / 4 and -1 <= line.box[1] - above.box[3] < 0.3 * height


def _before_legal_form(rest: str) -> bool:
    return LEGAL_FORM.match(plain(rest.partition(",")[0])) is not None


def _cuts(piece: Piece, count: int) -> Iterator[tuple[Piece, ...]]:
    """The piece parted at commas into two or three."""
    places = [piece.start + cut for cut in comma_cuts(piece.text) if not _before_legal_form(piece.text[cut + 1 :])]
    first_parts = [(piece.cut(piece.start, cut), cut) for cut in places]
    for n, (first, cut) in enumerate(first_parts):
        rest = piece.cut(cut + 1, piece.end)
        if not first.text or not rest.text:
            continue
        if count == 2:  # noqa: PLR2004
            yield first, rest
            continue
        for further in places[n + 1 :]:
            middle, last = piece.cut(cut + 1, further), piece.cut(further + 1, piece.end)
            if middle.text and last.text:
                yield first, middle, last
