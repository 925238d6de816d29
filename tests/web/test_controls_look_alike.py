"""The same candidate, whyever it is held, is the same to the last byte for whoever reviews: flagged, drawn, held by
policy, or with an answer that somebody knows.

Databases are filled alike: the same ids, secrets and times come out of the clock, and the real screening holds the same
comparison of the same resume for different reasons. Then the same requests go to each. Equal statements to the database
stand for equal time.
"""

import json
import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from hashlib import sha512
from io import BytesIO
from itertools import count
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from fastapi.testclient import TestClient
from reportlab.pdfgen.canvas import Canvas
from sqlalchemy import Engine, event

from app import clock as time_source
from app.accounts import keys, sessions
from app.audit.known import say_known
from app.config import Settings
from app.lifecycle import Action, UnflaggedPolicy
from app.matching.model import MatchPolicy, Verdict
from app.matching.score import match
from app.screening import screen
from app.stats.sampling import fraction
from app.store import blobs
from app.store.models import ControlRate, Posting, Rejection
from app.store.people import User
from app.store.postings import current
from app.store.session import Store, open_store, seal_of
from app.web import deps
from app.web.main import create_app
from parsers.model import Resume as Read
from parsers.read import read
from tests.conftest import PostgresServer
from tests.review.desk import NOW, TEXT, Desk, furnish

ITEM = "0190aaaa-0000-7000-8000-000000000001"
LINKS = re.compile(r'(?:src|href)="(/[^"#]*)"')
FORM_TOKEN = re.compile(r'name="form_token" value="([^"]+)"')
EXPIRES = re.compile(r"expires=[^;]+; ")
"""Of the cookie that is taken back: by the server's own clock."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A reason for which the screening holds somebody, and what makes it do so."""

    because: Action
    rate: float = 0.0
    """Of the draw of controls."""
    strong: bool = False
    known: bool = False
    """Somebody who does not review says what is right."""


FLAGGED = Kept(Action.HOLD_MATCH, strong=True)
OTHERS = {
    "control": Kept(Action.HOLD_CONTROL, rate=1.0),
    "held by policy": Kept(Action.HOLD_BY_POLICY),
    "known": Kept(Action.HOLD_CONTROL, rate=1.0, known=True),
}
Said = tuple[str, int, dict[str, str], bytes, tuple[str, ...]]


@pytest.fixture(params=["sqlite", "postgresql"])
def urls(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[list[str]]:
    """Fresh databases of the same kind, one for each reason."""
    if request.param == "sqlite":
        template = request.getfixturevalue("_sqlite_template")
        files = [tmp_path / f"{number}.db" for number in range(1 + len(OTHERS))]
        for file in files:
            shutil.copyfile(template, file)
        yield [f"sqlite:///{file}" for file in files]
        return
    server: PostgresServer = request.getfixturevalue("postgres_server")
    names = [server.create(migrated=True) for _ in range(1 + len(OTHERS))]
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


def furnished(store: Store, kept: Kept, resume: bytes) -> tuple[Desk, User]:
    """One candidate held for this reason, between two that are flagged; and the hiring manager who can be asked."""
    desk = furnish(store)
    for place, strength in (("2", 0.9), ("3", 0.1)):
        desk.hold(strength=strength, rejection_id=f"{ITEM[:-1]}{place}", until=NOW + timedelta(hours=30))
    with store.write() as session:
        manager, keeper = (
            User(id=time_source.new_id(), email=f"{role}@example.org", name=role.title(), role=role, created_at=NOW)
            for role in ("hiring_manager", "compliance")
        )
        session.add_all([manager, keeper])
        session.add(ControlRate(posting_id=desk.posting_id, rule="German = No", day=NOW.date(), rate=kept.rate,
                                expected=20))  # fmt: skip
    desk.policy(unflagged_policy=UnflaggedPolicy.HOLD_ALL)
    desk.receive(deadline=NOW + timedelta(hours=8), rejection_id=ITEM)
    with store.write() as session:
        session.get_one(Rejection, ITEM).place = fraction(seal_of(session).derive("queue"), ITEM)
    with store.write() as session:
        job = screen.take(session, ITEM, NOW)
        assert job is not None
        screen.record(session, job, _compared(session, desk, store, resume, strong=kept.strong), NOW)
        assert session.get_one(Rejection, ITEM).held_because == kept.because
        if kept.known:
            say_known(session, ITEM, Action.REINSTATE, by=keeper.email, why="worked here for years", now=NOW)
        else:
            time_source.new_id()  # so that the ids that follow are the same
    return desk, manager


def _compared(session: Any, desk: Desk, store: Store, resume: bytes, *, strong: bool) -> screen.Screened:
    """What the work of the screening gives: a resume that lacks the German, so that the match is weak unless forced."""
    found = read(resume)
    assert isinstance(found, Read)
    asked = current(session, session.get_one(Posting, desk.posting_id))
    made = match(found, asked, policy=MatchPolicy("2"), as_of=date(2026, 11, 18))
    assert made.verdict is Verdict.WEAK
    made = replace(made, verdict=Verdict.STRONG) if strong else made
    return screen.Screened(blobs.put(store.blobs, resume), len(resume), found, made)


class Visitor:
    """A person with a browser and a program; ``said`` is everything that comes back."""

    def __init__(self, client: TestClient, store: Store, user: User, scopes: list[str], asked: list[str]) -> None:
        self.said: list[Said] = []
        self._client, self._asked = client, asked
        with store.write() as session:
            self._cookie = sessions.start(session, user, now=NOW)
            key = keys.make_key(session, user, "test", scopes, now=NOW)
        self._key = {"Authorization": f"Bearer {key}"}
        self._token = ""

    def page(self, path: str) -> list[str]:
        """Open a page; returns where it leads, and what it loads."""
        text = self._note(f"GET {path}", "GET", path)
        self._token = next(iter(FORM_TOKEN.findall(text)), self._token)
        return LINKS.findall(text)

    def press(self, path: str, **fields: str) -> None:
        self._note(f"POST {path}", "POST", path, data={"form_token": self._token, **fields})

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        how = {} if body is None else {"json": body}
        self._note(f"{method} {path}", method, f"/api/v1{path}", headers=self._key, **how)
        content = self.said[-1][3]
        return None if content.startswith(b"\x89PNG") else json.loads(content or b"null")

    def _note(self, name: str, method: str, path: str, **how: Any) -> str:
        self._asked.clear()
        self._client.cookies.clear()
        self._client.cookies.set(deps.COOKIE, self._cookie)
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
    first = visit.ask("GET", "/rejections?limit=1")
    visit.ask("GET", f"/rejections?limit=1&cursor={first['next_cursor']}")
    visit.page(f"/review/{ITEM}")
    visit.ask("GET", f"/rejections/{ITEM}")
    visit.ask("GET", f"/rejections/{ITEM}/pages/1")
    visit.press("/queue/next")
    visit.page("/queue")
    visit.press(f"/review/{ITEM}/claim")
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


def ask_and_decide(visit: Visitor, manager: Visitor, manager_id: str) -> None:
    """The way through a question, a decision and its undoing, by program and by page."""
    question = visit.ask("POST", f"/rejections/{ITEM}/ask", {"of": manager_id, "question": "Would you talk to them?"})
    visit.page("/queue")
    visit.page(f"/review/{ITEM}")
    manager.page("/asked")
    manager.page(f"/asked/{question['id']}")
    manager.ask("GET", "/questions")
    manager.ask("GET", f"/questions/{question['id']}")
    manager.ask("POST", f"/questions/{question['id']}/answer", {"answer": "reinstate", "note": "I would"})
    visit.ask("POST", f"/rejections/{ITEM}/claim")
    visit.page(f"/review/{ITEM}")
    visit.ask("POST", f"/rejections/{ITEM}/decision", {"action": "reinstate", "note": "They ran it for years"})
    visit.page(f"/review/{ITEM}/decided")
    visit.page("/decided")
    visit.ask("GET", "/decisions")
    visit.ask("POST", f"/rejections/{ITEM}/undo")
    visit.page(f"/review/{ITEM}")
    visit.press(f"/review/{ITEM}/decide", action="uphold", reason="other", note="No German")
    visit.page(f"/review/{ITEM}/decided")
    visit.press(f"/review/{ITEM}/undo")
    visit.ask("POST", f"/rejections/{ITEM}/hold", {"days": 2, "reason": "They are on leave"})
    visit.press(f"/review/{ITEM}/reveal", reveal_reason="licence register")
    visit.page(f"/review/{ITEM}")
    visit.ask("POST", f"/rejections/{ITEM}/skip", {"reason": "not_my_field"})
    visit.page("/queue")


def seen_of(kept: Kept, url: str, folder: Path, resume: bytes, asked: list[str]) -> list[Said]:
    """All that a reviewer and a hiring manager are shown of the candidate."""
    store = open_store(url, folder)
    app = create_app(Settings(database_url=url, data_dir=folder, port=8123), store)
    app.dependency_overrides[deps.current_time] = at_nine
    browser = {"Sec-Fetch-Site": "same-origin"}
    with TestClient(app, headers=browser, follow_redirects=False, base_url="http://testserver") as client:
        desk, manager = furnished(store, kept, resume)
        ana = Visitor(client, store, desk.ana, ["review:read", "review:write"], asked)
        other = Visitor(client, store, manager, ["asked:answer"], asked)
        look_everywhere(ana)
        ask_and_decide(ana, other, manager.id)
    store.close()
    return ana.said + other.said


def test_nothing_but_the_evidence_tells_why_a_candidate_is_held(
    urls: list[str], resume: bytes, tmp_path: Path, statements: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time_source, "now", lambda: NOW)
    seen: list[list[Said]] = []
    for number, (url, kept) in enumerate(zip(urls, (FLAGGED, *OTHERS.values()), strict=True)):
        draw = count()
        noise = SimpleNamespace(urandom=lambda size, draw=draw: sha512(b"%d" % next(draw)).digest()[:size])
        monkeypatch.setattr(time_source, "os", noise)
        seen.append(seen_of(kept, url, tmp_path / str(number), resume, statements))
    flagged, *others = seen
    assert len(flagged) >= 40
    for name, other in zip(OTHERS, others, strict=True):
        assert len(flagged) == len(other)
        for one, again in zip(flagged, other, strict=True):
            assert one == again, f"{one[0]} tells who is {name} from who is flagged"
    opened = [content for name, status, _, content, _ in flagged if name == f"GET /review/{ITEM}" and status == 200]
    assert any(b"Wrote" in content for content in opened), "the page with the evidence was not seen"
    walked = [name.rsplit("/", 1)[1] for name, status, *_ in flagged if name.startswith("POST") and status < 400]
    assert {"ask", "answer", "decision", "decide", "hold", "reveal", "skip"} <= set(walked), (
        "a way that was meant to be walked ended before"
    )
    assert walked.count("undo") == 2


async def at_nine() -> datetime:
    return NOW
