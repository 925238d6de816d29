"""What refusals and faults look like from outside: one table of statuses, problem+json for programs, a page for people.

The edge of the house: a fault nobody foresaw becomes a 500 with an id that is also in the log, and nothing else leaks.
"""

import json
from collections.abc import Mapping
from http import HTTPStatus
from types import MappingProxyType
from typing import Any

import structlog
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from sqlalchemy.exc import DataError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from sqlalchemy.orm.exc import StaleDataError
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app import errors
from app.clock import new_id
from app.language import marked as N_  # noqa: N812 - the name that the catalogues know
from app.language import translated as _
from app.web.render import SEE_OTHER, page

STATUSES: Mapping[type[Exception], HTTPStatus] = MappingProxyType(
    {
        errors.BadInputError: HTTPStatus.UNPROCESSABLE_ENTITY,
        errors.UnauthenticatedError: HTTPStatus.UNAUTHORIZED,
        errors.ForbiddenError: HTTPStatus.FORBIDDEN,
        errors.NotFoundError: HTTPStatus.NOT_FOUND,
        errors.ConflictError: HTTPStatus.CONFLICT,
        errors.TooLargeError: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        errors.BusyError: HTTPStatus.SERVICE_UNAVAILABLE,
        StaleDataError: HTTPStatus.CONFLICT,
        DataError: HTTPStatus.UNPROCESSABLE_ENTITY,
        UnicodeEncodeError: HTTPStatus.UNPROCESSABLE_ENTITY,
    }
)
PROBLEM_TYPES: Mapping[int, str] = MappingProxyType(
    {
        400: "bad-request",
        401: "no-key",
        403: "not-allowed",
        404: "not-found",
        405: "wrong-method",
        408: "too-slow",
        409: "conflict",
        413: "too-large",
        415: "wrong-content-type",
        422: "bad-input",
        500: "fault",
        503: "busy",
    }
)
"""The end of ``type``, by status: a promise to programs, so it is not the standard library's phrase, which changes."""
NO_TYPE = "about:blank"
DATABASE_AWAY = (OperationalError, PoolTimeoutError)
FOR_PROGRAMS = ("/api/", "/hooks/", "/metrics")
RETRY_SECONDS = 5
PROBLEMS_SHOWN = 20
SENTENCES: Mapping[int, str] = MappingProxyType(
    {
        400: N_("the request could not be understood; check that it is what the documentation shows"),
        404: N_("there is nothing at this address; check its spelling"),
        405: N_("this address does not take that method; the Allow header lists those it takes"),
        409: N_("somebody else changed this in the meantime; look again and decide anew"),
        413: N_("the body is larger than this address takes; send less"),
        422: N_("a text or number in the request cannot be stored: too long, too large, or not Unicode; correct it"),
        415: N_("this content type is not taken here; send what the documentation shows"),
    }
)
TITLES: Mapping[int, str] = MappingProxyType(
    {
        400: N_("Not understood"),
        401: N_("Not signed in"),
        403: N_("Not allowed"),
        404: N_("Not found"),
        405: N_("Not possible here"),
        409: N_("Overtaken"),
        413: N_("Too large"),
        422: N_("Not accepted"),
        500: N_("This failed"),
        503: N_("Busy"),
    }
)

log = structlog.get_logger(__name__)


def register(app: FastAPI) -> None:
    """Answer expected refusals where FastAPI meets them; the rest reaches ``Edge``."""
    for kind in (*STATUSES, HTTPException, RequestValidationError):
        app.add_exception_handler(kind, _expected)


async def _expected(request: Request, error: Exception) -> Response:
    return answer(request, error)


class Edge:
    """ASGI middleware around everything that can fail."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; whatever it raises becomes an answer."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = False

        async def watched(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception as error:
            if started:  # half an answer is out; the server cuts the connection, so that nobody takes it for whole
                raise
            await answer(Request(scope), error)(scope, receive, send)


def answer(request: Request, error: Exception) -> Response:
    """Turn any exception into an answer; what is not a foreseen refusal is logged under the id that is shown."""
    if isinstance(error, RequestValidationError):
        return _answer(request, HTTPStatus.UNPROCESSABLE_ENTITY, "; ".join(_complaints(error)))
    if isinstance(error, HTTPException):
        status = HTTPStatus(error.status_code)
        return _answer(request, status, _(SENTENCES.get(status, status.description)), headers=error.headers)
    for kind, status in STATUSES.items():
        if isinstance(error, kind):
            sentence = str(error) if isinstance(error, errors.SecondLookError) else _(SENTENCES[status])
            return _answer(request, status, sentence)
    return _fault(request, error)


def _fault(request: Request, error: Exception) -> Response:
    error_id = new_id()
    log.error("request failed", error_id=error_id, method=request.method, path=request.url.path, exc_info=error)
    if isinstance(error, DATABASE_AWAY):
        words = _("the database did not answer in time and nothing was stored; try again shortly (error {id})")
        return _answer(request, HTTPStatus.SERVICE_UNAVAILABLE, words.format(id=error_id))
    words = _("this failed on our side and nothing was stored; tell your administrator the error id {id}")
    return _answer(request, HTTPStatus.INTERNAL_SERVER_ERROR, words.format(id=error_id))


def _complaints(error: RequestValidationError) -> list[str]:
    """Say which part is wrong and why, without what was sent: that may be somebody's name."""
    found = [f"{'.'.join(str(part) for part in one['loc'])}: {one['msg']}" for one in error.errors()]
    more = len(found) - PROBLEMS_SHOWN
    return [*found[:PROBLEMS_SHOWN], *([f"and {more} more"] if more > 0 else [])]


def _answer(
    request: Request, status: HTTPStatus, sentence: str, *, headers: Mapping[str, str] | None = None
) -> Response:
    if not request.url.path.startswith(FOR_PROGRAMS):
        if status is HTTPStatus.UNAUTHORIZED and request.method == "GET":
            return RedirectResponse("/sign-in", SEE_OTHER)
        response: Response = page(
            request,
            "error.html",
            status=status,
            title=_(TITLES.get(status, status.phrase)),
            sentence=sentence[:1].upper() + sentence[1:],
        )
    else:
        response = problem(status, sentence, request.url.path)
        if status is HTTPStatus.UNAUTHORIZED:
            response.headers["WWW-Authenticate"] = "Bearer"
    if status is HTTPStatus.SERVICE_UNAVAILABLE:
        response.headers["Retry-After"] = str(RETRY_SECONDS)
    response.headers.update(headers or {})
    return response


def problem(status: HTTPStatus, detail: str, instance: str, **more: Any) -> Response:
    """Build problem+json (RFC 9457). ASCII only: what clients send may hold characters that UTF-8 cannot carry."""
    content = problem_values(status, detail, instance) | more
    return Response(json.dumps(content), status, media_type="application/problem+json")


def problem_values(status: int, detail: str, instance: str) -> dict[str, Any]:
    """Build what stands in it; ``type`` is what programs may rely on."""
    kind = PROBLEM_TYPES.get(status)
    return {
        "type": f"urn:second-look:problem:{kind}" if kind else NO_TYPE,
        "title": kind.replace("-", " ").capitalize() if kind else HTTPStatus(status).phrase,
        "status": int(status),
        "detail": detail,
        "instance": instance,
    }
