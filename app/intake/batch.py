"""Batch import: checked rows of a file become postings or rejections, a chunk per transaction.

A file is recognised by its bytes, an application by its id, so an import that was killed goes on at its next run and a
file that was taken whole adds nothing. What cannot be taken is put aside with line and reason. The door
(``cli/importing.py``) opens the sessions and puts these functions in a row.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.errors import BadInputError, ConflictError
from app.intake.check import Bad, Usable
from app.intake.columns import PostingRow
from app.intake.files import BatchFile
from app.intake.rows import Row
from app.lifecycle import HoldMode, LapsePolicy, UnflaggedPolicy
from app.store.connections import add_connection, find_connection
from app.store.models import Connection, Import, Posting, QuarantinedRow
from app.store.policies import choose_policy
from app.store.postings import remember

T = TypeVar("T")

_HALF = re.compile("[\ud800-\udfff]")
ASIDE_AT_MOST = 10_000
"""Rows that one run may put aside when they are more than half of those it read: a small packed file of nothing would
fill the disk with them."""

SCREENING_SECONDS = 7 * 24 * 3600
"""Nothing in an ATS waits for an imported row, so a large batch may take its time before it goes to people unseen."""


def file_connection(
    session: Session,
    name: str,
    *,
    unflagged: UnflaggedPolicy | None,
    lapse: LapsePolicy | None,
    chosen_by: str,
    now: datetime,
) -> Connection:
    """Find the connection of an import; the first import makes it. Its mode is reverse: a file can hold nothing.

    Raises:
        BadInputError: it is new and a choice is missing.
        ConflictError: the name belongs to a connection of another vendor.

    """
    connection = find_connection(session, name)
    if connection is not None:
        if connection.vendor != "file":
            raise ConflictError(f"{name} is a connection to {connection.vendor}; choose another name for files")
        return connection
    if unflagged is None or lapse is None or not chosen_by.strip():
        raise BadInputError(
            f"{name} is a new connection and nothing is chosen for you: pass --unflagged, --lapse and --chosen-by "
            "(see docs/importing.md)"
        )
    connection = add_connection(session, name, "file", now=now)
    choose_policy(
        session,
        connection,
        hold_mode=HoldMode.REVERSE,
        unflagged_policy=unflagged,
        lapse_policy=lapse,
        chosen_by=chosen_by,
        now=now,
        screening_seconds_at_most=SCREENING_SECONDS,
    )
    return connection


def begin(session: Session, connection: Connection, file: BatchFile, *, by: str, now: datetime) -> Import:
    """Find the import of these bytes, or begin it."""
    known = select(Import).where(Import.connection_id == connection.id, Import.sha256 == file.sha256)
    run = session.scalars(known).first()
    if run is None:
        run = Import(
            connection_id=connection.id, file_name=file.name, sha256=file.sha256, started_at=now, started_by=by,
            added=0, known=0, quarantined=0,
        )  # fmt: skip
        session.add(run)
        session.flush()
    return run


def lines_put_aside(session: Session, run: Import) -> frozenset[int]:
    """Lines of this file that could not be taken so far; a finished import tries only these again."""
    return frozenset(session.scalars(select(QuarantinedRow.line).where(QuarantinedRow.import_id == run.id)))


def take_turns(session: Session, run: Import) -> None:
    """Wait until no other import of this connection stores a chunk, then see what it has done.

    Both would find an application or a row put aside missing, and add it.
    """
    session.execute(select(Connection.id).where(Connection.id == run.connection_id).with_for_update(key_share=True))
    session.refresh(run)


def add_postings(session: Session, run: Import, chunk: Sequence[Usable[PostingRow] | Bad], *, now: datetime) -> int:
    """Store a chunk of postings; one that says nothing new is known. Returns how many were put aside."""
    take_turns(session, run)
    bad = 0
    aside = put_aside(session, run, chunk)
    for item in chunk:
        if isinstance(item, Bad):
            keep_aside(session, run, aside, item)
            bad += 1
            continue
        try:
            with session.begin_nested():  # a list of requirements that cannot be used takes its posting back with it
                run.added += _add_posting(session, run.connection_id, item.value, now)
        except BadInputError as error:
            keep_aside(session, run, aside, Bad(item.row, str(error)))
            bad += 1
        else:
            taken(session, run, aside, item.row)
    return bad


def finish(run: Import, rows: int, *, now: datetime) -> None:
    """Note that the file was read to its end. Its rows are those added, known before, and put aside."""
    run.finished_at = run.finished_at or now
    run.known = max(0, rows - run.added - run.quarantined)


def _add_posting(session: Session, connection_id: str, row: PostingRow, now: datetime) -> bool:
    query = select(Posting).where(Posting.connection_id == connection_id, Posting.external_id == row.posting_id)
    found = session.scalars(query).one_or_none()
    before = (found.title, found.text, found.requirements_version) if found else None
    posting = remember(
        session, connection_id, row.posting_id, title=row.title, text=row.text, requirements=row.requirements, now=now
    )
    return before != (posting.title, posting.text, posting.requirements_version)


def put_aside(session: Session, run: Import, chunk: Sequence[Usable[T] | Bad]) -> dict[int, QuarantinedRow]:
    """Which lines of a chunk were put aside before."""
    if not run.quarantined:
        return {}
    lines = [item.row.line for item in chunk]
    query = select(QuarantinedRow).where(QuarantinedRow.import_id == run.id, QuarantinedRow.line.in_(lines))
    return {aside.line: aside for aside in session.scalars(query)}


def keep_aside(session: Session, run: Import, aside: dict[int, QuarantinedRow], bad: Bad) -> None:
    """Put a row aside, with its line and the reason."""
    row = aside.get(bad.row.line)
    if row is not None:
        row.reason = bad.reason
        return
    raw = _HALF.sub("\N{REPLACEMENT CHARACTER}", bad.row.raw.replace("\x00", "\\x00"))  # no database stores these
    session.add(QuarantinedRow(import_id=run.id, line=bad.row.line, reason=bad.reason, row=raw))
    run.quarantined += 1


def taken(session: Session, run: Import, aside: dict[int, QuarantinedRow], row: Row) -> None:
    """A row that was put aside before and is fine now is put aside no more."""
    if row.line in aside:
        session.delete(aside[row.line])
        run.quarantined -= 1


def rows_put_aside(session: Session, run: Import, limit: int) -> Sequence[QuarantinedRow]:
    """The first rows that were put aside, by line."""
    return session.scalars(
        select(QuarantinedRow).where(QuarantinedRow.import_id == run.id).order_by(QuarantinedRow.line).limit(limit)
    ).all()


def all_rows_put_aside(session: Session, import_id: str) -> Iterator[QuarantinedRow]:
    """Every row that was put aside, by line, a few at a time."""
    query = select(QuarantinedRow).where(QuarantinedRow.import_id == import_id).order_by(QuarantinedRow.line)
    for row in session.scalars(query, execution_options={"yield_per": 500}):
        yield row
        session.expunge(row)
