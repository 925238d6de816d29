"""``second-look audit``: make a report, show one, verify one; the other commands have files of their own."""

from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer

from app import clock
from app.audit import files, report, verify
from app.audit.attributes import Source
from app.audit.report import canonical
from app.audit.run import period, run_night
from app.cli import attributes, compute, door, known, ll144, monitors
from app.cli.door import Day, Since
from app.config import load_settings
from app.web import paper, render


def build() -> typer.Typer:
    """Make the group."""
    group = typer.Typer(no_args_is_help=True, help="The night's audit.")
    group.command("run")(run)
    group.command("show")(show)
    group.command("verify")(check)
    group.command("reset-monitor")(monitors.reset_monitor)
    group.command("known")(known.known)
    group.command("ll144")(ll144.ll144)
    group.command()(compute.compute)
    group.add_typer(attributes.build(), name="attributes")
    return group


def run(day: Day = None, since: Since = None, as_json: door.AsJson = False) -> None:  # noqa: FBT002 - a command-line flag
    """Audit the days up to a day (yesterday if none is given), as the night does by itself, and show the report."""
    now = clock.now()
    asked = day.date() if day else now.date() - timedelta(days=1)
    night = period(asked, now, since.date() if since else None)
    settings = load_settings()
    with door.opened(settings) as store, door.attributes(settings) as protected:
        run_night(
            store.read, store.write, night, now=now, tell=lambda check: door.remark(f"asked: {check}"),
            attributes=Source(protected.read),
        )  # fmt: skip
        with store.read() as session:
            data = report.as_data(session, night.day, night.since)
    _say(data, as_json=as_json)


def show(
    day: Day = None,
    since: Since = None,
    html: Annotated[Path | None, typer.Option("--html", help="Write the report as one HTML file.")] = None,
    csv: Annotated[Path | None, typer.Option("--csv", help="Write its tables as CSV into a folder.")] = None,
    as_json: door.AsJson = False,  # noqa: FBT002 - a command-line flag
) -> None:
    """Show the report of an audited day, or the newest one; or write it for an auditor."""
    with door.opened() as store, store.read() as session:
        run = report.run_of(session, day.date() if day else None, since.date() if since else None)
        data = report.report_of(session, run)
        if html:
            html.write_text(paper.standalone(data, run.digest, render.environment()), encoding="utf-8")
            door.remark(f"written: {html}")
        if csv:
            door.remark(f"written: {files.write(data, csv)} files in {csv}")
    if as_json or not (html or csv):
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
    typer.echo(canonical(data) if as_json else report.as_text(data), nl=not as_json)
