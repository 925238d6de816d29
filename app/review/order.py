"""What waits for a person, and in which order: by deadline bucket, then by evidence and chance in equal parts.

Who was flagged, drawn as a control, or held because everybody is, is ranked in one way: strength plus the keyed-hash
``place``. So a place tells nothing of why a candidate is there, and a weak one among strong ones need not be a control.
The cursor names the last row only: its strength or place stays on the server.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVarTuple

from sqlalchemy import ColumnElement, Select, and_, case, or_, select, true
from sqlalchemy.orm import Session

from app.language import translated as _
from app.lifecycle import Action, State
from app.store import cursors
from app.store.models import Rejection

Columns = TypeVarTuple("Columns")
SOON = timedelta(hours=8)
TODAY = timedelta(hours=24)
LAST_BUCKET = 3
WIDER = (1, 2, LAST_BUCKET)
"""Who is looked at in turn until enough are found: mostly the first few thousand of 20,000 do."""
RANKED = (Action.HOLD_MATCH, Action.HOLD_BY_POLICY, Action.HOLD_CONTROL)
"""Compared, so that the strength says something. All others say on their page why they wait, and stand by chance."""
ESCALATED = 2
"""So many people skipped it."""
ABOVE_ALL = 10.0
"""More than any strength or place."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """Where a page ended. ``at`` fixes the buckets for all pages of one walk, so that none is missed or shown twice."""

    at: datetime
    bucket: int
    rejection_id: str

    def encode(self) -> str:
        """As the next page's address carries it."""
        return cursors.encode(self.at.isoformat(), str(self.bucket), self.rejection_id)


def decode(cursor: str) -> Cursor:
    """Read a cursor back.

    Raises:
        BadInputError: it is none of ours.

    """
    return Cursor(*cursors.decode(cursor, _early_enough, lambda part: int(part[:2]), lambda part: part[:36]))


def _early_enough(part: str) -> datetime:
    at = cursors.moment(part)
    at + TODAY  # overflows here and not in the query, for a cursor that somebody made up
    return at


def bucket(now: datetime) -> ColumnElement[int]:
    """0 overdue, 1 within 8 hours, 2 within 24 hours, 3 later."""
    return case(
        (or_(Rejection.state == State.LAPSED, Rejection.deadline <= now), 0),
        (Rejection.deadline <= now + SOON, 1),
        (Rejection.deadline <= now + TODAY, 2),
        else_=3,
    )


def up_to(number: int, now: datetime) -> ColumnElement[bool]:
    """In this bucket or a more urgent one, said so that the index on state and deadline serves; 3 is everybody."""
    if number >= LAST_BUCKET:
        return true()
    lapsed = and_(Rejection.state == State.LAPSED, Rejection.deadline.is_not(None))
    due = and_(Rejection.state == State.HELD, Rejection.deadline <= now + (timedelta(0), SOON, TODAY)[number])
    return or_(lapsed, due)


def why_next(bucket_number: int, *, skipped: bool) -> str:
    """Why a candidate of this bucket is served now. True of all in it alike: it cannot tell why somebody was chosen."""
    urgency = (
        _("It is overdue: nobody decided in time, so it comes first."),
        _("Its deadline is less than 8 hours away."),
        _("Its deadline is less than 24 hours away."),
        _("Its deadline is more than a day away; nothing more urgent was free."),
    )[bucket_number]
    if skipped:
        return urgency + " " + _("Two people skipped it, so admins get it first.")
    return (
        urgency
        + " "
        + _("Among equally urgent ones, those with more evidence tend to come first; chance decides the rest.")
    )


def bucket_of(rejection: Rejection, now: datetime) -> int:
    """``bucket`` for a loaded row that waits."""
    deadline = rejection.deadline or now
    if rejection.state == State.LAPSED or deadline <= now:
        return 0
    return 1 if deadline <= now + SOON else 2 if deadline <= now + TODAY else 3


def _rank(*, escalated: bool) -> ColumnElement[float]:
    compared = Rejection.held_because.in_(RANKED)
    rank = case((compared, Rejection.strength + Rejection.place), else_=2 * Rejection.place)
    return case((Rejection.skips >= ESCALATED, rank + ABOVE_ALL), else_=rank) if escalated else rank


def ordering(now: datetime, *, escalated: bool = False) -> tuple[ColumnElement[Any], ...]:
    """The columns to order the queue by; ``escalated`` for admins: first in its bucket what two people skipped."""
    return bucket(now).asc(), _rank(escalated=escalated).desc(), Rejection.id.asc()


def after(session: Session, query: Select[*Columns], cursor: Cursor, *, escalated: bool = False) -> Select[*Columns]:
    """Only what comes behind the cursor's row, in the same ``ordering``.

    Raises:
        BadInputError: the row is not there.

    """
    its_rank = _rank(escalated=escalated)
    rank = session.scalars(select(its_rank).where(Rejection.id == cursor.rejection_id)).first()
    if rank is None:
        raise cursors.not_ours()
    in_bucket = or_(its_rank < rank, and_(its_rank == rank, Rejection.id > cursor.rejection_id))
    here = bucket(cursor.at)
    return query.where(or_(here > cursor.bucket, and_(here == cursor.bucket, in_bucket)))
