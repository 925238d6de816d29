"""How long a whole night takes on a month of rejections, beside the bare SELECTs that it cannot do without.

``python -m bench.night [--database sqlite|postgresql] [--rows 1000000] [--small 100000] [--rounds 3] [--attributes]``

Both sizes are filled in one run; the bare statements are those of ``bench/night.sql``, read to the last row. The night
runs in a process of its own, which says how much memory it took at most. Figures are seconds. With ``--attributes``
everybody's protected attributes are there too, in a file of their own, and ``bench/night_attributes.sql`` beside the
other statements: the two databases cannot be joined, so both are read.
"""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import delete, text

from app import logs
from app.audit.attributes import Source
from app.audit.run import period, run_night
from app.store.attributes import AttributeStore
from app.store.migrate import migrate
from app.store.night import AuditAnswer, AuditRun, Finding, FindingEvent, FindingState
from app.store.session import Store, open_store
from bench.databases import databases
from bench.rejected import fill, fill_attributes

END = datetime(2026, 11, 1, tzinfo=UTC)
BARE, BARE_ATTRIBUTES = (Path(__file__).with_name(f"{name}.sql") for name in ("night", "night_attributes"))
IN_ATTRIBUTES = "applicants"
"""How the names of statements begin that the database of protected attributes is asked."""
ATTRIBUTES = "attributes.db"
MEGABYTE = 1 << 20


def bare(store: Store, attributes: AttributeStore | None) -> dict[str, float]:
    """Seconds of each statement, by the name in the comment before it."""
    times = {}
    for name, statement in _statements(with_attributes=attributes is not None):
        read = attributes.read if attributes and name.startswith(IN_ATTRIBUTES) else store.read
        began = time.perf_counter()
        with read() as session:
            for _row in session.execute(text(statement), execution_options={"yield_per": 10_000}):
                pass
        times[name] = time.perf_counter() - began
    return times


def _statements(*, with_attributes: bool) -> Iterator[tuple[str, str]]:
    for file in (BARE, BARE_ATTRIBUTES) if with_attributes else (BARE,):
        for part in file.read_text(encoding="utf-8").split("-- name: ")[1:]:
            name, _, statement = part.partition("\n")
            yield name.strip(), statement.strip().rstrip(";")


def _attributes(folder: Path) -> AttributeStore:
    """In a file, as when nothing else is set."""
    return AttributeStore(f"sqlite:///{folder / ATTRIBUTES}")


def _attributes_if_any(folder: Path) -> AttributeStore | None:
    return _attributes(folder) if (folder / ATTRIBUTES).exists() else None


def night(url: str, folder: Path) -> tuple[float, float, dict[str, float]]:
    """Seconds of the night, its peak memory in MiB, and the seconds of each check, from a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.night", "--one", url, str(folder)], stdout=subprocess.PIPE, text=True, check=True
    )
    seconds, memory, *checks = done.stdout.split()
    pairs = dict(zip(checks[::2], map(float, checks[1::2]), strict=True))
    return float(seconds), float(memory), pairs


def one(url: str, folder: Path) -> None:
    logs.configure("error", "plain")
    store = open_store(url, folder)
    with store.write() as session:
        for table in (AuditAnswer, Finding, FindingEvent, FindingState, AuditRun):
            session.execute(delete(table))
    now = END + timedelta(hours=3)
    said, last = [], time.perf_counter()

    def tell(check: str) -> None:
        nonlocal last
        said.append(f"{check} {time.perf_counter() - last:.2f}")
        last = time.perf_counter()

    began = last
    source = Source(attributes.read) if (attributes := _attributes_if_any(folder)) else None
    day = period((END - timedelta(days=1)).date(), now)
    run_night(store.read, store.write, day, now=now, tell=tell, attributes=source)
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / MEGABYTE
    print(f"{time.perf_counter() - began:.2f} {peak:.0f} {' '.join(said)}")
    store.close()


def bench(kind: str, sizes: list[int], rounds: int, *, with_attributes: bool) -> None:
    middle = {}
    with ExitStack() as stack:
        root = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="sl-bench-")))
        create = stack.enter_context(databases(kind, root))
        for number, size in enumerate(sizes):
            (folder := root / str(size)).mkdir()
            url = create(number)
            migrate(url)
            store = open_store(url, folder)
            began = time.perf_counter()
            fill(store, size, end=END)
            if with_attributes:
                fill_attributes(_attributes(folder), size, end=END)
            print(f"{kind}, {size:,} rejections: filled in {time.perf_counter() - began:.0f} s", flush=True)
            if not store.sqlite:
                with store.writer.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                    connection.execute(text("VACUUM ANALYZE"))
            rows: list[tuple[float, float]] = []
            most = 0.0
            for _ in range(rounds):
                statements = bare(store, _attributes_if_any(folder))
                seconds, memory, checks = night(url, folder)
                rows.append((sum(statements.values()), seconds))
                most = max(most, memory)
            store.close()
            bares, nights = zip(*rows, strict=True)
            middle[size] = statistics.median(nights)
            print(f"  bare SELECTs {_three(bares)}; night {_three(nights)}; load {os.getloadavg()[0]:.1f}")
            print(f"  night / bare, median {middle[size] / statistics.median(bares):.2f}; at most {most:.0f} MiB")
            print("  bare:  " + ", ".join(f"{name} {each:.2f}" for name, each in statements.items()))
            print("  night: " + ", ".join(f"{name} {each:.2f}" for name, each in checks.items()), flush=True)
    if len(sizes) > 1:
        print(f"{sizes[-1] / sizes[0]:g} times the rows: {middle[sizes[-1]] / middle[sizes[0]]:.1f} times the time")


def _three(times: tuple[float, ...]) -> str:
    return f"{min(times):.1f} / {statistics.median(times):.1f} / {max(times):.1f} s (min / median / max)"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--database", choices=["sqlite", "postgresql"], default="postgresql")
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--small", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--attributes", action="store_true")
    parser.add_argument("--one", nargs=2, metavar=("URL", "FOLDER"), help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.one:
        one(asked.one[0], Path(asked.one[1]))
        return
    bench(
        asked.database,
        [size for size in (asked.small, asked.rows) if size],
        asked.rounds,
        with_attributes=asked.attributes,
    )


if __name__ == "__main__":
    main()
