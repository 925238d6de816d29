"""A process with a few small jobs, for tests to kill: ``python playground.py URL DATA_DIR SECONDS``.

Its jobs are about Delivery rows: ``take`` reads one, ``work`` appends a line to a file (an effect outside the
database) and lasts the given seconds, ``record`` marks the row as processed.
"""

import signal
import sys
import threading
import time
from pathlib import Path

from app import engine, slots
from app.clock import now
from app.engine import Duty, Job, Limits
from app.store.models import Delivery
from app.store.session import open_store


def main(url: str, data_dir: Path, seconds: float) -> None:
    store = open_store(url, data_dir)
    effects = data_dir / "effects.txt"

    def take(session, subject, _now):
        row = session.get_one(Delivery, subject)
        return None if row.status != "stored" else row.id

    def work(subject):
        with effects.open("a") as file:
            file.write(f"{subject} {time.monotonic()}\n")
        time.sleep(seconds)
        return "done"

    def record(session, subject, result, moment):
        row = session.get_one(Delivery, subject)
        row.status, row.remark, row.done_at = "processed", result, moment

    def fail(_session, _subject, _now):
        raise LookupError("this job always fails; ana@example.org must not be stored")

    def parked(session, subject, why, moment):
        row = session.get_one(Delivery, subject)
        row.status, row.remark, row.done_at = "parked", why, moment

    def tick(session, _moment):
        session.get_one(Delivery, sys.argv[4]).attempts += 1

    stopping = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopping.set())
    hold = slots.lock_file(data_dir / "up.lock") if store.sqlite else slots.slot(url)
    with hold as executor_id:
        duties = [Duty("tick", "* * * * * *", run=tick)] if len(sys.argv) > 4 else []
        jobs = (Job("mark", take, work, record), Job("fail", fail, give_up=parked))
        engine.bind(store.write, now, jobs, duties)
        engine.launch(url, executor_id, Limits(intake=8, batch=8, poll_seconds=0.05))
        sys.stdout.write(f"ready {executor_id}\n")
        sys.stdout.flush()
        stopping.wait()
        engine.stop()
    store.close()


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), float(sys.argv[3]))
