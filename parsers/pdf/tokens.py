"""Cuts a content stream into operations, in one pass of one pattern, without converting what nobody uses.

Most of a page's bytes are outlines, and letters that a browser placed one by one: a whole run of either is one token.
Numbers in front of an operator stay bytes until the operator asks for them. The grammar is that of ISO 32000-1, 7.2
and 7.8.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from parsers.pdf.budget import Budget

_WHITE = rb"[\x00\t\n\x0c\r ]"
_NUMBER = rb"[-+]?+(?:\d++\.?+\d*+|\.\d++)"
_END = rb"(?=[\x00\t\n\x0c\r \[\]()<>/%]|\Z)"
_N = b"(?:" + _NUMBER + _WHITE + b"++)"
_STRING = rb"\((?:[^()\\]++|\\.)*+\)"
_ARRAY_OF_TEXT = rb"\[(?:[^\[\]()<>%]++|" + _STRING + rb"|<[0-9A-Fa-f\s]*+>)*+\]"

_LETTER = rb"<[0-9A-Fa-f]{2,8}+>" + _WHITE + b"*+Tj" + _END + _WHITE + b"*+"
_MOST_LETTERS = 500
"""In one token: after each, somebody asks how many letters the page has by now."""

_TOKEN = re.compile(
    # 1: letters that are each moved to and shown, any number of them
    b"((?:" + _N + _N + b"Td" + _WHITE + b"*+" + _LETTER + b"){1,%d}+)" % _MOST_LETTERS +
    # 2 to 5: text that is shown, with the step to its place in front of it
    b"|(?:(" + _N + _N + b")Td" + _WHITE + b"*+)?+"
    rb"(?:<([0-9A-Fa-f\s]*+)>|(" + _STRING + b")|(" + _ARRAY_OF_TEXT + b"))" + _WHITE + b"*+T[jJ]" + _END +
    # 6: path operators, any number of them
    rb"|((?:(?:" + _N + rb"{2}+[ml]|" + _N + rb"{4}+(?:re|[vy])|" + _N + rb"{6}+c|h)" + _END + _WHITE + rb"*+)++)"
    # 7, 8: an operator with the numbers in front of it
    rb"|((?:" + _NUMBER + _WHITE + rb"*+)*+)([A-Za-z'\"][^\x00\t\n\x0c\r \[\]()<>/%]*+)"
    rb"|(" + _STRING + rb")"  # 9
    rb"|(" + _ARRAY_OF_TEXT + rb")"  # 10
    rb"|/([^\x00\t\n\x0c\r \[\]()<>/%]*+)"  # 11
    rb"|<([0-9A-Fa-f\s]*+)>"  # 12
    rb"|((?:" + _NUMBER + _WHITE + rb"*+)++)"  # 13: numbers that something else follows
    rb"|(<<|>>|\[|\])"  # 14
    rb"|(\()"  # 15: a string with parentheses inside, or without an end
    rb"|%[^\r\n]*+|" + _WHITE + b"++",
    re.DOTALL,
)  # fmt: skip
_LETTERS, _STEP, _SHOWN_HEX, _SHOWN_STRING, _SHOWN_ARRAY, _PATH, _NUMBERS_BEFORE, _OPERATOR = range(1, 9)
_LITERAL, _ARRAY, _NAME, _HEX, _NUMBERS, _BRACKET, _OPEN = range(9, 16)
_PLACED = re.compile(b"(" + _NUMBER + b")" + _WHITE + b"++(" + _NUMBER + b")" + _WHITE + rb"++Td[^<]*+<([^>]++)>")

_PARENTHESIS = re.compile(rb"[()]|\\.", re.DOTALL)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b"", b"\r\n": b""}
_NUMERAL = re.compile(_NUMBER)
_ELEMENT = re.compile(rb"(" + _STRING + rb")|<([0-9A-Fa-f\s]*+)>|(" + _NUMBER + rb")", re.DOTALL)
_HASH = re.compile(rb"#([0-9A-Fa-f]{2})")
_STRING_PART, _HEX_PART = 1, 2
_ASCII85 = ("A85", "ASCII85Decode")
_IMAGE_END = (re.compile(rb"\sEI(?=\s|\Z)"), re.compile(rb"EI(?=\s|\Z)"))
_ASCII_END = re.compile(rb"~>\s*(?:EI)?")

PATH: Final = b"path"
"""The operator under which a run of path operators comes; its bytes stand where the numbers do."""

SHOW: Final = b"show"
"""``Tj`` or ``TJ`` with its one operand; the two numbers are those of a ``Td`` in front of it, if there was one."""

LETTERS: Final = b"letters"
"""A run of ``Td`` and ``Tj`` in turn, with strings of a character or two; its bytes stand where the numbers do."""

INLINE_IMAGE: Final = b"EI"

HUGE = 1e7
"""No coordinate or size beyond this is of use: a page has 14,400 points at most."""

MAX_ELEMENTS = 60_000
"""Of one array: twice as many as a page may have letters."""

_MAX_DEPTH = 100
"""Parentheses inside each other in one string."""

MAX_OPERANDS = 2_000
"""In front of one operator; the largest that the standard asks for is 33, a colour of 32 inks and a pattern."""


@dataclass(frozen=True, slots=True)
class Name:
    """A name without its slash, ``#`` escapes decoded."""

    name: str


@dataclass(frozen=True, slots=True)
class Numbers:
    """Numbers as they stand in the stream, with white between them."""

    raw: bytes


@dataclass(frozen=True, slots=True)
class Array:
    """An array as it stands in the stream, brackets included; or its parts, where it could not be cut in one piece."""

    raw: bytes
    parts: "tuple[Operand, ...]" = ()


@dataclass(frozen=True, slots=True)
class _Bracket:
    """The beginning of an array that is still open."""


Operand = Name | Numbers | Array | bytes | _Bracket
"""``bytes`` is a string, decoded."""

Operation = tuple[bytes, bytes, list[Operand]]
"""The operator; the raw numbers directly in front of it; all operands that stand before those."""


def operations(data: bytes, budget: Budget) -> Iterator[Operation]:
    """The operations of a content stream, in order. Raises ``TooMuch`` where the budget of tokens ends."""
    operands: list[Operand] = []
    left = 0
    jump: int | None = 0
    while jump is not None:
        scan, jump = _TOKEN.finditer(data, jump), None
        for token in scan:
            left = left - 1 if left > 0 else left - 1 + budget.tokens()
            kind = token.lastindex
            if kind is None:
                continue
            if kind == _LETTERS:
                left -= token[_LETTERS].count(b"<")
                yield LETTERS, token[_LETTERS], operands
            elif kind <= _SHOWN_ARRAY:
                yield SHOW, token[_STEP], [_shown(kind, token)]
            elif kind == _OPERATOR:
                if token[_OPERATOR] == b"ID":
                    jump = _after_image(data, token.end(), operands)
                    yield INLINE_IMAGE, b"", operands
                    operands = []
                    break
                yield token[_OPERATOR], token[_NUMBERS_BEFORE], operands
                operands = []
            elif kind == _PATH:
                yield PATH, token[_PATH], operands
            elif kind == _OPEN:
                string, jump = _nested(data, token.end())
                operands.append(string)
                break
            else:
                _add(operands, kind, token)


def _shown(kind: int, token: re.Match[bytes]) -> Operand:
    if kind == _SHOWN_HEX:
        return hexadecimal(token[_SHOWN_HEX])
    if kind == _SHOWN_STRING:
        return _string(token[_SHOWN_STRING][1:-1])
    return Array(token[_SHOWN_ARRAY])


def _add(operands: list[Operand], kind: int, token: re.Match[bytes]) -> None:
    if len(operands) >= MAX_OPERANDS:
        operands.clear()
    if kind == _LITERAL:
        operands.append(_string(token[_LITERAL][1:-1]))
    elif kind == _ARRAY:
        operands.append(Array(token[_ARRAY]))
    elif kind == _NAME:
        operands.append(_name(token[_NAME]))
    elif kind == _HEX:
        operands.append(hexadecimal(token[_HEX]))
    elif kind == _NUMBERS:
        operands.append(Numbers(token[_NUMBERS]))
    elif token[_BRACKET] == b"[":
        operands.append(_Bracket())
    elif token[_BRACKET] == b"]":
        _close(operands)


def _close(operands: list[Operand]) -> None:
    """Gather what stands since the last open bracket into one array."""
    for start in range(len(operands) - 1, -1, -1):
        if isinstance(operands[start], _Bracket):
            operands[start:] = [Array(b"", tuple(operands[start + 1 :]))]
            return


def _nested(data: bytes, start: int) -> tuple[bytes, int]:
    """A string with parentheses inside, and where it ends; one without an end takes the rest with it."""
    depth = 1
    for sign in _PARENTHESIS.finditer(data, start):
        depth += {b"(": 1, b")": -1}.get(sign[0], 0)
        if not depth:
            return _string(data[start : sign.start()]), sign.end()
        if depth > _MAX_DEPTH:
            break
    return b"", len(data)


def _after_image(data: bytes, start: int, operands: list[Operand]) -> int:
    """Where the data of an inline image ends."""
    ascii85 = any(
        (isinstance(o, Name) and o.name in _ASCII85) or (isinstance(o, Array) and b"85" in o.raw) for o in operands
    )
    for pattern in (_ASCII_END, *_IMAGE_END) if ascii85 else _IMAGE_END:
        found = pattern.search(data, start)
        if found:
            return found.end()
    return len(data)


def _string(raw: bytes) -> bytes:
    return _ESCAPE.sub(_unescaped, raw) if b"\\" in raw else raw


def _unescaped(escape: re.Match[bytes]) -> bytes:
    sign = escape[1]
    if sign[:1] in b"01234567":
        return bytes((int(sign, 8) & 0xFF,))
    return _ESCAPED.get(sign, sign)


def hexadecimal(raw: bytes) -> bytes:
    """The bytes of a string that is written as digits."""
    try:
        return bytes.fromhex(raw.decode("ascii"))
    except ValueError:  # white inside a pair, or a last digit that is missing and is zero
        digits = b"".join(raw.split())
    return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))


def _name(raw: bytes) -> Name:
    if b"#" in raw:
        raw = _HASH.sub(lambda code: bytes((int(code[1], 16),)), raw)
    return Name(raw.decode("utf-8", "replace"))


def floats(raw: bytes, count: int) -> list[float] | None:
    """The last ``count`` numbers of a run; None where there are fewer, or one is too large to be of use."""
    numbers = every(raw.split()[-count:]) if count else []
    if len(numbers) < count:  # perhaps written without white between them, as in ``1-2``
        numbers = every(_NUMERAL.findall(raw)[-count:])
    if len(numbers) < count or (numbers and (max(numbers) > HUGE or min(numbers) < -HUGE)):
        return None
    return numbers


def letters(run: bytes) -> list[tuple[bytes, bytes, bytes]]:
    """The parts of a run: how far to move to the right and up, as ``float`` reads it, and the digits of the string."""
    return _PLACED.findall(run)


def step(raw: bytes) -> tuple[float, float]:
    """The two numbers of a ``Td`` in front of a text: many texts have one, so this is quick."""
    try:
        x, y = map(float, raw.split())
    except ValueError:  # a zero byte between them is white in a PDF and not in Python
        x, y = floats(raw, 2) or (0.0, 0.0)
    return x, y


def coordinates(raw: bytes) -> list[float]:
    """All numbers of a run, an even count; none where one of them is too large to be of use."""
    numbers = every(raw.split()) or every(_NUMERAL.findall(raw))
    if not numbers or max(numbers) > HUGE or min(numbers) < -HUGE:
        return []
    return numbers[: len(numbers) & ~1]


def every(parts: Iterable[bytes]) -> list[float]:
    """The parts as numbers; none at all where one is not written as a number alone."""
    try:
        return list(map(float, parts))
    except ValueError:
        return []


def elements(array: Array) -> list[float | bytes]:
    """Strings and numbers of an array; whatever else is in it is left out."""
    found: list[float | bytes] = []
    for part in array.parts:
        if len(found) > MAX_ELEMENTS:
            break
        if isinstance(part, bytes):
            found.append(part)
        elif isinstance(part, Numbers):
            found.extend(float(number) for number in _NUMERAL.findall(part.raw))
    for token in islice(_ELEMENT.finditer(array.raw), MAX_ELEMENTS):
        kind = token.lastindex
        if kind == _STRING_PART:
            found.append(_string(token[1][1:-1]))
        elif kind == _HEX_PART:
            found.append(hexadecimal(token[2]))
        else:
            found.append(float(token[3]))
    return found
