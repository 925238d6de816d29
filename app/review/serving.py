"""Serving the next candidate, within the budget of the day; and why there is none."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, case, func, not_, or_, select
from sqlalchemy.orm import Session

from app.language import moment
from app.language import translated as _
from app.review.for_whom import asked, free, suits
from app.review.lease import take
from app.review.looks import Looking
from app.review.order import WIDER, ordering, up_to
from app.store.models import Decision, Policy, Rejection
from app.store.people import Role, User
from app.store.queries import in_queue

TRIES = 20


class Empty(StrEnum):
    """Why nothing is served."""

    DONE = "done"
    HELD_BY_OTHERS = "held_by_others"
    OVER_BUDGET = "over_budget"
    NOT_YOURS = "not_yours"


@dataclass(frozen=True, slots=True)
class Served:
    """A candidate with a lease until ``until``; or nobody, with the reason and when to ask again (None: unknown)."""

    rejection_id: str | None
    until: datetime | None
    reason: Empty | None = None
    text: str = ""


def next_item(
    session: Session, user: User, *, now: datetime, posting_id: str | None = None, other_than: str | None = None
) -> Served:
    """Serve the most urgent candidate that nobody has open, within the reviewer's budget.

    A reviewer who still has one open gets that one again: nobody collects leases by asking twice.

    Args:
        session: the write session.
        user: the reviewer.
        now: the time at the door.
        posting_id: serve only from this posting.
        other_than: a candidate just put back; served again only when nobody else is left.

    """
    waits = select(Rejection.id).where(_here(posting_id), free(user, now), suits(user))
    query = _within_budget(waits, user, now).order_by(*ordering(now, escalated=user.role == Role.ADMIN)).limit(1)
    for these in _in_turn(user, now, other_than or ""):
        for _try in range(TRIES):  # each miss means that somebody else took that one: it is not offered again
            rejection_id = session.scalars(query.where(these)).first()
            if rejection_id is None:
                break
            until = take(session, rejection_id, user, Looking.SERVED, now=now)
            if until:
                return Served(rejection_id, until)
    return _nobody(session, user, posting_id, now)


def start_of_day(now: datetime) -> datetime:
    """Midnight (UTC) before a moment: the day that budgets count."""
    return datetime.combine(now.astimezone(UTC).date(), time(), UTC)


def _in_turn(user: User, now: datetime, put_back: str) -> Iterator[ColumnElement[bool]]:
    """Who is looked at, in this order: who one has open, the urgent, all others, and at last the one just put back."""
    others = Rejection.id != put_back
    yield and_(Rejection.lease_by == user.id, others)
    for number in WIDER:
        yield and_(up_to(number, now), others)
    if put_back:
        yield Rejection.id == put_back


def _here(posting_id: str | None) -> ColumnElement[bool]:
    return and_(in_queue(), Rejection.posting_id == posting_id) if posting_id else in_queue()


def _within_budget(query: Select[str], user: User, now: datetime) -> Select[str]:
    """Decided today and open now, per posting, must be below the policy's budget; what is open already is not new."""
    done = (
        select(Rejection.posting_id, func.count().label("count"))
        .join(Decision, Decision.rejection_id == Rejection.id)
        .where(Decision.decided_by == user.id, Decision.decided_at >= start_of_day(now), Decision.undone_at.is_(None))
        .group_by(Rejection.posting_id)
        .subquery()
    )
    leased = (
        select(Rejection.posting_id, func.count().label("count"))
        .where(Rejection.lease_by == user.id, Rejection.lease_until > now)
        .group_by(Rejection.posting_id)
        .subquery()
    )
    spent = func.coalesce(done.c.count, 0) + func.coalesce(leased.c.count, 0)
    open_already = and_(Rejection.lease_by == user.id, Rejection.lease_until > now)
    return (
        query.join(Policy, Policy.id == Rejection.policy_id)
        .outerjoin(done, done.c.posting_id == Rejection.posting_id)
        .outerjoin(leased, leased.c.posting_id == Rejection.posting_id)
        .where(or_(open_already, spent < Policy.budget_per_day))
    )


def _nobody(session: Session, user: User, posting_id: str | None, now: datetime) -> Served:
    here, theirs = _here(posting_id), suits(user)
    if session.scalars(select(Rejection.id).where(here, theirs, free(user, now)).limit(1)).first():
        midnight = start_of_day(now) + timedelta(days=1)
        words = _(
            "You have looked at as many candidates as one person should in a day. The others wait for a colleague, "
            "or for you from {midnight} on; you can still open one from the list yourself."
        )
        return Served(None, midnight, Empty.OVER_BUDGET, words.format(midnight=moment(midnight)))
    open_elsewhere = and_(here, theirs, Rejection.lease_until > now, not_(asked(now)))
    until = session.scalars(select(func.min(Rejection.lease_until)).where(open_elsewhere)).one()
    if until:
        words = _(
            "Everybody who waits is being looked at by a colleague. The first is free again at {until} at the latest."
        )
        return Served(None, until, Empty.HELD_BY_OTHERS, words.format(until=moment(until)))
    left, with_managers, answer_by = session.execute(
        select(
            func.count(),
            func.count(case((asked(now), Rejection.id))),
            func.min(case((asked(now), Rejection.asked_until))),
        ).where(here)
    ).one()
    if left:
        return Served(None, answer_by, Empty.NOT_YOURS, _not_yours(answer_by, more=left > with_managers))
    return Served(None, None, Empty.DONE, _("Nobody waits for a second look right now."))


def _not_yours(answer_by: datetime | None, *, more: bool) -> str:
    """``more``: not all of it waits for hiring managers."""
    words = []
    if more:
        words.append(_("What is left is for colleagues: you skipped it or gave your opinion on it already."))
    if answer_by is not None:
        of_all = _("A hiring manager is asked about who is left; the first comes back at {until} at the latest.")
        of_some = _("About others a hiring manager is asked; the first comes back at {until} at the latest.")
        words.append((of_some if more else of_all).format(until=moment(answer_by)))
    return " ".join(words)
