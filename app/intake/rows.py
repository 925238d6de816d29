"""From the lines of a batch file to its raw rows; ``columns`` knows what they mean, ``batch`` stores them."""

import csv
import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from app.errors import BadInputError
from app.intake.files import LINE_AT_MOST, LongLine

KEPT_CHARACTERS = 200_000
"""Of a row that is put aside; the CSV reader stops at fields of 131,072 characters anyway."""

CHARACTERS_AT_ONCE = 4_000_000
AT_ONCE = 1000
"""Rows in memory, and in one transaction: on SQLite a webhook waits behind one chunk, a twentieth of a second."""

DELIMITERS = ",;\t"
TOO_LONG = f"has more than {LINE_AT_MOST:,} characters; check quotes and line ends"


@dataclass(frozen=True, slots=True)
class Row:
    """One row as it stands in the file. ``fault`` says why it has no usable ``fields``."""

    line: int
    raw: str
    fields: dict[str, Any] = field(default_factory=dict)
    fault: str = ""


def read_rows(lines: Iterator[str], name: str, required: Sequence[str]) -> Iterator[Row]:
    """Rows of a CSV file with a header, or of JSON Lines when the first character is a brace.

    Raises:
        BadInputError: the file is empty, or its header lacks a required column.

    """
    blank, first = 0, ""
    for first in lines:
        if first.strip():
            break
        blank += 1
    if not first.strip():
        raise BadInputError(f"{name} is empty; it needs the columns {', '.join(required)}")
    if first.lstrip().startswith("["):
        raise BadInputError(f"{name} is one JSON list; write JSON Lines, one object per line")
    whole = chain((first,), lines)
    if first.lstrip().startswith("{"):
        return _json_lines(whole, blank + 1)
    return _csv(_Recorder(whole, blank), _delimiter(first, required), name, required)


def in_chunks(rows: Iterator[Row], at_once: int = AT_ONCE) -> Iterator[list[Row]]:
    """The rows, some at a time, and fewer where they are long."""
    chunk, characters = list[Row](), 0
    for row in rows:
        chunk.append(row)
        characters += len(row.raw)
        if len(chunk) == at_once or characters > CHARACTERS_AT_ONCE:
            yield chunk
            chunk, characters = [], 0
    if chunk:
        yield chunk


def _json_lines(lines: Iterator[str], first: int) -> Iterator[Row]:
    for number, line in enumerate(lines, first):
        if not line.strip():
            continue
        if isinstance(line, LongLine):
            yield Row(number, _kept(line), fault=TOO_LONG)
            continue
        raw = line.rstrip("\n")
        try:
            value = json.loads(line)
        except (ValueError, RecursionError):
            yield Row(number, _kept(raw), fault="this line is not JSON; write one object per line")
            continue
        if isinstance(value, dict):
            yield Row(number, _kept(raw), value)
        else:
            yield Row(number, _kept(raw), fault="this line is JSON but not an object; write one object per line")


class _TooLongError(Exception):
    """A record that would take too much memory."""


class _Recorder:
    """Feeds lines to the CSV reader and remembers which ones the current record took.

    No generator: one would end with the first record that is too long.
    """

    def __init__(self, lines: Iterator[str], number: int) -> None:
        self._lines, self.number = lines, number
        self._taken: list[str] = []
        self._length = 0

    def __iter__(self) -> "_Recorder":
        return self

    def __next__(self) -> str:
        line = next(self._lines)
        self.number += 1
        self._taken.append(line)
        self._length += len(line)
        if self._length > LINE_AT_MOST or isinstance(line, LongLine):
            raise _TooLongError
        return line

    def take(self) -> tuple[int, str]:
        """The number of the record's first line, and its text."""
        first, raw = self.number - len(self._taken) + 1, "".join(self._taken).rstrip("\n")
        self._taken, self._length = [], 0
        return first, _kept(raw)


def _csv(recorder: _Recorder, delimiter: str, name: str, required: Sequence[str]) -> Iterator[Row]:
    reader = csv.reader(recorder, delimiter=delimiter, strict=True)
    header = _header(reader, name, required)
    recorder.take()
    return _records(reader, recorder, header)


def _delimiter(first: str, required: Sequence[str]) -> str:
    """The separator under which the first line yields most of the required names."""
    return max(
        DELIMITERS, key=lambda mark: len({part.strip(' "\n').lower() for part in first.split(mark)} & set(required))
    )


def _header(reader: Iterator[list[str]], name: str, required: Sequence[str]) -> list[str]:
    try:
        header = [column.strip().lower() for column in next(reader)]
    except (csv.Error, _TooLongError) as error:
        raise BadInputError(f"{name}: the header cannot be read ({error}); export the file again") from None
    missing = [column for column in required if column not in header]
    if missing:
        found = "".join(letter if letter.isprintable() else "?" for letter in ", ".join(header)[:300])
        raise BadInputError(f"{name} lacks the columns {', '.join(missing)}; its first line names {found}")
    twice = sorted({column for column in header if column and header.count(column) > 1})
    if twice:
        raise BadInputError(f"{name} has more than one column {twice[0][:60]!r}; rename or remove one")
    return header


def _records(reader: Iterator[list[str]], recorder: _Recorder, header: list[str]) -> Iterator[Row]:
    width = len(header)
    while True:
        fault, values = "", list[str]()
        try:
            values = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            fault = f"not readable as CSV: {error}; check the quotes"
        except _TooLongError:
            fault = TOO_LONG
        line, raw = recorder.take()
        if not raw.strip():
            continue
        if not fault and len(values) != width:
            fault = f"{len(values)} fields where the header has {width}; check separators and quotes"
        yield Row(line, raw, fault=fault) if fault else Row(line, raw, dict(zip(header, values, strict=True)))


def _kept(raw: str) -> str:
    return raw if len(raw) <= KEPT_CHARACTERS else f"{raw[:KEPT_CHARACTERS]} (cut; the file has the rest)"
