"""What was decided and how far it has reached the ATS; and what one of two has said, until the other one does."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session, joinedload

from app.errors import NotFoundError
from app.language import translated as _
from app.lifecycle import DECIDED
from app.review.decided_filter import EVERY_DECISION, DecidedFilter
from app.review.opinions import PAIR, Heard, choice_of, heard, pair_of
from app.review.told import TOLD_WORDS, Told, remark, told
from app.review.words import code_of
from app.store import cursors
from app.store.models import Application, Decision, Opinion, OutboxItem, Rejection, Requirement
from app.store.people import REVIEWERS, Role, User
from app.store.queries import in_queue, is_in_queue, reversed_since

LIMIT = 50
LIMIT_AT_MOST = 200


class Which(StrEnum):
    """Which decisions to list."""

    ALL = "all"
    MINE = "mine"
    UNDOABLE = "undoable"


@dataclass(frozen=True, slots=True)
class DecidedItem:
    """One decision. The name is shown: the decision is made.

    Or an opinion that waits for a second one: ``told`` is COLLEAGUE (or UNDONE), and nobody is named.
    """

    id: str
    rejection_id: str
    code: str
    name: str
    posting_title: str
    action: str
    reason: str
    note: str
    stage: str
    """Where a reinstated candidate was sent; empty where the ATS chooses."""
    changed_because: str
    requirements: tuple[str, ...]
    decided_by: str
    decided_at: datetime
    final_at: datetime
    undone_at: datetime | None
    can_undo: bool
    reverses: bool
    """It reverses an earlier decision."""
    reversed: bool
    """A later decision reverses it."""
    can_reverse: bool
    heard: tuple[Heard, ...]
    """What two people said before it, each for themselves; empty until this can no longer be undone."""
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
    session: Session,
    user: User,
    *,
    now: datetime,
    which: Which = Which.ALL,
    only: DecidedFilter = EVERY_DECISION,
    cursor: str | None = None,
    limit: int = LIMIT,
) -> DecidedPage:
    """List decisions, newest first. UNDOABLE are those that this person can still take back.

    Raises:
        BadInputError: a cursor that this list did not give.

    """
    limit = max(1, min(limit, LIMIT_AT_MOST))
    query = (
        _query()
        .where(*_only(which, user, now), *only.conditions())
        .order_by(Decision.decided_at.desc(), Decision.id.desc())
        .limit(limit + 1)
    )
    if cursor:
        at, last = cursors.decode(cursor, cursors.moment, str)
        query = query.where(or_(Decision.decided_at < at, and_(Decision.decided_at == at, Decision.id < last)))
    rows = session.scalars(query).all()
    shown = rows[:limit]
    return DecidedPage(
        items=_items(session, shown, user, now),
        next_cursor=cursors.encode(shown[-1].decided_at.isoformat(), shown[-1].id) if len(rows) > limit else None,
    )


def last_decision(session: Session, rejection_id: str, user: User, *, now: datetime) -> DecidedItem | None:
    """The newest decision on one rejection, undone or not, or what this person said that waits for a second one."""
    return next(iter(decisions_on(session, rejection_id, user, now=now)), None)


def one_decision(session: Session, decision_id: str, user: User, *, now: datetime) -> DecidedItem:
    """One decision, undone or not, or one's own opinion that waits for a second one.

    Raises:
        NotFoundError: no such decision.

    """
    rows = session.scalars(_query().where(Decision.id == decision_id)).all()
    if not rows:
        own = Opinion.user_id == user.id
        seen = or_(own, Opinion.withdrawn_at.is_not(None)) if user.role == Role.ADMIN else own
        said = _as_items(session, _opinions(session, seen, Opinion.id == decision_id), now)
        if said:
            return said[0]
        raise NotFoundError(_("this decision is not there any more"))
    return _items(session, rows, user, now)[0]


def decisions_on(session: Session, rejection_id: str, user: User, *, now: datetime) -> tuple[DecidedItem, ...]:
    """All decisions on one rejection, newest first; before them what this person said that waits for a second one."""
    query = _query().where(Decision.rejection_id == rejection_id)
    rows = session.scalars(query.order_by(Decision.decided_at.desc(), Decision.id.desc())).all()
    own = _opinions(session, *_mine(user), Opinion.rejection_id == rejection_id)
    return (*_as_items(session, own, now), *_items(session, rows, user, now))


def wait_for_colleagues(session: Session, user: User, *, now: datetime) -> tuple[DecidedItem, ...]:
    """What this person said that waits for somebody else, newest first."""
    return _as_items(session, _opinions(session, *_mine(user)), now)


def _mine(user: User) -> tuple[ColumnElement[bool], ...]:
    return Opinion.user_id == user.id, Opinion.withdrawn_at.is_(None), in_queue()


def _only(which: Which, user: User, now: datetime) -> tuple[ColumnElement[bool], ...]:
    mine = (Decision.decided_by == user.id,)
    if which is Which.MINE:
        return mine
    if which is Which.UNDOABLE:
        return (Decision.undone_at.is_(None), Decision.final_at > now, *(() if user.role == Role.ADMIN else mine))
    return ()


def _query() -> Select[Decision]:
    rejection = joinedload(Decision.rejection)
    return select(Decision).options(
        joinedload(Decision.decider),
        rejection.joinedload(Rejection.posting),
        rejection.joinedload(Rejection.policy),
        rejection.joinedload(Rejection.application).joinedload(Application.candidate),
    )


def _items(session: Session, rows: Sequence[Decision], user: User, now: datetime) -> tuple[DecidedItem, ...]:
    outbox: dict[str | None, list[OutboxItem]] = {}
    for item in session.scalars(select(OutboxItem).where(OutboxItem.decision_id.in_([row.id for row in rows]))):
        outbox.setdefault(item.decision_id, []).append(item)
    wanted = {one for row in rows for one in row.requirement_ids}
    texts = dict(session.execute(select(Requirement.id, Requirement.text).where(Requirement.id.in_(wanted))).all())
    turned = set(
        session.scalars(select(Decision.id).where(Decision.id.in_([row.id for row in rows]), reversed_since()))
    )
    pairs = {row.rejection_id: heard(session, row.rejection_id) for row in rows if row.rejection.second_review}
    return tuple(
        _item(
            row, outbox.get(row.id, []), texts, user, now, turned=row.id in turned, pair=pairs.get(row.rejection_id, ())
        )
        for row in rows
    )


def _item(
    row: Decision,
    items: Sequence[OutboxItem],
    texts: dict[str, str],
    user: User,
    now: datetime,
    *,
    turned: bool,
    pair: tuple[Heard, ...],
) -> DecidedItem:
    how_far = told(row, items, turned=turned)
    final = row.undone_at is None and now >= row.final_at
    may_undo = row.decided_by == user.id or user.role == Role.ADMIN
    return DecidedItem(
        id=row.id,
        rejection_id=row.rejection_id,
        code=code_of(row.rejection_id),
        name=row.rejection.application.candidate.name if final else "",
        posting_title=row.rejection.posting.title,
        action=row.action,
        reason=row.reason,
        note=row.note,
        stage=row.stage,
        changed_because=row.changed_because,
        requirements=tuple(texts[one] for one in row.requirement_ids if one in texts),
        decided_by=row.decider.name,
        decided_at=row.decided_at,
        final_at=row.final_at,
        undone_at=row.undone_at,
        can_undo=row.undone_at is None and now < row.final_at and may_undo,
        reverses=row.corrects_id is not None,
        reversed=turned,
        can_reverse=final and not turned and _may_reverse(row.rejection, user),
        heard=pair if final and row.corrects_id is None else (),
        told=how_far,
        told_words=_(TOLD_WORDS[how_far]),
        remark=remark(how_far, items),
    )


def _may_reverse(rejection: Rejection, user: User) -> bool:
    return rejection.state in DECIDED and user.role in (REVIEWERS if not rejection.second_review else (Role.ADMIN,))


def _opinions(session: Session, *which: ColumnElement[bool]) -> Sequence[tuple[Opinion, Rejection]]:
    """Parts of blind second reviews; once a decision rests on them, that says more."""
    query = (
        select(Opinion, Rejection)
        .join(Rejection, Rejection.id == Opinion.rejection_id)
        .where(Opinion.kind.in_(PAIR), *which)
        .options(joinedload(Opinion.user), joinedload(Rejection.posting), joinedload(Rejection.policy))
        .order_by(Opinion.at.desc(), Opinion.id.desc())
        .limit(LIMIT)
    )
    return [(opinion, rejection) for opinion, rejection in session.execute(query).all()]


def _as_items(session: Session, rows: Sequence[tuple[Opinion, Rejection]], now: datetime) -> tuple[DecidedItem, ...]:
    return tuple(_as_item(session, opinion, rejection, now) for opinion, rejection in rows)


def _as_item(session: Session, opinion: Opinion, rejection: Rejection, now: datetime) -> DecidedItem:
    final_at = opinion.at + timedelta(seconds=rejection.policy.undo_seconds)
    how_far = Told.UNDONE if opinion.withdrawn_at else Told.COLLEAGUE
    newest = next(reversed(pair_of(session, rejection.id)), None)
    return DecidedItem(
        id=opinion.id,
        rejection_id=rejection.id,
        code=code_of(rejection.id),
        name="",
        posting_title=rejection.posting.title,
        action=opinion.action,
        reason=opinion.reason,
        note=opinion.note,
        stage=opinion.stage,
        changed_because=opinion.changed_because,
        requirements=tuple(requirement.text for requirement in choice_of(session, opinion).named),
        decided_by=opinion.user.name,
        decided_at=opinion.at,
        final_at=final_at,
        undone_at=opinion.withdrawn_at,
        can_undo=newest is opinion and now < final_at and is_in_queue(rejection),
        reverses=False,
        reversed=False,
        can_reverse=False,
        heard=(),
        told=how_far,
        told_words=_(TOLD_WORDS[how_far]),
        remark="",
    )
