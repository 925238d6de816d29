"""Where a reinstated candidate goes: what a reviewer may write, and what was last written for a posting."""

from sqlalchemy.orm import Session

from app.ats.registry import ADAPTERS
from app.store.models import Connection, Posting, Rejection


def stage_words(connection: Connection) -> str:
    """What to write as the stage; empty where this ATS chooses it."""
    return ADAPTERS[connection.vendor].stage_words(connection.options)


def stage_words_of(session: Session, rejection: Rejection) -> str:
    """The same, from a rejection."""
    return stage_words(session.get_one(Connection, rejection.connection_id))


def remember_stage(session: Session, rejection: Rejection, stage: str) -> None:
    """Offer this stage for the posting's next candidate."""
    if stage:
        session.get_one(Posting, rejection.posting_id).target_stage = stage
