"""One line in the log per request: method, path without query, status, time. It replaces the server's own."""

from time import perf_counter

import structlog
from starlette.types import ASGIApp, Message, Receive, Scope, Send

UNINTERESTING = frozenset({"/healthz", "/readyz", "/metrics"})
log = structlog.get_logger(__name__)


class AccessLog:
    """Outermost, so that refusals of the other layers are told too."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on and tell how it ended; 500 when no answer came out at all."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        began, status = perf_counter(), 500

        async def noted(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = int(message["status"])
            await send(message)

        try:
            await self.app(scope, receive, noted)
        finally:
            if scope["path"] not in UNINTERESTING or status >= 400:  # noqa: PLR2004 - where HTTP's errors begin
                took = round((perf_counter() - began) * 1000, 1)
                log.info("request", method=scope["method"], path=scope["path"], status=status, ms=took)
