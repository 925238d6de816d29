"""The list of decisions with how far each has reached the ATS."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session, joinedload

from app.errors import BadInputError, NotFoundError
from app.lifecycle import Effect
from app.review.words import code_of
from app.store.models import Application, Decision, OutboxItem, Rejection, Requirement
from app.store.people import User
from app.store.transition import CANCELLED, DELIVERED, PARKED, PENDING, SENDING, SUPERSEDED

LIMIT = 50
LIMIT_AT_MOST = 200
ADMIN = "admin"


class Told(StrEnum):
    """How far a decision has reached the ATS."""

    UNDONE = "undone"
    WAITING = "waiting"
    DELIVERED = "delivered"
    CONFIRMED = "confirmed"
    PARKED = "parked"
    OVERTAKEN = "overtaken"
    NOTHING = "nothing"


TOLD_WORDS = {
    Told.UNDONE: "Undone: nothing was sent.",
    Told.WAITING: "Waiting to tell the ATS.",
    Told.DELIVERED: "The ATS was told.",
    Told.CONFIRMED: "The ATS was told and has confirmed it.",
    Told.PARKED: "The ATS could not be told; somebody has to look at it.",
    Told.OVERTAKEN: "It did not arrive as decided: the application was changed in the ATS before.",
    Told.NOTHING: "There was nothing to tell the ATS.",
}


@dataclass(frozen=True, slots=True)
class DecidedItem:
    """One decision. The name is shown: the decision is made."""

    id: str
    rejection_id: str
    code: str
    name: str
    posting_title: str
    action: str
    reason: str
    note: str
    requirements: tuple[str, ...]
    decided_by: str
    decided_at: datetime
    final_at: datetime
    undone_at: datetime | None
    can_undo: bool
    told: Told
    told_words: str
    remark: str
    """Why it is parked or was overtaken, from the write-back."""


@dataclass(frozen=True, slots=True)
class DecidedPage:
    """A page of decisions; ``next_cursor`` is None on the last one."""

    items: tuple[DecidedItem, ...]
    next_cursor: str | None


def decided(
    session: Session, user: User, *, now: datetime, cursor: str | None = None, limit: int = LIMIT
) -> DecidedPage:
    """List decisions, newest first.

    Raises:
        BadInputError: a cursor that this list did not give.

    """
    limit = max(1, min(limit, LIMIT_AT_MOST))
    query = _query().order_by(Decision.decided_at.desc(), Decision.id.desc()).limit(limit + 1)
    if cursor:
        at, last = _decode(cursor)
        query = query.where(or_(Decision.decided_at < at, and_(Decision.decided_at == at, Decision.id < last)))
    rows = session.scalars(query).all()
    shown = rows[:limit]
    return DecidedPage(
        items=_items(session, shown, user, now), next_cursor=_encode(shown[-1]) if len(rows) > limit else None
    )


def last_decision(session: Session, rejection_id: str, user: User, *, now: datetime) -> DecidedItem | None:
    """The newest decision on one rejection, undone or not."""
    query = _query().where(Decision.rejection_id == rejection_id)
    rows = session.scalars(query.order_by(Decision.decided_at.desc(), Decision.id.desc()).limit(1)).all()
    return next(iter(_items(session, rows, user, now)), None)


def one_decision(session: Session, decision_id: str, user: User, *, now: datetime) -> DecidedItem:
    """One decision, undone or not.

    Raises:
        NotFoundError: no such decision.

    """
    rows = session.scalars(_query().where(Decision.id == decision_id)).all()
    if not rows:
        raise NotFoundError("this decision is not there any more")
    return _items(session, rows, user, now)[0]


def _query() -> Select[Decision]:
    rejection = joinedload(Decision.rejection)
    return select(Decision).options(
        joinedload(Decision.decider),
        rejection.joinedload(Rejection.posting),
        rejection.joinedload(Rejection.application).joinedload(Application.candidate),
    )


def _items(session: Session, rows: Sequence[Decision], user: User, now: datetime) -> tuple[DecidedItem, ...]:
    outbox: dict[str | None, list[OutboxItem]] = {}
    for item in session.scalars(select(OutboxItem).where(OutboxItem.decision_id.in_([row.id for row in rows]))):
        outbox.setdefault(item.decision_id, []).append(item)
    wanted = {one for row in rows for one in row.requirement_ids}
    texts = dict(session.execute(select(Requirement.id, Requirement.text).where(Requirement.id.in_(wanted))).all())
    return tuple(_item(row, outbox.get(row.id, []), texts, user, now) for row in rows)


def _item(row: Decision, items: Sequence[OutboxItem], texts: dict[str, str], user: User, now: datetime) -> DecidedItem:
    told = _told(row, items)
    return DecidedItem(
        id=row.id,
        rejection_id=row.rejection_id,
        code=code_of(row.rejection_id),
        name="" if row.undone_at else row.rejection.application.candidate.name,
        posting_title=row.rejection.posting.title,
        action=row.action,
        reason=row.reason,
        note=row.note,
        requirements=tuple(texts[one] for one in row.requirement_ids if one in texts),
        decided_by=row.decider.name,
        decided_at=row.decided_at,
        final_at=row.final_at,
        undone_at=row.undone_at,
        can_undo=row.undone_at is None and now < row.final_at and (row.decided_by == user.id or user.role == ADMIN),
        told=told,
        told_words=TOLD_WORDS[told],
        remark=_remark(told, items),
    )


def _told(row: Decision, items: Sequence[OutboxItem]) -> Told:
    if row.undone_at:
        return Told.UNDONE
    if _overtaken(items):
        return Told.OVERTAKEN
    statuses = {item.status for item in items}
    if PARKED in statuses:
        return Told.PARKED
    if statuses & {PENDING, SENDING}:
        return Told.WAITING
    changes = [item for item in items if item.status == DELIVERED and item.effect != Effect.NOTE]
    if changes and all(item.confirmed_at for item in changes):
        return Told.CONFIRMED
    return Told.DELIVERED if DELIVERED in statuses else Told.NOTHING


def _overtaken(items: Sequence[OutboxItem]) -> list[OutboxItem]:
    """What did not arrive because somebody was faster. A note that arrived says nothing about the change itself."""
    weighty = [item for item in items if item.effect != Effect.NOTE] or items
    return [item for item in weighty if item.status in {CANCELLED, SUPERSEDED}]


def _remark(told: Told, items: Sequence[OutboxItem]) -> str:
    if told is Told.OVERTAKEN:
        return _overtaken(items)[0].remark
    return next((item.remark for item in items if item.status == PARKED), "")


def _encode(row: Decision) -> str:
    return urlsafe_b64encode(f"{row.decided_at.isoformat()}|{row.id}".encode()).decode()


def _decode(cursor: str) -> tuple[datetime, str]:
    try:
        at, last = urlsafe_b64decode(cursor.encode("ascii")).decode("ascii").split("|")
        moment = datetime.fromisoformat(at).astimezone(UTC)
    except (ValueError, OverflowError, Base64Error):
        moment, last = None, ""
    if moment is None or "\x00" in last:
        raise BadInputError("the cursor is not one that this list gave; begin again without it")
    return moment, last
