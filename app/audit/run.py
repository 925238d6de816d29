"""One night: count the day, ask every check, set tomorrow's control rates, and keep it all in one row."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app.audit import numbers, rates
from app.audit.checks.registry import CHECKS
from app.audit.observed import Check, Observed, bounds
from app.clock import new_id
from app.errors import BadInputError, SecondLookError
from app.store.models import AuditRun, Finding

FAULTS = (
    SQLAlchemyError, SecondLookError, ArithmeticError, AttributeError, LookupError, OSError, RuntimeError, TypeError,
    ValueError,
)  # fmt: skip
"""What a faulty check may end with; it must not take the others with it."""


def run_night(session: Session, day: date, *, now: datetime) -> AuditRun:
    """Audit a day (UTC). A day that was audited after its end is not audited again: its row is returned.

    A day that is not over yet is audited up to now, and again next time.

    Raises:
        BadInputError: the day has not begun.

    """
    start, end = bounds(day)
    if start > now:
        raise BadInputError(f"{day} has not begun; audit a day that has")
    run = session.scalars(select(AuditRun).where(AuditRun.day == day).with_for_update()).one_or_none()
    if run is None:
        run = AuditRun(id=new_id(), day=day, started_at=now)
        session.add(run)
        session.flush()
    if run.finished_at is not None:
        return run
    session.execute(delete(Finding).where(Finding.run_id == run.id))
    found: dict[str, int] = {}
    for name, check in CHECKS.items():
        answers = ask(session, check, day, now)
        found[name] = len(answers)
        session.add_all(
            Finding(id=new_id(), run_id=run.id, check=name, subject=answer.subject, text=answer.text)
            for answer in answers
        )
    counted: dict[str, Any] = numbers.count_day(session, day)
    run.numbers = {**counted, "findings": found, "control_rates": rates.set_rates(session, day), "whole": end <= now}
    run.finished_at = now if end <= now else None
    session.flush()
    return run


def ask(session: Session, check: Check, day: date, now: datetime) -> list[Observed]:
    """Run one check. That it fails is a finding itself, and the others run all the same."""
    try:
        with session.begin_nested():
            return check.run(session, day, now)
    except FAULTS as error:
        return [Observed("", f"this check could not be carried out: {type(error).__name__}; see the log and report it")]
