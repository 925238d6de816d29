"""Those whom one rule rejected, with who looked at each and what was decided."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, joinedload

from app.audit.words import OPENING
from app.store import cursors
from app.store.models import Application, Decision, Look, Rejection
from app.store.people import User
from app.store.queries import reversed_since

LIMIT = 50


class Looked(StrEnum):
    """Whether anybody has looked."""

    YES = "yes"
    NO = "no"
    ALL = "all"


@dataclass(frozen=True, slots=True)
class Row:
    """One rejection; ``action`` and ``decided_by`` are of the decision that stands, or empty."""

    rejection: Rejection
    looked: tuple[str, ...]
    action: str
    decided_by: str


@dataclass(frozen=True, slots=True)
class Rows:
    """A page of them, newest first; ``next_cursor`` is None on the last one."""

    rows: tuple[Row, ...]
    next_cursor: str | None


def rejected_by(session: Session, rule: str, looked: Looked, *, cursor: str = "") -> Rows:
    """A page of whom a rule rejected, alone or with others.

    Raises:
        BadInputError: a cursor that this list did not give.

    """
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
        query = query.where(or_(Rejection.received_at < at, same))
    found = session.scalars(query.limit(LIMIT + 1)).all()
    end = found[LIMIT - 1] if len(found) > LIMIT else None
    next_cursor = cursors.encode(end.received_at.isoformat(), end.id) if end else None
    return Rows(tuple(_rows(session, found[:LIMIT])), next_cursor)


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
        select(Decision.rejection_id, Decision.action, User.name)
        .join(User, User.id == Decision.decided_by)
        .where(Decision.rejection_id.in_(ids), Decision.undone_at.is_(None), ~reversed_since())
        .order_by(Decision.decided_at)
    )
    decided = {rejection_id: (action, name) for rejection_id, action, name in session.execute(standing)}
    return [Row(one, tuple(names[one.id]), *decided.get(one.id, ("", ""))) for one in found]
