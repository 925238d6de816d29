"""``second-look audit``: make a report, show one, verify one, reset a monitor, say what is right for somebody."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Annotated

import typer

from app import clock
from app.audit import files, monitors, report, verify
from app.audit.known import ANSWERS, say_known
from app.audit.report import canonical
from app.audit.run import period, run_night
from app.cli import compute, door
from app.errors import BadInputError
from app.web import paper, render

_FORMATS = ["%Y-%m-%d"]
Day = Annotated[datetime | None, typer.Option("--date", "--day", formats=_FORMATS, help="The last day, in UTC.")]
Since = Annotated[datetime | None, typer.Option("--since", formats=_FORMATS, help="The first day.")]


def build() -> typer.Typer:
    """Make the group."""
    group = typer.Typer(no_args_is_help=True, help="The night's audit.")
    group.command("run")(run)
    group.command("show")(show)
    group.command("verify")(check)
    group.command("reset-monitor")(reset_monitor)
    group.command()(compute.compute)
    group.command("known")(known)
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


def reset_monitor(
    connection: Annotated[str, typer.Option(help="Whose monitor has an alarm.")],
    by: Annotated[str, typer.Option(help="Your name. It is kept.")],
    reason: Annotated[str, typer.Option(help="What was wrong and what was done about it. It is kept.")],
    as_json: door.AsJson = False,  # noqa: FBT002 - a command-line flag
) -> None:
    """End the alarm of a connection's monitor: it counts anew from today, and releases what its policy releases."""
    now = clock.now()
    with door.opened() as store, store.write() as session:
        row = monitors.reset(session, connection, by=by, reason=reason, now=now)
        data = {"connection": connection, "since": str(row.since), "by": by.strip(), "reason": reason.strip()}
    door.say(data, f"The monitor of {connection} counts anew from {data['since']}.", as_json=as_json)


def known(
    rejection: Annotated[str, typer.Argument(help="Id of a rejection that waits and that nobody has opened.")],
    answer: Annotated[str, typer.Argument(help=f"What is right: {' or '.join(ANSWERS)}.")],
    by: Annotated[str, typer.Option(help="Address of who is sure; not of somebody who reviews.")],
    why: Annotated[str, typer.Option(help="How it is known.")],
    as_json: door.AsJson = False,  # noqa: FBT002 - a command-line flag
) -> None:
    """Say what is right for a candidate before anybody looks, to measure reviewers by. They never see it."""
    action = next((each for each in ANSWERS if each == answer), None)
    if action is None:
        raise BadInputError(f"{answer} is no answer; say {' or '.join(ANSWERS)}")
    with door.opened() as store, store.write() as session:
        said = say_known(session, rejection, action, by=by, why=why, now=clock.now())
        data = {"id": said.id, "rejection": rejection, "action": str(action), "said_by": said.said_by}
    door.say(data, f"kept: {answer} is right for {rejection}", as_json=as_json)


def _say(data: dict[str, object], *, as_json: bool) -> None:
    typer.echo(canonical(data) if as_json else report.as_text(data), nl=not as_json)
