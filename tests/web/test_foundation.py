"""The order of things: commit, then answer; and many clients at once, on both databases."""

import asyncio
import json
from datetime import timedelta
from typing import Annotated

import httpx2
import pytest
from fastapi import APIRouter, Depends
from fastapi.testclient import TestClient
from pydantic import BaseModel
from sqlalchemy import event, func, select, update
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from app import context
from app.config import Settings
from app.errors import BusyError
from app.store.people import User
from app.store.session import open_store
from app.web import main
from app.web.deps import CurrentUser, Now, Principal, ReadSession, WriteSession, require, scoped
from app.web.gate import Gate

CLIENTS = 100


class Out(BaseModel):
    name: str


def writer(session: WriteSession) -> Session:
    return session


routes = APIRouter()


@routes.post("/api/v1/try/{name}", status_code=202)
@routes.post("/try/{name}", status_code=202)
def write_something(name: str, session: Annotated[Session, Depends(writer)], again: WriteSession, now: Now) -> Out:
    assert session is again
    assert context.in_transaction()
    session.add(User(email=f"{name}@example.org", name=name, role="recruiter", created_at=now))
    if name == "stale":
        raise StaleDataError
    if name == "broken":
        raise ValueError("Jane Doe lives at jane@example.org")
    return Out(name=name)


@routes.get("/api/v1/try")
def count(session: ReadSession) -> int:
    assert not context.in_transaction()
    return session.execute(select(func.count()).select_from(User)).scalar_one()


@routes.put("/api/v1/try")
def change_while_reading(session: ReadSession) -> None:
    session.execute(update(User).values(name="changed"))


@routes.get("/roles/page")
def page(user: CurrentUser) -> str:
    return user.name


@routes.get("/roles/night", dependencies=[require("admin", "compliance")])
@routes.post("/roles/night")
def night(user: Annotated[User, require("admin", "compliance")]) -> str:
    return user.name


@routes.get("/api/v1/try/mine")
def mine(by: Annotated[Principal, scoped("review:read")]) -> str:
    return by.user.name


@routes.post("/api/v1/echo")
def echo(body: Out, session: WriteSession, now: Now) -> Out:
    session.add(User(email=body.name, name=body.name, role="recruiter", created_at=now))
    session.flush()
    return body


@pytest.fixture(autouse=True)
def _routes(monkeypatch):
    monkeypatch.setattr(main, "ROUTERS", (*main.ROUTERS, routes))


@pytest.mark.parametrize("path", ["/try/a", "/api/v1/try/a"])
def test_a_failing_commit_is_never_acknowledged(client, path):
    def fail(_session):
        raise RuntimeError("the disk is full")

    event.listen(Session, "before_commit", fail)
    try:
        assert client.post(path).status_code == 500
    finally:
        event.remove(Session, "before_commit", fail)
    assert client.get("/api/v1/try").json() == 0
    assert client.post(path).status_code == 202
    assert client.get("/api/v1/try").json() == 1


def test_what_fails_is_rolled_back(client):
    assert client.post("/api/v1/try/stale").status_code == 409
    assert client.post("/api/v1/try/broken").status_code == 500
    assert client.get("/api/v1/try").json() == 0


def test_a_hundred_clients_at_once(database_url, tmp_path):
    """Without the gate, 40 threads wait for connections whose holders wait for a thread."""
    store = open_store(database_url, tmp_path)
    app = main.create_app(Settings(database_url=database_url, data_dir=tmp_path), store)

    async def run() -> list[int]:
        transport = httpx2.ASGITransport(app=app)
        async with httpx2.AsyncClient(transport=transport, base_url="http://test", timeout=60) as client:
            writes = [client.post(f"/api/v1/try/{number}") for number in range(CLIENTS)]
            reads = [client.get("/api/v1/try") for _ in range(CLIENTS)]
            async with asyncio.timeout(60):
                return [answer.status_code for answer in await asyncio.gather(*writes, *reads)]

    try:
        assert asyncio.run(run()) == [202] * CLIENTS + [200] * CLIENTS
        with store.read() as session:
            assert session.execute(select(func.count()).select_from(User)).scalar_one() == CLIENTS
    finally:
        store.close()


def test_a_gate_does_not_let_anybody_wait_for_ever():
    async def crowd() -> None:
        gate = Gate(1, wait_seconds=0.01)
        async with gate:
            with pytest.raises(BusyError):
                async with gate:
                    pytest.fail("two at once")
        async with gate:
            pass

    asyncio.run(crowd())


def test_pages_want_a_person_and_the_right_role(client, person, sign_in):
    assert client.get("/roles/page").headers["location"] == "/sign-in"
    token = sign_in(person("recruiter"))
    assert client.get("/roles/page").json() == "Robin Recruiter"
    refused = client.get("/roles/night")
    assert refused.status_code == 403
    assert "admin, compliance" in refused.text
    client.cookies.clear()
    own = sign_in(person("compliance"))
    assert client.get("/roles/night").status_code == 200
    assert client.post("/roles/night", data={"form_token": token}).status_code == 403
    assert client.post("/roles/night", data={"form_token": own}).status_code == 200


def test_the_api_wants_a_key_with_the_scope(client, person, sign_in, bearer, clock):
    recruiter = person("recruiter")
    sign_in(recruiter)
    refused = client.get("/api/v1/try/mine")
    assert refused.status_code == 401, "a cookie must open nothing here"
    assert refused.headers["www-authenticate"] == "Bearer"
    assert client.get("/api/v1/try/mine", headers=bearer(recruiter, "review:write")).status_code == 403
    good = bearer(recruiter, "review:read")
    assert client.get("/api/v1/try/mine", headers=good).json() == "Robin Recruiter"
    clock.now += timedelta(days=90)
    assert client.get("/api/v1/try/mine", headers=good).status_code == 401


def test_problems_are_rfc_9457_and_echo_nothing(client):
    answer = client.post("/api/v1/echo", json={"name": ["secret value"]})
    assert answer.status_code == 422
    assert answer.headers["content-type"] == "application/problem+json"
    assert set(answer.json()) == {"type", "title", "status", "detail", "instance"}
    assert answer.json()["instance"] == "/api/v1/echo"
    assert "body.name" in answer.json()["detail"]
    assert "secret value" not in answer.text
    for broken in (b"{", b'{"name": "\\ud800"}', b"\xff", b"[" * 20_000):
        answer = client.post("/api/v1/echo", content=broken, headers={"Content-Type": "application/json"})
        assert answer.status_code in (400, 422), broken[:20]
        json.loads(answer.text)


def test_the_wrong_method_and_the_wrong_address(client):
    assert client.get("/api/v1/nothing").json()["status"] == 404
    assert client.get("/nothing").headers["content-type"].startswith("text/html")
    refused = client.delete("/api/v1/echo")
    assert refused.status_code == 405
    assert refused.headers["allow"] == "POST"


def test_a_read_session_changes_nothing(database_url, tmp_path):
    store = open_store(database_url, tmp_path)
    with TestClient(main.create_app(Settings(database_url=database_url, data_dir=tmp_path), store)) as client:
        assert client.post("/api/v1/try/ada").status_code == 202
        client.put("/api/v1/try")
    with store.read() as session:
        assert session.scalars(select(User.name)).one() == "ada"
    store.close()
