"""The table that tells which characters a font's codes stand for (ToUnicode; Adobe Technical Note 5411), with bounds.

pdfminer's own reader spends as many steps as a range claims to be long, and ranges may claim four billion codes.
"""

import re

from parsers.pdf.budget import MAX_RANGE, MAX_RANGES

_MAX_CODE = 4
_MAX_TEXT = 40
"""Bytes of the text of one code: 20 characters. The longest honest one is an Arabic phrase of 18."""

_SECTION = re.compile(rb"begin(bfchar|bfrange|cidrange)\b(.*?)end\1\b", re.DOTALL)
_PAIR = re.compile(rb"<([0-9A-Fa-f\s]*+)>\s*+<([0-9A-Fa-f\s]*+)>")
_RANGE = re.compile(
    rb"<([0-9A-Fa-f\s]*+)>\s*+<([0-9A-Fa-f\s]*+)>\s*+(?:<([0-9A-Fa-f\s]*+)>|\[([^\]]*+)\])",
)
_CODES = re.compile(rb"<([0-9A-Fa-f\s]*+)>\s*+<([0-9A-Fa-f\s]*+)>\s*+(\d{1,9})")
_HEX = re.compile(rb"<([0-9A-Fa-f\s]*+)>")
_NO_BREAK = "\u00a0"


def read(data: bytes) -> dict[int, str]:
    """Text by code. A range longer than a font can be, and what is left out after that, is passed over."""
    table: dict[int, str] = {}
    left = MAX_RANGES
    for section in _SECTION.finditer(data):
        if section[1] == b"bfchar":
            for pair in _PAIR.finditer(section[2]):
                _put(table, _code(pair[1]), _bytes(pair[2]))
        elif section[1] == b"bfrange":
            left = _ranges(table, section[2], left)
        else:
            left = _codes(table, section[2], left)
    return table


def _codes(table: dict[int, str], section: bytes, left: int) -> int:
    """Ranges the other way round, which some programs write: characters in a row, and the code of the first."""
    for found in _CODES.finditer(section):
        count = _code(found[2]) - _code(found[1]) + 1
        if 0 < count <= min(MAX_RANGE, left):
            left -= count
            _run(table, int(found[3]), count, _bytes(found[1]))
    return left


def _ranges(table: dict[int, str], section: bytes, left: int) -> int:
    for found in _RANGE.finditer(section):
        first, last = _code(found[1]), _code(found[2])
        count = last - first + 1
        if not 0 < count <= min(MAX_RANGE, left):
            continue
        left -= count
        if found[4] is not None:
            for code, text in zip(range(first, last + 1), _HEX.finditer(found[4]), strict=False):
                _put(table, code, _bytes(text[1]))
        else:
            _run(table, first, count, _bytes(found[3]))
    return left


def _run(table: dict[int, str], first: int, count: int, text: bytes) -> None:
    """Codes in a row for characters in a row: the last four bytes count up."""
    prefix, counted = text[:-4], text[-4:]
    base, size = int.from_bytes(counted), len(counted)
    mask = (1 << 8 * size) - 1
    for step in range(count):
        _put(table, first + step, prefix + ((base + step) & mask).to_bytes(size))


def _put(table: dict[int, str], code: int, text: bytes) -> None:
    character = text[:_MAX_TEXT].decode("utf-16-be", "ignore")
    if character == _NO_BREAK and table.get(code) == " ":
        return  # fonts often give both to one code, and then it is the space
    if len(table) < MAX_RANGES:
        table[code] = character


def _bytes(digits: bytes) -> bytes:
    digits = b"".join(digits.split())
    return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))


def _code(digits: bytes) -> int:
    return int.from_bytes(_bytes(digits)[-_MAX_CODE:])
