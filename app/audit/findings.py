"""Findings over the nights: who has one, whether it was accepted or fixed, and that it came back."""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from sqlalchemy import case, delete, select
from sqlalchemy.orm import Session

from app.audit.answer import Observed, Severity, words_as_json
from app.clock import new_id
from app.errors import BadInputError, NotFoundError
from app.language import translated as _
from app.store.night import Finding, FindingEvent, FindingState

OPEN, ACCEPTED, FIXED = "open", "accepted", "fixed"
STATES = (OPEN, ACCEPTED, FIXED)

NIGHT = "night"
"""Who says so where no person does."""

_MOST_URGENT_FIRST = case(
    {severity: place for place, severity in enumerate(Severity)}, value=Finding.severity, else_=len(Severity)
)
ORDER = (_MOST_URGENT_FIRST, Finding.weight.desc(), Finding.check, Finding.key)
"""The order of a report: what harms most people first."""


def keep(session: Session, run_id: str, check: str, observed: Iterable[Observed]) -> None:
    """Store what a check found in a run, in place of what it found in the same run before."""
    session.execute(delete(Finding).where(Finding.run_id == run_id, Finding.check == check))
    session.add_all(
        Finding(
            id=new_id(), run_id=run_id, check=check, key=one.key(check), severity=one.severity, weight=one.weight,
            subject=one.subject, text=str(one.text), words=words_as_json(one.text),
        )
        for one in observed
    )  # fmt: skip


def follow(session: Session, run_id: str, day: date, now: datetime) -> None:
    """Bring the states up to a finished night: new ones are open, and what was called fixed and is there is not."""
    found = {row.key: row for row in session.scalars(select(Finding).where(Finding.run_id == run_id))}
    known = {state.key: state for state in session.scalars(select(FindingState).where(FindingState.key.in_(found)))}
    for key, finding in sorted(found.items()):
        state = known.get(key)
        if state is None:
            session.add(
                FindingState(id=new_id(), key=key, check=finding.check, state=OPEN, first_day=day, last_day=day)
            )
            _note(session, key, NIGHT, "found", finding.text, now)
        elif day > state.last_day:
            state.nights += 1
            state.last_day = day
            if state.state == FIXED:
                state.state, state.reappeared = OPEN, state.reappeared + 1
                _note(session, key, NIGHT, "found_again", finding.text, now)
    session.flush()


def change(
    session: Session, key: str, *, by: str, now: datetime, state: str | None = None, owner: str | None = None,
    reason: str = "",
) -> FindingState:  # fmt: skip
    """Say whose a finding is, or that it is open, accepted or fixed; the last two take a reason.

    Raises:
        NotFoundError: no night found it.
        BadInputError: no such state, or no reason where it takes one.

    """
    if state is not None and state not in STATES:
        raise BadInputError(f"{state} is no state of a finding; choose {', '.join(STATES)}")
    if state == ACCEPTED and not reason.strip():
        raise BadInputError(_("to accept a finding takes a reason: write why it may stay"))
    if state == FIXED and not reason.strip():
        raise BadInputError(_("to call a finding fixed takes a reason: write what was done"))
    found = session.scalars(select(FindingState).where(FindingState.key == key).with_for_update()).one_or_none()
    if found is None:
        raise NotFoundError(_("no night found this; look at the list of findings"))
    if owner is not None and owner.strip() != found.owner:
        found.owner = owner.strip()
        _note(session, key, by, "owner", found.owner, now)
    if state is not None and (state != found.state or reason.strip() != found.reason):
        found.state, found.reason = state, reason.strip()
        _note(session, key, by, state, found.reason, now)
    session.flush()
    return found


def listed(session: Session, run_id: str) -> list[dict[str, Any]]:
    """The findings of a run as data, in the order of the report."""
    query = select(Finding).where(Finding.run_id == run_id).order_by(*ORDER)
    return [
        {
            "check": row.check, "severity": row.severity, "subject": row.subject, "text": row.text, "key": row.key,
            "weight": row.weight, "words": row.words or words_as_json(row.text),
        }
        for row in session.scalars(query)
    ]  # fmt: skip


def _note(session: Session, key: str, by: str, what: str, detail: str, now: datetime) -> None:
    session.add(FindingEvent(key=key, at=now, by=by, what=what, detail=detail))
