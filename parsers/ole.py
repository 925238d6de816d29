"""The directory of an OLE compound file, the box of old Office files: which streams it holds, and their beginnings.

Written from the published description of the format ([MS-CFB]). Nothing the file claims is believed: every chain of
sectors is followed a bounded number of steps, and whatever points outside the file is damage.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass

SIGNATURE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_IN_HEADER = 109
"""Addresses of the sector table's own sectors that fit into the header; a larger table goes on elsewhere."""

_ENTRY = 128
_DIRECTORY_SECTORS = 256
_TABLE_SECTORS = 8_192
_STREAM = 2
_SECTOR_SHIFTS = (9, 12)


class Damaged(ValueError):  # noqa: N818  it says what the file is
    """The file breaks off or points outside itself."""


@dataclass(frozen=True, slots=True)
class Stream:
    """One named part, with the bytes of its first sector; nothing for a part so small that it is kept elsewhere."""

    name: str
    begins: bytes


def streams(data: bytes) -> list[Stream]:
    """All streams of a file. Raises Damaged."""
    try:
        return list(_streams(data))
    except struct.error as error:
        raise Damaged from error


def _streams(data: bytes) -> Iterator[Stream]:
    (shift,) = struct.unpack_from("<H", data, 0x1E)
    if not data.startswith(SIGNATURE) or shift not in _SECTOR_SHIFTS:
        raise Damaged
    size = 1 << shift
    (first,) = struct.unpack_from("<I", data, 0x30)
    (smallest,) = struct.unpack_from("<I", data, 0x38)
    table = _table(data, size)
    for sector in _chain(data, first, table, size):
        block = _sector(data, sector, size)
        for place in range(0, size, _ENTRY):
            name, length, kind = struct.unpack_from("<64sHB", block, place)
            start, stored = struct.unpack_from("<II", block, place + 116)
            if kind == _STREAM:
                begins = _sector(data, start, size) if stored >= smallest else b""
                yield Stream(name[: max(0, length - 2)].decode("utf-16-le", "replace"), begins)


def _table(data: bytes, size: int) -> list[int]:
    """Where the sector table's own sectors are, as far as the file names them."""
    found = list(struct.unpack_from(f"<{_IN_HEADER}I", data, 0x4C))
    (following,) = struct.unpack_from("<I", data, 0x44)
    while _exists(data, following, size) and len(found) < _TABLE_SECTORS:
        *more, following = struct.unpack(f"<{size // 4}I", _sector(data, following, size))
        found += more
    return [_place(sector, size) for sector in found if _exists(data, sector, size)]


def _chain(data: bytes, first: int, table: list[int], size: int) -> Iterator[int]:
    """The sectors of a chain; it ends where it leaves the file, as the sign for its end does."""
    sector = first
    for _ in range(_DIRECTORY_SECTORS):
        if not _exists(data, sector, size):
            return
        yield sector
        part, place = divmod(sector, size // 4)
        if part >= len(table):
            return
        (sector,) = struct.unpack_from("<I", data, table[part] + 4 * place)


def _exists(data: bytes, sector: int, size: int) -> bool:
    return _place(sector, size) + size <= len(data)


def _place(sector: int, size: int) -> int:
    return (sector + 1) * size


def _sector(data: bytes, sector: int, size: int) -> bytes:
    if not _exists(data, sector, size):
        raise Damaged
    return data[_place(sector, size) : _place(sector + 1, size)]
