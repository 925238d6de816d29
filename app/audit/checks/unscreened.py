"""Rejections that came in and were not screened."""

from datetime import date, datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.observed import Observed, observe
from app.lifecycle import State
from app.store.models import Rejection

NAME = "unscreened"
QUESTION = "Has a rejection waited longer than a day for its screening?"

LONG = timedelta(days=1)


def run(session: Session, _day: date, now: datetime) -> list[Observed]:
    """Every rejection still as received after ``LONG``."""
    query = (
        select(Rejection)
        .where(Rejection.state == State.RECEIVED, Rejection.received_at < now - LONG)
        .order_by(Rejection.received_at, Rejection.id)
    )
    return observe(session, query, _say)


def _say(rejection: Rejection) -> Observed:
    text = f"not screened since {rejection.received_at:%Y-%m-%d %H:%M} UTC, tried {rejection.screen_attempts} times"
    return Observed(rejection.id, text)
