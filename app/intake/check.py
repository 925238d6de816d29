"""Checking rows of a batch file before any session is open: columns, repetitions, and the resume file of each row."""

import hashlib
import re
import sqlite3
from collections.abc import Container, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from app.errors import BadInputError
from app.intake.columns import PostingRow, RejectionRow, read_posting, read_rejection
from app.intake.resume_files import ResumeFiles
from app.intake.rows import Row
from app.store.packs import Pack

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Usable(Generic[T]):
    """A row that can be taken. ``resume`` says where its resume is kept, once it is."""

    row: Row
    value: T
    resume: str = ""


@dataclass(frozen=True, slots=True)
class Bad:
    """A row that is put aside."""

    row: Row
    reason: str


def check_postings(rows: Iterable[Row]) -> list[Usable[PostingRow] | Bad]:
    """Read the columns of each row."""
    checked: list[Usable[PostingRow] | Bad] = []
    for row in rows:
        try:
            checked.append(Usable(row, read_posting(_fields(row))))
        except BadInputError as error:
            checked.append(Bad(row, str(error)))
    return checked


def _without_another_inside(row: Row) -> Row:
    """The row, unless a line inside of it looks like a row of its own: then a quote before it was never closed."""
    if "\n" not in row.raw:
        return row
    for number, line in enumerate(row.raw.split("\n")[1:], row.line + 1):
        parts = [part.strip(' "') for part in re.split(r"[,;\t]", line)]
        if not row.fault and len(parts) >= len(row.fields) and any(map(_is_date, parts[:-1])):
            raise BadInputError(f"line {number} inside of it looks like a row of its own; check the quotes before it")
    return row


def _is_date(text: str) -> bool:
    try:
        datetime.fromisoformat(text)
    except ValueError:
        return False
    return True


class Repetitions:
    """What a file said before about each application. On disk, in a file without a name: a million ids are too many."""

    def __init__(self) -> None:
        self._database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
        self._database.execute(
            "CREATE TABLE said (application TEXT PRIMARY KEY, content BLOB, line INTEGER) WITHOUT ROWID"
        )
        self._database.execute("BEGIN")  # never ended: whatever it holds is gone with it

    def of(self, chunk: Sequence[Usable[RejectionRow]]) -> dict[int, int]:
        """Lines of a chunk that contradict an earlier line about the same application, each with that line."""
        said = [(item.value.application_id, _content(item.value), item.row.line) for item in chunk]
        written = self._database.executemany("INSERT INTO said VALUES (?, ?, ?) ON CONFLICT DO NOTHING", said).rowcount
        if written == len(said):
            return {}
        look = "SELECT content, line FROM said WHERE application = ?"
        found = ((line, content, self._database.execute(look, [one]).fetchone()) for one, content, line in said)
        return {line: before for line, content, (first, before) in found if content != first}

    def close(self) -> None:
        """Give the space back."""
        self._database.close()


def _content(value: RejectionRow) -> bytes:
    return hashlib.sha256(repr(list(value.__dict__.values())).encode()).digest()


def check_rejections(rows: Iterable[Row], repetitions: Repetitions, now: datetime) -> list[Usable[RejectionRow] | Bad]:
    """Read the columns of each row; of two different rows about one application the second is bad."""
    checked: list[Usable[RejectionRow] | Bad] = []
    for row in rows:
        try:
            checked.append(Usable(row, read_rejection(_fields(_without_another_inside(row)), now)))
        except BadInputError as error:
            checked.append(Bad(row, str(error)))
    contradicted = repetitions.of([item for item in checked if isinstance(item, Usable)])
    if not contradicted:
        return checked
    return [
        Bad(item.row, f"application_id: line {contradicted[item.row.line]} says something else about it; keep one")
        if item.row.line in contradicted
        else item
        for item in checked
    ]


def keep_resumes(
    chunk: Iterable[Usable[RejectionRow] | Bad], known: Container[str], resumes: ResumeFiles, pack: Pack, limit: int
) -> list[Usable[RejectionRow] | Bad]:
    """Read the resume of every new row and keep its bytes, with no session open."""
    kept: list[Usable[RejectionRow] | Bad] = []
    for item in chunk:
        if isinstance(item, Bad) or item.value.application_id in known:
            kept.append(item)
            continue
        try:
            data = resumes.read(item.value.resume_file, limit)
        except BadInputError as error:
            kept.append(Bad(item.row, str(error)))
        else:
            kept.append(Usable(item.row, item.value, f"pack:{pack.add(data)}"))
    return kept


def _fields(row: Row) -> dict[str, Any]:
    if row.fault:
        raise BadInputError(row.fault)
    return row.fields
