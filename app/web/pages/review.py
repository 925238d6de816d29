"""One candidate: the evidence, the decision, and what comes right after it."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Form, Request
from pydantic import BaseModel, Field
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.errors import BadInputError, ConflictError
from app.language import moment
from app.language import translated as _
from app.lifecycle import Action
from app.pseudonym import pseudonym
from app.review import decide as decisions
from app.review import decided, holds, lease, serving, terms
from app.review.alone import judge_alone
from app.review.ask import open_question
from app.review.choice import REASON_NUMBERS, REASON_WORDS
from app.review.questions import Question
from app.review.show import open_file, reveal, show
from app.review.skip import SKIP_WORDS
from app.review.today import waiting_now
from app.review.words import code_of, until
from app.store import blobs
from app.store.people import REVIEWERS, Role, User
from app.web.deps import Now, ReadSession, TheStore, WriteSession, require
from app.web.errors import STATUSES
from app.web.pages.queue import AN_ID, READERS, QueryId, Reader, RejectionId, Reviewer
from app.web.pages.sheets import drawn_ahead
from app.web.pages.times import time_left
from app.web.pictures import laid_out
from app.web.render import go, page

router = APIRouter(include_in_schema=False)

ENDINGS = {
    "application/pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "text/html": "html",
    "text/plain": "txt",
}
FILE_POLICY = "default-src 'none'; sandbox"
EXTEND_DAYS = (1, 2, 3, 5)
SAME = {"yes": True, "no": False}


class DecisionForm(BaseModel):
    """What stands in the fields of a decision or question; ``review`` judges it, and the page can come back with it."""

    action: str = ""
    requirement: list[str] = Field(default_factory=list)
    reason: str = ""
    note: str = ""
    question: str = ""
    """To a hiring manager."""
    stage: str | None = None
    changed_because: str = ""
    posting: Annotated[str, Field(pattern=AN_ID)] = ""
    """From which posting the next candidate is served; empty for any."""
    after: Annotated[str, Field(pattern=AN_ID)] = ""
    """Whom this person decided on before: the page offers the way back while there is one."""


@router.get("/review/{rejection_id}")
def show_review(
    request: Request,
    rejection_id: RejectionId,
    user: Annotated[User, require(*READERS, Role.HIRING_MANAGER)],
    session: ReadSession,
    now: Now,
    after: QueryId = "",
    posting: QueryId = "",
) -> Response:
    """Show the evidence; who has the candidate open can decide. Hiring managers go to what they are asked.

    ``after`` is whom this person decided on before, ``posting`` the one from which the queue is served.
    """
    if user.role == Role.HIRING_MANAGER:
        return go(f"/asked/{open_question(session, rejection_id, user, now=now).id}")
    form = DecisionForm(posting=posting, after=after)
    return review_page(request, session, rejection_id, user, now, form=form)


@router.post("/review/{rejection_id}/claim")
def claim(rejection_id: RejectionId, user: Reviewer, session: WriteSession, now: Now) -> Response:
    """Open a candidate from the list, or keep it open."""
    lease.claim(session, rejection_id, user, now=now)
    return go(f"/review/{rejection_id}")


@router.post("/review/{rejection_id}/keep-open")
def keep_open(rejection_id: RejectionId, user: Reviewer, session: WriteSession, now: Now) -> Response:
    """Slide the lease."""
    end = lease.extend_lease(session, rejection_id, user, now=now)
    return go(
        f"/review/{rejection_id}", _("This candidate stays open for you until {until}.").format(until=moment(end))
    )


@router.post("/review/{rejection_id}/put-back")
def put_back(rejection_id: RejectionId, user: Reviewer, session: WriteSession, now: Now) -> Response:
    """Give the candidate back to the queue."""
    lease.put_back(session, rejection_id, user, now=now)
    return go(f"/queue?put_back={rejection_id}", _("{code} is back in the queue.").format(code=code_of(rejection_id)))


@router.post("/review/{rejection_id}/reveal")
def reveal_person(
    request: Request,
    rejection_id: RejectionId,
    user: Reviewer,
    session: WriteSession,
    now: Now,
    reveal_reason: Annotated[str, Form()] = "",
) -> Response:
    """Show this person from now on who it is; noted in the record."""
    try:
        with session.begin_nested():
            reveal(session, rejection_id, user, reveal_reason, now=now)
    except BadInputError as refusal:
        return review_page(request, session, rejection_id, user, now, refusal=refusal)
    return go(f"/review/{rejection_id}", _("You see the whole resume now. That you do, and why, is in the record."))


@router.post("/review/{rejection_id}/hold")
def hold_longer(
    request: Request,
    rejection_id: RejectionId,
    user: Reviewer,
    session: WriteSession,
    now: Now,
    days: Annotated[int, Form()] = 1,
    hold_reason: Annotated[str, Form()] = "",
) -> Response:
    """Move the deadline."""
    try:
        with session.begin_nested():
            end = holds.extend_hold(session, rejection_id, user, days=days, reason=hold_reason, now=now)
    except (BadInputError, ConflictError) as refusal:
        return review_page(request, session, rejection_id, user, now, refusal=refusal)
    return go(f"/review/{rejection_id}", _("The rejection is held until {until}.").format(until=until(end)))


@router.post("/review/{rejection_id}/terms")
def say_terms(
    request: Request,
    rejection_id: RejectionId,
    user: Reviewer,
    session: WriteSession,
    now: Now,
    term: Annotated[str, Form()] = "",
    form: Annotated[str, Form()] = "",
    same: Annotated[str, Form()] = "",
) -> Response:
    """Keep what the reviewer says about two terms."""
    try:
        with session.begin_nested():
            terms.say(session, rejection_id, user, term, form, same=_same(same), now=now)
    except (BadInputError, ConflictError) as refusal:
        return review_page(request, session, rejection_id, user, now, refusal=refusal)
    return go(f"/review/{rejection_id}", _("Noted. It counts in later comparisons once an admin has accepted it."))


@router.post("/review/{rejection_id}/decide")
def decide(
    request: Request,
    rejection_id: RejectionId,
    user: Reviewer,
    session: WriteSession,
    now: Now,
    form: Annotated[DecisionForm, Form()],
) -> Response:
    """Record the decision and open the next candidate; a refusal shows the page again with what was written."""
    try:
        with session.begin_nested():
            decisions.decide(
                session, rejection_id, user, action=_action(form.action), requirement_ids=form.requirement,
                reason=form.reason, note=form.note, stage=form.stage or "", changed_because=form.changed_because,
                now=now,
            )  # fmt: skip
    except (BadInputError, ConflictError) as refusal:
        return review_page(request, session, rejection_id, user, now, refusal=refusal, form=form)
    served = serving.next_item(session, user, now=now, posting_id=form.posting or None)
    if served.rejection_id:
        same = f"&posting={form.posting}" if form.posting else ""
        answer = go(f"/review/{served.rejection_id}?after={rejection_id}{same}")
        return drawn_ahead(answer, request, session, served.rejection_id, user, now=now)
    return go(f"/review/{rejection_id}/decided", served.text)


@router.post("/review/{rejection_id}/judge")
def judge(
    request: Request,
    rejection_id: RejectionId,
    user: Reviewer,
    session: WriteSession,
    now: Now,
    form: Annotated[DecisionForm, Form()],
) -> Response:
    """Keep the reviewer's own judgement; rule and comparison are shown from now on."""
    try:
        with session.begin_nested():
            judge_alone(
                session, rejection_id, user, action=_action(form.action), requirement_ids=form.requirement, now=now
            )
    except (BadInputError, ConflictError) as refusal:
        return review_page(request, session, rejection_id, user, now, refusal=refusal, form=form)
    return go(f"/review/{rejection_id}", _("Noted. Now you see what the rule said and what the comparison found."))


@router.post("/review/{rejection_id}/undo")
def undo(rejection_id: RejectionId, user: Reviewer, session: WriteSession, now: Now) -> Response:
    """Take the decision back."""
    decisions.undo(session, rejection_id, user, now=now)
    return go(f"/review/{rejection_id}", _("Undone. Nothing was sent; the candidate is open for you again."))


@router.get("/review/{rejection_id}/file")
def download(rejection_id: RejectionId, user: Reader, session: WriteSession, store: TheStore, now: Now) -> Response:
    """Hand out the original file: never shown inside the browser, and noted in the record."""
    file = open_file(session, rejection_id, user, now=now)
    ending = ENDINGS.get(file.media_type, "bin")
    name = f"candidate-{pseudonym(rejection_id).lower().replace(' ', '-')}.{ending}"
    return Response(
        blobs.get(store.blobs, file.sha256),
        media_type="application/octet-stream",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Content-Security-Policy": FILE_POLICY,
        },
    )


def _action(action: str) -> Action:
    try:
        return Action(action)
    except ValueError:
        raise BadInputError(_("press one of the two buttons, Reinstate or Uphold the rejection")) from None


def _same(pressed: str) -> bool:
    if pressed not in SAME:
        raise BadInputError(_("press one of the two buttons, The same or Not the same"))
    return SAME[pressed]


def review_page(
    request: Request,
    session: Session,
    rejection_id: str,
    user: User,
    now: datetime,
    *,
    refusal: BadInputError | ConflictError | None = None,
    form: DecisionForm | None = None,
    answering: Question | None = None,
) -> Response:
    """The evidence with what this person can do about it.

    Args:
        request: as it came in.
        session: to read with.
        rejection_id: whose page it is.
        user: who reads.
        now: the time at the door.
        refusal: why what was sent was not done; its status is the page's.
        form: the fields of a decision, a question or an answer as they were sent.
        answering: the question, where a hiring manager reads.

    """
    text = str(refusal or "")
    seen = show(session, rejection_id, user, now=now)
    form = form or DecisionForm()
    before = decided.last_decision(session, form.after, user, now=now) if form.after else None
    return page(
        request,
        "review.html",
        status=STATUSES[type(refusal)] if refusal else HTTPStatus.OK,
        item=seen,
        sheets=laid_out(session, request.app.state.store, request.app.state.drawn, user, seen, now=now),
        before=before,
        seconds=max(0, round((before.final_at - now).total_seconds())) if before else 0,
        lease_seconds=max(0, round((seen.lease_until - now).total_seconds())) if seen.lease_until else 0,
        waiting=waiting_now(session),
        refusal=text[:1].upper() + text[1:],
        form=form,
        reasons=REASON_WORDS,
        reason_numbers=REASON_NUMBERS,
        skip_words=SKIP_WORDS,
        answering=answering,
        extend_days=EXTEND_DAYS,
        reviewer=user.role in REVIEWERS,
        now=now,
        time_left=time_left,
        until=until,
    )
