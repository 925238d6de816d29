"""The tables of the night: its reports and findings, what people say to those, and what it measures reviewers against.

Protected attributes are not here; they have a database of their own (see ``store.attributes``).
"""

from datetime import date, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.clock import new_id
from app.store.base import Base, Id, Key, Name, Word


class AuditRun(Base):
    """One report: from ``since`` to ``day``, both whole days in UTC. ``finished_at`` is None while it is unfinished.

    ``snapshot`` names the state of the data that was read. ``digest`` is the SHA-256 of the report's JSON, which
    anybody can calculate; ``sealed`` is its HMAC under the installation's key, which only who has the key file can.
    """

    __tablename__ = "audit_run"
    __table_args__ = (UniqueConstraint("day", "since"),)
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    day: Mapped[date]
    since: Mapped[date]
    seed: Mapped[str] = mapped_column(String(16), default="", server_default="")
    snapshot: Mapped[str] = mapped_column(String(64), default="", server_default="")
    versions: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=sa.text("'{}'"))
    digest: Mapped[str] = mapped_column(String(64), default="", server_default="")
    sealed: Mapped[str] = mapped_column(String(64), default="", server_default="")
    started_at: Mapped[datetime]
    finished_at: Mapped[datetime | None]


class AuditAnswer(Base):
    """What one check answered in one run: ``content`` is ``audit.answer.as_json`` of it."""

    __tablename__ = "audit_answer"
    __table_args__ = (UniqueConstraint("run_id", "check_name"),)
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    run_id: Mapped[str] = mapped_column(ForeignKey("audit_run.id"))
    check: Mapped[str] = mapped_column("check_name", Word)
    snapshot: Mapped[str] = mapped_column(String(64), default="")
    content: Mapped[dict[str, Any]]


class Finding(Base):
    """One thing that is wrong, as one run found it. ``key`` is the same in every night that finds it again."""

    __tablename__ = "finding"
    __table_args__ = (Index("ix_finding_run", "run_id"), Index("ix_finding_key", "key"))
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    run_id: Mapped[str] = mapped_column(ForeignKey("audit_run.id"))
    check: Mapped[str] = mapped_column("check_name", Word)
    key: Mapped[str] = mapped_column(Key, default="", server_default="")
    severity: Mapped[str] = mapped_column(Word, default="serious", server_default="serious")
    weight: Mapped[float] = mapped_column(default=0.0, server_default=sa.text("0"))
    """Orders findings of one severity: about how many people it is about."""
    subject: Mapped[str] = mapped_column(Key, default="")
    text: Mapped[str] = mapped_column(Text)
    words: Mapped[dict[str, Any]] = mapped_column(default=dict, server_default=sa.text("'{}'"))
    """``text`` and ``values`` of an ``audit.answer.Said``, for pages in other languages."""


class FindingState(Base):
    """What became of a finding, over all nights that found it: open, accepted (with a reason) or fixed."""

    __tablename__ = "finding_state"
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    key: Mapped[str] = mapped_column(Key, unique=True)
    check: Mapped[str] = mapped_column("check_name", Word)
    state: Mapped[str] = mapped_column(Word, default="open")
    owner: Mapped[str] = mapped_column(Name, default="")
    reason: Mapped[str] = mapped_column(Text, default="")
    first_day: Mapped[date]
    last_day: Mapped[date]
    nights: Mapped[int] = mapped_column(default=1)
    """In how many nights it was found."""
    reappeared: Mapped[int] = mapped_column(default=0)
    """How often it was found again after somebody had called it fixed."""


class FindingEvent(Base):
    """What was said about a finding, by whom: only added to."""

    __tablename__ = "finding_event"
    __table_args__ = (Index("ix_finding_event_key", "key", "seq"),)
    seq: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(Key)
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(Name)
    """Somebody's e-mail address, or ``night`` where the night found it again or for the first time."""
    what: Mapped[str] = mapped_column(Word)
    detail: Mapped[str] = mapped_column(Text, default="")


class Monitor(Base):
    """How the miss rate of a connection runs night over night since a day. An alarm stays until a person resets it."""

    __tablename__ = "monitor"
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    connection_id: Mapped[str] = mapped_column(ForeignKey("connection.id"), unique=True)
    since: Mapped[date]
    """The first night that counts."""
    alarmed_on: Mapped[date | None]
    e_value: Mapped[float] = mapped_column(default=1.0)


class MonitorReset(Base):
    """Who reset a monitor, when and why: only added to."""

    __tablename__ = "monitor_reset"
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    connection_id: Mapped[str] = mapped_column(ForeignKey("connection.id"))
    at: Mapped[datetime]
    by: Mapped[str] = mapped_column(Name)
    reason: Mapped[str] = mapped_column(Text)
    alarmed_on: Mapped[date | None]


class KnownAnswer(Base):
    """What somebody is sure is right for a candidate who still waits, said before a reviewer decides.

    Reviewers never see it. Who said it is not measured by it.
    """

    __tablename__ = "known_answer"
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    rejection_id: Mapped[str] = mapped_column(ForeignKey("rejection.id"), unique=True)
    action: Mapped[str] = mapped_column(Word)
    said_by: Mapped[str] = mapped_column(Name)
    said_at: Mapped[datetime]
    why: Mapped[str] = mapped_column(Text)
