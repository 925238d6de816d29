"""The list of who waits. Serving and leasing is in ``lease``; the order in ``order``."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session

from app.lifecycle import State
from app.review.lease import start_of_day
from app.review.order import Cursor, after, bucket, decode, in_queue, ordering
from app.review.situation import hold_failed, holds_of
from app.review.words import MAY_BE_UNREAD, code_of, waits_because
from app.store.models import Connection, Decision, Policy, Posting, Rejection, Resume
from app.store.people import User

LIMIT = 50
LIMIT_AT_MOST = 200


@dataclass(frozen=True, slots=True)
class WaitingItem:
    """One line of the queue. Nothing here tells how well the resume matches: the page with the evidence does."""

    id: str
    code: str
    posting_id: str
    posting_title: str
    rule: str
    deadline: datetime
    overdue: bool
    waits_because: str
    not_held: bool
    """The ATS could not be told to hold the mail: it may leave."""
    holder: str
    """Name of the person who has it open, or empty."""
    holder_id: str
    held_until: datetime | None
    two_step: bool = False
    """Reviewers judge the bare resume first; until then no rule is shown, here neither."""


@dataclass(frozen=True, slots=True)
class WaitingPage:
    """A page of the queue; ``next_cursor`` is None on the last one."""

    items: tuple[WaitingItem, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class PostingCount:
    """A posting with the number of candidates that wait on it."""

    id: str
    title: str
    waiting: int


@dataclass(frozen=True, slots=True)
class Progress:
    """What waits, and what one person decided today (UTC). ``budget`` is None where nobody waits."""

    waiting: int
    decided_today: int
    budget: int | None
    per_posting: bool
    """The budget counts per posting, and the numbers here are of several."""


def waiting(
    session: Session, *, now: datetime, posting_id: str | None = None, cursor: str | None = None, limit: int = LIMIT
) -> WaitingPage:
    """List who waits for a person, most urgent first.

    Raises:
        BadInputError: a cursor that this list did not give.

    """
    place = decode(cursor) if cursor else None
    at = place.at if place else now
    limit = max(1, min(limit, LIMIT_AT_MOST))
    query = (
        select(Rejection, Posting.title, Posting.two_step, User, bucket(at))
        .join(Posting, Posting.id == Rejection.posting_id)
        .outerjoin(User, User.id == Rejection.lease_by)
        .where(in_queue())
        .order_by(*ordering(at))
        .limit(limit + 1)
    )
    if posting_id:
        query = query.where(Rejection.posting_id == posting_id)
    if place:
        query = after(session, query, place)
    rows = session.execute(query).all()
    shown = rows[:limit]
    more = len(rows) > limit
    ids = [row[0].id for row in shown]
    failed = {rejection_id for rejection_id, holds in holds_of(session, ids).items() if hold_failed(holds)}
    files = _files(session, [row[0] for row in shown])
    return WaitingPage(
        items=tuple(
            replace(
                _item(rejection, title, holder, now, failed=rejection.id in failed, sha256=files.get(rejection.id)),
                rule="" if two_step else rejection.rule,
                two_step=two_step,
            )
            for rejection, title, two_step, holder, _ in shown
        ),
        next_cursor=Cursor(at, shown[-1][4], shown[-1][0].id).encode() if more else None,
    )


def _files(session: Session, rejections: Sequence[Rejection]) -> dict[str, str]:
    """Of those where it matters and that were read: the SHA-256 of the file, empty where there was none."""
    asked = [rejection.id for rejection in rejections if rejection.held_because in MAY_BE_UNREAD]
    rows = session.execute(
        select(Resume.rejection_id, func.max(Resume.sha256).label("sha256"))
        .where(Resume.rejection_id.in_(asked))
        .group_by(Resume.rejection_id)
    )
    return {row.rejection_id: row.sha256 for row in rows} if asked else {}


def _item(
    rejection: Rejection, title: str, holder: User | None, now: datetime, *, failed: bool, sha256: str | None
) -> WaitingItem:
    live = holder is not None and rejection.lease_until is not None and rejection.lease_until > now
    deadline = rejection.deadline or now  # in_queue() promises one
    return WaitingItem(
        id=rejection.id,
        code=code_of(rejection.id),
        posting_id=rejection.posting_id,
        posting_title=title,
        rule=rejection.rule,
        deadline=deadline,
        overdue=rejection.state == State.LAPSED or deadline <= now,
        waits_because=waits_because(rejection.held_because, sha256=sha256),
        not_held=failed,
        holder=holder.name if holder and live else "",
        holder_id=holder.id if holder and live else "",
        held_until=rejection.lease_until if live else None,
    )


def postings_waiting(session: Session, *, limit: int = LIMIT_AT_MOST) -> tuple[PostingCount, ...]:
    """Postings on which somebody waits, by title; where titles repeat, the connection's name tells them apart."""
    rows = session.execute(
        select(Posting.id, Posting.title, Connection.name, func.count())
        .join(Rejection, Rejection.posting_id == Posting.id)
        .join(Connection, Connection.id == Posting.connection_id)
        .where(in_queue())
        .group_by(Posting.id, Posting.title, Connection.name)
        .order_by(Posting.title, Connection.name, Posting.id)
        .limit(limit)
    ).all()
    times = Counter(title for _, title, _, _ in rows)
    return tuple(
        PostingCount(posting_id, f"{title or '(no title)'} at {connection}" if times[title] > 1 else title, waiting)
        for posting_id, title, connection, waiting in rows
    )


def progress(session: Session, user: User, *, now: datetime, posting_id: str | None = None) -> Progress:
    """How much waits, and how much of the day's budget this person has used, on one posting or on all."""
    here = in_queue() if posting_id is None else and_(in_queue(), Rejection.posting_id == posting_id)
    postings, total, budget = session.execute(
        select(func.count(Rejection.posting_id.distinct()), func.count(), func.min(Policy.budget_per_day))
        .select_from(Rejection)
        .join(Policy, Policy.id == Rejection.policy_id)
        .where(here)
    ).one()
    decided = (
        select(func.count())
        .select_from(Decision)
        .join(Rejection, Rejection.id == Decision.rejection_id)
        .where(Decision.decided_by == user.id, Decision.decided_at >= start_of_day(now), Decision.undone_at.is_(None))
    )
    if posting_id is not None:
        decided = decided.where(Rejection.posting_id == posting_id)
    return Progress(total, session.scalars(decided).one(), budget, per_posting=postings > 1)
