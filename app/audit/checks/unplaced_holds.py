"""Holds that the ATS did not take: the rejection mail leaves although a candidate still waits for a look here."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.audit.observed import Observed, observe
from app.lifecycle import WAITING, Effect
from app.store.models import OutboxItem, Rejection
from app.store.transition import PARKED

NAME = "unplaced_holds"
QUESTION = "Is a candidate waiting here whose rejection the ATS was not asked to hold?"


def run(session: Session, _day: date, _now: datetime) -> list[Observed]:
    """Every parked hold of a candidate who still waits, whose mail is due first."""
    query = (
        select(OutboxItem)
        .join(Rejection, Rejection.id == OutboxItem.rejection_id)
        .where(OutboxItem.status == PARKED, OutboxItem.effect == Effect.HOLD, Rejection.state.in_(WAITING))
        .options(joinedload(OutboxItem.rejection))
        .order_by(Rejection.mail_at.nulls_last(), OutboxItem.created_at, OutboxItem.id)
    )
    return observe(session, query, _say)


def _say(item: OutboxItem) -> Observed:
    mail_at = item.rejection.mail_at
    due = f"its mail leaves on {mail_at:%Y-%m-%d %H:%M} UTC" if mail_at else "when its mail leaves is not known"
    return Observed(item.rejection_id, f"the hold was not placed, {due}: {item.remark[:500]}; decide it first")
