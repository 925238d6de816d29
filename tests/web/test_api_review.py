"""The review API: its contract, its keys, its refusals, and a control that nobody can tell."""

import json
from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.lifecycle import Action, State
from app.pseudonym import pseudonym
from app.store.models import Decision, Posting, TermRuling
from app.store.people import IdempotencyKey
from tests.review.desk import Desk

Bearer = Callable[..., dict[str, str]]
API = "/api/v1"


@pytest.fixture
def ana(desk: Desk, bearer: Bearer) -> dict[str, str]:
    return bearer(desk.ana, "review:read", "review:write")


@pytest.fixture
def ben(desk: Desk, bearer: Bearer) -> dict[str, str]:
    return bearer(desk.ben, "review:read", "review:write")


def hold(desk: Desk, clock, because: Action = Action.HOLD_MATCH, **how: object) -> str:
    return desk.hold(because, now=clock.now, **how)  # type: ignore[arg-type]


def test_the_walk_of_one_decision(client: TestClient, desk: Desk, ana: dict[str, str], clock) -> None:
    one = hold(desk, clock)
    assert [item["id"] for item in client.get(f"{API}/rejections", headers=ana).json()["items"]] == [one]
    served = client.post(f"{API}/rejections/next", headers=ana).json()
    assert served["rejection"]["id"] == one
    assert served["rejection"]["name"] == ""
    assert served["rejection"]["mine"] is True
    made = client.post(
        f"{API}/rejections/{one}/decision", headers=ana,
        json={"action": "reinstate", "requirement_ids": desk.requirement_ids[:1], "note": "Seven years."},
    ).json()  # fmt: skip
    assert (made["requirements"], made["told"], made["name"]) == (["Python"], "waiting", "")
    assert client.post(f"{API}/rejections/{one}/undo", headers=ana).json()["told"] == "undone"
    assert desk.row(one).state == State.HELD
    client.post(f"{API}/rejections/{one}/decision", headers=ana, json={"action": "reinstate"})
    assert len(client.get(f"{API}/decisions", headers=ana).json()["items"]) == 2


def test_reasons_and_what_is_said_about_terms(client: TestClient, desk: Desk, ana: dict[str, str], clock) -> None:
    one = hold(desk, clock)
    assert client.post(f"{API}/rejections/{one}/claim", headers=ana).status_code == 200
    shown = client.get(f"{API}/rejections/{one}", headers=ana).json()
    assert shown["counted"] == "1 of 2 must-haves with evidence, 1 not found"
    assert [reason["cause"] for reason in shown["reasons"]] == ["knockout_conflict", "synonym"]
    assert shown["reasons"][0]["quotes"][1]["where"] == "in a dated job"
    said = {"term": "SQL", "form": "PostgreSQL", "same": False}
    sent = [
        client.post(f"{API}/rejections/{one}/terms", headers=ana | {"Idempotency-Key": "t"}, json=said) for _ in "12"
    ]
    assert [answer.json()["accepted_at"] for answer in sent] == [None, None]
    with desk.store.read() as session:
        row = session.scalars(select(TermRuling)).one()
    assert (row.said_by, row.rejection_id, row.same) == ("ana@example.org", one, False)
    alike = {"term": "SQL", "form": "s-q-l", "same": True}
    assert client.post(f"{API}/rejections/{one}/terms", headers=ana, json=alike).status_code == 422


def test_leases_and_holds(client: TestClient, desk: Desk, ana: dict[str, str], ben: dict[str, str], clock) -> None:
    one = hold(desk, clock)
    at = f"{API}/rejections/{one}"
    assert client.post(f"{at}/claim", headers=ana).json()["mine"] is True
    refused = client.post(f"{at}/claim", headers=ben)
    assert refused.status_code == 409
    assert "Ana has this candidate open until" in refused.json()["detail"]
    clock.pass_by(minutes=5)
    assert client.post(f"{at}/extend", headers=ana).json()["lease_until"].startswith("2026-11-22T09:15")
    assert client.post(f"{at}/hold", headers=ben, json={"days": 1, "reason": "Ask the lead"}).status_code == 200
    assert client.post(f"{at}/put-back", headers=ana).json()["mine"] is False
    assert client.post(f"{API}/rejections/next", headers=ben, json={"posting_id": desk.posting_id}).json()["rejection"]
    nobody = client.post(f"{API}/rejections/next", headers=ana).json()
    assert (nobody["rejection"], nobody["reason"]) == (None, "held_by_others")
    assert nobody["text"]


def test_paging_walks_the_whole_list(client: TestClient, desk: Desk, ana: dict[str, str], clock) -> None:
    everybody = {hold(desk, clock, strength=n / 9, until=clock.now + timedelta(hours=9 * n)) for n in range(5)}
    seen: list[str] = []
    cursor: str | None = ""
    while cursor is not None:
        query = f"?limit=2&cursor={cursor}" if cursor else "?limit=2"
        page = client.get(f"{API}/rejections{query}", headers=ana).json()
        seen += [item["id"] for item in page["items"]]
        cursor = page["next_cursor"]
    assert set(seen) == everybody
    assert len(seen) == 5


def test_a_control_answers_like_its_flagged_twin(client: TestClient, desk: Desk, ana: dict[str, str], clock) -> None:
    ids = ["0190aaaa-0000-7000-8000-00000000000" + digit for digit in "12"]
    hold(desk, clock, rejection_id=ids[0], strength=0.9)
    hold(desk, clock, Action.HOLD_CONTROL, rejection_id=ids[1], strength=0.1)
    answers = []
    for one in ids:
        client.post(f"{API}/rejections/{one}/claim", headers=ana)
        said = client.get(f"{API}/rejections/{one}", headers=ana).text
        assert "Python" in said
        listed = client.get(f"{API}/rejections", headers=ana).json()["items"]
        mine = json.dumps(next(item for item in listed if item["id"] == one))
        answers.append((said + mine).replace(one, "ID").replace(pseudonym(one), "CODE"))
    assert answers[0] == answers[1]
    for word in ("control", "strength", "place", "verdict", "hold_", "held_because", "probability"):
        assert word not in answers[0].lower()


def test_the_same_key_answers_the_same_and_acts_once(
    client: TestClient, desk: Desk, ana: dict[str, str], clock
) -> None:
    one = hold(desk, clock)
    client.post(f"{API}/rejections/{one}/claim", headers=ana)
    at, keyed = f"{API}/rejections/{one}/decision", {**ana, "Idempotency-Key": "k1"}
    first = client.post(at, headers=keyed, json={"action": "reinstate"})
    again = client.post(at, headers=keyed, json={"action": "reinstate"})
    assert (first.status_code, again.status_code) == (200, 200)
    assert first.content == again.content
    assert again.headers["Idempotency-Replayed"] == "true"
    other = client.post(at, headers=keyed, json={"action": "uphold", "reason": "other", "note": "x"})
    assert other.status_code == 422
    assert "another request" in other.json()["detail"]
    with desk.store.read() as session:
        assert len(session.scalars(select(Decision)).all()) == 1


def test_a_refusal_leaves_no_key(client: TestClient, desk: Desk, ana: dict[str, str], clock) -> None:
    one = hold(desk, clock)
    keyed = {**ana, "Idempotency-Key": "k2"}
    at = f"{API}/rejections/{one}/decision"
    assert client.post(at, headers=keyed, json={"action": "reinstate"}).status_code == 409
    with desk.store.read() as session:
        assert session.scalars(select(IdempotencyKey)).all() == []
    client.post(f"{API}/rejections/{one}/claim", headers=ana)
    assert client.post(at, headers=keyed, json={"action": "reinstate"}).status_code == 200


def test_twins_at_the_same_moment_act_once(client: TestClient, desk: Desk, ana: dict[str, str], clock) -> None:
    one = hold(desk, clock)
    client.post(f"{API}/rejections/{one}/claim", headers=ana)
    start, statuses = Barrier(4), []

    def post() -> None:
        start.wait()
        answer = client.post(
            f"{API}/rejections/{one}/decision", headers={**ana, "Idempotency-Key": "twin"}, json={"action": "reinstate"}
        )
        statuses.append(answer.status_code)

    threads = [Thread(target=post) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert 200 in statuses
    assert set(statuses) <= {200, 409}
    with desk.store.read() as session:
        assert len(session.scalars(select(Decision)).all()) == 1


def test_requirements_are_given_and_versioned(client: TestClient, desk: Desk, bearer: Bearer, ana) -> None:
    key = bearer(desk.admin, "postings:write")
    at = f"{API}/postings/{desk.posting_id}/requirements"
    wanted = {"requirements": [{"text": "Python", "kind": "skill", "terms": [["python"]], "importance": "must"}]}
    assert client.put(at, headers=key, json=wanted).json() == {"requirements_version": 2}
    assert client.put(at, headers=key, json=wanted).json() == {"requirements_version": 2}
    [posting] = client.get(f"{API}/postings", headers=ana).json()["items"]
    assert [(one["text"], one["equivalent"], one["source"]) for one in posting["requirements"]] == [
        ("Python", False, "")
    ]
    assert posting["proxies"] == []
    assert client.put(at, headers=ana, json=wanted).status_code == 403
    for spoilt in (
        {"text": "\x00"},
        {"text": "Go", "level": "\x00"},
        {"text": "Go", "terms": [["\x00"]]},
        {"text": ""},
    ):
        assert client.put(at, headers=key, json={"requirements": [spoilt]}).status_code == 422, spoilt


def test_a_posting_comes_with_warnings_about_its_proxies(client: TestClient, desk: Desk, ana) -> None:
    with desk.store.write() as session:
        session.get_one(Posting, desk.posting_id).text = "You are a digital native."
    [posting] = client.get(f"{API}/postings", headers=ana).json()["items"]
    [proxy] = posting["proxies"]
    assert (proxy["about"], proxy["quote"]) == ("digital native", "digital native")
    assert proxy["reason"]
    assert proxy["better"]


def test_the_table_of_keys_keeps_no_resume_no_name_and_no_note(
    client: TestClient, desk: Desk, ana: dict[str, str], clock
) -> None:
    one = hold(desk, clock)
    at = f"{API}/rejections"
    asked = [
        (f"{at}/next", None),
        (f"{at}/{one}/claim", None),
        (f"{at}/{one}/decision", {"action": "reinstate", "note": "Seven years with Fictive Rail."}),
        (f"{at}/{one}/undo", None),
        (f"{at}/{one}/put-back", None),
    ]
    for number, (path, body) in enumerate(asked):
        keyed = {**ana, "Idempotency-Key": f"k{number}"}
        first, again = (client.post(path, headers=keyed, json=body) for _ in range(2))
        assert first.status_code == 200, first.text
        assert again.json() == first.json()
        assert again.headers["Idempotency-Replayed"] == "true"
    with desk.store.read() as session:
        kept = b" ".join(row.body for row in session.scalars(select(IdempotencyKey)))
    assert one.encode() in kept
    for word in (b"Python", b"Fictive", b"Maren", b"Seven"):
        assert word not in kept


HALF = rb'"\ud800"'


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [
        ("POST", "/rejections/next", b'{"posting_id": HALF}'),
        ("POST", "/rejections/next", b"{HALF: 1}"),
        ("POST", "/rejections/next", b"HALF"),
        ("POST", "/rejections/ONE/decision", b'{"action": HALF}'),
        ("POST", "/rejections/ONE/decision", b'{"action": "uphold", "reason": HALF}'),
        ("POST", "/rejections/ONE/decision", b'{"action": "uphold", "note": HALF}'),
        ("POST", "/rejections/ONE/decision", b'{"action": "uphold", "requirement_ids": [HALF]}'),
        ("POST", "/rejections/ONE/hold", b'{"days": 1, "reason": HALF}'),
        ("POST", "/rejections/ONE/hold", b'{"days": HALF, "reason": "x"}'),
        ("PUT", "/postings/POSTING/requirements", b'{"requirements": [{"text": HALF}]}'),
        ("PUT", "/postings/POSTING/requirements", b'{"requirements": [{"text": "Go", "level": HALF}]}'),
        ("PUT", "/postings/POSTING/requirements", b'{"requirements": [{"text": "Go", "kind": HALF}]}'),
        ("PUT", "/postings/POSTING/requirements", b'{"requirements": [{"text": "Go", "importance": HALF}]}'),
        ("PUT", "/postings/POSTING/requirements", b'{"requirements": [{"text": "Go", "terms": [[HALF]]}]}'),
        ("PUT", "/postings/POSTING/requirements", b'{"requirements": [{"text": "Go", HALF: 1}]}'),
    ],
)
def test_half_a_character_is_refused_in_every_field(
    client: TestClient, desk: Desk, bearer: Bearer, clock, method: str, path: str, body: bytes
) -> None:
    key = bearer(desk.admin, "review:read", "review:write", "postings:write")
    one = hold(desk, clock)
    client.post(f"{API}/rejections/{one}/claim", headers=key)
    answer = client.request(
        method,
        API + path.replace("ONE", one).replace("POSTING", desk.posting_id),
        headers={**key, "Content-Type": "application/json"},
        content=body.replace(b"HALF", HALF),
    )
    assert answer.status_code == 422, answer.text
    assert answer.headers["content-type"] == "application/problem+json"


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("GET", "/rejections/x", None, 422),
        ("GET", "/rejections/0190aaaa-0000-7000-8000-000000000000", None, 404),
        ("GET", "/rejections?cursor=%00", None, 422),
        ("GET", "/rejections?cursor=MjAyNi0xMS0yMlQwOTowMDowMCswMDowMHwxfAA=", None, 422),
        ("GET", "/rejections?limit=99999999999999999999999", None, 422),
        ("GET", "/rejections?posting=%00", None, 422),
        ("GET", "/decisions?cursor=%F0%9F%98%80", None, 422),
        ("GET", "/audit/2026-11-21", None, 403),
        ("POST", "/rejections/next", b'{"posting_id": "\\u0000"}', 422),
        ("POST", "/rejections/next", b"\xff", 400),
        ("POST", "/rejections/next", b'{"surprise": 1}', 422),
        ("POST", "/rejections/ONE/decision", b'{"action": "reinstate", "note": "\\ud800"}', 422),
        ("POST", "/rejections/ONE/decision", b'{"action": "reinstate", "note": "\\u0000"}', 422),
        ("POST", "/rejections/ONE/decision", b'{"action": "lapse"}', 422),
        ("POST", "/rejections/ONE/hold", b'{"days": 1e400, "reason": "x"}', 422),
    ],
)
def test_bad_input_is_refused_by_name(
    client: TestClient, desk: Desk, ana: dict[str, str], clock, method: str, path: str, body: bytes | None, status: int
) -> None:
    path = path.replace("ONE", hold(desk, clock))
    headers = {**ana, "Content-Type": "application/json"} if body else ana
    answer = client.request(method, API + path, headers=headers, content=body)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["detail"]


def test_nobody_and_readers_cannot_decide(client: TestClient, desk: Desk, bearer: Bearer, clock) -> None:
    one = hold(desk, clock)
    assert client.get(f"{API}/rejections").status_code == 401
    reader = bearer(desk.ana, "review:read")
    assert client.post(f"{API}/rejections/{one}/claim", headers=reader).status_code == 403


def test_decisions_are_narrowed_down(client: TestClient, desk: Desk, ana, ben, clock) -> None:
    other = desk.posting("Frontend developer")
    made = []
    for key, action, posting in ((ana, "reinstate", ""), (ben, "uphold", ""), (ana, "reinstate", other)):
        one = hold(desk, clock, posting_id=posting)
        client.post(f"{API}/rejections/{one}/claim", headers=key)
        said = {"action": action, "reason": "other", "note": "x"} if action == "uphold" else {"action": action}
        made.append(client.post(f"{API}/rejections/{one}/decision", headers=key, json=said).json()["id"])
        clock.pass_by(minutes=1)

    def listed(**narrowed: str) -> list[str]:
        answer = client.get(f"{API}/decisions", headers=ana, params=narrowed)
        assert answer.status_code == 200, answer.text
        return [item["id"] for item in answer.json()["items"]]

    assert listed() == made[::-1]
    assert listed(action="uphold") == [made[1]]
    assert listed(by="Ana@example.org") == [made[2], made[0]]
    assert listed(by="nobody@example.org") == []
    assert listed(posting=other) == [made[2]]
    assert listed(since=(clock.now - timedelta(minutes=2)).isoformat()) == [made[2], made[1]]
    beyond = "9999-12-31T23:59:59-23:00"
    for wrong in ({"since": "2026-11-22T09:00:00"}, {"since": beyond}, {"action": "lapse"}, {"posting": "1"}):
        assert client.get(f"{API}/decisions", headers=ana, params=wrong).status_code == 422, wrong
