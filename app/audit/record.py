"""The record of one rejection, for whoever must prove who looked: every transition, decision, call to the ATS.

It names controls, so it is for compliance and administrators and not for those who review.
"""

import hashlib
import re
import string
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, false, func, or_, select
from sqlalchemy.orm import Session, joinedload

from app.errors import NotFoundError
from app.lifecycle import REVERSALS, Action
from app.store.chain import hash_of
from app.store.models import (
    Application,
    Attempt,
    Candidate,
    Decision,
    HistoryEntry,
    Judgement,
    Look,
    Match,
    Opinion,
    OutboxItem,
    Policy,
    Rejection,
    Requirement,
    Resume,
)
from app.store.policies import in_words

FOUND_AT_MOST = 50
CODE_LENGTH = 6
LOOKS_AT_MOST = 200
AN_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
NOTE_HASH = re.compile(r"note sha256 ([0-9a-f]{64})")
ASCII_LOWER = str.maketrans(string.ascii_uppercase, string.ascii_lowercase)


@dataclass(frozen=True, slots=True)
class Step:
    """One history entry with the policy it happened under; ``intact`` tells whether its hash fits its content."""

    entry: HistoryEntry
    why: str
    """The entry's ``why`` with the texts of requirements in the place of their ids."""
    policy: str
    intact: bool


@dataclass(frozen=True, slots=True)
class Decided:
    """One decision with the texts it rests on; ``note_fits`` tells whether the note is the one in the history."""

    decision: Decision
    requirements: tuple[str, ...]
    note_fits: bool


@dataclass(frozen=True, slots=True)
class Said:
    """One opinion with the texts of the requirements it names."""

    opinion: Opinion
    requirements: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Ground:
    """What the comparison found for one requirement, with what it quotes from the resume."""

    requirement: str
    finding: str
    quotes: tuple[str, ...]
    note: str


@dataclass(frozen=True, slots=True)
class Told:
    """One outbox item with its attempts."""

    item: OutboxItem
    attempts: tuple[Attempt, ...]


@dataclass(frozen=True, slots=True)
class Record:
    """Everything that is known about what happened to one rejection."""

    rejection: Rejection
    steps: tuple[Step, ...]
    looks: tuple[Look, ...]
    decisions: tuple[Decided, ...]
    opinions: tuple[Said, ...]
    told: tuple[Told, ...]
    resume: Resume | None
    match: Match | None
    evidence: tuple[Ground, ...]


def find(session: Session, words: str) -> Sequence[Rejection]:
    """Rejections by the ATS's application id, our id, the six-letter code of the queue, or the candidate; newest first.

    A candidate is found by the beginning of a name, of its later words, or of the e-mail address, in capitals or not.
    """
    words = words.strip()
    code = words.removeprefix("Candidate ").lower()
    query = (
        select(Rejection)
        .join(Application, Application.id == Rejection.application_id)
        .join(Candidate, Candidate.id == Application.candidate_id)
        .where(
            or_(
                Application.external_id == words,
                Rejection.id == words,
                Rejection.id.endswith(code, autoescape=True) if len(code) == CODE_LENGTH else false(),
                *_called(words),
            )
        )
        .options(joinedload(Rejection.application).joinedload(Application.candidate), joinedload(Rejection.posting))
        .order_by(Rejection.received_at.desc())
        .limit(FOUND_AT_MOST)
    )
    return session.scalars(query).all()


def _called(words: str) -> Iterable[ColumnElement[bool]]:
    """SQLite lowers only A to Z, so other letters are looked for in the cases that people write them in."""
    beginnings = {case.translate(ASCII_LOWER) for case in (words, words.lower(), words.title(), words.upper())}
    for beginning in sorted(beginnings):
        yield func.lower(Candidate.name).startswith(beginning, autoescape=True)
        yield func.lower(Candidate.name).contains(f" {beginning}", autoescape=True)
        yield func.lower(Candidate.email).startswith(beginning, autoescape=True)


def record(session: Session, rejection_id: str) -> Record:
    """Put the record together.

    Raises:
        NotFoundError: no such rejection.

    """
    rejection = session.get(
        Rejection,
        rejection_id,
        options=[
            joinedload(Rejection.application).joinedload(Application.candidate),
            joinedload(Rejection.posting),
            joinedload(Rejection.connection),
        ],
    )
    if rejection is None:
        raise NotFoundError(f"there is no rejection {rejection_id}; look for the application's id instead")
    entries = session.scalars(
        select(HistoryEntry).where(HistoryEntry.rejection_id == rejection_id).order_by(HistoryEntry.seq)
    ).all()
    policies = {
        policy.id: in_words(policy)
        for policy in session.scalars(select(Policy).where(Policy.id.in_({entry.policy_id for entry in entries})))
    }
    decisions = session.scalars(
        select(Decision)
        .where(Decision.rejection_id == rejection_id)
        .options(joinedload(Decision.decider))
        .order_by(Decision.decided_at)
    ).all()
    looks = session.scalars(
        select(Look)
        .where(Look.rejection_id == rejection_id)
        .options(joinedload(Look.user))
        .order_by(Look.at.desc(), Look.id.desc())
        .limit(LOOKS_AT_MOST)
    ).all()
    asked = select(Requirement.id, Requirement.text).where(Requirement.posting_id == rejection.posting_id)
    texts = dict(session.execute(asked).all())
    match = session.scalars(
        select(Match).where(Match.rejection_id == rejection_id).order_by(Match.id.desc()).limit(1)
    ).first()
    return Record(
        rejection=rejection,
        steps=tuple(
            Step(entry, _readable(entry.why, texts), policies[entry.policy_id], entry.hash == hash_of(entry))
            for entry in entries
        ),
        looks=tuple(reversed(looks)),
        decisions=tuple(_decided(decision, entries, texts) for decision in decisions),
        opinions=tuple(_opinions(session, rejection_id, texts)),
        told=_told(session, rejection_id),
        resume=session.scalars(
            select(Resume).where(Resume.rejection_id == rejection_id).order_by(Resume.id.desc()).limit(1)
        ).first(),
        match=match,
        evidence=tuple(_grounds(session, match)) if match else (),
    )


def _grounds(session: Session, match: Match) -> Iterable[Ground]:
    """In the order of the posting; a word that is quoted from several places stands once."""
    found = select(Judgement).where(Judgement.match_id == match.id).options(joinedload(Judgement.requirement))
    for one in session.scalars(found.order_by(Judgement.position)):
        quotes = tuple(dict.fromkeys(piece["quote"] for piece in one.evidence))
        yield Ground(one.requirement.text, one.finding, quotes, one.note)


def _readable(why: str, texts: dict[str, str]) -> str:
    return AN_ID.sub(lambda found: f"“{texts[found[0]]}”" if found[0] in texts else found[0], why)


def _decided(decision: Decision, entries: Sequence[HistoryEntry], texts: dict[str, str]) -> Decided:
    """The history entry of a decision bears its action and its time; it holds the hash of a note."""
    action = REVERSALS[Action(decision.action)] if decision.corrects_id else decision.action
    whys = [entry.why for entry in entries if (entry.action, entry.at) == (action, decision.decided_at)]
    noted = [found[1] for found in map(NOTE_HASH.search, whys) if found]
    expected = [hashlib.sha256(decision.note.encode()).hexdigest()] if decision.note else []
    named = tuple(texts.get(one, one) for one in decision.requirement_ids)
    return Decided(decision, named, note_fits=bool(whys) and noted == expected)


def _opinions(session: Session, rejection_id: str, texts: dict[str, str]) -> Iterable[Said]:
    rows = session.scalars(
        select(Opinion)
        .where(Opinion.rejection_id == rejection_id)
        .options(joinedload(Opinion.user))
        .order_by(Opinion.at, Opinion.id)
    )
    for opinion in rows:
        yield Said(opinion, tuple(texts.get(one, one) for one in opinion.requirement_ids))


def _told(session: Session, rejection_id: str) -> tuple[Told, ...]:
    items = session.scalars(
        select(OutboxItem).where(OutboxItem.rejection_id == rejection_id).order_by(OutboxItem.created_at)
    ).all()
    attempts: dict[str, list[Attempt]] = {}
    for attempt in session.scalars(
        select(Attempt).where(Attempt.item_id.in_([item.id for item in items])).order_by(Attempt.at)
    ):
        attempts.setdefault(attempt.item_id, []).append(attempt)
    return tuple(Told(item, tuple(attempts.get(item.id, ()))) for item in items)
