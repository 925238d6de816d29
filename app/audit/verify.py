"""Whether a stored report is still what the night wrote, and the history it rests on unbroken."""

import hashlib
import hmac
from itertools import islice

from sqlalchemy.orm import Session

from app.audit.report import canonical, report_of
from app.store import chain
from app.store.night import AuditRun
from app.store.session import seal_of

LISTED = 100


def stamp(session: Session, run: AuditRun) -> None:
    """Keep with a report its digest, by which anybody can check a file of it, and its seal under our key."""
    run.digest, run.sealed = _digest_and_seal(session, run)
    session.flush()


def complaints(session: Session, run: AuditRun) -> list[str]:
    """Every way in which a report, or the history, is not as it was written; empty when all is well.

    The digest alone proves nothing: it lies beside the report, and whoever edits one can calculate the other.
    """
    found = []
    if run.finished_at is None:
        found.append(
            "The report is not finished: its last day is not over, its night was stopped, or a check could not be "
            "carried out; run it again."
        )
    digest, sealed = _digest_and_seal(session, run)
    if digest != run.digest or not hmac.compare_digest(sealed, run.sealed):
        found.append("The report is not what was written: a number or a finding of it was changed in the database.")
    found += islice(chain.verify(session), LISTED)
    return found


def _digest_and_seal(session: Session, run: AuditRun) -> tuple[str, str]:
    """SHA-256 of the report's JSON, and HMAC-SHA-256 of it, both in hexadecimal."""
    written = canonical(report_of(session, run)).encode()
    key = seal_of(session).derive("reports")
    return hashlib.sha256(written).hexdigest(), hmac.new(key, written, hashlib.sha256).hexdigest()
