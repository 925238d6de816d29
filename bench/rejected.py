"""Fills a database with a month of rejections that were screened, drawn, reviewed, told and sealed in the history.

Rows are made inside the database out of a number; only the history is made here, since each entry carries the hash of
the one before it.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

from sqlalchemy import JSON, Date, Double, String, case, cast, insert, literal, null, or_, select
from sqlalchemy.orm import Session

from app.lifecycle import Action, Effect, HoldMode, LapsePolicy, State, UnflaggedPolicy
from app.stats.impact import UNKNOWN
from app.store.attributes import Applicant, AttributeStore
from app.store.chain import GENESIS, hash_of
from app.store.models import (
    Application,
    Candidate,
    Connection,
    Decision,
    HistoryEntry,
    HistoryHead,
    Judgement,
    Match,
    OutboxItem,
    Policy,
    Posting,
    Rejection,
    Requirement,
    Resume,
)
from app.store.people import User
from app.store.session import Store
from app.store.transition import DELIVERED
from app.store.types import UtcDateTime
from bench.stored import id_of, text_id

POSTINGS, RULES, REVIEWERS, DAYS = 200, 20, 5, 28
FLAGGED_OF = CONTROL_OF = 100
"""Every so many-th rejection is flagged, another is a control: of a million, 20,000 are looked at."""
PASSED_OF = 4
"""Beside so many rejected people one whom the ATS let through."""
BAD_RULE = 7
"""Nearly all whom it rejected and who were looked at are reinstated."""
AT_ONCE = 10_000


def fill(store: Store, count: int, *, end: datetime) -> None:
    """Fill a migrated database with ``count`` rejections of the ``DAYS`` days before ``end``."""
    with store.write() as session:
        scene = _scene(session, end - timedelta(days=DAYS))
        _rows(session, scene, count, end)
        _chained(session, scene["policy"], count, end)


def fill_attributes(attributes: AttributeStore, count: int, *, end: datetime) -> None:
    """Protected attributes of all these people, and of a quarter as many whom the ATS let through."""
    first = select(literal(0).label("i")).cte("numbers", recursive=True)
    numbers = first.union_all(select(first.c.i + 1).where(first.c.i < count + count // PASSED_OF - 1))
    i = numbers.c.i
    day = i * DAYS // count % DAYS
    days = {n: literal((end - timedelta(days=DAYS - n)).date(), Date()) for n in range(DAYS)}
    values: dict[str, Any] = {
        "connection": literal("works"), "application_id": cast(i, String),
        "posting": literal("p") + cast(i % POSTINGS, String),
        "applied_on": case(days, value=day),
        "passed": i >= count, "sex": _one_of(("female", "male", UNKNOWN), i // 3),
        "race": _one_of(("Asian", "Black or African American", "Hispanic or Latino", "White", UNKNOWN), i // 5),
        "age": _one_of(("40+", "under 40"), i // 11), "score": cast(i % 101, Double),
        "imported_at": literal(end, UtcDateTime()),
    }  # fmt: skip
    with attributes.write() as session:
        session.execute(insert(Applicant).from_select(list(values), select(*values.values()).select_from(numbers)))


def _one_of(words: Sequence[str], number: Any) -> Any:
    return case(dict(enumerate(words)), value=number % len(words))


def _scene(session: Session, at: datetime) -> dict[str, str]:
    connection, policy = text_id(1, 90), text_id(1, 91)
    session.add(Connection(id=connection, name="works", vendor="file", created_at=at))
    session.flush()
    session.add(
        Policy(
            id=policy, connection_id=connection, version=1, hold_mode=HoldMode.REVERSE, chosen_at=at,
            unflagged_policy=UnflaggedPolicy.SAMPLE_THEN_RELEASE, lapse_policy=LapsePolicy.KEEP, chosen_by="Old Hand",
        )
    )  # fmt: skip
    session.execute(
        insert(User),
        [
            {"id": text_id(n, 92), "email": f"r{n}@example.org", "name": f"Reviewer {n}", "role": "recruiter",
             "created_at": at}
            for n in range(REVIEWERS)
        ],
    )  # fmt: skip
    session.execute(
        insert(Posting),
        [
            {"id": text_id(n, 1), "connection_id": connection, "external_id": f"p{n}", "title": f"Posting {n}",
             "requirements_version": 1, "updated_at": at}
            for n in range(POSTINGS)
        ],
    )  # fmt: skip
    session.execute(
        insert(Requirement),
        [
            {"id": text_id(n, 2), "posting_id": text_id(n, 1), "version": 1, "position": 0, "text": "Python",
             "kind": "skill", "importance": "must"}
            for n in range(POSTINGS)
        ],
    )  # fmt: skip
    return {"connection": connection, "policy": policy}


def _rows(session: Session, scene: dict[str, str], count: int, end: datetime) -> None:
    first = select(literal(0).label("i")).cte("numbers", recursive=True)
    numbers = first.union_all(select(first.c.i + 1).where(first.c.i < count - 1))
    i = numbers.c.i
    connection, empty = literal(scene["connection"]), literal([], JSON)
    day = i * DAYS // count
    moment = case({n: literal(end - timedelta(days=DAYS - n, hours=-9), UtcDateTime()) for n in range(DAYS)}, value=day)
    flagged, control = i % FLAGGED_OF == 0, i % CONTROL_OF == 1
    looked_at = or_(flagged, control)
    rule = i // 7 % RULES
    good = or_(rule == BAD_RULE, i % (FLAGGED_OF * 3) == 0, i % (CONTROL_OF * 50) == 1)
    state = case(
        (looked_at, case((good, literal(State.REINSTATED.value)), else_=literal(State.UPHELD.value))),
        else_=literal(State.STANDS.value),
    )
    held = case(
        (flagged, literal(Action.HOLD_MATCH.value)), (control, literal(Action.HOLD_CONTROL.value)), else_=literal("")
    )
    every: list[tuple[Any, dict[str, Any]]] = [
        (Candidate, {"id": id_of(i, 3), "connection_id": connection, "external_id": cast(i, String)}),
        (
            Application,
            {"id": id_of(i, 4), "connection_id": connection, "external_id": cast(i, String),
             "posting_id": id_of(i % POSTINGS, 1), "candidate_id": id_of(i, 3), "answers": empty},
        ),
        (
            Rejection,
            {"id": id_of(i, 5), "application_id": id_of(i, 4), "connection_id": connection,
             "posting_id": id_of(i % POSTINGS, 1), "policy_id": literal(scene["policy"]), "number": literal(1),
             "state": state, "origin": literal("auto"), "rule": literal("Rule ") + cast(rule, String),
             "in_ats": literal("rejected"), "rejected_at": moment, "received_at": moment,
             "held_at": case((looked_at, moment), else_=null()), "held_because": held, "control": control,
             "inclusion_probability": case((flagged, literal(1.0)), else_=literal(1 / (CONTROL_OF - 1)))},
        ),
        (
            Resume,
            {"id": id_of(i, 6), "rejection_id": id_of(i, 5), "media_type": literal("application/pdf"),
             "reader": literal("pdf/1"), "received_at": moment},
        ),
        (
            Match,
            {"id": id_of(i, 7), "rejection_id": id_of(i, 5), "resume_id": id_of(i, 6),
             "requirements_version": literal(1), "why": literal(""),
             "verdict": case((flagged, literal("strong")), else_=literal("weak")),
             "policy_version": literal("1"), "matcher_version": literal("1"), "made_at": moment},
        ),
    ]  # fmt: skip
    reviewed: list[tuple[Any, dict[str, Any]]] = [
        (
            Decision,
            {"id": id_of(i, 8), "rejection_id": id_of(i, 5),
             "action": case((good, literal(Action.REINSTATE.value)), else_=literal(Action.UPHOLD.value)),
             "requirement_ids": empty, "decided_by": id_of(i // 50 % REVIEWERS, 92), "decided_at": moment,
             "final_at": moment, "seconds": cast(20 + i % 90, Double)},
        ),
        (
            OutboxItem,
            {"id": id_of(i, 9), "rejection_id": id_of(i, 5), "connection_id": connection, "decision_id": id_of(i, 8),
             "effect": literal(Effect.NOTE.value), "status": literal(DELIVERED), "due_at": moment,
             "created_at": moment, "done_at": moment},
        ),
        (
            Judgement,
            {"id": id_of(i, 10), "match_id": id_of(i, 7), "requirement_id": id_of(i % POSTINGS, 2),
             "position": literal(0), "evidence": empty,
             "finding": case((flagged, literal("met")), else_=literal("not_found"))},
        ),
    ]  # fmt: skip
    for model, values in every:
        session.execute(insert(model).from_select(list(values), select(*values.values()).select_from(numbers)))
    for model, values in reviewed:
        chosen = select(*values.values()).select_from(numbers).where(looked_at)
        session.execute(insert(model).from_select(list(values), chosen))


def _chained(session: Session, policy: str, count: int, end: datetime) -> None:
    rows, last = [], GENESIS
    for entry in _entries(policy, count, end):
        entry["previous"] = last
        last = entry["hash"] = hash_of(SimpleNamespace(**entry))  # type: ignore[arg-type]  # it reads attributes only
        rows.append(entry)
        if len(rows) == AT_ONCE:
            session.execute(insert(HistoryEntry), rows)
            rows.clear()
    if rows:
        session.execute(insert(HistoryEntry), rows)
    head = session.get(HistoryHead, 1)
    if head is None:
        head = HistoryHead(id=1, seq=0, hash=GENESIS)
        session.add(head)
    head.seq, head.hash = count, last


def _entries(policy: str, count: int, end: datetime) -> Iterator[dict[str, Any]]:
    """One a rejection: how it was screened."""
    for i in range(count):
        action = {0: Action.HOLD_MATCH, 1: Action.HOLD_CONTROL}.get(i % FLAGGED_OF, Action.LET_STAND)
        at = end - timedelta(days=DAYS - i * DAYS // count, hours=-9)
        yield {
            "seq": i + 1, "rejection_id": text_id(i, 5), "at": at, "action": action, "from_state": State.RECEIVED,
            "to_state": State.STANDS if action is Action.LET_STAND else State.HELD, "who": "program",
            "by": "second-look", "why": "not flagged: must-haves not found", "policy_id": policy,
        }  # fmt: skip
