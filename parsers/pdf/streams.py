"""Decodes the streams of a PDF file within bounds, and as far as they are whole."""

import io
import zlib
from collections.abc import Callable
from contextlib import suppress
from typing import Any

from pdfminer.ascii85 import ascii85decode, asciihexdecode
from pdfminer.lzw import LZWDecoder
from pdfminer.pdfexceptions import PDFNotImplementedError  # pdfminer's word for a filter it does not know
from pdfminer.pdftypes import PDFStream, int_value, resolve1
from pdfminer.psparser import PSLiteral, literal_name

from parsers.pdf.budget import MAX_STREAM, Budget

_MAX_FILTERS = 5
_MAX_ROW = 1 << 20
_STEP = 4096
_PNG, _TIFF = 10, 2
_NONE, _SUB, _UP, _AVERAGE, _PAETH = range(5)
_END_OF_RUNS = 128


class BoundedStream(PDFStream):
    """A stream that stops decoding at ``MAX_STREAM`` bytes, and keeps what came before damage."""

    budget: Budget | None = None
    """Set by the reader of the document, which counts what all streams together come to."""

    def decode(self) -> None:
        """Decode once. Raises ``TooMuch`` where the budget ends, PDFException for filters of images."""
        data = self.rawdata or b""
        if self.decipher and self.objid is not None and self.genno is not None:
            data = self.decipher(self.objid, self.genno, data, self.attrs)
        for kind, parameters in self.get_filters()[:_MAX_FILTERS]:
            decoder = _DECODERS.get(literal_name(kind) if isinstance(kind, PSLiteral) else "")
            if decoder is None:
                raise PDFNotImplementedError("a filter that is not for text")  # as pdfminer says it; see DAMAGE
            data = decoder(data)
            if isinstance(parameters, dict) and "Predictor" in parameters:
                data = _unpredicted(data, parameters)
        if self.budget is not None:
            self.budget.decoded(len(data))
        self.data, self.rawdata = data, None


def _inflate(data: bytes) -> bytes:
    """Unpack; what is damaged ends there, and damage at the head is tried without the head."""
    for window in (zlib.MAX_WBITS, -zlib.MAX_WBITS):
        decoder = zlib.decompressobj(window)
        try:
            return decoder.decompress(data, MAX_STREAM)
        except zlib.error:
            kept = _inflate_slowly(data if window > 0 else data[2:], window)
            if kept:
                return kept
    return b""


def _inflate_slowly(data: bytes, window: int) -> bytes:
    decoder = zlib.decompressobj(window)
    kept: list[bytes] = []
    size = 0
    start, step = 0, _STEP
    while start < len(data) and size < MAX_STREAM and not decoder.eof:
        before = decoder.copy()
        try:
            kept.append(decoder.decompress(data[start : start + step], MAX_STREAM - size))
        except zlib.error:
            if step == 1:
                break
            decoder, step = before, 1  # now byte by byte, up to the one that is wrong
            continue
        size += len(kept[-1])
        start += step
    return b"".join(kept)


def _lzw(data: bytes) -> bytes:
    kept = bytearray()
    with suppress(LookupError, TypeError):  # a code that does not exist: what came before it stands
        for part in LZWDecoder(io.BytesIO(data)).run():
            kept += part
            if len(kept) >= MAX_STREAM:
                break
    return bytes(kept[:MAX_STREAM])


def _runs(data: bytes) -> bytes:
    kept = bytearray()
    place = 0
    while place < len(data) and len(kept) < MAX_STREAM:
        length = data[place]
        if length == _END_OF_RUNS:
            break
        if length < _END_OF_RUNS:
            kept += data[place + 1 : place + 2 + length]
            place += 2 + length
        else:
            kept += data[place + 1 : place + 2] * (257 - length)
            place += 2
    return bytes(kept)


def _as_is(data: bytes) -> bytes:
    return data


_DECODERS: dict[str, Callable[[bytes], bytes]] = {
    **dict.fromkeys(("FlateDecode", "Fl"), _inflate),
    **dict.fromkeys(("LZWDecode", "LZW"), _lzw),
    **dict.fromkeys(("ASCII85Decode", "A85"), ascii85decode),
    **dict.fromkeys(("ASCIIHexDecode", "AHx"), asciihexdecode),
    **dict.fromkeys(("RunLengthDecode", "RL"), _runs),
    **dict.fromkeys(("DCTDecode", "DCT", "JPXDecode", "JBIG2Decode"), _as_is),
}


def _unpredicted(data: bytes, parameters: dict[str, Any]) -> bytes:
    """Undo the differences between rows and pixels that were taken before packing (PNG, TIFF)."""
    predictor = int_value(parameters["Predictor"])
    colors, columns, bits = (
        int_value(resolve1(parameters.get(key, default)))
        for key, default in (("Colors", 1), ("Columns", 1), ("BitsPerComponent", 8))
    )
    row, pixel = (colors * columns * bits + 7) // 8, max(1, colors * bits // 8)
    if not 0 < row <= _MAX_ROW or not 0 < pixel <= row:
        return data
    if predictor >= _PNG:
        return _unpredicted_png(data, row, pixel)
    if predictor == _TIFF and bits == 8:  # noqa: PLR2004  bits of a byte
        return b"".join(bytes(_sub(data[at : at + row], pixel)) for at in range(0, len(data), row))
    return data


def _unpredicted_png(data: bytes, row: int, pixel: int) -> bytes:
    kept: list[bytes] = []
    above = bytes(row)
    for at in range(0, len(data), row + 1):
        kind, line = data[at], data[at + 1 : at + 1 + row]
        line += bytes(row - len(line))
        if kind == _SUB:
            line = bytes(_sub(line, pixel))
        elif kind == _UP:
            line = bytes([(a + b) & 0xFF for a, b in zip(line, above, strict=True)])
        elif kind in (_AVERAGE, _PAETH):
            line = bytes(_mixed(line, above, pixel, paeth=kind == _PAETH))
        kept.append(line)
        above = line
    return b"".join(kept)


def _sub(line: bytes, pixel: int) -> bytearray:
    out = bytearray(line)
    for at in range(pixel, len(out)):
        out[at] = (out[at] + out[at - pixel]) & 0xFF
    return out


def _mixed(line: bytes, above: bytes, pixel: int, *, paeth: bool) -> bytearray:
    out = bytearray(line)
    for at, up in enumerate(above):
        left = out[at - pixel] if at >= pixel else 0
        corner = above[at - pixel] if at >= pixel else 0
        guess = _nearest(left, up, corner) if paeth else (left + up) // 2
        out[at] = (out[at] + guess) & 0xFF
    return out


def _nearest(left: int, up: int, corner: int) -> int:
    """The one of the three that is nearest to ``left + up - corner`` (PNG, 9.4)."""
    guess = left + up - corner
    return min((left, up, corner), key=lambda value: abs(guess - value))
