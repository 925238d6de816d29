"""``second-look doctor``: looks at an installation without changing it, names what is broken, and how to mend it."""

import os
import stat
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path

import typer
from rich.markup import escape
from rich.table import Table
from sqlalchemy import func, select, text
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from app import clock, engine, mail
from app.ats.base import Application
from app.ats.registry import ADAPTERS
from app.ats.transport import Limits, run, target_for
from app.cli import connecting, door
from app.config import Settings, load_settings
from app.errors import SecondLookError
from app.lifecycle import State
from app.notices.plan import plan
from app.store.models import Connection, Delivery, Notice, OutboxItem, Rejection
from app.store.session import Store, seal_of
from app.store.transition import PARKED
from parsers import isolate
from parsers.model import Unreadable

SKEW = timedelta(seconds=10)
LATE = timedelta(minutes=10)
CONNECTIONS = 50
PROBE = Limits(connect_seconds=3, read_seconds=5, total_seconds=8)
RETRY = "`second-look retry` lists each one's reason and tries it again"
OTHERS = stat.S_IRWXO
"""A group may be let in on purpose, where a volume belongs to one."""
EVERYBODY = stat.S_IRWXG | stat.S_IRWXO


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One thing looked at. ``fix`` is empty where nothing is broken."""

    name: str
    found: str
    fix: str = ""

    @property
    def broken(self) -> bool:
        """Whether somebody has to do something."""
        return bool(self.fix)


def doctor(as_json: door.AsJson = False) -> None:  # noqa: FBT002 - a command-line flag
    """Look at settings, files, database, queues, connections and the resume reader; changes nothing."""
    diagnoses = list(examine())
    if as_json:
        result = [{**asdict(diagnosis), "broken": diagnosis.broken} for diagnosis in diagnoses]
        door.say({"diagnoses": result}, "", as_json=True)
    else:
        table = Table(box=None, show_header=False)
        for diagnosis in diagnoses:
            mark = "[red]broken[/]" if diagnosis.broken else "[green]ok[/]"
            said = diagnosis.found + (f"; {diagnosis.fix}" if diagnosis.fix else "")
            table.add_row(mark, escape(diagnosis.name), escape(said))
        door.console().print(table)
    if any(diagnosis.broken for diagnosis in diagnoses):
        raise typer.Exit(door.NEEDS_A_PERSON)


def examine() -> Iterator[Diagnosis]:
    """Look at everything, in the order in which one thing needs the other."""
    try:
        settings = load_settings()
    except SecondLookError as error:
        yield Diagnosis("settings", str(error), "correct the variable")
        return
    yield Diagnosis("settings", f"data in {settings.data_dir.absolute()}, web at {settings.origin}")
    yield from _files(settings)
    yield _reader(settings)
    yield from _programs(settings)
    yield from _messages(settings)
    try:
        missing = door.schema_behind(settings)
    except SecondLookError as error:
        yield Diagnosis("database", str(error), "start the database or correct its address")
        return
    if missing:
        yield Diagnosis("database", f"not of this version: {missing}", "run `second-look migrate`")
        return
    yield Diagnosis("database", "reachable, schema of this version")
    with door.opened(settings) as store:
        yield from _inside(store, settings)


def _files(settings: Settings) -> Iterator[Diagnosis]:
    folder = settings.data_dir
    if not folder.is_dir():
        yield Diagnosis("data folder", f"{folder.absolute()} is not there", "run `second-look migrate` to create it")
        return
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        yield Diagnosis("data folder", f"{folder} is not writable", "give it to the user that runs Second Look")
    elif folder.stat().st_mode & OTHERS:
        yield Diagnosis("data folder", f"{folder} is open to every user here", f"run `chmod o= {folder}`")
    else:
        yield Diagnosis("data folder", "readable and writable, closed to other users")
    file = Path(settings.database.removeprefix("sqlite:///"))
    if settings.embedded and file.exists() and file.stat().st_mode & OTHERS and _lets_in(file.absolute().parent):
        yield Diagnosis("database file", f"{file} is open to every user here", f"run `chmod o= {file}*`")
    key = folder / "seal.key"
    if not key.exists():
        yield Diagnosis("key file", "none yet; it is made with the first secret")
    elif key.stat().st_mode & EVERYBODY:
        yield Diagnosis("key file", f"{key} can be read by others", f"run `chmod 600 {key}`")
    else:
        yield Diagnosis("key file", "readable by its owner only")


def _lets_in(folder: Path) -> bool:
    """Whether every user may open what lies in a folder; those above it are not asked."""
    return bool(folder.stat().st_mode & stat.S_IXOTH)


def _reader(settings: Settings) -> Diagnosis:
    limits = isolate.Limits(
        wall_seconds=settings.parse_seconds * 2,
        cpu_seconds=int(settings.parse_seconds),
        memory_bytes=settings.parse_memory_mb << 20,
    )
    read = isolate.parse(b"Ada Example\n\nSkills\nBookkeeping\n", limits)
    if isinstance(read, Unreadable):
        fix = "raise SECOND_LOOK_PARSE_SECONDS or SECOND_LOOK_PARSE_MEMORY_MB, or install Second Look again"
        return Diagnosis("resume reader", f"a plain text could not be read: {read.why}", fix)
    slow = isolate.trouble()
    how = f"the slow way, an interpreter for each file: {slow}" if slow else "forked for each file"
    megabytes = settings.parse_memory_mb
    limits_said = f"{settings.parse_seconds:g} s of CPU, {megabytes} MB, {settings.resume_limit_mb} MB a file"
    return Diagnosis("resume reader", f"reads in its confined child process ({how}), limits: {limits_said}")


def _programs(settings: Settings) -> Iterator[Diagnosis]:
    """None of them has to be there; what follows from that is said."""
    tesseract, catdoc = (isolate.outside()[name] for name in ("tesseract", "catdoc"))
    if tesseract:
        languages = ", ".join(tesseract.languages)
        limits = f"{settings.ocr_pages} pages and {settings.ocr_seconds:g} s a scan"
        yield Diagnosis("scans", f"read by tesseract {tesseract.version} ({languages}), limits: {limits}")
    else:
        yield Diagnosis("scans", "tesseract is not installed: scans and photos are held for a person")
    if catdoc:
        yield Diagnosis("old Word files", f".doc is read by catdoc {catdoc.version}")
    else:
        yield Diagnosis("old Word files", "catdoc is not installed: .doc files are held for a person")


def _messages(settings: Settings) -> Iterator[Diagnosis]:
    """Mail is tried without sending any; the chat's webhook only takes messages, so it is not."""
    try:
        messages = plan(settings)
    except SecondLookError as error:
        yield Diagnosis("messages", str(error), "correct the variable")
        return
    if messages.mail is None:
        yield Diagnosis("mail", "none is sent: SECOND_LOOK_SMTP_URL is not set")
    elif trouble := mail.probe(messages.mail):
        yield Diagnosis("mail", trouble, "correct SECOND_LOOK_SMTP_URL or the password's file")
    else:
        yield Diagnosis(
            "mail", f"{messages.mail.host} takes our mail, digest at {messages.digest_at:%H:%M} {messages.zone}"
        )
    yield Diagnosis("chat", "gets the digest and warnings" if messages.chat else "none: no webhook is set")


def _inside(store: Store, settings: Settings) -> Iterator[Diagnosis]:
    now = clock.now()
    for name, look in (
        ("engine", _engine),
        ("clock", partial(_skew, now=now)),
        ("deliveries", partial(_deliveries, now=now)),
        ("screening", partial(_screening, now=now)),
        ("write-backs", _writebacks),
        ("sent messages", _notices),
    ):
        try:
            with store.read() as session:
                yield look(session)
        except SQLAlchemyError as error:
            yield Diagnosis(name, f"could not be looked at ({type(error).__name__})", "run `second-look migrate`")
    yield from _connections(store, settings)


def _engine(session: Session) -> Diagnosis:
    waiting = ", ".join(
        f"{number} {queue} {status.lower()}" for (queue, status), number in engine.counts(session).items()
    )
    return Diagnosis("engine", f"jobs: {waiting or 'none waiting'}")


def _skew(session: Session, *, now: datetime) -> Diagnosis:
    told = str(session.execute(text("SELECT CURRENT_TIMESTAMP")).scalar_one())
    there = datetime.fromisoformat(told)
    apart = abs(now - (there if there.tzinfo else there.replace(tzinfo=UTC)))
    if apart > SKEW:
        return Diagnosis("clock", f"{apart} away from the database's", "synchronise both machines' clocks (NTP)")
    return Diagnosis("clock", "agrees with the database's")


def _deliveries(session: Session, *, now: datetime) -> Diagnosis:
    oldest = session.scalar(select(func.min(Delivery.received_at)).where(Delivery.status == "stored"))
    parked = session.scalar(select(func.count(Delivery.id)).where(Delivery.status == "parked"))
    if oldest and now - oldest > LATE:
        return Diagnosis("deliveries", f"one waits since {oldest:%Y-%m-%d %H:%M} UTC", "start `up`, or a `worker`")
    if parked:
        return Diagnosis("deliveries", f"{parked} parked", RETRY)
    return Diagnosis("deliveries", "none waiting, none parked")


def _screening(session: Session, *, now: datetime) -> Diagnosis:
    waiting = Rejection.state == State.RECEIVED
    late = session.scalar(select(func.count(Rejection.id)).where(waiting, Rejection.deadline < now - LATE))
    number = session.scalar(select(func.count(Rejection.id)).where(waiting))
    if late:
        return Diagnosis("screening", f"{late} beyond their deadline", "start `up`, or a `worker`")
    return Diagnosis("screening", f"{number} waiting, none too long")


def _writebacks(session: Session) -> Diagnosis:
    parked = session.scalar(select(func.count(OutboxItem.id)).where(OutboxItem.status == PARKED))
    if parked:
        return Diagnosis("write-backs", f"{parked} parked", RETRY)
    return Diagnosis("write-backs", "none parked")


def _notices(session: Session) -> Diagnosis:
    remark = session.scalar(select(Notice.remark).where(Notice.parked).order_by(Notice.made_at.desc()).limit(1))
    parked = session.scalar(select(func.count(Notice.id)).where(Notice.parked))
    if parked:
        return Diagnosis("sent messages", f"{parked} could not be sent, the last one because: {remark}")
    return Diagnosis("sent messages", "none is parked")


def _connections(store: Store, settings: Settings) -> Iterator[Diagnosis]:
    with store.read() as session:
        found = session.scalars(select(Connection).order_by(Connection.name).limit(CONNECTIONS)).all()
        seal = seal_of(session)
    if not found:
        yield Diagnosis("connections", "none yet; see `second-look connect` and `second-look import`")
    for connection in found:
        try:
            yield _connection(connection, seal.open(connection.token), settings)
        except SecondLookError as error:
            yield Diagnosis(connection.name, "its secrets do not open", str(error))


def _connection(connection: Connection, token: str, settings: Settings) -> Diagnosis:
    if not connection.active:
        return Diagnosis(connection.name, "not active", f"run `second-look hold-test {connection.name}`")
    adapter = ADAPTERS[connection.vendor]
    target = target_for(
        adapter,
        connection=connection.name,
        base_url=connection.base_url,
        token=token,
        options=connection.options,
        allowed_hosts=settings.allowed_hosts,
    )
    trouble = connecting.trouble_of(
        run(adapter.read_state(Application(connecting.PROBE_ID, options=connection.options)), target, limits=PROBE)
    )
    if trouble:
        return Diagnosis(connection.name, trouble, connecting.mending(connection.name))
    if not adapter.CAN.modes:
        return Diagnosis(connection.name, f"{adapter.TITLE}: there is nobody to ask")
    tried = adapter.CAN.verified_live or "its documentation only, nothing live"
    return Diagnosis(connection.name, f"{adapter.TITLE} answers; verified against: {tried}")
