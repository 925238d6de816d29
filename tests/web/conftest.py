"""A served app on a real database, people to sign in as, and a clock that stands still until told otherwise."""

import logging
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from io import StringIO
from pathlib import Path
from threading import Thread

import pytest
import structlog
import uvicorn
from fastapi import FastAPI
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, BrowserContext, Page

from app import logs
from app.accounts import keys, sessions, users
from app.config import Settings
from app.store.people import User
from app.store.session import Store, open_store
from app.web import deps
from app.web.main import create_app
from tests.nights import telling, written
from tests.review.desk import NOW, Desk, furnish

OURS = {"Sec-Fetch-Site": "same-origin"}
PASSWORD = "correct horse battery staple"


@dataclass
class Clock:
    """Stands still; tests move it."""

    now: datetime = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)

    def pass_by(self, **time: float) -> None:
        self.now += timedelta(**time)


@pytest.fixture(autouse=True)
def lines() -> Iterator[StringIO]:
    """What was logged, as JSON lines."""
    lines = StringIO()
    handlers, level = logging.getLogger().handlers[:], logging.getLogger().level
    logs.configure("info", "json", lines)
    yield lines
    logging.getLogger().handlers[:] = handlers
    logging.getLogger().setLevel(level)
    structlog.reset_defaults()


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def settings(sqlite_url: str, tmp_path: Path) -> Settings:
    return Settings(database_url=sqlite_url, data_dir=tmp_path / "data", port=8123)


@pytest.fixture
def store(settings: Settings) -> Iterator[Store]:
    store = open_store(settings.database, settings.data_dir)
    yield store
    store.close()


@pytest.fixture
def app(settings: Settings, store: Store, clock: Clock) -> FastAPI:
    app = create_app(settings, store)

    async def current_time() -> datetime:
        return clock.now

    app.dependency_overrides[deps.current_time] = current_time
    return app


@pytest.fixture
def client(app: FastAPI) -> Iterator[TestClient]:
    """A browser that nobody signed in with; it says where its requests come from, as browsers do."""
    with TestClient(app, headers=OURS, follow_redirects=False, base_url="http://testserver") as client:
        yield client


@pytest.fixture
def person(store: Store, clock: Clock) -> Callable[[str], User]:
    """Adds a person of a role: ``person("recruiter")`` has the address recruiter@example.org."""

    def add(role: str) -> User:
        with store.write() as session:
            user = users.add_user(session, f"{role}@example.org", f"Robin {role.title()}", role, now=clock.now)
            users.set_password(session, user, PASSWORD, now=clock.now)
            return user

    return add


@pytest.fixture
def sign_in(client: TestClient, store: Store, clock: Clock) -> Callable[[User], str]:
    """Signs the client in as a person; returns the form token of the session."""

    def as_person(user: User) -> str:
        with store.write() as session:
            cookie = sessions.start(session, user, now=clock.now)
        client.cookies.set(deps.cookie_name(client.app.state.settings), cookie)
        with store.read() as session:
            row = sessions.find(session, cookie, now=clock.now)
            assert row is not None
            return row.form_token

    return as_person


@pytest.fixture
def bearer(store: Store, clock: Clock) -> Callable[..., dict[str, str]]:
    """Headers with a new key: ``bearer(user, "review:read")``."""

    def headers(user: User, *scopes: str) -> dict[str, str]:
        with store.write() as session:
            return {"Authorization": f"Bearer {keys.make_key(session, user, 'test', scopes, now=clock.now)}"}

    return headers


@pytest.fixture
def desk(store: Store) -> Desk:
    return furnish(store)


@pytest.fixture
def report(store: Store, desk: Desk) -> str:
    """A night's report by hand; gives the id of the desk's rejection that one finding of it is about."""
    held = desk.hold()
    with store.write() as session:
        written(session, NOW.date(), telling(subject=held), now=NOW + timedelta(days=1))
    return held


@pytest.fixture
def origin(app: FastAPI) -> Iterator[str]:
    server = uvicorn.Server(uvicorn.Config(app, host="127.0.0.1", port=0, log_level="warning"))
    thread = Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    port = server.servers[0].sockets[0].getsockname()[1]
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join()


@pytest.fixture
def ana_s_browser(browser: Browser, desk: Desk, origin: str, clock) -> Iterator[Callable[..., Page]]:
    contexts: list[BrowserContext] = []

    def open_page(path: str, **options: object) -> Page:
        context = browser.new_context(base_url=origin, **options)  # type: ignore[arg-type]
        contexts.append(context)
        with desk.store.write() as session:
            cookie = sessions.start(session, desk.ana, now=clock.now)
        context.add_cookies([{"name": deps.COOKIE, "value": cookie, "url": origin}])
        page = context.new_page()
        page.goto(path)
        return page

    yield open_page
    for context in contexts:
        context.close()
