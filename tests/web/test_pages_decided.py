"""The pages around a decision: two people, two steps, stages, reversal, the band, the list and its filters."""

import re
import socket
import threading
from collections.abc import Callable, Iterator
from datetime import timedelta

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from fastapi import FastAPI
from fastapi.testclient import TestClient
from playwright.sync_api import Page

from app.accounts import sessions, users
from app.lifecycle import Action, HoldMode, State
from app.pseudonym import pseudonym
from app.review.decide import decide
from app.review.lease import claim
from app.store.models import Connection, Posting
from app.store.people import User
from app.web import deps
from tests.nights import audited
from tests.review.desk import Desk


@pytest.fixture
def post(client: TestClient, sign_in: Callable[[User], str]) -> Callable[..., object]:
    """Sign in as somebody and send a form; the status and the page that follows."""

    def send(user: User, path: str, **form: str) -> tuple[int, str]:
        answer = client.post(path, data={"form_token": sign_in(user), **form})
        text = client.get(answer.headers["location"]).text if answer.status_code == 303 else answer.text
        return answer.status_code, text

    return send


def opened(desk: Desk, user: User, clock, *, two_step: bool = False) -> str:
    one = desk.hold(now=clock.now)
    with desk.store.write() as session:
        session.get_one(Posting, desk.posting_id).two_step = two_step
        claim(session, one, user, now=clock.now)
    return one


def reversal_form(page: str) -> str:
    return re.findall(r'action="(/review/[0-9a-f-]+/reverse/[0-9a-f-]+)"', page)[0]


def test_two_people_decide_and_neither_page_tells_before(client, desk: Desk, post, sign_in, clock) -> None:
    desk.policy(second_review_share=1.0)
    one, twin = opened(desk, desk.ana, clock), desk.hold(now=clock.now)
    _, following = post(desk.ana, f"/review/{one}/decide", action="reinstate")
    assert "noted; a colleague looks, too, without seeing what you said" in following
    post(desk.ana, f"/review/{twin}/put-back")
    page = client.get(f"/review/{one}/decided").text
    assert "Nothing is sent yet: somebody else looks at this candidate" in page
    assert "Maren" not in page
    assert "Wait for a colleague" in client.get("/decided").text
    assert "You have said what you think of this candidate" in client.get(f"/review/{one}").text
    sign_in(desk.ben)
    pages = [client.get(f"/review/{each}").text for each in (one, twin)]
    left, right = (
        page.replace(each, "ID").replace(pseudonym(each), "CODE") for page, each in zip(pages, (one, twin), strict=True)
    )
    assert left == right
    assert "Wait for a colleague" not in client.get("/decided").text
    post(desk.ben, f"/review/{one}/claim")
    post(desk.ben, f"/review/{one}/decide", action="uphold", reason="other", note="Filled.")
    clock.pass_by(seconds=31)
    _, settling = post(desk.admin, f"/review/{one}/claim")
    assert "Two people looked and did not agree" in settling
    assert "Filled." in settling
    post(desk.admin, f"/review/{one}/decide", action="reinstate")
    clock.pass_by(seconds=31)
    done = client.get(f"/review/{one}/decided").text
    assert "Two people looked" in done
    assert done.count("<strong>Ben</strong>") == 1


def test_a_judgement_alone_comes_before_rule_and_comparison(client, desk: Desk, post, sign_in, clock) -> None:
    one = opened(desk, desk.ana, clock, two_step=True)
    sign_in(desk.ana)
    before = client.get(f"/review/{one}").text
    assert "I would talk to this person" in before
    secrets = ("German = No", "not found in this resume", "The form says no", "Do you speak German?", "<mark>")
    assert not any(secret in before for secret in secrets)
    assert "shown after your own judgement" in client.get("/queue").text
    assert "German = No" not in client.get("/queue").text
    status, _ = post(desk.ana, f"/review/{one}/decide", action="reinstate")
    assert status == 409
    assert "They are shown once you have said" in before
    assert "No questions were asked" not in before
    assert 'class="badge "' not in before
    _, after = post(desk.ana, f"/review/{one}/judge", action="uphold")
    assert "German = No" in after
    assert "you would not have talked to this person" in after
    status, refused = post(desk.ana, f"/review/{one}/decide", action="reinstate")
    assert (status, "what changed your mind" in refused) == (422, True)
    status, done = post(desk.ana, f"/review/{one}/decide", action="reinstate", changed_because="I had missed the years")
    assert (status, "I had missed the years" in done) == (303, True)


def test_who_judges_alone_can_skip_ask_and_put_back(client, desk: Desk, post, sign_in, clock) -> None:
    one = opened(desk, desk.ana, clock, two_step=True)
    with desk.store.write() as session:
        kim = users.add_user(session, "kim@example.org", "Kim", "hiring_manager", now=clock.now)
    for path, form, state in (
        ("put-back", {}, "is back in the queue"),
        ("skip", {"skip_reason": "unjudgeable"}, "You skipped"),
        ("ask", {"of": kim.id, "question": "Well?"}, "Asked about"),
    ):
        post(desk.ana, f"/review/{one}/claim")
        page = client.get(f"/review/{one}").text
        assert f'action="/review/{one}/{path}"' in page, path
        assert "German = No" not in page
        status, after = post(desk.ana, f"/review/{one}/{path}", **form)
        assert (status, state in after) == (303, True), path
        assert "German = No" not in after
    status, refused = post(desk.ana, f"/review/{one}/skip", skip_reason="")
    assert (status, "German = No" in refused) == (422, False)


@pytest.mark.parametrize(
    ("mode", "said"),
    [(HoldMode.REVERSE, "write to the candidate yourself"), (HoldMode.DELAY, "no rejection mail has left")],
)
def test_a_final_decision_is_reversed_with_a_reason(client, desk: Desk, post, sign_in, clock, mode, said) -> None:
    desk.policy(hold_mode=mode)
    one = opened(desk, desk.ana, clock)
    _, page = post(desk.ana, f"/review/{one}/decide", action="uphold", reason="other", note="Filled.")
    assert "Reverse" not in page
    clock.pass_by(seconds=31)
    page = client.get(f"/review/{one}/decided").text
    assert said in page
    form = reversal_form(page)
    status, refused = post(desk.ben, form, why="", stage="Phone call")
    assert (status, "needs a reason" in refused, 'value="Phone call"' in refused) == (422, True, True)
    status, turned = post(desk.ben, form, why="The team asked", stage="Phone call")
    assert (status, desk.row(one).state) == (303, State.REINSTATED)
    for words in ("reverses an earlier decision", "What was decided before", "Undo (30 s)", "Phone call"):
        assert words in turned
    status, _ = post(desk.ben, form, why="Once more")
    assert status == 409
    listed = client.get("/decided").text
    assert (listed.count("a reversal"), listed.count(">reversed<")) == (1, 1)
    _, undone = post(desk.ben, f"/review/{one}/undo")
    assert desk.row(one).state == State.UPHELD
    assert undone


def test_a_stage_is_offered_again_or_the_page_says_that_the_ats_chooses(client, desk: Desk, post, clock) -> None:
    one = opened(desk, desk.ana, clock)
    post(desk.ana, f"/review/{one}/decide", action="reinstate", stage="Phone call")
    two = opened(desk, desk.ana, clock)
    assert 'name="stage" maxlength="100" value="Phone call"' in client.get(f"/review/{two}").text
    with desk.store.write() as session:
        session.get_one(Connection, desk.connection_id).vendor = "greenhouse"
    assert "chosen by the ATS" in client.get(f"/review/{two}").text


def test_after_the_decision_the_band_is_named_with_its_counts(client, desk: Desk, post, sign_in, clock) -> None:
    one = opened(desk, desk.ana, clock)
    assert "must-have missing" not in client.get(f"/review/{one}").text
    _, page = post(desk.ana, f"/review/{one}/decide", action="reinstate")
    assert "one must-have missing" not in page
    clock.pass_by(seconds=31)
    page = client.get(f"/review/{one}/decided").text
    assert "one must-have missing" in page
    assert "none has counted yet" in page
    clock.pass_by(days=1)
    with desk.store.write() as session:
        audited(session, (clock.now - timedelta(days=1)).date(), now=clock.now)
    sign_in(desk.ana)
    page = client.get(f"/review/{one}/decided").text
    assert "Of 1 decided in this band, people reinstated 1" in page
    assert "No rate is given while there are so few." in page


def test_the_list_is_filtered_by_its_address(client, desk: Desk, sign_in, clock) -> None:
    for user in (desk.ana, desk.ben):
        one = opened(desk, user, clock)
        with desk.store.write() as session:
            decide(session, one, user, action=Action.REINSTATE, now=clock.now)
    sign_in(desk.ana)
    pages = {which: client.get(f"/decided?which={which}").text for which in ("all", "mine", "undoable")}
    assert {which: text.count("<tr>") - 1 for which, text in pages.items()} == {"all": 2, "mine": 1, "undoable": 1}
    clock.pass_by(seconds=31)
    assert "before it leaves" in client.get("/decided?which=undoable").text
    assert client.get("/decided?which=none").status_code == 422


@pytest.fixture
def origin(app: FastAPI) -> Iterator[str]:
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, access_log=False))
    listening = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)
    listening.close()


@pytest.mark.browser
@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 320)])
def test_every_page_of_a_decision_is_for_everybody(page: Page, desk: Desk, origin: str, clock, scheme, width) -> None:
    desk.policy(second_review_share=1.0)
    one = opened(desk, desk.admin, clock, two_step=True)
    with desk.store.write() as session:
        cookie = sessions.start(session, desk.admin, now=clock.now)
    page.context.add_cookies([{"name": deps.COOKIE, "value": cookie, "url": origin}])
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{origin}/review/{one}")
    look(page)
    with page.expect_navigation():
        page.get_by_role("button", name="I would talk to this person").click()
    look(page)
    with page.expect_navigation():
        page.get_by_role("button", name="Reinstate").click()
    assert page.get_by_role("heading", level=1).inner_text() == "Noted"
    look(page)
    desk.policy(second_review_share=0.0)
    two = opened(desk, desk.admin, clock)
    page.goto(f"{origin}/review/{two}")
    page.get_by_label("To the stage").fill("Phone call")
    page.get_by_role("button", name="Reinstate").click()
    clock.pass_by(seconds=31)
    page.reload()
    page.get_by_text("Reverse: uphold the rejection after all").click()
    look(page)
    page.get_by_label("Why it is reversed").fill("Somebody else was hired")
    page.get_by_role("button", name="Uphold after all").click()
    assert desk.row(two).state == State.UPHELD
    for path in (f"/review/{two}/decided", "/decided", f"/records/{two}"):
        page.goto(origin + path)
        look(page)


def look(page: Page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{page.url} scrolls sideways"
