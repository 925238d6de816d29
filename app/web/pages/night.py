"""The night's reports as pages: the list of days, and one report with its findings and tables."""

from datetime import date
from typing import Annotated

from fastapi import APIRouter, Query, Request
from sqlalchemy import func, select
from starlette.responses import Response

from app.audit.checks.registry import CHECKS
from app.audit.report import as_data, printed
from app.store.night import AuditRun, Finding
from app.store.people import Role
from app.web.deps import ReadSession
from app.web.pages.queue import Reader
from app.web.render import page

router = APIRouter(include_in_schema=False)

DAYS_ON_A_PAGE = 31
FINDINGS_SHOWN = 200


@router.get("/night")
def show_nights(
    request: Request, _user: Reader, session: ReadSession, before: Annotated[date | None, Query()] = None
) -> Response:
    """List the reports, newest first."""
    query = (
        select(AuditRun, func.count(Finding.id))
        .outerjoin(Finding, Finding.run_id == AuditRun.id)
        .group_by(AuditRun.id)
        .order_by(AuditRun.day.desc(), AuditRun.since)
        .limit(DAYS_ON_A_PAGE + 1)
    )
    runs = session.execute(query.where(AuditRun.day < before) if before else query).all()
    older = runs[DAYS_ON_A_PAGE - 1][0].day if len(runs) > DAYS_ON_A_PAGE else None
    return page(request, "nights.html", runs=runs[:DAYS_ON_A_PAGE], older=older, first=before is None)


@router.get("/night/{day}")
def show_night(
    request: Request, user: Reader, session: ReadSession, day: date, since: Annotated[date | None, Query()] = None
) -> Response:
    """One report: what was found, most urgent first, then every table."""
    return page(
        request,
        "night.html",
        report=as_data(session, day, since),
        questions={name: check.QUESTION for name, check in CHECKS.items()},
        printed=printed,
        shown=FINDINGS_SHOWN,
        may_see_records=user.role in {Role.COMPLIANCE, Role.ADMIN},
    )
