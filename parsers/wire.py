"""The answer of the child process as JSON, and its strict reading: the child may be in the hands of a hostile file.

Nothing is believed: every field is checked for its type, its bounds and its sense before it becomes a value of ours.
"""

import json
import math
import re
import unicodedata
from collections.abc import Callable
from itertools import pairwise
from typing import Any, TypeVar

from parsers.lines import MAX_CHARACTERS, MAX_LINE, MAX_LINES
from parsers.model import Box, Document, Line, Period, Resume, Section, SectionKind, Unreadable

_MAX_PAGES = 1_000
_MAX_PERIODS = 5_000
_MAX_REMARKS = 20
_MAX_SENTENCE = 300
_MAX_COORDINATE = 1_000_000.0
_MAX_MONTH = 12 * 2_200
_MEDIA_TYPE = re.compile(r"[a-z]{1,20}/[a-z0-9.+-]{1,100}")
_READER = re.compile(r"[a-z]{1,20}/[a-z0-9.]{1,20}")
_T = TypeVar("_T")


class Garbled(ValueError):  # noqa: N818  it says what the answer is
    """The answer is not one that our own reader could have given."""


def encode(result: Resume | Unreadable) -> bytes:
    """An answer as JSON. Lines and sections are plain arrays, in the order of the fields of their class."""
    if isinstance(result, Unreadable):
        answer: dict[str, Any] = {"why": result.why, "type": result.media_type, "reader": result.reader}
        return json.dumps(answer).encode()
    document = result.document
    answer = {
        "type": document.media_type,
        "reader": result.reader,
        "pages": document.pages,
        "lines": [_line_out(line) for line in document.lines],
        "hidden": [_line_out(line) for line in document.hidden],
        "remarks": list(document.remarks),
        "sections": [[s.kind.value, s.heading, s.first, s.last] for s in result.sections],
        "periods": [[p.line, p.start, p.end, p.exact] for p in result.periods],
    }
    return json.dumps(answer, ensure_ascii=False).encode("utf-8", "replace")


def _line_out(line: Line) -> list[Any]:
    return [line.page, line.text, [round(edge, 2) for edge in line.box] if line.box else None]


def decode(raw: bytes) -> Resume | Unreadable:
    """Read an answer. Raises Garbled for anything that ``encode`` does not write."""
    try:
        answer = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise Garbled("the answer is not JSON") from error
    fields = _object(answer)
    if "why" in fields:
        return Unreadable(
            why=_text(fields["why"], _MAX_SENTENCE),
            media_type=_name(fields.get("type"), _MEDIA_TYPE),
            reader=_name(fields.get("reader"), _READER),
        )
    return _resume(fields)


def _resume(fields: dict[str, Any]) -> Resume:
    pages = _integer(fields.get("pages"), 1, _MAX_PAGES)
    lines = _lines(fields.get("lines"), pages)
    count = len(lines)
    document = Document(
        media_type=_name(fields.get("type"), _MEDIA_TYPE),
        pages=pages,
        lines=lines,
        hidden=_lines(fields.get("hidden"), pages),
        remarks=_several(fields.get("remarks"), _MAX_REMARKS, lambda item: _text(item, _MAX_SENTENCE)),
    )
    sections = _several(fields.get("sections"), count, lambda item: _section(item, count))
    _require(sum(s.last - s.first + 1 for s in sections) == count, "sections")
    _require(all(a.last + 1 == b.first for a, b in pairwise(sections)), "sections")
    return Resume(
        document=document,
        sections=sections,
        periods=_several(fields.get("periods"), _MAX_PERIODS, lambda item: _period(item, count)),
        reader=_name(fields.get("reader"), _READER),
    )


def _lines(value: Any, pages: int) -> tuple[Line, ...]:
    items = _several(value, MAX_LINES, lambda item: _array(item, 3))
    lines = tuple(
        Line(number, _integer(page, 1, pages), _text(text, MAX_LINE), _box(box))
        for number, (page, text, box) in enumerate(items, start=1)
    )
    _require(sum(len(line.text) for line in lines) <= MAX_CHARACTERS, "characters")
    return lines


def _section(value: Any, count: int) -> Section:
    kind, heading, first, last = _array(value, 4)
    _require(isinstance(kind, str) and kind in SectionKind.__members__.values(), "section kind")
    start = _integer(first, 1, count)
    _require(heading is None or heading == start, "heading")
    return Section(SectionKind(kind), None if heading is None else start, start, _integer(last, start, count))


def _period(value: Any, count: int) -> Period:
    line, start, end, exact = _array(value, 4)
    begin = _integer(start, 0, _MAX_MONTH)
    _require(isinstance(exact, bool), "period")
    return Period(_integer(line, 1, count), begin, None if end is None else _integer(end, begin, _MAX_MONTH), exact)


def _box(value: Any) -> Box | None:
    if value is None:
        return None
    for edge in _array(value, 4):
        _require(isinstance(edge, (int, float)) and not isinstance(edge, bool), "box")
        _require(math.isfinite(edge) and abs(edge) <= _MAX_COORDINATE, "box")
    x0, top, x1, bottom = value
    return float(x0), float(top), float(x1), float(bottom)


def _text(value: Any, longest: int) -> str:
    """A text without line breaks, control characters and halves of characters, which no database would take."""
    _require(isinstance(value, str) and 0 < len(value) <= longest, "text")
    _require(not any(unicodedata.category(c) in ("Cc", "Cs", "Zl", "Zp") for c in value), "text")
    return str(value)


def _name(value: Any, shape: re.Pattern[str]) -> str:
    _require(isinstance(value, str) and (not value or shape.fullmatch(value) is not None), "name")
    return str(value)


def _integer(value: Any, least: int, most: int) -> int:
    _require(isinstance(value, int) and not isinstance(value, bool) and least <= value <= most, "number")
    return int(value)


def _object(value: Any) -> dict[str, Any]:
    _require(isinstance(value, dict), "object")
    return dict(value)


def _array(value: Any, length: int) -> list[Any]:
    _require(isinstance(value, list) and len(value) == length, "array")
    return list(value)


def _several(value: Any, most: int, read: Callable[[Any], _T]) -> tuple[_T, ...]:
    _require(isinstance(value, list) and len(value) <= most, "list")
    return tuple(read(item) for item in value)


def _require(holds: bool, what: str) -> None:  # noqa: FBT001  a condition is what it takes
    if not holds:
        raise Garbled(f"a {what} of the answer is wrong")
