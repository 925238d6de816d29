"""The queue: who waits, and the button that serves the next one."""

import re
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Query, Request
from starlette.responses import Response

from app.errors import NotFoundError
from app.review import lease
from app.review.queue import postings_waiting, progress, waiting
from app.review.words import until
from app.store.people import User
from app.web.deps import Now, ReadSession, WriteSession, require
from app.web.pages.times import time_left
from app.web.render import go, page

router = APIRouter(include_in_schema=False)

READERS = ("recruiter", "admin", "compliance")
REVIEWERS = ("recruiter", "admin")
Reader = Annotated[User, require(*READERS)]
Reviewer = Annotated[User, require(*REVIEWERS)]
AN_ID = r"^([0-9a-f-]{36})?$"
Filter = Annotated[str, Query(pattern=AN_ID)]
FormId = Annotated[str, Form(pattern=AN_ID)]


def _rejection_id(rejection_id: str) -> str:
    if not re.fullmatch(r"[0-9a-f-]{36}", rejection_id):
        raise NotFoundError("there is nobody at this address; take a candidate from the queue")
    return rejection_id


RejectionId = Annotated[str, Depends(_rejection_id)]


@router.get("/queue")
def show_queue(
    request: Request,
    user: Reader,
    session: ReadSession,
    now: Now,
    posting: Filter = "",
    cursor: Annotated[str, Query(max_length=300)] = "",
    put_back: Filter = "",
) -> Response:
    """List who waits; the filter and the page are in the address."""
    return page(
        request,
        "queue.html",
        waiting=waiting(session, now=now, posting_id=posting or None, cursor=cursor or None),
        postings=postings_waiting(session),
        progress=progress(session, user, now=now, posting_id=posting or None),
        posting=posting,
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
    served = lease.next_item(session, user, now=now, posting_id=posting or None, other_than=other_than or None)
    if served.rejection_id:
        return go(f"/review/{served.rejection_id}?posting={posting}" if posting else f"/review/{served.rejection_id}")
    return go(f"/queue?posting={posting}" if posting else "/queue", served.text)
