"""Where applicant tracking systems deliver: raw bytes in, stored and committed, then the status that vendor wants.

No cookie and no key: the signature over the raw bytes is the proof, checked by the connection's adapter.
"""

import re
from typing import Annotated

from fastapi import APIRouter, Header, Request
from sqlalchemy import select
from starlette.responses import Response

from app.errors import BadInputError, NotFoundError
from app.intake.receive import receive
from app.store.models import Connection
from app.web.deps import Now, ReadSession, TheGates, TheStore, in_one_step

router = APIRouter(include_in_schema=False)

ORIGIN = re.compile(r"[A-Za-z0-9.:\[\]-]{1,253}")
ALLOWED_RATE = "600"
"""Deliveries a minute that we say we take; CloudEvents senders ask for a number."""


@router.post("/hooks/{connection}")
async def take(connection: str, request: Request, store: TheStore, gates: TheGates, now: Now) -> Response:
    """Take one delivery. Acknowledged only after it is stored for good."""
    body = await request.body()  # before the session opens: a slow sender must not hold a connection
    headers = dict(request.headers)
    received = await in_one_step(store, gates, lambda session: receive(session, connection, headers, body, now=now))
    request.app.state.counters.deliveries.labels(str(received.receipt)).inc()
    return Response(received.body or received.detail, received.status, media_type="text/plain")


@router.options("/hooks/{connection}")
def handshake(
    connection: str,
    session: ReadSession,
    webhook_request_origin: Annotated[str, Header()] = "",
) -> Response:
    """Answer the question of CloudEvents senders whether they may deliver here (its HTTP webhook specification)."""
    if session.scalars(select(Connection.id).where(Connection.name == connection)).first() is None:
        raise NotFoundError("no connection of this name takes deliveries; see `second-look connect`")
    headers = {"Allow": "POST, OPTIONS"}
    if webhook_request_origin:
        if not ORIGIN.fullmatch(webhook_request_origin):
            raise BadInputError("WebHook-Request-Origin must be a host name, such as ats.example.org")
        headers |= {"WebHook-Allowed-Origin": webhook_request_origin, "WebHook-Allowed-Rate": ALLOWED_RATE}
    return Response(status_code=200, headers=headers)
