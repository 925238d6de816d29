"""Pages of resumes on the review page, over HTTP: who gets which, and that none of it lingers or breaks the page."""

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient

from app.demo.people import Layout
from app.demo.resumes import resume_file
from app.lifecycle import Action, State
from app.pseudonym import pseudonym
from app.review.ask import ask
from app.review.decide import decide
from app.review.lease import claim
from app.store.people import User
from parsers.model import Unreadable
from parsers.read import read
from tests.review.desk import Desk
from tests.review.test_sheets import give, person_with


@pytest.fixture
def held(desk: Desk, clock) -> str:
    """A candidate with a real PDF."""
    one, data = desk.hold(now=clock.now), resume_file(person_with(Layout.PDF))
    give(desk, one, read(data), data)
    return one


def test_a_page_is_a_picture_that_nobody_keeps(client: TestClient, desk: Desk, sign_in, held: str) -> None:
    sign_in(desk.ana)
    answer = client.get(f"/review/{held}/page/1")
    assert answer.content.startswith(b"\x89PNG")
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["cache-control"] == "private, no-store"
    assert f'src="/review/{held}/page/1"' in client.get(f"/review/{held}").text


@pytest.mark.parametrize(("number", "status"), [("2", 404), ("0", 422), ("11", 422), ("x", 422)])
def test_pages_that_are_not_there(client: TestClient, desk: Desk, sign_in, held: str, number: str, status: int) -> None:
    sign_in(desk.ana)
    assert client.get(f"/review/{held}/page/{number}").status_code == status


def test_pages_are_for_those_who_may_read(client: TestClient, desk: Desk, sign_in, held: str, person) -> None:
    assert client.get(f"/review/{held}/page/1").status_code == 303
    sign_in(person("integrator"))
    assert client.get(f"/review/{held}/page/1").status_code == 403
    sign_in(person("compliance"))
    assert client.get(f"/review/{held}/page/1").status_code == 200


def test_hiring_managers_see_the_pages_of_whom_they_are_asked_about(
    client: TestClient, desk: Desk, sign_in, held: str, person, clock
) -> None:
    kim = person("hiring_manager")
    sign_in(kim)
    assert client.get(f"/review/{held}/page/1").status_code == 404
    with desk.store.write() as session:
        claim(session, held, desk.ana, now=clock.now)
        asked = ask(session, held, desk.ana, of=kim.id, question="Is that enough?", now=clock.now).id
    sign_in(kim)
    assert f'src="/review/{held}/page/1"' in client.get(f"/asked/{asked}").text
    assert client.get(f"/review/{held}/page/1").status_code == 200


def test_a_file_that_cannot_be_drawn_leaves_the_text(client: TestClient, desk: Desk, sign_in, clock) -> None:
    one = desk.hold(now=clock.now)  # whose file is no PDF, whatever it says
    sign_in(desk.ana)
    page = client.get(f"/review/{one}")
    assert page.status_code == 200
    assert "its pages cannot be shown" in page.text
    assert "Wrote " in page.text
    assert client.get(f"/review/{one}/page/1").status_code == 404


def test_a_reason_from_the_child_is_text_and_nothing_else(
    client: TestClient, desk: Desk, sign_in, held: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.review.drawn.page_sizes", lambda *_: Unreadable("100 % <b>broken</b> %(x)s"))
    sign_in(desk.ana)
    page = client.get(f"/review/{held}")
    assert page.status_code == 200
    assert "100 % &lt;b&gt;broken&lt;/b&gt; %(x)s" in page.text


def test_who_reveals_says_why_and_sees_the_whole(client: TestClient, desk: Desk, sign_in, held: str, clock) -> None:
    token = sign_in(desk.ana)
    client.post(f"/review/{held}/claim", data={"form_token": token})
    hidden, blind = client.get(f"/review/{held}").text, client.get(f"/review/{held}/page/1").content
    assert "Maren" not in hidden
    refused = client.post(f"/review/{held}/reveal", data={"form_token": token, "reveal_reason": " "})
    assert refused.status_code == 422
    assert "Say why you need to know who this is" in refused.text
    client.post(f"/review/{held}/reveal", data={"form_token": token, "reveal_reason": "licence register"})
    assert "Maren Ostrowski" in client.get(f"/review/{held}").text
    assert client.get(f"/review/{held}/page/1").content != blind
    sign_in(desk.ben)
    assert "Maren" not in client.get(f"/review/{held}").text
    assert client.get(f"/review/{held}/page/1").content == blind
    sign_in(desk.admin)
    assert "chose to see who it is: licence register" in client.get(f"/records/{held}").text


def test_the_next_candidate_is_one_step_away_and_the_last_can_be_undone(
    client: TestClient, desk: Desk, sign_in, held: str, clock
) -> None:
    with desk.store.write() as session:
        claim(session, held, desk.ana, now=clock.now)
    other = desk.hold(now=clock.now)
    token = sign_in(desk.ana)
    answer = client.post(f"/review/{held}/decide", data={"form_token": token, "action": "reinstate"})
    assert answer.headers["location"] == f"/review/{other}?after={held}"
    assert desk.row(other).lease_by == desk.ana.id
    page = client.get(answer.headers["location"]).text
    assert f"Candidate {pseudonym(held)}</strong>: reinstated" in page
    assert "<span data-seconds>30</span>" in page
    undone = client.post(f"/review/{held}/undo", data={"form_token": token})
    assert undone.headers["location"] == f"/review/{held}"
    assert desk.row(held).state == State.HELD
    assert "data-seconds" not in client.get(answer.headers["location"]).text


def test_who_reviews_one_posting_stays_there(client: TestClient, desk: Desk, sign_in, held: str, clock) -> None:
    elsewhere = desk.posting("Nurse")
    desk.hold(now=clock.now, posting_id=elsewhere, strength=0.9, findings=())
    same = desk.hold(now=clock.now, strength=0.1)
    token = sign_in(desk.ana)
    served = client.post("/queue/next", data={"form_token": token, "posting": desk.posting_id}).headers["location"]
    assert served == f"/review/{held}?posting={desk.posting_id}"
    assert f'name="posting" value="{desk.posting_id}"' in client.get(served).text
    form = {"form_token": token, "action": "reinstate", "posting": desk.posting_id}
    answer = client.post(f"/review/{held}/decide", data=form)
    assert answer.headers["location"] == f"/review/{same}?after={held}&posting={desk.posting_id}"


def test_after_the_last_candidate_comes_what_was_decided(client: TestClient, desk: Desk, sign_in, held: str) -> None:
    token = sign_in(desk.ana)
    client.post(f"/review/{held}/claim", data={"form_token": token})
    answer = client.post(f"/review/{held}/decide", data={"form_token": token, "action": "reinstate"})
    assert answer.headers["location"] == f"/review/{held}/decided"


def test_work_on_the_page_keeps_it_open_until_somebody_else_has_it(
    client: TestClient, desk: Desk, sign_in, held: str, clock
) -> None:
    token = sign_in(desk.ana)
    assert client.post(f"/review/{held}/beat", data={"form_token": token}).status_code == 409
    client.post(f"/review/{held}/claim", data={"form_token": token})
    clock.pass_by(minutes=9)
    assert client.post(f"/review/{held}/beat", data={"form_token": token}).json() == {"seconds": 600}
    clock.pass_by(minutes=11)
    assert client.post(f"/review/{held}/beat", data={"form_token": token}).status_code == 409
    assert client.post(f"/review/{held}/beat").status_code == 403


def test_the_numbers_of_an_open_page(client: TestClient, desk: Desk, sign_in, held: str, clock) -> None:
    desk.hold(now=clock.now)
    with desk.store.write() as session:
        claim(session, held, desk.ana, now=clock.now)
        decide(session, held, desk.ana, action=Action.REINSTATE, now=clock.now)
    assert client.get("/live").status_code == 303
    sign_in(desk.ana)
    assert client.get("/live").json() == {"waiting": 1, "decided_today": 1}


def test_what_a_person_chose_is_on_the_page(
    client: TestClient, desk: Desk, sign_in: Callable[[User], str], held: str
) -> None:
    sign_in(desk.ana)
    assert "<body data-shortcuts>" in client.get(f"/review/{held}").text
    with desk.store.write() as session:
        ana = session.get_one(User, desk.ana.id)
        ana.theme, ana.shortcuts = "dark", False
    page = client.get(f"/review/{held}").text
    assert 'data-theme="dark"' in page
    assert "<body>" in page
    assert 'id="keys"' not in page
