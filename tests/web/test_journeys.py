"""A day of each of those who work with Second Look, in a real browser and in their words."""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select
from typer.testing import CliRunner

from app.accounts import sessions
from app.cli.main import build
from app.lifecycle import Action, State
from app.pseudonym import pseudonym
from app.review.decide import decide
from app.review.lease import claim
from app.store.models import OutboxItem
from app.store.people import User
from app.web import deps
from parsers.read import read
from tests.journeys.stage import SECRET, Stage
from tests.review.desk import Desk
from tests.web.conftest import Clock
from tests.web.eyes import look

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
MAIL_SECONDS = 3.0


def pressed(page: Page, key: str) -> None:
    """A key that leads to another page, once its keys work."""
    page.wait_for_timeout(550)
    with page.expect_navigation():
        page.keyboard.press(key)


class Installed(Stage):
    """The product as it is after the installation: nobody is in, nothing is connected; a stand-in ATS beside it."""

    def _set_up(self) -> None:
        self.run_ats()

    @property
    def environment(self) -> dict[str, str]:
        return super().environment | {"ATS_TOKEN": "demo-token", "PYTHONUNBUFFERED": "1"}

    def typed(self, *words: str) -> None:
        """What somebody types on the server. In this process: a new one takes longer than the ATS keeps its mail."""
        ended = CliRunner().invoke(build(), words, env=self.environment)
        assert ended.exit_code == 0, ended.output + str(ended.exception)

    def first_link(self) -> str:
        """What the start prints for the first admin."""
        found = re.search(r"(/sign-in/link\?token=\S+)", (self.folder / "logs.txt").read_text())
        return found[1] if found else ""


@pytest.fixture
def installed(sqlite_url: str, tmp_path: Path) -> Iterator[Installed]:
    stage = Installed(sqlite_url, tmp_path, people=20, mail_delay=MAIL_SECONDS)
    yield stage
    stage.close()


def test_an_integrator_comes_from_nothing_to_the_first_person_with_evidence(installed: Installed, page: Page) -> None:
    stage, origin = installed, f"http://127.0.0.1:{installed.port}"
    stage.start_all()
    stage.wait(stage.first_link, "the first admin's link")
    stage.wait(stage.http_answers, "the web to answer")
    page.goto(origin + stage.first_link())
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Nothing is connected yet")).to_be_visible()
    expect(page.get_by_text("second-look connect")).to_be_visible()
    for place, teaches in (
        ("Postings", "No postings yet"),
        ("Night", "No night yet"),
        ("Settings", "No connection yet"),
    ):
        page.get_by_role("link", name=place, exact=True).click()
        expect(page.get_by_role("heading", name=teaches)).to_be_visible()

    (stage.folder / "secret").write_text(SECRET)
    choices = ["--mode", "delay", "--unflagged", "hold_all", "--lapse", "keep", "--chosen-by", "Ada Admin"]
    where = ["--vendor", "generic", "--base-url", f"{stage.ats}/generic", "--token-env", "ATS_TOKEN"]
    secret = ["--secret-file", str(stage.folder / "secret")]
    stage.typed("connect", "--name", "works", *where, *secret, *choices)
    page.reload()
    expect(page.get_by_text("takes nothing yet")).to_be_visible()
    page.get_by_role("link", name="works").click()
    expect(page.get_by_text("Delay mode needs a hold test that passed")).to_be_visible()
    dummy = stage.rejected_one()
    stage.typed("hold-test", "works", "--application", dummy, "--wait", f"{MAIL_SECONDS + 1:g}")
    page.reload()
    expect(page.get_by_text("passed", exact=True)).to_be_visible()

    stage.ats_post("/admin/subscribe", dialect="generic", url=f"{origin}/hooks/works", secret=SECRET)
    stage.ats_post("/admin/publish")
    stage.apply("generic", 10)
    stage.come_to_rest()
    page.get_by_role("link", name="Queue").click()
    page.get_by_role("button", name="Start reviewing").click()
    expect(page.get_by_role("heading", name="What the posting asks for")).to_be_visible()
    expect(page.locator("mark").first).to_be_attached()


def test_a_recruiter_empties_the_queue_by_keyboard(ana_s_browser: Open, desk: Desk, clock: Clock) -> None:
    """Decide, take it back with one key, skip with a reason, ask; at the end the queue says why it is empty."""
    with desk.store.write() as session:
        session.add(User(email="kim@example.org", name="Kim", role="hiring_manager", created_at=clock.now))
    one, two, three = (desk.hold(now=clock.now, strength=strength) for strength in (0.9, 0.5, 0.1))
    page = ana_s_browser("/queue")
    page.get_by_role("button", name="Start reviewing (3)").click()
    expect(page).to_have_url(re.compile(one))
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(550)
    page.keyboard.press("1")
    expect(page.locator("[data-rests]")).to_have_text("Rests on: 1.")
    pressed(page, "x")
    assert desk.row(one).state == State.UPHELD
    pressed(page, "u")
    assert desk.row(one).state == State.HELD
    with desk.store.read() as session:
        told = session.scalars(select(OutboxItem).where(OutboxItem.decision_id.is_not(None))).all()
    assert {item.status for item in told} == {"cancelled"}  # nothing was sent
    pressed(page, "r")
    assert desk.row(one).state == State.REINSTATED
    expect(page).to_have_url(re.compile(two))

    page.wait_for_timeout(550)
    page.keyboard.press("s")
    page.get_by_role("button", name="I cannot judge").click()
    expect(page).to_have_url(re.compile(three))
    page.wait_for_timeout(550)
    page.keyboard.press("q")
    page.get_by_label("Question").fill("Would seven years on railways do?")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="Queue")).to_be_visible()
    page.get_by_role("button", name="Start reviewing").click()
    expect(page.get_by_role("status").first).to_contain_text("What is left is for colleagues")
    look(page)


@pytest.fixture
def auditor(browser: Browser, origin: str, desk: Desk, clock: Clock, person) -> Iterator[Page]:
    context, colleague = browser.new_context(base_url=origin), person("compliance")
    with desk.store.write() as session:
        cookie = sessions.start(session, colleague, now=clock.now)
    context.add_cookies([{"name": deps.COOKIE, "value": cookie, "url": origin}])
    yield context.new_page()
    context.close()


def test_compliance_proves_who_looked_on_what_evidence_under_which_version(
    auditor: Page, desk: Desk, clock: Clock, tmp_path: Path
) -> None:
    one = desk.hold(now=clock.now)
    with desk.store.write() as session:
        claim(session, one, desk.ana, now=clock.now)
        clock.pass_by(seconds=50)
        decide(
            session, one, desk.ana, action=Action.UPHOLD, requirement_ids=desk.requirement_ids[1:], now=clock.now
        )  # fmt: skip
    asked = {
        "who looked": "ana@example.org", "when": "09:00", "quoted": "Python", "missing": "not found",
        "on what it rests": "German at level B2", "the rule": "German = No", "the policy's version": "version 2",
        "the requirements' version": "requirements version 1", "the comparison's version": "matcher 1",
    }  # fmt: skip
    page = auditor
    page.goto("/")
    page.get_by_role("link", name="Records").click()
    page.get_by_label("Application id").fill(pseudonym(one))  # the name that the queue shows
    page.get_by_role("button", name="Look up").click()
    page.get_by_role("link", name=pseudonym(one)).click()
    shown = page.locator("main").inner_text()
    assert {what for what, words in asked.items() if words not in shown} == set()

    with page.expect_download() as download:
        page.get_by_role("link", name="JSON").click()
    exported = json.loads(Path(download.value.path()).read_text())
    assert exported["match"]["evidence"][0]["quotes"] == ["Python"]
    printed = tmp_path / "record.pdf"
    page.pdf(path=printed, format="A4")
    paper = " ".join(line.text for line in read(printed.read_bytes()).document.lines)
    paper = re.sub(r"\s+", " ", paper)
    assert {what for what, words in asked.items() if words not in paper} == set()
