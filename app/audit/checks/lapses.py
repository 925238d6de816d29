"""Holds that ended without a decision. Each one is a candidate to whom the promised look was not given in time."""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.audit.answer import Answer, Night, Observed, Severity, bounds, observe
from app.language import marked as N_  # noqa: N812 - the name that the catalogues know
from app.store.models import Rejection

NAME = "lapses"
QUESTION = N_("Did a hold end that day without a person's decision?")


def run(session: Session, night: Night) -> Answer:
    """Every rejection that lapsed on the day, with the policy that said what follows."""
    start, end = bounds(night.day)
    query = (
        select(Rejection)
        .where(Rejection.lapsed_at >= start, Rejection.lapsed_at < end)
        .options(joinedload(Rejection.policy))
        .order_by(Rejection.lapsed_at, Rejection.id)
    )
    return Answer(observe(session, query, _say))


def _say(rejection: Rejection) -> Observed:
    policy = rejection.policy
    text = f"the hold ended undecided; the policy {policy.lapse_policy} applied, chosen by {policy.chosen_by}"
    return Observed(rejection.id, text, Severity.URGENT, weight=1.0)
