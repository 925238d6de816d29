"""Decisions that did not take effect as made, because the application was changed in the ATS before they arrived."""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session, aliased

from app.audit.answer import Answer, Night, Observed, bounds, observe, said
from app.language import marked as N_  # noqa: N812 - the name that the catalogues know
from app.lifecycle import Effect
from app.store.models import Decision, OutboxItem
from app.store.queries import reversed_since
from app.store.transition import CANCELLED, SUPERSEDED

NAME = "superseded_decisions"
QUESTION = N_("Did a person's decision not take effect as it was made?")

LOST = (SUPERSEDED, CANCELLED)
"""Met another state in the ATS, or was not sent any more because of one. An undo and a reversal cancel too: wanted."""


def run(session: Session, night: Night) -> Answer:
    """What carried a decision and was overtaken in the ATS that day. The state there was kept.

    A note is named only where it is all that was lost.
    """
    start, end = bounds(night.day)
    change = aliased(OutboxItem)
    lost_too = select(change.id).where(
        change.decision_id == OutboxItem.decision_id, change.effect != Effect.NOTE, change.status.in_(LOST)
    )
    query = (
        select(OutboxItem)
        .join(Decision, Decision.id == OutboxItem.decision_id)
        .where(
            OutboxItem.status.in_(LOST),
            Decision.undone_at.is_(None),
            ~reversed_since(),
            or_(OutboxItem.effect != Effect.NOTE, ~lost_too.exists()),
            OutboxItem.done_at >= start,
            OutboxItem.done_at < end,
        )
        .order_by(OutboxItem.done_at, OutboxItem.id)
    )
    return Answer(observe(session, query, _say))


def _say(item: OutboxItem) -> Observed:
    words = N_("the decision to %(effect)s did not take effect: %(remark)s; tell whoever decided")
    if item.effect == Effect.NOTE:
        words = N_("the note on a decision was not written: %(remark)s; tell whoever decided")
    text = said(words, effect=item.effect, remark=item.remark[:500] or "-")
    return Observed(item.rejection_id, text, kind=item.effect)
