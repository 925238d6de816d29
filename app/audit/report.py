"""The report of a night, from its row: as data and as plain text. What it says it estimates, it names."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit import calibration, switches
from app.audit.checks.registry import CHECKS
from app.errors import NotFoundError
from app.store.models import AuditRun, Finding


def as_data(session: Session, day: date | None) -> dict[str, Any]:
    """The report of a day, or the newest one.

    Raises:
        NotFoundError: no such night.

    """
    query = select(AuditRun).order_by(AuditRun.day.desc()).limit(1)
    run = session.scalars(query.where(AuditRun.day == day) if day else query).one_or_none()
    if run is None:
        raise NotFoundError(f"there is no audit of {day or 'any day'}; run `second-look audit run`")
    findings = session.scalars(
        select(Finding).where(Finding.run_id == run.id).order_by(Finding.check, Finding.subject, Finding.text)
    )
    return {
        **run.numbers,
        "findings": [{"check": row.check, "subject": row.subject, "text": row.text} for row in findings],
    }


def as_text(report: Mapping[str, Any]) -> str:
    """A report for people to read."""
    unfinished = "" if report["whole"] else " (the day is not over; these are the numbers so far)"
    decisions, parked, history = report["decisions"], report["parked"], report["history"]
    median = decisions["median_seconds"]
    lines = [
        f"Audit of {report['day']}{unfinished}",
        "",
        f"Now:        {_listed(report['states'])}",
        f"Received:   {_listed(report['received'])}",
        f"Held:       {_listed(report['held'])}",
        f"Decided:    {_listed(decisions['by_action'])}; undone {decisions['undone']}"
        + (f"; half within {median:g} s" if median is not None else ""),
        f"Lapsed:     {report['lapsed']}",
        f"Parked:     {parked['writebacks']} write-backs, {parked['deliveries']} deliveries",
        f"History:    {history['entries']} entries, chain ends in {history['hash'][:16]}",
        "",
        *in_words(report["controls"]),
        "",
        *calibration.in_words(report.get("calibration")),
        *switches.in_words(report.get("switches")),
        "",
        *_findings(report["findings"]),
    ]
    return "\n".join(lines)


def in_words(controls: Mapping[str, Any]) -> list[str]:
    """What the controls say about the candidates nobody looked at, and how sure that is."""
    drawn = f"{controls['drawn']} drawn at random from {controls['unflagged']} unflagged"
    head = f"Controls of {controls['days']} days: {drawn}, {controls['decided']} decided"
    if not controls["decided"]:
        return [f"{head}: nothing can be said yet about missed candidates."]
    low, high = controls["interval_95"]
    interval = f"95 % interval {low:.1%} to {high:.1%}, Clopper-Pearson"
    return [
        f"{head}, {controls['reinstated']} reinstated.",
        f"Miss rate among decided controls: {controls['miss_rate']:.1%} (n = {controls['decided']}; {interval}).",
        "It estimates the share of unflagged candidates whom a recruiter would reinstate, had all one rate of draw.",
        f"Weighted by the rates at which they were drawn, an estimated {controls['estimated_missed']:g} were missed.",
        f"Not counted: {controls['undecided']} controls without a decision. The interval holds for one look at a time",
        "set beforehand; among many nights some miss the truth by chance.",
    ]


def _listed(counts: Mapping[str, int]) -> str:
    return ", ".join(f"{number} {name.replace('_', ' ')}" for name, number in counts.items()) or "none"


def _findings(findings: list[Mapping[str, str]]) -> list[str]:
    lines = [f"Findings: {len(findings)}"]
    for name, check in CHECKS.items():
        answers = [finding for finding in findings if finding["check"] == name]
        lines.append(f"  {check.QUESTION} {f'Yes, {len(answers)}:' if answers else 'No.'}")
        lines += [f"    {answer['subject']}  {answer['text']}".rstrip() for answer in answers]
    return lines
