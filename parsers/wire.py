"""The answer of the child process as JSON, and its strict reading: the child may be in the hands of a hostile file.

The classes of ``parsers.model`` say what may stand where; a value is an object with the names of its fields, without
those that have their default. Nothing is believed: types are checked on the way in, and then the sense of the whole
(every span lies in its line, sections cover every line once) before anybody else sees it.
"""

import json
import math
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import MISSING, fields, is_dataclass
from enum import Enum
from functools import cache
from itertools import accumulate, pairwise
from types import NoneType, UnionType
from typing import Any, get_args, get_origin, get_type_hints

from parsers.lines import MAX_CHARACTERS, MAX_LINE, MAX_LINES
from parsers.model import Document, HiddenLine, Line, Notice, Resume, Section, Span, Unreadable, When

MAX_SENTENCE = 300
_MAX_TEXT = 20_000
"""Characters of a field, which may run over many lines."""

_MAX_PAGES = 1_000
_MAX_NUMBER = 10_000_000
_MAX_MONTH = 12 * 2_200
_YEARS = range(1_900, 2_200)
_MAX_LEVEL = 6
_TENTHS = 10
"""Edges travel as tenths of a point, each counted from the one before: most of them are then two digits."""

_MEDIA_TYPE = re.compile(r"[a-z]{1,20}/[a-z0-9.+-]{1,100}")
_READER = re.compile(r"[a-z_]{1,20}/[a-z0-9.]{1,20}")
_Read = Callable[[Any], Any]


class Garbled(ValueError):  # noqa: N818  it says what the answer is
    """The answer is not one that our own reader could have given."""


# --- Out ---------------------------------------------------------------------------------------------------------


def encode(result: Resume | Unreadable) -> bytes:
    """An answer as JSON."""
    answer = {"unreadable" if isinstance(result, Unreadable) else "resume": _out(result)}
    return json.dumps(answer, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "replace")


def _out(value: Any) -> Any:
    if is_dataclass(value):
        parts = ((f.name, getattr(value, f.name), f.default) for f in fields(value))
        return {name: _tenths(part) if name == "edges" else _out(part) for name, part, usual in parts if part != usual}
    if isinstance(value, tuple):
        return [_out(item) for item in value]
    if isinstance(value, Enum):
        return value.value
    return round(value, 2) if isinstance(value, float) else value


def _tenths(edges: tuple[float, ...]) -> list[int]:
    counted = [round(edge * _TENTHS) for edge in edges]
    return [b - a for a, b in pairwise([0, *counted])]


# --- In ----------------------------------------------------------------------------------------------------------


def decode(raw: bytes) -> Resume | Unreadable:
    """Read an answer. Raises Garbled for anything that ``encode`` does not write."""
    try:
        answer = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise Garbled("the answer is not JSON") from error
    _require(isinstance(answer, dict) and len(answer) == 1, "whole")
    if "unreadable" in answer:
        refused: Unreadable = _reader(Unreadable)(answer["unreadable"])
        _named(refused.media_type, refused.reader)
        _require(all(len(words) <= MAX_SENTENCE for words in (refused.why, *refused.detail.values())), "reason")
        return refused
    resume: Resume = _reader(Resume)(answer.get("resume"))
    _check(resume)
    return resume


@cache
def _reader(kind: Any) -> _Read:
    """What reads a value of this annotation."""
    if is_dataclass(kind):
        return _object(kind)
    if get_origin(kind) is UnionType:
        (inner,) = (part for part in get_args(kind) if part is not NoneType)
        read = _reader(inner)
        return lambda value: None if value is None else read(value)
    if get_origin(kind) is tuple:
        return _list(get_args(kind))
    if get_origin(kind) is dict:
        return _words
    if isinstance(kind, type) and issubclass(kind, Enum):
        known = {member.value: member for member in kind}
        return lambda value: known[_choice(value, known)]
    return {str: _text, int: _integer, float: _number, bool: _truth}[kind]


def _object(kind: Any) -> _Read:
    hints = get_type_hints(kind)
    readers = {name: _edges if (kind, name) == (Line, "edges") else _reader(hint) for name, hint in hints.items()}
    needed = {f.name for f in fields(kind) if f.default is MISSING and f.default_factory is MISSING}

    def read(value: Any) -> Any:
        _require(isinstance(value, dict) and needed <= value.keys() <= readers.keys(), kind.__name__)
        return kind(**{name: readers[name](part) for name, part in value.items()})

    return read


def _list(kinds: tuple[Any, ...]) -> _Read:
    many, read = kinds[-1] is Ellipsis, _reader(kinds[0])

    def items(value: Any) -> tuple[Any, ...]:
        _require(isinstance(value, list) and (len(value) <= MAX_LINES if many else len(value) == len(kinds)), "list")
        return tuple(read(item) for item in value)

    return items


def _edges(value: Any) -> tuple[float, ...]:
    _require(isinstance(value, list) and len(value) <= MAX_LINE + 1, "edges")
    return tuple(tenths / _TENTHS for tenths in accumulate(_integer(item) for item in value))


def _words(value: Any) -> dict[str, str]:
    _require(isinstance(value, dict) and len(value) <= _MAX_LEVEL, "dict")
    return {_text(name): _text(word) for name, word in value.items()}


def _choice(value: Any, known: dict[str, Any]) -> str:
    _require(isinstance(value, str) and value in known, "choice")
    return str(value)


def _text(value: Any) -> str:
    """A text without line breaks, control characters and halves of characters, which no database would take."""
    _require(isinstance(value, str) and 0 < len(value) <= _MAX_TEXT, "text")
    _require(value.isprintable() or not any(map(_unprintable, value)), "text")
    return str(value)


def _unprintable(character: str) -> bool:
    return unicodedata.category(character) in ("Cc", "Cs", "Zl", "Zp")


def _integer(value: Any) -> int:
    _require(isinstance(value, int) and not isinstance(value, bool) and abs(value) <= _MAX_NUMBER, "number")
    return int(value)


def _number(value: Any) -> float:
    _require(isinstance(value, int | float) and not isinstance(value, bool), "number")
    _require(math.isfinite(value) and abs(value) <= _MAX_NUMBER, "number")
    return float(value)


def _truth(value: Any) -> bool:
    _require(isinstance(value, bool), "truth value")
    return bool(value)


# --- Sense -------------------------------------------------------------------------------------------------------


def _check(resume: Resume) -> None:
    document = resume.document
    _named(document.media_type, resume.reader)
    _require(1 <= document.pages <= _MAX_PAGES, "number of pages")
    _require(all(line.number == n for n, line in enumerate(document.lines, start=1)), "line number")
    for text in (document.lines, document.hidden):
        _require(sum(len(line.text) for line in text) <= MAX_CHARACTERS, "number of characters")
    parts: tuple[Line | HiddenLine | Notice, ...] = (*document.lines, *document.hidden, *document.notices)
    for part in parts:
        _check_part(part, document)
    _require(all(len(remark) <= MAX_SENTENCE for remark in document.remarks), "remark")
    _require(all(1 <= page <= document.pages for page in document.unread), "page")
    _check_sections(resume.sections, len(document.lines))
    for period in resume.periods:
        ends = (period.start, _MAX_MONTH if period.end is None else period.end)
        _require(1 <= period.line <= len(document.lines) and 0 <= ends[0] <= ends[1] <= _MAX_MONTH, "period")
    for found in _within(resume.fields):
        if isinstance(found, Span):
            _check_span(found, document)
        else:
            _check_when(found)


def _check_part(part: Line | HiddenLine | Notice, document: Document) -> None:
    _require(1 <= part.page <= document.pages, "page")
    if isinstance(part, Notice):
        _require(len(part.says) <= MAX_SENTENCE, "notice")
        return
    _require(len(part.text) <= MAX_LINE, "line")
    if isinstance(part, Line):
        _require(len(part.edges) in (0, len(part.text) + 1), "edge")
        _require(all(a < b for a, b in pairwise((-1, *part.gaps, len(part.text)))), "gap")
        _require(0 <= part.level <= _MAX_LEVEL and part.block >= 0 and part.size >= 0, "look")


def _check_sections(sections: tuple[Section, ...], count: int) -> None:
    _require(all(1 <= s.first <= s.last <= count and s.heading in (None, s.first) for s in sections), "section")
    _require(sum(s.last - s.first + 1 for s in sections) == count, "section")
    _require(all(a.last + 1 == b.first for a, b in pairwise(sections)), "section")


def _check_span(span: Span, document: Document) -> None:
    _require(1 <= span.line <= len(document.lines), "span")
    _require(0 <= span.start < span.end <= len(document.lines[span.line - 1].text), "span")


def _check_when(when: When) -> None:
    _require(when.year in _YEARS and (when.month is None or 1 <= when.month <= 12), "date")  # noqa: PLR2004  a year's


def _within(value: Any) -> Iterator[Span | When]:
    """Every span and every date inside the fields."""
    if isinstance(value, Span | When):
        yield value
    if isinstance(value, tuple):
        for item in value:
            yield from _within(item)
    elif is_dataclass(value) and not isinstance(value, Span):
        for part in fields(value):
            yield from _within(getattr(value, part.name))


def _named(media_type: str, reader: str) -> None:
    for name, shape in ((media_type, _MEDIA_TYPE), (reader, _READER)):
        _require(not name or shape.fullmatch(name) is not None, "name")


def _require(holds: bool, what: str) -> None:  # noqa: FBT001  a condition is what it takes
    if not holds:
        raise Garbled(f"a {what} of the answer is wrong")
