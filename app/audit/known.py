"""Known answers: somebody who does not review says what is right for a candidate who waits, before anybody looks.

They tell how often reviewers find what is there. Nothing that a reviewer sees, and no order or time, depends on them;
``checks.reviewers`` counts them when they are decided.
"""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.clock import new_id
from app.errors import BadInputError, ConflictError, ForbiddenError, NotFoundError
from app.lifecycle import Action
from app.store.models import Decision, Look, Opinion, Rejection
from app.store.night import KnownAnswer
from app.store.people import REVIEWERS, User
from app.store.queries import is_in_queue

ANSWERS = (Action.REINSTATE, Action.UPHOLD)
LONGEST_WHY = 2_000


def say_known(session: Session, rejection_id: str, action: Action, *, by: str, why: str, now: datetime) -> KnownAnswer:
    """Keep an answer that is known before a reviewer has seen the candidate. It decides nothing.

    Args:
        session: the write session.
        rejection_id: the candidate's rejection.
        action: REINSTATE or UPHOLD.
        by: e-mail address of who is sure; their own decisions are not measured by it.
        why: how they know, at most 2,000 characters.
        now: the time at the door.

    Raises:
        BadInputError: another action, no reason, or one too long.
        NotFoundError: no such rejection, or nobody with that address.
        ForbiddenError: this person reviews, or cannot sign in any more.
        ConflictError: it does not wait, somebody has looked at it or said what they think, or an answer is there.

    """
    why = why.strip()
    if action not in ANSWERS:
        raise BadInputError(f"{action} is no answer; say {' or '.join(ANSWERS)}")
    if not why or len(why) > LONGEST_WHY:
        raise BadInputError(f"write in at most {LONGEST_WHY} characters how it is known")
    person = session.scalars(select(User).where(User.email == by.strip().casefold())).one_or_none()
    if person is None:
        raise NotFoundError("nobody has this address; see `second-look user list`")
    if person.role in REVIEWERS or not person.active:
        raise ForbiddenError("who reviews cannot say it: they would know the answer; ask compliance, or a manager")
    rejection = session.get(Rejection, rejection_id, with_for_update=True, populate_existing=True)
    if rejection is None:
        raise NotFoundError(f"there is no rejection {rejection_id}; look for it in the records")
    if not is_in_queue(rejection) or _seen(session, rejection):
        raise ConflictError("somebody has looked at this candidate already, or it does not wait; choose another one")
    if session.scalars(select(KnownAnswer.id).where(KnownAnswer.rejection_id == rejection_id)).first():
        raise ConflictError("an answer is known for this candidate already")
    said = KnownAnswer(
        id=new_id(), rejection_id=rejection_id, action=action, said_by=person.email, said_at=now, why=why
    )
    session.add(said)
    session.flush()
    return said


def _seen(session: Session, rejection: Rejection) -> bool:
    """Whether anybody has had it open. Looks tell that; decisions and opinions may be older than looks are noted."""
    traces = (Look, Opinion, Decision)
    return rejection.lease_by is not None or any(
        session.scalars(select(kind.id).where(kind.rejection_id == rejection.id).limit(1)).first() for kind in traces
    )
