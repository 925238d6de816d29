"""A chunk of checked rejections becomes rows: everything is made ready first, then stored in a few statements.

Their jobs are no part of it: rows that are RECEIVED are fed to the screening by ``screening.feed``, a few at a time.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.ats.base import Event, EventKind, Origin
from app.intake.batch import keep_aside, put_aside, take_turns, taken
from app.intake.check import Bad, Usable
from app.intake.columns import RejectionRow
from app.intake.reject import received
from app.store.many import ManyRows
from app.store.models import Application, Candidate, Import, Policy, Posting, Rejection
from app.store.policies import current_policy
from app.store.session import seal_of

Chunk = Sequence[Usable[RejectionRow] | Bad]

_SAME = ("connection_id", "policy_id", "state", "in_ats", "received_at", "mail_at", "deadline")
"""Columns of a rejection that are the same in all of a chunk."""


@dataclass(frozen=True, slots=True)
class Known:
    """What the database says about a chunk: applications that are here already, and its postings, by external id."""

    connection_id: str
    policy: Policy
    key: bytes
    applications: frozenset[str]
    postings: Mapping[str, str]


def look_up(session: Session, connection_id: str, chunk: Chunk) -> Known:
    """Ask what is known of a chunk."""
    rows = [item.value for item in chunk if isinstance(item, Usable)]
    found = select(Posting.external_id, Posting.id).where(
        Posting.connection_id == connection_id, Posting.external_id.in_({row.posting_id for row in rows})
    )
    return Known(
        connection_id,
        current_policy(session, connection_id),
        seal_of(session).derive("queue"),
        _known_applications(session, connection_id, {row.application_id for row in rows}),
        dict(session.execute(found).all()),
    )


def _known_applications(session: Session, connection_id: str, ids: set[str]) -> frozenset[str]:
    known = select(Application.external_id).where(
        Application.connection_id == connection_id, Application.external_id.in_(ids)
    )
    return frozenset(session.scalars(known))


def without_posting(chunk: Chunk, known: Known) -> Chunk:
    """The chunk, in which new rows about a posting that is not here are bad."""
    return [
        Bad(item.row, f"posting_id: {item.value.posting_id[:60]} is not known; import its posting, then this again")
        if isinstance(item, Usable)
        and item.value.application_id not in known.applications
        and item.value.posting_id not in known.postings
        else item
        for item in chunk
    ]


class Ready:
    """A chunk that is ready to be stored. ``ids`` are those of its applications, one for each row."""

    def __init__(self, chunk: Chunk, known: Known, ids: Sequence[str], now: datetime) -> None:
        self._chunk, self._known, self._ids, self._now = chunk, known, ids, now
        self._made = self._make(known.applications)
        self.bad = sum(isinstance(item, Bad) for item in chunk)

    def store(self, session: Session, run: Import) -> None:
        """Store it in the caller's transaction, which is short: on SQLite everybody else who writes waits for it."""
        take_turns(session, run)
        wanted = {item.value.application_id for item in self._chunk if isinstance(item, Usable)}
        since = _known_applications(session, run.connection_id, wanted) - self._known.applications
        made = self._make(self._known.applications | since) if since else self._made
        aside = put_aside(session, run, self._chunk)
        for item in self._chunk:
            if isinstance(item, Bad):
                keep_aside(session, run, aside, item)
            else:
                taken(session, run, aside, item.row)
        for rows in made.tables:
            rows.insert(session)
        run.added += made.number

    def _make(self, applications: frozenset[str]) -> "_Made":
        candidates, rejections, in_chunk = list[dict[str, Any]](), list[dict[str, Any]](), set(applications)
        applied = list[dict[str, Any]]()
        for item, row_id in zip(self._chunk, self._ids, strict=True):
            if isinstance(item, Bad) or item.value.application_id in in_chunk:
                continue
            row = item.value
            in_chunk.add(row.application_id)
            candidate, application = _person(row, row_id, item.resume, self._known.postings[row.posting_id])
            candidates.append(candidate)
            applied.append(application)
            rejections.append(self._rejection(row, row_id))
        same = {name: rejections[0][name] for name in _SAME} if rejections else {}
        differs = [{name: value for name, value in one.items() if name not in _SAME} for one in rejections]
        connection = {"connection_id": self._known.connection_id}
        return _Made(
            len(rejections),
            (
                ManyRows(Candidate, candidates, connection),
                ManyRows(Application, applied, connection),
                ManyRows(Rejection, differs, same | {"number": 1}),
            ),
        )

    def _rejection(self, row: RejectionRow, row_id: str) -> dict[str, Any]:
        return received(
            _event(row), self._known.policy, application_id=row_id, connection_id=self._known.connection_id,
            posting_id=self._known.postings[row.posting_id], key=self._known.key, now=self._now, rejection_id=row_id,
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Made:
    """The new rows, by table in the order in which they refer to each other, and how many applications they are."""

    number: int
    tables: tuple[ManyRows, ...]


def _person(row: RejectionRow, row_id: str, resume: str, posting_id: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """One row of the file is a candidate, an application and a rejection: their ids may be the same."""
    candidate = {
        "id": row_id,
        "external_id": f"application:{row.application_id}",
        "name": row.name,
        "email": row.email,
    }
    application = {
        "id": row_id,
        "external_id": row.application_id,
        "posting_id": posting_id,
        "candidate_id": row_id,
        "resume_url": resume,
        "resume_name": row.resume_file,
        "answers": row.answers,
    }
    return candidate, application


def _event(row: RejectionRow) -> Event:
    rule = row.rule or next(iter(row.rules), "")
    return Event(
        event_id="",
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
