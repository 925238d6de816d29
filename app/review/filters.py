"""Narrowing the list of who waits down. The page keeps the filters in its address, the API takes them as parameters."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, not_, or_

from app.review.for_whom import asked
from app.review.order import bucket
from app.store.models import Rejection
from app.store.people import User
from app.store.queries import in_queue


class Due(StrEnum):
    """By deadline; TODAY is within 24 hours, SOON within 8, and both hold what is overdue."""

    OVERDUE = "overdue"
    SOON = "soon"
    TODAY = "today"


class Holder(StrEnum):
    """Who has it open."""

    NOBODY = "nobody"
    ME = "me"
    OTHERS = "others"
    ASKED = "asked"
    """A hiring manager is asked."""


LAST_BUCKET = {Due.OVERDUE: 0, Due.SOON: 1, Due.TODAY: 2}


@dataclass(frozen=True, slots=True)
class Filters:
    """What to list. ``skipped``: by so many people at least."""

    posting_id: str = ""
    due: Due | None = None
    holder: Holder | None = None
    skipped: int = 0

    def conditions(self, user: User, now: datetime) -> ColumnElement[bool]:
        """As a condition on ``Rejection``; ``now`` fixes what is due."""
        wanted = [in_queue()]
        if self.posting_id:
            wanted.append(Rejection.posting_id == self.posting_id)
        if self.due:
            wanted.append(bucket(now) <= LAST_BUCKET[self.due])
        if self.holder:
            wanted.append(_holder(self.holder, user, now))
        if self.skipped:
            wanted.append(Rejection.skips >= self.skipped)
        return and_(*wanted)


EVERYTHING = Filters()


def _holder(by: Holder, user: User, now: datetime) -> ColumnElement[bool]:
    opened = and_(Rejection.lease_until.is_not(None), Rejection.lease_until > now)
    return {
        Holder.NOBODY: not_(or_(opened, asked(now))),
        Holder.ME: and_(opened, Rejection.lease_by == user.id),
        Holder.OTHERS: and_(opened, Rejection.lease_by != user.id),
        Holder.ASKED: asked(now),
    }[by]
