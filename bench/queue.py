"""How long the queue page and "next" take on the server when much is stored, beside databases where little is.

``python -m bench.queue [--database sqlite|postgresql|both] [--scale 1.0] [--asked 60] [--explain]``

At scale 1: 1,000,000 applications and 20,000 held in PostgreSQL, 100,000 and 5,000 in SQLite. Three databases are asked
in turns within one run: ``empty`` (nobody waits), ``page`` (sixty wait, one page of the queue), ``full``. A round asks
each for the queue page, its second page, the queue of one posting, and over the API for the next candidate, whose lease
is given back. Time is the app's own, from the first middleware to the last byte. The p95 stands beside that of
``empty``, which shows no candidate at all, and beside that of ``page``, which shows as many as ``full`` does.

``--explain`` prints the plans of all statements of one round on ``full`` that took 2 ms or longer.
"""

import argparse
import math
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from fastapi.testclient import TestClient
from sqlalchemy import Engine, event, text
from starlette.types import ASGIApp, Receive, Scope, Send

from app import clock, logs
from app.accounts import keys, sessions
from app.config import Settings
from app.store.migrate import migrate
from app.store.people import User
from app.store.session import Store, open_store
from app.web import deps
from app.web.main import create_app
from bench.databases import databases
from bench.stored import Amount, fill

FULL = {"postgresql": Amount(1_000_000, 20_000), "sqlite": Amount(100_000, 5_000)}
PAGE = Amount(60, 60)
EMPTY = Amount(0, 0)
SLOW = 0.002
WARM_UP = 5
OK, SEE_OTHER = 200, 303


class Timed:
    """The app with a stop watch around it."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app
        self.milliseconds = 0.0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass on; the last request's time stays."""
        began = time.perf_counter()
        await self._app(scope, receive, send)
        self.milliseconds = 1000 * (time.perf_counter() - began)


@dataclass
class Asked:
    """A database with an app on it, a reviewer in a browser and with a key, and the times so far by question."""

    client: TestClient
    timed: Timed
    key: dict[str, str]
    posting: str
    times: dict[str, list[float]] = field(default_factory=dict)

    def round(self) -> None:
        """Ask everything once."""
        page = self._ask("queue page", "GET", "/queue")
        cursor = page.partition("cursor=")[2].partition('"')[0]
        if cursor:
            self._ask("second page", "GET", f"/queue?cursor={cursor}")
        self._ask("one posting", "GET", f"/queue?posting={self.posting}")
        self._ask("next", "POST", "/api/v1/rejections/next", headers=self.key)
        served = self.client.post("/api/v1/rejections/next", headers=self.key).json()["rejection"]
        if served:
            self.client.post(f"/api/v1/rejections/{served['id']}/put-back", headers=self.key)

    def _ask(self, what: str, method: str, path: str, **how: Any) -> str:
        answer = self.client.request(method, path, **how)
        assert answer.status_code in {OK, SEE_OTHER}, answer.text
        self.times.setdefault(what, []).append(self.timed.milliseconds)
        return answer.text


def open_app(store: Store, url: str, folder: Path, stack: ExitStack, posting: str) -> Asked:
    """Serve a filled store within this process."""
    app = create_app(Settings(database_url=url, data_dir=folder), store)
    timed = Timed(app)
    client = stack.enter_context(TestClient(timed, base_url="http://127.0.0.1", follow_redirects=False))
    now = clock.now()
    with store.write() as session:
        user = User(id=clock.new_id(), email="ana@example.org", name="Ana", role="recruiter", created_at=now)
        session.add(user)
        session.flush()
        client.cookies.set(deps.COOKIE, sessions.start(session, user, now=now))
        key = keys.make_key(session, user, "bench", ["review:read", "review:write"], now=now)
    return Asked(client, timed, {"Authorization": f"Bearer {key}"}, posting)


@contextmanager
def slow_statements() -> Iterator[list[tuple[float, str, Any]]]:
    """Statements with their seconds and parameters."""
    seen: list[tuple[float, str, Any]] = []

    def before(connection: Any, *_: Any) -> None:
        connection.info["began"] = time.perf_counter()

    def after(connection: Any, _cursor: Any, statement: str, parameters: Any, *_: Any) -> None:
        seen.append((time.perf_counter() - connection.info["began"], statement, parameters))

    event.listen(Engine, "before_cursor_execute", before)
    event.listen(Engine, "after_cursor_execute", after)
    yield seen
    event.remove(Engine, "before_cursor_execute", before)
    event.remove(Engine, "after_cursor_execute", after)


def explain(store: Store, asked: Asked) -> None:
    """Print the plans of what was slow."""
    with slow_statements() as seen:
        asked.round()
    with store.writer.connect() as connection:
        for seconds, statement, parameters in seen:
            if seconds < SLOW or not statement.startswith(("SELECT", "UPDATE")):
                continue
            print(f"\n{1000 * seconds:.1f} ms\n{statement}")
            words = "EXPLAIN QUERY PLAN" if store.sqlite else "EXPLAIN ANALYZE"
            for row in connection.exec_driver_sql(f"{words} {statement}", parameters):
                print("   ", row[-1])
            connection.rollback()


def p95(times: Sequence[float]) -> float:
    return sorted(times)[math.ceil(0.95 * len(times)) - 1]


def table(kind: str, amount: Amount, asked: dict[str, Asked]) -> None:
    """One line per question and database."""
    print(f"\n{kind}: {amount.applications:,} applications, {amount.held:,} held; load {os.getloadavg()[0]:.1f}")
    print(
        f"{'ms on the server':<16} {'database':<8} {'n':>4} {'min':>7} {'median':>7} {'p95':>7} {'max':>7}   p95 beside"
    )
    for what in asked["full"].times:
        for name, one in asked.items():
            times = one.times.get(what)
            if not times:
                continue
            ratios = [
                f"{other} {p95(times) / p95(asked[other].times[what]):.2f}"
                for other in ("empty", "page")
                if name == "full" and what in asked[other].times
            ]
            print(
                f"{what:<16} {name:<8} {len(times):>4} {min(times):>7.1f} {statistics.median(times):>7.1f} "
                f"{p95(times):>7.1f} {max(times):>7.1f}   {', '.join(ratios)}"
            )


def bench(kind: str, scale: float, rounds: int, *, plans: bool) -> None:
    full = Amount(round(FULL[kind].applications * scale), round(FULL[kind].held * scale))
    with ExitStack() as stack:
        root = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="sl-bench-")))
        create: Callable[[int], str] = stack.enter_context(databases(kind, root))
        asked: dict[str, Asked] = {}
        stores: dict[str, Store] = {}
        for number, (name, amount) in enumerate({"empty": EMPTY, "page": PAGE, "full": full}.items()):
            (folder := root / name).mkdir()
            url = create(number)
            migrate(url)
            stores[name] = open_store(url, folder)
            stack.callback(stores[name].close)
            began = time.perf_counter()
            posting = fill(stores[name], amount, now=clock.now())
            print(f"{kind} {name}: filled in {time.perf_counter() - began:.0f} s", flush=True)
            asked[name] = open_app(stores[name], url, folder, stack, posting)
        if not stores["full"].sqlite:  # as its autovacuum would in time; on SQLite nobody does it
            with stores["full"].writer.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text("VACUUM ANALYZE"))
        for number in range(WARM_UP + rounds):
            for one in asked.values():
                if number == WARM_UP:
                    one.times.clear()
                one.round()
        table(kind, full, asked)
        if plans:
            explain(stores["full"], asked["full"])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--scale", type=float, default=1.0)
    parser.add_argument("--asked", type=int, default=60, help="rounds")
    parser.add_argument("--explain", action="store_true")
    asked = parser.parse_args()
    logs.configure("warning", "json", sys.stderr)
    for kind in ("sqlite", "postgresql") if asked.database == "both" else (asked.database,):
        bench(kind, asked.scale, asked.asked, plans=asked.explain)


if __name__ == "__main__":
    main()
