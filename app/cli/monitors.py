"""``second-look audit reset-monitor``: a person ends the alarm of a connection's monitor."""

from typing import Annotated

import typer

from app import clock
from app.audit import monitors
from app.cli import door


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
