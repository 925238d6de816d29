"""Decisions that did not take effect as made, because the application was changed in the ATS before they arrived."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.observed import Observed, bounds, observe
from app.store.models import OutboxItem
from app.store.transition import SUPERSEDED

NAME = "superseded_decisions"
QUESTION = "Did a person's decision not take effect as it was made?"


def run(session: Session, day: date, _now: datetime) -> list[Observed]:
    """What carried a decision and met another state in the ATS that day. The state there was kept."""
    start, end = bounds(day)
    query = (
        select(OutboxItem)
        .where(
            OutboxItem.status == SUPERSEDED,
            OutboxItem.decision_id.is_not(None),
            OutboxItem.done_at >= start,
            OutboxItem.done_at < end,
        )
        .order_by(OutboxItem.done_at, OutboxItem.id)
    )
    return observe(session, query, _say)


def _say(item: OutboxItem) -> Observed:
    text = f"the decision to {item.effect} did not take effect: {item.remark[:500]}; tell whoever decided"
    return Observed(item.rejection_id, text)
