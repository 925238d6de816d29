"""The report of a night over the API."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query

from app.audit.report import report_of, run_of
from app.web.api.answers import READING, refusals
from app.web.api.schemas import FindingOut, NightOut
from app.web.deps import Principal, ReadSession, scoped

router = APIRouter(prefix="/api/v1", tags=["audit"])

FINDINGS_AT_MOST = 500


@router.get("/audit/{day}", responses=refusals(*READING, 404))
def get_night(
    day: date,
    _by: Annotated[Principal, scoped("audit:read")],
    session: ReadSession,
    since: Annotated[date | None, Query(description="where there are several reports up to that day")] = None,
) -> NightOut:
    """What the audit up to one day measured and found; at most 500 findings, ``findings_total`` says how many."""
    run = run_of(session, day, since)
    report = report_of(session, run)
    return NightOut(
        day=run.day,
        since=run.since,
        started_at=run.started_at,
        finished_at=run.finished_at,
        snapshot=run.snapshot,
        seed=run.seed,
        versions=run.versions,
        digest=run.digest,
        answers=report["answers"],
        findings=[FindingOut(**finding) for finding in report["findings"][:FINDINGS_AT_MOST]],
        findings_total=len(report["findings"]),
    )
