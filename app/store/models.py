"""Every table. Rows have columns and relationships; rules live in the core, and nothing here is PostgreSQL-only.

Relationships raise when they are read without having been loaded on purpose: a forgotten join fails in the first test.
One file although it is long: these tables all refer to each other. Those of people are in ``people``, those of the
night in ``night``.
"""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.clock import new_id
from app.lifecycle import HoldMode, LapsePolicy, State, UnflaggedPolicy
from app.store.base import Base, Id, Key, Name, Word
from app.store.people import User
from app.store.types import OneOf


class Connection(Base):
    """One configured ATS account. ``secrets`` and ``token`` are sealed (see store.seal)."""

    __tablename__ = "connection"
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(String(63), unique=True)
    vendor: Mapped[str] = mapped_column(Word)
    base_url: Mapped[str] = mapped_column(Text, default="")
    secrets: Mapped[list[Any]] = mapped_column(default=list)
    token: Mapped[str] = mapped_column(Text, default="")
    options: Mapped[dict[str, Any]] = mapped_column(default=dict)
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    hold_tested_at: Mapped[datetime | None]
    trouble: Mapped[str] = mapped_column(Text, default="")
    polled_until: Mapped[datetime | None]
    poll_cursor: Mapped[str] = mapped_column(Text, default="")
    """Where a listing goes on that was not read to its end, and with ``poll_began_at`` when it was begun."""
    poll_began_at: Mapped[datetime | None]


class Policy(Base):
    """The choices of a named person for a connection, versioned: a rejection keeps the version it came under."""

    __tablename__ = "policy"
    __table_args__ = (UniqueConstraint("connection_id", "version"),)
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    connection_id: Mapped[str] = mapped_column(ForeignKey("connection.id"))
    version: Mapped[int]
    hold_mode: Mapped[HoldMode] = mapped_column(OneOf(HoldMode))
    unflagged_policy: Mapped[UnflaggedPolicy] = mapped_column(OneOf(UnflaggedPolicy))
    lapse_policy: Mapped[LapsePolicy] = mapped_column(OneOf(LapsePolicy))
    chosen_by: Mapped[str] = mapped_column(Name)
    chosen_at: Mapped[datetime]
    allowed_missing: Mapped[int] = mapped_column(default=0)
    hold_working_days: Mapped[int] = mapped_column(default=3)
    hold_working_days_at_most: Mapped[int] = mapped_column(default=7)
    lease_seconds: Mapped[int] = mapped_column(default=600)
    undo_seconds: Mapped[int] = mapped_column(default=30)
    budget_per_day: Mapped[int] = mapped_column(default=10)
    control_share: Mapped[float] = mapped_column(default=0.05)
    second_review_share: Mapped[float] = mapped_column(default=0.05, server_default=text("0.05"))
    ask_working_days: Mapped[int] = mapped_column(default=2, server_default=text("2"))
    controls_at_least: Mapped[int] = mapped_column(default=1)
    accepted_miss_rate: Mapped[float] = mapped_column(default=0.02, server_default=text("0.02"))
    alarming_miss_rate: Mapped[float] = mapped_column(default=0.05, server_default=text("0.05"))
    """The two rates of wrong unflagged rejections that the monitor of the nights tells apart."""
    mail_margin_seconds: Mapped[int] = mapped_column(default=120)
    screening_seconds_at_most: Mapped[int] = mapped_column(default=3600)
    attempts_at_most: Mapped[int] = mapped_column(default=8)


class Posting(Base):
    """A job as advertised. ``requirements_version`` is 0 until requirements were read or given."""

    __tablename__ = "posting"
    __table_args__ = (UniqueConstraint("connection_id", "external_id"),)
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    connection_id: Mapped[str] = mapped_column(ForeignKey("connection.id"))
    external_id: Mapped[str] = mapped_column(Key)
    title: Mapped[str] = mapped_column(Text, default="")
    text: Mapped[str] = mapped_column(Text, default="")
    requirements_version: Mapped[int] = mapped_column(default=0)
    requirements_from: Mapped[str] = mapped_column(Name, default="")
    two_step: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Reviewers give their own judgement on the bare resume before they see the rule and the comparison."""
    target_stage: Mapped[str] = mapped_column(Name, default="", server_default="")
    """Where the last reinstated candidate went: offered again for the next one."""
    updated_at: Mapped[datetime]


class Requirement(Base):
    """One requirement of one version of a posting's list; old versions stay, matches point at them."""

    __tablename__ = "requirement"
    __table_args__ = (UniqueConstraint("posting_id", "version", "position"),)
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    posting_id: Mapped[str] = mapped_column(ForeignKey("posting.id"))
    version: Mapped[int]
    position: Mapped[int]
    text: Mapped[str] = mapped_column(Text)
    kind: Mapped[str] = mapped_column(Word)
    importance: Mapped[str] = mapped_column(Word)
    terms: Mapped[list[Any]] = mapped_column(default=list)
    amount: Mapped[float | None]
    level: Mapped[str | None] = mapped_column(Word)
    equivalent: Mapped[bool] = mapped_column(default=False, server_default=false())
    source: Mapped[str] = mapped_column(Text, default="", server_default="")


class RequirementsVersion(Base):
    """When a posting's list became what it is, and by whom: ``source`` is as in ``Posting.requirements_from``."""

    __tablename__ = "requirements_version"
    __table_args__ = (UniqueConstraint("posting_id", "version"),)
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    posting_id: Mapped[str] = mapped_column(ForeignKey("posting.id"))
    version: Mapped[int]
    source: Mapped[str] = mapped_column(Name)
    made_at: Mapped[datetime]


class Candidate(Base):
    """The person, as the ATS names them. Nothing here ever enters a match."""

    __tablename__ = "candidate"
    __table_args__ = (UniqueConstraint("connection_id", "external_id"),)
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    connection_id: Mapped[str] = mapped_column(ForeignKey("connection.id"))
    external_id: Mapped[str] = mapped_column(Key)
    name: Mapped[str] = mapped_column(Text, default="")
    email: Mapped[str] = mapped_column(Text, default="")


class Application(Base):
    """That person's try at one posting."""

    __tablename__ = "application"
    __table_args__ = (UniqueConstraint("connection_id", "external_id"),)
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    connection_id: Mapped[str] = mapped_column(ForeignKey("connection.id"))
    external_id: Mapped[str] = mapped_column(Key)
    posting_id: Mapped[str] = mapped_column(ForeignKey("posting.id"))
    candidate_id: Mapped[str] = mapped_column(ForeignKey("candidate.id"))
    resume_url: Mapped[str] = mapped_column(Text, default="")
    resume_name: Mapped[str] = mapped_column(Text, default="")
    answers: Mapped[list[Any]] = mapped_column(default=list)
    last_event_at: Mapped[datetime | None]
    posting: Mapped[Posting] = relationship(lazy="raise")
    candidate: Mapped[Candidate] = relationship(lazy="raise")


class Rejection(Base):
    """The ATS's "no" to one application: the thing that has a state. Only store.transition assigns ``state``."""

    __tablename__ = "rejection"
    __table_args__ = (
        UniqueConstraint("application_id", "number"),
        Index("ix_rejection_deadline", "deadline", sqlite_where=text("deadline IS NOT NULL"),
              postgresql_where=text("deadline IS NOT NULL")),
        Index("ix_rejection_waiting", "state", "deadline", sqlite_where=text("deadline IS NOT NULL"),
              postgresql_where=text("deadline IS NOT NULL")),
        Index("ix_rejection_state_posting", "state", "posting_id"),
        Index("ix_rejection_received_at", "received_at"),
        Index("ix_rejection_lease", "lease_by", "lease_until", sqlite_where=text("lease_by IS NOT NULL"),
              postgresql_where=text("lease_by IS NOT NULL")),
        Index("ix_rejection_lapsed_at", "lapsed_at", sqlite_where=text("lapsed_at IS NOT NULL"),
              postgresql_where=text("lapsed_at IS NOT NULL")),
    )  # fmt: skip
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    application_id: Mapped[str] = mapped_column(ForeignKey("application.id"))
    connection_id: Mapped[str] = mapped_column(ForeignKey("connection.id"))
    posting_id: Mapped[str] = mapped_column(ForeignKey("posting.id"))
    policy_id: Mapped[str] = mapped_column(ForeignKey("policy.id"))
    number: Mapped[int]
    state: Mapped[State] = mapped_column(OneOf(State), default=State.RECEIVED)
    version: Mapped[int] = mapped_column(default=1)
    origin: Mapped[str] = mapped_column(Word)
    origin_evidence: Mapped[str] = mapped_column(Text, default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    rule: Mapped[str] = mapped_column(Key, default="")
    rules: Mapped[str] = mapped_column(Text, default="", server_default="")
    """All rules that said no, where the ATS names more than ``rule``: one a line, sorted; empty where it does not."""
    in_ats: Mapped[str] = mapped_column(Word)
    rejected_at: Mapped[datetime]
    said_at: Mapped[datetime | None]
    """The newest time that the ATS gave for this "no" or for the echo of its release: by its clock, not ours."""
    received_at: Mapped[datetime]
    mail_at: Mapped[datetime | None]
    deadline: Mapped[datetime | None]
    """When the sweep acts if nobody did; None where nobody waits."""
    hold_until: Mapped[datetime | None]
    """The end of the hold as promised; stays after a decision, so that an undo gives it back."""
    held_at: Mapped[datetime | None]
    held_because: Mapped[str] = mapped_column(Word, default="")
    lapsed_at: Mapped[datetime | None]
    control: Mapped[bool] = mapped_column(default=False)
    inclusion_probability: Mapped[float | None]
    strength: Mapped[float] = mapped_column(default=0.0)
    place: Mapped[float] = mapped_column(default=0.0)
    """Keyed-hash draw in [0, 1): the part of chance in the queue's order, the same for controls and all others."""
    lease_by: Mapped[str | None] = mapped_column(ForeignKey("user.id"))
    lease_until: Mapped[datetime | None]
    opened_at: Mapped[datetime | None]
    skips: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    asked_until: Mapped[datetime | None]
    """A hiring manager was asked and may answer until then; meanwhile the queue serves it to nobody."""
    warned: Mapped[int] = mapped_column(default=0, server_default=text("0"))
    """How many of the two warnings before the deadline were made; 0 again when the hold was extended."""
    second_review: Mapped[str] = mapped_column(Word, default="", server_default="")
    """Empty, or why two people have to look: drawn, known_to_us; settle once the two differ."""
    screen_attempts: Mapped[int] = mapped_column(default=0)
    application: Mapped[Application] = relationship(lazy="raise")
    posting: Mapped[Posting] = relationship(lazy="raise")
    policy: Mapped[Policy] = relationship(lazy="raise")
    connection: Mapped[Connection] = relationship(lazy="raise")

    __mapper_args__ = {"version_id_col": version}  # noqa: RUF012


class Resume(Base):
    """The file as received, and what the reader made of it. ``content`` is parsers.wire's JSON of the Resume."""

    __tablename__ = "resume"
    __table_args__ = (Index("ix_resume_rejection", "rejection_id"),)
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    rejection_id: Mapped[str] = mapped_column(ForeignKey("rejection.id"))
    sha256: Mapped[str] = mapped_column(String(64), default="")
    size: Mapped[int] = mapped_column(default=0)
    media_type: Mapped[str] = mapped_column(Name, default="")
    reader: Mapped[str] = mapped_column(Word, default="")
    unreadable: Mapped[str] = mapped_column(Text, default="")
    content: Mapped[dict[str, Any] | None]
    received_at: Mapped[datetime]


class Match(Base):
    """All judgements of one resume against one version of a posting's requirements."""

    __tablename__ = "match"
    __table_args__ = (Index("ix_match_rejection", "rejection_id"), Index("ix_match_made_at", "made_at"))
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    rejection_id: Mapped[str] = mapped_column(ForeignKey("rejection.id"))
    resume_id: Mapped[str] = mapped_column(ForeignKey("resume.id"))
    requirements_version: Mapped[int]
    verdict: Mapped[str] = mapped_column(Word)
    why: Mapped[str] = mapped_column(Text)
    policy_version: Mapped[str] = mapped_column(Word)
    matcher_version: Mapped[str] = mapped_column(Word)
    made_at: Mapped[datetime]
    diagnoses: Mapped[list[Any]] = mapped_column(default=list, server_default=text("'[]'"))
    """Why the rule may have missed it, each as a ``matching.model.Diagnosis``; empty in matches from before 0002."""
    judgements: Mapped[list["Judgement"]] = relationship(lazy="raise", order_by="Judgement.position")


class Judgement(Base):
    """The finding on one requirement; ``evidence`` lists quotations with line, page and character range."""

    __tablename__ = "judgement"
    __table_args__ = (UniqueConstraint("match_id", "position"),)
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    match_id: Mapped[str] = mapped_column(ForeignKey("match.id"))
    requirement_id: Mapped[str] = mapped_column(ForeignKey("requirement.id"))
    position: Mapped[int]
    finding: Mapped[str] = mapped_column(Word)
    evidence: Mapped[list[Any]] = mapped_column(default=list)
    note: Mapped[str] = mapped_column(Text, default="")
    requirement: Mapped[Requirement] = relationship(lazy="raise")


class TermRuling(Base):
    """Somebody said that two terms are the same thing, or are not. It counts in matching once it was accepted.

    ``removed_at`` ends it; the row stays, because matches that it made still name their version.
    """

    __tablename__ = "term_ruling"
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    term: Mapped[str] = mapped_column(Name)
    form: Mapped[str] = mapped_column(Name)
    same: Mapped[bool]
    said_by: Mapped[str] = mapped_column(Name)
    said_at: Mapped[datetime]
    rejection_id: Mapped[str | None] = mapped_column(ForeignKey("rejection.id"))
    """On whose page it was said, if it was."""
    accepted_by: Mapped[str] = mapped_column(Name, default="")
    accepted_at: Mapped[datetime | None]
    removed_by: Mapped[str] = mapped_column(Name, default="")
    removed_at: Mapped[datetime | None]


class Decision(Base):
    """The result of a review: who, what, why, when; ``undone_at`` when it was taken back in time."""

    __tablename__ = "decision"
    __table_args__ = (Index("ix_decision_rejection", "rejection_id"), Index("ix_decision_decided_at", "decided_at"))
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    rejection_id: Mapped[str] = mapped_column(ForeignKey("rejection.id"))
    action: Mapped[str] = mapped_column(Word)
    requirement_ids: Mapped[list[Any]] = mapped_column(default=list)
    reason: Mapped[str] = mapped_column(Word, default="")
    note: Mapped[str] = mapped_column(Text, default="")
    stage: Mapped[str] = mapped_column(Name, default="", server_default="")
    """Where the ATS is asked to put a reinstated candidate; empty for its own default."""
    changed_because: Mapped[str] = mapped_column(Text, default="", server_default="")
    """In two-step mode: why it differs from the person's own judgement."""
    corrects_id: Mapped[str | None] = mapped_column(ForeignKey("decision.id"))
    """The final decision that this one reverses."""
    decided_by: Mapped[str] = mapped_column(ForeignKey("user.id"))
    decided_at: Mapped[datetime]
    undone_at: Mapped[datetime | None]
    final_at: Mapped[datetime]
    seconds: Mapped[float | None]
    decider: Mapped[User] = relationship(lazy="raise")
    rejection: Mapped[Rejection] = relationship(lazy="raise")


class Opinion(Base):
    """What one person thought of a candidate. It tells the ATS nothing; a decision may rest on it.

    ``kind``: alone (two-step mode, before rule and comparison were shown), first and second (of a blind second review),
    asked (a hiring manager's answer). ``withdrawn_at`` ends it; the row stays.
    """

    __tablename__ = "opinion"
    __table_args__ = (Index("ix_opinion_rejection", "rejection_id"),)
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    rejection_id: Mapped[str] = mapped_column(ForeignKey("rejection.id"))
    user_id: Mapped[str] = mapped_column(ForeignKey("user.id"))
    kind: Mapped[str] = mapped_column(Word)
    action: Mapped[str] = mapped_column(Word)
    requirement_ids: Mapped[list[Any]] = mapped_column(default=list)
    reason: Mapped[str] = mapped_column(Word, default="")
    note: Mapped[str] = mapped_column(Text, default="")
    stage: Mapped[str] = mapped_column(Name, default="")
    changed_because: Mapped[str] = mapped_column(Text, default="")
    """In two-step mode: why it differs from the same person's judgement alone."""
    at: Mapped[datetime]
    seconds: Mapped[float | None]
    withdrawn_at: Mapped[datetime | None]
    user: Mapped[User] = relationship(lazy="raise")


class Ask(Base):
    """A question to a hiring manager about one candidate. ``ended_at``: answered, or fallen back to the queue."""

    __tablename__ = "ask"
    __table_args__ = (Index("ix_ask_rejection", "rejection_id"), Index("ix_ask_asked_of", "asked_of"))
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    rejection_id: Mapped[str] = mapped_column(ForeignKey("rejection.id"))
    asked_by: Mapped[str] = mapped_column(ForeignKey("user.id"))
    asked_of: Mapped[str] = mapped_column(ForeignKey("user.id"))
    question: Mapped[str] = mapped_column(Text)
    asked_at: Mapped[datetime]
    answer_by: Mapped[datetime]
    opinion_id: Mapped[str | None] = mapped_column(ForeignKey("opinion.id"))
    ended_at: Mapped[datetime | None]


class Look(Base):
    """A person looked: ``action`` is a ``review.looks.Looking``, ``note`` what they gave as the reason.

    Decisions stand in the history themselves.
    """

    __tablename__ = "look"
    __table_args__ = (Index("ix_look_rejection", "rejection_id"),)
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    rejection_id: Mapped[str] = mapped_column(ForeignKey("rejection.id"))
    user_id: Mapped[str] = mapped_column(ForeignKey("user.id"))
    action: Mapped[str] = mapped_column(Word)
    note: Mapped[str] = mapped_column(Text, default="", server_default="")
    at: Mapped[datetime]
    user: Mapped[User] = relationship(lazy="raise")


class OutboxItem(Base):
    """One thing to tell the ATS. Its id travels with every call, so that nothing is applied twice."""

    __tablename__ = "outbox_item"
    __table_args__ = (
        Index("ix_outbox_item_status_due", "status", "due_at"),
        Index("ix_outbox_item_rejection", "rejection_id"),
        Index("ix_outbox_item_decision", "decision_id"),
    )
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    rejection_id: Mapped[str] = mapped_column(ForeignKey("rejection.id"))
    connection_id: Mapped[str] = mapped_column(ForeignKey("connection.id"))
    decision_id: Mapped[str | None] = mapped_column(ForeignKey("decision.id"))
    effect: Mapped[str] = mapped_column(Word)
    text: Mapped[str] = mapped_column(Text, default="")
    hold_until: Mapped[datetime | None]
    status: Mapped[str] = mapped_column(Word, default="pending")
    due_at: Mapped[datetime]
    created_at: Mapped[datetime]
    attempt_count: Mapped[int] = mapped_column(default=0)
    sending_until: Mapped[datetime | None]
    done_at: Mapped[datetime | None]
    confirmed_at: Mapped[datetime | None]
    remark: Mapped[str] = mapped_column(Text, default="")
    rejection: Mapped[Rejection] = relationship(lazy="raise")


class Attempt(Base):
    """One try at delivering an outbox item."""

    __tablename__ = "attempt"
    __table_args__ = (Index("ix_attempt_item", "item_id"),)
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    item_id: Mapped[str] = mapped_column(ForeignKey("outbox_item.id"))
    at: Mapped[datetime]
    outcome: Mapped[str] = mapped_column(Word)
    remark: Mapped[str] = mapped_column(Text, default="")


class HistoryEntry(Base):
    """Append-only record of every transition; each entry's hash covers its content and the hash before it."""

    __tablename__ = "history_entry"
    __table_args__ = (Index("ix_history_entry_rejection", "rejection_id"),)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    rejection_id: Mapped[str] = mapped_column(ForeignKey("rejection.id"))
    at: Mapped[datetime]
    action: Mapped[str] = mapped_column(Word)
    from_state: Mapped[str] = mapped_column(Word)
    to_state: Mapped[str] = mapped_column(Word)
    who: Mapped[str] = mapped_column(Word)
    by: Mapped[str] = mapped_column(Key)
    why: Mapped[str] = mapped_column(Text, default="")
    policy_id: Mapped[str] = mapped_column(ForeignKey("policy.id"))
    previous: Mapped[str] = mapped_column(String(64))
    hash: Mapped[str] = mapped_column(String(64))


class HistoryHead(Base):
    """The end of the chain: one row, locked by every writer, so that the chain never forks."""

    __tablename__ = "history_head"
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    seq: Mapped[int]
    hash: Mapped[str] = mapped_column(String(64))


class Delivery(Base):
    """What the ATS sent, as received. ``status``: stored, processed, ignored, parked."""

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("connection_id", "event_id"),
        Index("ix_delivery_status_received", "status", "received_at"),
    )
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    connection_id: Mapped[str] = mapped_column(ForeignKey("connection.id"))
    event_id: Mapped[str] = mapped_column(Key)
    received_at: Mapped[datetime]
    headers: Mapped[dict[str, Any]] = mapped_column(default=dict)
    body: Mapped[bytes]
    status: Mapped[str] = mapped_column(Word, default="stored")
    remark: Mapped[str] = mapped_column(Text, default="")
    attempts: Mapped[int] = mapped_column(default=0)
    done_at: Mapped[datetime | None]


class ControlRate(Base):
    """With which probability an unflagged rejection of a posting and rule becomes a control, from a day on."""

    __tablename__ = "control_rate"
    __table_args__ = (UniqueConstraint("posting_id", "rule", "day"),)
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    posting_id: Mapped[str] = mapped_column(ForeignKey("posting.id"))
    rule: Mapped[str] = mapped_column(Key)
    day: Mapped[date]
    rate: Mapped[float]
    expected: Mapped[int]


class Import(Base):
    """One batch file, recognised by its bytes: importing it again adds nothing."""

    __tablename__ = "import"
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    connection_id: Mapped[str] = mapped_column(ForeignKey("connection.id"))
    file_name: Mapped[str] = mapped_column(Text)
    sha256: Mapped[str] = mapped_column(String(64))
    started_at: Mapped[datetime]
    started_by: Mapped[str] = mapped_column(Name)
    finished_at: Mapped[datetime | None]
    added: Mapped[int] = mapped_column(default=0)
    known: Mapped[int] = mapped_column(default=0)
    quarantined: Mapped[int] = mapped_column(default=0)


class QuarantinedRow(Base):
    """A row of a batch file that could not be taken: line, reason, and the row itself, so that nothing is lost."""

    __tablename__ = "quarantined_row"
    __table_args__ = (UniqueConstraint("import_id", "line"),)
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    import_id: Mapped[str] = mapped_column(ForeignKey("import.id"))
    line: Mapped[int]
    reason: Mapped[str] = mapped_column(Text)
    row: Mapped[str] = mapped_column(Text)


class HoldTest(Base):
    """One self-test of a connection's hold on a dummy candidate: what was seen, step by step."""

    __tablename__ = "hold_test"
    __table_args__ = (Index("ix_hold_test_connection_at", "connection_id", "at"),)
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    connection_id: Mapped[str] = mapped_column(ForeignKey("connection.id"))
    at: Mapped[datetime]
    application: Mapped[str] = mapped_column(Key)
    passed: Mapped[bool]
    steps: Mapped[list[Any]] = mapped_column(default=list)


class Notice(Base):
    """A message by mail to one person, or (without one) to the chat; ``key`` is unique, so that it is sent once.

    ``kind``: digest, soon_8, soon_2, asked, asked_8. ``number`` and ``first_deadline`` are what it says, and nothing
    personal. ``parked`` after the last try; ``remark`` says why.
    """

    __tablename__ = "notice"
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    key: Mapped[str] = mapped_column(Key, unique=True)
    kind: Mapped[str] = mapped_column(Word)
    user_id: Mapped[str | None] = mapped_column(ForeignKey("user.id"))
    number: Mapped[int] = mapped_column(default=0)
    first_deadline: Mapped[datetime | None]
    path: Mapped[str] = mapped_column(Name, default="/queue")
    made_at: Mapped[datetime]
    sent_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(default=0)
    parked: Mapped[bool] = mapped_column(default=False)
    remark: Mapped[str] = mapped_column(Text, default="")
