"""Rejections that came in and were not screened."""

from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.answer import Answer, Night, Observed, observe, said
from app.language import marked as N_  # noqa: N812 - the name that the catalogues know
from app.lifecycle import State
from app.store.models import Rejection

NAME = "unscreened"
QUESTION = N_("Has a rejection waited longer than a day for its screening?")

LONG = timedelta(days=1)


def run(session: Session, night: Night) -> Answer:
    """Every rejection still as received after ``LONG``."""
    query = (
        select(Rejection)
        .where(Rejection.state == State.RECEIVED, Rejection.received_at < night.until - LONG)
        .order_by(Rejection.received_at, Rejection.id)
    )
    return Answer(observe(session, query, _say))


def _say(rejection: Rejection) -> Observed:
    words = N_("not screened since %(at)s UTC, tries: %(tries)s")
    text = said(words, at=f"{rejection.received_at:%Y-%m-%d %H:%M}", tries=rejection.screen_attempts)
    return Observed(rejection.id, text)
