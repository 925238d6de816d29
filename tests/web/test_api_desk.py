"""The API of working together."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from fastapi.testclient import TestClient

from app.accounts import users
from tests.review.desk import Desk

Headers = dict[str, str]
API = "/api/v1"


@pytest.fixture
def keys(desk: Desk, bearer: Callable[..., Headers], clock) -> dict[str, Headers]:
    with desk.store.write() as session:
        kim = users.add_user(session, "kim@example.org", "Kim", "hiring_manager", now=clock.now)
    both = ("review:read", "review:write")
    return {
        "ana": bearer(desk.ana, *both), "ben": bearer(desk.ben, *both), "kim": bearer(kim, "asked:answer"),
    }  # fmt: skip


def once(headers: Headers) -> Headers:
    return headers | {"Idempotency-Key": "k"}


def test_skip_and_take_over(client: TestClient, desk: Desk, keys: dict[str, Headers], clock) -> None:
    one = desk.hold(now=clock.now)
    at = f"{API}/rejections/{one}"
    client.post(f"{at}/claim", headers=keys["ana"])
    early = client.post(f"{at}/take-over", headers=keys["ben"], json={"note": "Mine"})
    assert (early.status_code, "from" in early.json()["detail"]) == (409, True)
    clock.pass_by(minutes=6)
    sent = [client.post(f"{at}/take-over", headers=once(keys["ben"]), json={"note": "Mine"}) for _ in "12"]
    assert [answer.json()["mine"] for answer in sent] == [True, True]
    assert sent[1].headers["Idempotency-Replayed"] == "true"
    assert client.post(f"{at}/skip", headers=keys["ben"], json={"reason": "tired"}).status_code == 422
    shown = client.post(f"{at}/skip", headers=keys["ben"], json={"reason": "not_my_field"}).json()
    assert (shown["mine"], shown["desk"]["skips"]) == (False, 1)
    nobody = client.post(f"{API}/rejections/next", headers=keys["ben"]).json()
    assert (nobody["rejection"], nobody["reason"]) == (None, "not_yours")
    listed = client.get(f"{API}/rejections?skipped=1&holder=nobody", headers=keys["ben"]).json()["items"]
    assert [item["skips"] for item in listed] == [1]
    assert client.get(f"{API}/rejections?due=overdue", headers=keys["ben"]).json()["items"] == []


def test_ask_answer_and_withdraw(client: TestClient, desk: Desk, keys: dict[str, Headers], clock) -> None:
    one = desk.hold(now=clock.now, until=clock.now + timedelta(days=4))
    at = f"{API}/rejections/{one}"
    manager = client.post(f"{at}/claim", headers=keys["ana"]).json()["desk"]["managers"][0]
    wish = {"of": manager["id"], "question": "Is Python enough?"}
    sent = [client.post(f"{at}/ask", headers=once(keys["ana"]), json=wish).json() for _ in "12"]
    assert sent[0] == sent[1]
    assert sent[0]["is_open"] is True
    asked = f"{API}/questions/{sent[0]['id']}"
    assert [q["id"] for q in client.get(f"{API}/questions", headers=keys["kim"]).json()["items"]] == [sent[0]["id"]]
    evidence = client.get(asked, headers=keys["kim"]).json()["rejection"]
    assert (evidence["id"], evidence["name"], evidence["mine"]) == (one, "", False)
    assert client.get(at, headers=keys["kim"]).status_code == 403
    assert client.get(f"{API}/questions", headers=keys["ana"]).status_code == 403
    said = {"answer": "reinstate", "requirement_ids": desk.requirement_ids[:1], "note": "Yes."}
    answers = [client.post(f"{asked}/answer", headers=once(keys["kim"]), json=said).json() for _ in "12"]
    assert [(a["answer"], a["requirements"], a["is_open"]) for a in answers] == [("reinstate", ["Python"], False)] * 2
    assert client.post(f"{asked}/answer", headers=keys["kim"], json=said).status_code == 409
    assert client.get(asked, headers=keys["kim"]).status_code == 409
    assert client.get(at, headers=keys["ben"]).json()["desk"]["questions"][0]["note"] == "Yes."
    client.post(f"{at}/claim", headers=keys["ben"])
    again = client.post(f"{at}/ask", headers=keys["ben"], json=wish).json()
    withdrawn = client.post(f"{API}/questions/{again['id']}/withdraw", headers=keys["ana"]).json()
    assert (withdrawn["words"], withdrawn["answer"]) == ("Withdrawn", "")
