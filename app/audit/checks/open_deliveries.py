"""Deliveries of an ATS that were not processed: a rejected candidate may be in one of them."""

from datetime import date, datetime, timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, defer

from app.audit.observed import Observed, observe
from app.store.models import Delivery

NAME = "open_deliveries"
QUESTION = "Did the ATS send something that was not processed?"

LATE = timedelta(hours=1)


def run(session: Session, _day: date, now: datetime) -> list[Observed]:
    """Every parked delivery, and those still waiting after ``LATE``."""
    waiting = and_(Delivery.status == "stored", Delivery.received_at < now - LATE)
    query = (
        select(Delivery)
        .where(or_(Delivery.status == "parked", waiting))
        .options(defer(Delivery.body))
        .order_by(Delivery.received_at, Delivery.id)
    )
    return observe(session, query, _say)


def _say(delivery: Delivery) -> Observed:
    when = f"received {delivery.received_at:%Y-%m-%d %H:%M} UTC"
    text = f"{when}, {delivery.status} after {delivery.attempts} tries: {delivery.remark[:500] or 'no remark'}"
    return Observed(delivery.id, text)
