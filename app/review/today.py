"""What the head of the queue page says: what is urgent, what is too much, what went wrong, what was done today."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, case, exists, func, or_, select
from sqlalchemy.orm import Session

from app.lifecycle import Action, State
from app.review.order import ESCALATED, bucket, in_queue
from app.review.serving import start_of_day
from app.store.models import Connection, Decision, Look, Policy, Rejection
from app.store.people import User

LOOKED_BACK = timedelta(days=7)
DUE_TODAY = 2
"""The last bucket whose deadline is within 24 hours."""


@dataclass(frozen=True, slots=True)
class Cards:
    """Counts of candidates, over all postings.

    ``over_budget``: beyond what all reviewers together are given within one hold. ``unseen``: lapsed in the last seven
    days without anybody having looked; none should.
    """

    due_today: int
    over_budget: int
    unseen: int
    skipped_twice: int


@dataclass(frozen=True, slots=True)
class Done:
    """What everybody decided today (UTC), and whether anything is connected yet."""

    reinstated: int
    upheld: int
    connected: bool


def cards(session: Session, *, now: datetime) -> Cards:
    """Count what the head of the page shows."""
    waiting = session.execute(
        select(
            func.count(),
            func.coalesce(func.sum(case((bucket(now) <= DUE_TODAY, 1), else_=0)), 0),
            func.coalesce(func.sum(case((Rejection.skips >= ESCALATED, 1), else_=0)), 0),
            func.min(Policy.budget_per_day * Policy.hold_working_days),
        )
        .select_from(Rejection)
        .join(Policy, Policy.id == Rejection.policy_id)
        .where(in_queue())
        .group_by(Rejection.posting_id)
    ).all()
    reviewers = session.scalars(
        select(func.count()).select_from(User).where(User.role == "recruiter", User.active)
    ).one()
    decided = exists().where(Decision.rejection_id == Rejection.id)
    looked = exists().where(Look.rejection_id == Rejection.id)
    unseen = session.scalars(
        select(func.count())
        .select_from(Rejection)
        .where(Rejection.state == State.LAPSED, Rejection.lapsed_at > now - LOOKED_BACK, ~or_(looked, decided))
    ).one()
    return Cards(
        due_today=sum(row[1] for row in waiting),
        over_budget=sum(max(0, count - per_person * max(1, reviewers)) for count, _, _, per_person in waiting),
        unseen=unseen,
        skipped_twice=sum(row[2] for row in waiting),
    )


def done(session: Session, *, now: datetime) -> Done:
    """What there is to say when nobody waits."""
    counts = dict(
        session.execute(
            select(Decision.action, func.count())
            .where(and_(Decision.decided_at >= start_of_day(now), Decision.undone_at.is_(None)))
            .group_by(Decision.action)
        ).all()
    )
    connected = session.scalars(select(Connection.id).where(Connection.active).limit(1)).first() is not None
    return Done(counts.get(Action.REINSTATE, 0), counts.get(Action.UPHOLD, 0), connected)
