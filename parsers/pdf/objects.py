"""Reads the objects of a PDF file (ISO 32000-1, 7.3) into pdfminer's types, in one pass of one pattern.

Replaces pdfminer's object parser, which takes half of the time of a short document. Bounded in depth, and forgiving:
a dictionary with a value too many or a key that is no name loses that entry and not the whole file.
"""

import re
from functools import lru_cache
from typing import Any

from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfparser import PDFSyntaxError
from pdfminer.pdftypes import PDFObjRef, PDFStream, int_value, resolve1
from pdfminer.psparser import LIT, PSLiteral, literal_name

from parsers.pdf.streams import BoundedStream

MAX_DEPTH = 100
"""Arrays and dictionaries inside each other; a bookmark tree or a function has five."""

MAX_OBJECTS = 500_000
"""Values in one object: the pages of a book, the widths of a Chinese font."""

_REGULAR = rb"[^\x00\t\n\x0c\r \[\]()<>{}/%]"
_STRING = rb"\((?:[^()\\]++|\\.)*+\)"
_TOKEN = re.compile(
    rb"/(" + _REGULAR + rb"*+)"  # 1
    rb"|(\d++)[\x00\t\n\x0c\r ]++\d++[\x00\t\n\x0c\r ]++R(?!" + _REGULAR + rb")"  # 2
    rb"|([-+]?+(?:\d++\.?+\d*+|\.\d++))"  # 3
    rb"|(" + _STRING + rb")"  # 4
    rb"|(<<|\[)|(>>|\])"  # 5, 6
    rb"|<([0-9A-Fa-f\s\x00]*+)>?"  # 7
    rb"|(\()"  # 8
    rb"|(" + _REGULAR + rb"++)"  # 9
    rb"|%[^\r\n]*+",
    re.DOTALL,
)
_NAME, _REFERENCE, _NUMBER, _LITERAL, _BEGIN, _END, _HEX, _OPEN, _WORD = range(1, 10)
_HEADER = re.compile(rb"[\x00\t\n\x0c\r ]*+(\d++)[\x00\t\n\x0c\r ]++(\d++)[\x00\t\n\x0c\r ]++obj")
_HASH = re.compile(rb"#([0-9A-Fa-f]{2})")
_PARENTHESIS = re.compile(rb"[()]|\\.", re.DOTALL)
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r\n|.)|\r\n?", re.DOTALL)
_ESCAPED = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"\b", b"f": b"\f", b"\n": b"", b"\r": b"", b"\r\n": b""}
_WORDS: dict[bytes, object] = {b"true": True, b"false": False, b"null": None}
_STREAM = re.compile(rb"[\x00\t\n\x0c\r ]*+stream(?:\r\n|\n|\r)?")
_END_STREAM = re.compile(rb"(?:\r\n|\n|\r)?endstream|(?:\r\n|\n|\r)?endobj")
_SOON = re.compile(rb"[\x00\t\n\x0c\r ]*+end(?:stream|obj)")
_MAX_DIGITS = 18
_BEYOND = 1 << 32
_NOTHING = object()


def indirect(data: bytes, position: int, objid: int, document: PDFDocument) -> object:
    """The object that begins with ``objid G obj`` at ``position``. Raises PDFSyntaxError where none does."""
    header = _HEADER.match(data, position)
    if header is None or int(header[1][:10]) != objid:
        raise PDFSyntaxError(f"no object {objid} at {position}")
    value, end = one(data, header.end(), document)
    if isinstance(value, dict):
        begin = _STREAM.match(data, end)
        if begin:
            return _stream(data, begin.end(), value, document)
    return value


def one(data: bytes, position: int, document: PDFDocument | None) -> tuple[Any, int]:
    """One value and where it ends. Raises PDFSyntaxError where there is none, or it is nested too deeply."""
    builder = _Builder(document)
    while True:
        restart: int | None = None
        for token in _TOKEN.finditer(data, position):
            if token.lastindex == _OPEN:
                string, restart = _nested(data, token.end())
                builder.add(string)
            elif token.lastindex:
                builder.take(token, token.lastindex)
            if builder.done:
                return builder.value(), restart or token.end()
            if restart is not None:
                break
        if restart is None:
            return builder.value(), len(data)
        position = restart


def many(data: bytes, document: PDFDocument) -> list[Any]:
    """All values of the data of an object stream, the numbers in front of them included."""
    values: list[Any] = []
    position = 0
    while position < len(data) and len(values) < MAX_OBJECTS:
        try:
            value, position = one(data, position, document)
        except _NothingLeftError:
            break
        values.append(value)
    return values


class _NothingLeftError(PDFSyntaxError):
    """There is no value any more."""


class _Builder:
    """Puts tokens together to one value."""

    def __init__(self, document: PDFDocument | None) -> None:
        self._document = document
        self._open: list[tuple[bool, list[Any]]] = []
        self._value: Any = _NOTHING
        self._count = 0
        self.done = False

    def take(self, token: re.Match[bytes], kind: int) -> None:
        if kind == _NUMBER:
            self.add(_number(token[3]))
        elif kind == _NAME:
            self.add(name(token[1]))
        elif kind == _REFERENCE:
            self.add(PDFObjRef(self._document, int(token[2][:10])))
        elif kind == _BEGIN:
            if len(self._open) >= MAX_DEPTH:
                raise PDFSyntaxError("nested too deeply")
            self._open.append((token[5] == b"<<", []))
        elif kind == _END:
            self._close(dictionary=token[6] == b">>")
        elif kind == _LITERAL:
            self.add(_string(token[4][1:-1]))
        elif kind == _HEX:
            self.add(_hex(token[7]))
        else:
            self._word(token[9])

    def add(self, value: Any) -> None:
        """Take one value into what is open, or as the value itself."""
        self._count += 1
        if self._count > MAX_OBJECTS:
            raise PDFSyntaxError("too many values in one object")
        if self._open:
            self._open[-1][1].append(value)
        else:
            self._value = value
            self.done = True

    def value(self) -> Any:
        """The value; what is still open at the end of the data is closed."""
        while self._open:
            self._close(dictionary=self._open[-1][0])
        if self._value is _NOTHING:
            raise _NothingLeftError("no value")
        return self._value

    def _word(self, word: bytes) -> None:
        if word in _WORDS:
            self.add(_WORDS[word])
        elif word.startswith((b"endobj", b"stream", b"endstream")):
            while self._open:
                self._close(dictionary=self._open[-1][0])
            if self._value is _NOTHING:
                self._value = None
            self.done = True

    def _close(self, *, dictionary: bool) -> None:
        if not self._open:
            return
        begun, parts = self._open.pop()
        if begun != dictionary and self._open and self._open[-1][0] == dictionary:
            self.add(_dictionary(parts) if begun else parts)  # its own end is missing
            begun, parts = self._open.pop()
        self.add(_dictionary(parts) if begun else parts)


def _dictionary(parts: list[Any]) -> dict[str, Any]:
    """Keys and values in turn; what stands where a key should be and is none is passed over."""
    entries: dict[str, Any] = {}
    place = 0
    while place + 1 < len(parts):
        key = parts[place]
        if not isinstance(key, PSLiteral):
            place += 1
            continue
        if parts[place + 1] is not None:
            entries[literal_name(key)] = parts[place + 1]
        place += 2
    return entries


def _stream(data: bytes, start: int, entries: dict[str, Any], document: PDFDocument) -> PDFStream:
    """The stream that begins at ``start``; a length that does not lead to its end is not believed."""
    length = int_value(entries.get("Length"))
    end = start + length
    if not 0 <= length <= len(data) - start or not _SOON.match(data, end):
        found = _END_STREAM.search(data, start)
        end = found.start() if found else len(data)
    return BoundedStream(entries, data[start:end], document.decipher)


@lru_cache(maxsize=4096)
def name(raw: bytes) -> PSLiteral:
    """A name without its slash; each is written many times in a file."""
    if b"#" in raw:
        raw = _HASH.sub(lambda code: bytes((int(code[1], 16),)), raw)
    try:
        return LIT(raw.decode("utf-8"))
    except UnicodeDecodeError:
        return LIT(raw)


def number(spec: object) -> float:
    """The number that an entry holds or refers to; 0 where it holds none, or one beyond all measure."""
    value = resolve1(spec)
    return value if isinstance(value, int | float) and abs(value) < _BEYOND else 0


def _number(raw: bytes) -> float:
    if b"." in raw:
        return float(raw)
    return int(raw) if len(raw) <= _MAX_DIGITS else 0


def _nested(data: bytes, start: int) -> tuple[bytes, int]:
    depth = 1
    for sign in _PARENTHESIS.finditer(data, start):
        depth += {b"(": 1, b")": -1}.get(sign[0], 0)
        if not depth:
            return _string(data[start : sign.start()]), sign.end()
    return _string(data[start:]), len(data)


def _string(raw: bytes) -> bytes:
    return _ESCAPE.sub(_unescaped, raw) if b"\\" in raw else raw


def _unescaped(escape: re.Match[bytes]) -> bytes:
    sign = escape[1]
    if sign is None:
        return b"\n"
    if sign[:1] in b"01234567":
        return bytes((int(sign, 8) & 0xFF,))
    return _ESCAPED.get(sign, sign)


def _hex(raw: bytes) -> bytes:
    digits = b"".join(raw.replace(b"\x00", b"").split())
    return bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode("ascii"))
