"""What a hiring manager is asked: the list, the candidate's page, and the answer."""

from typing import Annotated

from fastapi import APIRouter, Form, Path, Query, Request
from starlette.responses import Response

from app.errors import BadInputError
from app.language import translated as _
from app.review.ask import answer, read_when_asked
from app.review.questions import asked_of, question
from app.review.words import until
from app.store.people import Role, User
from app.web.deps import Now, ReadSession, WriteSession, require
from app.web.pages.review import DecisionForm, review_page
from app.web.pages.times import time_left
from app.web.render import go, page

router = APIRouter(include_in_schema=False)

Asked = Annotated[User, require(Role.HIRING_MANAGER)]
QuestionId = Annotated[str, Path(pattern=r"^[0-9a-f-]{36}$")]


@router.get("/asked")
def show_asked(
    request: Request, user: Asked, session: ReadSession, now: Now, cursor: Annotated[str, Query(max_length=300)] = ""
) -> Response:
    """List what one is, and was, asked."""
    asked = asked_of(session, user, now=now, cursor=cursor or None)
    return page(request, "asked.html", asked=asked, first=not cursor, now=now, time_left=time_left, until=until)


@router.get("/asked/{question_id}")
def show_candidate(request: Request, question_id: QuestionId, user: Asked, session: WriteSession, now: Now) -> Response:
    """Show the evidence about a candidate one is asked about; that it was read is noted."""
    asked = read_when_asked(session, question_id, user, now=now)
    shown = question(session, asked.id, now=now)
    return review_page(request, session, asked.rejection_id, user, now, answering=shown)


@router.post("/asked/{question_id}/answer")
def answer_question(
    request: Request,
    question_id: QuestionId,
    user: Asked,
    session: WriteSession,
    now: Now,
    form: Annotated[DecisionForm, Form()],
) -> Response:
    """Keep the answer; a refusal shows the page again with what was written."""
    asked = read_when_asked(session, question_id, user, now=now)
    try:
        with session.begin_nested():
            answer(
                session, asked.id, user, action=form.action, requirement_ids=form.requirement, note=form.note, now=now
            )
    except BadInputError as refusal:
        shown = question(session, asked.id, now=now)
        return review_page(request, session, asked.rejection_id, user, now, refusal=refusal, form=form, answering=shown)
    return go("/asked", _("Thank you. Your answer is with the recruiters, who decide."))
