"""API keys: on behalf of a user, limited to scopes, shown once, always with an end."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from sqlalchemy import select, update
from sqlalchemy.orm import Session, joinedload

from app.accounts.events import What, note
from app.accounts.tokens import digest, new_token
from app.errors import BadInputError
from app.language import translated as _
from app.store.people import ApiKey, Role, User

PREFIX = "slk_"
SCOPES = frozenset(
    {
        "review:read",
        "review:write",
        "review:reveal",
        "asked:answer",
        "postings:write",
        "audit:read",
        "audit:write",
        "metrics:read",
    }
)
SCOPES_OF_ROLE: Mapping[str, frozenset[str]] = MappingProxyType(
    {
        Role.ADMIN: SCOPES,
        Role.RECRUITER: frozenset({"review:read", "review:write", "review:reveal", "postings:write"}),
        Role.HIRING_MANAGER: frozenset({"asked:answer"}),
        Role.COMPLIANCE: frozenset({"review:read", "audit:read", "audit:write"}),
        Role.INTEGRATOR: frozenset({"postings:write", "metrics:read"}),
    }
)
"""What a role may do at all. A key never does more than its user, also when the role changes later."""
DAYS = 90
DAYS_AT_MOST = 366
NAME_AT_MOST = 200
PAGE = 50


@dataclass(frozen=True, slots=True)
class Keys:
    """A page of keys, newest first, their people loaded; ``next_cursor`` is empty at the end."""

    rows: Sequence[ApiKey]
    next_cursor: str


def make_key(
    session: Session,
    user: User,
    name: str,
    scopes: Collection[str],
    *,
    now: datetime,
    days: int = DAYS,
    by: User | None = None,
) -> str:
    """Make a key; the returned secret (``slk_...``) is never shown again.

    Raises:
        BadInputError: unknown scopes, scopes beyond the user's role, an empty name, or a bad number of days.

    """
    wanted, allowed = set(scopes), SCOPES_OF_ROLE[user.role]
    if not wanted or not wanted <= allowed:
        raise BadInputError(
            _("a key of this role needs one or more of the scopes: %(scopes)s")
            % {"scopes": ", ".join(sorted(allowed)) or "-"}
        )
    if not 0 < len(name.strip()) <= NAME_AT_MOST:
        raise BadInputError(_("a key needs a name, such as 'nightly export', by which it can be told from others"))
    if not 1 <= days <= DAYS_AT_MOST:
        raise BadInputError(_("a key lasts 1 to %(most)s days") % {"most": DAYS_AT_MOST})
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
    note(session, user.id, What.KEY_MADE, by=by, now=now, detail=name.strip())
    return secret


def keys_of(session: Session, user: User | None, *, cursor: str = "", limit: int = PAGE) -> Keys:
    """List one person's keys, or everybody's (None); those that ended too."""
    query = select(ApiKey).options(joinedload(ApiKey.user)).order_by(ApiKey.id.desc()).limit(limit + 1)
    query = query.where(ApiKey.user_id == user.id) if user else query
    rows = session.scalars(query.where(ApiKey.id < cursor) if cursor else query).all()
    return Keys(rows[:limit], rows[limit - 1].id if len(rows) > limit else "")


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


def revoke(session: Session, key: ApiKey, *, now: datetime, by: User | None = None) -> None:
    """End a key at once; its row stays for the records."""
    live = update(ApiKey).where(ApiKey.id == key.id, ApiKey.revoked_at.is_(None)).values(revoked_at=now)
    if session.execute(live.returning(ApiKey.id)).one_or_none():
        note(session, key.user_id, What.KEY_REVOKED, by=by, now=now, detail=key.name)


def revoke_all(session: Session, user: User, *, now: datetime) -> None:
    """End all keys of a person."""
    session.execute(update(ApiKey).where(ApiKey.user_id == user.id, ApiKey.revoked_at.is_(None)).values(revoked_at=now))
