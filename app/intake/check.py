"""Checking rows of a batch file before any session is open: columns, repetitions, and the resume file of each row."""

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, Generic, TypeVar

from app.errors import BadInputError
from app.intake.columns import PostingRow, RejectionRow, read_posting, read_rejection
from app.intake.files import Row
from app.intake.resume_files import ResumeFiles
from app.store import blobs

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Usable(Generic[T]):
    """A row that can be taken. ``blob`` is the SHA-256 of its resume once that is kept."""

    row: Row
    value: T
    blob: str = ""


@dataclass(frozen=True, slots=True)
class Bad:
    """A row that is put aside."""

    row: Row
    reason: str


def check_postings(rows: Iterable[Row]) -> Iterator[Usable[PostingRow] | Bad]:
    """Read the columns of each row."""
    for row in rows:
        try:
            yield Usable(row, read_posting(_fields(row)))
        except BadInputError as error:
            yield Bad(row, str(error))


def _without_another_inside(row: Row) -> Row:
    """The row, unless a line inside of it looks like a row of its own: then a quote before it was never closed."""
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


def check_rejections(rows: Iterable[Row], now: datetime) -> Iterator[Usable[RejectionRow] | Bad]:
    """Read the columns of each row; of two different rows about one application the second is bad."""
    first: dict[str, tuple[bytes, int]] = {}
    for row in rows:
        try:
            value = read_rejection(_fields(_without_another_inside(row)), now)
        except BadInputError as error:
            yield Bad(row, str(error))
            continue
        content = hashlib.sha256(repr(value).encode()).digest()
        before, line = first.setdefault(value.application_id, (content, row.line))
        if before == content:
            yield Usable(row, value)
        else:
            yield Bad(row, f"application_id: line {line} says something else about it; keep one of the two")


def keep_resumes(
    chunk: Iterable[Usable[RejectionRow] | Bad], known: set[str], resumes: ResumeFiles, folder: Path, limit: int
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
            kept.append(Usable(item.row, item.value, blobs.put(folder, data)))
    return kept


def _fields(row: Row) -> dict[str, Any]:
    if row.fault:
        raise BadInputError(row.fault)
    return row.fields
