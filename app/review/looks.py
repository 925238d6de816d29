"""The looking itself, noted: who opened a candidate, put it back, or opened the file. ``audit.record`` shows it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.store.models import Look
from app.store.people import User


class Looking(StrEnum):
    """What a person did."""

    OPENED = "opened"
    PUT_BACK = "put_back"
    FILE_OPENED = "file_opened"
    REVEALED = "revealed"


def note_look(
    session: Session, rejection_id: str, user: User, action: Looking, *, now: datetime, note: str = ""
) -> None:
    """Write one look down, in the transaction of what it notes; ``note`` is the reason that the person gave."""
    session.add(Look(rejection_id=rejection_id, user_id=user.id, action=action, note=note, at=now))
    session.flush()


def has_revealed(session: Session, rejection_id: str, user: User) -> bool:
    """Whether this person chose to see who it is."""
    query = select(Look.id).where(
        Look.rejection_id == rejection_id, Look.user_id == user.id, Look.action == Looking.REVEALED
    )
    return session.scalars(query.limit(1)).first() is not None
