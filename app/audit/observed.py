"""What a check answers with, and the day it is asked about."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

R = TypeVar("R")

LISTED = 100
"""Rows a check names one by one; beyond that it says how many there are."""


@dataclass(frozen=True, slots=True)
class Observed:
    """One answer. ``subject`` is the id of the row it is about, or empty."""

    subject: str
    text: str


class Check(Protocol):
    """A module in ``checks``: reads only, and finds the same in the same data."""

    NAME: str
    QUESTION: str

    def run(self, session: Session, day: date, now: datetime) -> list[Observed]:
        """Answer for a day; an empty list means that all is well."""


def bounds(day: date) -> tuple[datetime, datetime]:
    """A day in UTC: its first moment, and the first that is not in it any more."""
    start = datetime.combine(day, time(), UTC)
    return start, start + timedelta(days=1)


def observe(session: Session, query: Select[R], say: Callable[[R], Observed]) -> list[Observed]:
    """Say something about each row of an ordered query, and how many there are beyond the first ``LISTED``."""
    rows = session.scalars(query.limit(LISTED + 1)).unique().all()
    observed = [say(row) for row in rows[:LISTED]]
    if len(rows) > LISTED:
        counted = select(func.count()).select_from(query.order_by(None).subquery())
        observed.append(Observed("", f"{session.scalar(counted)} in all; only the first {LISTED} are listed"))
    return observed
