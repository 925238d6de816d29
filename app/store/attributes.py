"""Protected attributes: a database of their own, which only the night and the audit's commands open.

Nothing here shares a table, a migration or a session with the main database; what leaves it are counts of groups of
people (see ``audit.cells``). Import contracts keep every other room from reaching it.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import date, datetime
from functools import cached_property
from pathlib import Path

import sqlalchemy as sa
from sqlalchemy import Index, String
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column

from app.clock import new_id
from app.errors import ConflictError
from app.store.base import Id, Key, Name, Word
from app.store.seal import OWNER_ENTERS, OWNER_ONLY
from app.store.session import Database
from app.store.types import UtcDateTime

SCHEMA = 1
"""Raised with every change of these tables; ``_migrate`` then says how an older one becomes a newer one."""

LOCK = 1607
"""Any number: processes that make the tables of a PostgreSQL database at the same time wait for each other with it."""

Connection = String(63).with_variant(String(63, collation="C"), "postgresql")
ApplicationId = String(300).with_variant(String(300, collation="C"), "postgresql")
"""Sorted by code point on every database, so that two of them can be read side by side."""


class Attributes(DeclarativeBase):
    """The tables of this database."""

    type_annotation_map = {datetime: UtcDateTime}  # noqa: RUF012


class Applicant(Attributes):
    """One application as the import gave it, rejected or not, until it is folded into a ``FoldedCell``.

    ``passed``: whether the ATS let it through; None where the file does not say. Of age only the band is kept.
    """

    __tablename__ = "applicant"
    __table_args__ = (Index("ix_applicant_imported_at", "imported_at"),)
    connection: Mapped[str] = mapped_column(Connection, primary_key=True)
    application_id: Mapped[str] = mapped_column(ApplicationId, primary_key=True)
    posting: Mapped[str] = mapped_column(Key, default="")
    applied_on: Mapped[date]
    passed: Mapped[bool | None]
    sex: Mapped[str] = mapped_column(Word)
    race: Mapped[str] = mapped_column(Word)
    age: Mapped[str] = mapped_column(Word)
    score: Mapped[float | None]
    imported_at: Mapped[datetime]


class FoldedCell(Attributes):
    """How many people of one month, posting, set of rules and group there were: what stays when the rows are gone.

    Only added to; several rows of one group add up. ``posting`` and ``rules`` are empty where they are not known, or
    would leave a count of very few people. ``rejected``: the ATS rejected them, by ``rules`` (one a line).
    """

    __tablename__ = "folded_cell"
    __table_args__ = (Index("ix_folded_cell_month", "month"),)
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    month: Mapped[date]
    posting: Mapped[str] = mapped_column(sa.Text)
    rejected: Mapped[bool]
    rules: Mapped[str] = mapped_column(sa.Text)
    sex: Mapped[str] = mapped_column(Word)
    race: Mapped[str] = mapped_column(Word)
    age: Mapped[str] = mapped_column(Word)
    n: Mapped[int]
    after_review: Mapped[int]
    """How many of them passed once people had looked."""
    contradicted: Mapped[int]
    """How many of them the file called passed although their rejection was known."""


class FoldedScore(Attributes):
    """How many people of one month and group had a score in one band."""

    __tablename__ = "folded_score"
    __table_args__ = (Index("ix_folded_score_month", "month"),)
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    month: Mapped[date]
    connection: Mapped[str] = mapped_column(Connection)
    sex: Mapped[str] = mapped_column(Word)
    race: Mapped[str] = mapped_column(Word)
    age: Mapped[str] = mapped_column(Word)
    score: Mapped[float]
    n: Mapped[int]


class Folded(Attributes):
    """A keyed hash of each application that is counted in a ``FoldedCell``, so that no later file counts it again."""

    __tablename__ = "folded"
    digest: Mapped[str] = mapped_column(String(64), primary_key=True)


class AttributeImport(Attributes):
    """One file that was taken in: by whom, and how many rows were new, changed, known, and put aside."""

    __tablename__ = "attribute_import"
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    file_name: Mapped[str] = mapped_column(Name)
    by: Mapped[str] = mapped_column(Name)
    at: Mapped[datetime]
    added: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    known: Mapped[int] = mapped_column(default=0)
    put_aside: Mapped[int] = mapped_column(default=0)


class SchemaVersion(Attributes):
    """Which version of these tables the database has: one row."""

    __tablename__ = "attribute_schema"
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)


class AttributeStore:
    """The database at a URL, opened when it is first used; the tables are made then if they are missing.

    Raises, when it is first used:
        ConflictError: its tables are of a newer version of this program.

    """

    def __init__(self, url: str) -> None:
        self.url = url

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session that sees one consistent state and can change nothing."""
        with self._database.read() as session:
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """A session whose work is committed at the end of the block, or rolled back whole."""
        with self._database.write() as session:
            yield session

    def close(self) -> None:
        """Give all connections back; the next use opens it again."""
        if "_database" in self.__dict__:
            self._database.close()
            del self.__dict__["_database"]

    @cached_property
    def _database(self) -> Database:
        if self.url.startswith("sqlite:///"):
            _keep_from_others(Path(self.url.removeprefix("sqlite:///")).absolute())
        database = Database(self.url)
        with ExitStack() as on_failure:
            on_failure.callback(database.close)
            with database.write() as session:
                _migrate(session)
            on_failure.pop_all()
        return database


def _keep_from_others(file: Path) -> None:
    """Make the file readable for its owner only, and its folder too unless that was there before us."""
    file.parent.mkdir(mode=OWNER_ENTERS, parents=True, exist_ok=True)
    file.touch(mode=OWNER_ONLY)
    file.chmod(OWNER_ONLY)


def _migrate(session: Session) -> None:
    connection = session.connection()
    if connection.dialect.name == "postgresql":
        session.execute(sa.select(sa.func.pg_advisory_xact_lock(LOCK)))
    if not sa.inspect(connection).has_table(SchemaVersion.__tablename__):
        Attributes.metadata.create_all(connection)
        session.add(SchemaVersion(version=SCHEMA))
        session.flush()
    found = session.scalars(sa.select(SchemaVersion.version)).one()
    if found != SCHEMA:
        raise ConflictError(
            f"the database of protected attributes is of version {found}, this program knows {SCHEMA}; "
            "run the version of the program that made it, or a newer one"
        )
