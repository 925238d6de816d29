"""``second-look audit``: run and report; compute has its own file."""

from datetime import datetime, timedelta
from typing import Annotated

import typer

from app import clock
from app.audit import report
from app.audit.run import run_night
from app.cli import compute, door

Day = Annotated[datetime | None, typer.Option("--day", formats=["%Y-%m-%d"], help="A day in UTC.")]


def build() -> typer.Typer:
    """Make the group."""
    group = typer.Typer(no_args_is_help=True, help="The night's audit.")
    group.command("run")(run)
    group.command("report")(show)
    group.command()(compute.compute)
    return group


def run(day: Day = None, as_json: door.AsJson = False) -> None:  # noqa: FBT002 - a command-line flag
    """Audit a day (yesterday if none is given), as the night does by itself, and show the report."""
    now = clock.now()
    asked = day.date() if day else now.date() - timedelta(days=1)
    with door.opened() as store:
        with store.write() as session:
            run_night(session, asked, now=now)
        with store.read() as session:
            data = report.as_data(session, asked)
    door.say(data, report.as_text(data), as_json=as_json)


def show(day: Day = None, as_json: door.AsJson = False) -> None:  # noqa: FBT002 - a command-line flag
    """Show the report of an audited day, or the newest one."""
    with door.opened() as store, store.read() as session:
        data = report.as_data(session, day.date() if day else None)
    door.say(data, report.as_text(data), as_json=as_json)
