"""Passwords: hashed by Argon2id with the library's parameters.

Hashing takes a tenth of a second and 64 MiB on purpose: call ``hash_password`` and ``matches`` with no session open.
"""

from dataclasses import dataclass
from datetime import datetime
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.attempts import must_wait
from app.errors import BadInputError
from app.language import translated as _
from app.store.people import User

SHORTEST, LONGEST = 12, 256


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
        raise BadInputError(
            _("a password has %(least)s to %(most)s characters; a few random words do well")
            % {"least": SHORTEST, "most": LONGEST}
        )
    return PasswordHasher().hash(password)


def look_up(session: Session, email: str, *, network: str = "", now: datetime) -> Claim:
    """Find who an address belongs to, and whether too many guesses were made at it, or from this network, of late."""
    wait = must_wait(session, email=email, network=network, now=now)
    user = session.scalars(select(User).where(User.email == normal(email), User.active)).one_or_none()
    return Claim(user.id if user else "", user.password_hash if user else "", wait)


def matches(claim: Claim, password: str) -> bool:
    """Check a password; strangers and people without one cost the same time as a wrong guess."""
    try:
        right = PasswordHasher().verify(claim.hashed or _nobodys(), password[:LONGEST])
    except (VerifyMismatchError, InvalidHashError):
        return False
    return right and bool(claim.user_id and claim.hashed)


def normal(email: str) -> str:
    """One spelling per address, so that nobody has two accounts or ten guesses by capital letters."""
    return email.strip().lower()


@cache
def _nobodys() -> str:
    return PasswordHasher().hash("nobody has this password")
