"""The tables of people with an account: how they come in, and the keys of their programs."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, String, Text, UniqueConstraint, true
from sqlalchemy.orm import Mapped, mapped_column, relationship

from app.clock import new_id
from app.store.base import Base, Id, Key, Name, Word


class Role(StrEnum):
    """What an account is for."""

    ADMIN = "admin"
    RECRUITER = "recruiter"
    HIRING_MANAGER = "hiring_manager"
    COMPLIANCE = "compliance"
    INTEGRATOR = "integrator"


REVIEWERS = (Role.RECRUITER, Role.ADMIN)
"""Who decides."""


class User(Base):
    """A person who signs in. ``role`` is a ``Role``."""

    __tablename__ = "user"
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    email: Mapped[str] = mapped_column(Name, unique=True)
    name: Mapped[str] = mapped_column(Name)
    role: Mapped[str] = mapped_column(Word)
    password_hash: Mapped[str] = mapped_column(Text, default="")
    active: Mapped[bool] = mapped_column(default=True)
    created_at: Mapped[datetime]
    oidc_subject: Mapped[str | None] = mapped_column(Key, unique=True)
    """SHA-256 of issuer and subject of the company's sign-in, once the person came in by it."""
    locale: Mapped[str] = mapped_column(Word, default="", server_default="")
    theme: Mapped[str] = mapped_column(Word, default="", server_default="")
    """light, dark, or empty for what the system says."""
    shortcuts: Mapped[bool] = mapped_column(default=True, server_default=true())
    mails: Mapped[bool] = mapped_column(default=True, server_default=true())
    """Whether the digest and warnings of deadlines come by mail, where the installation sends any."""


class WebSession(Base):
    """A browser that signed in. ``id`` is the SHA-256 of the cookie, so that the table opens no door."""

    __tablename__ = "web_session"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("user.id"))
    form_token: Mapped[str] = mapped_column(String(64))
    about: Mapped[str] = mapped_column(Name, default="", server_default="")
    """Which browser, as it said of itself: so that its owner knows it in the list."""
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    user: Mapped[User] = relationship(lazy="raise")


class SignInLink(Base):
    """A one-time link; ``id`` is the SHA-256 of its token."""

    __tablename__ = "sign_in_link"
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("user.id"))
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]


class SignInFailure(Base):
    """A failed try to come in, counted to slow guessing down; of address and network only a digest, or nothing."""

    __tablename__ = "sign_in_failure"
    __table_args__ = (
        Index("ix_sign_in_failure_email_at", "email", "at"),
        Index("ix_sign_in_failure_network_at", "network", "at"),
    )
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    email: Mapped[str] = mapped_column(Name)
    network: Mapped[str] = mapped_column(String(64), default="", server_default="")
    at: Mapped[datetime]


class AccountEvent(Base):
    """What was done to an account: only added to, never changed."""

    __tablename__ = "account_event"
    __table_args__ = (Index("ix_account_event_user", "user_id", "seq"),)
    seq: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    user_id: Mapped[str] = mapped_column(ForeignKey("user.id"))
    by_id: Mapped[str | None] = mapped_column(ForeignKey("user.id"))
    """Who did it; none where nobody was signed in: the command line, or the company's sign-in."""
    what: Mapped[str] = mapped_column(Word)
    detail: Mapped[str] = mapped_column(Name, default="")
    user: Mapped[User] = relationship(lazy="raise", foreign_keys=[user_id])
    by: Mapped[User | None] = relationship(lazy="raise", foreign_keys=[by_id])


class ApiKey(Base):
    """A key of the REST API, on behalf of a user; ``secret`` is the SHA-256 of what was shown once."""

    __tablename__ = "api_key"
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    name: Mapped[str] = mapped_column(Name)
    secret: Mapped[str] = mapped_column(String(64), unique=True)
    user_id: Mapped[str] = mapped_column(ForeignKey("user.id"))
    scopes: Mapped[list[Any]] = mapped_column(default=list)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    user: Mapped[User] = relationship(lazy="raise")


class IdempotencyKey(Base):
    """The answer to a request that carried an Idempotency-Key, replayed when the same request comes again."""

    __tablename__ = "idempotency_key"
    __table_args__ = (UniqueConstraint("principal", "key"),)
    id: Mapped[str] = mapped_column(Id, primary_key=True, default=new_id)
    principal: Mapped[str] = mapped_column(Word)
    key: Mapped[str] = mapped_column(String(255))
    request_hash: Mapped[str] = mapped_column(String(64))
    status: Mapped[int]
    body: Mapped[bytes]
    created_at: Mapped[datetime]
