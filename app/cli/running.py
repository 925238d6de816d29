"""``up``, ``serve``, ``worker``, ``migrate``: the processes of an installation; they run ``web`` and ``worker``."""

import gc
import logging
import signal
import socket
import sys
from collections.abc import Iterator
from contextlib import contextmanager

import typer
import uvicorn

from app import clock, logs, worker
from app.accounts.first import first_link
from app.cli import door
from app.config import Settings, load_settings
from app.errors import BadInputError, ConflictError
from app.matching import warm
from app.store.migrate import migrate as bring_up_to_date
from app.store.seal import OWNER_ENTERS
from app.store.session import Store
from app.web.main import create_app

LONGEST_STOP = 15
"""Seconds that open requests get to end."""

SWITCH_SECONDS = 0.0005
"""How long a thread may compute before another one gets its turn, where jobs and answers share a process. With Python's
usual 5 ms a webhook waited several times behind the jobs (p99 of its answer: 3 to 8 times a bare insert, now 3)."""


def migrate() -> None:
    """Create the database, or bring an older one to this version. Safe to repeat."""
    settings = load_settings()
    settings.data_dir.mkdir(mode=OWNER_ENTERS, parents=True, exist_ok=True)
    bring_up_to_date(settings.database)
    typer.echo("the database is up to date")


def up() -> None:
    """Run everything in one process, on SQLite: web and background work. A new database is created."""
    settings = _begin()
    if not settings.embedded:
        raise BadInputError("`up` is for SQLite, in one process; on PostgreSQL run `serve` and `worker`")
    if not list(settings.data_dir.glob("*.db")) and door.schema_behind(settings):
        migrate()
    sys.setswitchinterval(SWITCH_SECONDS)
    _ready()
    with _listening(settings) as listener, door.opened(settings) as store, worker.running(settings, store):
        _serve(settings, store, listener)


def serve() -> None:
    """Run the web only, on PostgreSQL; background work needs at least one `worker` beside it."""
    settings = _begin()
    if settings.embedded:
        raise BadInputError("`serve` needs PostgreSQL; on SQLite run `up`, which does everything")
    with _listening(settings) as listener, door.opened(settings) as store:
        _serve(settings, store, listener)


def work() -> None:
    """Run background work only, on PostgreSQL; several may run at once."""
    settings = _begin()
    if settings.embedded:
        raise BadInputError("`worker` needs PostgreSQL; on SQLite run `up`, which does everything")
    door.require_schema(settings)
    _ready()
    worker.work(settings)


def _ready() -> None:
    """Load what a match needs and keep it out of every later collection: one of those cost a match up to 60 ms."""
    warm.load()
    gc.collect()
    gc.freeze()


def _begin() -> Settings:
    # The web server passes a signal on when it has stopped; unhandled, SIGTERM would then end us before the jobs end.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    settings = load_settings()
    logs.configure(settings.log_level, settings.log_format)
    return settings


@contextmanager
def _listening(settings: Settings) -> Iterator[socket.socket]:
    try:
        family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
        listener = socket.create_server((settings.host, settings.port), family=family, backlog=2048)
    except OSError as error:
        raise ConflictError(
            f"cannot listen on {settings.host} port {settings.port}: {error.strerror}; "
            "stop what uses it or set SECOND_LOOK_PORT to another"
        ) from error
    # Accepted connections inherit this. asyncio sets it only for sockets it opened itself; without it the second packet
    # of every answer waits for the sender's delayed acknowledgement, some 40 ms.
    listener.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    with listener:
        yield listener


def _serve(settings: Settings, store: Store, listener: socket.socket) -> None:
    config = uvicorn.Config(
        create_app(settings, store),
        log_config=None,
        log_level=logging.WARNING,
        access_log=False,
        proxy_headers=False,
        server_header=False,
        timeout_graceful_shutdown=LONGEST_STOP,
    )
    server = uvicorn.Server(config)

    def stop(_number: int, _frame: object) -> None:
        """Also before the server takes the signals over and when it passes them on: no exception, no race."""
        server.should_exit = True

    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, stop)
    door.remark(f"Second Look listens on {settings.origin}")
    _let_first_admin_in(settings, store)
    server.run(sockets=[listener])


def _let_first_admin_in(settings: Settings, store: Store) -> None:
    """Print the first admin's link: to standard output only, never into the log, which others may read."""
    with store.write() as session:
        token = first_link(session, settings.first_admin, now=clock.now())
    if token:
        typer.echo(
            f"nobody is admin yet; sign in once as {settings.first_admin}, within an hour: "
            f"{settings.origin}/sign-in/link?token={token}"
        )
