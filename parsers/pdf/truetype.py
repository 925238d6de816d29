"""Tells whether the character table inside a TrueType font is of a size that a font can have.

pdfminer reads that table where a font does not say what its codes stand for, and takes as many steps as it claims to
have entries. Layout of the tables: OpenType specification, ``cmap``.
"""

import struct

from parsers.pdf.budget import MAX_RANGES

_MAX_TABLES = 64
_BY_BYTE, _SEGMENTS, _DIRECT, _GROUPS = 2, 4, 10, 12


def is_bounded(stream: object) -> bool:
    """Whether all character tables together stay within what a font can hold; False for anything unreadable."""
    get_data = getattr(stream, "get_data", None)
    if get_data is None:
        return False
    try:
        return _codes(get_data()) <= MAX_RANGES
    except (struct.error, ValueError):
        return False


def _codes(data: bytes) -> int:
    (count,) = struct.unpack_from(">H", data, 4)
    for number in range(min(count, _MAX_TABLES)):
        tag, _, start, _ = struct.unpack_from(">4sLLL", data, 12 + 16 * number)
        if tag == b"cmap":
            (tables,) = struct.unpack_from(">H", data, start + 2)
            places = [struct.unpack_from(">L", data, start + 8 + 8 * n)[0] for n in range(min(tables, _MAX_TABLES))]
            return sum(_size(data, start + place) for place in places) if tables <= _MAX_TABLES else MAX_RANGES + 1
    return 0


def _size(data: bytes, start: int) -> int:
    """How many codes a table claims to map."""
    (layout,) = struct.unpack_from(">H", data, start)
    if layout == _SEGMENTS:
        segments = struct.unpack_from(">H", data, start + 6)[0] // 2
        ends = struct.unpack_from(f">{segments}H", data, start + 14)
        starts = struct.unpack_from(f">{segments}H", data, start + 16 + 2 * segments)
        return sum(max(0, last - first + 1) for first, last in zip(starts, ends, strict=True))
    if layout == _DIRECT:
        return int(struct.unpack_from(">L", data, start + 16)[0])
    if layout == _GROUPS:
        (groups,) = struct.unpack_from(">L", data, start + 12)
        if 12 * groups > len(data):
            return MAX_RANGES + 1
        return sum(
            max(0, e - s + 1) for s, e, _ in struct.iter_unpack(">LLL", data[start + 16 : start + 16 + 12 * groups])
        )
    return MAX_RANGES + 1 if layout == _BY_BYTE else 0
