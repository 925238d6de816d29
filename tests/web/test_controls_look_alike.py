"""The same candidate, once flagged and once drawn as a control, is the same to the last byte until the decision.

Two databases are filled alike: the same ids, secrets and times come out of the clock, and only why the candidate is
held differs. Then the same requests go to both. Equal statements to the database stand for equal time.
"""

import json
import re
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha512
from io import BytesIO
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi.testclient import TestClient
from reportlab.pdfgen.canvas import Canvas
from sqlalchemy import Engine, event, select

from app import clock as time_source
from app.accounts import keys, sessions
from app.config import Settings
from app.lifecycle import Action
from app.store import blobs
from app.store.models import Match, Rejection, Resume
from app.store.session import Store, open_store
from app.web import deps
from app.web.main import create_app
from parsers.read import read
from parsers.wire import encode
from tests.conftest import PostgresServer
from tests.review.desk import NOW, TEXT, Desk, furnish

ITEM = "0190aaaa-0000-7000-8000-000000000001"
LINKS = re.compile(r'(?:src|href)="(/[^"#]*)"')
FORM_TOKEN = re.compile(r'name="form_token" value="([^"]+)"')
EXPIRES = re.compile(r"expires=[^;]+; ")
"""Of the cookie that is taken back: by the server's own clock."""
Said = tuple[str, int, dict[str, str], bytes, tuple[str, ...]]


@pytest.fixture(params=["sqlite", "postgresql"])
def two_urls(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[list[str]]:
    """Two fresh databases of the same kind."""
    if request.param == "sqlite":
        template = request.getfixturevalue("_sqlite_template")
        files = [tmp_path / f"{name}.db" for name in ("flag", "control")]
        for file in files:
            shutil.copyfile(template, file)
        yield [f"sqlite:///{file}" for file in files]
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    names = [server.create(migrated=True) for _ in range(2)]
    yield [server.url(name) for name in names]
    for name in names:
        server.drop(name)


@pytest.fixture
def statements() -> Iterator[list[str]]:
    """What the databases were asked, in order."""
    asked: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        asked.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    yield asked
    event.remove(Engine, "before_cursor_execute", note)


@pytest.fixture(scope="module")
def resume() -> bytes:
    """The desk's resume as a real file, whose page can be drawn."""
    file = BytesIO()
    sheet = Canvas(file, invariant=1)
    for number, line in enumerate(TEXT):
        sheet.drawString(60, 780 - 22 * number, line)
    sheet.save()
    return file.getvalue()


def furnished(store: Store, because: Action, resume: bytes) -> Desk:
    """One candidate held for this reason, between two that are flagged."""
    desk = furnish(store)
    for place, strength in (("2", 0.9), ("3", 0.1)):
        desk.hold(strength=strength, rejection_id=f"{ITEM[:-1]}{place}", until=NOW + timedelta(hours=30))
    desk.hold(because, strength=0.5, place=0.5, rejection_id=ITEM, until=NOW + timedelta(hours=4))
    with store.write() as session:
        row = session.scalars(select(Resume).where(Resume.rejection_id == ITEM)).one()
        row.sha256, row.content = blobs.put(store.blobs, resume), json.loads(encode(read(resume)))
        if because is Action.HOLD_CONTROL:
            session.get_one(Rejection, ITEM).inclusion_probability = 0.05
            session.scalars(select(Match).where(Match.rejection_id == ITEM)).one().verdict = "weak"
    return desk


class Visitor:
    """A recruiter with a browser and a program; notes everything that comes back."""

    def __init__(self, client: TestClient, desk: Desk, asked: list[str]) -> None:
        self.said: list[Said] = []
        self._client, self._asked = client, asked
        with desk.store.write() as session:
            cookie = sessions.start(session, desk.ana, now=NOW)
            key = keys.make_key(session, desk.ana, "test", ["review:read", "review:write"], now=NOW)
        client.cookies.set(deps.COOKIE, cookie)
        self._key = {"Authorization": f"Bearer {key}"}
        self._token = ""

    def page(self, path: str) -> list[str]:
        """Open a page; returns where it leads, and what it loads."""
        text = self._note(f"GET {path}", "GET", path)
        self._token = next(iter(FORM_TOKEN.findall(text)), self._token)
        return LINKS.findall(text)

    def press(self, path: str) -> None:
        self._note(f"POST {path}", "POST", path, data={"form_token": self._token})

    def ask(self, method: str, path: str) -> None:
        self._note(f"{method} {path}", method, f"/api/v1{path}", headers=self._key)

    def _note(self, name: str, method: str, path: str, **how: Any) -> str:
        self._asked.clear()
        answer = self._client.request(method, path, **how)
        assert answer.status_code < 500, name
        headers = {key: EXPIRES.sub("", value) for key, value in answer.headers.items()}
        self.said.append((name, answer.status_code, headers, answer.content, tuple(self._asked)))
        return answer.text


def look_everywhere(visit: Visitor) -> None:
    """All that a reviewer can see of a candidate before the decision."""
    visit.page("/queue")
    visit.page("/queue?posting=")
    visit.ask("GET", "/rejections")
    visit.ask("GET", "/rejections?limit=1")
    visit.page(f"/review/{ITEM}")
    visit.press("/queue/next")
    visit.page("/queue")
    for link in sorted(set(visit.page(f"/review/{ITEM}"))):
        if ITEM in link:  # the page's picture, the file, the record where this person may see it
            visit.page(link)
    visit.page(f"/review/{ITEM}/decided")
    visit.page("/decided")
    visit.press(f"/review/{ITEM}/keep-open")
    visit.press(f"/review/{ITEM}/decide")  # refused: nothing was chosen
    visit.ask("GET", f"/rejections/{ITEM}")
    visit.ask("GET", f"/rejections/{ITEM}/pages")
    visit.ask("GET", f"/rejections/{ITEM}/pages/1")
    visit.ask("POST", f"/rejections/{ITEM}/extend")
    visit.press(f"/review/{ITEM}/put-back")
    visit.page("/queue")
    visit.ask("POST", "/rejections/next")
    visit.ask("POST", f"/rejections/{ITEM}/put-back")
    visit.ask("POST", f"/rejections/{ITEM}/claim")
    visit.ask("GET", "/decisions")


def test_a_control_is_served_like_a_flagged_candidate_to_the_last_byte(
    two_urls: list[str], resume: bytes, tmp_path: Path, statements: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[list[Said]] = []
    for url, because in zip(two_urls, (Action.HOLD_MATCH, Action.HOLD_CONTROL), strict=True):
        draw = count()
        noise = SimpleNamespace(urandom=lambda size, draw=draw: sha512(b"%d" % next(draw)).digest()[:size])
        monkeypatch.setattr(time_source, "os", noise)
        monkeypatch.setattr(time_source, "now", lambda: NOW)
        folder = tmp_path / because
        store = open_store(url, folder)
        app = create_app(Settings(database_url=url, data_dir=folder, port=8123), store)
        app.dependency_overrides[deps.current_time] = at_nine
        browser = {"Sec-Fetch-Site": "same-origin"}
        with TestClient(app, headers=browser, follow_redirects=False, base_url="http://testserver") as client:
            visit = Visitor(client, furnished(store, because, resume), statements)
            look_everywhere(visit)
        store.close()
        seen.append(visit.said)
    flagged, control = seen
    assert len(flagged) == len(control) >= 20
    for one, other in zip(flagged, control, strict=True):
        assert one == other, f"{one[0]} tells a control from a flagged candidate"
    opened = [content for name, status, _, content, _ in flagged if name == f"GET /review/{ITEM}" and status == 200]
    assert any(b"Wrote" in content for content in opened), "the page with the evidence was not seen"


async def at_nine() -> datetime:
    return NOW
