"""The first admin of an installation: comes in by a one-time link that the start prints. There is no default secret."""

from datetime import datetime

from sqlalchemy import and_, exists, or_, select
from sqlalchemy.orm import Session

from app.accounts import links, users
from app.accounts.events import What
from app.accounts.passwords import normal
from app.store.people import AccountEvent, Role, User

NAME = "First admin"


def first_link(session: Session, email: str, *, now: datetime) -> str:
    """Make the token of a link for the first admin, or "" where there is an admin already or one has ever come in.

    Args:
        session: a write session.
        email: of the account that is made for the first admin; empty for none.
        now: the time.

    """
    ours = User.email == normal(email)
    by_link = exists().where(AccountEvent.user_id == User.id, AccountEvent.what == What.CAME_BY_LINK)
    came_in = or_(User.password_hash != "", User.oidc_subject.is_not(None), by_link)
    settled = select(User.id).where(User.role == Role.ADMIN, or_(came_in, and_(User.active, ~ours)))
    if not email or session.scalars(settled.limit(1)).first():
        return ""
    user = session.scalars(select(User).where(ours)).one_or_none()
    if user is None:
        user = users.add_user(session, email, NAME, Role.ADMIN, now=now)
    return links.make_link(session, user, now) if user.active and user.role == Role.ADMIN else ""
