"""What was done to accounts, by whom and when: written beside the act, in the same transaction, and never changed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.store.people import AccountEvent, User

PAGE = 50


class What(StrEnum):
    """What can be done to an account."""

    ADDED = "added"
    ROLE = "role"
    DEACTIVATED = "deactivated"
    REACTIVATED = "reactivated"
    LINK = "link"
    CAME_BY_LINK = "came_by_link"
    CONNECTED = "connected"
    """To the company's sign-in."""
    PASSWORD = "password"  # noqa: S105 - the name of an act, not a secret
    SIGNED_OUT = "signed_out"
    """All browsers of the person, by somebody else."""
    KEY_MADE = "key_made"
    KEY_REVOKED = "key_revoked"


@dataclass(frozen=True, slots=True)
class Events:
    """A page of events, newest first, their people loaded; ``next_cursor`` is 0 at the end."""

    rows: Sequence[AccountEvent]
    next_cursor: int


def note(session: Session, user_id: str, what: What, *, by: User | None, now: datetime, detail: str = "") -> None:
    """Write an act on somebody's account down.

    ``by`` is None where nobody is signed in: the command line, or the company's sign-in.
    """
    session.add(AccountEvent(at=now, user_id=user_id, by_id=by.id if by else None, what=what, detail=detail[:200]))


def events_of(session: Session, user: User, *, cursor: int = 0, limit: int = PAGE) -> Events:
    """List what was done to one person's account."""
    query = (
        select(AccountEvent)
        .where(AccountEvent.user_id == user.id)
        .options(joinedload(AccountEvent.by))
        .order_by(AccountEvent.seq.desc())
        .limit(limit + 1)
    )
    rows = session.scalars(query.where(AccountEvent.seq < cursor) if cursor else query).all()
    return Events(rows[:limit], rows[limit - 1].seq if len(rows) > limit else 0)
