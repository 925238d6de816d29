"""Deleting protected attributes by policy: folded into counts, and asked for never again."""

import hashlib
import hmac
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from itertools import islice
from math import ceil, log10
from typing import Any

from sqlalchemy import ColumnElement, Row, delete, func, insert, select, tuple_
from sqlalchemy.orm import Session

from app.audit.answer import Night
from app.audit.attributes import Counts, Group, Opener, Person, group_of
from app.audit.cells import FEWEST
from app.audit.outcomes import AT_ONCE, with_outcomes
from app.clock import new_id
from app.store.attributes import Applicant, Folded, FoldedCell, FoldedScore
from app.store.seal import Seal

PURPOSE = "folded applicants"

Key = tuple[str, str]
Folding = defaultdict[tuple[date, Group], Counts]


def fold(read: Opener, attributes: Session, seal: Seal, *, days: int, now: datetime) -> int:
    """Turn applicants who were imported ``days`` ago, and whom nobody has to look at any more, into counts; how many.

    It is one transaction of ``attributes``: killed, it did nothing; repeated, it finds nothing. What it counts stays
    as it stood then. The main database is given back before the counts are written: it ends sessions that idle.
    """
    cells = Folding(Counts)
    scores = Counter[tuple[Any, ...]]()
    with read() as session:
        gone = _take(session, attributes, seal, cells, scores, days, now)
    names = "month", "connection", "sex", "race", "age", "score"
    rows = (
        {
            "id": new_id(), "month": month, "posting": posting, "rejected": rejected, "rules": "\n".join(rules),
            "sex": sex, "race": race, "age": age, "n": count.n, "after_review": count.after_review,
            "contradicted": count.contradicted,
        }
        for (month, (posting, rejected, rules, sex, race, age)), count in _without_few(cells).items()
    )  # fmt: skip
    _write(attributes, FoldedCell, rows)
    counted = ({"id": new_id(), **dict(zip(names, key, strict=True)), "n": n} for key, n in scores.items())
    _write(attributes, FoldedScore, counted)
    return gone


def _write(attributes: Session, table: type[FoldedCell | FoldedScore], rows: Iterator[dict[str, Any]]) -> None:
    while some := list(islice(rows, AT_ONCE)):
        attributes.execute(insert(table), some)


def _without_few(cells: Folding) -> Folding:
    """The same people, of a group without posting and rules where one of its counts there is of fewer than ``FEWEST``.

    All counts of the group in that posting, those who passed too: without the few alone it would seem to pass more.
    """
    few = {(month, posting, *people) for (month, (posting, _, _, *people)), count in cells.items() if count.n < FEWEST}
    kept = Folding(Counts)
    for (month, (posting, rejected, rules, *people)), count in cells.items():
        sex, race, age = people
        where = ("", rejected, ()) if (month, posting, *people) in few else (posting, rejected, rules)
        sums = kept[month, (*where, sex, race, age)]
        sums.n += count.n
        sums.after_review += count.after_review
        sums.contradicted += count.contradicted
    return kept


def _digits(attributes: Session) -> dict[str, int]:
    """To how many digits behind the point scores of a connection are kept: ten bands up to its largest power of ten.

    A score of four digits beside sex, race and age would be one person for ever.
    """
    largest = Counter[str]()
    for table in (Applicant, FoldedScore):
        found = select(table.connection, func.max(func.abs(table.score))).where(table.score != 0)
        for connection, score in attributes.execute(found.group_by(table.connection)):
            largest[connection] = max(largest[connection], score)
    return {connection: 1 - ceil(log10(score)) for connection, score in largest.items()}


def _take(
    session: Session, attributes: Session, seal: Seal, cells: Folding,
    scores: Counter[tuple[Any, ...]], days: int, now: datetime,
) -> int:  # fmt: skip
    """Count the settled ones into ``cells`` and ``scores``, and delete them."""
    old = Applicant.imported_at < now - timedelta(days=days)
    first = attributes.scalar(select(func.min(Applicant.applied_on)).where(old))
    night = Night(first or now.date(), now.date(), now)
    digits = _digits(attributes)
    gone = 0
    counted: list[Row[Any]] = []
    for row, outcome in with_outcomes(session, night, _locked(attributes, old)):
        if outcome is not None and not outcome.settled:
            continue
        month = row.applied_on.replace(day=1)
        who = Person(row.connection, row.posting, row.passed, row.sex, row.race, row.age)
        cells[month, group_of(who, outcome)].add(outcome, row.passed)
        if row.score is not None:
            score = round(row.score, digits.get(row.connection, 0)) + 0.0
            scores[month, row.connection, row.sex, row.race, row.age, score] += 1
        counted.append(row)
        if len(counted) == AT_ONCE:
            gone += _drop(attributes, counted, seal)
            counted = []
            session.execute(select(1))  # where nobody was rejected it is not asked, and PostgreSQL ends what idles
    return gone + _drop(attributes, counted, seal)


def _locked(attributes: Session, which: ColumnElement[bool]) -> Iterator[Row[Any]]:
    """Applicants as plain rows in the order of their keys, in chunks, for those behind are deleted meanwhile."""
    place = tuple_(Applicant.connection, Applicant.application_id)
    columns = [column for column in Applicant.__table__.columns if column.name != "imported_at"]
    query = select(*columns).where(which).order_by(Applicant.connection, Applicant.application_id).limit(AT_ONCE)
    query = query.with_for_update()
    chunk = attributes.execute(query).all()
    while chunk:
        yield from chunk
        after = place > (chunk[-1].connection, chunk[-1].application_id)
        chunk = attributes.execute(query.where(after)).all() if len(chunk) == AT_ONCE else []


def digests(seal: Seal, keys: Sequence[Key]) -> dict[Key, str]:
    """What is kept of folded applications, by connection and id; without the key nobody can tell which they are."""
    secret = seal.derive(PURPOSE)
    return {key: hmac.new(secret, "\n".join(key).encode(), hashlib.sha256).hexdigest() for key in keys}


def _drop(attributes: Session, rows: Sequence[Row[Any]], seal: Seal) -> int:
    for connection in {row.connection for row in rows}:
        ids = [row.application_id for row in rows if row.connection == connection]
        gone = Applicant.connection == connection, Applicant.application_id.in_(ids)
        attributes.execute(delete(Applicant).where(*gone).execution_options(synchronize_session=False))
    keys = [(row.connection, row.application_id) for row in rows]
    if keys:
        attributes.execute(insert(Folded), [{"digest": one} for one in digests(seal, keys).values()])
    return len(rows)
