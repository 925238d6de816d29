"""The looking itself, noted: who opened a candidate, put it back, or opened the file. ``audit.record`` shows it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy.orm import Session

from app.store.models import Look
from app.store.people import User


class Looking(StrEnum):
    """What a person did."""

    OPENED = "opened"
    PUT_BACK = "put_back"
    FILE_OPENED = "file_opened"


def note_look(session: Session, rejection_id: str, user: User, action: Looking, *, now: datetime) -> None:
    """Write one look down, in the transaction of what it notes."""
    session.add(Look(rejection_id=rejection_id, user_id=user.id, action=action, at=now))
    session.flush()
