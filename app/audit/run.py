"""One report of the night: ask every check about a period, keep each answer, set tomorrow's control rates.

All checks read one consistent state; its name is the ``snapshot``. Each answer is stored when it is there, so a run
that was killed goes on: what was answered from the very same state counts, anything else is asked again. Nothing is
added to a report that is finished.
"""

import hashlib
import json
import platform
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from importlib import metadata

import structlog
from sqlalchemy import delete, func, select
from sqlalchemy.exc import IntegrityError, SQLAlchemyError
from sqlalchemy.orm import Session

from app.audit import findings, monitors, rates
from app.audit.answer import Answer, Check, Night, Observed, Severity, as_json, bounds
from app.audit.checks.registry import CHECKS
from app.audit.report import canonical, report_of
from app.clock import new_id
from app.errors import BadInputError, SecondLookError
from app.store.chain import GENESIS
from app.store.models import Delivery, HistoryHead, Look, Match, Opinion, OutboxItem, Rejection
from app.store.night import AuditAnswer, AuditRun, KnownAnswer

DAYS = 28
"""How far back a night looks when nobody says: controls of one day alone have too few to say anything."""
CAUGHT_UP_AT_ONCE = 7
"""Nights that were missed, because nothing ran, and are audited with the next one."""

FAULTS = (
    SQLAlchemyError, SecondLookError, ArithmeticError, AttributeError, LookupError, OSError, RuntimeError, TypeError,
    ValueError,
)  # fmt: skip
"""What a faulty check may end with; it must not take the others with it."""

Opener = Callable[[], AbstractContextManager[Session]]

log = structlog.get_logger(__name__)


def period(day: date, now: datetime, since: date | None = None) -> Night:
    """The night of a day (UTC), looking back to ``since`` or over ``DAYS`` days.

    Raises:
        BadInputError: the day has not begun, or ``since`` lies behind it.

    """
    since = since or day - timedelta(days=DAYS - 1)
    start, end = bounds(day)
    if start > now:
        raise BadInputError(f"{day} has not begun; audit a day that has")
    if since > day:
        raise BadInputError(f"the period would end on {day}, before it begins on {since}; give an earlier --since")
    return Night(since, day, min(end, now), hashlib.sha256(f"{since}:{day}".encode()).hexdigest()[:16])


def run_night(
    read: Opener, write: Opener, night: Night, *, now: datetime, tell: Callable[[str], None] = lambda _check: None
) -> str:
    """Make the report of a period, or finish it; returns the id of its row. Safe to repeat, and to kill at any point.

    A report is made once. One whose last day is not over is made anew each time.

    Args:
        read: opens a session that sees one consistent state.
        write: opens a session whose work is committed at the end.
        night: from ``period``.
        now: when it is made.
        tell: called with the name of each check that was asked.

    """
    with write() as session:
        run = _begin(session, night, now)
        run_id, done = run.id, run.finished_at is not None
    if done:
        return run_id
    with read() as session:
        snapshot = snapshot_of(session, night)
        kept = select(AuditAnswer.check).where(AuditAnswer.run_id == run_id, AuditAnswer.snapshot == snapshot)
        answered = set(session.scalars(kept)) if night.whole else set[str]()
        for name, check in CHECKS.items():
            if name in answered:
                continue
            answer = ask(session, check, night)
            with write() as writing:
                _keep(writing, run_id, name, answer, snapshot)
            tell(name)
    with write() as session:
        _finish(session, run_id, night, snapshot, now)
    log.info("night done", day=str(night.day), since=str(night.since), snapshot=snapshot[:16])
    return run_id


def due(session: Session, now: datetime) -> list[date]:
    """Days whose nights are still to be made: those since the last finished one, at most ``CAUGHT_UP_AT_ONCE``."""
    yesterday = now.date() - timedelta(days=1)
    last = session.scalars(select(func.max(AuditRun.day)).where(AuditRun.finished_at.is_not(None))).one()
    first = max(last + timedelta(days=1), yesterday - timedelta(days=CAUGHT_UP_AT_ONCE - 1)) if last else yesterday
    return [first + timedelta(days=number) for number in range((yesterday - first).days + 1)]


def ask(session: Session, check: Check, night: Night) -> Answer:
    """Ask one check. That it fails is a finding itself, and the others are asked all the same."""
    try:
        with session.begin_nested():
            return check.run(session, night)
    except FAULTS as error:
        log.exception("check failed", check=check.NAME)
        text = f"this check could not be carried out: {type(error).__name__}; see the log and report it"
        return Answer((Observed("", text, Severity.SERIOUS, kind="failed"),))


def snapshot_of(session: Session, night: Night) -> str:
    """A name for the state of the data: the end of the sealed history, and how far everything beside it has come."""
    head = session.get(HistoryHead, 1)
    newest = (
        Rejection.received_at, Match.made_at, Opinion.at, Opinion.withdrawn_at, Look.id, Delivery.received_at,
        Delivery.done_at, OutboxItem.created_at, OutboxItem.done_at, OutboxItem.confirmed_at, KnownAnswer.said_at,
    )  # fmt: skip
    state = {
        "since": night.since, "day": night.day, "until": night.until,
        "history": [head.seq, head.hash] if head else [0, GENESIS],
        "newest": [session.scalar(select(func.max(column))) for column in newest],
    }  # fmt: skip
    return hashlib.sha256(json.dumps(state, default=str, sort_keys=True).encode()).hexdigest()


def versions() -> dict[str, str]:
    """What computed a report: with another version of these, the same data may give other digits."""
    packages = ("second-look", "scipy", "statsmodels")
    return {package: metadata.version(package) for package in packages} | {"python": platform.python_version()}


def _begin(session: Session, night: Night, now: datetime) -> AuditRun:
    """Find the row of a report, or make it; another worker may be making it at this moment."""
    known = select(AuditRun).where(AuditRun.day == night.day, AuditRun.since == night.since).with_for_update()
    run = session.scalars(known).one_or_none()
    if run is not None:
        return run
    try:
        with session.begin_nested():
            session.add(AuditRun(id=new_id(), day=night.day, since=night.since, started_at=now))
    except IntegrityError:
        log.info("another process has begun the same night", day=str(night.day))
    return session.scalars(known).one()


def _keep(session: Session, run_id: str, name: str, answer: Answer, snapshot: str) -> None:
    """Store an answer with its findings in place of what the same check answered before."""
    if session.get_one(AuditRun, run_id, with_for_update=True).finished_at is not None:
        return  # another process made the report meanwhile
    session.execute(delete(AuditAnswer).where(AuditAnswer.run_id == run_id, AuditAnswer.check == name))
    session.add(
        AuditAnswer(id=new_id(), run_id=run_id, check=name, snapshot=snapshot, content=as_json(answer)),
    )
    findings.keep(session, run_id, name, answer.findings)


def _finish(session: Session, run_id: str, night: Night, snapshot: str, now: datetime) -> None:
    run = session.get_one(AuditRun, run_id, with_for_update=True)
    if run.finished_at is not None:
        return
    gone = AuditAnswer.run_id == run_id, AuditAnswer.check.not_in(CHECKS)
    session.execute(delete(AuditAnswer).where(*gone))
    run.seed, run.snapshot, run.versions = night.seed, snapshot, versions()
    if night.whole:
        findings.follow(session, run_id, night.day, now)
        monitors.follow(session, night)
        rates.set_rates(session, night.day)
        run.finished_at = now
    run.digest = hashlib.sha256(canonical(report_of(session, run)).encode()).hexdigest()
    session.flush()
