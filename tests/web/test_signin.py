import re

import pytest
from sqlalchemy import func, select

from app.accounts import links, users
from app.store.people import SignInFailure, WebSession
from tests.web.conftest import PASSWORD


def attempt(client, email, password):
    return client.post("/sign-in", data={"email": email, "password": password})


def test_a_stranger_is_led_to_the_door(client):
    assert client.get("/").headers["location"] == "/sign-in"
    page = client.get("/sign-in")
    assert page.status_code == 200
    assert "<h1>Sign in</h1>" in page.text


def test_the_right_password_opens_and_sign_out_closes(client, person, store):
    person("recruiter")
    answer = attempt(client, " Recruiter@Example.org ", PASSWORD)
    assert (answer.status_code, answer.headers["location"]) == (303, "/queue")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("second-look=")
    assert "HttpOnly" in cookie
    assert "SameSite=lax" in cookie
    assert "Max-Age=43200" in cookie
    assert client.get("/").headers["location"] == "/queue"
    with store.read() as session:
        row = session.scalars(select(WebSession)).one()
        assert client.cookies["second-look"] not in (row.id, row.form_token)
        token = row.form_token
    assert client.post("/sign-out", data={"form_token": "wrong"}).status_code == 403
    assert client.post("/sign-out").status_code == 403
    before = client.cookies["second-look"]
    assert client.post("/sign-out", data={"form_token": token}).headers["location"] == "/sign-in"
    page = client.get("/sign-in")
    assert "You are signed out." in page.text
    assert "You are signed out." not in client.get("/sign-in").text
    client.cookies.set("second-look", before)
    assert client.get("/").headers["location"] == "/sign-in"


def test_a_session_ends_after_twelve_hours_whatever_happens(client, person, sign_in, clock):
    sign_in(person("recruiter"))
    clock.pass_by(hours=11, minutes=59)
    assert client.get("/").headers["location"] == "/queue"
    clock.pass_by(minutes=1)
    assert client.get("/").headers["location"] == "/sign-in"


def test_strangers_and_wrong_passwords_are_told_the_same(client, person, store):
    person("recruiter")
    known = attempt(client, "recruiter@example.org", "not the password")
    stranger = attempt(client, "stranger@example.org", "not the password")
    assert known.status_code == stranger.status_code == 401
    assert known.text.replace("recruiter@", "stranger@") == stranger.text
    assert "not the password" not in known.text
    with store.read() as session:
        kept = session.scalars(select(SignInFailure.email)).all()
    assert len(kept) == 2
    assert not any("@" in address for address in kept)


@pytest.mark.parametrize("email", ["recruiter@example.org", "stranger@example.org"])
def test_guessing_is_slowed_down_per_address(client, person, clock, email):
    person("recruiter")
    person("admin")
    for _ in range(5):
        assert attempt(client, email.title(), "wrong wrong wrong").status_code == 401
    assert attempt(client, email, PASSWORD).status_code == 429
    assert attempt(client, "admin@example.org", PASSWORD).status_code == 303
    clock.pass_by(minutes=15)
    assert attempt(client, email, PASSWORD).status_code == (303 if email.startswith("recruiter") else 401)


def test_failures_do_not_pile_up(client, store, clock, monkeypatch):
    monkeypatch.setattr("app.accounts.attempts.FAILURES_KEPT", 10)
    for number in range(14):
        attempt(client, f"{number}@example.org", "wrong wrong wrong")
    with store.read() as session:
        assert session.execute(select(func.count()).select_from(SignInFailure)).scalar_one() == 10
    clock.pass_by(minutes=16)
    attempt(client, "one@example.org", "wrong wrong wrong")
    with store.read() as session:
        assert session.execute(select(func.count()).select_from(SignInFailure)).scalar_one() == 1


def test_a_link_works_once_and_looking_does_not_use_it(client, person, store, clock):
    user = person("admin")
    with store.write() as session:
        token = links.make_link(session, user, clock.now)
    for _ in range(3):
        page = client.get("/sign-in/link", params={"token": token})
        assert page.status_code == 200
        assert re.search(rf'name="token" value="{token}"', page.text)
    assert client.post("/sign-in/link", data={"token": token}).headers["location"] == "/queue"
    client.cookies.clear()
    again = client.post("/sign-in/link", data={"token": token})
    assert again.status_code == 401
    assert "This link was used" in again.text
    assert token not in again.text


@pytest.mark.parametrize("token", ["", "short", "ü" * 30])
def test_a_bad_link_is_refused(client, token):
    assert client.post("/sign-in/link", data={"token": token}).status_code == 401


def test_an_old_link_is_refused(client, person, store, clock):
    user = person("admin")
    with store.write() as session:
        token = links.make_link(session, user, clock.now)
    clock.pass_by(hours=1)
    assert client.post("/sign-in/link", data={"token": token}).status_code == 401


def test_who_is_deactivated_is_out_at_once(client, person, sign_in, store, clock):
    user = person("recruiter")
    sign_in(user)
    with store.write() as session:
        users.deactivate(session, session.merge(user), now=clock.now)
    assert client.get("/").headers["location"] == "/sign-in"
    assert attempt(client, "recruiter@example.org", PASSWORD).status_code == 401


def test_over_https_the_cookie_belongs_to_this_host_only(settings, store, person):
    from fastapi.testclient import TestClient

    from app.web.main import create_app

    person("recruiter")
    secure = settings.model_copy(update={"public_url": "https://look.example.org"})
    with TestClient(create_app(secure, store), base_url="https://look.example.org", follow_redirects=False) as client:
        data = {"email": "recruiter@example.org", "password": PASSWORD}
        answer = client.post("/sign-in", data=data, headers={"Origin": "https://look.example.org"})
        cookie = answer.headers["set-cookie"]
        assert cookie.startswith("__Host-second-look=")
        assert "Secure" in cookie
        assert "Path=/" in cookie
        assert "Domain" not in cookie
        assert client.get("/").headers["location"] == "/queue"
        assert "max-age" in answer.headers["strict-transport-security"]
