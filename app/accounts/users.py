"""People with an account: added, given a role and a password, deactivated. Never deleted: their decisions name them.

``by`` is who did it, for the record of each account; None where nobody is signed in (the command line).
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.accounts import keys, sessions
from app.accounts.events import What, note
from app.accounts.passwords import hash_password, normal
from app.errors import BadInputError, ConflictError, ForbiddenError, NotFoundError
from app.language import translated as _
from app.store.people import Role, SignInLink, User

ROLES = tuple(Role)
NAME_AT_MOST = 200
PAGE = 50
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


@dataclass(frozen=True, slots=True)
class People:
    """A page of people by address; ``next_cursor`` is empty at the end."""

    rows: Sequence[User]
    next_cursor: str


def add_user(session: Session, email: str, name: str, role: str, *, now: datetime, by: User | None = None) -> User:
    """Add a person, who can come in by a one-time link, after ``set_password``, or by the company's sign-in.

    Raises:
        BadInputError: not an address, no name, an unknown role.
        ConflictError: the address has an account.

    """
    email = normal(email)
    if not _EMAIL.fullmatch(email) or len(email) > NAME_AT_MOST:
        raise BadInputError(_("that is not an e-mail address; a good value is ada@example.org"))
    if not 0 < len(name.strip()) <= NAME_AT_MOST:
        raise BadInputError(
            _("a user needs a name of at most %(most)s characters; history and pages show it") % {"most": NAME_AT_MOST}
        )
    require_role(role)
    if session.scalars(select(User.id).where(User.email == email)).first():
        raise ConflictError(_("this address has an account already; look it up among the people"))
    user = User(email=email, name=name.strip(), role=role, created_at=now)
    session.add(user)
    session.flush()
    note(session, user.id, What.ADDED, by=by, now=now, detail=role)
    return user


def require_role(role: str) -> None:
    """Refuse a role that does not exist.

    Raises:
        BadInputError: there is none of this name.

    """
    if role not in ROLES:
        raise BadInputError(_("there is no such role; choose from %(roles)s") % {"roles": ", ".join(ROLES)})


def find_user(session: Session, email: str) -> User:
    """Find a person by address.

    Raises:
        NotFoundError: nobody has it.

    """
    user = session.scalars(select(User).where(User.email == normal(email))).one_or_none()
    if user is None:
        raise NotFoundError("nobody has this address; see `second-look user list`")
    return user


def people(session: Session, *, cursor: str = "", limit: int = PAGE) -> People:
    """List everybody; ``cursor`` is the address after which the page begins."""
    rows = session.scalars(select(User).where(User.email > cursor).order_by(User.email).limit(limit + 1)).all()
    return People(rows[:limit], rows[limit - 1].email if len(rows) > limit else "")


def somebody_else(session: Session, admin: User, user_id: str) -> User:
    """Load a person whom an admin is about to change.

    Who changes others must still be an active admin and nobody changes himself, so one admin always stays. The rows of
    all admins are locked: two who remove each other at the same moment come one after the other.

    Raises:
        ForbiddenError: ``admin`` is none any more, or it is the own account.
        NotFoundError: there is no such person.

    """
    admins = session.scalars(
        select(User.id).where(User.role == Role.ADMIN, User.active).order_by(User.id).with_for_update()
    ).all()
    if admin.id not in admins:
        raise ForbiddenError(_("you are no admin any more"))
    if user_id == admin.id:
        raise ForbiddenError(_("nobody changes the own role or shuts himself out; ask another admin"))
    user = session.get(User, user_id, populate_existing=True)
    if user is None:
        raise NotFoundError(_("there is no such person"))
    return user


def change_role(session: Session, user: User, role: str, *, now: datetime, by: User | None = None) -> None:
    """Give another role, which counts from the next click on.

    Raises:
        BadInputError: an unknown role.

    """
    require_role(role)
    if role != user.role:
        note(session, user.id, What.ROLE, by=by, now=now, detail=f"{user.role} → {role}")
        user.role = role


def set_password(session: Session, user: User, password: str, *, now: datetime) -> None:
    """Give a new password from the command line; see ``store_password``.

    Raises:
        BadInputError: too short or too long.

    """
    store_password(session, user, hash_password(password), now=now)


def store_password(
    session: Session, user: User, hashed: str, *, now: datetime, by: User | None = None, keep: str = ""
) -> None:
    """Store a hashed password and sign all other browsers out: whoever had the old one is gone.

    Args:
        session: a write session.
        user: whose password it is.
        hashed: as ``hash_password`` made it.
        now: the time.
        by: who did it.
        keep: row id of the browser session that goes on.

    """
    user.password_hash = hashed
    sessions.end_all(session, user, keep=keep)
    note(session, user.id, What.PASSWORD, by=by, now=now)


def deactivate(session: Session, user: User, *, now: datetime, by: User | None = None) -> None:
    """Shut a person out at once: sessions, open links and keys end; the account stays for the records."""
    user.active = False
    sessions.end_all(session, user)
    session.execute(delete(SignInLink).where(SignInLink.user_id == user.id))
    keys.revoke_all(session, user, now=now)
    note(session, user.id, What.DEACTIVATED, by=by, now=now)


def reactivate(session: Session, user: User, *, now: datetime, by: User | None = None) -> None:
    """Let a person in again; sessions, links and keys that ended stay ended."""
    if not user.active:
        user.active = True
        note(session, user.id, What.REACTIVATED, by=by, now=now)


def sign_out(session: Session, user: User, *, now: datetime, by: User | None = None) -> None:
    """End all browser sessions of somebody else."""
    sessions.end_all(session, user)
    note(session, user.id, What.SIGNED_OUT, by=by, now=now)
