"""Signing in with the company's account: OpenID Connect, authorization code with PKCE. No database here.

One random secret in the browser's cookie gives state, nonce and PKCE verifier, so nothing is kept on the server between
going and coming back, and an answer counts only in the browser that asked. The provider's keys are fetched at every
sign-in: a rotated key is known at once, a withdrawn one is not trusted a minute longer. Everything goes through the
guarded transport: limits of time and size, no redirects, private addresses only where a setting names them.
Sources: OpenID Connect Core 1.0 (2, 3.1), Discovery 1.0; RFC 7636 (PKCE), RFC 9207 (issuer in the answer).
"""

import base64
import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import quote_plus, urlsplit

import structlog
from authlib.oauth2.rfc6749.parameters import prepare_grant_uri
from authlib.oauth2.rfc7636 import create_s256_code_challenge
from authlib.oidc.core import CodeIDToken
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet

from app.accounts.tokens import digest
from app.ats.base import Call, Done, Reply, RetryLater, Talk
from app.ats.payload import Payload, read_json
from app.ats.transport import Limits, Target, run
from app.errors import BusyError, UnauthenticatedError
from app.language import translated as _

SCOPE = "openid email profile"
SIGNED_BY = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "Ed25519", "EdDSA")
"""Key pairs only: with a shared secret the client could sign for the provider."""
SKEW = 60
"""Seconds by which the clocks may differ."""
FOUND_FOR = timedelta(minutes=10)
LIMITS = Limits(connect_seconds=3, read_seconds=8, total_seconds=12, answer_bytes=512 * 1024)
LONGEST_SUBJECT = 255
M = TypeVar("M", bound=Payload)
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Provider:
    """The company's provider as the settings name it."""

    issuer: str
    client_id: str
    secret: str = field(repr=False)
    callback: str
    """Our address to which the provider sends people back."""
    allowed_hosts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Person:
    """Whom the provider vouches for. ``email`` is empty unless the provider says that it is verified."""

    issuer: str
    subject: str
    email: str
    name: str
    groups: frozenset[str]


class _Found(Payload):
    """The provider's own description of itself."""

    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    token_endpoint_auth_methods_supported: tuple[str, ...] = ("client_secret_basic",)
    authorization_response_iss_parameter_supported: bool = False


class _Tokens(Payload):
    id_token: str
    access_token: str


class _Keys(Payload):
    keys: list[dict[str, Any]]


class CompanySignIn:
    """The way out to the provider and back. Both may take seconds: call them with no session open."""

    def __init__(self, provider: Provider) -> None:
        self.provider = provider
        self._target = Target("company sign-in", provider.issuer, allowed_hosts=provider.allowed_hosts)
        self._found: tuple[_Found, datetime] | None = None

    def address(self, secret: str, *, now: datetime) -> str:
        """Where to send the browser that holds ``secret``.

        Raises:
            BusyError, UnauthenticatedError: the provider does not answer, or not as it should.

        """
        return str(
            prepare_grant_uri(
                self._discover(now).authorization_endpoint,
                client_id=self.provider.client_id,
                response_type="code",
                redirect_uri=self.provider.callback,
                scope=SCOPE,
                state=_state(secret),
                nonce=_nonce(secret),
                code_challenge=create_s256_code_challenge(_verifier(secret)),
                code_challenge_method="S256",
            )
        )

    def person(self, secret: str, answer: Mapping[str, str], *, now: datetime) -> Person:
        """Read what the provider sent back with the browser that holds ``secret``, and ask it who that is.

        Raises:
            BusyError: the provider does not answer; try again.
            UnauthenticatedError: it said no, or what came is not for this browser or not valid.

        """
        if not secret or not hmac.compare_digest(answer.get("state", "").encode(), _state(secret).encode()):
            raise UnauthenticatedError(_("this answer belongs to another try; begin again here"))
        found = self._discover(now)
        sender = answer.get("iss")
        if sender != found.issuer and (sender is not None or found.authorization_response_iss_parameter_supported):
            raise _odd("the answer names another issuer")
        if "code" not in answer:
            log.info("company_sign_in_refused", error=answer.get("error", "")[:100])
            raise UnauthenticatedError(_("your company's sign-in did not let you in; try again or ask your admin"))
        tokens = self._tokens(found, answer["code"], secret)
        keys = _read(_Keys, self._ask(Call("GET", found.jwks_uri)))
        return _checked(tokens, keys, found.issuer, self.provider.client_id, _nonce(secret), now)

    def _discover(self, now: datetime) -> _Found:
        if self._found is None or self._found[1] <= now:
            where = f"{self.provider.issuer.rstrip('/')}/.well-known/openid-configuration"
            found = _read(_Found, self._ask(Call("GET", where)))
            if found.issuer != self.provider.issuer:
                raise _odd("the provider's description names another issuer")
            if not found.authorization_endpoint.startswith(("https://", f"{urlsplit(found.issuer).scheme}://")):
                raise _odd("the provider sends browsers to an address that is not https")
            self._found = (found, now + FOUND_FOR)
        return self._found[0]

    def _tokens(self, found: _Found, code: str, secret: str) -> _Tokens:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.provider.callback,
            "code_verifier": _verifier(secret),
        }
        headers: dict[str, str] = {}
        if self.provider.secret and "client_secret_basic" in found.token_endpoint_auth_methods_supported:
            both = f"{quote_plus(self.provider.client_id)}:{quote_plus(self.provider.secret)}"
            headers["authorization"] = f"Basic {base64.b64encode(both.encode()).decode()}"
        else:
            form |= {"client_id": self.provider.client_id}
            form |= {"client_secret": self.provider.secret} if self.provider.secret else {}
        return _read(_Tokens, self._ask(Call("POST", found.token_endpoint, form=form, headers=headers)))

    def _ask(self, call: Call) -> Reply:
        outcome = run(_one(call), self._target, limits=LIMITS)
        if isinstance(outcome, Done) and outcome.value.status == 200:  # noqa: PLR2004 - HTTP's "here it is"
            return outcome.value
        if isinstance(outcome, RetryLater):
            raise BusyError(_("your company's sign-in does not answer; try again in a minute"))
        why = f"status {outcome.value.status}" if isinstance(outcome, Done) else outcome.why
        raise _odd(why)


def _one(call: Call) -> Talk[Reply]:
    return Done((yield call))


def _checked(tokens: _Tokens, keys: _Keys, issuer: str, client_id: str, nonce: str, now: datetime) -> Person:
    """Check signature, issuer, audience, times, nonce and the hash of the access token."""
    try:
        token = jwt.decode(tokens.id_token, KeySet.import_key_set({"keys": keys.keys}), algorithms=SIGNED_BY)
        claims = CodeIDToken(
            token.claims,
            token.header,
            options={"iss": {"essential": True, "value": issuer}, "aud": {"essential": True, "value": client_id}},
            params={"nonce": nonce, "client_id": client_id, "access_token": tokens.access_token},
        )
        claims.validate(now=int(now.timestamp()), leeway=SKEW)
    except (JoseError, ValueError, TypeError, KeyError) as error:
        raise _odd(f"the ID token does not hold: {type(error).__name__} {getattr(error, 'description', '')}") from error
    subject = str(claims["sub"])
    if not 0 < len(subject) <= LONGEST_SUBJECT:
        raise _odd("the ID token names nobody")
    verified = claims.get("email_verified") in (True, "true")
    groups = claims.get("groups")
    return Person(
        issuer=issuer,
        subject=subject,
        email=_text(claims.get("email")) if verified else "",
        name=_text(claims.get("name")),
        groups=frozenset(filter(None, map(_text, groups if isinstance(groups, list) else [groups]))),
    )


def _text(value: object) -> str:
    return value.strip() if isinstance(value, str) else ""


def _read(model: type[M], reply: Reply) -> M:
    try:
        return read_json(model, reply.body)
    except ValueError as error:
        raise _odd(str(error)) from error


def _odd(why: str) -> UnauthenticatedError:
    """Refuse; the reason is for the log only, people can do nothing with it."""
    log.warning("company_sign_in_odd", why=why)
    return UnauthenticatedError(_("your company's sign-in answered in an unexpected way; tell your admin"))


def _state(secret: str) -> str:
    return digest(f"state {secret}")


def _nonce(secret: str) -> str:
    return digest(f"nonce {secret}")


def _verifier(secret: str) -> str:
    return digest(f"verifier {secret}")
