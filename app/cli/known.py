"""``second-look audit known``: what is right for a candidate whom nobody has opened yet, to measure reviewers by."""

from typing import Annotated

import typer

from app import clock
from app.audit.known import ANSWERS, say_known
from app.cli import door
from app.errors import BadInputError


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
