"""What the head of the queue page says: how much waits, what is urgent, what went wrong, what was done today.

With 20,000 candidates in the queue every look at all of them takes its time, so one query counts everything.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Integer, Row, Select, and_, case, cast, exists, func, not_, or_, select
from sqlalchemy.orm import Session

from app.language import translated as _
from app.lifecycle import Action, State
from app.review.for_whom import free, suits
from app.review.order import ESCALATED, up_to
from app.review.serving import start_of_day
from app.store.models import Connection, Decision, Look, Policy, Posting, Rejection
from app.store.people import Role, User
from app.store.queries import in_queue

_EVERYBODY = or_(Rejection.state == State.HELD, and_(Rejection.state == State.LAPSED, Rejection.deadline.is_not(None)))
"""``in_queue`` for all of them at once: a hold always has a deadline. PostgreSQL takes state and deadline for
independent, so where both are asked for it expects a thirtieth, and fetches row by row, at twice the cost."""
LOOKED_BACK = timedelta(days=7)
DUE_TODAY = 2
"""The last bucket whose deadline is within 24 hours."""
POSTINGS_LISTED = 200


@dataclass(frozen=True, slots=True)
class PostingCount:
    """A posting with the number of candidates that wait on it."""

    id: str
    title: str
    waiting: int


@dataclass(frozen=True, slots=True)
class Today:
    """Counts of candidates; the first four of one posting or of all, the others always of all."""

    waiting: int
    servable: int
    """What this person would be served today, within the budget of each posting."""
    decided: int
    """By this person, today (UTC)."""
    budget: int | None
    """Of a day; None where nobody waits, and per posting where the counts are of several."""
    per_posting: bool
    postings: tuple[PostingCount, ...]
    due: int
    over_budget: int
    """Beyond what all recruiters together are given within one hold."""
    unseen: int
    """Lapsed in the last seven days without anybody having looked; none should."""
    skipped_twice: int


@dataclass(frozen=True, slots=True)
class Done:
    """What everybody decided today (UTC), and whether anything is connected yet."""

    reinstated: int
    upheld: int
    connected: bool


def waiting_now(session: Session) -> int:
    """How many candidates wait, on all postings."""
    return session.scalars(select(func.count()).select_from(Rejection).where(in_queue())).one()


def decided_today(session: Session, user: User, *, now: datetime) -> int:
    """How many decisions this person made today (UTC) that stand."""
    made = select(func.count()).where(
        Decision.decided_by == user.id, Decision.decided_at >= start_of_day(now), Decision.undone_at.is_(None)
    )
    return session.scalars(made).one()


def today(session: Session, user: User, *, now: datetime, posting_id: str = "") -> Today:
    """Count for this person, on one posting or on all."""
    rows = session.execute(_by_posting(user, now)).all()
    here = [row for row in rows if posting_id in ("", row.id)]
    decided = _decided_today(session, user, now)
    recruiters = select(func.count()).select_from(User).where(User.role == Role.RECRUITER, User.active)
    reviewers, unseen = session.execute(select(recruiters.scalar_subquery(), _unseen(now).scalar_subquery())).one()
    return Today(
        waiting=sum(row.waiting for row in here),
        servable=sum(min(row.for_me, max(0, row.budget - decided.get(row.id, 0))) for row in here),
        decided=decided.get(posting_id, 0) if posting_id else sum(decided.values()),
        budget=min((row.budget for row in here), default=None),
        per_posting=len(here) > 1,
        postings=_postings(rows),
        due=sum(row.due for row in rows),
        over_budget=sum(max(0, row.waiting - row.per_hold * max(1, reviewers)) for row in rows),
        unseen=unseen,
        skipped_twice=sum(row.skipped_twice for row in rows),
    )


def done(session: Session, *, now: datetime) -> Done:
    """What there is to say when nobody waits."""
    counts = dict(
        session.execute(
            select(Decision.action, func.count())
            .where(Decision.decided_at >= start_of_day(now), Decision.undone_at.is_(None))
            .group_by(Decision.action)
        ).all()
    )
    connected = session.scalars(select(Connection.id).where(Connection.active).limit(1)).first() is not None
    return Done(counts.get(Action.REINSTATE, 0), counts.get(Action.UPHOLD, 0), connected)


def _by_posting(user: User, now: datetime) -> Select[*tuple[Any, ...]]:
    """Counted first and joined then: the names of two hundred postings, not of all who wait."""
    counted = (
        select(
            Rejection.posting_id,
            Rejection.policy_id,
            func.count().label("waiting"),
            func.count(case((and_(free(user, now), suits(user)), 1))).label("for_me"),
            func.count(case((up_to(DUE_TODAY, now), 1))).label("due"),
            func.count(case((Rejection.skips >= ESCALATED, 1))).label("skipped_twice"),
        )
        .where(_EVERYBODY)
        .group_by(Rejection.posting_id, Rejection.policy_id)
        .subquery()
    )
    total = [
        cast(func.sum(counted.c[name]), Integer).label(name) for name in ("waiting", "for_me", "due", "skipped_twice")
    ]
    return (
        select(
            Posting.id,
            Posting.title,
            Connection.name.label("connection"),
            *total,
            func.min(Policy.budget_per_day).label("budget"),
            func.min(Policy.budget_per_day * Policy.hold_working_days).label("per_hold"),
        )
        .select_from(counted)
        .join(Posting, Posting.id == counted.c.posting_id)
        .join(Connection, Connection.id == Posting.connection_id)
        .join(Policy, Policy.id == counted.c.policy_id)
        .group_by(Posting.id, Posting.title, Connection.name)
        .order_by(Posting.title, Connection.name, Posting.id)
    )


def _decided_today(session: Session, user: User, now: datetime) -> dict[str, int]:
    """How many this person decided, by posting."""
    return dict(
        session.execute(
            select(Rejection.posting_id, func.count())
            .join(Decision, Decision.rejection_id == Rejection.id)
            .where(
                Decision.decided_by == user.id, Decision.decided_at >= start_of_day(now), Decision.undone_at.is_(None)
            )
            .group_by(Rejection.posting_id)
        ).all()
    )


def _unseen(now: datetime) -> Select[int]:
    looked = exists().where(Look.rejection_id == Rejection.id)
    decided = exists().where(Decision.rejection_id == Rejection.id)
    lately = Rejection.lapsed_at > now - LOOKED_BACK
    return (
        select(func.count())
        .select_from(Rejection)
        .where(Rejection.state == State.LAPSED, lately, not_(or_(looked, decided)))
    )


def _postings(rows: Sequence[Row[*tuple[Any, ...]]]) -> tuple[PostingCount, ...]:
    """By title; where titles repeat, the connection's name tells them apart."""
    times = Counter(row.title for row in rows)
    return tuple(
        PostingCount(
            row.id,
            _("{title} at {connection}").format(title=row.title or _("(no title)"), connection=row.connection)
            if times[row.title] > 1
            else row.title,
            row.waiting,
        )
        for row in rows[:POSTINGS_LISTED]
    )
