"""What a program may read of one candidate: who waits only to whoever has it open, all else with a look that is noted.

A page is opened by hand. A program could ask for everybody in turn, and nobody would know.
"""

from dataclasses import replace
from datetime import datetime
from enum import Enum, auto

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import ForbiddenError, NotFoundError
from app.language import marked as N_  # noqa: N812 - the name that the catalogues know
from app.language import translated as _
from app.review.for_whom import may_open
from app.review.lease import has_lease
from app.review.looks import Looking, note_look
from app.review.resume_text import ResumeText
from app.review.show import Shown
from app.store.models import Look, Rejection
from app.store.people import Role, User
from app.store.queries import is_in_queue

SHUT = N_("the resume is for the person who has this candidate open; open the candidate first")


class Reading(Enum):
    """Whether somebody may read a candidate's resume through a program."""

    OPEN = auto()
    """They have it open, or their look is noted already."""
    TO_NOTE = auto()
    """Once it is noted that they look."""
    SHUT = auto()


def reading(session: Session, rejection_id: str, user: User, *, now: datetime) -> Reading:
    """Whether this person may read it; an admin may without opening it, as with the original file.

    Raises:
        NotFoundError: no such rejection.

    """
    rejection = session.get(Rejection, rejection_id)
    if rejection is None:
        raise NotFoundError(_("there is no rejection {id}; take one from the queue").format(id=rejection_id))
    if is_in_queue(rejection):
        if has_lease(rejection, user, now):
            return Reading.OPEN
        here = select(Rejection.id).where(Rejection.id == rejection_id, may_open(user))
        if user.role != Role.ADMIN or session.scalars(here).first() is None:
            return Reading.SHUT
    noted = select(Look.id).where(
        Look.rejection_id == rejection_id, Look.user_id == user.id, Look.action == Looking.READ_BY_PROGRAM
    )
    return Reading.OPEN if session.scalars(noted.limit(1)).first() else Reading.TO_NOTE


def note_reading(session: Session, rejection_id: str, user: User, *, now: datetime) -> None:
    """Write down, once for a person and a candidate, that they looked."""
    if reading(session, rejection_id, user, now=now) is Reading.TO_NOTE:
        note_look(session, rejection_id, user, Looking.READ_BY_PROGRAM, now=now)


def require_open(found: Reading) -> None:
    """Pass who may read it.

    Raises:
        ForbiddenError: nobody else than the person who has it open.

    """
    if found is Reading.SHUT:
        raise ForbiddenError(_(SHUT))


def without_resume(seen: Shown) -> Shown:
    """What is left for those who may not read it: where it stands and who has it, without a word of the candidate."""
    return replace(
        seen, requirements=(), counted="", reasons=(), pair=("", ""), answers=(), differing=(),
        resume=ResumeText(unreadable=_(SHUT)),
    )  # fmt: skip
