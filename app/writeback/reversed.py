"""Items of decisions that a person has reversed: what must wait, and what must not be sent any more."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.lifecycle import Effect, State
from app.store.models import Decision, OutboxItem
from app.store.transition import SENDING

_OPPOSITE = {
    Effect.REINSTATE: (Effect.RELEASE, Effect.REJECT),
    Effect.RELEASE: (Effect.REINSTATE,),
    Effect.REJECT: (Effect.REINSTATE,),
}


def contradicts(effect: str, state: State) -> bool:
    """Whether telling this would say the opposite of what is decided now."""
    return (state is State.REINSTATED and effect in _OPPOSITE[Effect.REINSTATE]) or (
        state is State.UPHELD and effect == Effect.REINSTATE
    )


def not_before(session: Session, item: OutboxItem, now: datetime) -> datetime | None:
    """Until when an item has to wait; None where it need not.

    While the opposite is being told: two talks at once would each read a state that the other one changes. And while a
    reversal may be undone: until then nobody knows which of the two decisions counts.
    """
    if item.effect not in _OPPOSITE:
        return None
    busy = session.scalars(
        select(OutboxItem.sending_until)
        .where(
            OutboxItem.rejection_id == item.rejection_id,
            OutboxItem.effect.in_(_OPPOSITE[Effect(item.effect)]),
            OutboxItem.status == SENDING,
            OutboxItem.sending_until > now,
        )
        .limit(1)
    ).first()
    if busy is not None or not contradicts(item.effect, item.rejection.state):
        return busy
    return session.scalars(
        select(Decision.final_at)
        .where(Decision.rejection_id == item.rejection_id, Decision.undone_at.is_(None), Decision.final_at > now)
        .order_by(Decision.decided_at.desc())
        .limit(1)
    ).first()
