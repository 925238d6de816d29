"""What somebody at the desk can do with one candidate, apart from deciding: take over, ask, read what was answered."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.review.ask import hiring_managers
from app.review.for_whom import may_open
from app.review.lease import has_lease, is_open, take_over_from
from app.review.order import ESCALATED, bucket_of, why_next
from app.review.questions import Question, questions_about
from app.store.models import Rejection
from app.store.people import Role, User
from app.store.queries import is_in_queue


@dataclass(frozen=True, slots=True)
class Manager:
    """Somebody who can be asked."""

    id: str
    name: str


@dataclass(frozen=True, slots=True)
class AtDesk:
    """``take_over_from`` is None unless somebody else has it open; ``managers`` is empty unless it is one's own."""

    why_next: str
    skips: int
    asked_until: datetime | None
    take_over_from: datetime | None
    can_take_over: bool
    known: bool
    """The person said that they know the candidate, and so cannot open it."""
    managers: tuple[Manager, ...]
    questions: tuple[Question, ...]


def at_desk(session: Session, rejection: Rejection, user: User, *, now: datetime, bare: bool = False) -> AtDesk:
    """Collect it. Nothing here depends on why a candidate was chosen; ``bare`` leaves out what others think."""
    waits, mine = is_in_queue(rejection), has_lease(rejection, user, now)
    elsewhere = waits and not mine and is_open(rejection, now)
    begins = take_over_from(session, rejection) if elsewhere else None
    asked = waits and rejection.asked_until is not None and rejection.asked_until > now
    escalated = user.role == Role.ADMIN and rejection.skips >= ESCALATED
    return AtDesk(
        why_next=why_next(bucket_of(rejection, now), skipped=escalated) if waits else "",
        skips=rejection.skips,
        asked_until=rejection.asked_until if asked else None,
        take_over_from=begins,
        can_take_over=begins is not None and (user.role == Role.ADMIN or begins <= now),
        known=waits
        and not session.scalars(select(Rejection.id).where(Rejection.id == rejection.id, may_open(user))).all(),
        managers=tuple(Manager(one.id, one.name) for one in hiring_managers(session)) if mine else (),
        questions=questions_about(session, rejection.id, user, now=now, bare=bare),
    )
