"""The report of a night, from its rows: as data, what of it reviewers may see, and how its words and numbers are shown.

A number is shown with the digits that its table keeps, wherever it is shown.
"""

import json
import re
from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.audit import findings
from app.audit.answer import DAYS, Kind, Severity
from app.audit.checks.registry import CHECKS
from app.errors import NotFoundError
from app.language import marked as N_  # noqa: N812 - the name that the catalogues know
from app.language import marks, number
from app.language import translated as _
from app.store.night import AuditAnswer, AuditRun

FOR_REVIEWERS = frozenset(
    {
        "activity", "misses", "rule_health", "never_told", "deadlines", "unscreened",
        "open_deliveries", "unplaced_holds", "parked_writebacks", "unconfirmed_writebacks", "superseded_decisions",
        "parser_health", "proxies_in_rules", "calibration", "history",
    }
)  # fmt: skip
"""Checks whose sentences those who decide may read: of rules, deadlines and machines, not of people or of draws."""

_ESTIMATED = frozenset({"misses", "rule_health"})
"""Of these, reviewers read what stands below and nothing else: an exact count of those who were not flagged changes
with each control that is drawn, and tells whether the candidate who came last is one."""
_RETOLD: Mapping[tuple[str, str], str] = MappingProxyType(
    {
        ("misses", "misses"): N_("About %(share)s %% of the people set aside would have been advanced."),
        ("rule_health", "rules"): N_("%(rule)s rejected most people wrongly, as far as anybody looked."),
        ("rule_health", "rules_off"): N_(
            "%(freed)s people were rejected by one rule alone: without it they would have passed."
        ),
    }
)
"""By check and table; the values are those of the sentence that it replaces."""
_FOUND: Mapping[str, str] = MappingProxyType(
    {
        "misses": N_(
            "%(connection)s: about %(share)s %% of the people who were not flagged would have been advanced, more "
            "than the accepted %(accepted)s %%"
        ),
        "rule_health": N_(
            "%(rule)s rejected %(people)s, %(alone)s of them by no other rule; of %(looked)s looked at %(reinstated)s "
            "were reinstated"
        ),
    }
)
"""The findings of a check, likewise."""
_A_VALUE = re.compile(r"%\((\w+)\)s")

A_NUMBER = re.compile(r"-?\d+(,\d{3})*(\.\d+)?")

ABOUT_RULES = frozenset({"rule_health", "proxies_in_rules"})
"""Checks whose findings are about a rule of the ATS: their subject is its name."""

SEVERITIES: Mapping[str, str] = MappingProxyType(
    {Severity.URGENT: N_("urgent"), Severity.SERIOUS: N_("serious"), Severity.NOTE: N_("note")}
)


def run_of(session: Session, day: date | None, since: date | None = None) -> AuditRun:
    """The report of a day (the night's, else the longest, unless ``since`` says which), or of the newest one.

    Raises:
        NotFoundError: no such report.

    """
    asked = [AuditRun.since == since] if since else []
    of = day or session.scalar(select(func.max(AuditRun.day)).where(*asked))
    runs = session.scalars(select(AuditRun).where(AuditRun.day == of, *asked).order_by(AuditRun.since)).all()
    if not runs:
        raise NotFoundError(f"there is no audit of {day or 'any day'}; run `second-look audit run`")
    return next((run for run in runs if (run.day - run.since).days + 1 == DAYS), runs[0])


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
    unfinished = "" if report["whole"] else " (not finished; these are the numbers so far)"
    lines = [f"Audit of {report['since']} to {report['day']}{unfinished}", ""]
    lines += _findings(report["findings"])
    for answer in report["answers"]:
        for one in answer["tables"]:
            lines += ["", *_table(one)]
    gaps = [in_words(gap) for answer in report["answers"] for gap in answer["unmeasured"]]
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
        lines.append(f"  {finding['severity']}: {finding['subject']} {in_words(finding['words'])}".rstrip())
        lines.append(f"    {check.QUESTION if check else finding['check']}")
    return lines


def _table(one: Mapping[str, Any]) -> list[str]:
    columns = one["columns"]
    shown = [[column["title"] for column in columns]]
    shown += [[printed(cell, column) for cell, column in zip(row, columns, strict=True)] for row in one["rows"]]
    widths = [max(len(row[place]) for row in shown) for place in range(len(columns))]
    lines = [in_words(one["title"])]
    lines += [in_words(one["sentence"])] if one["sentence"] else []
    return lines + [
        "  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in shown
    ]


def for_reviewers(report: Mapping[str, Any]) -> dict[str, Any]:
    """What those who decide may see: what happened and what the rules missed, in sentences.

    No tables, and no ids but the names of rules: small counts by posting and rule would tell which candidate is a
    control, and so would an exact count of all who were not flagged. Nothing about people either. A check that is not
    in ``FOR_REVIEWERS`` is not shown.
    """
    found = [
        {**finding, "subject": "", "key": "", "text": "", "weight": 0.0, "words": words}
        for finding in report["findings"]
        if finding["check"] in FOR_REVIEWERS
        and (words := _retold(finding["check"], finding["words"], _FOUND.get(finding["check"])))
    ]
    seen = [answer for answer in report["answers"] if answer["check"] in FOR_REVIEWERS]
    return {**report, "findings": found, "answers": [_in_sentences(answer) for answer in seen]}


def _in_sentences(answer: Mapping[str, Any]) -> dict[str, Any]:
    check: str = answer["check"]
    bare: dict[str, Any] = {"columns": [], "rows": [], "chart": None}
    tables = [
        {**one, **bare, "sentence": sentence}
        for one in answer["tables"]
        if (sentence := _retold(check, one["sentence"], _RETOLD.get((check, one["name"])))) or check not in _ESTIMATED
    ]
    return {**answer, "tables": tables, "unmeasured": [] if check in _ESTIMATED else answer["unmeasured"]}


def _retold(check: str, words: Mapping[str, Any] | None, text: str | None) -> Mapping[str, Any] | None:
    """A ``Said`` as a reviewer may read it; None where nothing may be read. One without any value tells nothing."""
    if check not in _ESTIMATED or not words or not words["values"]:
        return words
    values = {**words["values"], **_shared(words["values"])}
    names = _A_VALUE.findall(text or "")
    if not names or not set(names) <= set(values):
        return None
    return {"text": text, "values": {name: values[name] for name in names}}


def _shared(values: Mapping[str, Any]) -> dict[str, str]:
    """Those missed as a share, in whole per cent: no count can be had back from it."""
    missed, people = (float(str(values.get(name, 0)).replace(",", "")) for name in ("missed", "people"))
    return {"share": f"{100 * missed / people:.0f}"} if people and "missed" in values else {}


def in_words(content: Mapping[str, Any]) -> str:
    """A ``Said`` as it is stored, in the language that is spoken; numbers get its marks."""
    values = {name: number(one) if isinstance(one, int) else _marked(one) for name, one in content["values"].items()}
    sentence = _(content["text"])
    return sentence % values if values else sentence.replace("%%", "%")


def _marked(value: str) -> str:
    """A value that is a number gets the marks of the language; anything else stays as it is."""
    return marks(value) if A_NUMBER.fullmatch(value) else value


def printed(cell: Any, column: Mapping[str, Any]) -> str:
    """A cell for people, with as many digits as its table keeps."""
    if cell is None:
        return "-"
    if column["kind"] == Kind.SHARE:
        return f"{number(cell * 100, max(0, column['digits'] - 2))} %"
    if column["kind"] in {Kind.NUMBER, Kind.COUNT}:
        return number(cell, column["digits"])
    return _(cell) if column["kind"] == Kind.WORD and cell else str(cell)
