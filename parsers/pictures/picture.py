"""The picture of a page as it leaves the child: plain pixels, so that nothing of the file's encoding goes further."""

import json
import struct
import zlib
from dataclasses import asdict, dataclass

from parsers import wire
from parsers.model import Box, Unreadable

MAX_PIXELS = 16_000_000
"""Of one picture, whatever is asked for."""

MAX_PAGES = 10_000
MAX_POINTS = 20_000.0
"""Longest side of a page."""

Size = tuple[float, float]
"""Width and height."""

MAX_ASKEW = 10.0
"""Degrees."""

MAX_PICTURES = 200
"""On one page; a child that finds more says that the whole page is one."""

_COMPRESSION = 1
"""Higher levels make a page a tenth smaller in three times the time."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One page. ``pixels`` run row by row from the top, a byte each where ``grey``, else red, green and blue.

    ``points_wide`` and ``points_high`` are the page's size; ``pages`` is how many there are, or at least are. Its lines
    fell to the right by ``askew`` degrees, and it was turned back about its middle by so much. ``pictures`` are the
    boxes of what is no text and no drawing on it: photos, logos, a scan; looked for only where that was asked for.
    """

    page: int
    pages: int
    wide: int
    high: int
    points_wide: float
    points_high: float
    grey: bool
    pixels: bytes
    askew: float = 0.0
    pictures: tuple[Box, ...] = ()


def encode(picture: Picture) -> bytes:
    """A line of JSON, and the pixels."""
    head = asdict(picture)
    del head["pixels"]
    return json.dumps(head).encode() + b"\n" + picture.pixels


def decode(raw: bytes) -> Picture | Unreadable:
    """Read what ``encode`` or ``parsers.wire.encode`` wrote. Raises ``wire.Garbled`` for anything else."""
    head, _, pixels = raw.partition(b"\n")
    if b'"unreadable"' in head[:20]:
        refused = wire.decode(raw)
        if isinstance(refused, Unreadable):
            return refused
    try:
        parts = json.loads(head)
        page, pages, wide, high = (int(parts[name]) for name in ("page", "pages", "wide", "high"))
        points = float(parts["points_wide"]), float(parts["points_high"])
        grey, askew = parts["grey"] is True, float(parts["askew"])
        pictures = tuple(_box(box) for box in parts["pictures"])
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise wire.Garbled("the picture has no head") from error
    sensible = 1 <= page <= pages <= MAX_PAGES and 0 < wide * high <= MAX_PIXELS and min(wide, high) > 0
    if not sensible or not abs(askew) <= MAX_ASKEW or not all(0 < side <= MAX_POINTS for side in points):
        raise wire.Garbled("the picture's size makes no sense")
    if len(pictures) > MAX_PICTURES or not all(abs(side) <= 2 * MAX_POINTS for box in pictures for side in box):
        raise wire.Garbled("the places of pictures make no sense")
    if len(pixels) != wide * high * (1 if grey else 3):
        raise wire.Garbled("the picture's pixels are too many or too few")
    return Picture(page, pages, wide, high, *points, grey, pixels, askew, pictures)


def _box(sides: list[float]) -> Box:
    left, top, right, bottom = (float(side) for side in sides)
    return left, top, right, bottom


def decode_sizes(raw: bytes) -> tuple[Size, ...] | Unreadable:
    """Read how large pages are, in points. Raises ``wire.Garbled``."""
    if b'"unreadable"' in raw[:20]:
        refused = wire.decode(raw)
        if isinstance(refused, Unreadable):
            return refused
    try:
        sizes = tuple((float(wide), float(high)) for wide, high in json.loads(raw)["sizes"])
    except (ValueError, KeyError, TypeError, OverflowError, RecursionError) as error:
        raise wire.Garbled("these are no sizes of pages") from error
    if not all(0 < side <= MAX_POINTS for size in sizes for side in size):
        raise wire.Garbled("a page has no such size")
    return sizes


def pgm(picture: Picture) -> bytes:
    """A grey picture in the plainest format there is, for programs that read pictures of text."""
    return b"P5 %d %d 255\n" % (picture.wide, picture.high) + picture.pixels


def png(picture: Picture) -> bytes:
    """For a browser. Written here and not by the child: what was made of pixels by us holds nothing but pixels."""
    row = picture.wide * (1 if picture.grey else 3)
    rows = b"".join(b"\0" + picture.pixels[place : place + row] for place in range(0, len(picture.pixels), row))
    head = struct.pack(">IIBBBBB", picture.wide, picture.high, 8, 0 if picture.grey else 2, 0, 0, 0)
    parts = ((b"IHDR", head), (b"IDAT", zlib.compress(rows, _COMPRESSION)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(*part) for part in parts)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
