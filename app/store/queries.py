"""Questions that more than one slice asks the database. Reads only; a question of one slice stays in that slice."""

from datetime import date

from sqlalchemy import ColumnElement, and_, select
from sqlalchemy.orm import Session, aliased

from app.lifecycle import State
from app.matching.model import Verdict
from app.store.models import ControlRate, Decision, Match, Policy, Posting, Rejection
from app.store.night import Monitor


def control_rate(session: Session, posting_id: str, rule: str, day: date) -> float:
    """With which probability an unflagged rejection becomes a control that day.

    The newest rate the night has set. Where it has set none yet nobody knows how many will come: the first unflagged
    rejection of the posting and rule is drawn for certain, the others with the share of the connection's policy.
    """
    rate = session.scalars(
        select(ControlRate.rate)
        .where(ControlRate.posting_id == posting_id, ControlRate.rule == rule, ControlRate.day <= day)
        .order_by(ControlRate.day.desc())
        .limit(1)
    ).first()
    if rate is not None:
        return rate
    policy = session.scalars(
        select(Policy)
        .join(Posting, Posting.connection_id == Policy.connection_id)
        .where(Posting.id == posting_id)
        .order_by(Policy.version.desc())
        .limit(1)
    ).one()
    if policy.controls_at_least and not _any_unflagged(session, posting_id, rule):
        return 1.0
    return policy.control_share


def alarm(session: Session, connection_id: str) -> date | None:
    """The night whose counts raised the alarm of this connection, while nobody has reset it."""
    return session.scalars(select(Monitor.alarmed_on).where(Monitor.connection_id == connection_id)).one_or_none()


def _any_unflagged(session: Session, posting_id: str, rule: str) -> bool:
    """Whether the draw was made for one before; the one that asks is still RECEIVED."""
    before = (
        select(Match.id)
        .join(Rejection, Rejection.id == Match.rejection_id)
        .where(Rejection.posting_id == posting_id, Rejection.rule == rule, Rejection.state != State.RECEIVED)
        .where(Match.verdict == Verdict.WEAK)
    )
    return session.scalars(before.limit(1)).first() is not None


def reversed_since() -> ColumnElement[bool]:
    """Of a decision: whether a later one, not undone itself, reverses it."""
    later = aliased(Decision)
    return select(later.id).where(later.corrects_id == Decision.id, later.undone_at.is_(None)).exists()


def in_queue() -> ColumnElement[bool]:
    """Held, or lapsed and kept (a lapse that released has no deadline any more)."""
    return and_(Rejection.state.in_((State.HELD, State.LAPSED)), Rejection.deadline.is_not(None))


def is_in_queue(rejection: Rejection) -> bool:
    """``in_queue`` for a loaded row."""
    return rejection.state in (State.HELD, State.LAPSED) and rejection.deadline is not None
