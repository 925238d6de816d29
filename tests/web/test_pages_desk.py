"""The pages of working together: skipping, taking over, asking a hiring manager, and what the queue page teaches."""

import html
from collections.abc import Callable
from datetime import timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from fastapi.testclient import TestClient
from playwright.sync_api import Browser, Page

from app.accounts import sessions, users
from app.lifecycle import State
from app.review.decide import decide
from app.review.lease import claim
from app.store.models import Connection
from app.store.people import User
from app.web import deps
from tests.review.desk import Desk

SignIn = Callable[[User], str]


@pytest.fixture
def kim(desk: Desk, clock) -> User:
    with desk.store.write() as session:
        return users.add_user(session, "kim@example.org", "Kim", "hiring_manager", now=clock.now)


def post(client: TestClient, token: str, path: str, **fields: object) -> object:
    return client.post(path, data={"form_token": token, **fields})


def said(client: TestClient, path: str) -> str:
    return html.unescape(client.get(path).text)


def test_skipping_goes_on_with_the_next(client: TestClient, desk: Desk, sign_in: SignIn, clock) -> None:
    one, two = desk.hold(now=clock.now, strength=0.9), desk.hold(now=clock.now)
    token = sign_in(desk.ana)
    assert post(client, token, "/queue/next").headers["location"] == f"/review/{one}"
    refused = post(client, token, f"/review/{one}/skip")
    assert refused.status_code == 422
    assert "Choose why you skip" in refused.text
    assert (
        post(client, token, f"/review/{one}/skip", skip_reason="known_person").headers["location"] == f"/review/{two}"
    )
    assert "You skipped" in said(client, f"/review/{two}")
    assert post(client, token, f"/review/{one}/claim").status_code == 403
    assert "You said that you know this person" in said(client, f"/review/{one}")
    post(client, token, f"/review/{two}/skip", skip_reason="unjudgeable")
    assert "What is left is for colleagues" in said(client, "/queue")


def test_what_two_people_skipped_is_named(client: TestClient, desk: Desk, sign_in: SignIn, clock, person) -> None:
    one = desk.hold(now=clock.now)
    for user in (desk.ana, desk.ben):
        token = sign_in(user)
        post(client, token, f"/review/{one}/claim")
        post(client, token, f"/review/{one}/skip", skip_reason="not_my_field")
    for path, named in (("/queue", True), ("/queue?skipped=2", True), ("/queue?skipped=2&due=soon", False)):
        assert ("Two people skipped it" in client.get(path).text) is named, path
    token = sign_in(desk.admin)
    page = said(client, post(client, token, "/queue/next").headers["location"])
    assert "Two people skipped it, so admins get it first." in page
    sign_in(person("compliance"))
    assert "not my field" in said(client, f"/records/{one}")


def test_taking_over_and_what_the_former_holder_reads(
    client: TestClient, desk: Desk, sign_in: SignIn, clock, person
) -> None:
    one = desk.hold(now=clock.now)
    with desk.store.write() as session:
        claim(session, one, desk.ana, now=clock.now)
    token = sign_in(desk.ben)
    assert "Ana is at work on it. From 22 Nov 2026, 09:05" in said(client, f"/review/{one}")
    early = post(client, token, f"/review/{one}/take-over", take_over_note="My posting")
    assert early.status_code == 409
    assert "take it over from 22 Nov 2026, 09:05" in early.text
    clock.pass_by(minutes=5)
    assert "Note for Ana" in said(client, f"/review/{one}")
    post(client, token, f"/review/{one}/take-over", take_over_note="My posting")
    token = sign_in(desk.ana)
    refused = post(client, token, f"/review/{one}/decide", action="reinstate")
    assert refused.status_code == 409
    assert "Ben took this over at 22 Nov 2026, 09:05 UTC: “My posting”." in html.unescape(refused.text)
    assert "take the next one" in refused.text
    sign_in(person("compliance"))
    assert "Ben (ben@example.org) took the candidate over from a colleague: My posting" in said(
        client, f"/records/{one}"
    )


def test_a_question_its_answer_and_nothing_beyond(
    client: TestClient, desk: Desk, sign_in: SignIn, clock, kim: User, person
) -> None:
    one, other = desk.hold(now=clock.now, until=clock.now + timedelta(days=4)), desk.hold(now=clock.now)
    token = sign_in(desk.ana)
    post(client, token, f"/review/{one}/claim")
    kept = post(client, token, f"/review/{one}/ask", question="Is Python enough?")
    assert kept.status_code == 422
    assert 'value="Is Python enough?"' in kept.text
    post(client, token, f"/review/{one}/ask", of=kim.id, question="Is Python enough?")
    assert "Withdraw the question to decide now" in said(client, f"/review/{one}")
    assert "A hiring manager is asked until" in said(client, "/queue")

    token = sign_in(kim)
    assert client.get("/").headers["location"] == "/asked"
    assert client.get("/queue").status_code == 403
    assert client.get(f"/review/{other}").status_code == 404
    address = client.get(f"/review/{one}").headers["location"]
    assert address in client.get("/asked").text
    page = said(client, address)
    assert "Is Python enough?" in page
    assert "<mark>Python</mark>" in page
    assert not any(word in page for word in ("Maren", "Reinstate<", "/decide", "Original file", 'href="/queue"'))
    assert client.get(f"/review/{one}/file").status_code == 403
    refused = post(client, token, f"{address}/answer", action="uphold")
    assert "Say why not" in refused.text
    post(client, token, f"{address}/answer", action="uphold", requirement=desk.requirement_ids[:1], note="Too long ago")
    assert "Your answer is with the recruiters" in said(client, "/asked")
    assert client.get(address).status_code == 409

    token = sign_in(desk.ana)
    page = said(client, f"/review/{one}")
    assert "Kim: Would not" in page
    assert "Too long ago" in page
    assert desk.row(one).state == State.HELD
    sign_in(person("compliance"))
    record = said(client, f"/records/{one}")
    assert "asked a hiring manager: Kim: Is Python enough?" in record
    assert "read the candidate's page, being asked about it" in record
    assert "answered the question: would not talk to this person; Too long ago" in record


def test_recruiters_withdraw_and_hiring_managers_change_nothing_else(
    client: TestClient, desk: Desk, sign_in: SignIn, clock, kim: User
) -> None:
    one = desk.hold(now=clock.now, until=clock.now + timedelta(days=4))
    token = sign_in(desk.ana)
    post(client, token, f"/review/{one}/claim")
    post(client, token, f"/review/{one}/ask", of=kim.id, question="Well?")
    token = sign_in(kim)
    question = client.get(f"/review/{one}").headers["location"].removeprefix("/asked/")
    for path in ("claim", "decide", "skip", "take-over", "ask", "withdraw", "hold", "put-back"):
        assert post(client, token, f"/review/{one}/{path}", question_id=question).status_code == 403, path
    token = sign_in(desk.ben)
    assert client.get("/asked").status_code == 403
    post(client, token, f"/review/{one}/withdraw", question_id=question)
    assert "The question is withdrawn" in said(client, f"/review/{one}")
    assert desk.row(one).asked_until is None


def test_forms_without_their_token_change_nothing(client: TestClient, desk: Desk, sign_in: SignIn, clock, kim) -> None:
    one = desk.hold(now=clock.now)
    sign_in(desk.ana)
    for form in ("skip", "take-over", "ask", "withdraw"):
        assert client.post(f"/review/{one}/{form}").status_code == 403, form
    sign_in(kim)
    assert client.post(f"/asked/{one}/answer").status_code == 403


def test_the_empty_queue_teaches(client: TestClient, desk: Desk, sign_in: SignIn, clock) -> None:
    token = sign_in(desk.ana)
    assert "Nobody had to be decided on today." in said(client, "/queue")
    one = desk.hold(now=clock.now)
    assert "Start reviewing (1)" in said(client, "/queue")
    assert "Nobody who waits fits what you chose." in said(client, "/queue?due=soon&holder=&skipped=")
    with desk.store.write() as session:
        claim(session, one, desk.ana, now=clock.now)
        decide(session, one, desk.ana, action="reinstate", now=clock.now)
    assert "Today 1 were reinstated and 0 rejections upheld." in said(client, "/queue")
    with desk.store.write() as session:
        session.get_one(Connection, desk.connection_id).active = False
    assert "Nothing is connected yet" in said(client, "/queue")
    assert "Nobody waits" in said(client, post(client, token, "/queue/next").headers["location"])


def test_the_filters_stay_in_the_address_of_further_pages(
    client: TestClient, desk: Desk, sign_in: SignIn, clock
) -> None:
    for _ in range(51):
        desk.hold(now=clock.now, until=clock.now + timedelta(hours=3))
    sign_in(desk.ana)
    page = said(client, "/queue?due=soon&holder=nobody")
    assert "/queue?due=soon&holder=nobody&cursor=" in page
    assert '<option value="soon" selected>' in page


@pytest.mark.parametrize(
    "path", ["/queue?due=x", "/queue?skipped=9", "/queue?holder=x", "/asked?cursor=%00", "/asked/x"]
)
def test_foreign_addresses_are_refused_kindly(client: TestClient, desk: Desk, sign_in: SignIn, kim, path: str) -> None:
    sign_in(kim if path.startswith("/asked") else desk.ana)
    answer = client.get(path)
    assert answer.status_code in {404, 422}
    assert "<h1>" in answer.text


@pytest.mark.browser
@pytest.mark.parametrize(("width", "scheme"), [(1280, "light"), (320, "dark")])
def test_a_question_in_two_browsers_without_javascript_for_everybody(
    browser: Browser, origin: str, desk: Desk, kim: User, clock, width: int, scheme: str
) -> None:
    for days in (1, 4):
        desk.hold(now=clock.now, until=clock.now + timedelta(days=days))

    def opened(user: User) -> Page:
        context = browser.new_context(
            base_url=origin, color_scheme=scheme, viewport={"width": width, "height": 900}, java_script_enabled=False
        )
        with desk.store.write() as session:
            cookie = sessions.start(session, user, now=clock.now)
        context.add_cookies([{"name": deps.COOKIE, "value": cookie, "url": origin}])
        return context.new_page()

    recruiter, manager = opened(desk.ana), opened(kim)
    recruiter.goto("/queue")
    look(recruiter)
    recruiter.get_by_role("button", name="Start reviewing (2)").click()
    look(recruiter)
    recruiter.get_by_role("link", name="Skip", exact=True).click()
    assert recruiter.get_by_role("button", name="I know this person").is_visible()
    recruiter.get_by_role("link", name="Ask", exact=True).click()
    recruiter.get_by_label("Question").fill("Is Python enough?")
    recruiter.get_by_role("button", name="Ask", exact=True).click()
    recruiter.get_by_role("status").get_by_text("Asked about Candidate").wait_for()
    manager.goto("/")
    look(manager)
    manager.get_by_role("link", name="Candidate").click()
    look(manager)
    manager.get_by_label("1. Python").check()
    manager.get_by_role("button", name="I would talk to this person").click()
    look(manager)
    manager.get_by_text("Would talk to this person").wait_for()
    for page in (recruiter, manager):
        page.context.close()


def look(page: Page) -> None:
    """Axe needs JavaScript of its own, so the same page is opened where it may run."""
    context = page.context.browser.new_context(viewport=page.viewport_size, storage_state=page.context.storage_state())
    twin = context.new_page()
    twin.goto(page.url)
    for details in twin.locator("details.longer summary").all():
        details.click()
    found = Axe().run(twin)
    assert found.violations_count == 0, found.generate_report()
    assert twin.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{page.url} scrolls sideways"
    context.close()
