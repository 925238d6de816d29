"""``second-look import``: opens the files and the sessions, and drives ``intake.batch`` chunk by chunk."""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Annotated, Any, TypeVar

import typer
from sqlalchemy.orm import Session

from app import clock
from app.cli import door
from app.config import load_settings
from app.errors import BadInputError
from app.intake import batch, check
from app.intake.columns import POSTING_COLUMNS, REJECTION_COLUMNS
from app.intake.files import FILE_BYTES_AT_MOST, Row, decode, read_rows
from app.intake.resume_files import ResumeFiles, open_resumes
from app.lifecycle import LapsePolicy, UnflaggedPolicy
from app.store.models import Import
from app.store.session import Store

T = TypeVar("T")

SHOWN = 20
"""Rows put aside that are listed; ``--json`` lists up to a thousand."""
SHOWN_JSON = 1000

ConnectionName = Annotated[str, typer.Option("--connection", help="Name of the connection the files belong to.")]
PostingsFile = Annotated[Path | None, typer.Option("--postings", help="Postings, JSON Lines.")]
RejectionsFile = Annotated[Path | None, typer.Option("--rejections", help="Rejected applications, CSV or JSON Lines.")]
ResumesPlace = Annotated[Path | None, typer.Option("--resumes", help="Folder or zip archive with the resume files.")]
Unflagged = Annotated[UnflaggedPolicy | None, typer.Option(help=f"{door.UNFLAGGED_HELP} (New connection.)")]
Lapse = Annotated[LapsePolicy | None, typer.Option(help=f"{door.LAPSE_HELP} (New connection.)")]
ChosenBy = Annotated[str, typer.Option(help="The person who chose these policies (new connection).")]


def import_(
    connection: ConnectionName,
    postings: PostingsFile = None,
    rejections: RejectionsFile = None,
    resumes: ResumesPlace = None,
    unflagged: Unflagged = None,
    lapse: Lapse = None,
    chosen_by: ChosenBy = "",
    as_json: door.AsJson = False,  # noqa: FBT002 - a command-line flag
) -> None:
    """Take in files exported from an ATS: postings, and rejected applications with their resumes.

    Safe to repeat: what is known is not added again, and an import that was stopped goes on where it was. A file can
    hold nothing in the ATS, so the mode of its connection is always "reverse" and outcomes leave as a file.
    """
    if not postings and not rejections:
        raise BadInputError("there is nothing to import; pass --postings, --rejections with --resumes, or both")
    door.require_offered(unflagged)
    if rejections and not resumes:
        raise BadInputError("--rejections needs --resumes, the folder or zip archive with the resume files")
    settings = load_settings()
    results = []
    with door.opened(settings) as store:
        with store.write() as session:
            batch.file_connection(
                session, connection, unflagged=unflagged, lapse=lapse, chosen_by=chosen_by, now=clock.now()
            )
        if postings:
            results.append(_Import(store, connection, postings).postings())
        if rejections and resumes:
            limit = settings.resume_limit_mb << 20
            results.append(_Import(store, connection, rejections).rejections(resumes, limit))
    door.say({"imports": results}, "\n".join(_in_words(result) for result in results), as_json=as_json)
    if any(result["quarantined"] for result in results):
        raise typer.Exit(door.NEEDS_A_PERSON)


class _Import:
    """One file on its way in."""

    def __init__(self, store: Store, connection: str, path: Path) -> None:
        self.store, self.path = store, path
        data = _read(path)
        decoded = decode(data, path.name)
        self.text, self.remark = decoded.text, decoded.remark
        with store.write() as session:
            found = batch.file_connection(
                session, connection, unflagged=None, lapse=None, chosen_by="", now=clock.now()
            )
            run = batch.begin(session, found, path.name, data, by=door.person(), now=clock.now())
            self.id, self.connection_id, self.before = run.id, run.connection_id, run.added
            self.only = batch.lines_put_aside(session, run) if run.finished_at else None

    def postings(self) -> dict[str, Any]:
        """Take in a postings file."""
        checked = check.check_postings(self._rows(POSTING_COLUMNS))
        return self._store(checked, batch.add_postings, lambda chunk: chunk)

    def rejections(self, resumes: Path, limit: int) -> dict[str, Any]:
        """Take in a rejections file."""
        files = open_resumes(resumes)
        try:
            checked = check.check_rejections(self._rows(REJECTION_COLUMNS), clock.now())
            return self._store(checked, batch.add_rejections, lambda chunk: self._keep(chunk, files, limit))
        finally:
            files.close()

    def _rows(self, columns: tuple[str, ...]) -> Iterator[Row]:
        self.count = 0
        for row in read_rows(self.text, self.path.name, columns):
            self.count += 1
            yield row

    def _keep(self, chunk: list[Any], files: ResumeFiles, limit: int) -> list[Any]:
        with self.store.read() as session:
            known = batch.known_applications(session, self.connection_id, chunk)
        return check.keep_resumes(chunk, known, files, self.store.blobs, limit)

    def _store(
        self,
        checked: Iterable[check.Usable[T] | check.Bad],
        add: Callable[..., None],
        prepare: Callable[[list[Any]], list[Any]],
    ) -> dict[str, Any]:
        wanted = (item for item in checked if self.only is None or item.row.line in self.only)
        with door.progress(self.path.name, None) as advance:
            while chunk := list(islice(wanted, batch.ROWS_PER_TRANSACTION)):
                chunk = prepare(chunk)
                with self.store.write() as session:
                    add(session, session.get_one(Import, self.id), chunk, now=clock.now())
                advance(len(chunk))
        with self.store.write() as session:
            return self._finish(session, clock.now())

    def _finish(self, session: Session, now: datetime) -> dict[str, Any]:
        run = session.get_one(Import, self.id)
        batch.finish(run, self.count, now=now)
        return {
            "file": self.path.name,
            "rows": self.count,
            "added_now": run.added - self.before,
            "added": run.added,
            "known": run.known,
            "quarantined": run.quarantined,
            "remark": self.remark,
            "put_aside": [
                {"line": row.line, "reason": row.reason} for row in batch.rows_put_aside(session, run, SHOWN_JSON)
            ],
        }


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(FILE_BYTES_AT_MOST + 1)
    except OSError as error:
        raise BadInputError(f"{path} cannot be read ({error.strerror}); check the path and its rights") from error


def _in_words(result: dict[str, Any]) -> str:
    earlier = result["added"] - result["added_now"]
    counts = (
        f"{result['added_now']} added now, {earlier} by an earlier run of this file, {result['known']} known before"
    )
    lines = [f"{result['file']}: {result['rows']} rows; {counts}, {result['quarantined']} put aside"]
    lines += [f"  {result['remark']}"] if result["remark"] else []
    lines += [f"  line {row['line']}: {row['reason']}" for row in result["put_aside"][:SHOWN]]
    hidden = result["quarantined"] - min(SHOWN, len(result["put_aside"]))
    lines += [f"  and {hidden} more; --json lists them"] if hidden > 0 else []
    return "\n".join(lines)
