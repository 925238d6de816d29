"""The queue: who waits, what is urgent, and the button that serves the next one."""

import re
from datetime import datetime
from typing import Annotated, Literal
from urllib.parse import urlencode

from fastapi import APIRouter, Depends, Form, Query, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.errors import NotFoundError
from app.language import translated as _
from app.review import serving
from app.review.filters import EVERYTHING, Due, Filters, Holder
from app.review.queue import waiting
from app.review.today import done, today
from app.review.words import until
from app.store.people import REVIEWERS, Role, User
from app.web.deps import Now, ReadSession, WriteSession, require
from app.web.pages.times import time_left
from app.web.render import go, page

router = APIRouter(include_in_schema=False)

READERS = (*REVIEWERS, Role.COMPLIANCE)
Reader = Annotated[User, require(*READERS)]
Reviewer = Annotated[User, require(*REVIEWERS)]
AN_ID = r"^([0-9a-f-]{36})?$"
FormId = Annotated[str, Form(pattern=AN_ID)]
QueryId = Annotated[str, Query(pattern=AN_ID)]


def _wanted(
    posting: QueryId = "",
    due: Literal["", Due.OVERDUE, Due.SOON, Due.TODAY] = "",
    holder: Literal["", Holder.NOBODY, Holder.ME, Holder.OTHERS, Holder.ASKED] = "",
    skipped: Literal["", "1", "2"] = "",
) -> Filters:
    """The filters in the address; a form sends those that nobody chose as empty."""
    return Filters(posting, due or None, holder or None, int(skipped or 0))


def _rejection_id(rejection_id: str) -> str:
    if not re.fullmatch(r"[0-9a-f-]{36}", rejection_id):
        raise NotFoundError(_("there is nobody at this address; take a candidate from the queue"))
    return rejection_id


RejectionId = Annotated[str, Depends(_rejection_id)]


@router.get("/queue")
def show_queue(
    request: Request,
    user: Reader,
    session: ReadSession,
    now: Now,
    filters: Annotated[Filters, Depends(_wanted)],
    cursor: Annotated[str, Query(max_length=300)] = "",
    put_back: QueryId = "",
) -> Response:
    """List who waits; the filters and the page are in the address."""
    shown = waiting(session, user, now=now, filters=filters, cursor=cursor or None)
    return page(
        request,
        "queue.html",
        waiting=shown,
        today=today(session, user, now=now, posting_id=filters.posting_id),
        done=None if shown.items else done(session, now=now),
        filters=filters,
        narrowed=filters != EVERYTHING,
        address=_address(filters),
        first=not cursor,
        put_back=put_back,
        reviewer=user.role in REVIEWERS,
        now=now,
        time_left=time_left,
        until=until,
    )


@router.post("/queue/next")
def serve_next(
    user: Reviewer, session: WriteSession, now: Now, posting: FormId = "", other_than: FormId = ""
) -> Response:
    """Open the next candidate, or say why there is none."""
    return go_to_next(session, user, now, posting_id=posting, other_than=other_than)


def go_to_next(
    session: Session, user: User, now: datetime, *, posting_id: str = "", other_than: str = "", said: str = ""
) -> Response:
    """Go to the next candidate with what was ``said`` about the one before, or to the queue with why there is none."""
    served = serving.next_item(session, user, now=now, posting_id=posting_id or None, other_than=other_than or None)
    if served.rejection_id:
        same = f"?posting={posting_id}" if posting_id else ""
        return go(f"/review/{served.rejection_id}{same}", said)
    return go(f"/queue?posting={posting_id}" if posting_id else "/queue", f"{said} {served.text}".strip())


def _address(filters: Filters) -> str:
    chosen = {
        "posting": filters.posting_id, "due": filters.due, "holder": filters.holder, "skipped": filters.skipped,
    }  # fmt: skip
    return urlencode({name: str(value) for name, value in chosen.items() if value})
