"""A chunk of checked rejections becomes rows in one transaction, a few statements for all of them.

Their jobs are no part of it: rows that are RECEIVED are fed to the screening by ``screening.feed``, a few at a time.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.ats.base import Event, EventKind, Origin
from app.intake.batch import keep_aside, put_aside, taken
from app.intake.check import Bad, Usable
from app.intake.columns import RejectionRow
from app.intake.reject import received
from app.store.many import insert_many
from app.store.models import Application, Candidate, Connection, Import, Policy, Posting, Rejection
from app.store.policies import current_policy
from app.store.session import seal_of

_SAME = ("connection_id", "policy_id", "state", "in_ats", "received_at", "mail_at", "deadline")
"""Columns of a rejection that are the same in all of a chunk."""

Chunk = Sequence[Usable[RejectionRow] | Bad]


def known_applications(session: Session, connection_id: str, chunk: Chunk) -> set[str]:
    """Which applications of a chunk are here already: their files need not be read again."""
    ids = {item.value.application_id for item in chunk if isinstance(item, Usable)}
    known = select(Application.external_id).where(
        Application.connection_id == connection_id, Application.external_id.in_(ids)
    )
    return set(session.scalars(known))


def add_rejections(session: Session, run: Import, chunk: Chunk, ids: Sequence[str], *, now: datetime) -> None:
    """Store a chunk of rejections. ``ids`` are those of their applications, one for each row of the chunk."""
    # Two imports of one connection take turns, chunk by chunk: both would find an application missing, and add it.
    alone = select(Connection).where(Connection.id == run.connection_id).with_for_update(key_share=True)
    connection = session.scalars(alone).one()
    aside = put_aside(session, run, chunk)
    known = known_applications(session, connection.id, chunk)
    postings = _postings_of(session, connection, chunk)
    new = _New(connection, current_policy(session, connection.id), seal_of(session).derive("queue"), now)
    for item, application_id in zip(chunk, ids, strict=True):
        if isinstance(item, Bad):
            keep_aside(session, run, aside, item)
            continue
        if item.value.application_id not in known:
            posting_id = postings.get(item.value.posting_id)
            if posting_id is None:
                reason = f"posting_id: {item.value.posting_id[:60]} is not known; import its posting, then this again"
                keep_aside(session, run, aside, Bad(item.row, reason))
                continue
            new.add(item, application_id, posting_id, f"{run.id}:{item.row.line}")
            known.add(item.value.application_id)
        taken(session, run, aside, item.row)
    run.added += new.store(session)


class _New:
    """The rows of a chunk, by table."""

    def __init__(self, connection: Connection, policy: Policy, key: bytes, now: datetime) -> None:
        self._connection_id, self._policy, self._key, self._now = connection.id, policy, key, now
        self._candidates: list[dict[str, Any]] = []
        self._applications: list[dict[str, Any]] = []
        self._rejections: list[dict[str, Any]] = []
        self._same: dict[str, Any] = {}

    def add(self, item: Usable[RejectionRow], application_id: str, posting_id: str, event_id: str) -> None:
        """One row of the file is a candidate, an application and a rejection: their ids may be the same."""
        row = item.value
        self._candidates.append(
            {
                "id": application_id,
                "external_id": f"application:{row.application_id}",
                "name": row.name,
                "email": row.email,
            }
        )
        self._applications.append(
            {
                "id": application_id,
                "external_id": row.application_id,
                "posting_id": posting_id,
                "candidate_id": application_id,
                "resume_url": item.resume,
                "resume_name": row.resume_file,
                "answers": row.answers,
            }
        )
        columns = received(
            _event(row, event_id), self._policy, application_id=application_id, connection_id=self._connection_id,
            posting_id=posting_id, key=self._key, now=self._now, rejection_id=application_id,
        )  # fmt: skip
        self._same = {name: columns.pop(name) for name in _SAME}
        self._rejections.append(columns)

    def store(self, session: Session) -> int:
        """Insert them; returns how many."""
        same = {"connection_id": self._connection_id}
        insert_many(session, Candidate, self._candidates, same)
        insert_many(session, Application, self._applications, same)
        insert_many(session, Rejection, self._rejections, self._same | {"number": 1})
        return len(self._rejections)


def _postings_of(session: Session, connection: Connection, chunk: Chunk) -> Mapping[str, str]:
    """Our ids of the postings that a chunk names, by the ids it names them by."""
    ids: Iterable[str] = {item.value.posting_id for item in chunk if isinstance(item, Usable)}
    found = select(Posting.external_id, Posting.id).where(
        Posting.connection_id == connection.id, Posting.external_id.in_(ids)
    )
    return dict(session.execute(found).all())


def _event(row: RejectionRow, event_id: str) -> Event:
    rule = row.rule or next(iter(row.rules), "")
    return Event(
        event_id=event_id,
        kind=EventKind.REJECTED,
        occurred_at=row.rejected_at,
        application_id=row.application_id,
        posting_id=row.posting_id,
        origin=Origin.AUTO if rule else Origin.UNKNOWN,
        origin_evidence=f"rule {rule}" if rule else "",
        reason=row.reason,
        rule=rule,
        rules=row.rules,
    )
