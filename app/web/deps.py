"""What handlers ask for: sessions, the time, who is there. The only place in the web door that opens sessions.

Everything with a session has ``scope="function"``: the commit happens before the answer is sent, so a failed commit is
a 500 and never an acknowledged loss. Who is there is read in a short session of its own, which is over before the
handler's begins: no request holds one kind of session while it waits for the other.
"""

import hmac
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractContextManager, ExitStack, asynccontextmanager
from contextvars import copy_context
from dataclasses import dataclass
from datetime import datetime
from sys import exc_info
from typing import Annotated, Any, TypeVar

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer
from sqlalchemy.orm import Session

from app import clock, context
from app.accounts import keys, sessions
from app.config import Settings
from app.errors import ForbiddenError, UnauthenticatedError
from app.language import translated as _
from app.review.drawn import DrawnPages
from app.store.people import Role, User
from app.store.session import Store
from app.web.gate import Gates

COOKIE = "second-look"
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
FORM_TOKEN = "form_token"  # noqa: S105 - the name of a field, not a secret
T = TypeVar("T")


# --- The time and the ground ----------------------------------------------------------------------


async def current_time() -> datetime:
    """The time of this request; tests override it."""
    return clock.now()


async def _settings(request: Request) -> Settings:
    settings: Settings = request.app.state.settings
    return settings


async def _store(request: Request) -> Store:
    store: Store = request.app.state.store
    return store


async def _drawn(request: Request) -> DrawnPages:
    drawn: DrawnPages = request.app.state.drawn
    return drawn


async def _gates(request: Request) -> Gates:
    gates: Gates = request.app.state.gates
    return gates


Now = Annotated[datetime, Depends(current_time)]
TheSettings = Annotated[Settings, Depends(_settings)]
TheStore = Annotated[Store, Depends(_store)]
TheDrawn = Annotated[DrawnPages, Depends(_drawn)]
TheGates = Annotated[Gates, Depends(_gates)]


# --- Sessions -------------------------------------------------------------------------------------


@asynccontextmanager
async def _entered(opened: AbstractContextManager[Session]) -> AsyncIterator[Session]:
    """Enter here (nothing is asked of the database yet), leave in a thread (the commit waits for the disk).

    Enter and exit share one context, because the store puts a mark in it, and threads get copies.
    """
    stack, held = ExitStack(), copy_context()
    session = held.run(stack.enter_context, opened)
    try:
        yield session
    except BaseException:
        await run_in_threadpool(held.run, stack.__exit__, *exc_info())
        raise
    await run_in_threadpool(held.run, stack.close)


async def write_session(store: TheStore, gates: TheGates) -> AsyncIterator[Session]:
    """A session that is committed after the handler returned and before the answer is sent."""
    async with gates.write, _entered(store.write()) as session:
        with context.transaction():
            yield session


async def read_session(store: TheStore, gates: TheGates) -> AsyncIterator[Session]:
    """A session that sees one consistent state and can change nothing."""
    async with gates.read, _entered(store.read()) as session:
        yield session


WriteSession = Annotated[Session, Depends(write_session, scope="function")]
ReadSession = Annotated[Session, Depends(read_session, scope="function")]


async def briefly(store: Store, look: Callable[[Session], T]) -> T:
    """Look something up in a read session that opens and closes within one step of one thread."""

    def read() -> T:
        with store.read() as session:
            return look(session)

    return await run_in_threadpool(read)


async def in_one_step(store: Store, gates: Gates, change: Callable[[Session], T]) -> T:
    """Change something in a write session that opens, commits and closes within one step of one thread.

    For the busiest address: ``WriteSession`` holds the connection while the event loop finds time to go on, three times
    per request, and on SQLite everybody else waits for that connection (measured with bench/webhooks.py).
    """

    def write() -> T:
        with store.write() as session:
            return change(session)

    async with gates.write:
        return await run_in_threadpool(write)


# --- People: browsers with a cookie ---------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class SignedIn:
    """Somebody in a browser. ``user`` is a detached row: read its columns, load it anew to change it."""

    user: User
    form_token: str


async def signed_in_or_nobody(request: Request, store: TheStore, now: Now) -> SignedIn | None:
    """Who the cookie says this is; kept on the request for templates."""
    cookie = request.cookies.get(cookie_name(request.app.state.settings), "")
    row = await briefly(store, lambda session: sessions.find(session, cookie, now=now)) if cookie else None
    request.state.signed_in = SignedIn(row.user, row.form_token) if row else None
    found: SignedIn | None = request.state.signed_in
    return found


async def signed_in(request: Request, somebody: Annotated[SignedIn | None, Depends(signed_in_or_nobody)]) -> SignedIn:
    """Only for people who signed in; what changes something must carry the form token of their session."""
    if somebody is None:
        raise UnauthenticatedError(_("sign in to see this page"))
    if request.method not in SAFE_METHODS:
        sent = (await request.form()).get(FORM_TOKEN)
        if not isinstance(sent, str) or not hmac.compare_digest(sent.encode(), somebody.form_token.encode()):
            raise ForbiddenError(_("this form is from an earlier session; go back, reload the page and send it again"))
    return somebody


async def current_user(somebody: Annotated[SignedIn, Depends(signed_in)]) -> User:
    """The person in the browser, of any role."""
    return somebody.user


MaybeSignedIn = Annotated[SignedIn | None, Depends(signed_in_or_nobody)]
CurrentUser = Annotated[User, Depends(current_user)]


def require(*roles: str) -> Any:
    """Let only these roles in.

    Write ``user: Annotated[User, require(Role.COMPLIANCE, Role.ADMIN)]``, or put it into a route's ``dependencies``.
    """

    async def check(user: CurrentUser) -> User:
        if user.role not in roles:
            words = _("this is for the role {roles}; you are {role}. Ask an admin")
            raise ForbiddenError(words.format(roles=", ".join(roles), role=user.role))
        return user

    return Depends(check)


Admin = Annotated[User, require(Role.ADMIN)]


def cookie_name(settings: Settings) -> str:
    """``__Host-`` pins the cookie to this host over https; browsers refuse that prefix over plain http."""
    return f"__Host-{COOKIE}" if settings.origin.startswith("https:") else COOKIE


# --- Programs: API keys ---------------------------------------------------------------------------

_bearer = HTTPBearer(auto_error=False, scheme_name="API key", description="A key made by `second-look key add`.")
Credentials = Annotated[HTTPAuthorizationCredentials | None, Depends(_bearer)]


@dataclass(frozen=True, slots=True)
class Principal:
    """A program with a key, on behalf of ``user`` (detached), limited to ``scopes``. ``id`` is the key's."""

    id: str
    user: User
    scopes: frozenset[str]


async def principal(credentials: Credentials, store: TheStore, now: Now) -> Principal:
    """Who the key in ``Authorization: Bearer`` belongs to; cookies open nothing here."""
    secret = credentials.credentials if credentials else ""
    key = await briefly(store, lambda session: keys.check_key(session, secret, now=now)) if secret else None
    if key is None:
        raise UnauthenticatedError(
            "send a live API key as 'Authorization: Bearer slk_...'; `second-look key` makes one"
        )
    return Principal(key.id, key.user, keys.scopes_of(key))


def scoped(*scopes: str) -> Any:
    """Let only keys in that have all of ``scopes``.

    Write ``by: Annotated[Principal, scoped("review:read")]``.
    """

    async def check(by: Annotated[Principal, Depends(principal)]) -> Principal:
        if missing := set(scopes) - by.scopes:
            raise ForbiddenError(f"this key lacks the scope {', '.join(sorted(missing))}; make one that has it")
        return by

    return Depends(check)
