"""What of imported files could not be taken in: each row is an application that nobody here will look at."""

from collections.abc import Iterator
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.answer import Answer, Column, Night, Observed, Severity, Table, count, observe, said, table
from app.language import marked as N_  # noqa: N812 - the name that the catalogues know
from app.store.models import Connection, Import

NAME = "quarantined_rows"
QUESTION = N_("Did something of an imported file not come in?")

LONG = timedelta(hours=2)
"""How long an import may take; a million rows take a few minutes."""


def run(session: Session, night: Night) -> Answer:
    """Imports with rows put aside, imports that never ended, file connections with trouble; the period's imports."""
    aside = select(Import).where(Import.started_at < night.until, Import.quarantined > 0).order_by(Import.started_at)
    stopped = (
        select(Import)
        .where(Import.started_at < night.until - LONG, Import.finished_at.is_(None))
        .order_by(Import.started_at)
    )
    troubled = select(Connection).where(Connection.vendor == "file", Connection.trouble != "").order_by(Connection.name)
    findings = (
        *observe(session, aside, _put_aside),
        *observe(session, stopped, _stopped),
        *observe(session, troubled, _waits),
    )
    return Answer(findings, tuple(_imports(session, night)))


def _put_aside(run: Import) -> Observed:
    words = N_("%(count)s rows of %(file)s were put aside; correct them and send them again, then accept this finding")
    return Observed(run.id, said(words, count=run.quarantined, file=run.file_name), weight=float(run.quarantined))


def _stopped(run: Import) -> Observed:
    words = N_("%(file)s was not read to its end; import it again, which goes on where it was")
    return Observed(run.id, said(words, file=run.file_name), kind="stopped")


def _waits(connection: Connection) -> Observed:
    words = N_("files of %(connection)s wait in the drop folder: %(why)s")
    return Observed(
        connection.id, said(words, connection=connection.name, why=connection.trouble), Severity.SERIOUS, kind="waits"
    )


def _imports(session: Session, night: Night) -> Iterator[Table]:
    query = (
        select(Connection.name, Import.file_name, Import.added, Import.known, Import.quarantined)
        .join(Connection, Connection.id == Import.connection_id)
        .where(Import.started_at >= night.start, Import.started_at < night.until)
        .order_by(Import.started_at, Import.id)
    )
    rows = session.execute(query).all()
    if rows:
        columns = (
            Column("connection", N_("connection")), Column("file", N_("file")), count("added", N_("added")),
            count("known", N_("known before")), count("aside", N_("put aside")),
        )  # fmt: skip
        yield table("imports", said(N_("Imported files")), columns, rows)
