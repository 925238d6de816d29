"""Holds that ended without a decision. Each one is a candidate to whom the promised look was not given in time."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.audit.observed import Observed, bounds, observe
from app.store.models import Rejection

NAME = "lapses"
QUESTION = "Did a hold end that day without a person's decision?"


def run(session: Session, day: date, _now: datetime) -> list[Observed]:
    """Every rejection that lapsed on the day, with the policy that said what follows."""
    start, end = bounds(day)
    query = (
        select(Rejection)
        .where(Rejection.lapsed_at >= start, Rejection.lapsed_at < end)
        .options(joinedload(Rejection.policy))
        .order_by(Rejection.lapsed_at, Rejection.id)
    )
    return observe(session, query, _say)


def _say(rejection: Rejection) -> Observed:
    policy = rejection.policy
    return Observed(
        rejection.id,
        f"the hold ended undecided; the policy {policy.lapse_policy} applied, chosen by {policy.chosen_by}",
    )
