"""``second-look aliases``: words of this installation, and what recruiters said about terms."""

from typing import Annotated

import typer

from app import clock
from app.cli import door
from app.store import terms
from app.store.models import TermRuling

RowId = Annotated[str, typer.Argument(help="Id of the row, as `aliases list` shows it.")]


def build() -> typer.Typer:
    """Make the group."""
    group = typer.Typer(no_args_is_help=True, help="Words of this installation.")
    group.command()(add)
    group.command("list")(show)
    group.command()(accept)
    group.command()(remove)
    return group


def add(
    term: Annotated[str, typer.Argument(help="A term as postings use it.")],
    form: Annotated[str, typer.Argument(help="What resumes say for it.")],
    apart: Annotated[bool, typer.Option("--apart", help="They are not the same.")] = False,  # noqa: FBT002
    as_json: door.AsJson = False,  # noqa: FBT002 - a command-line flag
) -> None:
    """Say that two terms are the same; it counts for every resume that is matched from now on."""
    with door.opened() as store, store.write() as session:
        person = door.person()
        row = terms.say(session, term, form, same=not apart, by=person, accepted_by=person, now=clock.now())
        result, text = _data(row), _line(row)
    door.say(result, text, as_json=as_json)


def show(as_json: door.AsJson = False) -> None:  # noqa: FBT002 - a command-line flag
    """List what is in force, and what recruiters said that nobody has accepted yet."""
    with door.opened() as store, store.read() as session:
        rows = terms.rulings(session)
        listed, lines = [_data(row) for row in rows], [_line(row) for row in rows]
    door.say({"aliases": listed}, "\n".join(lines) or "none; see `second-look aliases add`", as_json=as_json)


def accept(ruling_id: RowId) -> None:
    """Put in force what a recruiter said."""
    with door.opened() as store, store.write() as session:
        text = _line(terms.accept(session, ruling_id, by=door.person(), now=clock.now()))
    typer.echo(text)


def remove(ruling_id: RowId) -> None:
    """End a row. Matches that were made with it stay as they are."""
    with door.opened() as store, store.write() as session:
        terms.remove(session, ruling_id, by=door.person(), now=clock.now())
    typer.echo("removed")


def _data(row: TermRuling) -> dict[str, object]:
    return {
        "id": row.id,
        "term": row.term,
        "form": row.form,
        "same": row.same,
        "said_by": row.said_by,
        "said_at": f"{row.said_at:%Y-%m-%d %H:%M} UTC",
        "accepted_by": row.accepted_by or None,
        "accepted_at": f"{row.accepted_at:%Y-%m-%d %H:%M} UTC" if row.accepted_at else None,
    }


def _line(row: TermRuling) -> str:
    state = f"in force, accepted by {row.accepted_by}" if row.accepted_at else "waits: see `second-look aliases accept`"
    sign = "=" if row.same else "is not"
    return f"{row.id}  {row.term} {sign} {row.form}  said by {row.said_by}, {row.said_at:%Y-%m-%d}  ({state})"
