"""The record of one rejection as a page, found by application id or code: who looked, when, why, under whose policy."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.audit.record import find, record
from app.audit.words import ACTIONS, EFFECTS, LOOKS, SKIPS, STATES, STATUSES
from app.errors import NotFoundError
from app.review.words import code_of, storable
from app.store.people import User
from app.web.deps import ReadSession, require
from app.web.render import page

router = APIRouter(include_in_schema=False)

Keeper = Annotated[User, require("compliance", "admin")]


@router.get("/records")
def show_records(
    request: Request, _user: Keeper, session: ReadSession, words: Annotated[str, Query(max_length=300)] = ""
) -> Response:
    """Look for a rejection by an id or a code, as links do."""
    return _found(request, session, words)


@router.post("/records")
def look_up(
    request: Request, _user: Keeper, session: ReadSession, words: Annotated[str, Form(max_length=300)] = ""
) -> Response:
    """Look for a rejection by anything. A name in an address would end up in the logs of whatever stands before us."""
    return _found(request, session, words)


@router.get("/records/{rejection_id}")
def show_record(request: Request, _user: Keeper, session: ReadSession, rejection_id: str) -> Response:
    """Everything that happened to one rejection."""
    if not storable(rejection_id):
        raise NotFoundError("there is no such rejection")
    return page(
        request,
        "record.html",
        record=record(session, rejection_id),
        code_of=code_of,
        actions=ACTIONS,
        states=STATES,
        effects=EFFECTS,
        statuses=STATUSES,
        looks=LOOKS,
        skips=SKIPS,
    )


def _found(request: Request, session: Session, words: str) -> Response:
    found = find(session, words) if words.strip() and storable(words) else ()
    return page(request, "records.html", words=words, found=found, code_of=code_of, states=STATES)
