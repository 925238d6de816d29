"""Fills a database with as much as years would: applications that are done with, decisions, and candidates who wait.

What is done with is made inside the database, row by row out of a number; only who waits has a resume, because nothing
that is measured reads the others'.
"""

import json
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, ColumnElement, String, case, cast, func, insert, literal, null, select
from sqlalchemy.orm import Session

from app import clock
from app.demo.people import Truth, invent
from app.demo.resumes import resume_file
from app.lifecycle import Action, Effect, HoldMode, LapsePolicy, State, UnflaggedPolicy
from app.store.models import (
    Application,
    Candidate,
    Connection,
    Decision,
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
from parsers.read import read
from parsers.wire import encode

POSTINGS = 200
PRIME = 7919
CONTROL_OF = 20
"""Every so many-th of those who wait is a control."""
AT_ONCE = 2_000


@dataclass(frozen=True, slots=True)
class Amount:
    """How many applications there are in all, and how many of them wait for a person."""

    applications: int
    held: int


def fill(store: Store, amount: Amount, *, now: datetime) -> str:
    """Fill a migrated database; returns the id of one posting."""
    with store.write() as session:
        scene = _scene(session, now)
        if done := amount.applications - amount.held:
            _done_with(session, scene, done, now - timedelta(days=30))
        _waiting(session, scene, amount.held, now)
    return scene["posting"]


def id_of(number: Any, kind: int) -> Any:
    """An id made of a number; ``kind`` keeps tables apart."""
    digits = func.substr(cast(literal(1_000_000_000_000) + number, String), 2)
    return literal(f"01900000-{kind:04}-7000-8000-") + digits


def text_id(number: int, kind: int) -> str:
    """As ``id_of``, outside the database."""
    return f"01900000-{kind:04}-7000-8000-{number:012}"


def _scene(session: Session, now: datetime) -> dict[str, str]:
    connection = Connection(id=clock.new_id(), name="works", vendor="generic", created_at=now)
    judge = User(id=clock.new_id(), email="old@example.org", name="Old Hand", role="recruiter", created_at=now)
    session.add_all([connection, judge])
    session.flush()
    policy = Policy(
        id=clock.new_id(), connection_id=connection.id, version=1, hold_mode=HoldMode.DELAY, chosen_at=now,
        unflagged_policy=UnflaggedPolicy.HOLD_ALL, lapse_policy=LapsePolicy.KEEP, chosen_by="Old Hand",
        budget_per_day=1000,
    )  # fmt: skip
    session.add(policy)
    session.flush()
    session.execute(
        insert(Posting),
        [
            {"id": text_id(n, 1), "connection_id": connection.id, "external_id": f"p{n}", "title": f"Posting {n}",
             "requirements_version": 1, "updated_at": now}
            for n in range(POSTINGS)
        ],
    )  # fmt: skip
    session.execute(
        insert(Requirement),
        [
            {"id": text_id(2 * n + part, 2), "posting_id": text_id(n, 1), "version": 1, "position": part,
             "text": words, "kind": "skill", "importance": "must"}
            for n in range(POSTINGS)
            for part, words in enumerate(("Python", "PostgreSQL"))
        ],
    )  # fmt: skip
    return {"connection": connection.id, "policy": policy.id, "judge": judge.id, "posting": text_id(7, 1)}


def _done_with(session: Session, scene: dict[str, str], count: int, at: datetime) -> None:
    """Most were left to stand; every tenth was decided, and the ATS told; every fiftieth lapsed."""
    first = select(literal(0).label("i")).cte("numbers", recursive=True)
    numbers = first.union_all(select(first.c.i + 1).where(first.c.i < count - 1))
    i = numbers.c.i
    connection, moment, empty = literal(scene["connection"]), literal(at, UtcDateTime()), literal([], JSON)
    outside = cast(i, String)
    posting = id_of(i % POSTINGS, 1)
    decided = i % 10 == 0
    lapsed = i % 50 == 1
    state: ColumnElement[Any] = case(
        (decided, literal(State.UPHELD.value)), (lapsed, literal(State.LAPSED.value)), else_=literal(State.STANDS.value)
    )
    rows: list[tuple[Any, dict[str, Any]]] = [
        (Candidate, {"id": id_of(i, 3), "connection_id": connection, "external_id": outside}),
        (
            Application,
            {"id": id_of(i, 4), "connection_id": connection, "external_id": outside, "posting_id": posting,
             "candidate_id": id_of(i, 3), "answers": empty},
        ),
        (
            Rejection,
            {"id": id_of(i, 5), "application_id": id_of(i, 4), "connection_id": connection, "posting_id": posting,
             "policy_id": literal(scene["policy"]), "number": literal(1), "state": state, "origin": literal("auto"),
             "in_ats": literal("rejected"), "rejected_at": moment, "received_at": moment,
             "lapsed_at": case((lapsed, moment), else_=null())},
        ),
    ]  # fmt: skip
    for model, values in rows:
        session.execute(insert(model).from_select(list(values), select(*values.values()).select_from(numbers)))
    later: list[tuple[Any, dict[str, Any]]] = [
        (
            Decision,
            {"id": id_of(i, 6), "rejection_id": id_of(i, 5), "action": literal("uphold"), "requirement_ids": empty,
             "decided_by": literal(scene["judge"]), "decided_at": moment, "final_at": moment},
        ),
        (
            OutboxItem,
            {"id": id_of(i, 7), "rejection_id": id_of(i, 5), "connection_id": connection, "decision_id": id_of(i, 6),
             "effect": literal(Effect.RELEASE.value), "status": literal(DELIVERED), "due_at": moment,
             "created_at": moment},
        ),
    ]  # fmt: skip
    for model, values in later:
        chosen = select(*values.values()).select_from(numbers).where(decided)
        session.execute(insert(model).from_select(list(values), chosen))


def _waiting(session: Session, scene: dict[str, str], count: int, now: datetime) -> None:
    """Deadlines from an hour ago to three days ahead; one resume for all, since how long it is is not the question."""
    person = next(person for person in invent(1, 60) if person.truth is not Truth.UNREADABLE)
    content = json.loads(encode(read(resume_file(person))))
    for start in range(0, count, AT_ONCE):
        some = [_one(n, scene, now, content) for n in range(start, min(start + AT_ONCE, count))]
        for model in (Candidate, Application, Rejection, Resume, Match, Judgement, OutboxItem):
            session.execute(insert(model), [row for one in some for row in one[model]])


def _one(n: int, scene: dict[str, str], now: datetime, content: dict[str, Any]) -> dict[Any, list[dict[str, Any]]]:
    """The rows of one who waits, by table."""
    connection, posting, draw = scene["connection"], n % POSTINGS, n * PRIME % 10_007 / 10_007
    candidate, application, rejection, resume, match = (text_id(n, kind) for kind in range(13, 18))
    because = Action.HOLD_CONTROL if n % CONTROL_OF == 0 else Action.HOLD_MATCH
    deadline = now + timedelta(minutes=n * PRIME % 4_380 - 60)
    evidence = [{"line": 5, "page": 1, "start": 0, "end": 4, "quote": "text", "term": "text", "how": "exact"}]
    outside = f"w{n}"
    return {
        Candidate: [{"id": candidate, "connection_id": connection, "external_id": outside, "name": "Maren Ostrowski"}],
        Application: [
            {"id": application, "connection_id": connection, "external_id": outside, "candidate_id": candidate,
             "posting_id": text_id(posting, 1), "answers": [["Do you know Python?", "No"]]}
        ],
        Rejection: [
            {"id": rejection, "application_id": application, "connection_id": connection, "policy_id": scene["policy"],
             "posting_id": text_id(posting, 1), "number": 1, "state": State.HELD, "origin": "auto",
             "rule": "Python = No", "in_ats": "rejected", "rejected_at": now, "received_at": now,
             "deadline": deadline, "hold_until": deadline, "held_at": now, "held_because": because,
             "control": because is Action.HOLD_CONTROL, "strength": draw, "place": n * 31 % 10_009 / 10_009}
        ],
        Resume: [
            {"id": resume, "rejection_id": rejection, "media_type": "application/pdf", "reader": "pdf/1",
             "content": content, "received_at": now}
        ],
        Match: [
            {"id": match, "rejection_id": rejection, "resume_id": resume, "requirements_version": 1, "made_at": now,
             "verdict": "strong", "why": "", "policy_version": "1", "matcher_version": "1"}
        ],
        Judgement: [
            {"match_id": match, "requirement_id": text_id(2 * posting + part, 2), "position": part,
             "finding": finding, "evidence": evidence if part == 0 else []}
            for part, finding in enumerate(("met", "not_found"))
        ],
        OutboxItem: [
            {"id": text_id(n, 18), "rejection_id": rejection, "connection_id": connection, "due_at": now,
             "effect": Effect.HOLD, "status": DELIVERED, "created_at": now, "hold_until": deadline}
        ],
    }  # fmt: skip
