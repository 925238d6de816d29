"""A desk to review at: a store with a connection, a posting, people, and candidates held by the real transitions."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from app.clock import new_id
from app.lifecycle import Action, HoldMode, LapsePolicy, UnflaggedPolicy
from app.store import blobs
from app.store.models import (
    Application,
    Candidate,
    Connection,
    Judgement,
    Match,
    Policy,
    Posting,
    Rejection,
    Requirement,
    Resume,
)
from app.store.people import User
from app.store.session import Store, open_store
from app.store.transition import PROGRAM, apply
from parsers.model import Document, Line, Section, SectionKind
from parsers.model import Resume as Read
from parsers.wire import encode

NOW = datetime(2026, 11, 18, 9, 0, tzinfo=UTC)  # A Wednesday.
TEXT = (
    "Maren Ostrowski",
    "maren@example.org, Lindenweg 4",
    "Experience",
    "Backend developer, Fictive Rail, 2017 to 2024",
    "Wrote Python services and ran PostgreSQL for seven years",
    "Languages",
    "German, mother tongue",
)


@dataclass
class Desk:
    """Ids of what is on it, and a way to put candidates there."""

    store: Store
    connection_id: str = ""
    policy_id: str = ""
    posting_id: str = ""
    requirement_ids: list[str] = field(default_factory=list)
    ana: User = None  # type: ignore[assignment]
    ben: User = None  # type: ignore[assignment]
    admin: User = None  # type: ignore[assignment]

    def hold(  # noqa: PLR0913 - one candidate has many sides
        self,
        because: Action = Action.HOLD_MATCH,
        *,
        strength: float = 0.5,
        place: float = 0.5,
        until: datetime | None = None,
        now: datetime = NOW,
        posting_id: str = "",
        findings: tuple[str, ...] = ("met", "not_found"),
        rejection_id: str = "",
        name: str = "Maren Ostrowski",
    ) -> str:
        """Put one candidate into the queue; the id of the rejection."""
        with self.store.write() as session:
            rejection = self._rejection(posting_id or self.posting_id, rejection_id or new_id(), now, name)
            rejection.strength, rejection.place = strength, place
            rejection.control = because is Action.HOLD_CONTROL
            rejection.inclusion_probability = 0.05 if rejection.control else 1.0
            session.add_all([rejection.application.candidate, rejection.application])
            session.flush()
            session.add(rejection)
            session.flush()
            self._screened(session, rejection.id, findings, now)
            apply(session, rejection, because, by=PROGRAM, now=now, until=until)
            return rejection.id

    def receive(self, *, deadline: datetime, rejection_id: str = "") -> str:
        """Put one rejection there that nobody screened; its id."""
        with self.store.write() as session:
            rejection = self._rejection(self.posting_id, rejection_id or new_id(), NOW, "Jo Petrosyan")
            rejection.deadline = deadline
            session.add_all([rejection.application.candidate, rejection.application])
            session.flush()
            session.add(rejection)
            return rejection.id

    def row(self, rejection_id: str) -> Rejection:
        """The row as it is now, detached."""
        with self.store.read() as session:
            row = session.get_one(Rejection, rejection_id)
            session.expunge(row)
            return row

    def posting(self, title: str) -> str:
        """One more posting, without requirements; its id."""
        with self.store.write() as session:
            posting = Posting(
                id=new_id(), connection_id=self.connection_id, external_id=title, title=title, updated_at=NOW
            )
            session.add(posting)
            return posting.id

    def policy(self, **changes: Any) -> None:
        """Change the policy in place."""
        with self.store.write() as session:
            policy = session.get_one(Policy, self.policy_id)
            for name, value in changes.items():
                setattr(policy, name, value)

    def diagnoses(self) -> list[Any]:
        """A conflict that quotes again what a requirement rests on, and a word that only it quotes."""
        return [
            {
                "cause": "knockout_conflict", "says": "The form says no and the resume shows it.",
                "requirement_ids": self.requirement_ids[:1], "evidence": [evidence(), postgres()],
                "answer": ["Do you speak German?", "No"], "otherwise": "Had the answer been yes, nothing was missing.",
            },
            {
                "cause": "synonym", "says": "The resume says it in another word.", "requirement_ids": [],
                "evidence": [postgres()], "answer": None, "otherwise": "",
            },
        ]  # fmt: skip

    def _rejection(self, posting_id: str, rejection_id: str, now: datetime, name: str) -> Rejection:
        candidate = Candidate(id=new_id(), connection_id=self.connection_id, external_id=new_id(), name=name)
        application = Application(
            id=new_id(),
            connection_id=self.connection_id,
            external_id=new_id(),
            posting_id=posting_id,
            candidate_id=candidate.id,
            candidate=candidate,
            answers=[["Do you speak German?", "No"]],
        )
        return Rejection(
            id=rejection_id,
            application_id=application.id,
            application=application,
            connection_id=self.connection_id,
            posting_id=posting_id,
            policy_id=self.policy_id,
            number=1,
            origin="auto",
            reason="Knockout question",
            rule="German = No",
            in_ats="rejected",
            rejected_at=now - timedelta(minutes=5),
            received_at=now,
        )

    def _screened(self, session: Any, rejection_id: str, findings: tuple[str, ...], now: datetime) -> None:
        resume = Resume(
            id=new_id(), rejection_id=rejection_id, media_type="application/pdf", received_at=now,
            sha256=blobs.put(self.store.blobs, b"%PDF-1.4 not really"), size=19, reader="pdf/1", content=content(),
        )  # fmt: skip
        session.add(resume)
        session.flush()
        match = Match(
            id=new_id(), rejection_id=rejection_id, resume_id=resume.id, requirements_version=1, verdict="strong",
            why="SECRET VERDICT", policy_version="1", matcher_version="1", made_at=now, diagnoses=self.diagnoses(),
        )  # fmt: skip
        session.add(match)
        session.flush()
        for position, finding in enumerate(findings):
            session.add(
                Judgement(
                    match_id=match.id,
                    requirement_id=self.requirement_ids[position],
                    position=position,
                    finding=finding,
                    evidence=[evidence()] if finding == "met" else [],
                )
            )


def content(lines: tuple[str, ...] = TEXT) -> dict[str, Any]:
    """A read resume as it is stored."""
    document = Document("application/pdf", 1, tuple(Line(n, 1, text) for n, text in enumerate(lines, start=1)))
    sections = (
        Section(SectionKind.HEADER, None, 1, 2),
        Section(SectionKind.EXPERIENCE, 3, 3, 5),
        Section(SectionKind.LANGUAGES, 6, 6, len(lines)),
    )
    stored: dict[str, Any] = json.loads(encode(Read(document, sections, reader="pdf/1")))
    return stored


def evidence() -> dict[str, Any]:
    """A quotation from the fifth line."""
    return {"line": 5, "page": 1, "start": 6, "end": 12, "quote": "Python", "term": "python", "how": "exact"}


def postgres() -> dict[str, Any]:
    """Another one from the same line, with its place in the resume."""
    return {
        "line": 5, "page": 1, "start": 30, "end": 40, "quote": "PostgreSQL", "term": "sql", "how": "includes",
        "strength": "role",
    }  # fmt: skip


def open_desk(url: str, folder: Path) -> Desk:
    """A store with everything but candidates."""
    return furnish(open_store(url, folder))


def furnish(store: Store) -> Desk:
    """Put everything but candidates into an open store."""
    desk = Desk(store)
    with desk.store.write() as session:
        people = [
            User(id=new_id(), email=f"{name}@example.org", name=name.title(), role=role, created_at=NOW)
            for name, role in (("ana", "recruiter"), ("ben", "recruiter"), ("ada", "admin"))
        ]
        connection = Connection(id=new_id(), name="works", vendor="generic", created_at=NOW)
        session.add_all([*people, connection])
        session.flush()
        policy = Policy(
            id=new_id(), connection_id=connection.id, version=2, hold_mode=HoldMode.DELAY, chosen_at=NOW,
            unflagged_policy=UnflaggedPolicy.HOLD_ALL, lapse_policy=LapsePolicy.KEEP, chosen_by="Ana Ruiz",
            second_review_share=0.0,  # drawn by the id, and ids here are new ones every time
        )  # fmt: skip
        posting = Posting(
            id=new_id(), connection_id=connection.id, external_id="p1", title="Backend developer",
            requirements_version=1, updated_at=NOW,
        )  # fmt: skip
        session.add_all([policy, posting])
        session.flush()
        requirements = [
            Requirement(
                id=new_id(), posting_id=posting.id, version=1, position=n, text=text, kind=kind, importance=importance
            )
            for n, (text, kind, importance) in enumerate(
                [("Python", "skill", "must"), ("German at level B2", "language", "must")]
            )
        ]
        session.add_all(requirements)
        desk.connection_id, desk.policy_id, desk.posting_id = connection.id, policy.id, posting.id
        desk.requirement_ids = [requirement.id for requirement in requirements]
        desk.ana, desk.ben, desk.admin = people
    return desk
