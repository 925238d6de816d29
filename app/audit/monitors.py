"""The miss rate of each connection, watched night over night: whether it is worse than was accepted, and since when.

Checks only read; the alarm is written when a night's report is finished, and stays until a named person resets it.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.audit.answer import Night
from app.audit.cohort import lasting
from app.clock import new_id
from app.errors import BadInputError, NotFoundError
from app.lifecycle import Action
from app.stats import sequential
from app.store.models import Connection, Policy, Rejection
from app.store.night import AuditRun, Monitor, MonitorReset

Decided = tuple[int, int]
"""Controls decided on a day, and how many of them were reinstated."""


@dataclass(frozen=True, slots=True)
class Watched:
    """A connection's nights since the first that counts; only those on which a control was decided.

    ``alarmed_on`` is the night whose counts raised the alarm, or the alarm that was on at the night's end.
    """

    connection_id: str
    name: str
    accepted: float
    since: date
    days: tuple[date, ...]
    seen: sequential.Monitor
    alarmed_on: date | None


def watch(session: Session, night: Night) -> list[Watched]:
    """The monitors of all connections whose controls anybody decided by the night's end, by name."""
    counts, rates = _counts(session, night), rates_at(session, night)
    resets, latched = _resets(session, night), _latched(session, night)
    found = []
    for connection_id, name in session.execute(select(Connection.id, Connection.name).order_by(Connection.name)):
        accepted, alarming = rates.get(connection_id, (0.0, 0.0))
        if connection_id not in counts or not 0 < accepted < alarming < 1:
            continue  # nothing was decided yet, or two rates that cannot be told apart by counting
        since = max(min(counts[connection_id]), resets.get(connection_id, date.min))
        days = tuple(day for day in sorted(counts[connection_id]) if day >= since)
        seen = sequential.monitor([counts[connection_id][day] for day in days], accepted, alarming)
        raised = days[seen.e_process - 1] if seen.e_process else None
        alarmed_on = latched.get(connection_id) or raised
        found.append(Watched(connection_id, name, accepted, since, days, seen, alarmed_on))
    return found


def rates_at(session: Session, night: Night) -> dict[str, tuple[float, float]]:
    """Accepted and alarming rate of each connection's newest policy at the night's end.

    A report says the same again after somebody has chosen others.
    """
    chosen = session.execute(
        select(Policy.connection_id, Policy.accepted_miss_rate, Policy.alarming_miss_rate)
        .where(Policy.chosen_at < night.until)
        .order_by(Policy.version)
    )
    return {connection_id: (accepted, alarming) for connection_id, accepted, alarming in chosen}


def follow(session: Session, night: Night) -> None:
    """Write down how the monitors stand after a finished night. Safe to repeat; an older night changes nothing."""
    newer = select(func.max(AuditRun.day)).where(AuditRun.finished_at.is_not(None), AuditRun.day > night.day)
    if session.scalar(newer) is not None:
        return
    reset_since = set(session.scalars(select(MonitorReset.connection_id).where(MonitorReset.at >= night.until)))
    rows = {row.connection_id: row for row in session.scalars(select(Monitor).with_for_update())}
    for watched in watch(session, night):
        if watched.connection_id in reset_since:
            continue
        row = rows.get(watched.connection_id) or Monitor(id=new_id(), connection_id=watched.connection_id)
        row.since = watched.since
        row.e_value = watched.seen.nights[-1].e_value if watched.seen.nights else 1.0
        row.alarmed_on = row.alarmed_on or watched.alarmed_on
        session.add(row)
    session.flush()


def reset(session: Session, connection: str, *, by: str, reason: str, now: datetime) -> Monitor:
    """Start a connection's monitor anew, from this day on. What was released and held meanwhile stays as it is.

    Raises:
        NotFoundError: no connection of this name.
        BadInputError: nobody is named, no reason is given, or there is no alarm.

    """
    if not by.strip() or not reason.strip():
        raise BadInputError("to reset a monitor takes the name of a person and a reason; give both")
    found = select(Connection.id).where(Connection.name == connection)
    connection_id = session.scalars(found).one_or_none()
    if connection_id is None:
        raise NotFoundError(f"there is no connection {connection}; `second-look doctor` lists them")
    row = session.scalars(select(Monitor).where(Monitor.connection_id == connection_id).with_for_update()).one_or_none()
    if row is None or row.alarmed_on is None:
        raise BadInputError(f"the monitor of {connection} is quiet; there is nothing to reset")
    session.add(
        MonitorReset(
            id=new_id(), connection_id=connection_id, at=now, by=by.strip(), reason=reason.strip(),
            alarmed_on=row.alarmed_on,
        )
    )  # fmt: skip
    row.since, row.alarmed_on, row.e_value = now.date(), None, 1.0
    session.flush()
    return row


def _counts(session: Session, night: Night) -> dict[str, dict[date, Decided]]:
    """By connection and day of the decision. A decision counts as it stood at the night's end."""
    decisions = lasting(night)
    query = (
        select(Rejection.connection_id, decisions.c.decided_at, decisions.c.action)
        .join(decisions, decisions.c.rejection_id == Rejection.id)
        .where(Rejection.control)
    )
    counts: defaultdict[str, dict[date, Decided]] = defaultdict(dict)
    for connection_id, decided_at, action in session.execute(query):
        of_connection, day = counts[connection_id], decided_at.date()
        decided, found = of_connection.get(day, (0, 0))
        of_connection[day] = (decided + 1, found + (action == Action.REINSTATE))
    return counts


def _resets(session: Session, night: Night) -> dict[str, date]:
    done = select(MonitorReset.connection_id, func.max(MonitorReset.at)).where(MonitorReset.at < night.until)
    return {name: at.date() for name, at in session.execute(done.group_by(MonitorReset.connection_id))}


def _latched(session: Session, night: Night) -> dict[str, date]:
    """The alarms that were on at the night's end: what was reset later was still on."""
    return {name: alarmed_on for name, alarmed_on in _alarms(session, night) if alarmed_on <= night.day}


def _alarms(session: Session, night: Night) -> Iterator[tuple[str, date]]:
    now = select(Monitor.connection_id, Monitor.alarmed_on).where(Monitor.alarmed_on.is_not(None))
    later = (
        select(MonitorReset.connection_id, MonitorReset.alarmed_on)
        .where(MonitorReset.at >= night.until, MonitorReset.alarmed_on.is_not(None))
        .order_by(MonitorReset.at.desc())  # the first one after the night is read last, and counts
    )
    for query in (now, later):
        for connection_id, alarmed_on in session.execute(query):
            if alarmed_on is not None:
                yield connection_id, alarmed_on
