"""The miss rate of each connection, watched night over night: whether it is worse than was accepted, and since when.

Checks only read; the alarm is written when a night's report is finished, and stays until a named person resets it.
"""

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session, aliased

from app.audit.answer import Night, bounds
from app.audit.cohort import NOT_FLAGGED, arm, lasting
from app.clock import new_id
from app.errors import BadInputError, NotFoundError
from app.lifecycle import Action
from app.stats import sequential
from app.store.models import Connection, Decision, Policy, Rejection
from app.store.night import AuditRun, Monitor, MonitorReset

Decided = dict[float, tuple[int, int]]
"""Controls decided on a day, and how many of them were reinstated, by weight."""
Rates = tuple[float, float]
"""The accepted and the alarming miss rate."""


@dataclass(frozen=True, slots=True)
class Watched:
    """A connection's nights since the first that counts; only those on which a control was decided.

    ``accepted`` is what is accepted now; each night was judged by what was accepted then. ``alarmed_on`` is the night
    whose counts raised the alarm, or the alarm that was on at the night's end.
    """

    connection_id: str
    name: str
    accepted: float
    since: date
    days: tuple[date, ...]
    seen: sequential.Weighted
    alarmed_on: date | None


def watch(session: Session, night: Night) -> list[Watched]:
    """The monitors of all connections whose controls anybody decided by the night's end, by name."""
    counts, rates = _counts(session, night), _rates(session, night)
    resets, latched = _resets(session, night), _latched(session, night)
    found = []
    for connection_id, name in session.execute(select(Connection.id, Connection.name).order_by(Connection.name)):
        chosen = [(at, (low, high)) for at, (low, high) in rates[connection_id] if 0 < low < high < 1]
        if connection_id not in counts or not chosen:
            continue  # nothing was decided yet, or there are no two rates that can be told apart by counting
        since = max(min(counts[connection_id]), resets.get(connection_id, date.min))
        days = tuple(day for day in sorted(counts[connection_id]) if day >= since)
        nights = [sequential.Looked(counts[connection_id][day], *_at(chosen, bounds(day)[1])) for day in days]
        seen = sequential.weighted_monitor(nights)
        accepted, _ = _at(chosen, night.until)
        raised = days[seen.e_process - 1] if seen.e_process else None
        alarmed_on = latched.get(connection_id) or raised
        found.append(Watched(connection_id, name, accepted, since, days, seen, alarmed_on))
    return found


def rates_at(session: Session, night: Night) -> dict[str, Rates]:
    """Accepted and alarming rate of each connection's newest policy at the night's end.

    A report says the same again after somebody has chosen others.
    """
    return {name: _at(chosen, night.until) for name, chosen in _rates(session, night).items()}


def _rates(session: Session, night: Night) -> dict[str, list[tuple[datetime, Rates]]]:
    """The rates of each connection's policies by the night's end, and since when; the oldest first."""
    versions = session.execute(
        select(Policy.connection_id, Policy.chosen_at, Policy.accepted_miss_rate, Policy.alarming_miss_rate)
        .where(Policy.chosen_at < night.until)
        .order_by(Policy.version)
    )
    rates: defaultdict[str, list[tuple[datetime, Rates]]] = defaultdict(list)
    for connection_id, chosen_at, accepted, alarming in versions:
        rates[connection_id].append((chosen_at, (accepted, alarming)))
    return rates


def _at(chosen: list[tuple[datetime, Rates]], moment: datetime) -> Rates:
    """What was in force just before a moment: raising a rate must not make earlier nights look better."""
    return next((rates for chosen_at, rates in reversed(chosen) if chosen_at < moment), chosen[0][1])


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
    """By connection, day of a control's first decision, and weight; the action is the one at the night's end.

    A control that was decided the other way later stays on its day: moved, it would be the only one of its night, and
    after a reset only those that turned into finds would be counted.
    """
    decisions, first, smallest = lasting(night), _first_decided(session, night), _smallest_rates(session, night)
    query = (
        select(
            Rejection.connection_id, Rejection.policy_id, Rejection.received_at, Rejection.inclusion_probability,
            decisions.c.id, decisions.c.decided_at, decisions.c.action,
        )
        .join(decisions, decisions.c.rejection_id == Rejection.id)
        .where(Rejection.control, Rejection.inclusion_probability > 0)
    )  # fmt: skip
    counts: defaultdict[str, defaultdict[date, Decided]] = defaultdict(lambda: defaultdict(dict))
    for connection_id, policy_id, received_at, rate, decision_id, decided_at, action in session.execute(query):
        day = first(decision_id, decided_at).date()
        least = min((each for since, each in smallest[policy_id] if since <= received_at), default=rate)
        of_day, weight = counts[connection_id][day], least / rate
        decided, found = of_day.get(weight, (0, 0))
        of_day[weight] = (decided + 1, found + (action == Action.REINSTATE))
    return {connection_id: dict(days) for connection_id, days in counts.items()}


def _first_decided(session: Session, night: Night) -> Callable[[str, datetime], datetime]:
    """When the first of the decisions was made that a decision reverses, or itself if it reverses none."""
    earlier = aliased(Decision)
    query = select(Decision.id, earlier.id, earlier.decided_at).join(earlier, earlier.id == Decision.corrects_id)
    reversed_by = {
        later: (before, at) for later, before, at in session.execute(query.where(Decision.decided_at < night.until))
    }

    def first(decision_id: str, decided_at: datetime) -> datetime:
        while decision_id in reversed_by:
            decision_id, decided_at = reversed_by[decision_id]
        return decided_at

    return first


def _smallest_rates(session: Session, night: Night) -> dict[str, list[tuple[datetime, float]]]:
    """By policy the rates at which people who were not flagged could be drawn, and since when.

    Of all people, whether drawn or not: what depended on the draw could not be a weight. By policy, so that a share
    that is raised does not make all later controls weigh little for ever.
    """
    rate = Rejection.inclusion_probability
    query = (
        select(Rejection.policy_id, rate, func.min(Rejection.received_at))
        .where(or_(arm().in_(NOT_FLAGGED), Rejection.control), rate > 0, Rejection.received_at < night.until)
        .group_by(Rejection.policy_id, rate)
    )
    found: defaultdict[str, list[tuple[datetime, float]]] = defaultdict(list)
    for policy_id, each, since in session.execute(query):
        if each is not None:
            found[policy_id].append((since, each))
    return found


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
