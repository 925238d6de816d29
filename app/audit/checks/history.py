"""The chain of the history: nothing in it was changed, removed or put in between."""

from datetime import date, datetime
from itertools import islice

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.observed import LISTED, Observed
from app.store.models import HistoryEntry, HistoryHead
from app.store.transition import verify

NAME = "history"
QUESTION = "Was something changed, removed or put into the record of all transitions?"

AT_ONCE = 1000


def run(session: Session, _day: date, _now: datetime) -> list[Observed]:
    """What is wrong with the chain, reading it once from its beginning."""
    entries = session.scalars(select(HistoryEntry).order_by(HistoryEntry.seq).execution_options(yield_per=AT_ONCE))
    return [Observed("", text) for text in islice(verify(entries, session.get(HistoryHead, 1)), LISTED)]
