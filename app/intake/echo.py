"""Telling our own echo from news: which report of the ATS is only the answer to what we have just told it."""

from collections.abc import Collection
from datetime import datetime, timedelta

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from app.ats.base import Event, Origin
from app.lifecycle import Effect, State
from app.store.models import Application, OutboxItem, Rejection
from app.store.transition import CANCELLED, DELIVERED, PENDING, SENDING

ECHO_WITHIN = timedelta(hours=1)
"""An ATS reports a change soon after it was made; what it reports later is a change of its own."""

CLOCKS_DIFFER = timedelta(days=1)
"""How far the clock of an ATS may be ahead of ours, time zones included; beyond that a date is broken."""

RELEASED = frozenset({State.UPHELD, State.LAPSED, State.STANDS})
REJECTING = frozenset({Effect.RELEASE, Effect.REJECT})


def echo_of_reinstatement(session: Session, rejection: Rejection, now: datetime) -> bool:
    """Recognise the report of a reinstatement that we asked for, also when it was reversed since."""
    reversed_here = rejection.state is State.UPHELD and _still_to_be_told(session, rejection)
    return (rejection.state is State.REINSTATED or reversed_here) and _confirm(
        session, rejection, {Effect.REINSTATE}, now, since=now - ECHO_WITHIN
    )


def echo_of_release(session: Session, rejection: Rejection, event: Event, now: datetime) -> bool:
    """Recognise the report of a rejection that we have let go.

    Never a parking, and never about a rejection that somebody has closed or that still waits: those are news.
    """
    reversed_here = rejection.state is State.REINSTATED and _still_to_be_told(session, rejection)
    if event.parked or not (rejection.state in RELEASED or reversed_here):
        return False
    at = event.occurred_at
    news = at is not None and rejection.said_at is not None and at > rejection.said_at
    heard = min(now, at) if news and at is not None else now  # a poll lists it late, but dates it when it happened
    return _confirm(session, rejection, REJECTING, now, since=heard - ECHO_WITHIN)


def is_later(application: Application, rejection: Rejection, at: datetime, now: datetime) -> bool:
    """Whether a "no" of this time comes after the one that is known.

    Times of the ATS are compared with times of the ATS: set against our clock, one that runs ahead makes each report
    of the same "no" look new. A date that no clock explains hides nothing that comes later: only itself is known.
    """
    if rejection.said_at is None:
        return min(at, now) > rejection.rejected_at
    newest = application.last_event_at or rejection.rejected_at
    if rejection.said_at - newest > CLOCKS_DIFFER:
        return at != rejection.said_at and min(at, now) > newest
    return at > rejection.said_at


def may_be_reinstated(session: Session, rejection: Rejection) -> bool:
    """Whether the ATS may have been told to reinstate: a lost answer counts, a call not yet made does not."""
    made = _made(rejection, {Effect.REINSTATE})
    return rejection.state is State.REINSTATED and session.scalars(made.limit(1)).first() is not None


def said_by_a_person(application: Application, rejection: Rejection, event: Event, now: datetime) -> bool:
    """Whether somebody said no in the ATS after the "no" that we know. That counts, whoever waits for whom here.

    Only with a time that is later, or where a parking became a rejection: a second report of the same "no" that merely
    disagrees about who said it must not cost a candidate the look.
    """
    if event.origin is not Origin.HUMAN or event.parked or event.occurred_at is None:
        return False
    return rejection.in_ats == "parked" or is_later(application, rejection, event.occurred_at, now)


def is_on_its_way(session: Session, rejection: Rejection, event: Event) -> bool:
    """Whether a report of a rejection only says that our reinstatement has not arrived yet.

    A report without a time says that as long as the reinstatement is not delivered: a try that failed has changed
    nothing in the ATS, and a person's decision must not be given up for it.
    """
    if rejection.state is not State.REINSTATED:
        return False
    if not may_be_reinstated(session, rejection):
        return True
    arrived = _made(rejection, {Effect.REINSTATE}).where(OutboxItem.status == DELIVERED)
    return event.occurred_at is None and session.scalars(arrived.limit(1)).first() is None


def _still_to_be_told(session: Session, rejection: Rejection) -> bool:
    """Whether the ATS has not been told the newest decision: what it reports then is about the one before."""
    newest = session.scalars(
        select(OutboxItem)
        .where(
            OutboxItem.rejection_id == rejection.id,
            OutboxItem.effect.in_({*REJECTING, Effect.REINSTATE}),
            OutboxItem.status != CANCELLED,
        )
        .order_by(OutboxItem.created_at.desc(), OutboxItem.id.desc())
        .limit(1)
    ).first()
    return newest is not None and newest.status == PENDING and newest.attempt_count == 0


def _confirm(
    session: Session, rejection: Rejection, effects: Collection[Effect], now: datetime, *, since: datetime
) -> bool:
    recent = or_(OutboxItem.done_at.is_(None), OutboxItem.done_at > since)
    items = session.scalars(_made(rejection, effects).where(OutboxItem.confirmed_at.is_(None), recent)).all()
    for item in items:
        item.confirmed_at = now
        if item.status == PENDING:  # the answer to our call was lost; the echo says that it took effect
            item.status, item.done_at, item.remark = DELIVERED, now, "confirmed by the echo"
    return bool(items)


def _made(rejection: Rejection, effects: Collection[Effect]) -> Select[OutboxItem]:
    return select(OutboxItem).where(
        OutboxItem.rejection_id == rejection.id,
        OutboxItem.effect.in_(effects),
        OutboxItem.status.in_([SENDING, DELIVERED]) | ((OutboxItem.status == PENDING) & (OutboxItem.attempt_count > 0)),
    )
