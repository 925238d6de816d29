"""The record of one rejection as a page, found by application id or code: who looked, when, why, under whose policy."""

from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.audit.export import as_csv, as_json
from app.audit.record import find, record
from app.audit.timeline import timeline
from app.audit.words import ACTIONS, EFFECTS, LOOKS, SKIPS, STATES, STATUSES
from app.errors import NotFoundError
from app.language import translated as _
from app.pseudonym import ending_of, pseudonym
from app.review.words import code_of, storable
from app.store.people import Role, User
from app.web.deps import ReadSession, require
from app.web.render import page

router = APIRouter(include_in_schema=False)

Keeper = Annotated[User, require(Role.COMPLIANCE, Role.ADMIN)]


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
        raise NotFoundError(_("there is no such rejection"))
    found = record(session, rejection_id)
    return page(
        request,
        "record.html",
        record=found,
        events=timeline(found, _),
        code_of=code_of,
        actions=ACTIONS,
        states=STATES,
        effects=EFFECTS,
        statuses=STATUSES,
        looks=LOOKS,
        skips=SKIPS,
    )


@router.get("/records/{rejection_id}/export.{ending}")
def export(_user: Keeper, session: ReadSession, rejection_id: str, ending: Literal["json", "csv"]) -> Response:
    """The record as a file."""
    if not storable(rejection_id):
        raise NotFoundError(_("there is no such rejection"))
    found = record(session, rejection_id)
    text = as_json(found) if ending == "json" else as_csv(found)
    name = f"record-{pseudonym(found.rejection.id).lower().replace(' ', '-')}.{ending}"
    media = "application/json" if ending == "json" else "text/csv; charset=utf-8"
    return Response(text, media_type=media, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _found(request: Request, session: Session, words: str) -> Response:
    found = find(session, ending_of(words) or words) if words.strip() and storable(words) else ()
    return page(request, "records.html", words=words, found=found, code_of=code_of, states=STATES)
