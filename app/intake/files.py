"""From the bytes of a batch file to its raw rows; ``columns`` knows what they mean, ``batch`` stores them."""

import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.errors import BadInputError

FILE_BYTES_AT_MOST = 100 * 1024 * 1024
KEPT_CHARACTERS = 200_000
"""Of a row that is put aside; the CSV reader stops at fields of 131,072 characters anyway."""

DELIMITERS = ",;\t"


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it stands in the file. ``fault`` says why it has no usable ``fields``."""

    line: int
    raw: str
    fields: dict[str, Any] = field(default_factory=dict)
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Text:
    """A decoded file; ``remark`` is not empty when the encoding had to be guessed."""

    text: str
    remark: str = ""


def decode(data: bytes, name: str) -> Text:
    """Find the encoding: a byte order mark decides, then UTF-8, then the usual one of Windows.

    Raises:
        BadInputError: too large, or UTF-16 that breaks off.

    """
    if len(data) > FILE_BYTES_AT_MOST:
        raise BadInputError(f"{name} has more than {FILE_BYTES_AT_MOST >> 20} MB; split it and import the parts")
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            return Text(data.decode("utf-16"))
        except UnicodeDecodeError:
            raise BadInputError(f"{name} begins as UTF-16 but breaks off; export it again, as UTF-8") from None
    try:
        return Text(data.decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        guess = "cp1252" if _is_windows(data) else "latin-1"
        remark = f"{name} is not UTF-8 (line {line}) and was read as {guess}; check names with accents"
        return Text(data.decode(guess), remark)


def read_rows(text: str, name: str, required: Sequence[str]) -> Iterator[Row]:
    """Rows of a CSV file with a header, or of JSON Lines when the first character is a brace.

    Raises:
        BadInputError: the file is empty, or its header lacks a required column.

    """
    if not text.strip():
        raise BadInputError(f"{name} is empty; it needs the columns {', '.join(required)}")
    return _json_lines(text) if text.lstrip().startswith("{") else _csv(text, name, required)


def _is_windows(data: bytes) -> bool:
    try:
        data.decode("cp1252")
    except UnicodeDecodeError:
        return False
    return True


def _lines(text: str) -> Iterator[str]:
    """Split at line feeds and carriage returns only: ``str.splitlines`` also splits at characters inside fields."""
    yield from text.replace("\r\n", "\n").replace("\r", "\n").split("\n")


def _json_lines(text: str) -> Iterator[Row]:
    for number, line in enumerate(_lines(text), 1):
        if not line.strip():
            continue
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            yield Row(number, _kept(line), fault="this line is not JSON; write one object per line")
            continue
        if isinstance(value, dict):
            yield Row(number, _kept(line), value)
        else:
            yield Row(number, _kept(line), fault="this line is JSON but not an object; write one object per line")


class _Recorder:
    """Feeds lines to the CSV reader and remembers which ones the current record took."""

    def __init__(self, text: str) -> None:
        self._lines = _lines(text)
        self.number = 0
        self.taken: list[str] = []

    def __iter__(self) -> Iterator[str]:
        for line in self._lines:
            self.number += 1
            self.taken.append(line)
            yield line + "\n"

    def take(self) -> tuple[int, str]:
        """The number of the record's first line, and its text."""
        first, raw = self.number - len(self.taken) + 1, _kept("\n".join(self.taken))
        self.taken = []
        return first, raw


def _csv(text: str, name: str, required: Sequence[str]) -> Iterator[Row]:
    recorder = _Recorder(text)
    reader = csv.reader(recorder, delimiter=_delimiter(text, required), strict=True)
    header = _header(reader, name, required)
    recorder.take()
    return _records(reader, recorder, header)


def _delimiter(text: str, required: Sequence[str]) -> str:
    """The separator under which the first line yields most of the required names."""
    first = next(_lines(text))
    return max(
        DELIMITERS, key=lambda mark: len({part.strip(' "').lower() for part in first.split(mark)} & set(required))
    )


def _header(reader: Iterator[list[str]], name: str, required: Sequence[str]) -> list[str]:
    try:
        header = [column.strip().lower() for column in next(reader)]
    except csv.Error as error:
        raise BadInputError(f"{name}: the header cannot be read ({error}); export the file again") from None
    missing = [column for column in required if column not in header]
    if missing:
        found = ", ".join(header)[:300]
        raise BadInputError(f"{name} lacks the columns {', '.join(missing)}; its first line names {found}")
    twice = sorted({column for column in header if column and header.count(column) > 1})
    if twice:
        raise BadInputError(f"{name} has more than one column {twice[0]}; rename or remove one")
    return header


def _records(reader: Iterator[list[str]], recorder: _Recorder, header: list[str]) -> Iterator[Row]:
    while True:
        fault, values = "", list[str]()
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            fault = f"not readable as CSV: {error}; check the quotes"
        line, raw = recorder.take()
        if not raw.strip():
            continue
        if not fault and len(values) != len(header):
            fault = f"{len(values)} fields where the header has {len(header)}; check separators and quotes"
        yield Row(line, raw, fault=fault) if fault else Row(line, raw, dict(zip(header, values, strict=True)))


def _kept(raw: str) -> str:
    return raw if len(raw) <= KEPT_CHARACTERS else f"{raw[:KEPT_CHARACTERS]} (cut; the file has the rest)"
