"""From a batch file to its lines: digest, packing, encoding. It is read twice and never held whole."""

import codecs
import gzip
import hashlib
import io
import os
import re
import zlib
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any, BinaryIO

from app.errors import BadInputError, ConflictError

BLOCK = 1 << 20
LINE_AT_MOST = 1_000_000
"""Characters of a line, and of a record of several lines: an unclosed quote must not take the file into memory."""

BOMB_BYTES, BOMB_RATIO = 1 << 30, 200
"""A packed file that unpacks to more than both is refused: exports are packed 5 to 30 times."""

_GZIP = b"\x1f\x8b"
_UTF_16 = (b"\xff\xfe", b"\xfe\xff")
_NOT_WINDOWS = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")


class LongLine(str):
    """The beginning of a line that has more than ``LINE_AT_MOST`` characters; the rest was passed over."""

    __slots__ = ()


class BatchFile:
    """A file that stays open from its first byte to its last row: one put in its place meanwhile does not count.

    ``sha256`` is of the bytes as they are stored. ``remark`` is not empty when the encoding had to be guessed.
    """

    def __init__(self, file: BinaryIO, name: str) -> None:
        """Read it through once.

        Raises:
            BadInputError: not a text file, broken off, or packed so that it cannot be read.

        """
        self._file, self.name = file, name
        self._size = os.fstat(file.fileno()).st_size
        tap = self._tap()
        self.encoding, self.remark = _encoding(self._blocks(tap), name)
        self.sha256 = tap.digest.hexdigest()

    def lines(self) -> Iterator[str]:
        r"""Every line with its line feed; ``\r\n`` and ``\r`` end lines too.

        Raises:
            ConflictError: the file is not what it was when it was opened.

        """
        tap = self._tap()
        stream = io.BufferedReader(tap, BLOCK)
        packed = stream.peek(2).startswith(_GZIP)
        source: Any = gzip.GzipFile(fileobj=stream) if packed else stream
        text = io.TextIOWrapper(source, self.encoding, newline=None)
        changed = f"{self.name} was changed while it was read; import it again when nobody writes to it any more"
        try:
            yield from _lines(text)
        except (UnicodeDecodeError, EOFError, zlib.error, gzip.BadGzipFile):
            raise ConflictError(changed) from None
        if tap.digest.hexdigest() != self.sha256:
            raise ConflictError(changed)

    def close(self) -> None:
        """Give the file back."""
        self._file.close()

    def _tap(self) -> "_Tap":
        self._file.seek(0)
        return _Tap(self._file)

    def _blocks(self, tap: "_Tap") -> Iterator[bytes]:
        stream = io.BufferedReader(tap, BLOCK)
        if not stream.peek(2).startswith(_GZIP):
            yield from iter(lambda: stream.read(BLOCK), b"")
            return
        unpacked = 0
        with gzip.GzipFile(fileobj=stream) as source:
            try:
                while block := source.read(BLOCK):
                    unpacked += len(block)
                    if unpacked > max(BOMB_BYTES, BOMB_RATIO * self._size):
                        raise BadInputError(
                            f"{self.name} unpacks to more than {BOMB_RATIO} times its size; it was not read on"
                        )
                    yield block
            except (EOFError, zlib.error, gzip.BadGzipFile):
                raise BadInputError(f"{self.name} is damaged or breaks off (gzip); send it again") from None


def open_batch(path: Path) -> BatchFile:
    """Open a file by its path.

    Raises:
        BadInputError: it cannot be read, or is not what a batch file can be.

    """
    try:
        if not path.is_file():  # a pipe would never end
            raise BadInputError(f"{path} is not there, or is no plain file; check the path")
        with ExitStack() as opened:
            file = BatchFile(opened.enter_context(path.open("rb")), path.name)
            opened.pop_all()  # from here on the batch file closes it
            return file
    except OSError as error:
        raise BadInputError(f"{path} cannot be read ({error.strerror}); check the path and its rights") from error


class _Tap(io.RawIOBase):
    """Hashes what is read through it."""

    def __init__(self, file: BinaryIO) -> None:
        super().__init__()
        self._file, self.digest = file, hashlib.sha256()

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        block = self._file.read(len(buffer))
        self.digest.update(block)
        buffer[: len(block)] = block
        return len(block)


def _encoding(blocks: Iterator[bytes], name: str) -> tuple[str, str]:
    """The encoding and a remark: a byte order mark decides, then UTF-8, then the usual one of Windows."""
    first = next(blocks, b"")
    if first.startswith(_UTF_16):
        return _utf_16(first, blocks, name), ""
    if b"\x00" in first.partition(b"\n")[0]:
        raise BadInputError(f"{name} is not a text file; export CSV or JSON Lines, as UTF-8")
    decoder, windows, fault_line, lines = codecs.getincrementaldecoder("utf-8")(), True, 0, 1
    block = first
    while block:
        windows = windows and not _NOT_WINDOWS.search(block)
        if not fault_line:
            try:
                decoder.decode(block)
            except UnicodeDecodeError as error:
                fault_line = lines + block.count(b"\n", 0, error.start)
            lines += block.count(b"\n")
        block = next(blocks, b"")
    if not fault_line:
        try:
            decoder.decode(b"", final=True)
        except UnicodeDecodeError:
            fault_line = lines
    if not fault_line:
        return "utf-8-sig", ""
    guess = "cp1252" if windows else "latin-1"
    return guess, f"{name} is not UTF-8 (line {fault_line}) and was read as {guess}; check names with accents"


def _utf_16(first: bytes, blocks: Iterator[bytes], name: str) -> str:
    decoder = codecs.getincrementaldecoder("utf-16")()
    try:
        decoder.decode(first)
        for block in blocks:
            decoder.decode(block)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError:
        raise BadInputError(f"{name} begins as UTF-16 but breaks off; export it again, as UTF-8") from None
    return "utf-16"


def _lines(text: io.TextIOWrapper) -> Iterator[str]:
    while line := text.readline(LINE_AT_MOST):
        if len(line) == LINE_AT_MOST and not line.endswith("\n"):
            while (rest := text.readline(LINE_AT_MOST)) and not rest.endswith("\n"):
                pass
            line = LongLine(line)
        yield line
