"""What became of applicants: their newest rejection by the ATS, read beside a list of them in another database."""

from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from operator import itemgetter
from typing import Any, TypeVar

from sqlalchemy import SQLColumnExpression, collate, select
from sqlalchemy.orm import Session

from app.audit.answer import Night
from app.audit.cohort import Arm, arm, lasting
from app.lifecycle import WAITING, Action
from app.store.models import Application, Connection, Decision, Rejection

AT_ONCE = 5000
"""Rows read at a time."""
ZONES = timedelta(days=1)
"""A day that an import gives may begin before it does in UTC."""

R = TypeVar("R", bound=Sequence[Any])


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """What became of the newest rejection by the ATS: its rules, and whether people reinstated it, or still may.

    All that are alike are the same object, so it can be counted by identity: a million people have a few hundred.
    """

    rules: tuple[str, ...]
    reinstated: bool
    settled: bool


def with_outcomes(session: Session, night: Night, applicants: Iterable[R]) -> Iterator[tuple[R, Outcome | None]]:
    """Each applicant, and what became of their newest rejection from the start to the end of a night, if they have one.

    ``applicants`` begin with connection and application id and are in this order, so both databases are read once,
    side by side. Human rejections do not count.
    """
    outcomes = _Outcomes(session, night)
    for connection, those in groupby(applicants, itemgetter(0)):
        with closing(outcomes.of(connection)) as rejected:
            rejected_id, newest = next(rejected, _NO_MORE)
            for applicant in those:
                application_id = applicant[1]
                while rejected_id is not None and rejected_id < application_id:
                    rejected_id, newest = next(rejected, _NO_MORE)
                outcome = None
                while rejected_id == application_id:
                    outcome = newest
                    rejected_id, newest = next(rejected, _NO_MORE)
                yield applicant, outcome


_NO_MORE: tuple[str | None, Outcome | None] = (None, None)


class _Outcomes:
    """The outcomes of a night, by connection."""

    def __init__(self, session: Session, night: Night) -> None:
        self._session, self._night = session, night
        stood = lasting(night)
        reinstated = select(stood.c.rejection_id).where(stood.c.action == Action.REINSTATE)
        self._reinstated = frozenset(session.scalars(reinstated))  # people decide: these are few
        self._not_final = frozenset(
            session.scalars(select(Decision.rejection_id).where(Decision.final_at >= night.until))
        )
        self._alike: dict[tuple[str, bool, bool], Outcome] = {}

    def of(self, connection: str) -> Generator[tuple[str | None, Outcome | None]]:
        """Every rejection by the ATS, in the order of application ids, a later one of the same application behind."""
        application, rejection = Application.__table__.c, Rejection.__table__.c  # rows, no objects of the session
        application_id: SQLColumnExpression[str] = application.external_id
        if self._session.get_bind().dialect.name == "postgresql":
            application_id = collate(application_id, "C")
        query = (
            select(application.external_id, rejection.id, rejection.rule, rejection.rules,
                   rejection.state.in_(WAITING))
            .select_from(Rejection.__table__)
            .join(Application.__table__, application.id == rejection.application_id)
            .join(Connection.__table__, Connection.__table__.c.id == application.connection_id)
            .where(
                Connection.__table__.c.name == connection,
                rejection.received_at >= self._night.start - ZONES,
                rejection.received_at < self._night.until,
                arm(rejection) != Arm.HUMAN,
            )
            .order_by(application_id, rejection.number)
        )  # fmt: skip
        with self._session.connection().execute(query, execution_options={"yield_per": AT_ONCE}) as rows:
            for found, rejection_id, rule, rules, waits in rows:
                settled = not waits and rejection_id not in self._not_final
                yield found, self._one(rules or rule, rejection_id in self._reinstated, settled)

    def _one(self, rules: str, reinstated: bool, settled: bool) -> Outcome:  # noqa: FBT001 - two facts of a row
        key = rules, reinstated, settled
        if (known := self._alike.get(key)) is None:
            names = tuple(sorted(set(rules.split("\n")))) if rules else ()
            known = self._alike[key] = Outcome(names, reinstated, settled)
        return known
