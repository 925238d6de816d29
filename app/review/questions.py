"""Questions to hiring managers and their answers, as pages and the API show them."""

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Row, Select, select
from sqlalchemy.orm import Session, aliased

from app.language import translated as _
from app.lifecycle import Action
from app.review.words import code_of
from app.store import cursors
from app.store.models import Ask, Opinion, Posting, Rejection, Requirement
from app.store.people import Role, User
from app.store.queries import is_in_queue

LIMIT = 50
LIMIT_AT_MOST = 200


@dataclass(frozen=True, slots=True)
class Question:
    """One question. ``answer`` is empty, reinstate or uphold; ``words`` says the state of the question."""

    id: str
    rejection_id: str
    code: str
    posting_title: str
    asked_by: str
    asked_of: str
    question: str
    asked_at: datetime
    answer_by: datetime
    ended_at: datetime | None
    is_open: bool
    answer: str
    words: str
    note: str
    requirements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class QuestionPage:
    """A page of questions; ``next_cursor`` is None on the last one."""

    items: tuple[Question, ...]
    next_cursor: str | None


def asked_of(
    session: Session, user: User, *, now: datetime, cursor: str | None = None, limit: int = LIMIT
) -> QuestionPage:
    """The questions to one hiring manager, newest first.

    Raises:
        BadInputError: a cursor that this list did not give.

    """
    limit = max(1, min(limit, LIMIT_AT_MOST))
    query = _query().where(Ask.asked_of == user.id).limit(limit + 1)
    if cursor:
        query = query.where(Ask.id < cursors.decode(cursor, str)[0])
    found = _questions(session, query, now)
    shown = found[:limit]
    last = cursors.encode(shown[-1].id) if len(found) > limit else None
    return QuestionPage(shown, last)


def questions_about(
    session: Session, rejection_id: str, user: User, *, now: datetime, bare: bool = False
) -> tuple[Question, ...]:
    """Every question about one candidate, newest first; a hiring manager sees only their own.

    ``bare`` leaves out what was asked and answered: whoever wrote it may have seen the rule and the comparison.
    """
    query = _query().where(Ask.rejection_id == rejection_id)
    if user.role == Role.HIRING_MANAGER:
        query = query.where(Ask.asked_of == user.id)
    found = _questions(session, query.limit(LIMIT_AT_MOST), now)
    return tuple(_bare(one) for one in found) if bare else found


def question(session: Session, ask_id: str, *, now: datetime) -> Question:
    """One question that is there."""
    return _questions(session, _query().where(Ask.id == ask_id), now)[0]


_By, _Of = aliased(User), aliased(User)


def _query() -> Select[Ask, Rejection, str, User, User, Opinion | None]:
    return (
        select(Ask, Rejection, Posting.title, _By, _Of, Opinion)
        .join(Rejection, Rejection.id == Ask.rejection_id)
        .join(Posting, Posting.id == Rejection.posting_id)
        .join(_By, _By.id == Ask.asked_by)
        .join(_Of, _Of.id == Ask.asked_of)
        .outerjoin(Opinion, Opinion.id == Ask.opinion_id)
        .order_by(Ask.id.desc())
    )


def _questions(
    session: Session, query: Select[Ask, Rejection, str, User, User, Opinion | None], now: datetime
) -> tuple[Question, ...]:
    rows = session.execute(query).all()
    wanted = {one for row in rows if row[5] for one in row[5].requirement_ids}
    texts = dict(session.execute(select(Requirement.id, Requirement.text).where(Requirement.id.in_(wanted))).all())
    return tuple(_question(row, texts, now) for row in rows)


def _question(
    row: Row[Ask, Rejection, str, User, User, Opinion | None], texts: dict[str, str], now: datetime
) -> Question:
    asked, rejection, title, by, of, opinion = row
    is_open = asked.ended_at is None and asked.answer_by > now and is_in_queue(rejection)
    return Question(
        id=asked.id,
        rejection_id=rejection.id,
        code=code_of(rejection.id),
        posting_title=title,
        asked_by=by.name,
        asked_of=of.name,
        question=asked.question,
        asked_at=asked.asked_at,
        answer_by=asked.answer_by,
        ended_at=asked.ended_at,
        is_open=is_open,
        answer=opinion.action if opinion else "",
        words=_words(asked, opinion, is_open=is_open),
        note=opinion.note if opinion else "",
        requirements=tuple(texts[one] for one in opinion.requirement_ids if one in texts) if opinion else (),
    )


def _bare(one: Question) -> Question:
    words = _("Answered; it is shown after your own judgement") if one.answer else one.words
    return replace(one, question="", answer="", note="", requirements=(), words=words)


def _words(asked: Ask, opinion: Opinion | None, *, is_open: bool) -> str:
    if opinion is not None:
        return _("Would talk to this person") if opinion.action == Action.REINSTATE else _("Would not")
    if asked.ended_at is not None:
        return _("Withdrawn")
    return _("Waits for an answer") if is_open else _("Ended without an answer")
