"""How long the machine takes for ten decisions by keyboard only, in a real browser, on the demo's invented people.

``python -m bench.ten_decisions [--decisions N]``. Every odd one is reinstated, every even one upheld for the first
requirement that stands on the page, after a walk over two quotations. Nobody thinks in between, so this is what the
product adds to a person's own time; goal: below 60 s for ten. Also told: from the key until the next candidate stands
there, and until the first page of its resume is drawn.
"""

import argparse
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from itertools import islice
from pathlib import Path
from threading import Thread

import uvicorn
from playwright.sync_api import Page, sync_playwright
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import clock
from app.accounts import sessions, users
from app.clock import new_id
from app.config import Settings
from app.demo.people import Person, Truth, invent
from app.demo.postings import POSTINGS
from app.demo.resumes import resume_file
from app.demo.rule import reject_reason
from app.lifecycle import Action, HoldMode, LapsePolicy, UnflaggedPolicy
from app.matching.model import MatchPolicy
from app.matching.model import Rejection as Said
from app.matching.score import match
from app.screening.rows import store_match, store_resume, strength
from app.store import blobs, models, postings
from app.store.migrate import migrate
from app.store.people import User
from app.store.policies import choose_policy
from app.store.session import Store, open_store
from app.store.transition import PROGRAM, apply
from app.web import deps
from app.web.main import create_app
from parsers import isolate
from parsers.model import Resume

CHROMIUM = "/usr/bin/chromium"
GOAL_SECONDS = 60
RECRUITER = "recruiter@example.org"
PAGE = {"width": 1280, "height": 900}


def furnish(store: Store, people: int, now: datetime) -> int:
    """Put rejected people of the demo on hold, read and matched as a screening does it; how many."""
    with store.write() as session:
        users.add_user(session, RECRUITER, "Robin Recruiter", "recruiter", now=now)
        connection = models.Connection(
            id=new_id(), name="bench", vendor="generic", base_url="http://127.0.0.1", created_at=now
        )
        session.add(connection)
        session.flush()
        policy = choose_policy(
            session, connection, hold_mode=HoldMode.DELAY, unflagged_policy=UnflaggedPolicy.HOLD_ALL,
            lapse_policy=LapsePolicy.KEEP, chosen_by="bench", now=now,
        )  # fmt: skip
        for each in POSTINGS:
            postings.remember(
                session, connection.id, each.id, title=each.title, text=each.text, requirements=each.requirements,
                now=now,
            )  # fmt: skip
        wanted = (one for one in invent(7, people * 6) if one.truth is Truth.STRONG)
        return sum(_hold(store, session, one, connection, policy, now) for one in islice(wanted, people))


def _hold(
    store: Store, session: Session, person: Person, connection: models.Connection, policy: models.Policy, now: datetime
) -> bool:
    data = resume_file(person)
    read = isolate.parse(data)
    why = reject_reason(person.posting.rule, person.text_seen_by_rule, person.answers)
    if not isinstance(read, Resume) or why is None:
        return False
    posting = postings.remember(session, connection.id, person.posting.id, title="", text="", now=now)
    asked = postings.current(session, posting)
    answers = tuple(person.answers.items())
    found = match(
        read, asked, policy=MatchPolicy("1"), as_of=now.date(), answers=answers, rejection=Said(why.name, why.name),
        title=posting.title,
    )  # fmt: skip
    rejection = _rejection(session, person, posting, policy, why.name, now)
    rejection.strength = strength(found, asked)
    kept = store_resume(session, rejection, read, sha256=blobs.put(store.blobs, data), size=len(data), now=now)
    store_match(session, kept, found, requirements_version=posting.requirements_version, now=now)
    apply(session, rejection, Action.HOLD_MATCH, by=PROGRAM, now=now, until=now + timedelta(days=3))
    return True


def _rejection(
    session: Session, person: Person, posting: models.Posting, policy: models.Policy, rule: str, now: datetime
) -> models.Rejection:
    candidate = models.Candidate(
        id=new_id(), connection_id=policy.connection_id, external_id=f"C{person.number}", name=person.name
    )
    application = models.Application(
        id=new_id(), connection_id=policy.connection_id, external_id=f"A{person.number}", posting_id=posting.id,
        candidate_id=candidate.id, answers=[list(answer) for answer in person.answers.items()],
    )  # fmt: skip
    rejection = models.Rejection(
        id=new_id(), application_id=application.id, connection_id=policy.connection_id, posting_id=posting.id,
        policy_id=policy.id, number=1, origin="auto", rule=rule, in_ats="rejected",
        rejected_at=now - timedelta(minutes=5), received_at=now,
    )  # fmt: skip
    for row in (candidate, application, rejection):
        session.add(row)
        session.flush()
    return rejection


@contextmanager
def served(folder: Path, people: int) -> Iterator[tuple[str, str]]:
    """The product with these people, its address, and the cookie of a recruiter."""
    settings = Settings(data_dir=folder, log_level="warning")
    migrate(settings.database)
    store, now = open_store(settings.database, folder), clock.now()
    furnish(store, people, now)
    with store.write() as session:
        recruiter = session.scalars(select(User).where(User.email == RECRUITER)).one()
        cookie = sessions.start(session, recruiter, now=now)
    server = uvicorn.Server(uvicorn.Config(create_app(settings, store), port=0, log_level="warning"))
    thread = Thread(target=server.run)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    try:
        yield f"http://127.0.0.1:{server.servers[0].sockets[0].getsockname()[1]}", cookie
    finally:
        server.should_exit = True
        thread.join()
        store.close()


def decide(page: Page, number: int) -> tuple[float, float]:
    """One decision; seconds until the next candidate stands there, and until its first page is drawn."""
    page.keyboard.press("n")
    page.keyboard.press("n")
    _await(page, "performance.now() > 520")
    if number % 2:
        key = "r"
    else:
        page.keyboard.press("1")
        key = "x"
    began = time.perf_counter()
    with page.expect_navigation(wait_until="domcontentloaded"):
        page.keyboard.press(key)
    there = time.perf_counter() - began
    _await(page, "[...document.images].every(image => image.complete)")
    return there, time.perf_counter() - began


def _await(page: Page, condition: str) -> None:
    """Ask until it is so: Playwright's own way of waiting needs what the page's policy forbids."""
    while not page.evaluate(condition):
        time.sleep(0.01)


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("--decisions", type=int, default=10)
    wanted = arguments.parse_args().decisions
    with (
        tempfile.TemporaryDirectory() as folder,
        served(Path(folder), wanted + 1) as (origin, cookie),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        context = browser.new_context(base_url=origin, viewport=PAGE)
        context.add_cookies([{"name": deps.COOKIE, "value": cookie, "url": origin}])
        page = context.new_page()
        page.goto("/queue")
        began = time.perf_counter()
        page.get_by_role("button", name="Start reviewing").focus()
        with page.expect_navigation():
            page.keyboard.press("Enter")
        taken = [decide(page, number) for number in range(1, wanted + 1)]
        spent = time.perf_counter() - began
        browser.close()
    there, drawn = zip(*taken, strict=True)
    print(f"{wanted} decisions by keyboard: {spent:.1f} s of machine time (goal below {GOAL_SECONDS} for ten)")
    for what, seconds in (("next candidate there", there), ("its page drawn", drawn)):
        print(f"  {what}: {1000 * min(seconds):.0f} / {1000 * statistics.median(seconds):.0f} / "
              f"{1000 * max(seconds):.0f} ms (min / median / max)")  # fmt: skip
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
