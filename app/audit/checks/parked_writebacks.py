"""Write-backs that were given up: the ATS does not know what was decided."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.answer import Answer, Night, Observed, Severity, observe
from app.language import marked as N_  # noqa: N812 - the name that the catalogues know
from app.store.models import OutboxItem
from app.store.transition import PARKED

NAME = "parked_writebacks"
QUESTION = N_("Is there something that the ATS could not be told?")


def run(session: Session, _night: Night) -> Answer:
    """Every parked item, oldest first; it stays until somebody retries it."""
    query = select(OutboxItem).where(OutboxItem.status == PARKED).order_by(OutboxItem.created_at, OutboxItem.id)
    return Answer(observe(session, query, _say))


def _say(item: OutboxItem) -> Observed:
    text = f"the ATS was not told to {item.effect} after {item.attempt_count} tries: {item.remark[:500]}"
    return Observed(item.id, text, Severity.URGENT)
