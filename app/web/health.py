"""Is it alive, can it work, what are the numbers: for supervisors and for Prometheus. No personal data in any of it."""

from http import HTTPStatus
from ipaddress import ip_address
from typing import Annotated

from fastapi import APIRouter, Depends, Request
from prometheus_client import CONTENT_TYPE_LATEST
from sqlalchemy.exc import SQLAlchemyError
from starlette.responses import JSONResponse, PlainTextResponse, Response

from app.errors import ForbiddenError
from app.store import migrate
from app.web.deps import Credentials, Now, ReadSession, TheStore, briefly, principal
from app.web.errors import problem
from app.web.metrics import exposition, oldest_waiting

router = APIRouter(include_in_schema=False)

SCOPE = "metrics:read"
FORWARDED = ("forwarded", "x-forwarded-for", "x-real-ip")


@router.get("/healthz")
async def alive() -> PlainTextResponse:
    """Answer while the process lives; asks nothing of the database and of no thread."""
    return PlainTextResponse("ok\n")


def schema(request: Request, store: TheStore) -> str | None:
    """Say what keeps the database from being used; None when nothing does. A current schema stays current."""
    if not request.app.state.schema_is_current:
        try:
            found = migrate.behind(store.url)
        except SQLAlchemyError as error:
            return f"the database cannot be reached ({type(error).__name__}); see that it runs and check its URL"
        if found:
            return f"the database is at {found}, not at this version; run `second-look migrate`"
        request.app.state.schema_is_current = True
    return None


@router.get("/readyz")
async def ready(
    request: Request, store: TheStore, now: Now, trouble: Annotated[str | None, Depends(schema)]
) -> Response:
    """Answer 200 when requests can be served, 503 with the reason when they cannot."""
    waiting = 0.0
    if trouble is None:
        try:
            waiting = await briefly(store, lambda session: oldest_waiting(session, now=now))
        except SQLAlchemyError as error:
            trouble = f"the database does not answer ({type(error).__name__}); see that it runs"
    if trouble:
        return problem(HTTPStatus.SERVICE_UNAVAILABLE, trouble, request.url.path)
    return JSONResponse({"status": "ready", "oldest_waiting_seconds": round(waiting, 1)})


async def may_scrape(request: Request, credentials: Credentials, store: TheStore, now: Now) -> None:
    """Let in whoever asks from this machine itself, and keys with ``metrics:read``."""
    if _from_here(request):
        return
    by = await principal(credentials, store, now)
    if SCOPE not in by.scopes:
        raise ForbiddenError(f"this key lacks the scope {SCOPE}; make one that has it")


@router.get("/metrics", dependencies=[Depends(may_scrape)])
def metrics(request: Request, session: ReadSession, now: Now) -> Response:
    """Answer with numbers in Prometheus' text format."""
    return Response(exposition(session, request.app.state.counters, now=now), media_type=CONTENT_TYPE_LATEST)


def _from_here(request: Request) -> bool:
    """A proxy on this machine speaks for somebody elsewhere, and says so."""
    if request.client is None or any(name in request.headers for name in FORWARDED):
        return False
    try:
        return ip_address(request.client.host).is_loopback
    except ValueError:
        return False
