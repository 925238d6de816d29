"""Every trap of the job engine that we know of, each with its cure tried on real processes and both databases."""

import json
import subprocess
import sys
import time
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import create_engine, make_url, select, text

from app import engine, slots
from app.clock import now
from app.errors import ConflictError
from app.store.models import Delivery
from app.store.session import open_store
from tests.factories import make_connection

PLAYGROUND = Path(__file__).with_name("playground.py")
pytestmark = pytest.mark.kill


@contextmanager
def playing(store, tmp_path, seconds=0.0, *more):
    """A playground process, ready; killed at the end if it still runs."""
    command = [sys.executable, str(PLAYGROUND), store.url, str(tmp_path), str(seconds), *more]
    root = str(Path(__file__).parents[2])
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, cwd=root,
                               env={"PYTHONPATH": root, "PATH": ""})  # fmt: skip
    try:
        line = process.stdout.readline()
        assert line.startswith("ready"), line + process.stderr.read()
        process.executor_id = line.split()[1]
        yield process
    finally:
        process.kill()
        process.communicate()


def add_rows(store, count, job="mark", **options):
    with store.write() as session:
        connection = make_connection(session)
        rows = [
            Delivery(connection_id=connection.id, event_id=str(n), received_at=now(), body=b"") for n in range(count)
        ]
        session.add_all(rows)
        session.flush()
        for row in rows:
            engine.enqueue(session, job, row.id, **({"queue": engine.INTAKE} | options))
    return [row.id for row in rows]


def wait_until(store, condition, seconds=40):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with store.read() as session:
            rows = list(session.scalars(select(Delivery)))
        if condition(rows):
            return rows
        time.sleep(0.1)
    raise AssertionError([(row.status, row.remark, row.attempts) for row in rows])


def all_processed(rows):
    return all(row.status == "processed" for row in rows)


def effects(tmp_path):
    return [line.split()[0] for line in (tmp_path / "effects.txt").read_text().splitlines()]


def workflows(store, columns):
    table = "workflow_status" if store.sqlite else "dbos.workflow_status"
    with store.read() as session:
        return session.execute(text(f"SELECT {columns} FROM {table} ORDER BY created_at")).all()  # noqa: S608


def test_jobs_run_once_each_and_more_of_them_than_threads_do_not_deadlock(store, tmp_path):
    ids = add_rows(store, 60)
    with playing(store, tmp_path):
        wait_until(store, all_processed)
    assert sorted(effects(tmp_path)) == sorted(ids)


def test_the_version_is_pinned_and_nothing_is_pickled(store):
    (row,) = add_rows(store, 1)
    ((version, serialization),) = workflows(store, "application_version, serialization")
    assert (version, serialization) == (engine.VERSION, "portable_json")
    with store.read() as session:
        (stored,) = session.scalars(text(f"SELECT inputs FROM {'' if store.sqlite else 'dbos.'}workflow_input"))  # noqa: S608
    assert json.loads(stored)["positionalArgs"][0] == row


def test_the_same_id_is_one_job(store):
    (row,) = add_rows(store, 1)
    with store.write() as session:
        engine.enqueue(session, "mark", row, queue=engine.INTAKE)
    assert len(workflows(store, "workflow_uuid")) == 1


def test_a_killed_worker_loses_nothing_and_its_replacement_goes_on(store, tmp_path):
    add_rows(store, 20)
    with playing(store, tmp_path, 0.3) as first:
        wait_until(store, lambda rows: sum(row.status == "processed" for row in rows) >= 3)
        first.kill()
        first.wait()
    with playing(store, tmp_path, 0.0) as second:
        assert second.executor_id == first.executor_id  # the same slot, so that it recovers what the first one ran
        wait_until(store, all_processed)


def test_a_finished_job_is_purged_and_the_row_still_says_so(store, tmp_path):
    (row,) = add_rows(store, 1)
    with playing(store, tmp_path):
        wait_until(store, all_processed)
        while ("SUCCESS",) not in workflows(store, "status"):
            time.sleep(0.05)
        assert engine.purge(store.url, now() + timedelta(seconds=5)) == 1
        with store.write() as session:  # after the purge the id no longer deduplicates ...
            engine.enqueue(session, "mark", row, queue=engine.INTAKE)
        while len(workflows(store, "status")) == 0 or workflows(store, "status")[0][0] != "SUCCESS":
            time.sleep(0.05)
    assert effects(tmp_path) == [row]  # ... but the row's status does


def test_a_job_that_always_fails_is_given_up_visibly(store, tmp_path):
    add_rows(store, 1, job="fail", attempt=engine.RETRIES_AT_MOST)
    with playing(store, tmp_path, 0.0):
        (parked,) = wait_until(store, lambda rows: rows[0].status != "stored")
    assert (parked.status, parked.remark) == ("parked", "LookupError while running fail; see the log of the worker")
    assert all("ana@example.org" not in str(line) for line in workflows(store, "error, output"))


def test_a_failing_job_is_tried_again_later(store, tmp_path):
    (row,) = add_rows(store, 1, job="fail")
    with playing(store, tmp_path):
        deadline = time.monotonic() + 20
        while (f"fail:{row}:2",) not in workflows(store, "workflow_uuid") and time.monotonic() < deadline:
            time.sleep(0.1)
    assert (f"fail:{row}:2",) in workflows(store, "workflow_uuid")


def test_a_duty_runs_by_the_clock(store, tmp_path):
    with store.write() as session:
        connection = make_connection(session)
        row = Delivery(connection_id=connection.id, event_id="1", received_at=now(), body=b"")
        session.add(row)
        session.flush()
    with playing(store, tmp_path, 0.0, row.id):
        wait_until(store, lambda rows: rows[0].attempts >= 2)


def test_a_second_process_on_the_same_sqlite_file_is_refused(sqlite_url, tmp_path):
    store = open_store(sqlite_url, tmp_path)
    with (
        playing(store, tmp_path),
        pytest.raises(ConflictError, match="another process"),
        slots.lock_file(tmp_path / "up.lock"),
    ):
        pass
    with slots.lock_file(tmp_path / "up.lock") as executor_id:
        assert executor_id == "local"
    store.close()


def test_two_workers_never_share_an_executor_id(postgres_url, tmp_path):
    store = open_store(postgres_url, tmp_path)
    with playing(store, tmp_path) as one, playing(store, tmp_path) as two:
        assert {one.executor_id, two.executor_id} == {"slot-0", "slot-1"}
    store.close()


def test_a_worker_whose_slot_connection_is_cut_ends_before_another_starts(postgres_url, tmp_path):
    """The lock dies with its connection; two processes must not run the same jobs for even a moment."""
    store = open_store(postgres_url, tmp_path)
    ids = add_rows(store, 12)
    with playing(store, tmp_path, 0.5) as first:
        wait_until(store, lambda rows: any(row.status == "processed" for row in rows))
        with psycopg.connect(postgres_url.replace("+psycopg", ""), autocommit=True) as connection:
            cut = connection.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE application_name = 'second-look-slot' AND datname = current_database()"
            ).fetchall()
        assert cut == [(True,)]
        with playing(store, tmp_path, 0.0) as second:
            assert first.poll() == slots.EXIT_LOST
            assert second.executor_id == "slot-0"
            wait_until(store, all_processed)
    done = effects(tmp_path)
    assert set(done) == set(ids)
    assert len(done) - len(ids) <= 8  # at most what was running when the connection was cut
    store.close()


def test_jobs_of_a_slot_that_nobody_takes_again_are_handed_over(postgres_url, tmp_path):
    with closing(open_store(postgres_url, tmp_path)) as store:
        add_rows(store, 3)
        with playing(store, tmp_path, 60.0) as dies:
            assert dies.executor_id == "slot-0"
            deadline = time.monotonic() + 20
            while len(engine.orphans(postgres_url).get("slot-0", [])) < 3 and time.monotonic() < deadline:
                time.sleep(0.1)
            with playing(store, tmp_path, 0.0) as stays:
                assert stays.executor_id == "slot-1"
                dies.kill()
                dies.wait()
                orphaned = engine.orphans(postgres_url)["slot-0"]
                assert len(orphaned) == 3
                with slots.vacant(postgres_url, "slot-1") as free:
                    assert not free  # the living keep theirs
                with slots.vacant(postgres_url, "slot-0") as free:
                    assert free
                    engine.resume(postgres_url, orphaned)
                wait_until(store, all_processed)


def test_a_database_stopped_hard_in_the_middle_loses_nothing(postgres_url, tmp_path):
    """All connections are cut and refused for three seconds, as a hard restart of the server looks from here."""
    store = open_store(postgres_url, tmp_path)
    add_rows(store, 40)
    name = make_url(postgres_url).database
    admin = create_engine(make_url(postgres_url).set(database="postgres"), isolation_level="AUTOCOMMIT")
    with playing(store, tmp_path, 0.1) as first:
        wait_until(store, lambda rows: any(row.status == "processed" for row in rows))
        with admin.connect() as connection:
            connection.execute(text(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS false'))
            connection.execute(text(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'"))  # noqa: S608
            time.sleep(3)
            connection.execute(text(f'ALTER DATABASE "{name}" ALLOW_CONNECTIONS true'))
        assert first.wait(timeout=10) == slots.EXIT_LOST
    with playing(store, tmp_path, 0.0):
        wait_until(store, all_processed)
    admin.dispose()
    store.close()


def test_backoff_grows_to_an_hour():
    assert [engine.backoff(n) for n in (1, 2, 3, 20)] == [2, 8, 32, 3600]
