"""The review page as somebody uses it: marks on the page image, keys, the lease that runs down; also without script."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from app.demo.people import Layout
from app.demo.resumes import resume_file
from app.lifecycle import State
from app.postings.two_step import choose
from app.review.lease import claim
from app.store.people import User
from parsers.read import read
from tests.review.desk import Desk
from tests.review.test_sheets import give, person_with
from tests.web.eyes import look

pytestmark = pytest.mark.browser
Open = Callable[..., Page]
WIDE = {"width": 1280, "height": 700}


@pytest.fixture
def held(desk: Desk, clock) -> list[str]:
    """Two candidates with a real PDF; Ana has the first one open."""
    data = resume_file(person_with(Layout.PDF))
    ids = [desk.hold(now=clock.now) for _ in range(2)]
    for one in ids:
        give(desk, one, read(data), data)
    with desk.store.write() as session:
        claim(session, ids[0], desk.ana, now=clock.now)
    return ids


def opened(ana_s_browser: Open, path: str, faults: list[str], **options: object) -> Page:
    """The page with its pictures and scripts; whatever the browser complains of goes to ``faults``."""
    page = ana_s_browser("/queue", **{"viewport": WIDE} | options)
    page.on("console", lambda message: faults.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(path, wait_until="load")
    return page


def visible(page: Page, label: str) -> Locator:
    """The first one that is shown: each quotation has a link for every view, and may be quoted twice."""
    return page.get_by_label(label).locator("visible=true").first


def pressed(page: Page, key: str) -> None:
    """A key that leads to another page, once its keys work."""
    page.wait_for_timeout(550)
    with page.expect_navigation():
        page.keyboard.press(key)


def test_two_candidates_by_keyboard(ana_s_browser: Open, desk: Desk, held: list[str]) -> None:
    faults: list[str] = []
    page = opened(ana_s_browser, f"/review/{held[0]}", faults)
    for key, mark in (("n", "p1"), ("n", "p2"), ("p", "p1")):
        page.keyboard.press(key)
        expect(page.locator(f"#{mark}")).to_be_focused()
        expect(page.locator(f"#q{mark[1]}")).to_have_class("evidence here")
    page.keyboard.press("Enter")  # a link: back to the requirement
    expect(page).to_have_url(re.compile("#q1$"))
    page.wait_for_timeout(550)
    page.keyboard.press("x")
    expect(page.locator("[data-spoken]")).to_contain_text("Say what it rests on first")
    page.keyboard.press("/")
    page.keyboard.type("Rx1?")
    expect(page.get_by_label("Note for the ATS")).to_have_value("Rx1?")
    page.keyboard.press("Enter")  # must not press the first button
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")  # a free note goes with "another reason" only
    page.keyboard.press("Escape")
    page.keyboard.press("2")
    expect(page.locator("[data-rests]")).to_have_text("Rests on: 2.")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_contain_text("Uphold the rejection")
    page.keyboard.press("r")  # dead while the list is open
    page.keyboard.press("Escape")
    assert desk.row(held[0]).state == State.HELD
    pressed(page, "x")
    assert page.url.endswith(f"/review/{held[1]}?after={held[0]}")
    assert desk.row(held[0]).state == State.UPHELD
    look(page)
    pressed(page, "u")
    assert page.url.endswith(f"/review/{held[0]}")
    assert desk.row(held[0]).state == State.HELD
    assert faults == []


def test_who_switched_keys_off_has_none(ana_s_browser: Open, desk: Desk, held: list[str]) -> None:
    with desk.store.write() as session:
        session.get_one(User, desk.ana.id).shortcuts = False
    page = opened(ana_s_browser, f"/review/{held[0]}", [])
    page.wait_for_timeout(550)
    for key in "r1?":
        page.keyboard.press(key)
    page.wait_for_timeout(300)
    assert page.get_by_role("checkbox", checked=True).count() == 0
    assert desk.row(held[0]).state == State.HELD


def test_marks_lead_into_what_is_open_and_stay_in_sight(ana_s_browser: Open, held: list[str]) -> None:
    page = opened(ana_s_browser, f"/review/{held[0]}", [])
    visible(page, "Quotation 1: show in the resume").click()
    expect(page).to_have_url(re.compile("#p1$"))
    mark, bar = page.locator("#p1").bounding_box(), page.locator(".decide").bounding_box()
    assert mark
    assert bar
    assert mark["y"] + mark["height"] <= bar["y"]
    page.get_by_text("Text", exact=True).click()
    visible(page, "Quotation 1: show in the resume").click()
    expect(page).to_have_url(re.compile("#m1$"))
    expect(page.locator("#m1")).to_be_focused()
    page.reload()  # the choice of view is kept
    expect(page.locator(".pane-text")).to_be_visible()


def test_page_text_and_answers_without_javascript(ana_s_browser: Open, held: list[str]) -> None:
    page = ana_s_browser(f"/review/{held[0]}", java_script_enabled=False, viewport=WIDE)
    panes = {name: page.locator(f".pane-{name}") for name in ("page", "text", "answers")}
    for chosen, label in (("page", ""), ("text", "Text"), ("answers", "Form answers (1)"), ("page", "Page")):
        if label:
            page.get_by_text(label, exact=True).click()
        assert {name for name, pane in panes.items() if pane.is_visible()} == {chosen}
    visible(page, "Quotation 1: show in the resume").click()
    assert page.locator(":target").get_attribute("id") == "p1"
    page.goto(f"{page.url.partition('#')[0]}#m1")
    assert panes["text"].is_visible()


def test_a_narrow_window_begins_with_the_text(ana_s_browser: Open, held: list[str]) -> None:
    page = opened(ana_s_browser, f"/review/{held[0]}", [], viewport={"width": 400, "height": 800})
    assert page.locator(".pane-text").is_visible()
    assert not page.locator(".pane-page").is_visible()


def test_the_end_of_a_lease_is_said_and_one_key_moves_it(
    ana_s_browser: Open, desk: Desk, held: list[str], clock
) -> None:
    desk.policy(lease_seconds=40)
    with desk.store.write() as session:
        claim(session, held[0], desk.ana, now=clock.now)
    page = opened(ana_s_browser, f"/review/{held[0]}", [])
    expect(page.locator("[data-spoken]")).to_contain_text("less than a minute")
    desk.policy(lease_seconds=600)
    page.keyboard.press("e")
    expect(page.locator("[data-open]")).to_contain_text("Open for you for 10:00")
    expect(page.locator("[data-spoken]")).to_be_empty()
    clock.pass_by(hours=1)
    page.keyboard.press("e")
    expect(page.locator("[data-spoken]")).to_contain_text("not open for you any more")


def test_a_lease_is_counted_and_kept_while_one_judges_alone(
    ana_s_browser: Open, desk: Desk, held: list[str], clock
) -> None:
    with desk.store.write() as session:
        choose(session, desk.row(held[0]).posting_id, two_step=True, now=clock.now)
    faults: list[str] = []
    page = opened(ana_s_browser, f"/review/{held[0]}", faults)
    expect(page.get_by_role("button", name="I would talk to this person")).to_be_visible()
    expect(page.locator("[data-open]")).to_contain_text("Open for you for")
    with page.expect_response("**/beat") as beat:
        page.keyboard.press("e")
    assert beat.value.ok
    for key, label in (("q", "There are no hiring managers yet"), ("s", "I know this person")):
        page.keyboard.press(key)
        expect(page.get_by_text(label)).to_be_visible()
    page.keyboard.press("?")
    for words in ("Ask", "Skip", "I would talk to this person"):
        expect(page.get_by_role("dialog", name="Keys")).to_contain_text(words)
    look(page)
    page.keyboard.press("Escape")
    pressed(page, "r")
    expect(page.get_by_role("button", name="Reinstate")).to_be_visible()
    page.get_by_role("button", name="Put back").click()
    expect(page.get_by_role("status")).to_contain_text("is back in the queue")
    assert desk.row(held[0]).state == State.HELD
    assert not faults


SMALL = """[...document.querySelectorAll(".decide :is(a, button, input, select):not([type=hidden])")]
    .map((one) => one.getBoundingClientRect())
    .filter((box) => box.width && (box.width < 24 || box.height < 24)).length"""


@pytest.mark.parametrize("language", ["en", "de"])
def test_the_bar_is_low_and_nothing_in_it_is_too_small_to_hit(
    ana_s_browser: Open, desk: Desk, held: list[str], clock, language: str
) -> None:
    page = opened(ana_s_browser, f"/review/{held[0]}", [], viewport={"width": 1280, "height": 900}, locale=language)
    for two_step, words in ((False, ("Reinstate", "Wieder aufnehmen")), (True, ("I would not", "Ich würde nicht"))):
        with desk.store.write() as session:
            choose(session, desk.posting_id, two_step=two_step, now=clock.now)
        page.reload()
        expect(page.get_by_role("button", name=words[language == "de"])).to_be_visible()
        assert page.locator(".decide").bounding_box()["height"] <= 96
        assert page.evaluate(SMALL) == 0


@pytest.mark.parametrize("language", ["en", "de"])
def test_nothing_is_wider_than_a_narrow_window(ana_s_browser: Open, held: list[str], language: str) -> None:
    page = opened(ana_s_browser, f"/review/{held[0]}", [], viewport={"width": 320, "height": 900}, locale=language)
    look(page)


def test_keys_still_decide_after_those_that_leave_the_page_standing(
    ana_s_browser: Open, desk: Desk, held: list[str]
) -> None:
    page = opened(ana_s_browser, f"/review/{held[0]}", [])
    with page.expect_response("**/beat"):
        page.keyboard.press("e")
    page.keyboard.press("?")
    page.get_by_role("button", name="Close").click()
    pressed(page, "r")
    assert desk.row(held[0]).state == State.REINSTATED


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_the_page_image_is_for_everybody(
    ana_s_browser: Open, desk: Desk, held: list[str], theme: str, width: int
) -> None:
    """In the theme that the person chose, whatever the system has."""
    with desk.store.write() as session:
        session.get_one(User, desk.ana.id).theme = theme
    other = "dark" if theme == "light" else "light"
    page = opened(ana_s_browser, f"/review/{held[0]}", [], viewport={"width": width, "height": 900}, color_scheme=other)
    assert page.evaluate("getComputedStyle(document.documentElement).colorScheme") == theme
    for view in ("Page", "Text", "Form answers (1)"):
        page.get_by_text(view, exact=True).click()
        look(page)
    if width > 1000:
        page.keyboard.press("?")
        look(page)
