"""Pictures of every page for the documentation: ``python -m bench.screenshots [--folder docs/pages] [--only NAME]``.

The demo's invented people, one of each role, a window 1280 px wide, light. Written as PNG with few colours. What each
picture shows stands in ``docs/pages.md``; look at them after a change of the pages.
"""

import argparse
import io
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from urllib.parse import quote

from PIL import Image
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts import sessions, users
from app.audit.run import period, run_night
from app.lifecycle import Action
from app.pseudonym import pseudonym
from app.review.ask import ask
from app.review.decide import decide
from app.review.lease import claim
from app.store.models import Connection, Delivery, HoldTest, Match, OutboxItem, Rejection, Requirement
from app.store.night import AuditRun, FindingState
from app.store.people import User
from app.store.session import open_store
from app.store.transition import DELIVERED, PARKED
from app.web import deps
from bench.ten_decisions import CHROMIUM, RECRUITER, served

PEOPLE = 8
COLOURS = 64
TALLEST = 1100
"""Pixels of a page that are shown; what is below says no more."""

PAGES: Mapping[str, tuple[str, str]] = {
    "sign-in": ("nobody", "/sign-in"),
    "queue": ("recruiter", "/queue"),
    "review": ("recruiter", "/review/{opened}"),
    "decision": ("recruiter", "/review/{decided}/decided"),
    "decided": ("recruiter", "/decided"),
    "asked": ("hiring_manager", "/asked"),
    "answer": ("hiring_manager", "/asked/{question}"),
    "postings": ("recruiter", "/postings"),
    "posting": ("recruiter", "/postings/{posting}"),
    "versions": ("recruiter", "/postings/{posting}/versions"),
    "nights": ("compliance", "/night"),
    "night": ("compliance", "/night/{day}"),
    "findings": ("compliance", "/findings"),
    "finding": ("compliance", "/findings/{finding}"),
    "rule": ("compliance", "/records?rule={rule}"),
    "records": ("compliance", "/records?words={code}"),
    "record": ("compliance", "/records/{decided}"),
    "settings": ("admin", "/settings"),
    "connection": ("admin", "/settings/connections/bench"),
    "people": ("admin", "/people"),
    "person": ("admin", "/people/{recruiter}"),
    "account": ("recruiter", "/account"),
    "keys": ("recruiter", "/keys"),
}
ROLES = ("admin", "compliance", "hiring_manager")


@dataclass(frozen=True, slots=True)
class Scene:
    """Where it is served, whose cookie is whose, and the ids that addresses name."""

    origin: str
    cookies: Mapping[str, str]
    ids: Mapping[str, str]


@contextmanager
def scene() -> Iterator[Scene]:
    """A day's work: one candidate open, one decided, one asked about, the night after it."""
    with tempfile.TemporaryDirectory() as folder, served(Path(folder), PEOPLE) as (origin, cookie):
        store = open_store(f"sqlite:///{next(Path(folder).glob('*.db'))}", Path(folder))
        with store.write() as session:
            people = {role: _add(session, role) for role in ROLES}
            cookies = {role: sessions.start(session, user, now=clock.now()) for role, user in people.items()}
            ids = _work(session, people["hiring_manager"])
        yield Scene(origin, cookies | {"recruiter": cookie}, ids)
        store.close()


def _add(session: Session, role: str) -> User:
    name = f"Robin {role.replace('_', ' ').title()}"
    return users.add_user(session, f"{role.replace('_', '.')}@example.org", name, role, now=clock.now())


def _work(session: Session, manager: User) -> Mapping[str, str]:
    now = clock.now()
    recruiter = session.scalars(select(User).where(User.email == RECRUITER)).one()
    one, other, asked, opened = session.scalars(select(Rejection).order_by(Rejection.strength.desc()).limit(4)).all()
    connection = session.get_one(Connection, one.connection_id)
    connection.active, connection.hold_tested_at = True, now
    for effect in session.scalars(select(OutboxItem)):
        effect.status, effect.done_at = DELIVERED, now
    for rejection, action in ((one, Action.UPHOLD), (other, Action.REINSTATE)):
        claim(session, rejection.id, recruiter, now=now - timedelta(seconds=40))
        decide(session, rejection.id, recruiter, action=action, requirement_ids=_first(session, rejection), now=now)
    claim(session, asked.id, recruiter, now=now)
    question = "Is what this person did close enough to what your team does?"
    asking = ask(session, asked.id, recruiter, of=manager.id, question=question, now=now)
    claim(session, opened.id, recruiter, now=now)
    steps = ["reading the state: done", "holding the mail: done", "reinstating: done", "reading the state again: done"]
    session.add(HoldTest(connection_id=one.connection_id, at=now, application="A-1", passed=True, steps=steps))
    remark = "not JSON: the body ends in the middle"
    session.add(
        Delivery(connection_id=one.connection_id, event_id="1", received_at=now, body=b"", status=PARKED, remark=remark)
    )
    later = now + timedelta(days=1)
    run_night(lambda: nullcontext(session), lambda: nullcontext(session), period(now.date(), later), now=later)
    return {
        "opened": opened.id, "decided": one.id, "question": asking.id, "posting": one.posting_id,
        "day": session.scalars(select(AuditRun)).one().day.isoformat(), "code": pseudonym(one.id),
        "recruiter": recruiter.id, "rule": quote(one.rule, safe=""),
        "finding": session.scalars(select(FindingState.id).order_by(FindingState.key)).first() or "",
    }  # fmt: skip


def _first(session: Session, rejection: Rejection) -> Sequence[str]:
    """The first requirement that the candidate was compared with."""
    of = select(Match.requirements_version).where(Match.rejection_id == rejection.id).scalar_subquery()
    asked = select(Requirement.id).where(Requirement.posting_id == rejection.posting_id, Requirement.version == of)
    return session.scalars(asked.order_by(Requirement.position).limit(1)).all()


def picture(browser: Browser, scene: Scene, name: str) -> bytes:
    """One page as a PNG."""
    role, address = PAGES[name]
    context = browser.new_context(base_url=scene.origin, viewport={"width": 1280, "height": 900}, color_scheme="light")
    if role in scene.cookies:
        context.add_cookies([{"name": deps.COOKIE, "value": scene.cookies[role], "url": scene.origin}])
    page = context.new_page()
    answer = page.goto(address.format(**scene.ids), wait_until="networkidle")
    if answer is None or not answer.ok:
        raise SystemExit(f"{name}: {address} answered {answer.status if answer else 'nothing'}")
    height = min(page.evaluate("document.documentElement.scrollHeight"), TALLEST)
    page.set_viewport_size({"width": 1280, "height": max(height, 500)})
    shown = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    context.close()
    out = io.BytesIO()
    shown.quantize(COLOURS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def main() -> int:
    """Write the pictures; say how large they are."""
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--folder", type=Path, default=Path("docs/pages"))
    arguments.add_argument("--only", choices=PAGES)
    wanted = arguments.parse_args()
    wanted.folder.mkdir(parents=True, exist_ok=True)
    with scene() as at, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        for name in [wanted.only] if wanted.only else PAGES:
            png = picture(browser, at, name)
            (wanted.folder / f"{name}.png").write_bytes(png)
            print(f"{name}: {len(png) // 1024} kB")
        browser.close()
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
