"""How many stored pairs ``second-look replay`` repeats in an hour of one core, and what memory it takes.

``python -m bench.replay [FOLDER] [--pairs N] [--database URL]``: FOLDER as for ``bench.matching``. N pairs (2,000) of
labelled postings and resumes are stored as a screening does it, in a new SQLite file or in the empty database given.
Bar: 100,000 pairs in an hour of one core.
"""

import argparse
import json
import resource
import tempfile
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from datetime import time as clock_time
from itertools import cycle, islice
from pathlib import Path

from sqlalchemy.orm import Session

from app.clock import new_id
from app.lifecycle import HoldMode, LapsePolicy, UnflaggedPolicy
from app.screening.replay import Replay, Trial
from app.screening.rows import store_match, store_resume
from app.store import models, postings
from app.store.migrate import migrate
from app.store.policies import choose_policy
from app.store.session import Store, open_store
from bench.fit import AS_OF, Pair, corpus, pairs

NOW = datetime.combine(AS_OF, clock_time(), UTC)
AT_ONCE = 500


def fill(store: Store, found: list[Pair], wanted: int) -> None:
    """Store so many pairs, the labelled ones over and over."""
    with store.write() as session:
        connection = models.Connection(name="bench", vendor="file", base_url="", created_at=NOW)
        session.add(connection)
        session.flush()
        policy = choose_policy(
            session, connection, hold_mode=HoldMode.REVERSE, unflagged_policy=UnflaggedPolicy.HOLD_ALL,
            lapse_policy=LapsePolicy.KEEP, chosen_by="bench", now=NOW,
        )  # fmt: skip
        made = {
            each.id: postings.remember(session, connection.id, each.id, title=each.title, text=each.text, now=NOW).id
            for each in {pair.posting.id: pair.posting for pair in found}.values()
        }
        owner = (connection.id, policy.id)
    rows = enumerate(islice(cycle(found), wanted))
    while chunk := list(islice(rows, AT_ONCE)):
        with store.write() as session:
            for number, pair in chunk:
                _add(session, number, pair, made[pair.posting.id], owner)


def _add(session: Session, number: int, pair: Pair, posting_id: str, owner: tuple[str, str]) -> None:
    connection_id, policy_id = owner
    person = models.Candidate(id=new_id(), connection_id=connection_id, external_id=f"C{number}")
    application = models.Application(
        id=new_id(),
        connection_id=connection_id,
        external_id=f"A{number}",
        posting_id=posting_id,
        candidate_id=person.id,
    )
    rejection = models.Rejection(
        id=new_id(), application_id=application.id, connection_id=connection_id, posting_id=posting_id,
        policy_id=policy_id, number=1, origin="auto", in_ats="rejected", rejected_at=NOW, received_at=NOW,
    )  # fmt: skip
    for row in (person, application, rejection):
        session.add(row)
        session.flush()
    posting = session.get_one(models.Posting, posting_id)
    kept = store_resume(session, rejection, pair.resume, sha256="", size=0, now=NOW)
    ids = [row.id for row in postings.rows(session, posting)]
    judged = [replace(one, requirement_id=number) for one, number in zip(pair.found.judgements, ids, strict=True)]
    found = replace(pair.found, judgements=tuple(judged))
    store_match(session, kept, found, requirements_version=posting.requirements_version, now=NOW)


def pages(store: Store, run: Replay) -> Iterator[int]:
    """Repeat everything as the command does; yields how many pairs each page had."""
    while True:
        with store.read() as session:
            page = run.next_page(session)
        if not page:
            return
        for stored in page:
            run.add(stored)
        yield len(page)


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    arguments.add_argument("folder", nargs="?")
    arguments.add_argument("--pairs", type=int, default=2000)
    arguments.add_argument("--database")
    given = arguments.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        url = given.database or f"sqlite:///{folder}/bench.db"
        migrate(url)
        store = open_store(url, Path(folder))
        fill(store, pairs(corpus(given.folder), ".docx"), given.pairs)
        run, began, before = Replay(Trial()), time.process_time(), _peak()
        count = sum(pages(store, run))
        spent = time.process_time() - began
        store.close()
    data = {"pairs": count, "verdicts_changed": run.tally.verdicts.total(), "unreadable": run.tally.unreadable}
    print(json.dumps(data))
    print(f"{1000 * spent / count:.1f} CPU ms a pair: {3600 * count / spent:,.0f} pairs in an hour of one core "
          f"(bar 100,000); memory grew by {_peak() - before:.0f} MB")  # fmt: skip
    return 0


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    raise SystemExit(main())
