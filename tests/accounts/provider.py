"""A small OpenID provider over loopback HTTP: it checks client, code, redirect and PKCE, and can change its key."""

import base64
import hashlib
import json
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from authlib.oidc.core.util import create_half_hash
from joserfc import jwt
from joserfc.jwk import RSAKey

from tests.ats.loopback import Server, answer

CLIENT, SECRET = "second-look", "not a good secret: ü&="
PERSON = {"sub": "u-1", "email": "Robin@Example.org", "email_verified": True, "name": "Robin Day", "groups": ["hr"]}


class LocalProvider:
    """``claims`` go into every ID token on top of what is right; None takes a claim out."""

    def __init__(self, server: Server, now: float) -> None:
        self.server, self.now = server, now
        self.key = RSAKey.generate_key(2048, {"kid": "one"})
        self.published = [self.key]
        self.claims: dict[str, Any] = {}
        self.described: dict[str, Any] = {}
        self.algorithm = "RS256"
        self.access_token = "an access token"
        self._asked: dict[str, dict[str, str]] = {}
        server.answers |= {
            "/.well-known/openid-configuration": lambda handler: self._say(handler, self._description()),
            "/keys": lambda handler: self._say(
                handler, {"keys": [key.as_dict(private=False) for key in self.published]}
            ),
            "/authorize": self._authorize,
            "/token": self._token,
        }

    @property
    def issuer(self) -> str:
        return self.server.url

    def rotate(self, name: str) -> None:
        self.key = RSAKey.generate_key(2048, {"kid": name})
        self.published = [self.key]

    def authorize(self, address: str) -> str:
        """Let the person in at the address that a browser was sent to; where it is sent back to."""
        asked = {name: values[0] for name, values in parse_qs(urlsplit(address).query).items()}
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        assert "openid" in asked["scope"].split()
        code = f"code-{len(self._asked)}"
        self._asked[code] = asked
        return f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}"

    def _description(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
        } | self.described

    def _authorize(self, handler: Any) -> None:
        answer(302, location=self.authorize(handler.path))(handler)

    def _token(self, handler: Any) -> None:
        sent = {name: values[0] for name, values in parse_qs(self.server.asked[-1][3].decode()).items()}
        asked = self._asked.pop(sent.get("code", ""), None)
        challenge = hashlib.sha256(sent.get("code_verifier", "").encode()).digest()
        good = (
            asked is not None
            and sent["redirect_uri"] == asked["redirect_uri"]
            and base64.urlsafe_b64encode(challenge).rstrip(b"=").decode() == asked["code_challenge"]
            and self._is_client(handler.headers.get("authorization", ""), sent)
        )
        if asked is None or not good:
            self._say(handler, {"error": "invalid_grant"}, status=400)
            return
        tokens = {"access_token": self.access_token, "token_type": "Bearer", "id_token": self._id_token(asked["nonce"])}
        self._say(handler, tokens)

    def _is_client(self, authorization: str, sent: dict[str, str]) -> bool:
        if "client_secret_post" in self.described.get("token_endpoint_auth_methods_supported", ()):
            return (sent.get("client_id"), sent.get("client_secret")) == (CLIENT, SECRET)
        both = urlencode({CLIENT: SECRET}).replace("=", ":", 1)
        return authorization == f"Basic {base64.b64encode(both.encode()).decode()}"

    def _id_token(self, nonce: str) -> str:
        claims = PERSON | {
            "iss": self.issuer,
            "aud": CLIENT,
            "iat": int(self.now),
            "exp": int(self.now) + 300,
            "nonce": nonce,
            "at_hash": create_half_hash(self.access_token, "RS256").decode(),
        }
        claims |= self.claims
        kept = {name: value for name, value in claims.items() if value is not None}
        header = {"alg": self.algorithm, "kid": self.key.kid}
        return jwt.encode(header, kept, self.key, algorithms=[self.algorithm])

    @staticmethod
    def _say(handler: Any, value: dict[str, Any], status: int = 200) -> None:
        answer(status, json.dumps(value).encode(), content_type="application/json")(handler)


@contextmanager
def providing(now: float) -> Iterator[LocalProvider]:
    """A provider that runs."""
    server = Server({})
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield LocalProvider(server, now)
    finally:
        server.closing.set()
        server.shutdown()
        thread.join()
        server.server_close()
