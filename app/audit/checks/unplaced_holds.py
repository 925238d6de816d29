"""Holds that the ATS did not take: the rejection mail leaves although a candidate still waits for a look here."""

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.audit.answer import Answer, Night, Observed, Severity, observe, said
from app.language import marked as N_  # noqa: N812 - the name that the catalogues know
from app.lifecycle import WAITING, Effect
from app.store.models import OutboxItem, Rejection
from app.store.transition import PARKED

NAME = "unplaced_holds"
QUESTION = N_("Is a candidate waiting here whose rejection the ATS was not asked to hold?")


def run(session: Session, _night: Night) -> Answer:
    """Every parked hold of a candidate who still waits, whose mail is due first."""
    query = (
        select(OutboxItem)
        .join(Rejection, Rejection.id == OutboxItem.rejection_id)
        .where(OutboxItem.status == PARKED, OutboxItem.effect == Effect.HOLD, Rejection.state.in_(WAITING))
        .options(joinedload(OutboxItem.rejection))
        .order_by(Rejection.mail_at.nulls_last(), OutboxItem.created_at, OutboxItem.id)
    )
    return Answer(observe(session, query, _say))


def _say(item: OutboxItem) -> Observed:
    mail_at = item.rejection.mail_at
    words = N_("the hold was not placed, and when its mail leaves is not known: %(remark)s; decide it first")
    if mail_at:
        words = N_("the hold was not placed, and its mail leaves on %(at)s UTC: %(remark)s; decide it first")
    text = said(words, at=f"{mail_at:%Y-%m-%d %H:%M}" if mail_at else "", remark=item.remark[:500] or "-")
    return Observed(item.rejection_id, text, Severity.URGENT, weight=1.0)
