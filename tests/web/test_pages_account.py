"""My account: what I choose follows me, and what only I may do."""

import re

import pytest
from sqlalchemy import select

from app.accounts import sessions
from app.store.people import SignInFailure, User
from tests.web.conftest import PASSWORD


@pytest.fixture
def me(person):
    return person("recruiter")


@pytest.fixture
def token(me, sign_in):
    return sign_in(me)


def mine(store):
    with store.read() as session:
        return session.scalars(select(User)).one()


def test_choices_are_kept_and_follow_me_to_other_browsers(client, me, token, store):
    html = client.get("/account").text
    assert "data-theme" not in html
    assert "data-shortcuts" in html
    sent = {"form_token": token, "language": "de", "theme": "dark", "mails": "true"}
    answer = client.post("/account/choices", data=sent)
    assert "second-look-language=de" in answer.headers["set-cookie"]
    assert (mine(store).locale, mine(store).theme, mine(store).shortcuts, mine(store).mails) == (
        "de",
        "dark",
        False,
        True,
    )
    html = client.get("/account").text
    assert '<html lang="de" data-theme="dark">' in html
    assert "data-shortcuts" not in html
    client.cookies.clear()
    client.post("/sign-in", data={"email": me.email, "password": PASSWORD})
    assert '<html lang="de" data-theme="dark">' in client.get("/account").text
    token = re.search(r'name="form_token" value="([^"]+)"', client.get("/account").text)[1]
    client.post("/account/choices", data={"form_token": token, "language": "tlh", "shortcuts": "true"})
    assert '<html lang="en">' in client.get("/account").text
    assert (mine(store).locale, mine(store).theme, mine(store).shortcuts, mine(store).mails) == ("", "", True, False)


def test_an_unknown_theme_is_refused(client, token):
    assert client.post("/account/choices", data={"form_token": token, "theme": "pink"}).status_code == 422


def test_a_new_password_needs_the_present_one_and_signs_others_out(client, me, token, store, clock):
    with store.write() as session:
        there = sessions.start(session, session.merge(me), now=clock.now)
    sent = {"form_token": token, "password": "not the password", "new": "a new pass phrase"}
    refused = client.post("/account/password", data=sent)
    assert refused.status_code == 422
    assert "not your present password" in refused.text
    short = client.post("/account/password", data=sent | {"password": PASSWORD, "new": "short"})
    assert "12 to 256 characters" in short.text
    assert client.post("/account/password", data=sent | {"password": PASSWORD}).status_code == 303
    assert client.get("/account").status_code == 200
    with store.read() as session:
        assert sessions.find(session, there, now=clock.now) is None
    client.cookies.clear()
    assert client.post("/sign-in", data={"email": me.email, "password": PASSWORD}).status_code == 401
    assert client.post("/sign-in", data={"email": me.email, "password": sent["new"]}).status_code == 303


def test_the_present_password_is_not_guessed_at_here_either(client, token, store):
    sent = {"form_token": token, "password": "not the password", "new": "a new pass phrase"}
    for _ in range(5):
        assert client.post("/account/password", data=sent).status_code == 422
    assert client.post("/account/password", data=sent | {"password": PASSWORD}).status_code == 403
    with store.read() as session:
        assert len(session.scalars(select(SignInFailure)).all()) == 5


def test_who_came_by_a_link_sets_the_first_password(client, me, token, store):
    with store.write() as session:
        session.get_one(User, me.id).password_hash = ""
    assert "Present password" not in client.get("/account").text
    answer = client.post("/account/password", data={"form_token": token, "new": "a new pass phrase"})
    assert answer.status_code == 303
    assert mine(store).password_hash.startswith("$argon2id$")


def test_an_open_browser_is_no_way_to_a_first_password(client, me, token, store, clock):
    """The attacker has the browser of somebody who comes in without a password, or her cookie, and keeps it in use."""
    with store.write() as session:
        session.get_one(User, me.id).password_hash = ""
        there = sessions.start(session, session.get_one(User, me.id), now=clock.now)
    for _ in range(5):
        clock.pass_by(minutes=2)
        page = client.get("/account").text
    assert "Set the password" not in page
    assert "A first password is set within ten minutes of a sign-in" in page
    for guess in ({}, {"password": ""}, {"password": "a new pass phrase"}, {"password": " "}):
        tried = client.post("/account/password", data={"form_token": token, "new": "a new pass phrase", **guess})
        assert tried.status_code == 403, guess
        assert "a one-time link from an admin" in tried.text
    assert mine(store).password_hash == ""
    with store.read() as session:
        assert sessions.find(session, there, now=clock.now), "nobody was signed out"


def test_my_browsers_are_listed_and_another_one_is_signed_out(client, me, store, clock):
    firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    chrome = "Mozilla/5.0 (Windows NT 10.0; Win64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0 Safari/537.36"
    for browser in (chrome, firefox):
        client.cookies.clear()
        client.post("/sign-in", data={"email": me.email, "password": PASSWORD}, headers={"User-Agent": browser})
    html = client.get("/account").text
    assert "Firefox, Linux" in html
    assert "Chrome, Windows" in html
    assert html.count("this browser<") == 1
    token = re.search(r'name="form_token" value="([^"]+)"', html)[1]
    (there,) = re.findall(r'name="there" value="(\w+)"', html)
    client.post("/account/sign-out", data={"form_token": token, "there": there})
    assert "Chrome, Windows" not in client.get("/account").text
    with store.write() as session:
        sessions.start(session, session.merge(me), now=clock.now)
    client.post("/account/sign-out", data={"form_token": token})
    assert "Sign out there</button>" not in client.get("/account").text
