"""Asking a hiring manager about one candidate. Until the answer, the queue serves the candidate to nobody.

A question ends with its answer, when it is withdrawn, or by itself: its time is compared when it is read, so nothing
has to run for that. It ends before the hold does, which leaves somebody time to decide.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import new_id
from app.errors import BadInputError, ConflictError, NotFoundError
from app.language import marked as N_  # noqa: N812 - the name that the catalogues know
from app.language import moment
from app.language import translated as _
from app.lifecycle import Action, add_working_days, before_working_hours
from app.review.choice import requirements_named
from app.review.lease import end_lease, locked, require_lease
from app.review.looks import Looking, note_look
from app.review.words import checked
from app.store.models import Ask, Look, Opinion, Policy, Rejection
from app.store.people import Role, User
from app.store.queries import is_in_queue

ASKED = "asked"
"""The kind of opinion that an answer is."""
HOURS_LEFT = 4
"""Working hours between the last moment of an answer and the end of the hold."""


def ask(session: Session, rejection_id: str, user: User, *, of: str, question: str, now: datetime) -> Ask:
    """Ask a hiring manager about the candidate one has open, and give the lease back.

    Args:
        session: the write session.
        rejection_id: the candidate's rejection.
        user: who asks; must hold the lease.
        of: id of the hiring manager.
        question: at most 2,000 characters.
        now: the time at the door.

    Raises:
        BadInputError: no question, or nobody with that role and id.
        NotFoundError: no such rejection.
        ConflictError: it is not (any more) leased to this person, or too little time is left for an answer.

    """
    question = checked(question, N_("question"))
    if not question:
        raise BadInputError(_("write what you want to know from the hiring manager"))
    rejection = locked(session, rejection_id)
    require_lease(session, rejection, user, now)
    manager = session.scalars(select(User).where(User.id == of[:36], *_MANAGERS)).one_or_none()
    if manager is None:
        raise BadInputError(_("choose a hiring manager from the list; an admin adds one who is missing"))
    policy = session.get_one(Policy, rejection.policy_id)
    latest = before_working_hours(rejection.deadline or now, HOURS_LEFT)
    answer_by = min(add_working_days(now, policy.ask_working_days), latest)
    if answer_by <= now:
        words = _(
            "an answer would be due {hours} working hours before the deadline, which is over; hold it longer first"
        )
        raise ConflictError(words.format(hours=HOURS_LEFT))
    asked = Ask(
        id=new_id(), rejection_id=rejection.id, asked_by=user.id, asked_of=manager.id, question=question, asked_at=now,
        answer_by=answer_by,
    )  # fmt: skip
    session.add(asked)
    rejection.asked_until = answer_by
    end_lease(rejection)
    note_look(session, rejection.id, user, Looking.ASKED, now=now, note=f"{manager.name}: {question}")
    return asked


def answer(
    session: Session,
    ask_id: str,
    user: User,
    *,
    action: str,
    requirement_ids: Sequence[str] = (),
    note: str = "",
    now: datetime,
) -> Opinion:
    """Answer a question that one was asked. It is an opinion: a reviewer decides.

    Args:
        session: the write session.
        ask_id: the question.
        user: the hiring manager who was asked.
        action: REINSTATE ("I would talk to this person") or UPHOLD ("I would not").
        requirement_ids: requirements of the posting that the answer rests on.
        note: at most 2,000 characters; needed with UPHOLD where no requirement is named.
        now: the time at the door.

    Raises:
        BadInputError: neither of the two answers, or no reason for the second one.
        NotFoundError: nobody asked this person that.
        ConflictError: it was answered, withdrawn or decided before, or the time is over.

    """
    if action not in (Action.REINSTATE, Action.UPHOLD):
        raise BadInputError(_("say whether you would talk to this person or not"))
    note = checked(note, N_("note"))
    if action == Action.UPHOLD and not requirement_ids and not note:
        raise BadInputError(_("say why not: name at least one requirement, or write a note"))
    asked = _asked_of(session, ask_id, user)
    rejection = locked(session, asked.rejection_id)
    _require_open(asked, rejection, now)
    named = requirements_named(session, rejection, requirement_ids)
    opinion = Opinion(
        id=new_id(), rejection_id=rejection.id, user_id=user.id, kind=ASKED, action=action, note=note, at=now,
        requirement_ids=[requirement.id for requirement in named],
    )  # fmt: skip
    session.add(opinion)
    session.flush()  # the question points at it
    asked.opinion_id, asked.ended_at = opinion.id, now
    rejection.asked_until = None
    said = "would talk to this person" if action == Action.REINSTATE else "would not talk to this person"
    note_look(session, rejection.id, user, Looking.ANSWERED, now=now, note=f"{said}; {note}" if note else said)
    return opinion


def withdraw(session: Session, ask_id: str, user: User, *, now: datetime) -> Ask:
    """Take a question back: the candidate is in the queue again.

    Raises:
        NotFoundError: no such question.
        ConflictError: it was answered, withdrawn or decided before, or the time is over.

    """
    asked = session.get(Ask, ask_id, with_for_update=True, populate_existing=True)
    if asked is None:
        raise NotFoundError(_("there is no such question; look at the candidate again"))
    rejection = locked(session, asked.rejection_id)
    _require_open(asked, rejection, now)
    asked.ended_at = now
    rejection.asked_until = None
    note_look(session, rejection.id, user, Looking.QUESTION_WITHDRAWN, now=now)
    return asked


def open_question(session: Session, rejection_id: str, user: User, *, now: datetime) -> Ask:
    """The open question to this hiring manager about one candidate.

    Raises:
        NotFoundError: nobody asks this person about the candidate now.

    """
    asked = session.scalars(
        select(Ask)
        .where(Ask.rejection_id == rejection_id, Ask.asked_of == user.id, Ask.ended_at.is_(None), Ask.answer_by > now)
        .limit(1)
    ).first()
    if asked is None or not is_in_queue(session.get_one(Rejection, rejection_id)):
        raise NotFoundError(_("nobody asks you about this candidate (any more); your questions are on your list"))
    return asked


def read_when_asked(session: Session, ask_id: str, user: User, *, now: datetime) -> Ask:
    """The open question, for the hiring manager who reads the candidate's page because of it: noted once.

    Raises:
        NotFoundError: nobody asked this person that.
        ConflictError: it was answered, withdrawn or decided before, or the time is over.

    """
    asked = _asked_of(session, ask_id, user)
    _require_open(asked, session.get_one(Rejection, asked.rejection_id), now)
    seen = select(Look.id).where(
        Look.rejection_id == asked.rejection_id,
        Look.user_id == user.id,
        Look.action == Looking.READ_WHEN_ASKED,
        Look.at >= asked.asked_at,
    )
    if session.scalars(seen.limit(1)).first() is None:
        note_look(session, asked.rejection_id, user, Looking.READ_WHEN_ASKED, now=now)
    return asked


def hiring_managers(session: Session) -> Sequence[User]:
    """Whom one can ask, by name."""
    return session.scalars(select(User).where(*_MANAGERS).order_by(User.name, User.id)).all()


_MANAGERS = (User.role == Role.HIRING_MANAGER, User.active)


def _asked_of(session: Session, ask_id: str, user: User) -> Ask:
    asked = session.get(Ask, ask_id, with_for_update=True, populate_existing=True)
    if asked is None or asked.asked_of != user.id:
        raise NotFoundError(_("nobody asked you this; your questions are on your list"))
    return asked


def _require_open(asked: Ask, rejection: Rejection, now: datetime) -> None:
    if asked.ended_at is not None:
        words = (
            _("this question was answered at {at}") if asked.opinion_id else _("this question was withdrawn at {at}")
        )
        raise ConflictError(words.format(at=moment(asked.ended_at)))
    if asked.answer_by <= now:
        words = _("the time for an answer ended at {at}; the candidate is in the queue again")
        raise ConflictError(words.format(at=moment(asked.answer_by)))
    if not is_in_queue(rejection):
        raise ConflictError(_("this candidate does not wait for a decision any more"))
