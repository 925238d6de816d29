"""Asking the ATS what it rejected since we last asked: catches deliveries that never came. Hourly, and by hand."""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta

import structlog
from sqlalchemy import select
from sqlalchemy.orm import Session

from app import engine
from app.ats import transport
from app.ats.base import Done, Event, Outcome, RejectedPage, Skipped, Unsupported, unsupported
from app.ats.registry import ADAPTERS
from app.ats.transport import Target, target_for
from app.clock import new_id
from app.errors import BadInputError
from app.intake.process import PARKED, take_in_rejection
from app.store.models import Connection, Delivery
from app.store.session import seal_of

OVERLAP = timedelta(hours=2)
"""Asked for twice, because an ATS may show a rejection later than it dates it."""

FIRST_LOOK_BACK = timedelta(days=2)
PAGES_AT_MOST = 50
"""In one go: what they list is held in memory, and taken in before the next go."""

GOES_ON_AFTER = 30.0
"""Seconds between two goes of a long listing, so that it does not crowd out others at the ATS."""

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Poll:
    """What the work needs, as plain values."""

    connection_id: str
    vendor: str
    target: Target
    since: datetime
    began_at: datetime
    cursor: str
    """Where an earlier go stopped; empty at the beginning."""
    options: dict[str, str]


@dataclass(frozen=True, slots=True)
class Polled:
    """All events that were listed, and the rows that nobody can read.

    ``whole`` is True when the listing came to its end. Otherwise ``cursor`` is where to go on, or empty to begin anew.
    """

    events: tuple[Event, ...]
    whole: bool
    cursor: str = ""
    more: bool = False
    """Nothing failed; there is just more than fits into one go."""
    skipped: tuple[Skipped, ...] = ()
    why: str = ""
    unsupported: bool = False


def ask(session: Session, now: datetime) -> None:
    """Enqueue a poll for every active connection whose adapter can list."""
    for connection in session.scalars(select(Connection).where(Connection.active)):
        if ADAPTERS[connection.vendor].list_rejected is not unsupported:
            engine.enqueue(session, "poll", connection.id, queue=engine.BATCH, series=f"{now:%Y%m%d%H}-")


def take(session: Session, connection_id: str, now: datetime, *, allowed_hosts: tuple[str, ...] = ()) -> Poll | None:
    """Load what the poll needs; None for a connection that was switched off meanwhile."""
    connection = session.get_one(Connection, connection_id)
    if not connection.active:
        return None
    adapter = ADAPTERS[connection.vendor]
    token = seal_of(session).open(connection.token)
    return Poll(
        connection_id=connection.id,
        vendor=connection.vendor,
        target=target_for(
            adapter, connection=connection.name, base_url=connection.base_url, token=token, options=connection.options,
            allowed_hosts=allowed_hosts,
        ),
        since=(connection.polled_until or now - FIRST_LOOK_BACK) - OVERLAP,
        began_at=(connection.poll_began_at if connection.poll_cursor else None) or now,
        cursor=connection.poll_cursor,
        options=connection.options,
    )  # fmt: skip


def work(job: Poll) -> Polled:
    """Read page after page; a fault keeps what was listed before it."""
    events: list[Event] = []
    skipped: list[Skipped] = []
    cursors = [job.cursor]
    why, unsupported_here = f"more than {PAGES_AT_MOST} pages", False
    for _ in range(PAGES_AT_MOST):
        talk = ADAPTERS[job.vendor].list_rejected(job.since, cursors[-1] or None, job.options)
        page: Outcome[RejectedPage] = transport.run(talk, job.target)
        if not isinstance(page, Done):
            why, unsupported_here = page.why, isinstance(page, Unsupported)
            break
        events.extend(page.value.events)
        skipped.extend(page.value.skipped)
        cursor = page.value.cursor
        if cursor is None:
            return Polled(tuple(events), whole=True, skipped=tuple(skipped))
        if cursor in cursors:
            why, cursors = "its pages lead in a circle", [""]
            break
        cursors.append(cursor)
    # A cursor from which not one page could be read may have died; then everything is listed again.
    kept = cursors[-1] if len(cursors) > 1 else ""
    return Polled(
        tuple(events), whole=False, cursor=kept, more=len(cursors) > PAGES_AT_MOST, skipped=tuple(skipped), why=why,
        unsupported=unsupported_here,
    )  # fmt: skip


def record(session: Session, job: Poll, polled: Polled, now: datetime) -> None:
    """Take in what is new, each by itself; what is known changes nothing."""
    connection = session.get_one(Connection, job.connection_id)
    for event in polled.events:
        if why := _take_in(session, connection, event, now):
            log.warning("a listed rejection cannot be taken in", connection=connection.name, why=why)
    for row in polled.skipped:
        _park(session, connection, row, now)
    if not polled.unsupported:
        _mark(session, connection, job, polled)


def _mark(session: Session, connection: Connection, job: Poll, polled: Polled) -> None:
    """Move the mark only when a listing was read to its end, and then to its beginning.

    Nothing is concluded from the times of what was listed: an ATS lists in an order of its own, and what it had not
    come to may be older. And what it rejected while it was asked page after page may stand on a page read before.
    """
    session.refresh(connection, with_for_update={"key_share": True})  # webhooks go on meanwhile
    moved = connection.polled_until is not None and connection.polled_until - OVERLAP != job.since
    if moved or connection.poll_cursor != job.cursor:
        return  # another poll read the same listing further meanwhile
    if polled.whole:
        connection.polled_until, connection.poll_cursor, connection.poll_began_at = job.began_at, "", None
        return
    log.warning("poll broke off", connection=connection.name, why=polled.why, goes_on=bool(polled.cursor))
    connection.polled_until = job.since + OVERLAP  # said once, or the next first look would begin later than this one
    connection.poll_cursor, connection.poll_began_at = polled.cursor, job.began_at
    if polled.more:
        engine.enqueue(
            session, "poll", connection.id, queue=engine.BATCH, delay=GOES_ON_AFTER, series=f"on{new_id()}-"
        )  # fmt: skip


def _take_in(session: Session, connection: Connection, event: Event, now: datetime) -> str:
    """Why an event could not be used; one bad row must not stop the listing for everybody."""
    try:
        with session.begin_nested():
            take_in_rejection(session, connection, event, queue=engine.BATCH, now=now)
    except BadInputError as error:
        return str(error)
    return ""


def _park(session: Session, connection: Connection, row: Skipped, now: datetime) -> None:
    """Keep a row that nobody can read where a person sees it; every poll lists it again, so it is kept once."""
    event_id = f"listed {hashlib.sha256(row.body).hexdigest()}"
    known = select(Delivery.id).where(Delivery.connection_id == connection.id, Delivery.event_id == event_id)
    if session.scalars(known).first() is not None:
        return
    log.warning("a listed rejection cannot be read", connection=connection.name, why=row.why)
    session.add(
        Delivery(
            id=new_id(), connection_id=connection.id, event_id=event_id, received_at=now, headers={}, body=row.body,
            status=PARKED, remark=f"listed by the ATS, but not understood: {row.why}", attempts=1, done_at=now,
        )
    )  # fmt: skip
    session.flush()
