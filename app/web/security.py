"""What every answer carries and every request must respect: headers, same origin, body sizes. Plain ASGI, no sessions.

The second line against forged forms, the token of the session, is checked in ``deps.signed_in``.
"""

import asyncio
import re
from collections.abc import Mapping
from types import MappingProxyType
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.config import Settings
from app.errors import ForbiddenError
from app.language import translated as _
from app.web.deps import SAFE_METHODS

CONTENT_SECURITY_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)
FORBIDDEN_FEATURES = (
    "accelerometer", "autoplay", "camera", "display-capture", "geolocation", "gyroscope", "hid",
    "magnetometer", "microphone", "midi", "payment", "picture-in-picture", "serial", "usb", "xr-spatial-tracking",
)  # fmt: skip
HEADERS: Mapping[str, str] = MappingProxyType(
    {
        "Content-Security-Policy": CONTENT_SECURITY_POLICY,
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": ", ".join(f"{feature}=()" for feature in FORBIDDEN_FEATURES),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Cache-Control": "no-store",
    }
)
"""A route may set its own value (a policy for the API's documentation, caching for static files); it is kept."""
KEYS_NOT_COOKIES = ("/api/", "/hooks/")
"""Programs: nothing here reads a cookie, so a browser cannot be tricked into anything."""
PAGE_BYTES = 256 * 1024
API_BYTES = 4 * 1024 * 1024
BODY_SECONDS = 30.0
JSON = re.compile(r"application/([a-z0-9.+-]+\+)?json")
FORMS = re.compile(r"application/x-www-form-urlencoded|multipart/form-data")
YEAR = "max-age=31536000"
REVALIDATE = "no-cache"
"""Static files carry an ETag; asking again costs little, and an upgrade shows at once."""


class SafeHeaders:
    """Adds HEADERS to every answer that does not set them itself."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self._headers = dict(HEADERS)
        if settings.origin.startswith("https:"):
            self._headers["Strict-Transport-Security"] = YEAR

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on with a ``send`` that adds what the answer lacks."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                if scope["path"].startswith("/static"):
                    headers.setdefault("Cache-Control", REVALIDATE)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
            await send(message)

        await self.app(scope, receive, with_headers)


class SameOrigin:
    """Refuses what changes something on pages unless the browser says that our own page sent it."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self._origin = settings.public_url

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse by raising; the edge turns it into an answer."""
        if scope["type"] == "http" and scope["method"] not in SAFE_METHODS and not self._ours(scope):
            raise ForbiddenError(
                _("this request did not come from a page of ours; open the page here and send it again")
            )
        await self.app(scope, receive, send)

    def _ours(self, scope: Scope) -> bool:
        if scope["path"].startswith(KEYS_NOT_COOKIES):
            return True
        headers = Headers(scope=scope)
        site = headers.get("sec-fetch-site")
        if site is not None:
            return site == "same-origin"
        origin = headers.get("origin", "")
        if self._origin:
            return origin == self._origin
        return bool(origin) and urlsplit(origin).netloc == headers.get("host", "")  # no public address is set


class ContentTypes:
    """Refuses bodies of a kind that the address does not read (415), instead of guessing what they are."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Hooks take anything: their bytes are the adapter's to read."""
        if scope["type"] == "http" and not scope["path"].startswith("/hooks/"):
            headers = Headers(scope=scope)
            taken = JSON if scope["path"].startswith("/api/") else FORMS
            kind = headers.get("content-type", "").partition(";")[0].strip().lower()
            has_body = headers.get("content-length", "0") != "0" or "transfer-encoding" in headers
            if has_body and not taken.fullmatch(kind):
                raise HTTPException(415)
        await self.app(scope, receive, send)


class BodyLimit:
    """Stops reading a body that is too large (413) or too slow (408), each address with its own cap."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app = app
        self._limits = (("/hooks/", settings.hook_limit_kb * 1024), ("/api/", API_BYTES), ("/", PAGE_BYTES))

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on with a ``receive`` that counts and watches the clock."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        limit = next(limit for prefix, limit in self._limits if scope["path"].startswith(prefix) or prefix == "/")
        declared = Headers(scope=scope).get("content-length", "0")
        total, whole = int(declared) if declared.isdecimal() else 0, False
        if total > limit:
            raise HTTPException(413)
        total = 0

        async def limited() -> Message:
            nonlocal total, whole
            if whole:  # from here on this waits for the client to hang up
                return await receive()
            try:
                async with asyncio.timeout(BODY_SECONDS):
                    message = await receive()
            except TimeoutError:
                raise HTTPException(408) from None
            total += len(message.get("body", b""))
            whole = not message.get("more_body", False)
            if total > limit:
                raise HTTPException(413)
            return message

        await self.app(scope, limited, send)
