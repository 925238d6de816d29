"""Who may run jobs: one process per executor id, so that a replacement recovers a dead one's jobs and none runs twice.

SQLite: a lock file in the data folder. PostgreSQL: a numbered slot, held by an advisory lock on its own connection.
The lock dies with that *connection*, not only with the process: a watchdog therefore ends the process when it can no
longer reach the server over it, and a new holder waits longer than that takes before it starts (docs/adr/0008).
"""

import fcntl
import os
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg

from app.errors import BusyError, ConflictError

SLOTS = 64
LOCK_CLASS = 0x5EC0
"""First key of the two-key advisory locks; the second is the slot's number."""

BEAT_SECONDS = 1.0
LOST_AFTER_SECONDS = 3.0
WAIT_SECONDS = 4.0
EXIT_LOST = 75
"""EX_TEMPFAIL of sysexits.h: a supervisor should start the process again."""


@contextmanager
def lock_file(path: Path) -> Iterator[str]:
    """Hold the only executor id of an embedded installation.

    Raises:
        ConflictError: another process holds it.

    """
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # Close-on-exec is Python's default: a child process must not keep the lock alive.
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise ConflictError(
                f"another process runs on this data folder (it holds {path}); stop it first, or move to PostgreSQL"
            ) from None
        yield "local"


@contextmanager
def slot(url: str) -> Iterator[str]:
    """Hold the first free slot and its executor id (``slot-3``) until the block ends.

    Raises:
        BusyError: all slots are taken.

    """
    connection = _connect(url)
    number = next((n for n in range(SLOTS) if _try_lock(connection, n)), None)
    if number is None:
        connection.close()
        raise BusyError(f"all {SLOTS} worker slots of this database are taken; stop a worker first")
    stopping = threading.Event()
    watchdog = threading.Thread(target=_watch, args=(connection, stopping), name="slot-watchdog", daemon=True)
    watchdog.start()
    time.sleep(WAIT_SECONDS)  # whoever held this slot before has noticed by then that the connection is gone
    try:
        yield f"slot-{number}"
    finally:
        stopping.set()
        watchdog.join(timeout=LOST_AFTER_SECONDS)
        connection.close()


@contextmanager
def vacant(url: str, executor_id: str) -> Iterator[bool]:
    """Hold a slot that nobody holds while its jobs are handed over; False when it is held, or no slot at all."""
    number = executor_id.removeprefix("slot-")
    if not number.isdigit():
        yield False
        return
    with _connect(url) as connection:
        free = _try_lock(connection, int(number))
        if free:
            time.sleep(WAIT_SECONDS)
        yield free


def _connect(url: str) -> "psycopg.Connection[tuple[bool]]":
    return psycopg.connect(
        url.replace("postgresql+psycopg://", "postgresql://"),
        autocommit=True,
        connect_timeout=10,
        keepalives_idle=1,
        keepalives_interval=1,
        keepalives_count=2,
        tcp_user_timeout=int(LOST_AFTER_SECONDS * 1000),
        application_name="second-look-slot",
    )


def _try_lock(connection: "psycopg.Connection[tuple[bool]]", number: int) -> bool:
    row = connection.execute("SELECT pg_try_advisory_lock(%s, %s)", (LOCK_CLASS, number)).fetchone()
    return row is not None and row[0]


def _watch(connection: "psycopg.Connection[tuple[bool]]", stopping: threading.Event) -> None:
    """Ask over the lock's own connection whether it is alive; a second thread counts, should the asking hang."""
    alive = threading.Event()
    threading.Thread(target=_count, args=(alive, stopping), name="slot-count", daemon=True).start()
    while not stopping.wait(BEAT_SECONDS):
        try:
            connection.execute("SELECT true")
        except psycopg.Error:
            if not stopping.is_set():
                _end("the connection that holds this worker's slot is lost")
            return
        alive.set()


def _count(alive: threading.Event, stopping: threading.Event) -> None:
    while not stopping.is_set():
        if not alive.wait(LOST_AFTER_SECONDS) and not stopping.is_set():
            _end(f"the database has not answered for {LOST_AFTER_SECONDS:.0f} s")
        alive.clear()


def _end(why: str) -> None:
    """End at once: another worker may take this slot and run these jobs within seconds."""
    print(f"second-look worker: {why}; ending so that no job runs twice", file=sys.stderr, flush=True)  # noqa: T201
    os._exit(EXIT_LOST)
