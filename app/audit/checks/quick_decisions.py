"""Decisions made sooner than a page can be read. A promised look that was no look helps nobody."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.observed import Observed, bounds, observe
from app.store.models import Decision

NAME = "quick_decisions"
QUESTION = "Was a candidate decided so soon after opening that it is doubtful whether anybody looked?"

QUICK_SECONDS = 5.0


def run(session: Session, day: date, _now: datetime) -> list[Observed]:
    """Every lasting decision of the day within ``QUICK_SECONDS`` of opening. It asks; it accuses nobody."""
    start, end = bounds(day)
    query = (
        select(Decision)
        .where(
            Decision.decided_at >= start,
            Decision.decided_at < end,
            Decision.undone_at.is_(None),
            Decision.seconds < QUICK_SECONDS,
        )
        .order_by(Decision.decided_at, Decision.id)
    )
    return observe(session, query, _say)


def _say(decision: Decision) -> Observed:
    text = f"{decision.action} {decision.seconds:.1f} s after opening; was it known already from somewhere else?"
    return Observed(decision.rejection_id, text)
