"""Background work: the only file that knows DBOS. Docs and reasons: docs/adr/0008, measured behaviour in its text.

Jobs carry ids only. A job is up to three functions of one slice: ``take`` and ``record`` get a write session, ``work``
runs between them with none. After a kill a job starts again at ``take``, so every part is safe to repeat.
"""

import logging
import time
from collections.abc import Callable, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import structlog
from dbos import DBOS, DBOSClient, DBOSConfig, DBOSPortableJSONSerializer, EnqueueOptions, ScheduleInput
from sqlalchemy import Engine, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

APP = "second-look"
VERSION = "1"
"""Pinned: DBOS's default, a hash of the code, would orphan what was running at every deploy. Raise it only for
changes after which old jobs cannot run."""

INTAKE, WRITEBACK, BATCH, SCAN, DUTY = "intake", "writeback", "batch", "scan", "duty"
WRITEBACKS_PER_SECOND = 5
RECOVERIES_AT_MOST = 20
RETRIES_AT_MOST = 8
OUTAGE_PAUSES = (0.2, 0.5, 1.0, 2.0, 4.0, 8.0, 15.0, 30.0)
PURGE_BATCH = 1000
PURGE_ROUNDS = 100

OpenWrite = Callable[[], AbstractContextManager[Session]]

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Job:
    """Background work on one row. ``take`` returns None when there is nothing (any more) to do."""

    name: str
    take: Callable[[Session, str, datetime], Any]
    work: Callable[[Any], Any] | None = None
    record: Callable[[Session, Any, Any, datetime], None] | None = None
    give_up: Callable[[Session, str, str, datetime], None] | None = None
    """Called with the subject and a reason when a job failed unexpectedly for the last time: park it, visibly."""


@dataclass(frozen=True, slots=True)
class Duty:
    """Work on the clock: ``run`` gets a write session and the time, ``work`` only the time and no session.

    ``cron`` has six fields, seconds first, in UTC.
    """

    name: str
    cron: str
    run: Callable[[Session, datetime], object] | None = None
    work: Callable[[datetime], object] | None = None


@dataclass(frozen=True, slots=True)
class Limits:
    """How much runs at once in one process, and how often queues are asked."""

    intake: int = 4
    writeback: int = 4
    batch: int = 2
    scan: int = 1
    """Work that takes seconds of a processor."""
    poll_seconds: float = 0.25
    threads: int = 12
    """Below the pool: on SQLite, threads that hold the write lock and wait for a connection would deadlock."""
    pool: int = 20


class Enqueuer:
    """Puts jobs on queues inside the caller's transaction; made by the store for its writing engine."""

    def __init__(self, writer: Engine) -> None:
        self._client = DBOSClient(
            system_database_engine=writer,
            serializer=DBOSPortableJSONSerializer(),
            application_name=APP,
            lazy=True,
            retry_connection_errors=False,
        )

    def put(self, session: Session, options: EnqueueOptions, *args: Any) -> None:
        """Write the job's row with the session; it exists when the session commits."""
        self._client.enqueue_in_transaction(session, options, *args)


def enqueue(  # noqa: PLR0913 - each is one property of a job
    session: Session,
    job: str,
    subject: str,
    *,
    queue: str,
    attempt: int = 1,
    delay: float = 0.0,
    priority: int = 5,
    partition: str = "",
    series: str = "",
) -> None:
    """Ask for a job as part of the caller's transaction. The id deduplicates until it is purged.

    Args:
        session: the write session; nothing is enqueued unless it commits.
        job: the name of a bound job.
        subject: id of the row the job is about.
        queue: INTAKE, WRITEBACK (needs ``partition``), BATCH or SCAN.
        attempt: part of the id, so that a retry is a new job.
        delay: seconds to wait before the job may start.
        priority: lower goes first.
        partition: the connection, on WRITEBACK.
        series: set by the re-drive, whose ids must not collide with lost ones.

    """
    options: EnqueueOptions = {
        "workflow_name": job,
        "queue_name": queue,
        "workflow_id": f"{job}:{subject}:{series}{attempt}",
        "app_version": VERSION,
    }
    if partition:
        options["queue_partition_key"] = partition
    if queue in (INTAKE, BATCH, SCAN):
        options["priority"] = priority
    if delay > 0:
        options["delay_seconds"] = delay
    session.info["enqueuer"].put(session, options, subject, attempt, queue, partition, series)


def backoff(attempt: int) -> float:
    """Seconds before try number ``attempt + 1``: 2, 8, 32, ... at most an hour."""
    return float(min(3600, 2 * 4 ** min(attempt - 1, 10)))


@dataclass
class Bound:
    """Jobs bound to an opener of write sessions; ``run`` is what DBOS calls."""

    open_write: OpenWrite
    now: Callable[[], datetime]
    jobs: Mapping[str, Job] = field(default_factory=dict)

    def run(self, job: Job, subject: str, attempt: int, queue: str, partition: str, series: str) -> None:
        """Run the three parts; on an unexpected failure try again later, and give up visibly after some tries."""
        try:
            self._through_outages(job, subject)
        except Exception as error:  # one of three places: a job must never end without a trace in its row
            log.exception("job failed", job=job.name, subject=subject, attempt=attempt)
            reason = f"{type(error).__name__} while running {job.name}; see the log of the worker"
            with self.open_write() as session:
                if attempt < RETRIES_AT_MOST:
                    enqueue(
                        session, job.name, subject, queue=queue, attempt=attempt + 1, delay=backoff(attempt),
                        partition=partition, series=series,
                    )  # fmt: skip
                elif job.give_up:
                    job.give_up(session, subject, reason, self.now())

    def _through_outages(self, job: Job, subject: str) -> None:
        """Start again while the database is away: a retry could not be written down then either."""
        for pause in OUTAGE_PAUSES:
            try:
                return self._parts(job, subject)
            except OperationalError:
                log.warning("database away or busy; the job starts again", job=job.name, subject=subject, wait=pause)
                time.sleep(pause)
        return self._parts(job, subject)

    def _parts(self, job: Job, subject: str) -> None:
        with self.open_write() as session:
            values = job.take(session, subject, self.now())
        if values is None:
            return
        result = job.work(values) if job.work else None
        if job.record:
            with self.open_write() as session:
                job.record(session, values, result, self.now())


def bind(open_write: OpenWrite, now: Callable[[], datetime], jobs: Iterable[Job], duties: Iterable[Duty]) -> None:
    """Register jobs and duties under their names; ``launch`` then runs them."""
    bound = Bound(open_write, now, {job.name: job for job in jobs})
    for job in bound.jobs.values():
        DBOS.workflow(name=job.name, max_recovery_attempts=RECOVERIES_AT_MOST)(_job_runner(bound, job))
    _duties.clear()
    for duty in duties:
        runner = DBOS.workflow(name=duty.name)(_duty_runner(bound, duty))
        _duties.append(
            {
                "schedule_name": duty.name,
                "workflow_fn": runner,
                "schedule": duty.cron,
                "queue_name": DUTY,
                "context": None,
            }
        )


_duties: list[ScheduleInput] = []


def _job_runner(bound: Bound, job: Job) -> Callable[..., None]:
    def run(subject: str, attempt: int, queue: str, partition: str, series: str) -> None:
        bound.run(job, subject, attempt, queue, partition, series)

    return _named(run, job.name)


def _duty_runner(bound: Bound, duty: Duty) -> Callable[..., None]:
    def run(_scheduled_at: Any, _context: Any) -> None:
        if duty.run:
            with bound.open_write() as session:
                duty.run(session, bound.now())
        if duty.work:
            duty.work(bound.now())

    return _named(run, duty.name)


def _named(run: Callable[..., None], name: str) -> Callable[..., None]:
    run.__qualname__ = run.__name__ = name  # DBOS keys its registry by the qualified name
    return run


def launch(url: str, executor_id: str, limits: Limits) -> None:
    """Start running jobs in this process. ``executor_id`` must belong to this process alone (see app.slots).

    Raises:
        Exception: whatever DBOS raises when the database cannot be reached or its tables are not migrated.

    """
    quieten()
    config: DBOSConfig = {
        "name": APP,
        "system_database_url": _plain(url),
        "application_version": VERSION,
        "executor_id": executor_id,
        "serializer": DBOSPortableJSONSerializer(),
        "run_migrations": False,
        "max_executor_threads": limits.threads,
        "sys_db_pool_size": limits.pool,
        "scheduler_polling_interval_sec": 5.0,
        "log_level": "WARNING",
    }
    DBOS(config=config)
    DBOS.launch()
    for name, workers in ((INTAKE, limits.intake), (BATCH, limits.batch), (SCAN, limits.scan), (DUTY, 2)):
        DBOS.register_queue(
            name,
            worker_concurrency=workers,
            polling_interval_sec=limits.poll_seconds,
            on_conflict="always_update",
        )
    DBOS.register_queue(
        WRITEBACK,
        worker_concurrency=limits.writeback,
        partition_concurrency=1,
        partition_limiter={"limit": WRITEBACKS_PER_SECOND, "period": 1.0},
        polling_interval_sec=limits.poll_seconds,
        on_conflict="always_update",
    )
    DBOS.apply_schedules(_duties)


def stop(wait_seconds: int = 20) -> None:
    """Let running jobs finish, then stop; what did not finish goes on at the next start."""
    DBOS.destroy(workflow_completion_timeout_sec=wait_seconds, destroy_registry=True)


def migrate(url: str) -> None:
    """Create or update DBOS's own tables."""
    quieten()
    DBOS.migrate(_plain(url))


def quieten() -> None:
    """Keep DBOS's chatter (and its advertisement at start) out of our logs; warnings stay."""
    logging.getLogger("dbos").setLevel(logging.WARNING)


def client(url: str) -> DBOSClient:
    """A client of its own pool, for purge, reaper and counts. Close it with ``destroy()``."""
    quieten()
    return DBOSClient(
        system_database_url=_plain(url), serializer=DBOSPortableJSONSerializer(), application_name=APP, lazy=True
    )


def purge(url: str, before: datetime) -> int:
    """Delete finished jobs older than ``before``; DBOS never does. Returns how many."""
    reached, purged = before.astimezone(UTC).isoformat(), 0
    dbos = client(url)
    try:
        for _ in range(PURGE_ROUNDS):
            done = dbos.list_workflows(completed_before=reached, limit=PURGE_BATCH, load_input=False, load_output=False)
            if not done:
                break
            dbos.delete_workflows([workflow.workflow_id for workflow in done])
            purged += len(done)
    finally:
        dbos.destroy()
    return purged


def orphans(url: str) -> dict[str, list[str]]:
    """Jobs marked as running, by executor id."""
    dbos = client(url)
    try:
        running = dbos.list_workflows(status="PENDING", limit=PURGE_BATCH, load_input=False, load_output=False)
    finally:
        dbos.destroy()
    found: dict[str, list[str]] = {}
    for workflow in running:
        found.setdefault(workflow.executor_id or "", []).append(workflow.workflow_id)
    return found


def resume(url: str, workflow_ids: list[str]) -> None:
    """Put jobs of a dead executor back on a queue; any live worker takes them."""
    dbos = client(url)
    try:
        dbos.resume_workflows(workflow_ids, queue_name=DUTY)
    finally:
        dbos.destroy()


def waiting_for(session: Session, job: str) -> set[str]:
    """Ids of the rows for which a job of this kind is queued, delayed or running: nothing is lost about those."""
    rows = session.execute(
        text(f"SELECT workflow_uuid FROM {_table(session)} WHERE name = :job AND status IN {_UNFINISHED}"),  # noqa: S608 - literals
        {"job": job},
    )
    return {workflow_id.split(":")[1] for (workflow_id,) in rows}


def counts(session: Session) -> dict[tuple[str, str], int]:
    """Unfinished jobs by (queue, status), for gauges and ``doctor``."""
    rows = session.execute(
        text(
            f"SELECT queue_name, status, count(*) FROM {_table(session)} "  # noqa: S608 - literals
            f"WHERE status IN {_UNFINISHED} GROUP BY queue_name, status"
        )
    )
    return {(queue or "", status): number for queue, status, number in rows}


_UNFINISHED = "('ENQUEUED', 'PENDING', 'DELAYED')"


def _table(session: Session) -> str:
    return "workflow_status" if session.get_bind().dialect.name == "sqlite" else "dbos.workflow_status"


def _plain(url: str) -> str:
    return url.replace("postgresql+psycopg://", "postgresql://")
