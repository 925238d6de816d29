"""Inserting a thousand rows in one statement with one parameter: a JSON document, which the database takes apart.

A parameter for every value costs more in the program than storing it costs in the database: measured, three tables of
an imported row take 60 µs of our processor with ``executemany``, and 38 (SQLite) or 10 (PostgreSQL) this way. And the
document is made before the transaction, while others write.
"""

import json
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    Column,
    ColumnElement,
    DateTime,
    Text,
    bindparam,
    cast,
    column,
    func,
    insert,
    literal,
    select,
)
from sqlalchemy.dialects.postgresql import JSON
from sqlalchemy.orm import Session
from sqlalchemy.sql.selectable import FromClause

from app.store.base import Base
from app.store.types import UtcDateTime


class ManyRows:
    """Rows of one table, ready to be inserted."""

    def __init__(
        self, model: type[Base], rows: Sequence[Mapping[str, Any]], same: Mapping[str, Any] | None = None
    ) -> None:
        """Make the document.

        Args:
            model: where to.
            rows: what differs, by column: texts, numbers, moments with a zone, JSON values. The same columns in every
                row, and no text with a NUL or half a character: JSON cannot carry them into a database.
            same: what is the same in all of them, by column; of any type. Columns in neither get their default.

        """
        self._table = Base.metadata.tables[model.__tablename__]
        self._columns = [self._table.c[name] for name in (rows[0] if rows else ())]
        self._same = same or {}
        self._document = json.dumps(rows, default=_moment)

    def insert(self, session: Session) -> None:
        """Insert them, in the caller's transaction."""
        if not self._columns:
            return
        document = bindparam("document", self._document, Text)
        sqlite = session.get_bind().dialect.name == "sqlite"
        source, values = (_taken_apart_by_sqlite if sqlite else _taken_apart_by_postgres)(document, self._columns)
        constants = [literal(value, self._table.c[name].type).label(name) for name, value in self._same.items()]
        names = [*(one.name for one in self._columns), *self._same]
        chosen = select(*values, *constants).select_from(source)
        session.execute(insert(self._table).from_select(names, chosen, include_defaults=True))


def _moment(value: datetime) -> str:
    """In UTC, as SQLAlchemy writes a moment into SQLite: it comes back as one, and sorts."""
    return value.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def _taken_apart_by_sqlite(
    document: ColumnElement[Any], columns: Sequence[Column[Any]]
) -> tuple[FromClause, list[ColumnElement[Any]]]:
    each = func.json_each(document).table_valued("value")
    return each, [func.json_extract(each.c.value, f"$.{one.name}").label(one.name) for one in columns]


def _taken_apart_by_postgres(
    document: ColumnElement[Any], columns: Sequence[Column[Any]]
) -> tuple[FromClause, list[ColumnElement[Any]]]:
    moments = {one.name for one in columns if isinstance(one.type, UtcDateTime)}
    typed = [column(one.name, DateTime() if one.name in moments else one.type) for one in columns]
    each = func.json_to_recordset(cast(document, JSON)).table_valued(*typed).render_derived(with_types=True)
    return each, [
        func.timezone("UTC", each.c[one.name]).label(one.name) if one.name in moments else each.c[one.name]
        for one in columns
    ]
