"""``second-look hold-test``: proof on a dummy candidate that this ATS keeps a mail back when we ask it to."""

import time
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Annotated, Any

import typer
from sqlalchemy.orm import Session

from app import clock
from app.ats.base import Adapter, Application, AtsState, Done, Outcome, Talk
from app.ats.registry import ADAPTERS
from app.ats.transport import Target, run, target_for
from app.cli import door
from app.config import Settings, load_settings
from app.errors import ConflictError
from app.lifecycle import HoldMode
from app.store.connections import connection_named
from app.store.models import HoldTest
from app.store.policies import current_policy
from app.store.session import Store, seal_of

HOLD_BEYOND = timedelta(hours=1)
"""How much longer than the test its holds last, so that they do not end meanwhile."""


def hold_test(
    name: Annotated[str, typer.Argument(help="The connection.")],
    application: Annotated[str, typer.Option(help="An application of a dummy candidate whom the rule just rejected.")],
    wait: Annotated[float, typer.Option(min=1, help="Seconds to wait: longer than the ATS delays its mail.")] = 1200,
    as_json: door.AsJson = False,  # noqa: FBT002 - a command-line flag
) -> None:
    """Hold a dummy candidate's rejection mail, wait past its time, see that it did not leave, and reinstate.

    A connection in delay mode takes deliveries only after this has passed.
    """
    settings = load_settings()
    with door.opened(settings) as store:
        steps = _steps(store, settings, name, application)
        passed = False
        try:
            _go_through(steps, wait)
            passed = True
        finally:  # what was seen stays on the connection's page, whichever way it ended
            with store.write() as session:
                _write_down(session, name, application, steps.seen, passed=passed)
    text = f"passed: {name} kept the mail back for {wait:g} s and took the candidate back; the connection is active"
    door.say({"connection": name, "passed": True}, text, as_json=as_json)


def _go_through(steps: "_Steps", wait: float) -> None:
    steps.expect(steps.adapter.read_state(steps.application), "reading the state", AtsState.REJECTED)
    steps.expect(steps.hold(wait), "holding the mail")
    _wait(wait)
    # A hold that is asked for again is refused once the mail has left: that is how the ATS tells.
    steps.expect(steps.hold(wait), "holding again after the mail's time (did the mail leave?)")
    if door.interactive() and not typer.confirm("Did NO rejection mail arrive at the dummy candidate's address?"):
        steps.seen.append("a mail arrived in spite of the hold")
        raise ConflictError("a mail arrived in spite of the hold: this connection cannot use delay mode")
    steps.expect(steps.adapter.reinstate(steps.application, clock.new_id()), "reinstating")
    steps.expect(steps.adapter.read_state(steps.application), "reading the state again", AtsState.ACTIVE)


def _write_down(session: Session, name: str, application: str, seen: list[str], *, passed: bool) -> None:
    connection, now = connection_named(session, name), clock.now()
    session.add(HoldTest(connection_id=connection.id, at=now, application=application, passed=passed, steps=seen))
    if passed:
        connection.hold_tested_at, connection.active = now, True


@dataclass(frozen=True, slots=True)
class _Steps:
    """One test under way; ``seen`` says of each step how it went."""

    adapter: Adapter
    target: Target
    application: Application
    seen: list[str] = field(default_factory=list)

    def hold(self, wait: float) -> Talk[None]:
        until = clock.now() + timedelta(seconds=wait) + HOLD_BEYOND
        return self.adapter.hold(self.application, until, clock.new_id())

    def expect(self, talk: Talk[Any], step: str, value: AtsState | None = None) -> None:
        """Play one talk; anything but success ends the test."""
        outcome: Outcome[Any] = run(talk, self.target)
        if not isinstance(outcome, Done):
            self.seen.append(f"{step}: {outcome.why}")
            raise ConflictError(f"the hold test failed at {step}: {outcome.why}; delay mode stays closed")
        if value is not None and outcome.value != value:
            self.seen.append(f"{step}: the application is {outcome.value}, not {value}")
            raise ConflictError(
                f"the hold test failed at {step}: the application is {outcome.value}, not {value}; "
                "take a dummy candidate whom the rule has just rejected"
            )
        self.seen.append(f"{step}: done")
        door.remark(self.seen[-1])


def _steps(store: Store, settings: Settings, name: str, application_id: str) -> _Steps:
    with store.read() as session:
        connection = connection_named(session, name)
        if current_policy(session, connection.id).hold_mode != HoldMode.DELAY:
            raise ConflictError(f"{name} is not in delay mode: there is no mail to hold, so nothing to test")
        adapter = ADAPTERS[connection.vendor]
        target = target_for(
            adapter,
            connection=name,
            base_url=connection.base_url,
            token=seal_of(session).open(connection.token),
            options=connection.options,
            allowed_hosts=settings.allowed_hosts,
        )
        return _Steps(adapter, target, Application(application_id, options=connection.options))


def _wait(seconds: float) -> None:
    with door.progress("waiting past the mail's time, seconds", max(1, int(seconds)), every=60) as advance:
        whole = int(seconds)
        for _ in range(whole):
            time.sleep(1)
            advance(1)
        time.sleep(seconds - whole)
