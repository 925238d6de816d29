"""What every door of the stand-in has at hand: its settings, its book, its people, and who may come in."""

import hmac
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime
from typing import Annotated, cast

from fastapi import Depends, Header, Request

from app.demo.book import Book, Row, Rows, stamp
from app.demo.faults import Fault
from app.demo.people import Person
from app.demo.settings import StandInSettings
from app.errors import NotFoundError, UnauthenticatedError

PAGE_SIZE = 50


@dataclass(frozen=True, slots=True)
class Desk:
    """Everything that a request handler needs."""

    settings: StandInSettings
    book: Book
    people: tuple[Person, ...]
    faults: deque[Fault] = field(default_factory=deque)


def _desk(request: Request) -> Desk:
    return cast("Desk", request.app.state.desk)


AtDesk = Annotated[Desk, Depends(_desk)]


def require_token(desk: AtDesk, authorization: Annotated[str, Header()] = "") -> None:
    """Let in who brings the token.

    Raises:
        UnauthenticatedError: no token, or another one.

    """
    if not hmac.compare_digest(authorization.encode(), f"Bearer {desk.settings.token}".encode()):
        raise UnauthenticatedError("send the stand-in's token as 'Authorization: Bearer ...'")


def application_of(rows: Rows, dialect: str, application_id: str) -> Row:
    """The application with this id.

    Raises:
        NotFoundError: there is none in this dialect.

    """
    found = rows.execute("SELECT * FROM application WHERE dialect = ? AND id = ?", (dialect, application_id)).fetchone()
    if found is None:
        raise NotFoundError(f"no application {application_id} here; GET /admin/state tells what there is")
    return cast("Row", found)


def log_call(rows: Rows, request: Request, now: datetime, item_id: str = "") -> None:
    """Remember that this call was made; belongs into the transaction of what the call does."""
    rows.execute(
        "INSERT INTO call (at, method, path, item_id) VALUES (?, ?, ?, ?)",
        (stamp(now), request.method, request.url.path, item_id),
    )
