"""The report of a night over the API."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter
from sqlalchemy import func, select

from app.errors import NotFoundError
from app.store.models import AuditRun, Finding
from app.web.api.answers import READING, refusals
from app.web.api.schemas import FindingOut, NightOut
from app.web.deps import Principal, ReadSession, scoped

router = APIRouter(prefix="/api/v1", tags=["audit"])

FINDINGS_AT_MOST = 500


@router.get("/audit/{day}", responses=refusals(*READING, 404))
def get_night(day: date, _by: Annotated[Principal, scoped("audit:read")], session: ReadSession) -> NightOut:
    """What the audit of one day counted and found; at most 500 findings, ``findings_total`` says how many there are."""
    run = session.scalars(select(AuditRun).where(AuditRun.day == day)).one_or_none()
    if run is None:
        raise NotFoundError(f"there was no audit of {day}; it runs in the night that follows the day")
    findings = session.scalars(
        select(Finding).where(Finding.run_id == run.id).order_by(Finding.check, Finding.id).limit(FINDINGS_AT_MOST)
    )
    return NightOut(
        day=run.day,
        started_at=run.started_at,
        finished_at=run.finished_at,
        numbers=run.numbers,
        findings=[FindingOut.model_validate(finding) for finding in findings],
        findings_total=session.scalars(select(func.count()).where(Finding.run_id == run.id)).one(),
    )
