"""Coming in with the company's account: through the pages and a real provider."""

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.accounts import attempts
from app.store.people import SignInFailure, User
from app.web import deps
from app.web.main import create_app
from tests.accounts.provider import CLIENT, SECRET, providing
from tests.web.conftest import OURS, PASSWORD


@pytest.fixture
def provider(clock):
    with providing(clock.now.timestamp()) as provider:
        yield provider


@pytest.fixture
def opened(settings, store, clock, provider, tmp_path):
    """A client of an app with these settings on top of the company's sign-in."""
    secret = tmp_path / "secret"
    secret.write_text(SECRET + "\n")
    company = {"oidc_issuer": provider.issuer, "oidc_client_id": CLIENT, "oidc_client_secret_file": secret,
               "allowed_hosts": ("127.0.0.1",)}  # fmt: skip

    def client(**changes):
        app = create_app(settings.model_copy(update=company | changes), store)

        async def current_time():
            return clock.now

        app.dependency_overrides[deps.current_time] = current_time
        return TestClient(app, headers=OURS, follow_redirects=False, base_url="http://testserver")

    return client


def there_and_back(client, provider):
    back = provider.authorize(client.get("/sign-in/company").headers["location"])
    return client.get(back.partition(":8123")[2])


def test_a_person_with_an_account_comes_in_and_the_try_is_over(opened, provider, person, store):
    robin = person("recruiter")
    with store.write() as session:
        session.merge(robin).email = "robin@example.org"
    client = opened()
    assert "/sign-in/company" in client.get("/sign-in").text
    answer = there_and_back(client, provider)
    assert (answer.status_code, answer.headers["location"]) == (303, "/queue")
    assert "second-look-try" not in client.cookies
    assert client.get("/queue").status_code == 200
    with store.read() as session:
        assert session.scalars(select(User.oidc_subject)).one()


def test_who_has_no_account_is_told_whom_to_ask_and_nothing_is_stored(opened, provider, store):
    client = opened()
    answer = there_and_back(client, provider)
    assert answer.status_code == 403
    assert "You have no account here; ask an admin of Second Look" in answer.text
    assert client.get("/").headers["location"] == "/sign-in"
    with store.read() as session:
        assert not session.scalars(select(User)).all()


def test_a_mapped_group_makes_the_account(opened, provider, store):
    client = opened(oidc_roles=(("hr", "compliance"),))
    assert there_and_back(client, provider).headers["location"] == "/night"
    with store.read() as session:
        user = session.scalars(select(User)).one()
    assert (user.email, user.name, user.role) == ("robin@example.org", "Robin Day", "compliance")


def test_an_answer_in_a_browser_that_did_not_ask_is_refused_and_counted(opened, provider, store):
    back = provider.authorize(opened().get("/sign-in/company").headers["location"]).partition(":8123")[2]
    other = opened()
    for _ in range(attempts.PER_NETWORK):
        assert other.get(back).status_code == 401
    assert other.get(back).status_code == 503
    with store.read() as session:
        assert len(session.scalars(select(SignInFailure)).all()) == attempts.PER_NETWORK


def test_nothing_secret_is_logged(opened, provider, lines):
    client = opened(oidc_roles=(("hr", "recruiter"),))
    there_and_back(client, provider)
    logged = lines.getvalue()
    assert "company sign-in" in logged
    for secret in ("code-0", "an access token", "not a good secret", "robin", "Robin", "state="):
        assert secret not in logged


def test_a_provider_that_is_away_says_so(opened):
    answer = opened(oidc_issuer="http://127.0.0.1:1").get("/sign-in/company")
    assert answer.status_code == 503
    assert "does not answer" in answer.text


def test_with_the_company_only_passwords_are_over(opened, provider, person, sign_in):
    somebody = person("recruiter")
    client = opened(oidc_only=True)
    assert 'name="password"' not in client.get("/sign-in").text
    answer = client.post("/sign-in", data={"email": somebody.email, "password": PASSWORD})
    assert answer.status_code == 403
    there = client.get("/sign-in/company")
    assert there.headers["location"].startswith(f"{provider.issuer}/authorize?")


def test_without_a_company_there_is_no_such_way(client):
    assert "/sign-in/company" not in client.get("/sign-in").text
    assert client.get("/sign-in/company").status_code == 404
    assert client.get("/sign-in/company/back").status_code == 404


@pytest.mark.parametrize(
    ("proxies", "forwarded", "blocked"),
    [((), "192.0.2.1", "192.0.2.2"), (("10.0.0.0/8",), "192.0.2.1", ""), (("10.0.0.0/8",), "9.9.9.9, 192.0.2.1", ""),
     (("10.0.0.0/8",), "192.0.2.1, 10.1.1.1", "")],
)  # fmt: skip
def test_a_proxy_is_believed_only_where_the_settings_name_it(settings, store, proxies, forwarded, blocked):
    """``blocked``: another forwarded address that then has to wait too, because it is not believed."""
    app = create_app(settings.model_copy(update={"trusted_proxies": proxies}), store)
    client = TestClient(app, headers=OURS, client=("10.0.0.1", 4711))

    def guess(header):
        return client.post("/sign-in/link", data={"token": "guess"}, headers={"X-Forwarded-For": header}).status_code

    for _ in range(attempts.PER_NETWORK):
        guess(forwarded)
    assert guess(forwarded) == 429
    assert guess("8.8.8.8, 192.0.2.1") == 429
    assert guess(blocked or "192.0.2.2") == (429 if blocked else 401)
