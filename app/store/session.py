"""Opening the database and the only place that commits. Functions elsewhere take a session and never end it.

SQLite: WAL, ``synchronous=FULL``, every writing transaction begins IMMEDIATE on a pool of one connection (measured: a
plain BEGIN fails under contention in spite of the busy timeout, and a queue in Python beats SQLite's sleep and retry).
PostgreSQL: READ COMMITTED for writers, read-only transactions for readers.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, create_engine, event
from sqlalchemy.orm import Session

from app import context, engine
from app.store.seal import OWNER_ENTERS, Seal, load_seal

BUSY_SECONDS = 30
READERS = 10
POSTGRES_WRITERS = 10


class Database:
    """A database at a URL (SQLite or PostgreSQL): sessions that write, and sessions that only read."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.sqlite = url.startswith("sqlite")
        self.writer = _sqlite(url, "BEGIN IMMEDIATE", 1) if self.sqlite else _postgres(url, POSTGRES_WRITERS)
        self._reader = _sqlite(url, "BEGIN", READERS) if self.sqlite else _postgres(url, READERS)

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session whose work is committed at the end of the block, or rolled back whole on any error."""
        with Session(self.writer, expire_on_commit=False, info=self._info()) as session, session.begin():
            yield session

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one consistent state and can change nothing."""
        with Session(self._reader, expire_on_commit=False, info=self._info()) as session:
            if not self.sqlite:
                session.connection(
                    execution_options={"postgresql_readonly": True, "isolation_level": "REPEATABLE READ"}
                )
            yield session  # closing gives the transaction back; a rollback would expire what was loaded

    def close(self) -> None:
        """Give all connections back."""
        self.writer.dispose()
        self._reader.dispose()

    def _info(self) -> dict[str, Any]:
        return {}


class Store(Database):
    """The open database of an installation with its data folder. Made by ``open_store``, ended by ``close``."""

    def __init__(self, url: str, data_dir: Path, seal: Seal) -> None:
        super().__init__(url)
        self.blobs = data_dir / "blobs"
        self.packs = data_dir / "packs"
        self.outcomes = data_dir / "outcomes"
        self.seal = seal
        self._enqueuer = engine.Enqueuer(self.writer)

    @contextmanager
    def write(self) -> Iterator[Session]:
        """The same; while it is open nothing may go over the network, and no second one be opened."""
        with context.transaction(), super().write() as session:
            yield session

    def _info(self) -> dict[str, Any]:
        return {"seal": self.seal, "enqueuer": self._enqueuer}


def open_store(url: str, data_dir: Path) -> Store:
    """Open the database at ``url``; the data folder and its key file are made when missing."""
    return Store(url, data_dir, load_seal(data_dir))


def seal_of(session: Session) -> Seal:
    """The seal of the store that this session belongs to."""
    seal: Seal = session.info["seal"]
    return seal


def _sqlite(url: str, begin: str, connections: int) -> Engine:
    folder = Path(url.removeprefix("sqlite:///")).absolute().parent
    folder.mkdir(mode=OWNER_ENTERS, parents=True, exist_ok=True)
    database = create_engine(
        url,
        pool_size=connections,
        max_overflow=0,
        hide_parameters=True,  # database errors are logged; what candidates wrote is not
        pool_timeout=BUSY_SECONDS,
        connect_args={"check_same_thread": False, "timeout": BUSY_SECONDS},
    )

    @event.listens_for(database, "connect")
    def _configure(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # the driver must not begin transactions by itself
        cursor = connection.cursor()
        cursor.execute("PRAGMA journal_mode=WAL")
        cursor.execute("PRAGMA synchronous=FULL")
        cursor.execute("PRAGMA foreign_keys=ON")
        cursor.execute(f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}")
        cursor.close()

    @event.listens_for(database, "begin")
    def _begin(connection: Any) -> None:
        connection.exec_driver_sql(begin)

    return database


def _postgres(url: str, connections: int) -> Engine:
    return create_engine(
        url,
        pool_size=connections,
        max_overflow=0,
        hide_parameters=True,  # database errors are logged; what candidates wrote is not
        pool_timeout=BUSY_SECONDS,
        pool_pre_ping=True,
        connect_args={
            "connect_timeout": 10,
            "options": "-c timezone=UTC -c lock_timeout=20s -c idle_in_transaction_session_timeout=60s",
        },
    )
