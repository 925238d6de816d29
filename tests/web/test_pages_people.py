"""People and API keys on pages: what an admin can do to whom, and that a secret is shown once."""

import re

import pytest
from sqlalchemy import select

from app.accounts import attempts, users
from app.store.people import ApiKey, SignInLink, User, WebSession


@pytest.fixture
def admin(person):
    return person("admin")


@pytest.fixture
def token(admin, sign_in):
    return sign_in(admin)


def add(client, token, **changes):
    sent = {"form_token": token, "email": "robin@example.org", "name": "Robin Day", "role": "recruiter"} | changes
    return client.post("/people", data=sent)


def user_named(store, email):
    with store.read() as session:
        return session.scalars(select(User).where(User.email == email)).one()


def test_an_admin_adds_a_person_and_sees_the_link_once(client, token, store):
    page = add(client, token).text
    link = re.search(r"http://127.0.0.1:8123(/sign-in/link\?token=[\w-]+)", page)
    assert link
    robin = user_named(store, "robin@example.org")
    shown = client.get(f"/people/{robin.id}").text
    assert "token=" not in shown
    assert "account made: recruiter" in shown
    assert "one-time link made" in shown
    assert "Robin Admin (admin@example.org)" in shown
    assert "Robin Day" in client.get("/people").text
    client.cookies.clear()
    entered = client.post("/sign-in/link", data={"token": link[1].partition("=")[2]})
    assert entered.headers["location"] == "/queue"


@pytest.mark.parametrize(
    ("changes", "said"),
    [({"email": "robin"}, "not an e-mail address"), ({"email": "admin@example.org"}, "has an account already"),
     ({"role": "boss"}, "no such role"), ({"name": " "}, "needs a name")],
)  # fmt: skip
def test_what_cannot_be_added_is_said_and_what_was_typed_stays(client, token, changes, said):
    answer = add(client, token, **changes)
    assert answer.status_code == 422
    assert said in answer.text
    assert f'value="{changes.get("email", "robin@example.org")}"' in answer.text


def test_role_sessions_shutting_out_and_letting_in(client, token, person, store, clock, sign_in):
    robin = person("recruiter")
    sign_in(robin)
    token = sign_in(user_named(store, "admin@example.org"))
    for path, sent in (("role", {"role": "compliance"}), ("sign-out", {}), ("link", {}), ("deactivate", {})):
        answer = client.post(f"/people/{robin.id}/{path}", data={"form_token": token} | sent)
        assert answer.status_code == (200 if path == "link" else 303), path
    with store.read() as session:
        assert not session.scalars(select(WebSession).where(WebSession.user_id == robin.id)).all()
        assert not session.scalars(select(SignInLink)).all()
    robin = user_named(store, "recruiter@example.org")
    assert (robin.role, robin.active) == ("compliance", False)
    assert client.post(f"/people/{robin.id}/link", data={"form_token": token}).status_code == 409
    client.post(f"/people/{robin.id}/reactivate", data={"form_token": token})
    assert user_named(store, "recruiter@example.org").active
    shown = client.get(f"/people/{robin.id}").text
    for words in ("recruiter → compliance", "signed out everywhere", "shut out", "let in again"):
        assert words in shown
    assert client.get(f"/people/{robin.id}?before=1").status_code == 200


@pytest.mark.parametrize("path", ["role", "deactivate", "link", "sign-out"])
def test_an_admin_cannot_lock_himself_out(client, admin, token, store, path):
    answer = client.post(f"/people/{admin.id}/{path}", data={"form_token": token, "role": "recruiter"})
    assert answer.status_code == 403
    assert user_named(store, "admin@example.org").role == "admin"
    assert user_named(store, "admin@example.org").active
    assert "This is you" in client.get(f"/people/{admin.id}").text


@pytest.mark.parametrize("role", ["recruiter", "hiring_manager", "compliance", "integrator"])
def test_people_are_for_admins(client, person, sign_in, role):
    token = sign_in(person(role))
    assert client.get("/people").status_code == 403
    assert add(client, token).status_code == 403
    assert client.get("/account").status_code == 200
    assert "/people" not in client.get("/account").text


def test_nobody_and_nothing_else_is_found(client, token):
    assert client.get("/people/nobody").status_code == 404
    assert client.post("/people/nobody/deactivate", data={"form_token": token}).status_code == 404
    assert client.post("/people/nobody/explode", data={"form_token": token}).status_code == 422
    assert add(client, "wrong").status_code == 403


def test_a_long_list_of_people_comes_in_pages(client, token, store, clock):
    with store.write() as session:
        for number in range(60):
            users.add_user(session, f"p{number:02}@example.org", f"P{number}", "recruiter", now=clock.now)
    first = client.get("/people").text
    rest = client.get(re.search(r'href="(/people\?cursor=[^"]+)"', first)[1]).text
    assert "p40@" in first
    assert "p59@" not in first
    assert "p59@" in rest


def test_a_key_is_made_shown_once_used_and_ended(client, person, sign_in, store):
    token = sign_in(person("recruiter"))
    sent = {"form_token": token, "name": "export", "scopes": ["review:read"], "days": "30"}
    secret = re.search(r'id="the-key">(slk_[\w-]+)<', client.post("/keys", data=sent).text)[1]
    assert secret not in client.get("/keys").text
    bearer = {"Authorization": f"Bearer {secret}"}
    assert client.get("/api/v1/rejections", headers=bearer).status_code == 200
    with store.read() as session:
        key = session.scalars(select(ApiKey)).one()
    assert client.post(f"/keys/{key.id}/revoke", data={"form_token": token}).status_code == 303
    assert "ended" in client.get("/keys").text
    assert client.get("/api/v1/rejections", headers=bearer).status_code == 401


@pytest.mark.parametrize("changes", [{"scopes": ["audit:read"]}, {"scopes": []}, {"days": "0"}, {"days": "many"},
                                     {"days": "9" * 8}, {"name": " "}])  # fmt: skip
def test_a_key_that_cannot_be_is_refused(client, person, sign_in, store, changes):
    token = sign_in(person("recruiter"))
    sent = {"form_token": token, "name": "export", "scopes": ["review:read"], "days": "30"} | changes
    assert client.post("/keys", data=sent).status_code == 422
    with store.read() as session:
        assert not session.scalars(select(ApiKey)).all()


def test_others_keys_are_seen_and_ended_by_admins_only(client, person, sign_in, store, bearer):
    recruiter = person("recruiter")
    bearer(recruiter, "review:read")
    with store.read() as session:
        key = session.scalars(select(ApiKey)).one()
    token = sign_in(person("compliance"))
    assert "recruiter@" not in client.get("/keys").text
    assert client.post(f"/keys/{key.id}/revoke", data={"form_token": token}).status_code == 404
    token = sign_in(person("admin"))
    assert "recruiter@example.org" in client.get("/keys").text
    assert client.post(f"/keys/{key.id}/revoke", data={"form_token": token}).status_code == 303
    with store.read() as session:
        assert session.get_one(ApiKey, key.id).revoked_at is not None


def test_a_role_without_scopes_is_told_so(client, person, sign_in, monkeypatch):
    monkeypatch.setattr("app.accounts.keys.SCOPES_OF_ROLE", {"hiring_manager": frozenset()})
    sign_in(person("hiring_manager"))
    assert "there are no keys for it" in client.get("/keys").text


def test_links_are_guessed_at_slowly_too(client, clock):
    for _ in range(attempts.PER_NETWORK):
        assert client.post("/sign-in/link", data={"token": "guess"}).status_code == 401
    assert client.post("/sign-in/link", data={"token": "guess"}).status_code == 429
    assert client.post("/sign-in", data={"email": "a@b", "password": "guess guess guess"}).status_code == 429
    clock.pass_by(minutes=15)
    assert client.post("/sign-in/link", data={"token": "guess"}).status_code == 401
