"""The record of one rejection as a file: JSON with the sealed history, CSV with a line for each thing that happened."""

import csv
import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict
from io import StringIO
from typing import Any

from app.audit.record import Record
from app.audit.timeline import Event, timeline
from app.store.models import HistoryEntry

COLUMNS = ("at", "kind", "what", "who", "why", "policy", "seq")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What makes a spreadsheet run a cell; what people and other systems wrote stands in these."""


def as_json(record: Record) -> str:
    """Everything on the page, and of each entry of the history what its hash is made of."""
    rejection, match, resume = record.rejection, record.match, record.resume
    content: dict[str, Any] = {
        "rejection": {
            "id": rejection.id,
            "application": rejection.application.external_id,
            "connection": rejection.connection.name,
            "posting": rejection.posting.title,
            "state": rejection.state,
            "rejected_at": rejection.rejected_at.isoformat(),
            "origin": rejection.origin,
            "origin_evidence": rejection.origin_evidence,
            "rule": rejection.rule,
            "reason": rejection.reason,
            "control": rejection.control,
            "inclusion_probability": rejection.inclusion_probability,
        },
        "resume": {"sha256": resume.sha256, "reader": resume.reader, "unreadable": resume.unreadable}
        if resume
        else None,
        "match": {
            "verdict": match.verdict,
            "why": match.why,
            "matcher_version": match.matcher_version,
            "requirements_version": match.requirements_version,
            "evidence": [asdict(ground) for ground in record.evidence],
        }
        if match
        else None,
        "events": [dict(zip(COLUMNS, _cells(event), strict=True)) for event in timeline(record)],
        "history": [_entry(step.entry) for step in record.steps],
    }
    return json.dumps(content, ensure_ascii=False, indent=2)


def as_csv(record: Record) -> str:
    """One line for each event, for a spreadsheet."""
    return in_csv([COLUMNS, *([harmless(cell) for cell in _cells(event)] for event in timeline(record))])


def in_csv(rows: Iterable[Sequence[Any]]) -> str:
    """Rows as text; what somebody else wrote in them has to be ``harmless`` already."""
    text = StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue()


def _cells(event: Event) -> tuple[Any, ...]:
    return event.at.isoformat(), event.kind, event.what, event.who, event.why, event.policy, event.seq


def harmless(cell: Any) -> Any:
    """A cell that no spreadsheet runs: what begins like a formula gets an apostrophe before it."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell


def _entry(entry: HistoryEntry) -> dict[str, Any]:
    names = ("seq", "action", "from_state", "to_state", "who", "by", "why", "policy_id", "previous", "hash")
    return {"at": entry.at.isoformat(), **{name: getattr(entry, name) for name in names}}
