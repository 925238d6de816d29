"""Rows with sensible defaults. Each function adds to the session and flushes; nothing is committed here."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy.orm import Session

from app.lifecycle import HoldMode, LapsePolicy, UnflaggedPolicy
from app.store.models import Application, Candidate, Connection, Posting, Rejection
from app.store.people import User
from app.store.policies import choose_policy

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)  # a Monday
_counter = iter(range(1, 1_000_000))


def make_connection(session: Session, *, vendor: str = "generic", **values: Any) -> Connection:
    name = values.pop("name", f"ats-{next(_counter)}")
    values.setdefault("hold_tested_at", NOW)
    connection = Connection(name=name, vendor=vendor, created_at=NOW, base_url="http://127.0.0.1:9", **values)
    session.add(connection)
    session.flush()
    return connection


def make_policy(session: Session, connection: Connection, **values: Any):
    choices = {
        "hold_mode": HoldMode.DELAY,
        "unflagged_policy": UnflaggedPolicy.SAMPLE_THEN_RELEASE,
        "lapse_policy": LapsePolicy.RELEASE,
        "chosen_by": "Ana Ruiz",
    } | values
    return choose_policy(session, connection, now=NOW, **choices)


def make_rejection(
    session: Session, *, connection: Connection | None = None, policy: Any = None, **values: Any
) -> Rejection:
    connection = connection or make_connection(session)
    policy = policy or make_policy(session, connection)
    number = next(_counter)
    posting = values.pop("posting", None) or make_posting(session, connection)
    candidate = Candidate(
        connection_id=connection.id, external_id=f"C-{number}", name="Ines Okafor", email="i@example.org"
    )
    session.add(candidate)
    session.flush()
    application = Application(
        connection_id=connection.id, external_id=f"A-{number}", posting_id=posting.id, candidate_id=candidate.id
    )
    session.add(application)
    session.flush()
    defaults = {
        "origin": "auto", "reason": "Auto: screening rule", "rule": "keywords", "in_ats": "rejected",
        "rejected_at": NOW, "received_at": NOW, "deadline": NOW,
    }  # fmt: skip
    rejection = Rejection(
        application_id=application.id, connection_id=connection.id, posting_id=posting.id, policy_id=policy.id,
        number=1, **(defaults | values),
    )  # fmt: skip
    session.add(rejection)
    session.flush()
    return rejection


def make_posting(session: Session, connection: Connection, **values: Any) -> Posting:
    defaults = {"external_id": f"J-{next(_counter)}", "title": "Lab technician", "updated_at": NOW}
    posting = Posting(connection_id=connection.id, **(defaults | values))
    session.add(posting)
    session.flush()
    return posting


def make_user(session: Session, **values: Any) -> User:
    defaults = {"email": f"u{next(_counter)}@example.org", "name": "Sam Reyes", "role": "recruiter", "created_at": NOW}
    user = User(**(defaults | values))
    session.add(user)
    session.flush()
    return user
