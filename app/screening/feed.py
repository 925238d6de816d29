"""Asking for screenings that nobody has asked for: imported rejections, a few at a time, and those whose job was lost.

An import stores rows and no jobs. Rows in RECEIVED are the queue; the engine's own never holds more than ``FED_AHEAD``
of them, so that a million imported rejections neither fill it nor stand in the way of what a webhook brings.
"""

from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import engine
from app.lifecycle import WAITING, Action, State
from app.screening.screen import TRIES_AT_MOST
from app.store import packs
from app.store.models import Connection, Policy, Rejection, Resume

FED_AHEAD = 400
"""Jobs that wait on BATCH at most, fewer while live ones wait on INTAKE; refilled every ``FEED_SECONDS``."""

FEED_SECONDS = 10
BEHIND_LIVE_ONES = 9
"""Priority on BATCH: whatever else is there goes first."""

LOST_AFTER = timedelta(minutes=10)
REDRIVEN_AT_ONCE = 200

PACK_KEPT = timedelta(days=1)
"""Younger packs are left alone: their import may still be on its way."""

BY_FILE = select(Connection.id).where(Connection.vendor == "file")


def feed(session: Session, now: datetime) -> int:
    """Ask for the screening of the imported rejections that wait longest; returns for how many.

    Only those that no job has begun. Whether nobody asked yet or the job was lost looks alike, and a second job is
    harmless; the minute in its id lets a lost one be asked for again. What was begun is the engine's to finish.
    """
    counted = engine.counts(session)
    there = ((engine.BATCH, "ENQUEUED"), (engine.BATCH, "PENDING"), (engine.INTAKE, "ENQUEUED"))
    room = FED_AHEAD - sum(counted.get(one, 0) for one in there)
    if room <= 0 or session.scalar(BY_FILE.limit(1)) is None:
        return 0
    waiting = engine.waiting_for(session, "screen")
    query = (
        select(Rejection.id)
        .where(
            Rejection.state == State.RECEIVED,
            Rejection.deadline.is_not(None),  # in these words the index is known
            Rejection.connection_id.in_(BY_FILE),
            Rejection.screen_attempts == 0,
        )
        .order_by(Rejection.deadline)
        .limit(room + len(waiting))
    )
    fed = [one for one in session.scalars(query) if one not in waiting][:room]
    for rejection_id in fed:
        engine.enqueue(
            session, "screen", rejection_id, queue=engine.BATCH, priority=BEHIND_LIVE_ONES,
            series=f"fed{now:%Y%m%d%H%M}-",
        )  # fmt: skip
    return len(fed)


def redrive(session: Session, now: datetime) -> None:
    """Ask again, once an hour, for rejections whose job was lost; the row's state makes that harmless."""
    stuck = {*_received_and_lost(session, now), *_held_unread(session, now)}
    if stuck:
        stuck -= engine.waiting_for(session, "screen") | engine.waiting_for(session, "screen_scan")
    for rejection_id in stuck:
        engine.enqueue(session, "screen", rejection_id, queue=engine.BATCH, series=f"lost{now:%Y%m%d%H}-")


def _received_and_lost(session: Session, now: datetime) -> list[str]:
    """By their deadline, which an index knows: a million imported ones, whose deadline is far, are not looked at."""
    longest = (
        select(func.max(Policy.screening_seconds_at_most))
        .join(Connection, Connection.id == Policy.connection_id)
        .where(Connection.vendor != "file")
    )
    horizon = now + timedelta(seconds=session.scalar(longest) or 0)
    query = select(Rejection.id).where(
        Rejection.state == State.RECEIVED, Rejection.deadline < horizon, Rejection.received_at < now - LOST_AFTER
    )
    return list(session.scalars(query.order_by(Rejection.deadline).limit(REDRIVEN_AT_ONCE)))


def _held_unread(session: Session, now: datetime) -> list[str]:
    read = select(Resume.id).where(Resume.rejection_id == Rejection.id)
    query = select(Rejection.id).where(
        Rejection.state == State.HELD,
        Rejection.held_because == Action.HOLD_UNSCREENED,
        Rejection.screen_attempts < TRIES_AT_MOST,
        Rejection.received_at < now - LOST_AFTER,
        ~read.exists(),
    )
    return list(session.scalars(query.order_by(Rejection.received_at).limit(REDRIVEN_AT_ONCE)))


def drop_packs(session: Session, folder: Path, now: datetime) -> int:
    """Delete the packs of imports whose resumes all have their place among the blobs; returns how many."""
    read = select(Resume.id).where(Resume.rejection_id == Rejection.id)
    dropped = 0
    for path, first, last in packs.written_before(folder, (now - PACK_KEPT).timestamp()):
        # An imported rejection has the id of its application, after which the pack is called. The function keeps
        # SQLite from going by the index on states, where a million may wait.
        waits = select(Rejection.id).where(
            Rejection.id.between(first, last), func.lower(Rejection.state).in_(list(WAITING)), ~read.exists()
        )
        if session.scalar(waits.limit(1)) is None:
            path.unlink(missing_ok=True)
            dropped += 1
    return dropped
