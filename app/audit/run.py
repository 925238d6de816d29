"""One report of the night: ask every check about a period, keep each answer, set tomorrow's control rates.

All checks read one consistent state; its name is the ``snapshot``. Each answer is stored when it is there, so a run
that was killed goes on: what was answered from the very same state counts, anything else is asked again. A report is
finished when all its answers are from one state. Nothing is added to one that is finished.
"""

import hashlib
import json
import platform
from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import date, datetime, timedelta
from importlib import metadata
from typing import Any

import structlog
from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.exc import IntegrityError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoConnectionError
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.audit import findings, monitors, rates, verify
from app.audit.answer import CAUGHT_UP_AT_ONCE, DAYS, Answer, Check, Night, Observed, Severity, as_json, bounds
from app.audit.cells import SOURCE, AttributeSource
from app.audit.checks.registry import CHECKS
from app.clock import new_id
from app.errors import BadInputError, SecondLookError
from app.store.chain import GENESIS
from app.store.models import (
    ControlRate,
    Decision,
    Delivery,
    HistoryHead,
    Look,
    Match,
    Opinion,
    OutboxItem,
    Policy,
    Rejection,
)
from app.store.night import AuditAnswer, AuditRun, Finding, FindingState, KnownAnswer, MonitorReset

FAULTS = (
    SQLAlchemyError, SecondLookError, ArithmeticError, AttributeError, LookupError, OSError, RuntimeError, TypeError,
    ValueError,
)  # fmt: skip
"""What a faulty check may end with; it must not take the others with it."""
PASSING = (OperationalError, NoConnectionError, OSError)
"""Of these, what may be over at the next attempt: a lock, a full disk. A night of such answers is not finished yet."""
NOT_NOW = "unavailable"
"""The kind of finding that says so; ``failed`` is that of a check which would fail again."""

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
    read: Opener, write: Opener, night: Night, *, now: datetime, tell: Callable[[str], None] = lambda _check: None,
    attributes: AttributeSource | None = None,
) -> str:  # fmt: skip
    """Make the report of a period, or finish it; returns the id of its row. Safe to repeat, and to kill at any point.

    A report is made once. One whose last day is not over is made anew each time.

    Args:
        read: opens a session that sees one consistent state.
        write: opens a session whose work is committed at the end.
        night: from ``period``.
        now: when it is made.
        tell: called with the name of each check that was asked.
        attributes: where counts of protected groups come from; without it nothing is said about them.

    """
    with write() as session:
        run = _begin(session, night, now)
        run_id, done = run.id, run.finished_at is not None
    if done:
        return run_id
    with read() as session:
        session.info[SOURCE] = attributes
        snapshot = snapshot_of(session, night)
        kept = select(AuditAnswer.check).where(AuditAnswer.run_id == run_id, AuditAnswer.snapshot == snapshot)
        answered = set(session.scalars(kept)) if night.whole else set[str]()
        before = _unasked_before(session, run_id, night)
        for name, check in CHECKS.items():
            if name in answered - before:
                continue
            answer = ask(session, check, night)
            with write() as writing:
                _keep(writing, run_id, name, answer, snapshot)
            tell(name)
    with write() as session:
        done = _finish(session, run_id, night, snapshot, now, before)
    log.info("night done", day=str(night.day), since=str(night.since), snapshot=snapshot[:16], finished=done)
    return run_id


def due(session: Session, now: datetime) -> list[date]:
    """Days whose nights are still to be made: the last ``CAUGHT_UP_AT_ONCE`` without a finished report, oldest first.

    Only a report of the usual ``DAYS`` counts: one that somebody made of other days takes no night's place. Nothing is
    made up from before the first night.
    """
    yesterday = now.date() - timedelta(days=1)
    runs = session.execute(select(AuditRun.day, AuditRun.since, AuditRun.finished_at)).all()
    nights = [(day, at) for day, since, at in runs if (day - since).days + 1 == DAYS]
    finished = {day for day, at in nights if at is not None}
    first = min((day for day, _ in nights), default=yesterday)
    last_days = [yesterday - timedelta(days=number) for number in reversed(range(CAUGHT_UP_AT_ONCE))]
    return [day for day in last_days if day not in finished and (day >= first or day == yesterday)]


def ask(session: Session, check: Check, night: Night) -> Answer:
    """Ask one check. That it fails is a finding itself, and the others are asked all the same.

    Without its connection no check can be asked: then the fault is raised, and the night stays unfinished.
    """
    try:
        with session.begin_nested():
            return check.run(session, night)
    except FAULTS as error:
        if not _connected(session):
            raise
        log.exception("check failed", check=check.NAME)
        text = f"this check could not be carried out: {type(error).__name__}; see the log and report it"
        kind = NOT_NOW if isinstance(error, PASSING) else "failed"
        return Answer((Observed("", text, Severity.SERIOUS, kind=kind),))


def _connected(session: Session) -> bool:
    try:
        session.execute(select(1))
    except SQLAlchemyError:
        return False
    return True


def snapshot_of(session: Session, night: Night) -> str:
    """A name for the state of the data: the end of the sealed history, and how far everything beside it has come.

    The newest and the number of each: work of long ago that is done, undone or deleted now moves one of the two.
    """
    head = session.get(HistoryHead, 1)
    sources: tuple[tuple[InstrumentedAttribute[Any], ...], ...] = (
        (Rejection.received_at, Rejection.held_because, Rejection.lapsed_at), (Match.made_at,),
        (Decision.decided_at, Decision.undone_at), (Opinion.at, Opinion.withdrawn_at), (Look.id,),
        (Delivery.received_at, Delivery.done_at),
        (OutboxItem.created_at, OutboxItem.done_at, OutboxItem.confirmed_at), (KnownAnswer.said_at,),
        (MonitorReset.at,), (Policy.id,),
    )  # fmt: skip
    source: AttributeSource | None = session.info.get(SOURCE)
    state = {
        "since": night.since, "day": night.day, "until": night.until,
        "history": [head.seq, head.hash] if head else [0, GENESIS],
        "newest": [list(session.execute(select(*_newest_and_number(columns))).one()) for columns in sources],
        "versions": session.scalar(select(func.sum(Rejection.version))),
        "rates": session.scalar(select(func.count()).where(ControlRate.day <= night.day)),
        "attributes": source.state() if source else "",
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


def _newest_and_number(columns: tuple[InstrumentedAttribute[Any], ...]) -> list[ColumnElement[Any]]:
    return [of(column) for column in columns for of in (func.max, func.count)]


def _unasked(session: Session, run_id: str) -> set[str]:
    """The checks of a report that a passing fault kept from answering."""
    kept = select(Finding.check, Finding.key).where(Finding.run_id == run_id)
    return {check for check, key in session.execute(kept) if key == f"{check}:{NOT_NOW}:"}


def _unasked_before(session: Session, run_id: str, night: Night) -> set[str]:
    """The same at an earlier attempt, or in the night before: their fault does not pass."""
    lasting = select(FindingState.check).where(
        FindingState.key.in_([f"{name}:{NOT_NOW}:" for name in CHECKS]),
        FindingState.last_day >= night.day - timedelta(days=1),
    )
    return _unasked(session, run_id) | set(session.scalars(lasting))


def _finish(session: Session, run_id: str, night: Night, snapshot: str, now: datetime, before: set[str]) -> bool:
    """Close a report, unless it must be asked again: by nobody who read another state, nor with what may pass.

    ``before`` are the checks that an earlier attempt could not ask either: what fails twice is said and left.
    """
    run = session.get_one(AuditRun, run_id, with_for_update=True)
    if run.finished_at is not None:
        return True
    gone = AuditAnswer.run_id == run_id, AuditAnswer.check.not_in(CHECKS)
    session.execute(delete(AuditAnswer).where(*gone))
    answers = select(AuditAnswer.check, AuditAnswer.snapshot).where(AuditAnswer.run_id == run_id)
    read = {row.check: row.snapshot for row in session.execute(answers)}
    if read != dict.fromkeys(CHECKS, snapshot):
        log.warning("night not finished: another run answered from another state meanwhile", day=str(night.day))
        return False
    run.seed, run.snapshot, run.versions = night.seed, snapshot, versions()
    again = _unasked(session, run_id) - before
    if again:
        log.warning("night not finished: checks to be asked again", day=str(night.day), checks=sorted(again))
    elif night.whole:
        findings.follow(session, run_id, night.day, now)
        monitors.follow(session, night)
        rates.set_rates(session, night.day)
        run.finished_at = now
    verify.stamp(session, run)
    return run.finished_at is not None
