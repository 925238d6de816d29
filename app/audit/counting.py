"""Counting the rejections of a period, as they stood at its end, by whatever kinds: the database does it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal_column, or_, select
from sqlalchemy.orm import Session

from app.audit.answer import Night
from app.audit.cohort import Arm, arm, lasting, received, screened_later, stood
from app.audit.strata import Counts
from app.lifecycle import Action, State
from app.store.models import Decision, HistoryEntry, Rejection

_TREATED = ("origin", "held_because", "control", "inclusion_probability")
"""The columns from which the arm follows."""


_NUMBERS = ("people", "decided", "reinstated", "lapsed", "closed")

NEVER_LOOKED_AT = (Arm.UNFLAGGED, Arm.HUMAN)


@dataclass(frozen=True, slots=True)
class Group:
    """Rejections with the same values of some columns (``by``) and the same arm; when the first and last came in."""

    by: tuple[Any, ...]
    arm: Arm
    counts: Counts
    first: datetime
    last: datetime

    def __add__(self, other: "Group") -> "Group":
        return replace(
            self, counts=self.counts + other.counts, first=min(self.first, other.first), last=max(self.last, other.last)
        )


def counted(session: Session, night: Night, *by: str) -> Iterator[Group]:
    """Count by columns of the rejection, and by arm: people, decided, reinstated, lapsed, and closed undecided.

    Everybody is counted as they are now, then what people had decided is added, and who was screened only later is
    taken back to the unscreened. Plain questions, because PostgreSQL guesses well how few groups columns make, and then
    need not sort everybody, but not how few an arm makes or what a join brings. Asked as one it takes five times as
    long, and through a cursor, which is planned for its first rows, minutes.
    """
    groups: dict[tuple[Any, ...], Group] = {}
    for query in (_everybody(night, by), _decided(night, by)):
        for group in _read(session, query, len(by)):
            _add(groups, group)
    for group in _read(session, _closed(night, by), len(by)):
        if group.arm not in NEVER_LOOKED_AT:
            _add(groups, group)
    for later in _read(session, _screened_later(night, by), len(by)):
        _add(groups, replace(later, counts=replace(later.counts, people=-later.counts.people)))
        _add(groups, replace(later, arm=Arm.UNSCREENED))
    yield from (group for group in groups.values() if group.counts.people)


def _read(session: Session, query: Select[Any], width: int) -> Iterator[Group]:
    for row in session.execute(query):
        treated, people, decided, reinstated, lapsed, closed, first, last = row[width:]
        counts = Counts(people, 0, decided, reinstated, lapsed, closed)
        yield Group(tuple(row[:width]), Arm(treated), counts, first, last)


def _add(groups: dict[tuple[Any, ...], Group], group: Group) -> None:
    key = (*group.by, group.arm)
    groups[key] = groups[key] + group if key in groups else group


def _everybody(night: Night, by: tuple[str, ...]) -> Select[Any]:
    numbers = {"people": func.count(), "lapsed": func.count().filter(Rejection.lapsed_at < night.until)}
    return _grouped(by, numbers).where(received(night))


def _decided(night: Night, by: tuple[str, ...]) -> Select[Any]:
    """Only what is to be added; whoever was decided after the hold had ended is not left undecided."""
    decisions = lasting(night)
    numbers = {
        "decided": func.count(),
        "reinstated": func.count().filter(decisions.c.action == Action.REINSTATE),
        "lapsed": -func.count().filter(Rejection.lapsed_at < night.until),
    }
    return _grouped(by, numbers).join(decisions, decisions.c.rejection_id == Rejection.id).where(received(night))


def _closed(night: Night, by: tuple[str, ...]) -> Select[Any]:
    """Whom the ATS closed while they waited. Nothing leads out of that state, so who is not in it now was not then."""
    decided = select(Decision.id).where(
        Decision.rejection_id == Rejection.id, Decision.decided_at < night.until, stood(Decision, night)
    )
    closed = select(HistoryEntry.seq).where(
        HistoryEntry.rejection_id == Rejection.id, HistoryEntry.action == Action.CLOSE, HistoryEntry.at < night.until
    )
    return _grouped(by, {"closed": func.count()}).where(
        received(night), Rejection.state == State.CLOSED, closed.exists(), ~decided.exists(),
        or_(Rejection.lapsed_at.is_(None), Rejection.lapsed_at >= night.until),
    )  # fmt: skip


def _screened_later(night: Night, by: tuple[str, ...]) -> Select[Any]:
    return _grouped(by, {"people": func.count()}).where(received(night), screened_later(night))


def _grouped(by: tuple[str, ...], numbers: Mapping[str, ColumnElement[int]]) -> Select[Any]:
    columns = [getattr(Rejection, name) for name in by]
    treated = [getattr(Rejection, name) for name in _TREATED if name not in by]
    return select(
        *columns,
        arm().label("arm"),
        *(numbers.get(name, literal_column("0")).label(name) for name in _NUMBERS),
        func.min(Rejection.received_at).label("first"),
        func.max(Rejection.received_at).label("last"),
    ).group_by(*columns, *treated)
