"""The chain of the history: what an entry's hash covers, and whether all entries are still what was written."""

import hashlib
import json
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.store.models import HistoryEntry, HistoryHead

GENESIS = "0" * 64
"""What the first entry follows; the migration makes the head with it."""

AT_ONCE = 5_000
_CANONICAL = json.JSONEncoder(ensure_ascii=True, separators=(",", ":"))


def hash_of(entry: HistoryEntry) -> str:
    """SHA-256 over everything the entry says and the hash before it, as canonical JSON."""
    return _hash(
        entry.previous, entry.seq, entry.rejection_id, entry.at, entry.action, entry.from_state, entry.to_state,
        entry.who, entry.by, entry.why, entry.policy_id,
    )  # fmt: skip


def verify(session: Session) -> Iterator[str]:
    """Say what is wrong with the chain, reading all of it in order; nothing when it is whole.

    Rows, not objects: a history has millions of entries.
    """
    entries = select(
        HistoryEntry.hash, HistoryEntry.previous, HistoryEntry.seq, HistoryEntry.rejection_id, HistoryEntry.at,
        HistoryEntry.action, HistoryEntry.from_state, HistoryEntry.to_state, HistoryEntry.who, HistoryEntry.by,
        HistoryEntry.why, HistoryEntry.policy_id,
    ).order_by(HistoryEntry.seq)  # fmt: skip
    last, before = GENESIS, 0
    for written, previous, seq, *said in session.execute(entries.execution_options(yield_per=AT_ONCE)):
        if seq != before + 1:
            yield f"entries {before + 1} to {seq - 1} are missing from the history"
        if previous != last:
            yield f"history entry {seq} does not follow the one before it"
        if written != _hash(previous, seq, *said):
            yield f"history entry {seq} was changed after it was written"
        last, before = written, seq
    head = session.get(HistoryHead, 1)
    if head is not None and (head.seq, head.hash) != (before, last):
        yield f"the history ends at entry {before}, but its head says {head.seq}: its end was cut off or replaced"


def _hash(previous: str, seq: int, rejection_id: str, at: datetime, *said: str) -> str:
    content = _CANONICAL.encode([previous, seq, rejection_id, at.isoformat(), *said])
    return hashlib.sha256(content.encode()).hexdigest()
