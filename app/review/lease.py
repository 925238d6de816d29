"""Who has which candidate open, and until when. A lease ends by itself: nothing has to run for that."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, Select, and_, case, func, literal, or_, select, update
from sqlalchemy.orm import Session

from app.errors import ConflictError, NotFoundError
from app.review.looks import Looking, note_look
from app.review.opinions import may_still_say
from app.review.order import in_queue, is_in_queue, ordering
from app.review.words import moment
from app.store.models import Decision, Policy, Rejection
from app.store.people import User
from app.store.types import UtcDateTime

TRIES = 20


class Empty(StrEnum):
    """Why nothing is served."""

    DONE = "done"
    HELD_BY_OTHERS = "held_by_others"
    OVER_BUDGET = "over_budget"


@dataclass(frozen=True, slots=True)
class Served:
    """A candidate with a lease until ``until``; or nobody, with the reason and when to ask again (None for DONE)."""

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
    free = _free(posting_id).where(_takeable(user, now))
    mine = and_(Rejection.lease_by == user.id, Rejection.id != (other_than or ""))
    last_resort = case((Rejection.id == (other_than or ""), 1), else_=0)
    query = _within_budget(free, user, now).order_by(case((mine, 0), else_=1), last_resort, *ordering(now)).limit(1)
    for _ in range(TRIES):  # each miss means that somebody else took that one: it is not offered again
        rejection_id = session.scalars(query).first()
        if rejection_id is None:
            break
        until = _take(session, rejection_id, user, now)
        if until:
            return Served(rejection_id, until)
    return _nobody(session, user, posting_id, now)


def claim(session: Session, rejection_id: str, user: User, *, now: datetime) -> datetime:
    """Open one candidate by hand, or keep it open; returns the end of the lease.

    The daily budget binds what is served, not what a person picks.

    Raises:
        NotFoundError: no such rejection.
        ConflictError: it does not wait for a decision, or somebody else has it open.

    """
    rejection = locked(session, rejection_id)
    until = _take(session, rejection_id, user, now)
    if until is None:
        raise _held_by(session, rejection, user, now)
    return until


def extend_lease(session: Session, rejection_id: str, user: User, *, now: datetime) -> datetime:
    """Slide the end of one's own lease; returns the new end.

    Raises:
        NotFoundError: no such rejection.
        ConflictError: it is not (any more) leased to this person.

    """
    require_lease(session, locked(session, rejection_id), user, now)
    return claim(session, rejection_id, user, now=now)


def put_back(session: Session, rejection_id: str, user: User, *, now: datetime) -> None:
    """Give one's lease back, so that others are served this candidate.

    Raises:
        NotFoundError: no such rejection.
        ConflictError: it is not (any more) leased to this person.

    """
    rejection = locked(session, rejection_id)
    require_lease(session, rejection, user, now)
    rejection.lease_by = rejection.lease_until = rejection.opened_at = None
    session.flush()
    note_look(session, rejection_id, user, Looking.PUT_BACK, now=now)


def start_of_day(now: datetime) -> datetime:
    """Midnight (UTC) before a moment: the day that budgets count."""
    return datetime.combine(now.astimezone(UTC).date(), time(), UTC)


def locked(session: Session, rejection_id: str) -> Rejection:
    """The row as it is now, locked until the session ends: whoever comes second sees what the first one did.

    Raises:
        NotFoundError: no such rejection.

    """
    rejection = session.get(Rejection, rejection_id, with_for_update=True, populate_existing=True)
    if rejection is None:
        raise NotFoundError(f"there is no rejection {rejection_id}; take one from the queue")
    return rejection


def has_lease(rejection: Rejection, user: User, now: datetime) -> bool:
    """Whether this person has it open right now."""
    return rejection.lease_by == user.id and rejection.lease_until is not None and rejection.lease_until > now


def require_lease(session: Session, rejection: Rejection, user: User, now: datetime) -> None:
    """Pass only the person who has it open.

    Raises:
        ConflictError: names who has it open until when, or says that the lease ended.

    """
    if not is_in_queue(rejection) or not has_lease(rejection, user, now):
        raise _held_by(session, rejection, user, now)


def _held_by(session: Session, rejection: Rejection, user: User, now: datetime) -> ConflictError:
    if not is_in_queue(rejection):
        return ConflictError(f"this candidate does not wait for a decision: the rejection is {rejection.state}")
    if rejection.lease_by and rejection.lease_until and rejection.lease_until > now:
        holder = session.get_one(User, rejection.lease_by)
        return ConflictError(
            f"{holder.name} has this candidate open until {moment(rejection.lease_until)}; take the next one meanwhile"
        )
    if session.scalars(select(Rejection.id).where(Rejection.id == rejection.id, ~may_still_say(user))).first():
        return ConflictError("you have said what you think of this candidate; somebody else looks now")
    return ConflictError("you do not have this candidate open (any more); open it again, nobody else has it")


def _free(posting_id: str | None) -> Select[str]:
    query = select(Rejection.id).where(in_queue())
    return query.where(Rejection.posting_id == posting_id) if posting_id else query


def _takeable(user: User, now: datetime) -> ColumnElement[bool]:
    free = or_(Rejection.lease_until.is_(None), Rejection.lease_until <= now, Rejection.lease_by == user.id)
    return and_(free, may_still_say(user))


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


def _take(session: Session, rejection_id: str, user: User, now: datetime) -> datetime | None:
    """The update decides between two reviewers; None when the other one was first."""
    seconds = session.scalars(
        select(Policy.lease_seconds)
        .join(Rejection, Rejection.policy_id == Policy.id)
        .where(Rejection.id == rejection_id)
    ).one()
    until = now + timedelta(seconds=seconds)
    still_mine = and_(Rejection.lease_by == user.id, Rejection.lease_until > now)
    open_already = session.scalars(select(Rejection.id).where(Rejection.id == rejection_id, still_mine)).first()
    taken = session.scalars(
        update(Rejection)
        .where(Rejection.id == rejection_id, in_queue(), _takeable(user, now))
        .values(
            lease_by=user.id,
            lease_until=until,
            opened_at=case((still_mine, Rejection.opened_at), else_=literal(now, UtcDateTime())),
        )
        .returning(Rejection.id)
        .execution_options(synchronize_session=False)
    ).first()
    if taken is None:
        return None
    locked(session, rejection_id)  # what the session knows of the row is old now
    if open_already is None:
        note_look(session, rejection_id, user, Looking.OPENED, now=now)
    return until


def _nobody(session: Session, user: User, posting_id: str | None, now: datetime) -> Served:
    if session.scalars(_free(posting_id).where(_takeable(user, now)).limit(1)).first():
        midnight = start_of_day(now) + timedelta(days=1)
        return Served(
            None, midnight, Empty.OVER_BUDGET,
            "You have looked at as many candidates as one person should in a day. The others wait for a colleague, "
            f"or for you from {moment(midnight)} on; you can still open one from the list yourself.",
        )  # fmt: skip
    until = session.scalars(
        select(func.min(Rejection.lease_until)).where(in_queue(), Rejection.lease_until > now)
    ).one()
    if until and session.scalars(_free(posting_id).limit(1)).first():
        return Served(
            None, until, Empty.HELD_BY_OTHERS,
            f"Everybody who waits is being looked at by a colleague. The first is free again at {moment(until)} "
            "at the latest.",
        )  # fmt: skip
    return Served(None, None, Empty.DONE, "Nobody waits for a second look right now.")
