"""Passwords: hashed by Argon2id with the library's parameters, and guesses slowed down per address.

Hashing takes a tenth of a second and 64 MiB on purpose: call ``matches`` with no session open.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.accounts.tokens import digest
from app.errors import BadInputError
from app.store.people import SignInFailure, User

SHORTEST, LONGEST = 12, 256
FAILURES_AT_MOST = 5
WINDOW = timedelta(minutes=15)
FAILURES_KEPT = 10_000


@dataclass(frozen=True, slots=True)
class Claim:
    """What is known about an address somebody typed. ``user_id`` and ``hashed`` are empty for strangers."""

    user_id: str
    hashed: str
    must_wait: bool


def hash_password(password: str) -> str:
    """Hash a password for storing.

    Raises:
        BadInputError: too short or too long.

    """
    if not SHORTEST <= len(password) <= LONGEST:
        raise BadInputError(f"a password has {SHORTEST} to {LONGEST} characters; a few random words do well")
    return PasswordHasher().hash(password)


def look_up(session: Session, email: str, *, now: datetime) -> Claim:
    """Find who an address belongs to, and whether it was guessed at too often of late."""
    guesses = select(func.count()).where(SignInFailure.email == _address(email), SignInFailure.at > now - WINDOW)
    must_wait = session.execute(guesses).scalar_one() >= FAILURES_AT_MOST
    user = session.scalars(select(User).where(User.email == normal(email), User.active)).one_or_none()
    return Claim(user.id if user else "", user.password_hash if user else "", must_wait)


def matches(claim: Claim, password: str) -> bool:
    """Check a password; strangers and people without one cost the same time as a wrong guess."""
    try:
        right = PasswordHasher().verify(claim.hashed or _nobodys(), password[:LONGEST])
    except (VerifyMismatchError, InvalidHashError):
        return False
    return right and bool(claim.user_id and claim.hashed)


def record_failure(session: Session, email: str, *, now: datetime) -> None:
    """Count a wrong guess. Only a digest of the address is kept: people type passwords into the wrong field."""
    session.execute(delete(SignInFailure).where(SignInFailure.at <= now - WINDOW))
    if session.execute(select(func.count()).select_from(SignInFailure)).scalar_one() >= FAILURES_KEPT:
        oldest = select(SignInFailure.id).order_by(SignInFailure.at).limit(FAILURES_KEPT // 10)
        session.execute(delete(SignInFailure).where(SignInFailure.id.in_(oldest)))
    session.add(SignInFailure(email=_address(email), at=now))


def normal(email: str) -> str:
    """One spelling per address, so that nobody has two accounts or ten guesses by capital letters."""
    return email.strip().lower()


def _address(email: str) -> str:
    return digest(normal(email))


@cache
def _nobodys() -> str:
    return PasswordHasher().hash("nobody has this password")
