"""Signed-in browsers: a row per cookie, gone at sign-out or after twelve hours, whatever happens in between."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, joinedload

from app.accounts.tokens import digest, new_token
from app.store.people import User, WebSession

LASTS = timedelta(hours=12)


def start(session: Session, user: User, *, now: datetime) -> str:
    """Begin a browser session; returns the cookie's value. Rows that ended are swept, so the table stays small."""
    session.execute(delete(WebSession).where(WebSession.expires_at <= now))
    cookie = new_token()
    session.add(
        WebSession(
            id=digest(cookie), user_id=user.id, form_token=new_token(), created_at=now, expires_at=now + LASTS
        )
    )  # fmt: skip
    return cookie


def find(session: Session, cookie: str, *, now: datetime) -> WebSession | None:
    """Find the live session behind a cookie, its active user loaded; None when either is no more."""
    row = session.scalars(
        select(WebSession).where(WebSession.id == digest(cookie)).options(joinedload(WebSession.user))
    ).one_or_none()
    return row if row and row.expires_at > now and row.user.active else None


def end(session: Session, cookie: str) -> None:
    """Sign this browser out."""
    session.execute(delete(WebSession).where(WebSession.id == digest(cookie)))


def end_all(session: Session, user: User) -> None:
    """Sign all browsers of a person out."""
    session.execute(delete(WebSession).where(WebSession.user_id == user.id))
