"""What stored matches would be under other rules: read page by page, matched again, counted. Nothing is ever written.

The command line holds the sessions; ``Replay`` remembers between two of them how far it is. No more than one page of
resumes is in memory at once.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Select, Text, cast, func, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.matching.lexicon import Alias
from app.matching.model import Match, MatchPolicy, Requirement
from app.matching.score import match
from app.store import models
from app.store.policies import current_policy
from app.store.postings import as_model, rows
from app.store.terms import confirmed
from parsers.model import Resume
from parsers.wire import Garbled, decode

PAGE = 100
"""Stored matches that are read at once."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What is tried; as it stands, everything as it is now: the rules and tables of this version, the newest policy.

    ``aliases`` come on top of those in force. ``kept_requirements`` takes the version of the requirements that each
    match was made with, not the current one; ``requirements`` takes a list that nobody stored yet.
    """

    allowed_missing: int | None = None
    aliases: tuple[Alias, ...] = ()
    kept_requirements: bool = False
    requirements: tuple[Requirement, ...] | None = None


@dataclass(frozen=True, slots=True)
class Stored:
    """One stored match and all that its repetition needs. ``findings`` are by the text of the requirement."""

    rejection_id: str
    posting: str
    as_of: date
    answers: tuple[tuple[str, str], ...]
    resume: str
    requirements: tuple[Requirement, ...]
    policy: MatchPolicy
    verdict: str
    findings: dict[str, str]


@dataclass(frozen=True, slots=True)
class Row:
    """Somebody whose verdict would change, by the id of the rejection or of the application; never by name."""

    id: str
    posting: str
    before: str
    after: str
    why: str


@dataclass(slots=True)
class Tally:
    """What would change: verdicts and findings as (before, after), and up to ``shown_at_most`` rows of each kind."""

    shown_at_most: int = 20
    compared: int = 0
    unreadable: int = 0
    matcher: str = ""
    verdicts: Counter[tuple[str, str]] = field(default_factory=Counter)
    findings: Counter[tuple[str, str]] = field(default_factory=Counter)
    rows: dict[tuple[str, str], list[Row]] = field(default_factory=dict)

    def add(self, row_id: str, posting: str, before: str, found: Match) -> None:
        """Count one match; ``before`` is empty where there was none."""
        self.compared += 1
        self.matcher = found.matcher_version
        change = (before, found.verdict.value)
        if before == found.verdict:
            return
        self.verdicts[change] += 1
        kept = self.rows.setdefault(change, [])
        if len(kept) < self.shown_at_most:
            kept.append(Row(row_id, posting, *change, found.why))


class Replay:
    """One run over all stored matches, the newest of each rejection, or over those of one posting."""

    def __init__(self, trial: Trial, *, posting_id: str = "", shown_at_most: int = 20) -> None:
        self.trial, self.posting_id = trial, posting_id
        self.tally = Tally(shown_at_most)
        self._after = ""
        self._aliases: tuple[Alias, ...] | None = None
        self._lists: dict[tuple[str, int], tuple[Requirement, ...]] = {}
        self._policies: dict[str, MatchPolicy] = {}

    def total(self, session: Session) -> int:
        """How many matches there are to repeat."""
        return session.scalar(self._matched(func.count(models.Match.rejection_id.distinct()))) or 0

    def next_page(self, session: Session) -> list[Stored]:
        """Read on; empty at the end."""
        wanted = self._matched(models.Match.rejection_id).where(models.Match.rejection_id > self._after).distinct()
        ids = session.scalars(wanted.order_by(models.Match.rejection_id).limit(PAGE)).all()
        if not ids:
            return []
        self._after = ids[-1]
        return self._read(session, ids)

    def latest(self, session: Session, count: int) -> list[Stored]:
        """The stored matches of those who were rejected last, at most a page of them."""
        rejected = self._matched(models.Match.rejection_id).distinct().subquery()
        newest = (
            select(models.Rejection.id)
            .where(models.Rejection.id.in_(select(rejected.c.rejection_id)))
            .order_by(models.Rejection.rejected_at.desc(), models.Rejection.id)
        )
        return self._read(session, session.scalars(newest.limit(min(count, PAGE))).all())

    def _read(self, session: Session, ids: Sequence[str]) -> list[Stored]:
        if self._aliases is None:
            self._aliases = (*confirmed(session), *self.trial.aliases)
        matches = _newest(session, ids)
        texts = select(models.Resume.id, cast(models.Resume.content, Text)).where(
            models.Resume.id.in_([each.resume_id for each in matches.values()]), models.Resume.unreadable == ""
        )
        resumes = {row.id: row.content for row in session.execute(texts)}
        wanted_rows = select(models.Rejection).where(models.Rejection.id.in_(ids))
        parts = (joinedload(models.Rejection.application), joinedload(models.Rejection.posting))
        return [
            self._stored(session, rejection, matches[rejection.id], resumes.get(matches[rejection.id].resume_id, ""))
            for rejection in session.scalars(wanted_rows.options(*parts).order_by(models.Rejection.id))
        ]

    def add(self, stored: Stored) -> None:
        """Match again and count what would be different. No session is needed."""
        try:
            resume = decode(stored.resume.encode("utf-8", "replace"))
        except Garbled:  # kept by a reader of an older version
            resume = None
        if not isinstance(resume, Resume):
            self.tally.unreadable += 1
            return
        found = match(
            resume, stored.requirements, policy=stored.policy, as_of=stored.as_of, answers=stored.answers,
            aliases=self._aliases or (),
        )  # fmt: skip
        self.tally.add(stored.rejection_id, stored.posting, stored.verdict, found)
        for requirement, judgement in zip(stored.requirements, found.judgements, strict=True):
            before = stored.findings.get(requirement.text, "new")
            if before != judgement.finding:
                self.tally.findings[before, judgement.finding.value] += 1

    def _matched(self, column: Any) -> Select[Any]:
        asked = select(column)
        if self.posting_id:
            asked = asked.join(models.Rejection, models.Rejection.id == models.Match.rejection_id).where(
                models.Rejection.posting_id == self.posting_id
            )
        return asked

    def _stored(self, session: Session, rejection: models.Rejection, before: models.Match, resume: str) -> Stored:
        posting = rejection.posting
        version = before.requirements_version if self.trial.kept_requirements else posting.requirements_version
        return Stored(
            rejection_id=rejection.id,
            posting=posting.external_id,
            as_of=rejection.rejected_at.date(),
            answers=tuple((question, answer) for question, answer in rejection.application.answers),
            resume=resume,
            requirements=(
                self._list(session, posting, version) if self.trial.requirements is None else self.trial.requirements
            ),
            policy=self._policy(session, rejection.connection_id),
            verdict=before.verdict,
            findings={each.requirement.text: each.finding for each in before.judgements},
        )

    def _list(self, session: Session, posting: models.Posting, version: int) -> tuple[Requirement, ...]:
        if (posting.id, version) not in self._lists:
            self._lists[posting.id, version] = as_model(rows(session, posting, version))
        return self._lists[posting.id, version]

    def _policy(self, session: Session, connection_id: str) -> MatchPolicy:
        if connection_id not in self._policies:
            newest, tried = current_policy(session, connection_id), self.trial.allowed_missing
            missing = newest.allowed_missing if tried is None else tried
            self._policies[connection_id] = MatchPolicy(str(newest.version), missing)
        return self._policies[connection_id]


def _newest(session: Session, rejection_ids: Sequence[str]) -> dict[str, models.Match]:
    found = session.scalars(
        select(models.Match)
        .where(models.Match.rejection_id.in_(rejection_ids))
        .order_by(models.Match.made_at, models.Match.id)
        .options(selectinload(models.Match.judgements).joinedload(models.Judgement.requirement))
    )
    return {each.rejection_id: each for each in found}
