"""``second-look demo``: the whole product against a stand-in ATS on this machine, with invented people.

It runs the very commands a person would run: migrate, connect, hold-test, user, up. Everything lies in one folder, so
a demo that was stopped goes on where it was. The stand-in is a process of its own (``app.demo``) and speaks real HTTP.
"""

import csv
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.ats.base import Call, Done, Talk
from app.ats.replies import is_success
from app.ats.transport import DEFAULT_LIMITS, Target, run
from app.audit.attributes import Source
from app.audit.run import run_night
from app.cli import door, tied
from app.clock import now
from app.config import load_settings
from app.demo.greenhouse_shapes import HUMAN_REASON, PARKED_TAG, PARKED_TAG_ID
from app.demo.past import COMPLIANCE, CONNECTION, Past
from app.demo.settings import StandInSettings
from app.errors import ConflictError, NotFoundError, SecondLookError
from app.lifecycle import Action, State
from app.screening.read import Reader
from app.store.connections import find_connection
from app.store.models import Rejection
from app.store.session import open_store
from app.worker import child_limits

HOST = "127.0.0.1"
MARKER = ".second-look-demo"
"""In the folder of a demo, so that ``--fresh`` never deletes anything else."""

GENERIC, GREENHOUSE = "demo-ats", "demo-greenhouse"
APPLY = {"generic": 40, "greenhouse": 20}
RECRUITER = "recruiter@demo.example"
TEST_MAIL_SECONDS = 12
"""The hold test waits past a mail delay as short as this (and a slow machine still begins in time); then the stand-in
starts again with its usual one."""

READY_SECONDS = 60
DUMMIES = 10


def demo(
    folder: Annotated[Path, typer.Option(help="Where the demo keeps everything.")] = Path("demo-data"),
    port: Annotated[int, typer.Option(min=1, max=65535, help="Port of Second Look.")] = 8000,
    ats_port: Annotated[int, typer.Option(min=1, max=65535, help="Port of the stand-in ATS.")] = 8090,
    fresh: Annotated[bool, typer.Option("--fresh", help="Forget an earlier demo.")] = False,  # noqa: FBT002
    month: Annotated[bool, typer.Option("--month/--no-month", help="Invent last month too.")] = True,  # noqa: FBT002
) -> None:
    """Show everything with a stand-in ATS, 3 postings and 60 invented applicants. Ctrl-C stops it, data are kept."""
    scene = _Scene(folder.absolute(), port, ats_port)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    for needed in (port, ats_port):
        _require_free(needed)
    _prepare_folder(scene, fresh=fresh)
    with suppress(KeyboardInterrupt), ExitStack() as children:
        if not scene.done.exists():
            _set_up(scene, month=month)
        ats = children.enter_context(_child(scene, "stand-in ATS", "app.demo", *scene.ats_arguments()))
        _await(scene, scene.ats, "/admin/state", ats)
        up = children.enter_context(_child(scene, "Second Look", "app", "up"))
        _await(scene, scene.web, "/readyz", up)
        link = json.loads(_command(scene, "user", "link", RECRUITER, "--json"))["link"]
        typer.echo(f"sign in once, as demo recruiter:  {link}")
        if scene.month.exists():
            officer = json.loads(_command(scene, "user", "link", COMPLIANCE[0], "--json"))["link"]
            typer.echo(f"the same, as compliance officer:  {officer}")
        typer.echo(f"the stand-in ATS and its mails:   {scene.ats}")
        _let_apply(scene)
        _watch(scene)
        typer.echo("Ctrl-C stops the demo; the same command goes on where it was.")
        while all(child.poll() is None for child in (ats, up)):
            time.sleep(0.5)
        raise ConflictError(f"a part of the demo has stopped by itself; its log is in {scene.folder}")
    typer.echo("stopped")


@dataclass(frozen=True, slots=True)
class _Scene:
    """Where the demo plays."""

    folder: Path
    port: int
    ats_port: int

    @property
    def web(self) -> str:
        return f"http://{HOST}:{self.port}"

    @property
    def ats(self) -> str:
        return f"http://{HOST}:{self.ats_port}"

    @property
    def data(self) -> Path:
        return self.folder / "second-look"

    @property
    def done(self) -> Path:
        """Exists once connections and recruiter are there."""
        return self.folder / "ready"

    @property
    def month(self) -> Path:
        """Exists once last month was lived through."""
        return self.folder / "last-month"

    def ats_arguments(self) -> tuple[str, ...]:
        return ("--port", str(self.ats_port), "--data-dir", str(self.folder / "stand-in"))

    def environment(self) -> dict[str, str]:
        """The settings of every process of the demo; those of a real installation beside it do not count."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("SECOND_LOOK_")}
        return kept | {
            "SECOND_LOOK_DATA_DIR": str(self.data),
            "SECOND_LOOK_HOST": HOST,
            "SECOND_LOOK_PORT": str(self.port),
            "SECOND_LOOK_ALLOWED_HOSTS": HOST,
            "SECOND_LOOK_FIRST_ADMIN": "",  # the link would end in a file of the demo
            "SECOND_LOOK_LOG_LEVEL": "warning",
        }


def _prepare_folder(scene: _Scene, *, fresh: bool) -> None:
    marker = scene.folder / MARKER
    if scene.folder.exists() and not marker.exists() and any(scene.folder.iterdir()):
        raise ConflictError(f"{scene.folder} holds something that is no demo; choose another with --folder")
    if fresh and marker.exists():
        shutil.rmtree(scene.folder)
    scene.folder.mkdir(parents=True, exist_ok=True)
    marker.touch()


def _require_free(port: int) -> None:
    try:
        with socket.create_server((HOST, port)):
            pass
    except OSError as error:
        with socket.create_server((HOST, 0)) as one, socket.create_server((HOST, 0)) as other:
            free, free_too = (listener.getsockname()[1] for listener in (one, other))
        raise ConflictError(
            f"port {port} is in use ({os.strerror(error.errno or 0)}). "
            f"Where a demo runs in another window, press Ctrl-C there; `lsof -i :{port}` names any other program. "
            f"Or take two free ports: `{_called()} demo --port {free} --ats-port {free_too}`"
        ) from error


def _called() -> str:
    """What was typed for ``second-look``: with `make demo` it is on nobody's path."""
    return sys.argv[0] if Path(sys.argv[0]).name == "second-look" else "second-look"


def _set_up(scene: _Scene, *, month: bool) -> None:
    """Create the database, connect both dialects, prove the hold on a dummy, and add the recruiter."""
    typer.echo("setting up: database, two connections, a hold test on a dummy candidate")
    _command(scene, "migrate")
    if month:
        _live_last_month(scene)
    quick = (*scene.ats_arguments(), "--mail-delay", str(TEST_MAIL_SECONDS))
    with _child(scene, "stand-in ATS", "app.demo", *quick) as ats:
        _await(scene, scene.ats, "/admin/state", ats)
        usual = StandInSettings(scene.folder)
        _connect(scene, GENERIC, "generic", "delay", usual.token)
        dummy = _dummy(scene)
        _command(scene, "hold-test", GENERIC, "--application", dummy, "--wait", str(TEST_MAIL_SECONDS + 2))
        _connect(
            scene, GREENHOUSE, "greenhouse", "gate", f"{usual.client_id}:{usual.client_secret}",
            token_url=f"{scene.ats}/greenhouse/token", parking_tag=PARKED_TAG, parking_tag_id=str(PARKED_TAG_ID),
            rejection_reason_id=str(HUMAN_REASON),
        )  # fmt: skip
    with suppress(SecondLookError):  # there already when an earlier set-up was stopped half-way
        _command(scene, "user", "add", RECRUITER, "--name", "Demo Recruiter", "--role", "recruiter")
    scene.done.touch()


def _live_last_month(scene: _Scene) -> None:
    """Give the night something to say: a month of rejections of an older ATS (see ``app.demo.past``)."""
    settings = load_settings(data_dir=scene.data, database_url="", attributes_url="")
    with door.opened(settings) as store, door.attributes(settings) as protected:
        with store.read() as session:
            if find_connection(session, CONNECTION) is not None:
                typer.echo("last month was stopped half-way; --fresh makes a whole one")
                return
        reader = Reader(store.blobs, store.packs, DEFAULT_LIMITS, child_limits(settings))
        past = Past(store.write, reader, store.outcomes)
        past.begin(now())
        rows = list(past.applicants())
        file = scene.folder / "applicants.csv"
        with file.open("w", encoding="utf-8", newline="") as text:
            writer = csv.DictWriter(text, rows[0])
            writer.writeheader()
            writer.writerows(rows)
        _command(scene, "audit", "attributes", "import", str(file), "--by", "the demo")
        rejected = past.live(
            typer.echo,
            lambda night, at: run_night(store.read, store.write, night, now=at, attributes=Source(protected.read)),
        )
        scene.month.touch()
    typer.echo(f"last month: {rejected} people were rejected by an older ATS; the page Night says what was missed")


def _connect(scene: _Scene, name: str, vendor: str, mode: str, token: str, **options: str) -> None:
    unflagged = "hold_all" if mode == "gate" else "sample_then_release"
    arguments = [
        "connect", "--name", name, "--vendor", vendor, "--base-url", f"{scene.ats}/{vendor}", "--mode", mode,
        "--token-env", "DEMO_TOKEN", "--unflagged", unflagged, "--lapse", "keep", "--chosen-by", "the demo",
        "--rotate-secret", "--json",
    ]  # fmt: skip
    for option, value in options.items():
        arguments += ["--option", f"{option}={value}"]
    stored = json.loads(_command(scene, *arguments, environment={"DEMO_TOKEN": token}))
    _ask(scene, scene.ats, "/admin/subscribe", {"dialect": vendor, "url": stored["hook"], "secret": stored["secret"]})


def _dummy(scene: _Scene) -> str:
    """Let people apply until the rule rejects one: the dummy of the hold test."""
    for _ in range(DUMMIES):
        applied = _ask(scene, scene.ats, "/admin/apply", {"dialect": "generic", "mode": "delay"})["applications"][0]
        if applied["state"] == "rejected":
            return str(applied["id"])
    raise NotFoundError("the stand-in rejected nobody for the hold test; run the demo again with --fresh")


def _let_apply(scene: _Scene) -> None:
    """Publish the postings and let those apply who have not yet."""
    there = _ask(scene, scene.ats, "/admin/state")["applications"]
    for dialect, wanted in APPLY.items():
        missing = wanted - sum(there.get(dialect, {}).values())
        if missing > 0:
            _ask(scene, scene.ats, "/admin/publish", {})
            mode = "delay" if dialect == "generic" else "gate"
            _ask(scene, scene.ats, "/admin/apply", {"dialect": dialect, "mode": mode, "count": missing})


def _watch(scene: _Scene) -> None:
    """Say how far things are, and what waits in the queue and why, until everything that was rejected is screened."""
    said = ""
    store = open_store(load_settings(data_dir=scene.data, database_url="").database, scene.data)
    try:
        while True:
            with store.read() as session:
                by_state = select(Rejection.state, func.count()).group_by(Rejection.state)
                states = dict(session.execute(by_state).all())
                queue = _queue_in_words(session)
            received, waiting = sum(states.values()), states.get(State.RECEIVED, 0)
            line = f"received {received}, screened {received - waiting}, {queue}"
            if line != said:
                typer.echo(line)
                said = line
            unsent = _ask(scene, scene.ats, "/admin/state")["webhooks_waiting"]
            if received and not waiting and not unsent:
                return
            time.sleep(1)
    finally:
        store.close()


REASONS = {
    Action.HOLD_MATCH: "flagged",
    Action.HOLD_UNREADABLE: "unreadable",
    Action.HOLD_UNCLEAR_POSTING: "in doubt",
    Action.HOLD_CONTROL: "drawn at random",
    Action.HOLD_UNSCREENED: "not screened in time",
    Action.HOLD_BY_POLICY: "because everything parked waits for a person",
}


def _queue_in_words(session: Session) -> str:
    """How many wait for a person, and why: ``in the queue 3: 2 flagged, 1 unreadable``."""
    held = select(Rejection.held_because, func.count()).where(Rejection.state == State.HELD)
    counted = dict(session.execute(held.group_by(Rejection.held_because)).all())
    reasons = ", ".join(f"{counted[action]} {words}" for action, words in REASONS.items() if action in counted)
    return f"in the queue {sum(counted.values())}" + (f": {reasons}" if reasons else "")


@contextmanager
def _child(scene: _Scene, name: str, *module_and_arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    """Run a part of the demo, which ends with this process at the latest; at the end it may finish what it does.

    Its log is in the demo's folder.
    """
    log = scene.folder / f"{name.lower().replace(' ', '-')}.log"
    with (
        log.open("ab") as output,
        subprocess.Popen(  # noqa: S603 - our own modules
            [sys.executable, "-m", tied.__name__, *module_and_arguments],
            env=scene.environment(),
            stdin=subprocess.PIPE,
            stdout=output,
            stderr=output,
            start_new_session=True,  # Ctrl-C comes to us; we stop the parts in order
        ) as child,
    ):
        try:
            yield child
        finally:
            child.terminate()
            try:
                child.wait(tied.STOP_SECONDS)
            except subprocess.TimeoutExpired:
                child.kill()


def _command(scene: _Scene, *arguments: str, environment: Mapping[str, str] | None = None) -> str:
    done = subprocess.run(  # noqa: S603 - our own commands
        [sys.executable, "-m", "app", *arguments],
        env={**scene.environment(), **(environment or {})},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )
    if done.returncode:
        raise ConflictError(f"`second-look {arguments[0]}` failed: {(done.stderr or done.stdout).strip()[-1000:]}")
    return done.stdout


def _await(scene: _Scene, origin: str, path: str, child: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while True:
        try:
            _ask(scene, origin, path)
        except ConflictError as error:
            if child.poll() is not None or time.monotonic() > deadline:
                raise ConflictError(f"{origin} does not start; its log is in {scene.folder}") from error
            time.sleep(0.2)
        else:
            return


def _ask(scene: _Scene, origin: str, path: str, body: Mapping[str, Any] | None = None) -> Any:
    """Ask one of the two servers something, over the product's own transport; a body makes it a POST."""

    def talk() -> Talk[Any]:
        reply = yield Call("GET" if body is None else "POST", path, json=body)
        if not is_success(reply):
            raise ValueError(f"status {reply.status}")
        return Done(json.loads(reply.body or b"null"))

    outcome = run(talk(), Target("demo", origin, allowed_hosts=(HOST,)))
    if not isinstance(outcome, Done):
        raise ConflictError(f"{origin}{path} did not answer: {outcome.why}; the logs are in {scene.folder}")
    return outcome.value
