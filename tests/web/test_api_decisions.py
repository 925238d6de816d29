"""Deciding over the API: stages, two steps, two people, reversal, and sending all of it again."""

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import func, select

from app.lifecycle import State
from app.store.models import Decision, Opinion, Posting
from app.store.people import User
from tests.review.desk import Desk

API = "/api/v1"


@pytest.fixture
def send(client: TestClient, bearer: Callable[..., dict[str, str]]) -> Callable[..., tuple[int, dict[str, object]]]:
    """POST as somebody, twice with one key: both answers are the same."""

    def twice(user: User, path: str, **body: object) -> tuple[int, dict[str, object]]:
        headers = bearer(user, "review:read", "review:write") | {"Idempotency-Key": "k"}
        first, second = (client.post(f"{API}{path}", headers=headers, json=body) for _ in "12")
        assert first.status_code == second.status_code
        assert first.status_code >= 400 or first.json() == second.json()
        return first.status_code, first.json()

    return twice


def test_a_decision_with_a_stage_is_reversed(client, desk: Desk, send, bearer, clock) -> None:
    one = desk.hold(now=clock.now)
    send(desk.ana, f"/rejections/{one}/claim")
    status, made = send(desk.ana, f"/rejections/{one}/decision", action="reinstate", stage="Phone call")
    assert (status, made["stage"], made["can_undo"], made["can_reverse"]) == (200, "Phone call", True, False)
    assert send(desk.ben, f"/decisions/{made['id']}/reverse", why="Too early")[0] == 409
    clock.pass_by(seconds=31)
    status, turned = send(desk.ben, f"/decisions/{made['id']}/reverse", why="The team asked")
    assert (status, turned["action"], turned["reverses"], turned["told"]) == (200, "uphold", True, "waiting")
    assert desk.row(one).state == State.UPHELD
    with desk.store.read() as session:
        assert session.scalar(select(func.count()).select_from(Decision)) == 2
    headers = bearer(desk.ben, "review:read")
    listed = client.get(f"{API}/decisions?which=mine", headers=headers).json()["items"]
    assert [item["id"] for item in listed] == [turned["id"]]
    assert client.post(f"{API}/decisions/{turned['id']}/reverse", headers=headers, json={"why": "x"}).status_code == 403


def test_in_two_steps_the_api_shows_no_more_than_the_page(client, desk: Desk, send, clock) -> None:
    one = desk.hold(now=clock.now)
    with desk.store.write() as session:
        session.get_one(Posting, desk.posting_id).two_step = True
    _, bare = send(desk.ana, f"/rejections/{one}/claim")
    assert (bare["judge_first"], bare["rule"], bare["answers"], bare["reasons"]) == (True, "", [], [])
    assert (
        send(desk.ana, f"/rejections/{one}/decision", action="uphold", requirement_ids=desk.requirement_ids)[0] == 409
    )
    status, seen = send(desk.ana, f"/rejections/{one}/judgement", action="reinstate")
    assert (status, seen["own_judgement"], seen["rule"]) == (200, "reinstate", "German = No")
    change = {"action": "uphold", "requirement_ids": desk.requirement_ids}
    assert send(desk.ana, f"/rejections/{one}/decision", **change)[0] == 422
    status, made = send(desk.ana, f"/rejections/{one}/decision", **change, changed_because="German is needed")
    assert (status, made["changed_because"]) == (200, "German is needed")


def test_one_of_two_gets_an_answer_that_names_nobody(client, desk: Desk, send, bearer, clock) -> None:
    desk.policy(second_review_share=1.0)
    one = desk.hold(now=clock.now)
    send(desk.ana, f"/rejections/{one}/claim")
    status, said = send(desk.ana, f"/rejections/{one}/decision", action="reinstate")
    assert (status, said["told"], said["name"], said["can_undo"]) == (200, "colleague", "", True)
    served = client.post(f"{API}/rejections/next", headers=bearer(desk.ana, "review:read", "review:write")).json()
    assert served["rejection"] is None
    status, undone = send(desk.ana, f"/rejections/{one}/undo")
    assert (status, undone["told"], desk.row(one).second_review) == (200, "undone", "")
    with desk.store.read() as session:
        assert session.scalars(select(Opinion.withdrawn_at)).one() is not None
