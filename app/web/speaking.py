"""The language of a page: what the person chose (a cookie), else what the browser asks for. Programs get English."""

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from app.language import ENGLISH, LANGUAGES, preferred, speaking
from app.web.security import KEYS_NOT_COOKIES

COOKIE = "second-look-language"
YEAR_SECONDS = 365 * 24 * 3600


class Speaking:
    """Sets the language for everything that a request runs, threads included."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on, in a language."""
        with speaking(_wished(scope) if scope["type"] == "http" else ENGLISH):
            await self.app(scope, receive, send)


def _wished(scope: Scope) -> str:
    if scope["path"].startswith(KEYS_NOT_COOKIES):
        return ENGLISH
    headers = Headers(scope=scope)
    chosen = cookie_parser(headers.get("cookie", "")).get(COOKIE, "")
    return chosen if chosen in LANGUAGES else preferred(headers.get("accept-language", ""))


def remember(response: Response, language: str) -> None:
    """Let the browser keep a language; "" forgets it, and what the browser asks for counts again."""
    if language:
        response.set_cookie(COOKIE, language, max_age=YEAR_SECONDS, httponly=True, samesite="lax")
    else:
        response.delete_cookie(COOKIE, httponly=True, samesite="lax")
