"""The review pages in a real browser: without JavaScript, by keyboard, for everybody's eyes."""

import json
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient
from playwright.sync_api import Page
from sqlalchemy import select, update

from app.demo.people import Layout, invent
from app.demo.resumes import resume_file
from app.lifecycle import Action, HoldMode, State
from app.pseudonym import pseudonym
from app.review.decide import decide
from app.review.lease import claim
from app.store.models import Posting, Resume, TermRuling
from app.store.people import User
from app.web.pages.times import time_left
from parsers.read import read
from parsers.wire import encode
from tests.review.desk import NOW, Desk
from tests.web.eyes import look


@pytest.mark.browser
def test_a_decision_by_keyboard_without_javascript(ana_s_browser, desk: Desk, clock) -> None:
    one = desk.hold(now=clock.now)
    page = ana_s_browser("/queue", java_script_enabled=False)
    press(page, "Start reviewing (1)")
    assert page.url.endswith(f"/review/{one}")
    assert "Maren" not in page.content()
    page.get_by_label("My decision rests on this: Python").focus()
    page.keyboard.press("Space")
    page.get_by_label("Note for the ATS").focus()
    page.keyboard.type("Seven years of it.")
    press(page, "Reinstate")
    assert page.get_by_role("heading", level=1).inner_text() == "Reinstated"
    assert "Maren" not in page.content()  # not before the decision is final
    assert desk.row(one).state == State.REINSTATED
    press(page, "Undo (30 s)")
    assert page.get_by_role("status").inner_text().startswith("Undone.")
    page.get_by_label("Other reason").select_option("other")
    press(page, "Uphold the rejection")
    assert "needs a note" in page.get_by_role("alert").inner_text()
    assert page.get_by_label("Other reason").input_value() == "other"
    page.get_by_label("Other reason").select_option("")
    page.get_by_label("My decision rests on this: German").focus()
    page.keyboard.press("Space")
    press(page, "Uphold the rejection")
    assert desk.row(one).state == State.UPHELD
    press(page, "Next candidate")
    assert "Nobody waits for a second look" in page.get_by_role("status").inner_text()


def press(page: Page, button: str) -> None:
    page.get_by_role("button", name=button).focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")


@pytest.mark.browser
def test_why_it_was_missed_and_a_word_about_terms_without_javascript(ana_s_browser, desk: Desk, clock) -> None:
    one = desk.hold(now=clock.now)
    page = ana_s_browser(f"/review/{one}", java_script_enabled=False)
    why = page.get_by_role("region", name="Why the rule may have missed this")
    assert "1 of 2 must-haves with evidence, 1 not found." in why.inner_text()
    form, resume = why.get_by_role("definition").all()
    assert form.inner_text() == "Do you speak German? No"
    assert "PostgreSQL" in resume.inner_text()
    assert "Had the answer been yes" in why.inner_text()
    why.get_by_role("link", name="Quotation 2: show in the resume").first.click()
    assert page.locator(":target").inner_text() == "2"
    page.get_by_text("Say whether two terms mean the same").click()
    assert page.get_by_label("In the posting or rule").input_value() == "sql"
    with page.expect_navigation():
        page.get_by_role("button", name="The same", exact=True).click()
    assert page.get_by_role("status").inner_text().startswith("Noted.")
    with desk.store.read() as session:
        row = session.scalars(select(TermRuling)).one()
    assert (row.term, row.form, row.same, row.said_by) == ("sql", "PostgreSQL", True, "ana@example.org")
    assert row.accepted_at is None


@pytest.mark.browser
def test_marks_lead_both_ways_and_stay_visible(ana_s_browser, desk: Desk, clock) -> None:
    one = desk.hold(now=clock.now)
    with desk.store.write() as session:
        claim(session, one, desk.ana, now=clock.now)
    page = ana_s_browser(f"/review/{one}", viewport={"width": 1280, "height": 600})
    page.get_by_label("Quotation 1: show in the resume").last.click()
    assert page.url.endswith("#m1")
    mark, bar = page.locator("#m1").bounding_box(), page.locator(".decide").bounding_box()
    assert mark
    assert bar
    assert mark["y"] + mark["height"] <= bar["y"]
    page.locator("#m1").click()
    assert page.url.endswith("#q1")


@pytest.mark.browser
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_every_page_is_for_everybody(ana_s_browser, desk: Desk, clock, scheme: str, width: int) -> None:
    waits = desk.hold(now=clock.now)
    desk.hold(Action.HOLD_UNREADABLE, now=clock.now, until=clock.now)
    desk.hold(now=clock.now, posting_id=desk.posting("Nurse, nights, and a very long title for a narrow window"))
    with desk.store.write() as session:
        claim(session, waits, desk.ana, now=clock.now)
    page = ana_s_browser(f"/review/{waits}", color_scheme=scheme, viewport={"width": width, "height": 900})
    look(page)
    page.get_by_role("button", name="Uphold the rejection").click()
    look(page)
    page.get_by_role("button", name="Reinstate").click()
    look(page)
    for path in ("/queue", "/decided"):
        page.goto(path)
        look(page)


def test_a_control_s_page_is_its_twin_s_page(client: TestClient, desk: Desk, sign_in, clock) -> None:
    ids = ["0190aaaa-0000-7000-8000-00000000000" + digit for digit in "12"]
    desk.hold(rejection_id=ids[0], now=clock.now, strength=0.9)
    desk.hold(Action.HOLD_CONTROL, rejection_id=ids[1], now=clock.now, strength=0.1)
    sign_in(desk.ana)
    pages = [client.get(f"/review/{one}").text.replace(one, "ID").replace(pseudonym(one), "CODE") for one in ids]
    assert pages[0] == pages[1]
    assert "control" not in pages[0].lower()


def test_a_form_without_its_token_changes_nothing(client: TestClient, desk: Desk, sign_in, clock) -> None:
    one = desk.hold(now=clock.now)
    sign_in(desk.ana)
    for form in ("claim", "keep-open", "put-back", "hold", "decide", "undo"):
        assert client.post(f"/review/{one}/{form}", data={"action": "reinstate"}).status_code == 403, form
    assert client.post("/queue/next").status_code == 403
    assert desk.row(one).lease_by is None


def test_the_original_file_is_only_handed_out(client: TestClient, desk: Desk, sign_in, clock) -> None:
    one = desk.hold(now=clock.now)
    token = sign_in(desk.ana)
    assert client.get(f"/review/{one}/file").status_code == 403
    client.post(f"/review/{one}/claim", data={"form_token": token})
    answer = client.get(f"/review/{one}/file")
    assert answer.content.startswith(b"%PDF")
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith("attachment;")
    assert "sandbox" in answer.headers["content-security-policy"]
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize(
    "path", ["/review/x", "/review/%00", "/queue?cursor=x", "/queue?posting=%00", "/decided?cursor=%00"]
)
def test_foreign_addresses_are_refused_kindly(client: TestClient, desk: Desk, sign_in, path: str) -> None:
    sign_in(desk.ana)
    answer = client.get(path)
    assert answer.status_code in {404, 422}
    assert "<h1>" in answer.text


def test_compliance_reads_and_does_not_decide(client: TestClient, desk: Desk, sign_in, clock, person) -> None:
    one = desk.hold(now=clock.now)
    reader: User = person("compliance")
    token = sign_in(reader)
    text = client.get(f"/review/{one}").text
    assert "Open to decide" not in text
    assert client.post(f"/review/{one}/claim", data={"form_token": token}).status_code == 403


def test_who_comes_second_reads_who_has_it(client: TestClient, desk: Desk, sign_in, clock) -> None:
    one = desk.hold(now=clock.now)
    with desk.store.write() as session:
        claim(session, one, desk.ben, now=clock.now)
    token = sign_in(desk.ana)
    assert "Ben has this candidate open until" in client.get(f"/review/{one}").text
    refused = client.post(f"/review/{one}/decide", data={"form_token": token, "action": "reinstate"})
    assert refused.status_code == 409
    assert desk.row(one).state == State.HELD


def test_a_posting_that_was_not_understood_is_shown_in_full(client: TestClient, desk: Desk, sign_in, clock) -> None:
    unclear = desk.posting("Nurse, nights")
    with desk.store.write() as session:
        for posting_id in (unclear, desk.posting_id):
            session.get_one(Posting, posting_id).text = "We are looking for somebody <b>kind</b>."
    waits = [
        desk.hold(Action.HOLD_UNCLEAR_POSTING, now=clock.now, posting_id=unclear, findings=()),
        desk.hold(now=clock.now),
    ]
    sign_in(desk.ana)
    pages = [client.get(f"/review/{one}").text for one in waits]
    assert all("somebody &lt;b&gt;kind" in shown for shown in pages)
    assert [shown.count('class="posting" open') for shown in pages] == [1, 0]


def test_a_resume_that_could_not_be_fetched_is_not_called_unreadable(
    client: TestClient, desk: Desk, sign_in, clock
) -> None:
    one = desk.hold(Action.HOLD_UNREADABLE, now=clock.now)
    sign_in(desk.ana)
    assert "could not read this resume" in client.get(f"/review/{one}").text
    with desk.store.write() as session:
        session.execute(update(Resume).where(Resume.rejection_id == one).values(sha256=""))
    for path in ("/queue", f"/review/{one}"):
        assert "The original file could not be fetched" in client.get(path).text
        assert "could not read this resume" not in client.get(path).text


def test_what_nobody_sees_in_a_file_is_told_without_a_verdict(client: TestClient, desk: Desk, sign_in, clock) -> None:
    """With the person of the demo who has the posting's words in white below the resume."""
    person = next(person for person in invent(1, 60) if person.layout is Layout.PDF_UNSEEN)
    one = desk.hold(now=clock.now)
    stored = json.loads(encode(read(resume_file(person))))
    with desk.store.write() as session:
        session.execute(update(Resume).where(Resume.rejection_id == one).values(content=stored))
    sign_in(desk.ana)
    page = client.get(f"/review/{one}").text
    assert "The file contains text that is not visible on the page." in page
    assert "that a reader of the page would not see" in page
    assert "It counted for nothing in the comparison." in page
    assert "white on white: “python, backend" in page
    assert not any(word in page.casefold() for word in ("cheat", "trick", "fraud", "manipul", "suspicious", "stuffing"))


def test_reverse_mode_holds_nothing_and_says_so(client: TestClient, desk: Desk, sign_in, clock) -> None:
    desk.policy(hold_mode=HoldMode.REVERSE)
    one = desk.hold(now=clock.now)
    sign_in(desk.ana)
    shown = client.get(f"/review/{one}").text
    assert "its mail has left" in shown
    assert "Hold the rejection longer" not in shown
    queue = client.get("/queue").text
    assert "1 candidate waits" in queue
    assert "held" not in queue


def test_the_queue_counts_what_waits_and_what_was_done(client: TestClient, desk: Desk, sign_in, clock) -> None:
    one = desk.hold(now=clock.now)
    desk.hold(now=clock.now)
    with desk.store.write() as session:
        claim(session, one, desk.ana, now=clock.now)
        decide(session, one, desk.ana, action=Action.REINSTATE, now=clock.now)
    sign_in(desk.ana)
    assert "1 candidate waits. 1 of 10 decided today." in client.get("/queue").text


@pytest.mark.parametrize(
    ("left", "words"),
    [
        (timedelta(), "time is over"),
        (timedelta(minutes=42), "42 min left"),
        (timedelta(hours=7, minutes=5), "7 h left"),
        (timedelta(days=1), "1 working day left"),
        (timedelta(days=6), "4 working days left"),  # Wednesday to Tuesday.
    ],
)
def test_time_left_counts_as_people_at_work_do(left: timedelta, words: str) -> None:
    assert time_left(NOW + left, NOW) == words
