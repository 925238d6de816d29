"""Who somebody is here whom the company vouches for, on both databases."""

from datetime import UTC, datetime

import pytest

from app.accounts import company, users
from app.accounts.events import What, events_of
from app.accounts.oidc import Person
from app.config import Settings
from app.errors import BadInputError, ForbiddenError

NOW = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
ROLES = (("hr-admins", "admin"), ("hr", "recruiter"))


def person(subject="u-1", email="robin@example.org", *groups):
    return Person("https://login.example.org", subject, email, "Robin Day", frozenset(groups))


def come_in(session, somebody, roles=()):
    return company.come_in(session, somebody, roles, now=NOW)


def test_an_account_is_connected_by_its_verified_address_once(session):
    robin = users.add_user(session, "robin@example.org", "Robin", "compliance", now=NOW)
    assert come_in(session, person(email="Robin@Example.org")) is robin
    assert come_in(session, person(email="new-name@example.org")) is robin  # the subject counts from now on
    assert come_in(session, person(email="")) is robin
    assert robin.role == "compliance"
    assert [event.what for event in events_of(session, robin).rows] == [What.CONNECTED, What.ADDED]
    with pytest.raises(ForbiddenError, match="another person"):
        come_in(session, person("u-2"))


def test_an_address_that_is_not_verified_connects_nothing(session):
    users.add_user(session, "robin@example.org", "Robin", "admin", now=NOW)
    with pytest.raises(ForbiddenError, match="verified"):
        come_in(session, person(email=""))


def test_strangers_are_told_whom_to_ask(session):
    with pytest.raises(ForbiddenError, match="ask an admin of Second Look"):
        come_in(session, person())
    with pytest.raises(ForbiddenError, match="your company's groups"):
        come_in(session, person("u-1", "robin@example.org", "sales"), ROLES)


def test_groups_make_accounts_and_give_the_role_at_each_sign_in(session):
    robin = come_in(session, person("u-1", "robin@example.org", "hr"), ROLES)
    assert (robin.email, robin.name, robin.role) == ("robin@example.org", "Robin Day", "recruiter")
    assert come_in(session, person("u-1", "robin@example.org", "hr", "hr-admins"), ROLES).role == "admin"
    assert come_in(session, person("u-1", "robin@example.org", "hr"), ROLES).role == "recruiter"
    told = [(event.what, event.detail) for event in events_of(session, robin).rows]
    assert told[:2] == [(What.ROLE, "admin → recruiter"), (What.ROLE, "recruiter → admin")]
    with pytest.raises(ForbiddenError, match="your company's groups"):
        come_in(session, person(), ROLES)


def test_who_is_shut_out_here_stays_out(session):
    robin = come_in(session, person("u-1", "robin@example.org", "hr"), ROLES)
    users.deactivate(session, robin, now=NOW)
    with pytest.raises(ForbiddenError, match="deactivated"):
        come_in(session, person("u-1", "robin@example.org", "hr"), ROLES)


def test_the_settings_are_read_whole_or_refused(tmp_path):
    (tmp_path / "secret").write_text("s3cret\nmore\n")
    whole = {"oidc_issuer": "https://login.example.org", "oidc_client_id": "x",
             "oidc_client_secret_file": tmp_path / "secret"}  # fmt: skip
    provider = company.provider(Settings(**whole, public_url="https://look.example.org"))
    assert provider is not None
    assert (provider.secret, provider.callback) == ("s3cret", "https://look.example.org/sign-in/company/back")
    assert "s3cret" not in repr(provider)
    assert company.provider(Settings()) is None
    for wrong in (
        {"oidc_client_id": ""},
        {"oidc_client_secret_file": tmp_path / "none"},
        {"oidc_roles": "hr=boss"},
        {"oidc_issuer": "", "oidc_only": True},
    ):
        with pytest.raises(BadInputError, match="SECOND_LOOK_OIDC"):
            company.provider(Settings(**whole | wrong))
    with pytest.raises(ValueError, match="pairs"):
        Settings(oidc_roles="hr")
    assert Settings(oidc_roles="CN=HR=recruiter, b=admin").oidc_roles == (("CN=HR", "recruiter"), ("b", "admin"))
