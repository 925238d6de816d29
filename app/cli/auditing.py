"""``second-look audit``: make a report, show one, verify one; compute has its own file."""

from datetime import datetime, timedelta
from typing import Annotated

import typer

from app import clock
from app.audit import report, verify
from app.audit.report import canonical
from app.audit.run import period, run_night
from app.cli import compute, door

_FORMATS = ["%Y-%m-%d"]
Day = Annotated[datetime | None, typer.Option("--date", "--day", formats=_FORMATS, help="The last day, in UTC.")]
Since = Annotated[datetime | None, typer.Option("--since", formats=_FORMATS, help="The first day.")]


def build() -> typer.Typer:
    """Make the group."""
    group = typer.Typer(no_args_is_help=True, help="The night's audit.")
    group.command("run")(run)
    group.command("show")(show)
    group.command("verify")(check)
    group.command()(compute.compute)
    return group


def run(day: Day = None, since: Since = None, as_json: door.AsJson = False) -> None:  # noqa: FBT002 - a command-line flag
    """Audit the days up to a day (yesterday if none is given), as the night does by itself, and show the report."""
    now = clock.now()
    asked = day.date() if day else now.date() - timedelta(days=1)
    night = period(asked, now, since.date() if since else None)
    with door.opened() as store:
        run_night(store.read, store.write, night, now=now, tell=lambda check: door.remark(f"asked: {check}"))
        with store.read() as session:
            data = report.as_data(session, night.day, night.since)
    _say(data, as_json=as_json)


def show(day: Day = None, since: Since = None, as_json: door.AsJson = False) -> None:  # noqa: FBT002 - a command-line flag
    """Show the report of an audited day, or the newest one."""
    with door.opened() as store, store.read() as session:
        data = report.as_data(session, day.date() if day else None, since.date() if since else None)
    _say(data, as_json=as_json)


def check(day: Day = None, since: Since = None, as_json: door.AsJson = False) -> None:  # noqa: FBT002 - a command-line flag
    """Verify a stored report (the newest if no day is given): its digest, and the sealed history it rests on."""
    with door.opened() as store, store.read() as session:
        stored = report.run_of(session, day.date() if day else None, since.date() if since else None)
        wrong = verify.complaints(session, stored)
        data = {"day": str(stored.day), "since": str(stored.since), "digest": stored.digest, "wrong": wrong}
    head = f"Report of {data['since']} to {data['day']}, digest {stored.digest}"
    door.say(data, "\n".join([head, *(wrong or ["Nothing was changed since it was made."])]), as_json=as_json)
    if wrong:
        raise typer.Exit(door.NEEDS_A_PERSON)


def _say(data: dict[str, object], *, as_json: bool) -> None:
    typer.echo(canonical(data) if as_json else report.as_text(data))
