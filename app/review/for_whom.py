"""Which waiting candidates are for whom. Conditions on ``Rejection``, for queries that serve, open or count.

Skips and second looks are few: the column on the row spares all others the search for the person's own rows.
"""

from datetime import datetime

from sqlalchemy import ColumnElement, and_, exists, not_, or_

from app.review.looks import Looking, SkipReason
from app.review.opinions import may_still_say
from app.store.models import Look, Rejection
from app.store.people import User


def free(user: User, now: datetime) -> ColumnElement[bool]:
    """Nobody else has it open, and no hiring manager is being asked."""
    open_to = or_(Rejection.lease_until.is_(None), Rejection.lease_until <= now, Rejection.lease_by == user.id)
    return and_(open_to, not_(asked(now)))


def asked(now: datetime) -> ColumnElement[bool]:
    """A hiring manager may still answer."""
    return and_(Rejection.asked_until.is_not(None), Rejection.asked_until > now)


def may_open(user: User) -> ColumnElement[bool]:
    """Whether the person may open it by hand: who did not say that they know the candidate, nor what they think."""
    return and_(not_(_skipped(user, Look.note == SkipReason.KNOWN_PERSON)), may_still_say(user))


def suits(user: User) -> ColumnElement[bool]:
    """Whether the queue serves it to this person: not what they skipped or have judged in a blind review."""
    return and_(not_(_skipped(user)), may_still_say(user))


def _skipped(user: User, *more: ColumnElement[bool]) -> ColumnElement[bool]:
    by_them = exists().where(
        Look.rejection_id == Rejection.id, Look.user_id == user.id, Look.action == Looking.SKIPPED, *more
    )
    return and_(Rejection.skips > 0, by_them)
