"""Those whom one rule rejected, with who looked at each and what was decided."""

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, joinedload

from app.audit.export import harmless, in_csv
from app.audit.words import OPENING
from app.pseudonym import pseudonym
from app.store import cursors
from app.store.models import Application, Decision, Look, Rejection
from app.store.people import User
from app.store.queries import reversed_since

LIMIT = 50
WRITTEN_AT_ONCE = 1000
COLUMNS = ("record", "code", "posting", "received", "state", "looked_at_by", "decision", "decided_by", "decided_at")


class Looked(StrEnum):
    """Whether anybody has looked."""

    YES = "yes"
    NO = "no"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Row:
    """One rejection; ``action``, ``decided_by`` and ``decided_at`` are of the decision that stands, or empty."""

    rejection: Rejection
    looked: tuple[str, ...]
    action: str
    decided_by: str
    decided_at: datetime | None


@dataclass(frozen=True, slots=True)
class Rows:
    """A page of them, newest first; ``next_cursor`` is None on the last one."""

    rows: tuple[Row, ...]
    next_cursor: str | None


def rejected_by(session: Session, rule: str, looked: Looked, *, cursor: str = "", limit: int | None = None) -> Rows:
    """A page of whom a rule rejected, alone or with others; of ``LIMIT`` rows unless told otherwise.

    Raises:
        BadInputError: a cursor that this list did not give.

    """
    limit = limit or LIMIT
    query = (
        select(Rejection)
        .where(_by(rule))
        .options(joinedload(Rejection.application).joinedload(Application.candidate), joinedload(Rejection.posting))
        .order_by(Rejection.received_at.desc(), Rejection.id.desc())
    )
    seen = select(Look.rejection_id).where(Look.action.in_(OPENING))
    if looked is not Looked.ALL:
        query = query.where(Rejection.id.in_(seen) if looked is Looked.YES else Rejection.id.not_in(seen))
    if cursor:
        at, last = cursors.decode(cursor, cursors.moment, str)
        same = and_(Rejection.received_at == at, Rejection.id < last)
        # The first condition follows from the second; with it the databases begin in the index, not at its top.
        query = query.where(Rejection.received_at <= at, or_(Rejection.received_at < at, same))
    found = session.scalars(query.limit(limit + 1)).all()
    end = found[limit - 1] if len(found) > limit else None
    next_cursor = cursors.encode(end.received_at.isoformat(), end.id) if end else None
    return Rows(tuple(_rows(session, found[:limit])), next_cursor)


def as_csv(read: Callable[[], AbstractContextManager[Session]], rule: str, looked: Looked) -> Iterator[str]:
    """All whom a rule rejected as CSV, piece by piece; each piece in a read session of its own.

    States and decisions are the stored words, times ISO 8601 in UTC, so the file is the same in every language.
    """
    cursor: str | None = ""
    yield in_csv([COLUMNS])
    while cursor is not None:
        with read() as session:
            found = rejected_by(session, rule, looked, cursor=cursor, limit=WRITTEN_AT_ONCE)
            piece = in_csv([harmless(cell) for cell in _cells(row)] for row in found.rows)
        yield piece
        cursor = found.next_cursor


def _cells(row: Row) -> Sequence[str]:
    one = row.rejection
    return (
        one.id, pseudonym(one.id), one.posting.title, one.received_at.isoformat(), one.state, ", ".join(row.looked),
        row.action, row.decided_by, row.decided_at.isoformat() if row.decided_at else "",
    )  # fmt: skip


def _by(rule: str) -> ColumnElement[bool]:
    lines = "\n" + Rejection.rules + "\n"
    return or_(Rejection.rule == rule, lines.contains(f"\n{rule}\n", autoescape=True))


def _rows(session: Session, found: Sequence[Rejection]) -> list[Row]:
    ids = [rejection.id for rejection in found]
    names = defaultdict[str, list[str]](list)
    looks = (
        select(Look.rejection_id, User.name)
        .join(User, User.id == Look.user_id)
        .where(Look.rejection_id.in_(ids), Look.action.in_(OPENING))
        .distinct()
        .order_by(User.name)
    )
    for rejection_id, name in session.execute(looks):
        names[rejection_id].append(name)
    standing = (
        select(Decision.rejection_id, Decision.action, User.name, Decision.decided_at)
        .join(User, User.id == Decision.decided_by)
        .where(Decision.rejection_id.in_(ids), Decision.undone_at.is_(None), ~reversed_since())
        .order_by(Decision.decided_at)
    )
    decided = {rejection_id: (action, name, at) for rejection_id, action, name, at in session.execute(standing)}
    return [Row(one, tuple(names[one.id]), *decided.get(one.id, ("", "", None))) for one in found]
