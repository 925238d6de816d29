"""Whether a stored report is still what the night wrote, and the history it rests on unbroken."""

import hashlib
from itertools import islice

from sqlalchemy.orm import Session

from app.audit.report import canonical, report_of
from app.store import chain
from app.store.night import AuditRun

LISTED = 100


def complaints(session: Session, run: AuditRun) -> list[str]:
    """Every way in which a report, or the history, is not as it was written; empty when all is well."""
    found = []
    if run.finished_at is None:
        found.append("The report is not finished: its last day is not over, or its night was stopped; run it again.")
    if hashlib.sha256(canonical(report_of(session, run)).encode()).hexdigest() != run.digest:
        found.append("The report is not what was written: a number or a finding of it was changed in the database.")
    found += islice(chain.verify(session), LISTED)
    return found
