"""API keys: on behalf of a user, limited to scopes, shown once, always with an end."""

from collections.abc import Collection
from datetime import datetime, timedelta
from types import MappingProxyType

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from app.accounts.tokens import digest, new_token
from app.errors import BadInputError
from app.store.people import ApiKey, User

PREFIX = "slk_"
SCOPES = frozenset({"review:read", "review:write", "asked:answer", "postings:write", "audit:read", "metrics:read"})
SCOPES_OF_ROLE = MappingProxyType(
    {
        "admin": SCOPES,
        "recruiter": frozenset({"review:read", "review:write", "postings:write"}),
        "hiring_manager": frozenset({"asked:answer"}),
        "compliance": frozenset({"review:read", "audit:read"}),
        "integrator": frozenset({"postings:write", "metrics:read"}),
    }
)
"""What a role may do at all. A key never does more than its user, also when the role changes later."""
DAYS_AT_MOST = 366


def make_key(session: Session, user: User, name: str, scopes: Collection[str], *, now: datetime, days: int = 90) -> str:
    """Make a key; the returned secret (``slk_...``) is never shown again.

    Raises:
        BadInputError: unknown scopes, scopes beyond the user's role, an empty name, or a bad number of days.

    """
    wanted, allowed = set(scopes), SCOPES_OF_ROLE[user.role]
    if not wanted or not wanted <= allowed:
        beyond = ", ".join(sorted(wanted - allowed)) or "no scope"
        raise BadInputError(f"a key of role {user.role} cannot have {beyond}; choose from {', '.join(sorted(allowed))}")
    if not name.strip():
        raise BadInputError("a key needs a name, such as 'nightly export', by which it can be told from others")
    if not 1 <= days <= DAYS_AT_MOST:
        raise BadInputError(f"a key lasts 1 to {DAYS_AT_MOST} days, not {days}")
    secret = new_token(PREFIX)
    session.add(
        ApiKey(
            name=name.strip(),
            secret=digest(secret),
            user_id=user.id,
            scopes=sorted(wanted),
            created_at=now,
            expires_at=now + timedelta(days=days),
        )
    )
    return secret


def check_key(session: Session, secret: str, *, now: datetime) -> ApiKey | None:
    """Find the live key with its active user loaded; None when unknown, revoked, ended, or the user is gone."""
    key = session.scalars(
        select(ApiKey).where(ApiKey.secret == digest(secret)).options(joinedload(ApiKey.user))
    ).one_or_none()
    if key is None or key.revoked_at is not None or key.expires_at <= now or not key.user.active:
        return None
    return key


def scopes_of(key: ApiKey) -> frozenset[str]:
    """What the key may do today: its own scopes, cut down to its user's present role."""
    return frozenset(key.scopes) & SCOPES_OF_ROLE[key.user.role]


def revoke(session: Session, key: ApiKey, *, now: datetime) -> None:
    """End a key at once; its row stays for the records."""
    session.execute(update(ApiKey).where(ApiKey.id == key.id, ApiKey.revoked_at.is_(None)).values(revoked_at=now))


def revoke_all(session: Session, user: User, *, now: datetime) -> None:
    """End all keys of a person."""
    session.execute(update(ApiKey).where(ApiKey.user_id == user.id, ApiKey.revoked_at.is_(None)).values(revoked_at=now))
