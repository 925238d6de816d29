"""Which decisions to list."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, select

from app.store.models import Decision, Rejection
from app.store.people import User


@dataclass(frozen=True, slots=True)
class DecidedFilter:
    """What is None narrows nothing down."""

    posting_id: str | None = None
    action: str | None = None
    by: str | None = None
    """The address of the person who decided."""
    since: datetime | None = None

    def conditions(self) -> list[ColumnElement[bool]]:
        """For a query of ``Decision``."""
        found: list[ColumnElement[bool]] = []
        if self.posting_id:
            of_posting = select(Rejection.id).where(
                Rejection.id == Decision.rejection_id, Rejection.posting_id == self.posting_id
            )
            found.append(of_posting.exists())
        if self.action:
            found.append(Decision.action == self.action)
        if self.by:
            found.append(Decision.decided_by.in_(select(User.id).where(User.email == self.by.lower())))
        if self.since:
            found.append(Decision.decided_at >= self.since)
        return found


EVERY_DECISION = DecidedFilter()
