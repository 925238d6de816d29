"""Write-backs that were given up: the ATS does not know what was decided."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.answer import Answer, Night, Observed, Severity, observe, said
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
    words = N_("the ATS was not told to %(effect)s, tries: %(tries)s; remark: %(remark)s")
    text = said(words, effect=item.effect, tries=item.attempt_count, remark=item.remark[:500] or "-")
    return Observed(item.id, text, Severity.URGENT)
