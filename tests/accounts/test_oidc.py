"""The company's sign-in against a provider that runs: what is believed, and what is not."""

from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl, urlsplit

import pytest
from joserfc.jwk import OctKey, RSAKey

from app.accounts.oidc import CompanySignIn, Provider
from app.accounts.tokens import new_token
from app.errors import BusyError, UnauthenticatedError
from tests.accounts.provider import CLIENT, SECRET, providing

NOW = datetime(2026, 11, 28, 9, 0, tzinfo=UTC)
BACK = "http://127.0.0.1:8123/sign-in/company/back"
MINE = new_token()


@pytest.fixture
def provider():
    with providing(NOW.timestamp()) as provider:
        yield provider


def company_of(provider, **changes):
    known = {"issuer": provider.issuer, "client_id": CLIENT, "secret": SECRET, "callback": BACK}
    return CompanySignIn(Provider(**known | changes, allowed_hosts=("127.0.0.1",)))


@pytest.fixture
def company(provider):
    return company_of(provider)


def come_back(company, provider, now=NOW, **changes):
    """Go there and back with the same secret; ``changes`` are made to the answer on its way."""
    back = provider.authorize(company.address(MINE, now=now))
    answer = {**dict(parse_qsl(urlsplit(back).query)), **changes}
    return company.person(MINE, {name: value for name, value in answer.items() if value is not None}, now=now)


def test_the_provider_tells_who_it_is(company, provider):
    person = come_back(company, provider)
    assert person.email == "Robin@Example.org"
    assert (person.issuer, person.subject, person.name) == (provider.issuer, "u-1", "Robin Day")
    assert person.groups == {"hr"}


def test_the_secret_of_the_client_goes_where_the_provider_wants_it(provider):
    provider.described = {"token_endpoint_auth_methods_supported": ["client_secret_post"]}
    assert come_back(company_of(provider), provider).subject == "u-1"
    provider.described = {}
    with pytest.raises(UnauthenticatedError):
        come_back(company_of(provider, secret="wrong"), provider)


def test_a_rotated_key_is_known_at_once_and_the_old_one_forgotten(company, provider):
    old = provider.key
    come_back(company, provider)
    provider.rotate("two")
    assert come_back(company, provider).subject == "u-1"
    provider.key = old
    with pytest.raises(UnauthenticatedError):
        come_back(company, provider)


@pytest.mark.parametrize(
    "claims",
    [
        {"iss": "https://evil.example"},
        {"iss": None},
        {"aud": "another client"},
        {"aud": [CLIENT, "another client"]},  # for several, and does not say that it was made for us
        {"azp": "another client"},
        {"exp": int(NOW.timestamp()) - 61},
        {"exp": None},
        {"exp": "soon"},
        {"iat": int(NOW.timestamp()) + 61},
        {"nbf": int(NOW.timestamp()) + 61},
        {"nonce": "another"},
        {"nonce": None},
        {"at_hash": "AAAAAAAAAAAAAAAAAAAAAA"},
        {"sub": ""},
        {"sub": "x" * 256},
        {"sub": None},
    ],
    ids=str,
)
def test_a_token_that_is_not_for_us_or_not_now_is_refused(company, provider, claims):
    provider.claims = claims
    with pytest.raises(UnauthenticatedError, match="unexpected way"):
        come_back(company, provider)


@pytest.mark.parametrize("claims", [{"exp": int(NOW.timestamp()) - 50}, {"iat": int(NOW.timestamp()) + 50},
                                    {"aud": [CLIENT, "another"], "azp": CLIENT}, {"at_hash": None}])  # fmt: skip
def test_clocks_may_differ_a_little_and_what_is_optional_may_be_missing(company, provider, claims):
    provider.claims = claims
    assert come_back(company, provider).subject == "u-1"


def test_a_token_signed_by_somebody_else_is_refused(company, provider):
    provider.key = RSAKey.generate_key(2048, {"kid": "one"})
    with pytest.raises(UnauthenticatedError):
        come_back(company, provider)


def test_a_published_key_cannot_be_used_as_a_shared_secret(company, provider):
    provider.key = OctKey.import_key("a long enough shared secret, known to both", {"kid": "one"})
    provider.published, provider.algorithm = [provider.key], "HS256"
    with pytest.raises(UnauthenticatedError):
        come_back(company, provider)


@pytest.mark.parametrize("changes", [{"state": "another"}, {"state": None}, {"state": "ü"}])
def test_an_answer_counts_only_in_the_browser_that_asked(company, provider, changes):
    with pytest.raises(UnauthenticatedError, match="another try"):
        come_back(company, provider, **changes)
    back = provider.authorize(company.address(MINE, now=NOW))
    answer = dict(parse_qsl(urlsplit(back).query))
    for other in ("", new_token()):
        with pytest.raises(UnauthenticatedError, match="another try"):
            company.person(other, answer, now=NOW)


def test_a_code_that_another_try_brought_fails_at_the_verifier(company, provider):
    stolen = dict(parse_qsl(urlsplit(provider.authorize(company.address(new_token(), now=NOW))).query))["code"]
    with pytest.raises(UnauthenticatedError, match="unexpected way"):
        come_back(company, provider, code=stolen)


def test_a_code_works_once(company, provider):
    back = dict(parse_qsl(urlsplit(provider.authorize(company.address(MINE, now=NOW))).query))
    company.person(MINE, back, now=NOW)
    with pytest.raises(UnauthenticatedError):
        company.person(MINE, back, now=NOW)


def test_an_answer_of_another_issuer_is_refused(provider):
    with pytest.raises(UnauthenticatedError):
        come_back(company_of(provider), provider, iss="https://evil.example")
    assert come_back(company_of(provider), provider, iss=provider.issuer).subject == "u-1"
    provider.described = {"authorization_response_iss_parameter_supported": True}
    with pytest.raises(UnauthenticatedError):
        come_back(company_of(provider), provider)


def test_who_is_not_let_in_over_there_is_told(company, provider):
    with pytest.raises(UnauthenticatedError, match="did not let you in"):
        come_back(company, provider, code=None, error="access_denied")


@pytest.mark.parametrize("described", [{"issuer": "https://evil.example"}, {"token_endpoint": None},
                                       {"authorization_endpoint": "javascript:alert(1)"},
                                       {"jwks_uri": "http://10.0.0.1/keys"}, {"jwks_uri": "ftp://x/keys"}])  # fmt: skip
def test_a_description_that_is_not_right_is_refused(company, provider, described):
    provider.described = described
    with pytest.raises(UnauthenticatedError, match="unexpected way"):
        come_back(company, provider)


def test_an_address_is_verified_only_if_the_provider_says_so(company, provider):
    for said in (False, None, "false", "yes"):
        provider.claims = {"email_verified": said}
        assert come_back(company, provider).email == ""
    provider.claims = {"email_verified": "true", "groups": "hr"}
    person = come_back(company, provider)
    assert (person.email, person.groups) == ("Robin@Example.org", {"hr"})


@pytest.mark.parametrize("claims", [{"groups": 7}, {"groups": {"hr": True}}, {"email": ["a@b"], "name": 4}])
def test_odd_claims_give_nothing(company, provider, claims):
    provider.claims = claims
    person = come_back(company, provider)
    assert not person.groups or "email" in claims
    assert "email" not in claims or (person.email, person.name) == ("", "")


def test_the_description_is_asked_for_again_after_a_while(company, provider):
    def asked():
        return sum("openid-configuration" in path for _, path, _, _ in provider.server.asked)

    for minutes, times in ((0, 1), (9, 1), (11, 2)):
        company.address(MINE, now=NOW + timedelta(minutes=minutes))
        assert asked() == times


def test_a_provider_that_is_away_is_no_fault_of_the_person(provider):
    company = company_of(provider, issuer="http://127.0.0.1:1")
    with pytest.raises(BusyError, match="try again"):
        company.address(MINE, now=NOW)


def test_an_issuer_over_plain_http_must_be_named_as_our_own(provider):
    company = CompanySignIn(Provider(provider.issuer, CLIENT, SECRET, BACK))
    with pytest.raises(UnauthenticatedError):
        company.address(MINE, now=NOW)
    assert provider.server.asked == []
