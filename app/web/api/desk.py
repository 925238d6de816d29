"""What people at the desk do with each other, over the API: skip, take over, ask a hiring manager, answer, withdraw."""

from typing import Annotated, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field
from starlette.responses import Response

from app.review import ask as questions
from app.review.lease import take_over
from app.review.looks import SkipReason
from app.review.questions import asked_of, question
from app.review.show import show
from app.review.skip import skip
from app.web.api.answers import READING, WRITING, refusals
from app.web.api.desk_schemas import QuestionOut, QuestionPageOut
from app.web.api.idempotency import Once, TheOnce
from app.web.api.rejections import Reviews, RowReceipt, shown
from app.web.api.schemas import Cursor, Id, Limit, PathId, RejectionOut, Text
from app.web.api.shapes import In
from app.web.deps import Now, Principal, ReadSession, WriteSession, scoped

router = APIRouter(prefix="/api/v1", tags=["desk"])

Answers = Annotated[Principal, scoped("asked:answer")]


class SkipIn(In):
    """Why one leaves the candidate to somebody else."""

    reason: SkipReason


class TakeOverIn(In):
    """What the colleague should know."""

    note: Text


class AskIn(In):
    """Whom, and what."""

    of: Id = Field(description="one of `desk.managers`")
    question: Text


class AnswerIn(In):
    """What a hiring manager thinks: `reinstate` is that they would talk to this person."""

    answer: Literal["reinstate", "uphold"]
    requirement_ids: list[Id] = Field(default_factory=list, max_length=100)
    note: Text = ""


class AskedOut(BaseModel):
    """A question with the evidence that it is about."""

    question: QuestionOut
    rejection: RejectionOut


@router.post("/rejections/{rejection_id}/skip", response_model=RejectionOut, responses=refusals(*WRITING))
def skip_rejection(rejection_id: PathId, wish: SkipIn, once: TheOnce, by: Reviews) -> Response:
    """Give the candidate one has open back, never to be served it again."""

    def act() -> RowReceipt:
        skip(once.session, rejection_id, by.user, wish.reason, now=once.now)
        return RowReceipt(id=rejection_id)

    return once.answer(RowReceipt, act, lambda receipt: shown(once, by, receipt.id))


@router.post("/rejections/{rejection_id}/take-over", response_model=RejectionOut, responses=refusals(*WRITING))
def take_over_rejection(rejection_id: PathId, wish: TakeOverIn, once: TheOnce, by: Reviews) -> Response:
    """Take a candidate that somebody else has open: an admin at any time, others once half its lease went by unused."""

    def act() -> RowReceipt:
        take_over(once.session, rejection_id, by.user, wish.note, now=once.now)
        return RowReceipt(id=rejection_id)

    return once.answer(RowReceipt, act, lambda receipt: shown(once, by, receipt.id))


@router.post("/rejections/{rejection_id}/ask", response_model=QuestionOut, responses=refusals(*WRITING))
def ask(rejection_id: PathId, wish: AskIn, once: TheOnce, by: Reviews) -> Response:
    """Ask a hiring manager about the candidate one has open; the lease ends."""

    def act() -> RowReceipt:
        asked = questions.ask(once.session, rejection_id, by.user, of=wish.of, question=wish.question, now=once.now)
        return RowReceipt(id=asked.id)

    return once.answer(RowReceipt, act, lambda receipt: _question(once, receipt.id))


@router.post("/questions/{question_id}/withdraw", response_model=QuestionOut, responses=refusals(*WRITING))
def withdraw(question_id: PathId, once: TheOnce, by: Reviews) -> Response:
    """Take a question back; the candidate is in the queue again."""

    def act() -> RowReceipt:
        return RowReceipt(id=questions.withdraw(once.session, question_id, by.user, now=once.now).id)

    return once.answer(RowReceipt, act, lambda receipt: _question(once, receipt.id))


@router.get("/questions", responses=refusals(*READING))
def list_questions(
    by: Answers, session: ReadSession, now: Now, cursor: Cursor = None, limit: Limit = 50
) -> QuestionPageOut:
    """List the questions to the key's user, newest first."""
    return QuestionPageOut.model_validate(asked_of(session, by.user, now=now, cursor=cursor, limit=limit))


@router.get("/questions/{question_id}", responses=refusals(*READING, 404, 409))
def get_question(question_id: PathId, by: Answers, session: WriteSession, now: Now) -> AskedOut:
    """An open question to the key's user, with the evidence; that it was read is noted."""
    asked = questions.read_when_asked(session, question_id, by.user, now=now)
    return AskedOut(
        question=QuestionOut.model_validate(question(session, asked.id, now=now)),
        rejection=RejectionOut.model_validate(show(session, asked.rejection_id, by.user, now=now)),
    )


@router.post("/questions/{question_id}/answer", response_model=QuestionOut, responses=refusals(*WRITING))
def answer(question_id: PathId, made: AnswerIn, once: TheOnce, by: Answers) -> Response:
    """Answer a question. It is an opinion: a reviewer decides."""

    def act() -> RowReceipt:
        questions.answer(
            once.session, question_id, by.user, action=made.answer, requirement_ids=made.requirement_ids,
            note=made.note, now=once.now,
        )  # fmt: skip
        return RowReceipt(id=question_id)

    return once.answer(RowReceipt, act, lambda receipt: _question(once, receipt.id))


def _question(once: Once, question_id: str) -> QuestionOut:
    return QuestionOut.model_validate(question(once.session, question_id, now=once.now))
