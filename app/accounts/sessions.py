"""Signed-in browsers: a row per cookie, gone at sign-out or after twelve hours, whatever happens in between."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, joinedload

from app.accounts.tokens import digest, new_token
from app.store.people import User, WebSession

LASTS = timedelta(hours=12)
FRESH = timedelta(minutes=10)
"""How long ago somebody came in who may still do what an open browser that was left alone must not do."""
LISTED = 50


def start(session: Session, user: User, *, now: datetime, about: str = "") -> str:
    """Begin a browser session; returns the cookie's value. Rows that ended are swept, so the table stays small.

    Args:
        session: a write session.
        user: who signed in.
        now: the time.
        about: which browser, in words by which its owner knows it.

    """
    session.execute(delete(WebSession).where(WebSession.expires_at <= now))
    cookie = new_token()
    session.add(
        WebSession(
            id=digest(cookie),
            user_id=user.id,
            form_token=new_token(),
            about=about[:200],
            created_at=now,
            expires_at=now + LASTS,
        )
    )
    return cookie


def find(session: Session, cookie: str, *, now: datetime) -> WebSession | None:
    """Find the live session behind a cookie, its active user loaded; None when either is no more."""
    row = session.scalars(
        select(WebSession).where(WebSession.id == digest(cookie)).options(joinedload(WebSession.user))
    ).one_or_none()
    return row if row and row.expires_at > now and row.user.active else None


def is_fresh(session: Session, cookie: str, *, now: datetime) -> bool:
    """Whether the sign-in behind a cookie was a moment ago. Using the browser since then does not make it younger."""
    row = session.get(WebSession, digest(cookie))
    return row is not None and row.created_at > now - FRESH


def running(session: Session, user: User, *, now: datetime) -> Sequence[WebSession]:
    """The live sessions of a person, newest first, 50 at most."""
    live = select(WebSession).where(WebSession.user_id == user.id, WebSession.expires_at > now)
    return session.scalars(live.order_by(WebSession.created_at.desc(), WebSession.id).limit(LISTED)).all()


def end(session: Session, cookie: str) -> None:
    """Sign this browser out."""
    session.execute(delete(WebSession).where(WebSession.id == digest(cookie)))


def end_one(session: Session, user: User, row_id: str) -> None:
    """Sign one of a person's browsers out; somebody else's is not touched."""
    session.execute(delete(WebSession).where(WebSession.id == row_id, WebSession.user_id == user.id))


def end_all(session: Session, user: User, *, keep: str = "") -> None:
    """Sign all browsers of a person out, but not the one with the row id ``keep``."""
    session.execute(delete(WebSession).where(WebSession.user_id == user.id, WebSession.id != keep))
