"""Taking in a file of protected attributes: streamed, safe to repeat, and bad rows put aside with line and reason."""

import csv
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from pathlib import Path
from typing import Any, TextIO

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from app.audit.attribute_rows import REQUIRED, RowError, Said, read_row
from app.audit.folding import digests
from app.errors import BadInputError
from app.store.attributes import Applicant, AttributeImport, Folded
from app.store.models import Connection
from app.store.seal import Seal

ROWS_PER_TRANSACTION = 2000
LONGEST_LINE = 200_000
DELIMITERS = ",;\t"

Item = tuple[int, Said | str]
"""The line in the file, and what it says or why it cannot be taken."""


@dataclass(slots=True)
class Taken:
    """How many rows were new, changed, known (or folded already), and put aside."""

    added: int = 0
    changed: int = 0
    known: int = 0
    put_aside: int = 0

    def add(self, more: "Taken") -> None:
        """Add the numbers of a further chunk."""
        self.added, self.changed = self.added + more.added, self.changed + more.changed
        self.known, self.put_aside = self.known + more.known, self.put_aside + more.put_aside


def connections(session: Session) -> frozenset[str]:
    """Names that a row may give."""
    return frozenset(session.scalars(select(Connection.name)))


def read_file(path: Path, known: frozenset[str], now: datetime) -> Iterator[Item]:
    """Every row of a CSV or JSON Lines file, one after the other.

    Raises:
        BadInputError: the file cannot be read, or its header lacks a column.

    """
    try:
        # What is not UTF-8 becomes characters that no id or category has, so that row is put aside and no other.
        with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as file:
            start = file.read(1)
            file.seek(0)
            for line, row in _json_rows(file) if start == "{" else _csv_rows(file, path.name):
                try:
                    yield line, row if isinstance(row, str) else read_row(row, known, now.date())
                except RowError as error:
                    yield line, str(error)
    except OSError as error:
        raise BadInputError(f"{path} cannot be read ({error.strerror}); check the path and its rights") from error


def _json_rows(file: TextIO) -> Iterator[tuple[int, dict[str, Any] | str]]:
    number = 0
    while line := file.readline(LONGEST_LINE):
        number += 1
        if len(line) == LONGEST_LINE and not line.endswith("\n"):
            while (rest := file.readline(LONGEST_LINE)) and not rest.endswith("\n"):
                pass
            yield number, f"this line has more than {LONGEST_LINE} characters"
            continue
        if line.strip():
            try:
                row = json.loads(line)
            except (ValueError, RecursionError):
                row = None
            yield number, row if isinstance(row, dict) else "this line is no JSON object; write one a line"


class _TooLongError(Exception):
    """A row that would take too much memory."""


class _Lines:
    """Feeds the CSV reader the lines behind the header. No generator: one would end with the first that is too long."""

    def __init__(self, file: TextIO) -> None:
        self._file, self._number, self._room = file, 1, LONGEST_LINE

    def begin(self) -> int:
        """A new row begins; returns the number of its first line."""
        self._room = LONGEST_LINE
        return self._number + 1

    def __iter__(self) -> "_Lines":
        return self

    def __next__(self) -> str:
        line = rest = self._file.readline(LONGEST_LINE)
        if not line:
            raise StopIteration
        self._number += 1
        self._room -= len(line)
        while len(rest) == LONGEST_LINE and not rest.endswith(("\n", "\r")):
            rest = self._file.readline(LONGEST_LINE)
        if self._room <= 0:
            raise _TooLongError
        return line


def _csv_rows(file: TextIO, name: str) -> Iterator[tuple[int, dict[str, Any] | str]]:
    first = file.readline(LONGEST_LINE)
    mark = max(DELIMITERS, key=first.count)
    try:
        header = [column.strip().lower() for column in next(csv.reader([first], delimiter=mark), [])]
    except csv.Error:
        raise BadInputError(f"{name} has no header that can be read; docs/attributes.md describes the file") from None
    missing = [column for column in REQUIRED if column not in header]
    if missing or len(set(header)) < len(header):
        what = f"lacks the columns {', '.join(missing)}" if missing else "has two columns of one name"
        raise BadInputError(f"{name} {what}; docs/attributes.md describes the file")
    lines = _Lines(file)
    reader = csv.reader(lines, delimiter=mark, strict=True)
    while True:
        line = lines.begin()
        try:
            values = next(reader)
        except StopIteration:
            return
        except _TooLongError:
            yield line, f"this row has more than {LONGEST_LINE} characters; check the quotes"
            continue
        except csv.Error:
            yield line, "not readable as CSV; check the quotes"
            continue
        if len(values) == len(header):
            yield line, dict(zip(header, values, strict=True))
        elif values:
            yield line, f"{len(values)} fields where the header has {len(header)}; check separators and quotes"


def begin(attributes: Session, file_name: str, *, by: str, now: datetime) -> str:
    """Note who takes in which file; returns the id for ``add``."""
    run = AttributeImport(file_name=file_name[:200], by=by[:200], at=now)
    attributes.add(run)
    attributes.flush()
    return run.id


def add(attributes: Session, run_id: str, chunk: Sequence[Item], seal: Seal, *, now: datetime) -> Taken:
    """Store a chunk of rows. The last row about an application counts; one that was folded is left alone.

    What is known keeps the time of its first import: importing it again does not keep it longer.
    """
    rows = {(item.connection, item.application_id): item for _, item in chunk if isinstance(item, Said)}
    hashed = digests(seal, list(rows))
    folded = set(attributes.scalars(select(Folded.digest).where(Folded.digest.in_(hashed.values()))))
    stored = _stored(attributes, rows.values())
    fresh = [row for key, row in rows.items() if key not in stored and hashed[key] not in folded]
    changed = [row for key, row in rows.items() if key in stored and stored[key] != row]
    if fresh:
        attributes.execute(insert(Applicant), [{**asdict(row), "imported_at": now} for row in fresh])
    if changed:
        attributes.execute(update(Applicant), [asdict(row) for row in changed])
    aside = sum(isinstance(item, str) for _, item in chunk)
    taken = Taken(len(fresh), len(changed), len(chunk) - aside - len(fresh) - len(changed), aside)
    run = attributes.get_one(AttributeImport, run_id)
    run.added, run.changed = run.added + taken.added, run.changed + taken.changed
    run.known, run.put_aside = run.known + taken.known, run.put_aside + taken.put_aside
    attributes.flush()
    return taken


def _stored(attributes: Session, rows: Iterable[Said]) -> dict[tuple[str, str], Said]:
    columns = [getattr(Applicant, field.name) for field in fields(Said)]
    ids: dict[str, list[str]] = {}
    for row in rows:
        ids.setdefault(row.connection, []).append(row.application_id)
    found: dict[tuple[str, str], Said] = {}
    for connection, those in ids.items():
        query = select(*columns).where(Applicant.connection == connection, Applicant.application_id.in_(those))
        found |= {(row.connection, row.application_id): Said(*row) for row in attributes.execute(query)}
    return found
