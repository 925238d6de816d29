"""Deliveries of an ATS that were not processed: a rejected candidate may be in one of them."""

from datetime import timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session, defer

from app.audit.answer import Answer, Night, Observed, Severity, observe, said
from app.language import marked as N_  # noqa: N812 - the name that the catalogues know
from app.store.models import Delivery

NAME = "open_deliveries"
QUESTION = N_("Did the ATS send something that was not processed?")

LATE = timedelta(hours=1)


def run(session: Session, night: Night) -> Answer:
    """Every parked delivery, and those still waiting after ``LATE``."""
    waiting = and_(Delivery.status == "stored", Delivery.received_at < night.until - LATE)
    query = (
        select(Delivery)
        .where(or_(Delivery.status == "parked", waiting))
        .options(defer(Delivery.body))
        .order_by(Delivery.received_at, Delivery.id)
    )
    return Answer(observe(session, query, _say))


def _say(delivery: Delivery) -> Observed:
    words = {
        "parked": N_("received %(at)s UTC and given up, tries: %(tries)s; remark: %(remark)s"),
        "stored": N_("received %(at)s UTC and still waiting, tries: %(tries)s; remark: %(remark)s"),
    }[delivery.status]
    text = said(
        words, at=f"{delivery.received_at:%Y-%m-%d %H:%M}", tries=delivery.attempts, remark=delivery.remark[:500] or "-"
    )
    return Observed(delivery.id, text, Severity.URGENT)
