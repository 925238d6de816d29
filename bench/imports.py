"""How fast a file of rejections is taken in, and what memory that takes, beside a bare insert of the same rows.

``python -m bench.imports [--rows 1000000] [--small 100000] [--database sqlite|postgresql|both] [--folder F]``

The file is CSV with answers and rules; each row names one of ``RESUMES`` files of 3 KB in a folder, which is read, and
whose bytes are kept. Time counts from opening the file (its first reading, for the digest, is in it) to the last
commit. Each import has a new database and a process of its own, whose largest resident memory is shown; PostgreSQL's
own processes are not in it. The bare insert stores the same columns of the same number of rows of the small file with
``executemany`` in the same three tables, in chunks of the same size: only its statements and commits are timed. The
processor's time is the importing process's, both threads. The ratio is of the small import and the bare insert, which
run one after the other.
"""

import argparse
import json
import multiprocessing
import os
import resource
import statistics
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any

from sqlalchemy import func, insert, select

from app import clock
from app.intake import batch
from app.intake.files import open_batch
from app.intake.importing import Importing, Place
from app.intake.resume_files import open_resumes
from app.intake.rows import AT_ONCE
from app.lifecycle import LapsePolicy, State, UnflaggedPolicy
from app.store.migrate import migrate
from app.store.models import Application, Candidate, Policy, Posting, Rejection
from app.store.session import Store, open_store
from bench.databases import databases

SPAWN = multiprocessing.get_context("spawn")
POSTINGS, RESUMES, RESUME_BYTES = 200, 10_000, 3_000
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
COLUMNS = "application_id,posting_id,rejected_at,reason,rule,rules,name,email,answers,resume_file"


@dataclass(frozen=True, slots=True)
class Measured:
    """One import: seconds in all and of the processor, rows a second of each chunk, largest resident memory in MB."""

    seconds: float
    processor: float
    rates: list[float]
    megabytes: int


def write_files(folder: Path, name: str, rows: int) -> None:
    """Postings, rejections and resumes; what is there already stays."""
    postings, rejections, resumes = folder / "postings.jsonl", folder / name, folder / "resumes"
    if not postings.exists():
        text = "Requirements:\n- Nursing degree\n- CPR"
        lines = (json.dumps({"posting_id": f"P{n}", "title": f"Nurse {n}", "text": text}) for n in range(POSTINGS))
        postings.write_text("\n".join(lines))
    if not rejections.exists():
        with rejections.open("w") as file:
            file.write(f"{COLUMNS}\n")
            file.writelines(f"{','.join(_row(n))}\n" for n in range(rows))
    if not resumes.exists():
        resumes.mkdir()
        for n in range(RESUMES):
            text = f"Invented Person {n}\nNurse. CPR.\n"
            (resumes / f"r{n}.txt").write_text(text + "Ward work. " * ((RESUME_BYTES - len(text)) // 11))


def _row(n: int) -> list[str]:
    moment = FIRST + timedelta(minutes=n % 400_000)
    return [
        f"A{n:08}", f"P{n % POSTINGS}", f"{moment:%Y-%m-%dT%H:%M:%SZ}", "A knockout question was answered No",
        f"rule {n % 7}", f"rule {n % 7}; rule 8", f"Invented Person {n}", f"person{n}@example.org",
        f"Licence=no; Years={n % 30}", f"r{n % RESUMES}.txt",
    ]  # fmt: skip


def prepared(url: str, data_dir: Path, folder: Path) -> tuple[Store, Place, str]:
    """A migrated database with a connection for files and its postings."""
    migrate(url)
    store = open_store(url, data_dir)
    place = Place(store.write, store.read, clock.now, store.packs, 10 << 20)
    with store.write() as session:
        connection = batch.file_connection(
            session, "bench", unflagged=UnflaggedPolicy.SAMPLE_THEN_RELEASE, lapse=LapsePolicy.KEEP,
            chosen_by="Bench", now=clock.now(),
        )  # fmt: skip
    with closing(open_batch(folder / "postings.jsonl")) as file:
        Importing(place, connection.id, file, by="bench", advance=lambda _rows: None).postings()
    return store, place, connection.id


def import_file(url: str, data_dir: Path, folder: Path, name: str, rows: int) -> Measured:
    """Import one file, in a process of its own."""
    store, place, connection_id = prepared(url, data_dir, folder)
    moments, processor = [time.perf_counter()], time.process_time()
    with closing(open_batch(folder / name)) as file, closing(open_resumes(folder / "resumes")) as resumes:
        run = Importing(place, connection_id, file, by="bench", advance=lambda _n: moments.append(time.perf_counter()))
        result = run.rejections(resumes)
    seconds, processor = time.perf_counter() - moments[0], time.process_time() - processor
    with store.read() as session:
        stored = session.scalar(select(func.count()).select_from(Rejection).where(Rejection.state == State.RECEIVED))
    store.close()
    assert (result["added"], result["quarantined"], stored) == (rows, 0, rows), result
    rates = [AT_ONCE / (after - before) for before, after in pairwise(moments)]
    return Measured(seconds, processor, rates, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024)


def bare_insert(url: str, data_dir: Path, folder: Path, rows: int) -> float:
    """Rows a second of ``executemany`` alone."""
    store, _, connection_id = prepared(url, data_dir, folder)
    with store.read() as session:
        postings = dict(session.execute(select(Posting.external_id, Posting.id)).all())
        policy_id = session.scalars(select(Policy.id)).one()
    seconds = 0.0
    for first in range(0, rows, AT_ONCE):
        same = {"connection_id": connection_id}
        made = list(_bare_rows(range(first, min(first + AT_ONCE, rows)), same, postings, policy_id))
        before = time.perf_counter()
        with store.write() as session:
            for place, model in enumerate((Candidate, Application, Rejection)):
                session.execute(insert(model.__table__), [row[place] for row in made])
        seconds += time.perf_counter() - before
    store.close()
    return rows / seconds


def _bare_rows(
    numbers: range, same: dict[str, str], postings: dict[str, str], policy_id: str
) -> Iterator[tuple[dict[str, Any], ...]]:
    now = clock.now()
    for n, row_id in zip(numbers, clock.new_ids(len(numbers)), strict=True):
        application, posting, _, reason, rule, rules, name, email, _, resume = _row(n)
        keys = same | {"id": row_id}
        yield (
            keys | {"external_id": f"application:{application}", "name": name, "email": email},
            keys
            | {
                "external_id": application, "posting_id": postings[posting], "candidate_id": row_id,
                "resume_url": f"pack:{row_id}_{row_id}/{n}/{RESUME_BYTES}/{'0' * 64}", "resume_name": resume,
                "answers": [["Licence", "no"], ["Years", "3"]],
            },
            keys
            | {
                "application_id": row_id, "posting_id": postings[posting], "policy_id": policy_id, "number": 1,
                "state": State.RECEIVED, "origin": "auto", "origin_evidence": f"rule {rule}", "reason": reason,
                "rule": rule, "rules": rules.replace("; ", "\n"), "in_ats": "rejected", "rejected_at": now,
                "said_at": now, "received_at": now, "place": 0.5, "deadline": now + timedelta(days=7),
            },
        )  # fmt: skip


def measure(kind: str, folder: Path, small: int, rows: int) -> str:
    """The line of one database."""
    with tempfile.TemporaryDirectory(dir=folder) as place:
        work = Path(place)
        with databases(kind, work) as create, SPAWN.Pool(1, maxtasksperchild=1) as process:

            def apart(number: int, task: Any, *given: Any) -> Any:
                (data := work / f"data-{number}").mkdir()
                return process.apply(task, (create(number), data, folder, *given))

            few = apart(1, import_file, f"rejections-{small}.csv", small)
            bare = apart(2, bare_insert, small)
            many = apart(3, import_file, f"rejections-{rows}.csv", rows)
    return (
        f"| {kind} | {rows / many.seconds:,.0f} | {min(many.rates):,.0f} / {statistics.median(many.rates):,.0f} / "
        f"{max(many.rates):,.0f} | {1e6 * many.processor / rows:.0f} | {few.megabytes} | {many.megabytes} | "
        f"{small / few.seconds:,.0f} | {bare:,.0f} | {small / few.seconds / bare:.2f} |"
    )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--small", type=int, default=100_000)
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--folder", type=Path, help="where files and databases lie; without it they are thrown away")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as thrown_away:
        folder = (given.folder or Path(thrown_away)).absolute()
        folder.mkdir(parents=True, exist_ok=True)
        for rows in (given.small, given.rows):
            write_files(folder, f"rejections-{rows}.csv", rows)
        print(f"load of the machine before: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors\n")
        print(
            f"| database | {given.rows:,} rows: rows a second | of one chunk: min / median / max | processor µs a row "
            f"| memory at {given.small:,}, MB | at {given.rows:,}, MB | rows a second at {given.small:,} "
            "| bare executemany | ratio of these two |\n|---|---|---|---|---|---|---|---|---|"
        )
        for kind in ("sqlite", "postgresql") if given.database == "both" else (given.database,):
            print(measure(kind, folder, given.small, given.rows), flush=True)
        print(f"\nload of the machine after: {os.getloadavg()[0]:.1f}")


if __name__ == "__main__":
    main()
