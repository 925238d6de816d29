"""The counts of a day, as the report shows them. The same data gives the same numbers; no clock, no chance."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.audit import calibration, switches
from app.audit.observed import bounds
from app.lifecycle import DECIDED, Action, State
from app.matching.model import Verdict
from app.stats.intervals import clopper_pearson
from app.stats.sampling import estimated_misses
from app.store.models import Decision, Delivery, HistoryHead, Match, OutboxItem, Rejection
from app.store.transition import GENESIS, PARKED

CONTROL_DAYS = 28
"""Controls of this many days are taken together: a day alone has too few to say anything."""


def count_day(session: Session, day: date) -> dict[str, Any]:
    """Everything the report says in numbers."""
    return {
        "day": day.isoformat(),
        "states": _grouped(session, select(Rejection.state, func.count()).group_by(Rejection.state)),
        "received": _received(session, day),
        "held": _held(session, day),
        "lapsed": _number(session, select(func.count(Rejection.id)).where(*_on(Rejection.lapsed_at, day))),
        "decisions": _decisions(session, day),
        "controls": _controls(session, day),
        "calibration": calibration.count(session, day),
        "switches": switches.count(session, day),
        "parked": {
            "writebacks": _number(session, select(func.count(OutboxItem.id)).where(OutboxItem.status == PARKED)),
            "deliveries": _number(session, select(func.count(Delivery.id)).where(Delivery.status == "parked")),
        },
        "history": _history(session),
    }


def _on(column: InstrumentedAttribute[Any], day: date, days: int = 1) -> tuple[Any, Any]:
    start, end = bounds(day)
    return column >= start - timedelta(days=days - 1), column < end


def _number(session: Session, query: Select[int]) -> int:
    return session.scalar(query) or 0


def _grouped(session: Session, query: Select[str, int]) -> dict[str, int]:
    return {str(name): number for name, number in sorted(session.execute(query).all())}


def _received(session: Session, day: date) -> dict[str, int]:
    return _grouped(
        session,
        select(Rejection.origin, func.count()).where(*_on(Rejection.received_at, day)).group_by(Rejection.origin),
    )


def _held(session: Session, day: date) -> dict[str, int]:
    """By reason; ``hold_match`` are the flagged ones."""
    query = select(Rejection.held_because, func.count()).where(*_on(Rejection.held_at, day))
    return _grouped(session, query.group_by(Rejection.held_because))


def _decisions(session: Session, day: date) -> dict[str, Any]:
    on_day = _on(Decision.decided_at, day)
    lasting = select(Decision.action, func.count()).where(*on_day, Decision.undone_at.is_(None))
    return {
        "by_action": _grouped(session, lasting.group_by(Decision.action)),
        "undone": _number(session, select(func.count(Decision.id)).where(*on_day, Decision.undone_at.is_not(None))),
        "median_seconds": _median_seconds(session, day),
    }


def _median_seconds(session: Session, day: date) -> float | None:
    """Half of the day's lasting decisions took at most so long; None without any."""
    timed = (*_on(Decision.decided_at, day), Decision.undone_at.is_(None), Decision.seconds.is_not(None))
    number = _number(session, select(func.count(Decision.id)).where(*timed))
    middle = select(Decision.seconds).where(*timed).order_by(Decision.seconds)
    values = session.scalars(middle.offset(max(0, number - 1) // 2).limit(1 if number % 2 else 2)).all()
    known = [value for value in values if value is not None]
    return round(sum(known) / len(known), 1) if known else None


def _controls(session: Session, day: date) -> dict[str, Any]:
    """The miss rate among the controls of the last ``CONTROL_DAYS`` days, and what it says about all unflagged ones."""
    drawn = select(Rejection).where(Rejection.control, *_on(Rejection.held_at, day, CONTROL_DAYS)).subquery()
    by_state = _grouped(session, select(drawn.c.state, func.count()).group_by(drawn.c.state))
    decided = sum(by_state.get(state, 0) for state in DECIDED)
    reinstated = by_state.get(State.REINSTATED, 0)
    low, high = clopper_pearson(reinstated, decided)
    probabilities = session.scalars(
        select(drawn.c.inclusion_probability).where(drawn.c.state == State.REINSTATED).order_by(drawn.c.id)
    )
    unflagged = (
        select(func.count(func.distinct(Match.rejection_id)))
        .join(Rejection, Rejection.id == Match.rejection_id)
        .where(Match.verdict == Verdict.WEAK, *_on(Match.made_at, day, CONTROL_DAYS))
        .where(Rejection.held_because != Action.HOLD_UNSCREENED)  # matched late: it was never among those drawn from
    )  # fmt: skip
    return {
        "days": CONTROL_DAYS,
        "unflagged": _number(session, unflagged),
        "drawn": sum(by_state.values()),
        "decided": decided,
        "undecided": sum(by_state.values()) - decided,
        "reinstated": reinstated,
        "miss_rate": round(reinstated / decided, 4) if decided else None,
        "interval_95": [round(low, 4), round(high, 4)] if decided else None,
        "estimated_missed": round(estimated_misses(each for each in probabilities if each), 1),
    }


def _history(session: Session) -> dict[str, Any]:
    head = session.get(HistoryHead, 1)
    return {"entries": head.seq if head else 0, "hash": head.hash if head else GENESIS}
