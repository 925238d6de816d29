"""What reviewers do with each other: skip a candidate, take one over, ask a hiring manager, withdraw the question."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from starlette.responses import Response

from app.errors import BadInputError, ConflictError
from app.language import moment
from app.language import translated as _
from app.review import ask as questions
from app.review.lease import take_over
from app.review.skip import skip
from app.review.words import code_of
from app.web.deps import Now, WriteSession
from app.web.pages.queue import FormId, RejectionId, Reviewer, go_to_next
from app.web.pages.review import DecisionForm, review_page
from app.web.render import go

router = APIRouter(include_in_schema=False)


@router.post("/review/{rejection_id}/skip")
def skip_candidate(
    request: Request,
    rejection_id: RejectionId,
    user: Reviewer,
    session: WriteSession,
    now: Now,
    skip_reason: Annotated[str, Form()] = "",
) -> Response:
    """Leave the candidate to somebody else, and go on with the next."""
    try:
        with session.begin_nested():
            skip(session, rejection_id, user, skip_reason, now=now)
    except (BadInputError, ConflictError) as refusal:
        return review_page(request, session, rejection_id, user, now, refusal=refusal)
    said = _("You skipped {code}; it is not served to you again.").format(code=code_of(rejection_id))
    return go_to_next(session, user, now, said=said)


@router.post("/review/{rejection_id}/take-over")
def take_over_candidate(
    request: Request,
    rejection_id: RejectionId,
    user: Reviewer,
    session: WriteSession,
    now: Now,
    take_over_note: Annotated[str, Form()] = "",
) -> Response:
    """Take what somebody else has open."""
    try:
        with session.begin_nested():
            end = take_over(session, rejection_id, user, take_over_note, now=now)
    except (BadInputError, ConflictError) as refusal:
        return review_page(request, session, rejection_id, user, now, refusal=refusal)
    return go(
        f"/review/{rejection_id}", _("You took this over; it is open for you until {end}.").format(end=moment(end))
    )


@router.post("/review/{rejection_id}/ask")
def ask_hiring_manager(
    request: Request,
    rejection_id: RejectionId,
    user: Reviewer,
    session: WriteSession,
    now: Now,
    of: FormId = "",
    question: Annotated[str, Form()] = "",
) -> Response:
    """Ask, and go on with the next candidate."""
    try:
        with session.begin_nested():
            asked = questions.ask(session, rejection_id, user, of=of, question=question, now=now)
    except (BadInputError, ConflictError) as refusal:
        return review_page(
            request, session, rejection_id, user, now, refusal=refusal, form=DecisionForm(question=question)
        )
    words = _("Asked about {code}. It comes back with the answer, or at {at} without one.")
    return go_to_next(session, user, now, said=words.format(code=code_of(rejection_id), at=moment(asked.answer_by)))


@router.post("/review/{rejection_id}/withdraw")
def withdraw_question(
    rejection_id: RejectionId, user: Reviewer, session: WriteSession, now: Now, question_id: FormId = ""
) -> Response:
    """Take the question back; the candidate is in the queue again."""
    questions.withdraw(session, question_id, user, now=now)
    return go(f"/review/{rejection_id}", _("The question is withdrawn; the candidate is in the queue again."))
