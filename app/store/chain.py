"""The chain of the history: what an entry's hash covers, and whether all entries are still what was written."""

import json
from collections.abc import Iterator
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.store.models import HistoryEntry, HistoryHead

GENESIS = "0" * 64
"""What the first entry follows; the migration makes the head with it."""

AT_ONCE = 1_000
_quoted = json.encoder.encode_basestring_ascii


def hash_of(entry: HistoryEntry) -> str:
    """SHA-256 over everything the entry says and the hash before it, as canonical JSON."""
    return _hash(
        entry.previous, entry.seq, entry.rejection_id, entry.at, entry.action, entry.from_state, entry.to_state,
        entry.who, entry.by, entry.why, entry.policy_id,
    )  # fmt: skip


def verify(session: Session) -> Iterator[str]:
    """Say what is wrong with the chain, reading all of it in order; nothing when it is whole.

    Rows of the connection, not objects of the session: a history has millions of entries.
    """
    names = ("hash", "previous", "seq", "rejection_id", "at", "action", "from_state", "to_state", "who", "by", "why",
             "policy_id")  # fmt: skip
    columns = HistoryEntry.__table__.c
    entries = select(*(columns[name] for name in names)).order_by(columns.seq)
    rows = session.connection().execute(entries, execution_options={"yield_per": AT_ONCE})
    last, before = GENESIS, 0
    for written, previous, seq, rejection_id, at, action, from_state, to_state, who, by, why, policy_id in rows:
        if seq != before + 1:
            yield f"entries {before + 1} to {seq - 1} are missing from the history"
        if previous != last:
            yield f"history entry {seq} does not follow the one before it"
        expected = _hash(previous, seq, rejection_id, at, action, from_state, to_state, who, by, why, policy_id)
        if written != expected:
            yield f"history entry {seq} was changed after it was written"
        last, before = written, seq
    head = session.get(HistoryHead, 1)
    if head is not None and (head.seq, head.hash) != (before, last):
        yield f"the history ends at entry {before}, but its head says {head.seq}: its end was cut off or replaced"


def _hash(  # noqa: PLR0913, PLR0917 - an entry has so many parts, and a tuple of them would cost time
    previous: str, seq: int, rejection_id: str, at: datetime, action: str, from_state: str, to_state: str,
    who: str, by: str, why: str, policy_id: str,
) -> str:  # fmt: skip
    """Of the JSON array of all of it, ASCII without spaces; in one piece, since a history has millions of entries."""
    content = (
        f'[{_quoted(previous)},{seq},{_quoted(rejection_id)},"{at.isoformat()}",{_quoted(action)},'
        f"{_quoted(from_state)},{_quoted(to_state)},{_quoted(who)},{_quoted(by)},{_quoted(why)},{_quoted(policy_id)}]"
    )
    return sha256(content.encode("ascii")).hexdigest()
