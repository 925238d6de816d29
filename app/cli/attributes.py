"""``second-look audit attributes``: take in protected attributes, say how many there are, delete them."""

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Annotated, Any, TextIO

import typer
from sqlalchemy import func, select

from app import clock
from app.audit import attribute_import as taking
from app.audit.attribute_import import Item, Taken
from app.audit.folding import fold
from app.cli import door
from app.config import load_settings
from app.errors import BadInputError
from app.store.attributes import Applicant, AttributeImport, FoldedCell
from app.store.seal import OWNER_ONLY

SHOWN = 20
"""Rows put aside that the terminal lists; the file beside the import has all."""


def build() -> typer.Typer:
    """Make the group."""
    group = typer.Typer(no_args_is_help=True, help="Protected attributes, for the audit alone.")
    group.command("import")(import_)
    group.command("show")(show)
    group.command("fold")(fold_)
    return group


def import_(
    file: Annotated[Path, typer.Argument(help="All applicants, passed and rejected: CSV or JSON Lines.")],
    by: Annotated[str, typer.Option("--by", help="The person who answers for this import.")],
    as_json: door.AsJson = False,  # noqa: FBT002 - a command-line flag
) -> None:
    """Take in who applied, with sex, race or ethnicity, age band and score, into a database that only the audit opens.

    Safe to repeat. Rows that cannot be taken are listed by line and reason in a file beside it.
    """
    if not by.strip():
        raise BadInputError("--by: name the person who answers for this import")
    settings, now = load_settings(), clock.now()
    total, first = Taken(), list[tuple[int, str]]()
    with door.opened(settings) as store, door.attributes(settings) as attributes:
        with store.read() as session:
            known = taking.connections(session)
        rows = taking.read_file(file, known, now)
        with attributes.write() as session:
            run_id = taking.begin(session, file.name, by=by, now=now)
        with door.progress(file.name, None, every=100_000) as advance, _put_aside(file) as aside:
            while chunk := list(islice(rows, taking.ROWS_PER_TRANSACTION)):
                with attributes.write() as session:
                    total.add(taking.add(session, run_id, chunk, store.seal, now=now))
                first += _write(chunk, aside)[: SHOWN - len(first)]
                advance(len(chunk))
    result = {
        "file": file.name, "added": total.added, "changed": total.changed, "known": total.known,
        "put_aside": total.put_aside,
    }  # fmt: skip
    lines = [
        f"{file.name}: {total.added} added, {total.changed} changed, {total.known} known, {total.put_aside} put aside"
    ]
    lines += [f"  line {line}: {reason}" for line, reason in first]
    lines += [f"  all of them: {_aside_of(file)}"] if total.put_aside else []
    door.say(result, "\n".join(lines), as_json=as_json)
    if total.put_aside:
        raise typer.Exit(door.NEEDS_A_PERSON)


def show(as_json: door.AsJson = False) -> None:  # noqa: FBT002 - a command-line flag
    """Say how many applicants there are, since when, how many were folded into counts, and who imported what."""
    settings = load_settings()
    with door.attributes(settings) as attributes, attributes.read() as session:
        rows, oldest = session.execute(select(func.count(), func.min(Applicant.imported_at))).one()
        folded = session.scalar(select(func.sum(FoldedCell.n))) or 0
        imports: list[dict[str, Any]] = [
            {"file": one.file_name, "by": one.by, "at": str(one.at), "added": one.added, "changed": one.changed,
             "known": one.known, "put_aside": one.put_aside}
            for one in session.scalars(select(AttributeImport).order_by(AttributeImport.at, AttributeImport.id))
        ]  # fmt: skip
    since = f", the oldest since {oldest:%Y-%m-%d %H:%M} UTC" if oldest else ""
    lines = [f"{rows} applicants{since}; {folded} folded into counts"]
    lines += [f"  {one['at'][:16]} {one['file']} by {one['by']}: {one['added']} added" for one in imports]
    data = {"applicants": rows, "oldest": oldest, "folded": folded, "imports": imports}
    door.say(data, "\n".join(lines), as_json=as_json)


def fold_(
    days: Annotated[int | None, typer.Option(min=0, help="Instead of SECOND_LOOK_ATTRIBUTES_DAYS.")] = None,
    as_json: door.AsJson = False,  # noqa: FBT002 - a command-line flag
) -> None:
    """Fold attributes into counts and delete them now, as the night does by itself; only what is settled."""
    settings = load_settings()
    days = settings.attributes_days if days is None else days
    with door.opened(settings) as store, door.attributes(settings) as attributes, attributes.write() as folding:
        folded = fold(store.read, folding, store.seal, days=days, now=clock.now())
    door.say({"folded": folded}, f"{folded} applicants folded into counts and deleted", as_json=as_json)


def _aside_of(file: Path) -> Path:
    return file.with_name(f"{file.name}.rejected.jsonl")


@contextmanager
def _put_aside(file: Path) -> Iterator[TextIO]:
    """The list of rows that could not be taken, readable for its owner only; gone if there are none."""
    path = _aside_of(file)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, OWNER_ONLY)
    except OSError as error:
        raise BadInputError(f"{path} cannot be written ({error.strerror}); put the file into another folder") from error
    with os.fdopen(descriptor, "w", encoding="utf-8") as aside:
        yield aside
        empty = aside.tell() == 0
    if empty:
        path.unlink()


def _write(chunk: list[Item], aside: TextIO) -> list[tuple[int, str]]:
    """Line and reason, never the row: it may say something about a person."""
    bad = [(line, item) for line, item in chunk if isinstance(item, str)]
    aside.writelines(json.dumps({"line": line, "reason": reason}) + "\n" for line, reason in bad)
    return bad
