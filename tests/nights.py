"""Making the night's report inside a test's own session."""

from contextlib import nullcontext
from datetime import date, datetime

from sqlalchemy.orm import Session

from app.audit.run import period, run_night
from app.store.night import AuditRun


def audited(session: Session, day: date, *, now: datetime, since: date | None = None) -> AuditRun:
    """The report up to a day, made now; what it reads and writes stays in the session."""
    run_id = run_night(lambda: nullcontext(session), lambda: nullcontext(session), period(day, now, since), now=now)
    return session.get_one(AuditRun, run_id)
