"""People, keys, links and sessions on both databases; how they look in a browser is tried in tests/web."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from app.accounts import keys, links, passwords, sessions, users
from app.errors import BadInputError, ConflictError, NotFoundError, UnauthenticatedError
from app.store.people import ApiKey, SignInLink, WebSession

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


def test_an_address_has_one_account_in_any_spelling(session):
    ada = users.add_user(session, " Ada@Example.org", "Ada", "admin", now=NOW)
    assert users.find_user(session, "ADA@example.ORG") is ada
    with pytest.raises(ConflictError, match="look it up among the people"):
        users.add_user(session, "ada@example.org", "Ada", "admin", now=NOW)
    with pytest.raises(NotFoundError):
        users.find_user(session, "bob@example.org")


@pytest.mark.parametrize(
    ("email", "name", "role"),
    [("ada", "Ada", "admin"), ("a b@c", "Ada", "admin"), ("a@b", " ", "admin"), ("a@b", "A" * 201, "admin"),
     ("a@b", "Ada", "root"), ("a@" + "b" * 200, "Ada", "admin")],
)  # fmt: skip
def test_bad_accounts_are_refused(session, email, name, role):
    with pytest.raises(BadInputError):
        users.add_user(session, email, name, role, now=NOW)


def test_passwords_are_hashed_and_compared(session):
    ada = users.add_user(session, "ada@example.org", "Ada", "admin", now=NOW)
    without = passwords.look_up(session, "ada@example.org", now=NOW)
    assert not passwords.matches(without, "")
    for bad in ("short", "x" * 257):
        with pytest.raises(BadInputError):
            users.set_password(session, ada, bad, now=NOW)
    users.set_password(session, ada, "correct horse battery", now=NOW)
    assert ada.password_hash.startswith("$argon2id$")
    claim = passwords.look_up(session, "ADA@example.org", now=NOW)
    assert passwords.matches(claim, "correct horse battery")
    assert not passwords.matches(claim, "correct horse batterz")
    assert not passwords.matches(passwords.look_up(session, "bob@x", now=NOW), "nobody has this password")


def test_a_new_password_signs_everybody_out(session):
    ada = users.add_user(session, "ada@example.org", "Ada", "admin", now=NOW)
    cookie = sessions.start(session, ada, now=NOW)
    assert sessions.find(session, cookie, now=NOW) is not None
    users.set_password(session, ada, "correct horse battery", now=NOW)
    assert sessions.find(session, cookie, now=NOW) is None


def test_ended_sessions_and_links_are_swept(session):
    ada = users.add_user(session, "ada@example.org", "Ada", "admin", now=NOW)
    sessions.start(session, ada, now=NOW)
    links.make_link(session, ada, NOW)
    later = NOW + timedelta(days=1)
    sessions.start(session, ada, now=later)
    links.make_link(session, ada, later)
    assert len(session.scalars(select(WebSession)).all()) == 1
    assert len(session.scalars(select(SignInLink)).all()) == 1


def test_a_key_does_what_its_scopes_and_its_users_role_allow(session):
    ada = users.add_user(session, "ada@example.org", "Ada", "recruiter", now=NOW)
    secret = keys.make_key(session, ada, "export", ["review:read", "review:write"], now=NOW, days=30)
    assert secret.startswith("slk_")
    assert secret not in str(session.scalars(select(ApiKey.secret)).one())
    key = keys.check_key(session, secret, now=NOW)
    assert key is not None
    assert keys.scopes_of(key) == {"review:read", "review:write"}
    ada.role = "compliance"
    assert keys.scopes_of(key) == {"review:read"}
    assert keys.check_key(session, secret, now=NOW + timedelta(days=30)) is None
    assert keys.check_key(session, secret + "x", now=NOW) is None
    keys.revoke(session, key, now=NOW)
    assert keys.check_key(session, secret, now=NOW) is None


@pytest.mark.parametrize(
    ("name", "scopes", "days"),
    [("k", [], 9), ("k", ["review:all"], 9), ("k", ["audit:read"], 9), (" ", ["review:read"], 9),
     ("k", ["review:read"], 0), ("k", ["review:read"], 367)],
)  # fmt: skip
def test_bad_keys_are_refused(session, name, scopes, days):
    ada = users.add_user(session, "ada@example.org", "Ada", "recruiter", now=NOW)
    with pytest.raises(BadInputError):
        keys.make_key(session, ada, name, scopes, now=NOW, days=days)


def test_deactivating_ends_everything_at_once(session):
    ada = users.add_user(session, "ada@example.org", "Ada", "admin", now=NOW)
    cookie = sessions.start(session, ada, now=NOW)
    secret = keys.make_key(session, ada, "export", ["audit:read"], now=NOW)
    token = links.make_link(session, ada, NOW)
    users.deactivate(session, ada, now=NOW)
    ada.active = True  # what ended stays ended
    assert sessions.find(session, cookie, now=NOW) is None
    assert keys.check_key(session, secret, now=NOW) is None
    with pytest.raises(UnauthenticatedError, match="ask an admin for a new one"):
        links.use_link(session, token, now=NOW)


def test_every_role_has_its_scopes():
    assert set(keys.SCOPES_OF_ROLE) == set(users.ROLES)
    assert frozenset().union(*keys.SCOPES_OF_ROLE.values()) == keys.SCOPES
