"""What a check of the night is asked with, and what it answers: tables, findings, and what could not be measured.

One answer feeds the page, the printed file, CSV and JSON, so that all of them show the same digits: a number is rounded
once, when its table is made.
"""

import hashlib
import math
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Protocol, TypeVar

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.language import marked as N_  # noqa: N812 - the name that the catalogues know

R = TypeVar("R")

Cell = str | int | float | None
"""None is printed as a dash: not known, or not defined."""

LISTED = 100
"""Rows a check names one by one; beyond that it says how many there are."""

DAYS = 28
"""How far back a night looks when nobody says: controls of one day alone have too few to say anything."""
CAUGHT_UP_AT_ONCE = 7
"""Nights without a report that are still made up; older ones are named as a gap."""

LONGEST_KEY = 300
SHARE_DIGITS = 4
"""A share is kept to a hundredth of a percent."""


class Severity(StrEnum):
    """How soon somebody has to act on a finding."""

    URGENT = "urgent"
    """Somebody is being harmed, or a promise was broken."""
    SERIOUS = "serious"
    NOTE = "note"
    """Worth a question; may be all right."""


class Kind(StrEnum):
    """What the cells of a column are."""

    TEXT = "text"
    """Data, such as the name of a rule: printed as it is."""
    WORD = "word"
    """A sentence of the catalogues (marked with ``N_``): translated where it is shown."""
    ID = "id"
    """Of a rejection, where the record can be opened."""
    COUNT = "count"
    NUMBER = "number"
    SHARE = "share"
    """From 0 to 1, printed as a percentage."""


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence of the catalogues with its values (``%(name)s``); ``str`` gives it in English."""

    text: str
    values: Mapping[str, str | int] = field(default_factory=dict)

    def __str__(self) -> str:
        """Put the values in."""
        return self.text % self.values if self.values else self.text.replace("%%", "%")


def said(text: str, **values: str | int) -> Said:
    """A sentence, marked at its place with ``N_`` so that it can be translated where it is shown."""
    return Said(text, MappingProxyType(values))


@dataclass(frozen=True, slots=True)
class Column:
    """``name`` is for CSV and JSON, ``title`` (marked with ``N_``) for people; ``digits`` are those after the point."""

    name: str
    title: str
    kind: Kind = Kind.TEXT
    digits: int = 0


def share(name: str, title: str) -> Column:
    """A column of shares."""
    return Column(name, title, Kind.SHARE, SHARE_DIGITS)


def count(name: str, title: str) -> Column:
    """A column of counts."""
    return Column(name, title, Kind.COUNT)


@dataclass(frozen=True, slots=True)
class Chart:
    """How a table is drawn; each field but ``kind`` and ``reference`` names a column.

    ``kind``: bars (a value for each row), line (a value for each night, in order), intervals (value, low and high for
    each row). ``reference`` draws a line at a number, such as an accepted rate.
    """

    kind: str
    label: str
    value: str
    low: str = ""
    high: str = ""
    reference: float | None = None


@dataclass(frozen=True, slots=True)
class Table:
    """A title, one plain sentence that says what the table says, columns, and rows of as many cells."""

    name: str
    title: Said
    sentence: Said | None
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    chart: Chart | None = None


def table(
    name: str,
    title: Said | str,
    columns: Sequence[Column],
    rows: Iterable[Sequence[Cell]],
    *,
    sentence: Said | None = None,
    chart: Chart | None = None,
) -> Table:
    """Make a table; floats are rounded to the digits of their column here and nowhere else.

    What is no number (NaN, infinity) is not defined, hence None: JSON and charts have no word for it.

    Raises:
        ValueError: a row with more or fewer cells than columns, or a chart of a column that is not there.

    """
    if chart and (unknown := {chart.label, chart.value, chart.low, chart.high} - {"", *(one.name for one in columns)}):
        raise ValueError(f"the chart of {name} draws {', '.join(sorted(unknown))}, which are no columns")
    made = tuple(tuple(_rounded(cell, column) for cell, column in zip(row, columns, strict=True)) for row in rows)
    return Table(name, title if isinstance(title, Said) else Said(title), sentence, tuple(columns), made, chart)


def _rounded(cell: Cell, column: Column) -> Cell:
    if not isinstance(cell, float):
        return cell
    if not math.isfinite(cell):
        return None
    rounded = round(cell, column.digits) + 0.0  # no minus zero
    return int(rounded) if column.kind is Kind.COUNT else rounded


@dataclass(frozen=True, slots=True)
class Observed:
    """One thing that is wrong. ``subject`` is the id of the row, or the name of the rule, it is about, or empty.

    ``kind`` tells apart what one check may find about one subject; ``weight`` is about how many people it concerns and
    orders findings of one severity.
    """

    subject: str
    text: Said | str
    severity: Severity = Severity.SERIOUS
    kind: str = ""
    weight: float = 0.0

    def key(self, check: str) -> str:
        """The same in every night that finds it again; what is too long ends in a hash, so that no two are one."""
        key = f"{check}:{self.kind}:{self.subject}"
        if len(key) <= LONGEST_KEY:
            return key
        end = "~" + hashlib.sha256(key.encode()).hexdigest()[:16]
        return key[: LONGEST_KEY - len(end)] + end


@dataclass(frozen=True, slots=True)
class Answer:
    """What a check answers. Empty findings mean that all is well; ``unmeasured`` says what it could not measure."""

    findings: tuple[Observed, ...] = ()
    tables: tuple[Table, ...] = ()
    unmeasured: tuple[Said, ...] = ()


@dataclass(frozen=True, slots=True)
class Night:
    """What a check is asked about: the days from ``since`` to ``day``, both included, in UTC.

    ``until`` is the end of the last day, or the moment of asking while that day is not over: nothing later counts.
    ``seed`` is where a check takes chance from, if it needs any.
    """

    since: date
    day: date
    until: datetime
    seed: str = "0"

    @property
    def start(self) -> datetime:
        """The first moment of the period."""
        return bounds(self.since)[0]

    @property
    def days(self) -> int:
        """How many days the period has."""
        return (self.day - self.since).days + 1

    @property
    def whole(self) -> bool:
        """Whether the last day is over."""
        return self.until == bounds(self.day)[1]


class Check(Protocol):
    """A module in ``checks``: reads only, and answers the same from the same data."""

    NAME: str
    QUESTION: str

    def run(self, session: Session, night: Night) -> Answer:
        """Answer for a period."""


def bounds(day: date) -> tuple[datetime, datetime]:
    """A day in UTC: its first moment, and the first that is not in it any more."""
    start = datetime.combine(day, time(), UTC)
    return start, start + timedelta(days=1)


def observe(
    session: Session, query: Select[R], say: Callable[[R], Observed], kind: str = ""
) -> tuple[Observed, ...]:  # fmt: skip
    """Say something about each row of an ordered query, and how many there are beyond the first ``LISTED``.

    ``kind`` tells queries of one check apart in the latter.
    """
    rows = session.scalars(query.limit(LISTED + 1)).unique().all()
    observed = tuple(say(row) for row in rows[:LISTED])
    if len(rows) <= LISTED:
        return observed
    counted = select(func.count()).select_from(query.order_by(None).subquery())
    return (*observed, *and_more(session.scalar(counted) or 0, observed[0].severity, kind))


def and_more(many: int, severity: Severity, kind: str = "") -> tuple[Observed, ...]:
    """How many there are in all, where they are more than are listed; ``kind`` tells lists of one check apart."""
    if many <= LISTED:
        return ()
    text = said(N_("%(all)s in all; only the first %(listed)s are listed"), all=many, listed=LISTED)
    return (Observed("", text, severity, kind=f"more-{kind}" if kind else "more"),)


def as_json(answer: Answer) -> dict[str, Any]:
    """The tables and gaps of an answer as they are stored and given out; findings have rows of their own."""
    return {
        "tables": [_table_as_json(one) for one in answer.tables],
        "unmeasured": [words_as_json(one) for one in answer.unmeasured],
    }


def words_as_json(words: Said | str) -> dict[str, Any]:
    """A sentence with its values."""
    words = words if isinstance(words, Said) else Said(words.replace("%", "%%"))
    return {"text": words.text, "values": dict(words.values)}


def words_from_json(content: Mapping[str, Any]) -> Said:
    """The way back."""
    return Said(content["text"], content["values"])


def _table_as_json(one: Table) -> dict[str, Any]:
    chart = one.chart
    return {
        "name": one.name,
        "title": words_as_json(one.title),
        "sentence": words_as_json(one.sentence) if one.sentence else None,
        "columns": [
            {"name": column.name, "title": column.title, "kind": column.kind, "digits": column.digits}
            for column in one.columns
        ],
        "rows": [list(row) for row in one.rows],
        "chart": {
            "kind": chart.kind, "label": chart.label, "value": chart.value, "low": chart.low, "high": chart.high,
            "reference": chart.reference,
        } if chart else None,
    }  # fmt: skip
