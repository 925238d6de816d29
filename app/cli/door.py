"""What every command does at its door: settings, the open store, and how it speaks.

Exit codes: 0 done, 1 done but something needs a person, 2 not done, 130 stopped by Ctrl-C. Results go to standard
output, progress to standard error; bars only on a terminal.
"""

import getpass
import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn
from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError

from app.config import Settings, load_settings
from app.errors import BadInputError, ConflictError
from app.lifecycle import UnflaggedPolicy
from app.store.attributes import AttributeStore
from app.store.migrate import behind
from app.store.policies import OFFERED
from app.store.session import Store, open_store

NEEDS_A_PERSON = 1
PLAIN_WIDTH = 300
"""Columns where there is no terminal, so that no line of a table is broken."""

UNFLAGGED_HELP = (
    "What happens to what is not flagged. hold_all: a person looks at each; "
    "sample_then_release: a random sample waits for a person, the rest stands as the ATS's rule said."
)
LAPSE_HELP = (
    "What happens when a hold ends undecided. keep: it goes on waiting, is held in the ATS day by day and reported; "
    "release: it stands as the ATS's rule said."
)

AsJson = Annotated[bool, typer.Option("--json", help="Write the result as JSON.")]
_FORMATS = ["%Y-%m-%d"]
Day = Annotated[datetime | None, typer.Option("--date", "--day", formats=_FORMATS, help="The last day, in UTC.")]
Since = Annotated[datetime | None, typer.Option("--since", formats=_FORMATS, help="The first day.")]


@contextmanager
def opened(settings: Settings | None = None) -> Iterator[Store]:
    """Open the store for one command.

    Raises:
        ConflictError: the database cannot be reached, or has another version's schema.

    """
    settings = settings or load_settings()
    require_schema(settings)
    store = open_store(settings.database, settings.data_dir)
    try:
        yield store
    finally:
        store.close()


@contextmanager
def attributes(settings: Settings) -> Iterator[AttributeStore]:
    """Open the database of protected attributes for one command of the audit."""
    store = AttributeStore(settings.attributes)
    try:
        yield store
    finally:
        store.close()


def require_schema(settings: Settings) -> None:
    """Refuse a database of another version.

    Raises:
        ConflictError: it cannot be reached, or has another version's schema.

    """
    missing = schema_behind(settings)
    if missing:
        raise ConflictError(f"the database is not of this version ({missing}); run `second-look migrate`")


def schema_behind(settings: Settings) -> str | None:
    """What the schema lacks, or None; makes no file where there is none.

    Raises:
        ConflictError: the database cannot be reached.

    """
    file = settings.database.removeprefix("sqlite:///")
    if settings.embedded and not Path(file).exists():
        return f"there is no file {file}"
    try:
        return behind(settings.database)
    except DBAPIError as error:
        where = make_url(settings.database).render_as_string(hide_password=True)
        reason = str(error.orig).strip().splitlines()[0][:300]
        raise ConflictError(
            f"the database {where} cannot be reached: {reason}; check SECOND_LOOK_DATABASE_URL and that it runs"
        ) from error


def say(result: dict[str, Any], text: str, *, as_json: bool) -> None:
    """Write a result: JSON for programs, a few lines for people."""
    typer.echo(json.dumps(result, ensure_ascii=False, indent=2, default=str) if as_json else text)


def remark(text: str) -> None:
    """Write something beside the result."""
    typer.echo(text, err=True)


def console() -> Console:
    """Standard output through rich: colours and widths follow the terminal and NO_COLOR."""
    return Console(width=None if sys.stdout.isatty() else PLAIN_WIDTH, highlight=False)


@contextmanager
def progress(label: str, total: int | None, *, every: int = 1000) -> Iterator[Callable[[int], None]]:
    """Show progress; yields ``advance(by)``. Without a terminal, a plain line each ``every`` steps."""
    if sys.stderr.isatty():
        columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
        with Progress(*columns, console=Console(stderr=True)) as bar:
            task = bar.add_task(label, total=total)
            yield lambda by: bar.advance(task, by)
        return
    done = 0

    def advance(by: int) -> None:
        nonlocal done
        before, done = done, done + by
        if done // every > before // every:
            remark(f"{label}: {done}{f' of {total}' if total else ''}")

    yield advance


def require_offered(unflagged: UnflaggedPolicy | None) -> None:
    """Refuse a policy whose promise nothing keeps yet.

    Raises:
        BadInputError: it is one of these.

    """
    if unflagged is not None and unflagged not in OFFERED:
        raise BadInputError(
            f"{unflagged} cannot be chosen: appeals come in a later version; choose {' or '.join(sorted(OFFERED))}"
        )


def person() -> str:
    """The operating system's name of whoever runs this command, for the records."""
    try:
        return getpass.getuser()
    except (KeyError, OSError):  # a container may run under a number without a name
        return "unknown"


def secret(what: str, file: str = "", variable: str = "", *, twice: bool = False) -> str:
    """A secret from a file (its first line), from an environment variable, or asked for; never from the command line.

    Raises:
        BadInputError: not there, not readable, empty, or nobody to ask.

    """
    if file:
        try:
            found = Path(file).read_text(encoding="utf-8").partition("\n")[0].strip()
        except (OSError, UnicodeDecodeError) as error:
            raise BadInputError(f"{what}: {file} cannot be read; check the path and its rights") from error
        where = f"the first line of {file}"
    elif variable:
        found, where = os.environ.get(variable, "").strip(), f"the variable {variable}"
    elif interactive():
        found, where = str(typer.prompt(what, hide_input=True, confirmation_prompt=twice)).strip(), "your answer"
    else:
        raise BadInputError(f"{what}: nobody is here to be asked; give it in a file")
    if not found:
        raise BadInputError(f"{what}: {where} is empty")
    return found


def interactive() -> bool:
    """True when a person can be asked."""
    return sys.stdin.isatty() and sys.stdout.isatty()
