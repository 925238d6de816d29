"""The looking itself, noted: who opened a candidate and how, gave it back, took it over. ``audit.record`` shows it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.store.models import Look
from app.store.people import User


class Looking(StrEnum):
    """What a person did."""

    SERVED = "served"
    """Opened because the queue served it; PICKED is by hand, so that choosing the easy ones can be measured."""
    PICKED = "picked"
    PUT_BACK = "put_back"
    FILE_OPENED = "file_opened"
    READ_BY_PROGRAM = "read_by_program"
    """Over the API without having it open; noted once for each person."""
    TAKEN_OVER = "taken_over"
    """Away from a colleague; the note says why."""
    SKIPPED = "skipped"
    """The note is a ``SkipReason``."""
    ASKED = "asked"
    """The note names the hiring manager and is the question."""
    READ_WHEN_ASKED = "read_when_asked"
    ANSWERED = "answered"
    """A question; the note is the answer with what the hiring manager wrote."""
    QUESTION_WITHDRAWN = "question_withdrawn"
    REVEALED = "revealed"
    """Who it is, before the decision; the note is the reason."""


class SkipReason(StrEnum):
    """Why somebody does not decide on a candidate."""

    NOT_MY_FIELD = "not_my_field"
    KNOWN_PERSON = "known_person"
    UNJUDGEABLE = "unjudgeable"


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
