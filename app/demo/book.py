"""The stand-in's memory: one SQLite file, every change on disk before it is answered; ``kill -9`` loses nothing.

Tables and the one way to open a transaction live here; what is written into them is said by the files that use it.
Times are ISO 8601 text in UTC with microseconds, which sorts as it should.
"""

import sqlite3
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

Row = sqlite3.Row
Rows = sqlite3.Connection
"""What a transaction hands out: run SQL on it, never commit."""

_SCHEMA = """
CREATE TABLE IF NOT EXISTS application (
    id TEXT PRIMARY KEY, dialect TEXT NOT NULL, number INTEGER NOT NULL,
    posting_id TEXT NOT NULL, candidate_id TEXT NOT NULL, name TEXT NOT NULL, email TEXT NOT NULL,
    answers TEXT NOT NULL, resume_file TEXT NOT NULL,
    state TEXT NOT NULL, origin TEXT NOT NULL, reason_id TEXT NOT NULL,
    reason_name TEXT NOT NULL, rule TEXT NOT NULL,
    applied_at TEXT NOT NULL, rejected_at TEXT, mail_at TEXT, held_until TEXT, mail_sent_at TEXT,
    changed_at TEXT NOT NULL,
    UNIQUE (dialect, number)
);
CREATE INDEX IF NOT EXISTS application_mail ON application (mail_at) WHERE state = 'rejected' AND mail_sent_at IS NULL;
CREATE TABLE IF NOT EXISTS resume (file_name TEXT PRIMARY KEY, data BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS note (
    id INTEGER PRIMARY KEY, application_id TEXT NOT NULL, item_id TEXT NOT NULL, text TEXT NOT NULL, at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS mail (
    id INTEGER PRIMARY KEY, application_id TEXT NOT NULL, recipient TEXT NOT NULL, subject TEXT NOT NULL,
    sent_at TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS call (
    id INTEGER PRIMARY KEY, at TEXT NOT NULL, method TEXT NOT NULL, path TEXT NOT NULL, item_id TEXT NOT NULL
);
CREATE TABLE IF NOT EXISTS subscription (
    id INTEGER PRIMARY KEY, dialect TEXT NOT NULL, url TEXT NOT NULL, secret TEXT NOT NULL, UNIQUE (dialect, url)
);
CREATE TABLE IF NOT EXISTS webhook (
    id INTEGER PRIMARY KEY, event_id TEXT NOT NULL, subscription_id INTEGER NOT NULL REFERENCES subscription,
    type TEXT NOT NULL, body TEXT NOT NULL, created_at TEXT NOT NULL, due_at TEXT NOT NULL,
    sends_left INTEGER NOT NULL, attempts INTEGER NOT NULL DEFAULT 0, failures INTEGER NOT NULL DEFAULT 0,
    last_answer TEXT NOT NULL DEFAULT '', delivered_at TEXT
);
CREATE INDEX IF NOT EXISTS webhook_due ON webhook (due_at) WHERE sends_left > 0;
"""


class Book:
    """One SQLite file and the lock that lets one thread at a time at it."""

    def __init__(self, path: Path) -> None:
        """Open the file, or make it."""
        self._turn = threading.Lock()
        self._rows = sqlite3.connect(path, isolation_level=None, check_same_thread=False)
        self._rows.row_factory = sqlite3.Row
        self._rows.execute("PRAGMA journal_mode = WAL")
        self._rows.execute("PRAGMA synchronous = FULL")
        self._rows.executescript(_SCHEMA)

    @contextmanager
    def turn(self) -> Iterator[Rows]:
        """One transaction: on disk when the block ends, undone when it raises."""
        with self._turn:
            self._rows.execute("BEGIN IMMEDIATE")
            try:
                yield self._rows
            except BaseException:
                self._rows.execute("ROLLBACK")
                raise
            self._rows.execute("COMMIT")

    def close(self) -> None:
        """Let go of the file."""
        with self._turn:
            self._rows.close()


def stamp(moment: datetime) -> str:
    """A time as this file keeps it."""
    return moment.astimezone(UTC).isoformat(timespec="microseconds")


def page_of(rows: Rows, sql: str, values: Mapping[str, Any], size: int) -> tuple[list[Row], str | None]:
    """One page of a listing and the cursor of the next, if there is one.

    ``sql`` selects a growing integer as ``place``, starts after ``:place`` (one of ``values``) and ends where ``LIMIT``
    belongs.
    """
    found = rows.execute(f"{sql} LIMIT :limit", {**values, "limit": size + 1}).fetchall()
    return found[:size], str(found[size - 1]["place"]) if len(found) > size else None
