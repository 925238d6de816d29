"""People with an account: added, given a password, deactivated. Never deleted: their decisions name them."""

import re
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.accounts import keys, sessions
from app.accounts.passwords import hash_password, normal
from app.errors import BadInputError, ConflictError, NotFoundError
from app.store.people import SignInLink, User

ROLES = ("admin", "recruiter", "hiring_manager", "compliance", "integrator")
NAME_AT_MOST = 200
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


def add_user(session: Session, email: str, name: str, role: str, *, now: datetime) -> User:
    """Add a person, who can come in by a one-time link or after ``set_password``.

    Raises:
        BadInputError: not an address, no name, an unknown role.
        ConflictError: the address has an account.

    """
    email = normal(email)
    if not _EMAIL.fullmatch(email) or len(email) > NAME_AT_MOST:
        raise BadInputError("that is not an e-mail address; a good value is ada@example.org")
    if not 0 < len(name.strip()) <= NAME_AT_MOST:
        raise BadInputError(f"a user needs a name of at most {NAME_AT_MOST} characters; history and pages show it")
    if role not in ROLES:
        raise BadInputError(f"there is no role {role!r}; choose from {', '.join(ROLES)}")
    if session.scalars(select(User.id).where(User.email == email)).first():
        raise ConflictError("this address has an account already; see `second-look user list`")
    user = User(email=email, name=name.strip(), role=role, created_at=now)
    session.add(user)
    session.flush()
    return user


def find_user(session: Session, email: str) -> User:
    """Find a person by address.

    Raises:
        NotFoundError: nobody has it.

    """
    user = session.scalars(select(User).where(User.email == normal(email))).one_or_none()
    if user is None:
        raise NotFoundError("nobody has this address; see `second-look user list`")
    return user


def set_password(session: Session, user: User, password: str) -> None:
    """Give a new password and sign all browsers of the person out: whoever had the old one is gone.

    Raises:
        BadInputError: too short or too long.

    """
    user.password_hash = hash_password(password)
    sessions.end_all(session, user)


def deactivate(session: Session, user: User, *, now: datetime) -> None:
    """Shut a person out at once: sessions, open links and keys end; the account stays for the records."""
    user.active = False
    sessions.end_all(session, user)
    session.execute(delete(SignInLink).where(SignInLink.user_id == user.id))
    keys.revoke_all(session, user, now=now)
