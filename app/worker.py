"""The second door: the literal list of jobs and duties, bound to the engine, and the process that runs them."""

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

import structlog
from sqlalchemy import delete
from sqlalchemy.orm import Session

from app import engine, slots
from app.ats import transport
from app.audit import run as night
from app.audit.attributes import Source
from app.audit.folding import fold
from app.clock import now
from app.config import Settings
from app.engine import Duty, Job, Limits, OpenWrite
from app.errors import SecondLookError
from app.intake import drop, poll, process
from app.intake.importing import Place
from app.notices import deliver as notices
from app.notices.make import make
from app.notices.plan import plan
from app.review import holds
from app.screening import feed, read, screen
from app.store.attributes import AttributeStore
from app.store.people import IdempotencyKey
from app.store.session import Store, open_store
from app.writeback import deliver
from parsers import isolate

KEEP_JOBS = timedelta(days=14)
"""How long finished jobs are kept; redeliveries after that are caught by the rows themselves."""

KEEP_ANSWERS = timedelta(days=3)
DROP_MINUTES_BEFORE = 30
"""The drop folder is taken in this long before the night's report, which says what came of it."""

OCR_PAGE_SECONDS = 30.0
"""Of the time for a whole scan, how much one run of the program may take."""

NICENESS = 5
"""Jobs may wait; whoever sends us a webhook or looks at a page on the same machine may not."""

EMBEDDED_LIMITS = {"threads": 12, "pool": 20}
SERVER_LIMITS = {"threads": 32, "pool": 40}

log = structlog.get_logger(__name__)


def jobs(settings: Settings, store: Store) -> tuple[Job, ...]:
    """Every kind of job there is."""
    hosts, messages = settings.allowed_hosts, plan(settings)
    document_limits = transport.Limits(document_bytes=settings.resume_limit_mb * 1024 * 1024)
    reader = read.Reader(
        blobs=store.blobs,
        packs=store.packs,
        transport=document_limits,
        child=child_limits(settings),
    )
    ocr = isolate.Ocr(settings.ocr_pages, min(settings.ocr_seconds, OCR_PAGE_SECONDS), settings.ocr_seconds)
    return (
        Job("process", process.take, give_up=process.give_up),
        *(
            Job(
                name,
                partial(screen.take, allowed_hosts=hosts),
                partial(read.work, reader=one),
                screen.record,
                screen.give_up,
            )
            for name, one in (("screen", reader), ("screen_scan", replace(reader, ocr=ocr)))
        ),
        Job(
            "writeback",
            partial(deliver.take, allowed_hosts=hosts),
            partial(deliver.work, outcomes=store.outcomes),
            deliver.record,
            deliver.give_up,
        ),
        Job(
            "notice",
            partial(notices.take, plan=messages),
            partial(notices.work, plan=messages),
            notices.record,
            notices.give_up,
        ),
        Job("poll", partial(poll.take, allowed_hosts=hosts), poll.work, poll.record),
    )


def child_limits(settings: Settings) -> isolate.Limits:
    """What reading one resume may cost."""
    return isolate.Limits(
        wall_seconds=settings.parse_seconds * 2,
        cpu_seconds=int(settings.parse_seconds),
        memory_bytes=settings.parse_memory_mb * 1024 * 1024,
        input_bytes=settings.resume_limit_mb * 1024 * 1024,
    )


def place_of(settings: Settings, store: Store) -> Place:
    """Where imports go."""
    return Place(store.write, store.read, now, store.packs, settings.resume_limit_mb << 20)


def duties(settings: Settings, store: Store) -> tuple[Duty, ...]:
    """Everything that happens by the clock, in UTC."""
    hour, minute = (int(part) for part in settings.night_at.split(":"))
    url = settings.database
    always = (
        Duty("sweep", f"*/{settings.sweep_seconds} * * * * *", run=holds.sweep),
        Duty("feed", f"*/{feed.FEED_SECONDS} * * * * *", run=feed.feed),
        Duty("redrive", "20 * * * * *", run=_redrive),
        Duty("poll_all", "0 7 * * * *", run=poll.ask),
        Duty("night", f"0 {minute} {hour} * * *", work=partial(_night, settings, store)),
        Duty("purge", f"0 {(minute + 20) % 60} {hour} * * *", run=_forget_answers, work=partial(_purge, store)),
    )
    messages = plan(settings)
    sometimes = (Duty("notices", "40 * * * * *", run=partial(make, plan=messages)),) if messages.on else ()
    dropped: tuple[Duty, ...] = ()
    if settings.import_dir:
        minutes = (hour * 60 + minute - DROP_MINUTES_BEFORE) % (24 * 60)
        dropped = (Duty("drop", f"0 {minutes % 60} {minutes // 60} * * *", work=partial(_drop, settings, store)),)
    reaper = () if settings.embedded else (Duty("reap", "*/30 * * * * *", work=partial(_reap, url)),)
    return (*always, *sometimes, *dropped, *reaper)


def _redrive(session: Session, moment: datetime) -> None:
    process.redrive(session, moment)
    feed.redrive(session, moment)
    deliver.redrive(session, moment)
    deliver.renew_holds(session, moment)


def _night(settings: Settings, store: Store, moment: datetime) -> None:
    """Audit yesterday, and the days before it that nothing ran on; then delete attributes that are old enough."""
    with store.read() as session:
        days = night.due(session, moment)
    attributes = AttributeStore(settings.attributes)
    try:
        for day in days:
            source = Source(attributes.read)
            night.run_night(store.read, store.write, night.period(day, moment), now=moment, attributes=source)
        with attributes.write() as folding:
            folded = fold(store.read, folding, store.seal, days=settings.attributes_days, now=moment)
        log.info("protected attributes folded", count=folded)
    finally:
        attributes.close()


def _drop(settings: Settings, store: Store, _moment: datetime) -> None:
    """Take in what lies in the drop folder, unless somebody does by hand."""
    try:
        drop.take_in(place_of(settings, store), Path(settings.import_dir), by="second-look")
    except SecondLookError as error:
        log.warning("drop folder", trouble=str(error))


def _forget_answers(session: Session, moment: datetime) -> None:
    """Answers are kept for repeated requests only as long as a client may sensibly repeat one."""
    session.execute(delete(IdempotencyKey).where(IdempotencyKey.created_at < moment - KEEP_ANSWERS))


def _purge(store: Store, moment: datetime) -> None:
    log.info("finished jobs purged", count=engine.purge(store.url, moment - KEEP_JOBS))
    with store.read() as session:
        log.info("packs of imports deleted", count=feed.drop_packs(session, store.packs, moment))


def _reap(url: str, _moment: datetime) -> None:
    """Hand the jobs of a slot that nobody took again to the living."""
    for executor_id, job_ids in engine.orphans(url).items():
        with slots.vacant(url, executor_id) as free:
            if free:
                engine.resume(url, job_ids)
                log.warning("jobs of a dead worker handed over", executor=executor_id, count=len(job_ids))


def _one_by_one(open_write: OpenWrite) -> OpenWrite:
    """Let one job at a time ask for SQLite's only writing connection, so that no webhook waits behind all of them."""
    turn = threading.Lock()

    @contextmanager
    def opened() -> Iterator[Session]:
        with turn, open_write() as session:
            yield session

    return opened


@contextmanager
def running(settings: Settings, store: Store) -> Iterator[None]:
    """Run jobs in this process while the block lasts; at its end, what runs may finish.

    Raises:
        ConflictError: another process runs on this SQLite database.
        BusyError: no worker slot is free on PostgreSQL.

    """
    hold = slots.lock_file(settings.data_dir / "up.lock") if settings.embedded else slots.slot(settings.database)
    sizes = EMBEDDED_LIMITS if settings.embedded else SERVER_LIMITS
    limits = Limits(
        intake=settings.intake_threads, batch=settings.intake_threads, poll_seconds=settings.poll_seconds, **sizes
    )
    with hold as executor_id:
        open_write = _one_by_one(store.write) if settings.embedded else store.write
        engine.bind(open_write, now, jobs(settings, store), duties(settings, store))
        engine.launch(settings.database, executor_id, limits)
        log.info("worker started", executor=executor_id)
        try:
            yield
        finally:
            engine.stop()
            log.info("worker stopped", executor=executor_id)


def work(settings: Settings) -> None:
    """Run jobs until SIGTERM or SIGINT."""
    os.nice(NICENESS)
    stopping = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stopping.set())
    store = open_store(settings.database, settings.data_dir)
    try:
        with running(settings, store):
            stopping.wait()
    finally:
        store.close()
