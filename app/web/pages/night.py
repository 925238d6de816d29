"""The night's reports as pages and files: the list of them with the newest one's headline, and each one in full."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import islice
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.audit import files, findings, monitors
from app.audit.answer import DAYS, Severity
from app.audit.report import SEVERITIES, canonical, for_reviewers, report_of, run_of
from app.language import translated as _
from app.review.words import NOTE_LIMIT
from app.store.models import Connection, Rejection
from app.store.night import AuditRun, Finding, FindingState, Monitor
from app.store.people import User
from app.web import paper
from app.web.deps import Now, ReadSession, WriteSession
from app.web.pages.queue import Reader
from app.web.pages.record import KEEPERS, Keeper
from app.web.render import go, page

router = APIRouter(include_in_schema=False)

RUNS_ON_A_PAGE = 31
HEADLINE = ("misses", "rule_health", "monitor")
"""Checks whose first sentences stand on top; where none of them has any, the first of the report do."""
SENTENCES_AT_LEAST = 3
FINDINGS_ON_TOP = 5

Since = Annotated[date | None, Query()]


@router.get("/night")
def show_nights(
    request: Request, user: Reader, session: ReadSession, before: Annotated[date | None, Query()] = None
) -> Response:
    """List the reports, newest first; the first page says what the newest one found."""
    query = select(AuditRun).order_by(AuditRun.day.desc(), AuditRun.since)
    found = session.scalars(query.where(AuditRun.day < before) if before else query)
    runs = list(islice((run for run in found if _may_read(run, user)), RUNS_ON_A_PAGE + 1))
    shown = runs[:RUNS_ON_A_PAGE]
    newest = _view(session, shown[0], user) if shown and before is None else None
    return page(
        request,
        "nights.html",
        runs=shown,
        counts=_counts(session, [run.id for run in shown]),
        severities=SEVERITIES,
        newest=newest,
        sentences=_headline(newest) if newest else (),
        on_top=FINDINGS_ON_TOP,
        still_open=_open(session) if newest and user.role in KEEPERS else None,
        older=shown[-1].day if len(runs) > RUNS_ON_A_PAGE else None,
        first=before is None,
    )


@router.get("/night/{day}")
def show_night(request: Request, user: Reader, session: ReadSession, day: date, since: Since = None) -> Response:
    """One report: what was found, most urgent first, what that means, then every check with its tables."""
    return page(
        request,
        "night.html",
        view=_view(session, run_of(session, day, since if user.role in KEEPERS else _usual(day)), user),
        alarms=_alarms(session) if user.role in KEEPERS else (),
    )


@router.post("/night/{day}/monitors/{connection}/reset")
def reset_monitor(
    user: Keeper,
    session: WriteSession,
    now: Now,
    day: date,
    connection: str,
    reason: Annotated[str, Form(max_length=NOTE_LIMIT)] = "",
) -> Response:
    """End the alarm of a connection under one's own name, with a reason."""
    monitors.reset(session, connection, by=user.email, reason=reason, now=now)
    return go(f"/night/{day}#monitor", _("The monitor of %(name)s counts anew from today.") % {"name": connection})


@router.get("/night/{day}/report.json")
def as_json(_user: Keeper, session: ReadSession, day: date, since: Since = None) -> Response:
    """The report as JSON, in the bytes whose SHA-256 is the digest."""
    return _file(canonical(report_of(session, run_of(session, day, since))), "application/json", f"audit-{day}.json")


@router.get("/night/{day}/report.html")
def as_html(request: Request, _user: Keeper, session: ReadSession, day: date, since: Since = None) -> Response:
    """The report as one file to read without us."""
    run = run_of(session, day, since)
    text = paper.standalone(report_of(session, run), run.digest, request.app.state.templates)
    return _file(text, "text/html; charset=utf-8", f"audit-{day}.html")


@router.get("/night/{day}/tables.zip")
def as_zip(_user: Keeper, session: ReadSession, day: date, since: Since = None) -> Response:
    """All tables, the findings and the JSON in one file."""
    return _file(files.as_zip(report_of(session, run_of(session, day, since))), "application/zip", f"audit-{day}.zip")


@router.get("/night/{day}/{check}/{table}.csv")
def as_csv(_user: Keeper, session: ReadSession, day: date, check: str, table: str, since: Since = None) -> Response:
    """One table."""
    text = files.csv_of(report_of(session, run_of(session, day, since)), check, table)
    return _file(text, "text/csv; charset=utf-8", f"audit-{day}-{check}-{table}.csv")


def _file(content: str | bytes, media: str, name: str) -> Response:
    return Response(content, media_type=media, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _usual(day: date) -> date:
    """Where the period begins that every night looks back over."""
    return day - timedelta(days=DAYS - 1)


def _may_read(run: AuditRun, user: User) -> bool:
    """Who decides reads the usual period only: what two periods differ by are few people."""
    return user.role in KEEPERS or run.since == _usual(run.day)


def _view(session: Session, run: AuditRun, user: User) -> paper.View:
    report = report_of(session, run)
    if user.role not in KEEPERS:
        return paper.view(for_reviewers(report), run.digest)
    return paper.view(report, run.digest, links=_links(session, report["findings"][: paper.FINDINGS_SHOWN]))


def _links(session: Session, found: list[dict[str, Any]]) -> paper.Links:
    subjects = {finding["subject"] for finding in found}
    keys = {finding["key"] for finding in found}
    return paper.Links(
        records=frozenset(session.scalars(select(Rejection.id).where(Rejection.id.in_(subjects)))),
        states={one.key: one for one in session.scalars(select(FindingState).where(FindingState.key.in_(keys)))},
        on=True,
    )


def _alarms(session: Session) -> Sequence[Row[str, date | None]]:
    """Connections whose alarm is on now, whatever the report says: it may have been reset since."""
    query = select(Connection.name, Monitor.alarmed_on).join(Monitor, Monitor.connection_id == Connection.id)
    return session.execute(query.where(Monitor.alarmed_on.is_not(None)).order_by(Connection.name)).all()


def _headline(view: paper.View) -> tuple[str, ...]:
    """The first sentence of each check of ``HEADLINE``, in that order."""
    told = [(part.name, sheet.sentence) for part in view.parts for sheet in part.sheets if sheet.sentence]
    first = dict(reversed(told))
    chosen = tuple(first[check] for check in HEADLINE if check in first)
    return chosen or tuple(sentence for _check, sentence in told[:SENTENCES_AT_LEAST])


def _counts(session: Session, run_ids: list[str]) -> dict[str, dict[str, int]]:
    counted = (
        select(Finding.run_id, Finding.severity, func.count())
        .where(Finding.run_id.in_(run_ids))
        .group_by(Finding.run_id, Finding.severity)
    )
    counts: dict[str, dict[str, int]] = {run_id: dict.fromkeys(Severity, 0) for run_id in run_ids}
    for run_id, severity, many in session.execute(counted):
        counts[run_id][severity] = many
    return counts


def _open(session: Session) -> int:
    query = select(func.count()).select_from(FindingState).where(FindingState.state == findings.OPEN)
    return session.scalar(query) or 0
