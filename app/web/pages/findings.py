"""What the nights found, as a list to work off, and one finding with what is said about it."""

from datetime import datetime
from enum import StrEnum
from http import HTTPStatus
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Path, Query, Request
from pydantic import BaseModel
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.audit import todo
from app.audit.answer import Severity, words_as_json
from app.audit.findings import ACCEPTED, FIXED, OPEN
from app.audit.report import ABOUT_RULES, SEVERITIES, in_words
from app.errors import BadInputError
from app.language import translated as _
from app.review.words import NOTE_LIMIT
from app.store.people import User
from app.web.deps import Now, ReadSession, WriteSession
from app.web.pages.record import PLAIN, Keeper
from app.web.paper import about_rule, after, question_of
from app.web.render import go, page

router = APIRouter(include_in_schema=False)

AnId = Annotated[str, Path(pattern=r"^[0-9a-f-]{36}$")]
Plain = Annotated[str, Query(max_length=320, pattern=PLAIN)]


class Act(StrEnum):
    """What one can say about a finding."""

    TAKE = "take"
    GIVE = "give"
    ACCEPT = "accept"
    FIX = "fix"
    REOPEN = "reopen"


class Saying(BaseModel):
    """What stands in the fields of a form."""

    act: Act
    owner: Annotated[str, Form(max_length=320)] = ""
    reason: Annotated[str, Form(max_length=NOTE_LIMIT)] = ""


@router.get("/findings")
def show_findings(
    request: Request,
    user: Keeper,
    session: ReadSession,
    state: Literal["open", "accepted", "fixed", "all"] = "open",
    severity: Literal["", Severity.URGENT, Severity.SERIOUS, Severity.NOTE] = "",
    owner: Literal["", "me", "nobody"] = "",
    check: Plain = "",
    cursor: Annotated[str, Query(max_length=1000)] = "",
) -> Response:
    """List findings, most urgent first; the filters and the page are in the address."""
    wanted = todo.Wanted(
        state=None if state == "all" else state,
        severity=severity or None,
        check=check,
        owner=user.email if owner == "me" else owner,
    )
    chosen = {"state": state, "severity": severity, "owner": owner, "check": check}
    return page(
        request,
        "findings.html",
        found=todo.listed(session, wanted, cursor=cursor or None),
        chosen=chosen,
        address=urlencode({name: value for name, value in chosen.items() if value}),
        first=not cursor,
        states=todo.STATE_WORDS,
        severities=SEVERITIES,
        text_of=_text,
        question_of=question_of,
    )


@router.get("/findings/{finding_id}")
def show_finding(request: Request, user: Keeper, session: ReadSession, finding_id: AnId) -> Response:
    """One finding: what it says, since when, what was said about it, and the forms to say more."""
    return _page(request, session, finding_id, user)


@router.post("/findings/{finding_id}")
def say(
    request: Request,
    user: Keeper,
    session: WriteSession,
    now: Now,
    finding_id: AnId,
    form: Annotated[Saying, Form()],
) -> Response:
    """Take it, give it to somebody, accept it, call it fixed, or open it again; a refusal keeps what was written."""
    item = todo.one(session, finding_id=finding_id)
    try:
        with session.begin_nested():
            said = _said(session, item.key, user, form, now)
    except BadInputError as refusal:
        return _page(request, session, finding_id, user, refusal=str(refusal), reason=form.reason)
    return go(f"/findings/{finding_id}", said)


def _said(session: Session, key: str, user: User, form: Saying, now: datetime) -> str:
    match form.act:
        case Act.TAKE:
            todo.say(session, key, user, owner=user.email, now=now)
            return _("This finding is yours now.")
        case Act.GIVE:
            todo.say(session, key, user, owner=form.owner, now=now)
            return _("Given to somebody else.") if form.owner else _("This finding is nobody's now.")
        case Act.ACCEPT:
            todo.say(session, key, user, state=ACCEPTED, reason=form.reason, now=now)
            return _("Accepted; your reason is kept with your name.")
        case Act.FIX:
            todo.say(session, key, user, state=FIXED, reason=form.reason, now=now)
            return _("Called fixed. If a night finds it again, it is open again.")
        case Act.REOPEN:
            todo.say(session, key, user, state=OPEN, reason=form.reason, now=now)
            return _("Open again.")


def _page(
    request: Request, session: Session, finding_id: str, user: User, *, refusal: str = "", reason: str = ""
) -> Response:
    item = todo.one(session, finding_id=finding_id)
    about = todo.rejection_of(session, item)
    events = todo.events(session, item.key)
    return page(
        request,
        "finding.html",
        status=HTTPStatus.UNPROCESSABLE_ENTITY if refusal else HTTPStatus.OK,
        item=item,
        text=_text(item),
        question=question_of(item.check),
        about=f"/records/{about}" if about else about_rule(item.subject) if item.check in ABOUT_RULES else "",
        events=events,
        names=todo.names(session, events),
        event_words=todo.EVENT_WORDS,
        people=todo.people(session),
        states=todo.STATE_WORDS,
        severities=SEVERITIES,
        mine=item.owner == user.email,
        refusal=refusal[:1].upper() + refusal[1:],
        reason=reason,
    )


def _text(item: todo.Item) -> str:
    return after(item.subject, in_words(words_as_json(item.words)))
