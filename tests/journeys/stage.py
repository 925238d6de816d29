"""The whole product and the stand-in ATS as real processes, with people at work: what kill tests and bench play on."""

import os
import random  # noqa: TID251 - the people of a play may be capricious
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx2
from sqlalchemy import select

from app.accounts.keys import make_key
from app.accounts.users import add_user
from app.clock import new_id, now
from app.lifecycle import HoldMode, LapsePolicy, State, UnflaggedPolicy
from app.store.chain import verify
from app.store.models import (
    Application,
    Connection,
    Decision,
    Delivery,
    HistoryEntry,
    OutboxItem,
    Rejection,
)
from app.store.policies import choose_policy
from app.store.session import open_store
from app.store.transition import DELIVERED

ROOT = Path(__file__).parents[2]
SECRET = "whsec_" + "c2VjcmV0" * 6
GREENHOUSE_SECRET = "a secret of the hook"
CRASHING = str(Path(__file__).with_name("crashing.py"))
PATIENCE = 90.0
REST_PATIENCE = 120.0
STEPS_LEFT = {"webhooks": 6, "deliveries": 5, "unscreened": 4, "write-backs": 1}
"""Each becomes one or more of what follows it: a delivery that is now an unscreened rejection is progress."""


def free_port() -> int:
    """Below the range from which the kernel takes ports for clients: a killed server must find its port free again."""
    for port in random.SystemRandom().sample(range(15_000, 32_000), 100):
        with socket.socket() as probe, suppress(OSError):
            probe.bind(("127.0.0.1", port))
            return port
    raise AssertionError("no free port was found")


class Stage:
    """One database, one data folder, one stand-in ATS; the product's processes come and go."""

    def __init__(self, url: str, folder: Path, *, people: int, seed: int = 1, mail_delay: float = 86_400) -> None:
        self.url, self.folder = url, folder
        self.port, self.ats_port = free_port(), free_port()
        self.ats = f"http://127.0.0.1:{self.ats_port}"
        self.store = open_store(url, folder / "data")
        self.processes: dict[str, subprocess.Popen[bytes]] = {}
        self.logs = (folder / "logs.txt").open("ab")
        self.chance = random.Random(seed)  # noqa: S311 - as above
        self.http = httpx2.Client(base_url=f"http://127.0.0.1:{self.port}", timeout=10)
        self.ats_http = httpx2.Client(base_url=self.ats, timeout=10)
        self.people, self.mail_delay = people, mail_delay
        self.ending = threading.Event()
        self._set_up()

    # --- Processes ---------------------------------------------------------------------------------------------------

    @property
    def roles(self) -> tuple[str, ...]:
        """SQLite: everything in one process. PostgreSQL: web and worker."""
        return ("up",) if self.store.sqlite else ("serve", "worker")

    def role_of(self, point: str, web_points: Any) -> str:
        return "up" if self.store.sqlite else "serve" if point in web_points else "worker"

    @property
    def environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT),
            "SECOND_LOOK_DATABASE_URL": self.url, "SECOND_LOOK_DATA_DIR": str(self.folder / "data"),
            "SECOND_LOOK_PORT": str(self.port), "SECOND_LOOK_ALLOWED_HOSTS": "127.0.0.1",
            "SECOND_LOOK_SWEEP_SECONDS": "1", "SECOND_LOOK_POLL_SECONDS": "0.1", "SECOND_LOOK_LOG_LEVEL": "warning",
            "SECOND_LOOK_NIGHT_AT": f"{(time.gmtime().tm_hour + 12) % 24:02}:00",  # not while the play is on
        }  # fmt: skip

    def start(self, role: str, point: str = "") -> None:
        self.processes[role] = self._run(role, point=point)

    def command(self, *words: str, point: str = "") -> int:
        """One run of the command line; its exit code."""
        with self._run(*words, point=point) as process:
            return process.wait(timeout=60)

    def _run(self, *words: str, point: str) -> "subprocess.Popen[bytes]":
        command = [sys.executable, CRASHING, point, *words] if point else [sys.executable, "-m", "app", *words]
        return subprocess.Popen(command, cwd=ROOT, env=self.environment, stdout=self.logs, stderr=self.logs)

    def running(self, role: str) -> bool:
        return role in self.processes and self.processes[role].poll() is None

    def start_all(self, *, but: str = "") -> None:
        for role in self.roles:
            if role != but and not self.running(role):
                self.start(role)

    def http_answers(self) -> bool:
        with suppress(httpx2.TransportError):
            return self.http.get("/readyz").status_code == 200
        return False

    def somebody_decided(self) -> bool:
        with self.store.read() as session:
            return session.scalars(select(Decision.id).limit(1)).first() is not None

    def kill(self, role: str) -> None:
        self.processes[role].kill()
        self.processes[role].wait()

    def stop_all(self) -> None:
        """As an operator would: SIGTERM, and all end by themselves."""
        for process in self.processes.values():
            process.terminate()
        for role, process in self.processes.items():
            assert process.wait(timeout=40) in {0, -signal.SIGTERM}, f"{role} did not end cleanly on SIGTERM"

    def close(self) -> None:
        for process in [*self.processes.values(), self.ats_process]:
            process.kill()
            process.wait()
        self.http.close()
        self.ats_http.close()
        self.store.close()
        self.logs.close()

    # --- Setting up --------------------------------------------------------------------------------------------------

    def run_ats(self) -> None:
        arguments = ["--data-dir", str(self.folder / "ats"), "--port", str(self.ats_port), "--people", str(self.people),
                     "--mail-delay", str(self.mail_delay), "--retry-waits", "0.3", "0.6", "1", "2"]  # fmt: skip
        self.ats_process = subprocess.Popen(
            [sys.executable, "-m", "app.demo", *arguments], cwd=ROOT, stdout=self.logs, stderr=self.logs,
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
        )  # fmt: skip
        self.wait(self._ats_answers, "the stand-in ATS to answer")

    def _set_up(self) -> None:
        self.run_ats()
        with self.store.write() as session:
            moment = now()
            self._connect(session, "generic", "demo-token", SECRET, HoldMode.DELAY, {}, moment)
            options = {"token_url": f"{self.ats}/greenhouse/token", "parking_stage": "Auto-screen hold",
                       "rejection_reason_id": "71", "email_template_id": "5"}  # fmt: skip
            credentials = "demo-client:demo-client-secret"
            self._connect(session, "greenhouse", credentials, GREENHOUSE_SECRET, HoldMode.GATE, options, moment)
            user = add_user(session, "sam@example.org", "Sam Reyes", "recruiter", now=moment)
            self.key = make_key(session, user, "journey", ["review:read", "review:write"], now=moment)
        for vendor, secret in (("generic", SECRET), ("greenhouse", GREENHOUSE_SECRET)):
            hook = f"http://127.0.0.1:{self.port}/hooks/{vendor}"
            self.ats_post("/admin/subscribe", dialect=vendor, url=hook, secret=secret)
        self.ats_post("/admin/publish")

    def _connect(self, session, vendor, token, secret, mode, options, moment) -> None:
        seal = self.store.seal
        connection = Connection(
            name=vendor, vendor=vendor, base_url=f"{self.ats}/{vendor}", secrets=[seal.seal(secret)],
            token=seal.seal(token), options=options, created_at=moment, active=True, hold_tested_at=moment,
        )  # fmt: skip
        session.add(connection)
        session.flush()
        choose_policy(
            session, connection, hold_mode=mode, unflagged_policy=UnflaggedPolicy.SAMPLE_THEN_RELEASE,
            lapse_policy=LapsePolicy.RELEASE if mode is HoldMode.GATE else LapsePolicy.KEEP, chosen_by="Ana Ruiz",
            now=moment, undo_seconds=1, budget_per_day=1000, control_share=0.2, attempts_at_most=50,
            mail_margin_seconds=2, second_review_share=0.0,
        )  # fmt: skip

    def _ats_answers(self) -> bool:
        with suppress(httpx2.TransportError):
            return self.ats_http.get("/admin/state").status_code == 200
        return False

    # --- What the stand-in says --------------------------------------------------------------------------------------

    def ats_post(self, path: str, **body: Any) -> Any:
        answer = self.ats_http.post(path, json=body)
        answer.raise_for_status()
        return answer.json()

    def ats_rows(self, table: str) -> list[dict[str, Any]]:
        """A table of the stand-in's own database, read beside it."""
        with closing(sqlite3.connect(f"file:{self.folder}/ats/stand-in-ats.sqlite3?mode=ro", uri=True)) as book:
            book.row_factory = sqlite3.Row
            return [dict(row) for row in book.execute(f"SELECT * FROM {table}")]  # noqa: S608 - our own words

    def apply(self, dialect: str, count: int = 1) -> list[str]:
        """Let people apply; those that the rule rejects come to us. Nobody left is fine."""
        answer = self.ats_http.post("/admin/apply", json={"dialect": dialect, "count": count})
        return [one["id"] for one in answer.json().get("applications", [])] if answer.status_code == 200 else []

    def rejected_one(self) -> str:
        """Let people apply until the rule has rejected one; the application's id."""
        while True:
            (applied,) = self.ats_post("/admin/apply", dialect="generic", mode="delay")["applications"]
            if applied["state"] == "rejected":
                return str(applied["id"])

    # --- People at work ----------------------------------------------------------------------------------------------

    def api(self, path: str, body: Any = None, key: str = "") -> Any:
        """One call of the recruiter's tool; it repeats the call until it gets an answer, as a good client does."""
        headers = {"authorization": f"Bearer {self.key}", "idempotency-key": key or new_id()}
        while not self.ending.is_set():
            with suppress(httpx2.TransportError):
                answer = self.http.post(f"/api/v1{path}", json=body, headers=headers)
                if answer.status_code < 500:
                    return answer
            time.sleep(0.1)
        return None

    def recruit_once(self) -> bool:
        """Take the next candidate and decide; now and then take it back."""
        served = self.api("/rejections/next", {})
        if served is None or served.status_code != 200 or not served.json().get("rejection"):
            return False
        shown = served.json()["rejection"]
        uphold = self.chance.random() < 0.4
        body = {"action": "uphold", "reason": "other", "note": "seen"} if uphold else {"action": "reinstate"}
        decided = self.api(f"/rejections/{shown['id']}/decision", body)
        if decided is not None and decided.status_code == 200 and self.chance.random() < 0.3:
            self.api(f"/rejections/{shown['id']}/undo")
        return True

    @contextmanager
    def people_at_work(self, *, pause: float = 0.7) -> Iterator[None]:
        """Applicants apply, a recruiter decides and time runs out for some, until the block ends."""
        self.ending = threading.Event()
        work = [self._applying, self._recruiting, self._running_out]
        threads = [threading.Thread(target=one, args=(pause,), daemon=True) for one in work]
        for thread in threads:
            thread.start()
        try:
            yield
        finally:
            self.ending.set()
            for thread in threads:
                thread.join(timeout=20)

    def _applying(self, pause: float) -> None:
        while not self.ending.wait(pause):
            with suppress(httpx2.TransportError):
                self.apply(self.chance.choice(["generic", "greenhouse"]))

    def _recruiting(self, pause: float) -> None:
        while not self.ending.is_set():
            if not self.recruit_once():
                self.ending.wait(pause)

    def _running_out(self, pause: float) -> None:
        """Let the deadline of a held one pass now and then, as three working days would."""
        while not self.ending.wait(pause * 3):
            with suppress(Exception), self.store.write() as session:
                held = select(Rejection).where(Rejection.state == State.HELD, Rejection.lease_until.is_(None)).limit(1)
                for rejection in session.scalars(held):
                    rejection.deadline = now()

    # --- Coming to rest ----------------------------------------------------------------------------------------------

    def wait(self, condition: Any, what: str, seconds: float = PATIENCE) -> None:
        deadline = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < deadline, f"waited {seconds:.0f} s for {what}; {self.unrest()}"
            time.sleep(0.2)

    def unrest(self) -> dict[str, int]:
        """What is still on its way, by kind; empty when nothing is."""
        with self.store.read() as session:
            on_its_way = {
                "deliveries": len(session.scalars(select(Delivery.id).where(Delivery.status == "stored")).all()),
                "unscreened": len(session.scalars(select(Rejection.id).where(Rejection.state == State.RECEIVED)).all()),
                "write-backs": len(
                    session.scalars(select(OutboxItem.id).where(OutboxItem.status.in_(["pending", "sending"]))).all()
                ),
            }
        on_its_way["webhooks"] = sum(hook["sends_left"] > 0 for hook in self.ats_rows("webhook"))
        return {kind: count for kind, count in on_its_way.items() if count}

    def come_to_rest(self) -> None:
        """Wait as long as there is less and less to do, so that a slow machine is no failure."""
        self.start_all()
        least, since = float("inf"), time.monotonic()
        while on_its_way := self.unrest():
            if (left := sum(STEPS_LEFT[kind] * count for kind, count in on_its_way.items())) < least:
                least, since = left, time.monotonic()
            assert time.monotonic() < since + REST_PATIENCE, f"no progress for {REST_PATIENCE:.0f} s; {on_its_way}"
            time.sleep(0.2)

    # --- What must hold ----------------------------------------------------------------------------------------------

    def faults(self) -> list[str]:
        """Everything that is not as promised; empty when all is well. Call it at rest."""
        with self.store.read() as session:
            deliveries = session.scalars(select(Delivery)).all()
            rejections = {r.id: r for r in session.scalars(select(Rejection))}
            items = session.scalars(select(OutboxItem)).all()
            entries = session.scalars(select(HistoryEntry).order_by(HistoryEntry.seq)).all()
            found = [f"history: {what}" for what in verify(session)]
            external = dict(session.execute(select(Application.id, Application.external_id)).all())
        found += [
            f"delivery {d.event_id} is {d.status}: {d.remark}"
            for d in deliveries
            if d.status not in {"processed", "ignored"}
        ]
        found += [
            f"item {i.effect} of {i.rejection_id} is {i.status}: {i.remark}" for i in items if i.status == "parked"
        ]
        found += self._broken_paths(entries, rejections)
        found += self._lost(deliveries)
        found += self._wrong_in_the_ats(rejections, items, external)
        return found

    @staticmethod
    def _broken_paths(entries: Any, rejections: dict[str, Rejection]) -> list[str]:
        """Each rejection's history leads from received to where it is, without a gap or a repetition."""
        at: dict[str, str] = {}
        found = []
        for entry in entries:
            if at.get(entry.rejection_id, "received") != entry.from_state:
                found.append(f"history of {entry.rejection_id} jumps at entry {entry.seq}")
            at[entry.rejection_id] = entry.to_state
        found += [
            f"{r.id} is {r.state}, its history says {at.get(r.id)}"
            for r in rejections.values()
            if at.get(r.id) != r.state
        ]
        return found

    def _lost(self, deliveries: Any) -> list[str]:
        """Every webhook that was acknowledged is stored."""
        stored = {delivery.body for delivery in deliveries}
        return [
            f"webhook {hook['event_id']} was acknowledged and is not stored"
            for hook in self.ats_rows("webhook")
            if hook["delivered_at"] is not None and hook["body"].encode() not in stored
        ]

    def _wrong_in_the_ats(self, rejections: Any, items: Any, external: Any) -> list[str]:
        """What was decided is so in the stand-in, once, and no mail left for anybody held or reinstated."""
        found = []
        mailed = {mail["application_id"] for mail in self.ats_rows("mail")}
        applications = {one["id"]: one["state"] for one in self.ats_rows("application")}
        done = Counter(call["item_id"] for call in self.ats_rows("call") if call["method"] in {"POST", "DELETE"})
        notes = Counter(note["item_id"] for note in self.ats_rows("note"))
        for rejection in rejections.values():
            application = external[rejection.application_id]
            state = rejection.state
            if state in {State.HELD, State.REINSTATED} and application in mailed:
                found.append(f"a mail left for {application}, which is {state}")
            wanted = {State.REINSTATED: {"active"}, State.UPHELD: {"rejected"}, State.HELD: {"rejected", "parked"}}.get(
                state
            )
            if wanted and applications[application] not in wanted:
                found.append(f"{application} is {state} here and {applications[application]} in the ATS")
        for item in items:
            times = notes[item.id] if item.effect == "note" else done[item.id]
            if times > 1 and item.effect != "hold":
                found.append(f"{item.effect} {item.id} was applied {times} times")
            if item.status == "cancelled" and times and item.effect != "hold":
                found.append(f"{item.effect} {item.id} was cancelled and yet sent")
            if item.effect == "note" and item.status == DELIVERED and not times:
                found.append(f"note {item.id} is missing in the ATS")
        return found


def dump(stage: Stage) -> str:
    """The end of the processes' log, for a failing test."""
    stage.logs.flush()
    return (stage.folder / "logs.txt").read_bytes()[-6000:].decode(errors="replace")
