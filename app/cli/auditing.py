"""``second-look audit``: make, show and verify a report, say what is known; compute has a file of its own."""

from datetime import datetime, timedelta
from typing import Annotated

import typer

from app import clock
from app.audit import report, verify
from app.audit.known import ANSWERS, say_known
from app.audit.report import canonical
from app.audit.run import period, run_night
from app.cli import compute, door
from app.errors import BadInputError

_FORMATS = ["%Y-%m-%d"]
Day = Annotated[datetime | None, typer.Option("--date", "--day", formats=_FORMATS, help="The last day, in UTC.")]
Since = Annotated[datetime | None, typer.Option("--since", formats=_FORMATS, help="The first day.")]


def build() -> typer.Typer:
    """Make the group."""
    group = typer.Typer(no_args_is_help=True, help="The night's audit.")
    group.command("run")(run)
    group.command("show")(show)
    group.command("verify")(check)
    group.command("known")(known)
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
    typer.echo(canonical(data) if as_json else report.as_text(data))
