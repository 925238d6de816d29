"""One-time sign-in links: how the first admin comes in, and everybody who has no password. No mail is needed."""

from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from app.accounts.events import What, note
from app.accounts.tokens import digest, new_token
from app.errors import UnauthenticatedError
from app.language import translated as _
from app.store.people import SignInLink, User

VALID = timedelta(hours=1)


def make_link(session: Session, user: User, now: datetime, *, by: User | None = None) -> str:
    """Make the token of a link ``/sign-in/link?token=...``; shown once. Links that ended are swept."""
    session.execute(delete(SignInLink).where(SignInLink.expires_at <= now))
    token = new_token()
    session.add(SignInLink(id=digest(token), user_id=user.id, expires_at=now + VALID))
    note(session, user.id, What.LINK, by=by, now=now)
    return token


def use_link(session: Session, token: str, *, now: datetime) -> User:
    """Use a link up, and with it the person's other links. The update decides between two uses at the same moment.

    Raises:
        UnauthenticatedError: unknown, used, too old, or its person is no longer active.

    """
    user_id = session.scalars(
        update(SignInLink)
        .where(SignInLink.id == digest(token), SignInLink.used_at.is_(None), SignInLink.expires_at > now)
        .values(used_at=now)
        .returning(SignInLink.user_id)
    ).one_or_none()
    user = session.get(User, user_id) if user_id else None
    if user is None or not user.active:
        raise UnauthenticatedError(_("this link was used, is too old, or was cut short; ask an admin for a new one"))
    session.execute(delete(SignInLink).where(SignInLink.user_id == user.id, SignInLink.used_at.is_(None)))
    note(session, user.id, What.CAME_BY_LINK, by=user, now=now)
    return user
