"""What was decided, how far each decision has reached the ATS, and the way back: undo for a while, then reversal."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.audit.calibration import band_of
from app.errors import BadInputError
from app.language import translated as _
from app.review.choice import REASON_WORDS
from app.review.decided import Which, decided, decisions_on, one_decision, wait_for_colleagues
from app.review.reverse import reverse, situation_of_reversal
from app.store.people import REVIEWERS, User
from app.web.deps import Now, ReadSession, WriteSession
from app.web.errors import STATUSES
from app.web.pages.queue import Reader, RejectionId, Reviewer
from app.web.render import go, page

router = APIRouter(include_in_schema=False)


class ReversalForm(BaseModel):
    """What stands in the fields of a reversal."""

    why: str = ""
    requirement: list[str] = Field(default_factory=list)
    stage: str | None = None


@router.get("/decided")
def show_decided(
    request: Request,
    user: Reader,
    session: ReadSession,
    now: Now,
    which: Which = Which.ALL,
    cursor: Annotated[str, Query(max_length=300)] = "",
) -> Response:
    """List decisions, newest first; the filter and the page are in the address."""
    return page(
        request,
        "decided.html",
        decided=decided(session, user, now=now, which=which, cursor=cursor or None),
        waiting=wait_for_colleagues(session, user, now=now) if not cursor else (),
        which=which,
        first=not cursor,
    )


@router.get("/review/{rejection_id}/decided")
def show_decision(
    request: Request, rejection_id: RejectionId, user: Reader, session: ReadSession, now: Now
) -> Response:
    """Say what was decided, with the way back while there is one."""
    return _page(request, session, rejection_id, user, now)


@router.post("/review/{rejection_id}/reverse/{decision_id}")
def reverse_decision(
    request: Request,
    rejection_id: RejectionId,
    decision_id: str,
    user: Reviewer,
    session: WriteSession,
    now: Now,
    form: Annotated[ReversalForm, Form()],
) -> Response:
    """Decide the other way; a refusal shows the page again with what was written."""
    one_decision(session, decision_id, user, now=now)
    try:
        with session.begin_nested():
            reverse(
                session, decision_id, user, why=form.why, requirement_ids=form.requirement, stage=form.stage or "",
                now=now,
            )  # fmt: skip
    except BadInputError as refusal:
        return _page(request, session, rejection_id, user, now, refusal=refusal, form=form)
    return go(f"/review/{rejection_id}/decided", _("Reversed. Nothing leaves before the time to undo it is over."))


def _page(
    request: Request,
    session: Session,
    rejection_id: str,
    user: User,
    now: datetime,
    *,
    refusal: BadInputError | None = None,
    form: ReversalForm | None = None,
) -> Response:
    items = decisions_on(session, rejection_id, user, now=now)
    if not items:
        return go(f"/review/{rejection_id}")
    item, text = items[0], str(refusal or "")
    return page(
        request,
        "review_decided.html",
        status=STATUSES[type(refusal)] if refusal else HTTPStatus.OK,
        item=item,
        earlier=items[1:],
        seconds=max(0, round((item.final_at - now).total_seconds())),
        reviewer=user.role in REVIEWERS,
        band=band_of(session, rejection_id) if item.name else None,
        reversal=situation_of_reversal(session, rejection_id) if item.can_reverse else None,
        reasons=REASON_WORDS,
        refusal=text[:1].upper() + text[1:],
        form=form or ReversalForm(),
    )
