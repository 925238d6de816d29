"""How fast webhooks are acknowledged under load, beside a bare handler that only inserts one row.

``python -m bench.webhooks [--runs 5] [--rate 20] [--seconds 15] [--database sqlite|postgresql|both]``

Each run has a fresh database. On it, one after the other (the order alternates), the product (``up`` on SQLite,
``serve`` and ``worker`` on PostgreSQL) and the bare handler (``bench.bare``) get the same number of webhooks at the
same times from a process of its own, while two more processes read one resume after the other without a pause. Every
webhook of ours is a signed event about an application never seen before, whose resume is then really fetched, read and
matched in the background: that work comes on top of the two readers. Jobs that ended are counted when the last webhook
was answered, and again when all are done or ``LONGEST_DRAIN`` has passed; the two readers have stopped by then.
"""

import argparse
import json
import math
import multiprocessing
import os
import platform
import re
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from pathlib import Path

from sqlalchemy import func, select

from app import clock
from app.ats.signing import sign_standard
from app.demo.generic_shapes import generic_body, generic_posting
from app.demo.people import Person
from app.demo.postings import POSTINGS
from app.lifecycle import State
from app.store.models import Delivery, Rejection
from app.store.session import Store, open_store
from bench import arrivals, bystanders
from bench.databases import databases

NAME = "bench"
SPAWN = multiprocessing.get_context("spawn")
READERS = 2
WARM_UP = 24
START_SECONDS, STOP_SECONDS, LONGEST_DRAIN = 60.0, 30.0, 60.0
ACCEPTED = 202


@dataclass(frozen=True, slots=True)
class Scene:
    """One run: its database and folder, the address of the ATS, the load."""

    url: str
    folder: Path
    ats: str
    rate: float
    seconds: float

    def environment(self, port: int) -> dict[str, str]:
        """The settings of the product's processes; those of a real installation beside it do not count."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("SECOND_LOOK_")}
        return kept | {
            "SECOND_LOOK_DATABASE_URL": self.url,
            "SECOND_LOOK_DATA_DIR": str(self.folder),
            "SECOND_LOOK_PORT": str(port),
            "SECOND_LOOK_ALLOWED_HOSTS": arrivals.HOST,
            "BENCH_TOKEN": "bench-token",
        }


@dataclass(frozen=True, slots=True)
class Measured:
    """What one side did. Latencies in milliseconds; ``reads`` are the resumes that the two readers managed."""

    accepted: int
    accepted_per_second: float
    p50: float
    p99: float
    reads: int


@dataclass(frozen=True, slots=True)
class Jobs:
    """Ours only: deliveries processed and rejections screened when the load ended, and screened at the end of all."""

    processed: int
    screened: int
    screened_at_last: int
    drain_seconds: float


# --- Processes ----------------------------------------------------------------------------------------------------


@contextmanager
def started(scene: Scene, port: int, *commands: Sequence[str]) -> Iterator[None]:
    """Run commands until the block ends; the first is the one that listens."""
    with ExitStack() as stack:
        for number, command in enumerate(commands):
            log = stack.enter_context((scene.folder / f"{command[-1]}-{number}.log").open("wb"))
            child = subprocess.Popen(
                [sys.executable, "-m", *command], env=scene.environment(port), stdout=log, stderr=log
            )
            stack.callback(stop, child)
        wait_until(lambda: answers(port), f"nothing listens; the logs were in {scene.folder}", START_SECONDS)
        yield


def stop(child: "subprocess.Popen[bytes]") -> None:
    child.terminate()
    try:
        child.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        child.kill()
        child.wait()


def answers(port: int) -> bool:
    connection = HTTPConnection(arrivals.HOST, port, timeout=5)
    try:
        connection.request("GET", "/readyz")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def wait_until(done: Callable[[], bool], otherwise: str, seconds: float) -> None:
    deadline = time.monotonic() + seconds
    while not done():
        if time.monotonic() > deadline:
            raise SystemExit(otherwise)
        time.sleep(0.1)


@contextmanager
def reading(counts: list[int]) -> Iterator[None]:
    """Two resumes are always being read; at the end ``counts`` holds how many each reader managed."""
    stopping, ends = SPAWN.Event(), []
    for _ in range(READERS):
        mine, theirs = SPAWN.Pipe()
        SPAWN.Process(target=bystanders.read_resumes, args=(stopping, theirs), daemon=True).start()
        ends.append(mine)
    time.sleep(2)  # a new interpreter has to start, and to make the files
    try:
        yield
    finally:
        stopping.set()
        counts.extend(end.recv() if end.poll(STOP_SECONDS) else 0 for end in ends)


def free_port() -> int:
    with socket.create_server((arrivals.HOST, 0)) as server:
        return int(server.getsockname()[1])


# --- What is sent -------------------------------------------------------------------------------------------------


def signed(secret: str, body: str) -> bytes:
    now, event_id, data = clock.now(), clock.new_id(), body.encode()
    headers = {
        "content-type": "application/json",
        "webhook-id": event_id,
        "webhook-timestamp": str(math.floor(now.timestamp())),
        "webhook-signature": sign_standard(secret, event_id, now, data),
    }
    return arrivals.request(f"/hooks/{NAME}", headers, data)


def warm_up(secret: str) -> list[bytes]:
    """The postings, again and again."""
    at = clock.now().isoformat()
    bodies = [generic_body("posting.published", at, generic_posting(posting)) for posting in POSTINGS]
    return [signed(secret, bodies[number % len(bodies)]) for number in range(WARM_UP)]


def rejections(scene: Scene, secret: str) -> list[bytes]:
    """As many as the load needs; every one is another application."""
    people = bystanders.people()
    count = round(scene.rate * scene.seconds)
    return [signed(secret, rejection(scene, number, people[number % len(people)])) for number in range(count)]


def rejection(scene: Scene, number: int, person: Person) -> str:
    at = clock.now().isoformat()
    data = {
        "application_id": f"A-{number}",
        "candidate_id": f"C-{number}",
        "posting_id": person.posting.id,
        "rejected_at": at,
        "origin": "auto",
        "reason": {"id": "rule", "name": "Rejected by a rule"},
        "rule": person.posting.rule.id,
        "candidate": {"name": person.name, "email": person.email},
        "resume": {"url": f"{scene.ats}/resumes/{person.file_name}", "filename": person.file_name},
        "answers": [{"question": question, "answer": answer} for question, answer in person.answers.items()],
    }
    return generic_body("application.parked", at, data)


# --- One run ------------------------------------------------------------------------------------------------------


def prepare(scene: Scene) -> str:
    """Migrate, and connect the ATS as a person would; returns the signing secret."""
    ats = ("--vendor", "generic", "--base-url", scene.ats, "--token-env", "BENCH_TOKEN")
    chosen = ("--mode", "gate", "--unflagged", "hold_all", "--lapse", "keep", "--chosen-by", "the bench")
    for arguments in (("migrate",), ("connect", "--name", NAME, *ats, *chosen, "--json")):
        done = subprocess.run(
            [sys.executable, "-m", "app", *arguments],
            env=scene.environment(free_port()), capture_output=True, text=True, timeout=120, check=False,
        )  # fmt: skip
        if done.returncode:
            raise SystemExit(f"`{arguments[0]}` failed: {done.stderr}")
    return str(json.loads(done.stdout)["secret"])


def measure_bare(scene: Scene, sender: ProcessPoolExecutor, secret: str) -> Measured:
    port = free_port()
    with started(scene, port, ("bench.bare", scene.url, str(scene.folder), str(port))):
        sender.submit(arrivals.send_all, port, warm_up(secret), scene.rate).result()
        return load(scene, sender, secret, port)


def measure_ours(scene: Scene, sender: ProcessPoolExecutor, secret: str) -> tuple[Measured, Jobs]:
    port, store = free_port(), open_store(scene.url, scene.folder)
    parts = [("app", "up")] if store.sqlite else [("app", "serve"), ("app", "worker")]
    with started(scene, port, *parts):
        sender.submit(arrivals.send_all, port, warm_up(secret), scene.rate).result()
        wait_until(lambda: finished(store)[0] == WARM_UP, "the jobs of the warm-up do not end", START_SECONDS)
        measured = load(scene, sender, secret, port)
        ended, at_end = time.monotonic(), finished(store)
        total = WARM_UP + measured.accepted
        while (now := finished(store)) != (total, measured.accepted) and time.monotonic() - ended < LONGEST_DRAIN:
            time.sleep(0.25)
        drained = time.monotonic() - ended
    store.close()
    return measured, Jobs(at_end[0] - WARM_UP, at_end[1], now[1], drained)


def load(scene: Scene, sender: ProcessPoolExecutor, secret: str, port: int) -> Measured:
    requests, counts = rejections(scene, secret), list[int]()
    with reading(counts):
        samples = sender.submit(arrivals.send_all, port, requests, scene.rate).result()
    took = max(number / scene.rate + sample.milliseconds / 1000 for number, sample in enumerate(samples))
    times = sorted(sample.milliseconds for sample in samples)
    accepted = sum(sample.status == ACCEPTED for sample in samples)
    for status, count in Counter(sample.status for sample in samples if sample.status != ACCEPTED).items():
        print(f"  {count} answered with {status} (0: none came); the logs say:", warnings_in(scene.folder), sep="\n")
    return Measured(accepted, accepted / took, rank(times, 0.5), rank(times, 0.99), sum(counts))


def warnings_in(folder: Path) -> str:
    """The last warnings and errors of the processes' logs."""
    lines = [line for log in folder.glob("*.log") for line in log.read_text(errors="replace").splitlines()]
    return "\n".join([line[:300] for line in lines if re.search(r"\[(error|warning|critical)|Error", line)][-12:])


def rank(ordered: Sequence[float], share: float) -> float:
    """The nearest-rank percentile."""
    return ordered[math.ceil(share * len(ordered)) - 1]


def finished(store: Store) -> tuple[int, int]:
    """Deliveries processed, rejections screened."""
    with store.read() as session:
        deliveries = session.scalar(select(func.count(Delivery.id)).where(Delivery.status != "stored"))
        screened = session.scalar(select(func.count(Rejection.id)).where(Rejection.state != State.RECEIVED))
    return deliveries or 0, screened or 0


# --- All runs -----------------------------------------------------------------------------------------------------


def bench(kind: str, runs: int, rate: float, seconds: float) -> None:
    results = []
    with ExitStack() as stack:
        root = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="sl-bench-")))
        create = stack.enter_context(databases(kind, root))
        sender = stack.enter_context(ProcessPoolExecutor(1, SPAWN))
        mine, theirs = SPAWN.Pipe()
        SPAWN.Process(target=bystanders.serve_resumes, args=(theirs,), daemon=True).start()
        ats = f"http://{arrivals.HOST}:{mine.recv()}"
        for number in range(runs):
            folder = root / str(number)
            folder.mkdir()
            scene = Scene(create(number), folder, ats, rate, seconds)
            secret, busy = prepare(scene), os.getloadavg()[0]
            if number % 2:
                bare, (ours, jobs) = measure_bare(scene, sender, secret), measure_ours(scene, sender, secret)
            else:
                (ours, jobs), bare = measure_ours(scene, sender, secret), measure_bare(scene, sender, secret)
            results.append((ours, bare, jobs))
            print(f"  run {number + 1}, load average before it {busy:.1f}: {brief(ours, bare, jobs)}", flush=True)
    table(kind, rate, seconds, results)


def brief(ours: Measured, bare: Measured, jobs: Jobs) -> str:
    return (
        f"p50 {ours.p50:.0f} and {bare.p50:.0f} ms, p99 {ours.p99:.0f} and {bare.p99:.0f} ms, "
        f"accepted {ours.accepted} and {bare.accepted}, screened {jobs.screened}, drained in {jobs.drain_seconds:.0f} s"
    )


def table(kind: str, rate: float, seconds: float, results: list[tuple[Measured, Measured, Jobs]]) -> None:
    offered = round(rate * seconds)
    print(f"\n{kind}, {len(results)} runs, {rate:g} webhooks a second for {seconds:g} s ({offered})")
    print(f"  {'':44}{'min':>9}{'median':>9}{'max':>9}")
    rows: dict[str, list[float]] = {
        "accepted a second, ours": [ours.accepted_per_second for ours, _, _ in results],
        "accepted a second, bare": [bare.accepted_per_second for _, bare, _ in results],
        "not accepted, ours": [offered - ours.accepted for ours, _, _ in results],
        "not accepted, bare": [offered - bare.accepted for _, bare, _ in results],
        "p50 ms, ours": [ours.p50 for ours, _, _ in results],
        "p50 ms, bare": [bare.p50 for _, bare, _ in results],
        "p99 ms, ours": [ours.p99 for ours, _, _ in results],
        "p99 ms, bare": [bare.p99 for _, bare, _ in results],
        "p50, ours / bare in the same run": [ours.p50 / bare.p50 for ours, bare, _ in results],
        "p99, ours / bare in the same run": [ours.p99 / bare.p99 for ours, bare, _ in results],
        "resumes read by the two readers, ours": [ours.reads for ours, _, _ in results],
        "resumes read by the two readers, bare": [bare.reads for _, bare, _ in results],
        "deliveries processed when the load ended": [jobs.processed for _, _, jobs in results],
        "rejections screened when the load ended": [jobs.screened for _, _, jobs in results],
        "rejections screened at last": [jobs.screened_at_last for _, _, jobs in results],
        f"seconds until all was done (at most {LONGEST_DRAIN:.0f})": [jobs.drain_seconds for _, _, jobs in results],
    }
    for name, values in rows.items():
        print(f"  {name:44}{min(values):9.1f}{statistics.median(values):9.1f}{max(values):9.1f}")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.webhooks", description=__doc__.partition("\n")[0])
    parser.add_argument("--runs", type=int, default=5)
    parser.add_argument("--rate", type=float, default=20.0, help="webhooks a second")
    parser.add_argument("--seconds", type=float, default=15.0)
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    asked = parser.parse_args()
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that everything we started is stopped
    print(f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}")
    for kind in ("sqlite", "postgresql") if asked.database == "both" else (asked.database,):
        bench(kind, asked.runs, asked.rate, asked.seconds)
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
