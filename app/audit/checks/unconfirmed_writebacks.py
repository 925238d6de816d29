"""Write-backs that the ATS took and never reported back, although it reports such changes."""

from datetime import timedelta

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from app.ats.registry import ADAPTERS
from app.audit.answer import Answer, Night, Observed, bounds, observe, said
from app.language import marked as N_  # noqa: N812 - the name that the catalogues know
from app.lifecycle import Effect, HoldMode
from app.store.models import Connection, OutboxItem, Policy, Rejection
from app.store.transition import DELIVERED

NAME = "unconfirmed_writebacks"
QUESTION = N_("Did the ATS take something and not report the change by morning?")

LOOKING_BACK = timedelta(days=7)


def run(session: Session, night: Night) -> Answer:
    """Delivered changes without an echo. Only a change that the ATS reports is expected back.

    A reinstatement is, and its taking back; a release only in gate mode, where it makes the ATS reject; holds and notes
    never.
    """
    _, end = bounds(night.day)
    pushing = [vendor for vendor, adapter in ADAPTERS.items() if adapter.CAN.push]
    query = (
        select(OutboxItem)
        .join(Connection, Connection.id == OutboxItem.connection_id)
        .join(Rejection, Rejection.id == OutboxItem.rejection_id)
        .join(Policy, Policy.id == Rejection.policy_id)
        .where(
            Connection.vendor.in_(pushing),
            OutboxItem.status == DELIVERED,
            OutboxItem.confirmed_at.is_(None),
            OutboxItem.done_at >= end - LOOKING_BACK,
            OutboxItem.done_at < end,
            or_(
                OutboxItem.effect.in_((Effect.REINSTATE, Effect.REJECT)),
                and_(OutboxItem.effect == Effect.RELEASE, Policy.hold_mode == HoldMode.GATE),
            ),
        )
        .order_by(OutboxItem.done_at, OutboxItem.id)
    )
    return Answer(observe(session, query, _say))


def _say(item: OutboxItem) -> Observed:
    words = N_("%(effect)s was delivered on %(at)s UTC, but the ATS did not report the change")
    text = said(words, effect=item.effect, at=f"{item.done_at:%Y-%m-%d %H:%M}")
    return Observed(item.id, text)
