"""One batch file on its way in: each chunk is read and checked with no session open, then stored in a transaction."""

from collections.abc import Callable, Generator, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from app.clock import new_ids
from app.errors import BadInputError
from app.intake import batch, bulk, check
from app.intake.columns import POSTING_COLUMNS, REJECTION_COLUMNS
from app.intake.files import BatchFile
from app.intake.resume_files import ResumeFiles
from app.intake.rows import AT_ONCE, Row, in_chunks, read_rows
from app.store.models import Connection, Import
from app.store.packs import Pack

T = TypeVar("T")

POSTINGS_AT_ONCE = 20
"""The requirements of each are read inside the transaction, and others who write wait for it."""

SHOWN = 1000
"""Rows put aside that a result lists."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where an import goes: openers of sessions, the clock, and the folder for packs. Made by a door."""

    open_write: Callable[[], AbstractContextManager[Session]]
    open_read: Callable[[], AbstractContextManager[Session]]
    now: Callable[[], datetime]
    packs: Path
    resume_limit: int
    """Bytes of the largest resume that is kept."""


class Importing:
    """One file of one connection. ``advance`` is told how many rows are done."""

    def __init__(
        self, place: Place, connection_id: str, file: BatchFile, *, by: str, advance: Callable[[int], None]
    ) -> None:
        self._place, self._file, self._advance, self._rows = place, file, advance, 0
        with place.open_write() as session:
            connection = session.get_one(Connection, connection_id)
            run = batch.begin(session, connection, file, by=by, now=place.now())
            self.id, self._connection_id, self._before = run.id, connection.id, run.added
            self._only = batch.lines_put_aside(session, run) if run.finished_at else None

    def postings(self) -> dict[str, Any]:
        """Take in a postings file; returns its result (docs/importing.md)."""
        bad = 0
        for chunk in self._chunks(POSTING_COLUMNS, POSTINGS_AT_ONCE):
            wanted = self._wanted(check.check_postings(chunk))
            if wanted:
                with self._place.open_write() as session:
                    run = session.get_one(Import, self.id)
                    bad += batch.add_postings(session, run, wanted, now=self._place.now())
                self._require_export(self._rows, bad)
            self._advance(len(chunk))
        return self._finish()

    def rejections(self, resumes: ResumeFiles) -> dict[str, Any]:
        """Take in a rejections file; returns its result (docs/importing.md).

        While the database stores a chunk, a second thread reads and checks the next one.
        """
        with closing(self._prepared(resumes)) as chunks, ThreadPoolExecutor(1, "import-reader") as reader:
            coming, rows, bad = reader.submit(next, chunks, None), 0, 0
            while (chunk := coming.result()) is not None:
                coming = reader.submit(next, chunks, None)
                read, ready = chunk
                if ready is not None:
                    with self._place.open_write() as session:
                        ready.store(session, session.get_one(Import, self.id))
                    rows, bad = rows + read, bad + ready.bad
                    self._require_export(rows, bad)
                self._advance(read)
        return self._finish()

    def _prepared(self, resumes: ResumeFiles) -> Generator[tuple[int, bulk.Ready | None], None, None]:
        """Chunk by chunk how many rows were read, and what is to be stored of them."""
        repetitions = check.Repetitions()
        try:
            for chunk in self._chunks(REJECTION_COLUMNS):
                wanted = self._wanted(check.check_rejections(chunk, repetitions, self._place.now()))
                yield len(chunk), self._ready(wanted, resumes) if wanted else None
        finally:
            repetitions.close()

    def _ready(self, chunk: bulk.Chunk, resumes: ResumeFiles) -> bulk.Ready:
        with self._place.open_read() as session:
            known = bulk.look_up(session, self._connection_id, chunk)
        chunk, ids = bulk.without_posting(chunk, known), new_ids(len(chunk))
        pack = Pack(self._place.packs, ids[0], ids[-1])
        try:
            kept = check.keep_resumes(chunk, known.applications, resumes, pack, self._place.resume_limit)
        finally:
            pack.close()
        return bulk.Ready(kept, known, ids, self._place.now())

    def _chunks(self, columns: tuple[str, ...], at_once: int = AT_ONCE) -> Iterator[list[Row]]:
        for chunk in in_chunks(read_rows(self._file.lines(), self._file.name, columns), at_once):
            self._rows += len(chunk)
            yield chunk

    def _wanted(self, checked: list[check.Usable[T] | check.Bad]) -> list[check.Usable[T] | check.Bad]:
        """All of them, but of a file that was read to its end before only what was put aside then."""
        return checked if self._only is None else [item for item in checked if item.row.line in self._only]

    def _require_export(self, rows: int, bad: int) -> None:
        """Refuse to read on when too many of the ``rows`` that this run has read could not be taken."""
        if bad <= batch.ASIDE_AT_MOST or 2 * bad <= rows:
            return
        with self._place.open_read() as session:
            first = batch.rows_put_aside(session, session.get_one(Import, self.id), 1)[0]
        raise BadInputError(
            f"{self._file.name} is no export: of its first {rows:,} rows {bad:,} could not be taken, so it was not "
            f"read on; the first, in line {first.line}, because: {first.reason}"
        )

    def _finish(self) -> dict[str, Any]:
        with self._place.open_write() as session:
            run = session.get_one(Import, self.id)
            batch.finish(run, self._rows, now=self._place.now())
            return {
                "file": self._file.name,
                "import": run.id,
                "rows": self._rows,
                "added_now": run.added - self._before,
                "added": run.added,
                "known": run.known,
                "quarantined": run.quarantined,
                "remark": self._file.remark,
                "put_aside": [
                    {"line": row.line, "reason": row.reason} for row in batch.rows_put_aside(session, run, SHOWN)
                ],
            }
