"""From protected attributes to cells: what the night gets to see of the separate database.

The two databases cannot be joined, so applicants are read in chunks, what became of them is asked for chunk by chunk,
and only counts are kept: memory does not grow with their number.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from sys import intern
from typing import Any

from sqlalchemy import (
    ColumnElement,
    SQLColumnExpression,
    Subquery,
    and_,
    case,
    collate,
    func,
    literal,
    select,
    tuple_,
    union_all,
)
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.audit.answer import Night
from app.audit.cells import Cell, Cells, ScoreCell
from app.audit.cohort import Arm, arm, lasting
from app.errors import SecondLookError
from app.lifecycle import WAITING, Action
from app.store.attributes import Applicant, AttributeImport, FoldedCell, FoldedScore
from app.store.models import Application, Connection, Decision, Rejection

AT_ONCE = 5000
"""Rows read at a time."""
ZONES = timedelta(days=1)
"""A day that an import gives may begin before it does in UTC."""

Opener = Callable[[], AbstractContextManager[Session]]
Key = tuple[str, str]
"""Name of the connection, and the application's id in the ATS."""
Group = tuple[str, bool, tuple[str, ...], str, str, str]
"""Posting, rejected, rules, sex, race, age."""


class Source:
    """A ``cells.AttributeSource``: gives the night its cells, counted once a period.

    Args:
        read: opens the database of protected attributes.

    """

    def __init__(self, read: Opener) -> None:
        self._read = read
        self._counted: dict[Night, Cells] = {}

    def cells(self, session: Session, night: Night) -> Cells:
        """Everybody who applied in the period, with what became of them up to its end."""
        if night not in self._counted:
            with self._read() as attributes:
                self._counted[night] = _cells(session, attributes, night)
        return self._counted[night]

    def state(self) -> str:
        """How far imports and foldings have come; that it cannot be read is a state too."""
        imports = (
            func.count(), func.max(AttributeImport.at), func.sum(AttributeImport.added),
            func.sum(AttributeImport.changed),
        )  # fmt: skip
        try:
            with self._read() as attributes:
                folded = attributes.scalar(select(func.sum(FoldedCell.n)))
                return f"{tuple(attributes.execute(select(*imports)).one())} {folded}"
        except (SQLAlchemyError, SecondLookError, OSError):
            return "unreadable"


@dataclass(frozen=True, slots=True)
class Outcome:
    """The newest rejection of an application by the ATS: its rules, and whether people reinstated it, or still may."""

    rules: tuple[str, ...]
    reinstated: bool
    settled: bool


class Outcomes:
    """What became of applications from the start to the end of a night. Human rejections do not count.

    Asked for in the order of ``chunks``: both databases are read once, side by side.
    """

    def __init__(self, session: Session, night: Night) -> None:
        self._session, self._night = session, night
        stood = lasting(night)
        reinstated = select(stood.c.rejection_id).where(stood.c.action == Action.REINSTATE)
        self._reinstated = frozenset(session.scalars(reinstated))  # people decide: these are few
        self._not_final = frozenset(
            session.scalars(select(Decision.rejection_id).where(Decision.final_at >= night.until))
        )
        self._rules: dict[str, tuple[str, ...]] = {"": ()}
        self._connection = ""
        self._stream: Iterator[tuple[str, Outcome]] = iter(())
        self._next: tuple[str, Outcome] | None = None

    def of(self, rows: Sequence[Applicant]) -> dict[Key, Outcome]:
        """The newest rejection of each applicant that has one; ``rows`` come behind those of the last call."""
        found: dict[Key, Outcome] = {}
        for name, those in groupby(rows, lambda row: row.connection):
            last = deque(those, maxlen=1).pop().application_id
            if name != self._connection:
                self._connection, self._stream = name, self._read(name)
                self._next = next(self._stream, None)
            while self._next is not None and self._next[0] <= last:
                found[name, self._next[0]] = self._next[1]
                self._next = next(self._stream, None)
        return found

    def _read(self, connection: str) -> Iterator[tuple[str, Outcome]]:
        """Every rejection by the ATS, in the order of application ids, a later one of the same application behind."""
        application_id: SQLColumnExpression[str] = Application.external_id
        if self._session.get_bind().dialect.name == "postgresql":
            application_id = collate(application_id, "C")
        query = (
            select(
                Application.external_id,
                Rejection.id,
                Rejection.rule,
                Rejection.rules,
                Rejection.state.in_(WAITING).label("waits"),
            )
            .join(Application, Application.id == Rejection.application_id)
            .join(Connection, Connection.id == Application.connection_id)
            .where(
                Connection.name == connection,
                Rejection.received_at >= self._night.start - ZONES,
                Rejection.received_at < self._night.until,
                arm() != Arm.HUMAN,
            )
            .order_by(application_id, Rejection.number)
            .execution_options(yield_per=AT_ONCE)
        )
        for found, rejection_id, rule, rules, waits in self._session.execute(query):
            settled = not waits and rejection_id not in self._not_final
            yield found, Outcome(self._named(rules or rule), rejection_id in self._reinstated, settled)

    def _named(self, rules: str) -> tuple[str, ...]:
        """The same rules are the same object: a million people have a few hundred sets of them."""
        if rules not in self._rules:
            self._rules[rules] = tuple(sorted(set(rules.split("\n"))))
        return self._rules[rules]


@dataclass(slots=True)
class Counts:
    """How many people a group has; ``after_review`` and ``contradicted`` as in ``Cell``."""

    n: int = 0
    after_review: int = 0
    contradicted: int = 0

    def add(self, row: Applicant, outcome: Outcome | None) -> None:
        """Count one more."""
        rejected = outcome is not None or row.passed is False
        self.n += 1
        self.after_review += not rejected or (outcome is not None and outcome.reinstated)
        self.contradicted += outcome is not None and row.passed is True


def group_of(row: Applicant, outcome: Outcome | None) -> Group:
    """Where an applicant counts. Who has no rejection here passed, unless the import says otherwise."""
    rejected = outcome is not None or row.passed is False
    posting = f"{row.connection}/{row.posting}" if row.posting else ""
    return posting, rejected, outcome.rules if outcome else (), row.sex, row.race, row.age


def _slim(group: Group) -> Group:
    """The same group with words that are stored once: every row brings its own."""
    posting, rejected, rules, *words = group
    return intern(posting), rejected, rules, intern(words[0]), intern(words[1]), intern(words[2])


def chunks(attributes: Session, which: ColumnElement[bool], *, lock: bool = False) -> Iterator[Sequence[Applicant]]:
    """Applicants as plain rows in the order of their keys; ``lock`` them where the database can."""
    place = tuple_(Applicant.connection, Applicant.application_id)
    columns = [column for column in Applicant.__table__.columns if column.name != "imported_at"]
    query = select(*columns).where(which).order_by(Applicant.connection, Applicant.application_id).limit(AT_ONCE)
    query = query.with_for_update() if lock else query
    chunk: Sequence[Any] = attributes.execute(query).all()
    while chunk:
        yield chunk
        after = place > (chunk[-1].connection, chunk[-1].application_id)
        chunk = attributes.execute(query.where(after)).all() if len(chunk) == AT_ONCE else ()


def _cells(session: Session, attributes: Session, night: Night) -> Cells:
    counts: dict[Group, Counts] = {}
    outcomes = Outcomes(session, night)
    for chunk in chunks(attributes, _applied(night)):
        found = outcomes.of(chunk)
        for row in chunk:
            outcome = found.get((row.connection, row.application_id))
            group = group_of(row, outcome)
            count = counts.get(group) or counts.setdefault(_slim(group), Counts())
            count.add(row, outcome)
    whole = _whole_months(FoldedCell.month, night)
    for cell in attributes.scalars(select(FoldedCell).where(whole)):
        rules = tuple(cell.rules.split("\n")) if cell.rules else ()
        count = counts.setdefault((cell.posting, cell.rejected, rules, cell.sex, cell.race, cell.age), Counts())
        count.n += cell.n
        count.after_review += cell.after_review
        count.contradicted += cell.contradicted
    touched = FoldedCell.month.between(night.since.replace(day=1), night.day)
    cut = attributes.scalar(select(func.sum(FoldedCell.n)).where(touched, ~whole))
    cells = (Cell(*group, one.n, one.after_review, one.contradicted) for group, one in counts.items())
    return Cells(tuple(cells), tuple(_scores(attributes, night)), cut or 0)


def _applied(night: Night) -> ColumnElement[bool]:
    return Applicant.applied_on.between(night.since, night.day)


def _whole_months(month: InstrumentedAttribute[date], night: Night) -> ColumnElement[bool]:
    """Months all of whose days are in the period."""
    first = night.since if night.since.day == 1 else (night.since.replace(day=1) + timedelta(days=31)).replace(day=1)
    return and_(month >= first, month < (night.day + timedelta(days=1)).replace(day=1))


def _scores(attributes: Session, night: Night) -> Iterator[ScoreCell]:
    """Every group's people, and how many are above the median of their connection: counted by the database."""
    kept = [(table.connection, table.sex, table.race, table.age, table.score) for table in (Applicant, FoldedScore)]
    every = union_all(
        select(*kept[0], literal(1).label("n")).where(_applied(night), Applicant.score.is_not(None)),
        select(*kept[1], FoldedScore.n).where(_whole_months(FoldedScore.month, night)),
    ).subquery()
    connections = select(every.c.connection, func.sum(every.c.n)).group_by(every.c.connection)
    for connection, total in attributes.execute(connections.order_by(every.c.connection)).all():
        median = _median(attributes, every, connection, int(total))
        group = every.c.sex, every.c.race, every.c.age
        above = func.sum(case((every.c.score > median, every.c.n), else_=0))
        counted = select(*group, func.sum(every.c.n), above).where(every.c.connection == connection).group_by(*group)
        for sex, race, age, n, many in attributes.execute(counted.order_by(*group)):
            yield ScoreCell(connection, median, sex, race, age, int(n), int(many))


def _median(attributes: Session, every: Subquery, connection: str, total: int) -> float:
    """The middle of ``total`` scores; the mean of the two middle ones where their number is even."""
    upto = func.sum(every.c.n).over(order_by=every.c.score, range_=(None, 0)).label("upto")
    scores = select(every.c.score, upto).where(every.c.connection == connection).subquery()
    middle = [
        attributes.scalars(select(func.min(scores.c.score)).where(scores.c.upto >= place)).one()
        for place in ((total + 1) // 2, total // 2 + 1)
    ]
    return float(sum(middle)) / len(middle)
