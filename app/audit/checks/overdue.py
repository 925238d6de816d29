"""Deadlines that passed without the sweep acting on them."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.answer import Answer, Night, Observed, Severity, observe
from app.language import marked as N_  # noqa: N812 - the name that the catalogues know
from app.lifecycle import WAITING
from app.store.models import Rejection

NAME = "overdue"
QUESTION = N_("Is a candidate waiting beyond a deadline?")

GRACE = timedelta(minutes=15)
"""The sweep runs every few seconds; later than this it is not running."""


def run(session: Session, night: Night) -> Answer:
    """Every waiting rejection whose deadline is past the grace."""
    query = (
        select(Rejection)
        .where(Rejection.state.in_(WAITING), Rejection.deadline < night.until - GRACE)
        .order_by(Rejection.deadline, Rejection.id)
    )
    return Answer(observe(session, query, _say))


def _say(rejection: Rejection) -> Observed:
    text = f"{rejection.state} with a deadline of {rejection.deadline:%Y-%m-%d %H:%M} UTC; does the worker run?"
    return Observed(rejection.id, text, Severity.URGENT, weight=1.0)
