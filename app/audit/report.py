"""The report of a night, from its rows: as data, and as plain text."""

import json
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit import findings
from app.audit.answer import Kind, words_from_json
from app.audit.checks.registry import CHECKS
from app.errors import NotFoundError
from app.store.night import AuditAnswer, AuditRun


def run_of(session: Session, day: date | None, since: date | None = None) -> AuditRun:
    """The report of a day (the longest, unless ``since`` says which), or of the newest one.

    Raises:
        NotFoundError: no such report.

    """
    query = select(AuditRun).order_by(AuditRun.day.desc(), AuditRun.since).limit(1)
    query = query.where(AuditRun.day == day) if day else query
    run = session.scalars(query.where(AuditRun.since == since) if since else query).one_or_none()
    if run is None:
        raise NotFoundError(f"there is no audit of {day or 'any day'}; run `second-look audit run`")
    return run


def as_data(session: Session, day: date | None, since: date | None = None) -> dict[str, Any]:
    """The report as data; raises as ``run_of`` does."""
    return report_of(session, run_of(session, day, since))


def report_of(session: Session, run: AuditRun) -> dict[str, Any]:
    """A report as data: everything but when and under which id it was made, in a fixed order."""
    stored = session.scalars(select(AuditAnswer).where(AuditAnswer.run_id == run.id))
    answers = {answer.check: answer.content for answer in stored}
    return {
        "day": run.day.isoformat(),
        "since": run.since.isoformat(),
        "whole": run.finished_at is not None,
        "snapshot": run.snapshot,
        "seed": run.seed,
        "versions": dict(sorted(run.versions.items())),
        "findings": findings.listed(session, run.id),
        "answers": [
            {"check": name, **answers[name]} for name in (*CHECKS, *sorted(answers.keys() - CHECKS.keys()))
            if name in answers
        ],
    }  # fmt: skip


def canonical(report: dict[str, Any]) -> str:
    """A report as JSON, byte by byte the same for the same content."""
    return json.dumps(report, ensure_ascii=False, indent=1)


def as_text(report: Mapping[str, Any]) -> str:
    """A report for people to read in a terminal: findings first, then every table with its sentence."""
    unfinished = "" if report["whole"] else " (the last day is not over; these are the numbers so far)"
    lines = [f"Audit of {report['since']} to {report['day']}{unfinished}", ""]
    lines += _findings(report["findings"])
    for answer in report["answers"]:
        for one in answer["tables"]:
            lines += ["", *_table(one)]
    gaps = [str(words_from_json(gap)) for answer in report["answers"] for gap in answer["unmeasured"]]
    lines += ["", "What could not be measured:", *(f"  {gap}" for gap in gaps or ["nothing that we know of"])]
    versions = ", ".join(f"{name} {version}" for name, version in report["versions"].items())
    lines += ["", f"Snapshot {report['snapshot'][:16]}, seed {report['seed']}, {versions}"]
    return "\n".join(lines)


def _findings(findings: list[Mapping[str, Any]]) -> list[str]:
    if not findings:
        return ["No findings."]
    lines = [f"Findings: {len(findings)}"]
    for finding in findings:
        check = CHECKS.get(finding["check"])
        lines.append(f"  {finding['severity']}: {finding['subject']} {finding['text']}".rstrip())
        lines.append(f"    {check.QUESTION if check else finding['check']}")
    return lines


def _table(one: Mapping[str, Any]) -> list[str]:
    columns = one["columns"]
    shown = [[column["title"] for column in columns]]
    shown += [[printed(cell, column) for cell, column in zip(row, columns, strict=True)] for row in one["rows"]]
    widths = [max(len(row[place]) for row in shown) for place in range(len(columns))]
    lines = [str(words_from_json(one["title"]))]
    lines += [str(words_from_json(one["sentence"]))] if one["sentence"] else []
    return lines + [
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in shown
    ]


def printed(cell: Any, column: Mapping[str, Any]) -> str:
    """A cell as text, with as many digits as its table keeps."""
    if cell is None:
        return "-"
    if column["kind"] == Kind.SHARE:
        return f"{cell * 100:.{max(0, column['digits'] - 2)}f} %"
    if column["kind"] == Kind.NUMBER:
        return f"{cell:.{column['digits']}f}"
    return f"{cell:,}" if column["kind"] == Kind.COUNT else str(cell)
