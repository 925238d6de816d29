"""From protected attributes to cells: what the night gets to see of the separate database.

The two databases cannot be joined, so both are read once, side by side, and only counts are kept: memory does not grow
with the number of applicants.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Subquery, and_, case, func, literal, select, union_all
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.audit.answer import Night
from app.audit.cells import Cell, Cells, ScoreCell
from app.audit.outcomes import AT_ONCE, Outcome, with_outcomes
from app.errors import SecondLookError
from app.store.attributes import Applicant, AttributeImport, FoldedCell, FoldedScore

Opener = Callable[[], AbstractContextManager[Session]]
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


@dataclass(slots=True)
class Counts:
    """How many people a group has; ``after_review`` and ``contradicted`` as in ``Cell``."""

    n: int = 0
    after_review: int = 0
    contradicted: int = 0

    def add(self, outcome: Outcome | None, passed: bool | None, n: int = 1) -> None:  # noqa: FBT001 - None is a third
        """Count ``n`` more, of whom the import said that they passed, or did not, or nothing."""
        rejected = outcome is not None or passed is False
        self.n += n
        self.after_review += n * (not rejected or (outcome is not None and outcome.reinstated))
        self.contradicted += n * (outcome is not None and passed is True)


class Person(NamedTuple):
    """What the import says of an applicant, as far as counts need it."""

    connection: str
    posting: str
    passed: bool | None
    sex: str
    race: str
    age: str


def group_of(who: Person, outcome: Outcome | None) -> Group:
    """Where somebody counts. Who has no rejection here passed, unless the import says otherwise."""
    rejected = outcome is not None or who.passed is False
    posting = f"{who.connection}/{who.posting}" if who.posting else ""
    return posting, rejected, outcome.rules if outcome else (), who.sex, who.race, who.age


def _cells(session: Session, attributes: Session, night: Night) -> Cells:
    counts: defaultdict[Group, Counts] = defaultdict(Counts)
    alike = _alike(session, attributes, night)
    while alike:  # given back one by one: of many postings there are many
        (*person, outcome), n = alike.popitem()
        who = Person(*person)
        counts[group_of(who, outcome)].add(outcome, who.passed, n)
    whole = _whole_months(FoldedCell.month, night)
    for cell in attributes.scalars(select(FoldedCell).where(whole)):
        rules = tuple(cell.rules.split("\n")) if cell.rules else ()
        count = counts[cell.posting, cell.rejected, rules, cell.sex, cell.race, cell.age]
        count.n += cell.n
        count.after_review += cell.after_review
        count.contradicted += cell.contradicted
    touched = FoldedCell.month.between(night.since.replace(day=1), night.day)
    cut = attributes.scalar(select(func.sum(FoldedCell.n)).where(touched, ~whole))
    cells = (Cell(*group, one.n, one.after_review, one.contradicted) for group, one in counts.items())
    return Cells(tuple(cells), tuple(_scores(attributes, night)), cut or 0)


def _alike(session: Session, attributes: Session, night: Night) -> Counter[tuple[Any, ...]]:
    """How many applicants there are of each ``Person`` and outcome."""
    of = Applicant.__table__.c
    query = (
        select(of.connection, of.application_id, of.posting, of.passed, of.sex, of.race, of.age)
        .where(of.applied_on.between(night.since, night.day))
        .order_by(of.connection, of.application_id)
    )
    rows = attributes.connection().execute(query, execution_options={"yield_per": AT_ONCE})
    return Counter(
        (connection, posting, passed, sex, race, age, outcome)
        for (connection, _, posting, passed, sex, race, age), outcome in with_outcomes(session, night, rows)
    )


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
    of = select(every.c.score, func.sum(every.c.n).label("n")).where(every.c.connection == connection)
    alike = of.group_by(every.c.score).subquery()
    scores = select(alike.c.score, func.sum(alike.c.n).over(order_by=alike.c.score).label("upto")).subquery()
    places = (total + 1) // 2, total // 2 + 1
    middle = select(*(func.min(scores.c.score).filter(scores.c.upto >= place) for place in places))
    return float(sum(attributes.execute(middle).one())) / len(places)
