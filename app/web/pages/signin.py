"""Signing in and out: by password, or by a one-time link that only a click on its page uses up."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Request
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from app.accounts import attempts, links, passwords, sessions
from app.config import Settings
from app.errors import ForbiddenError, UnauthenticatedError
from app.language import translated as _
from app.store.people import Role, User
from app.web import speaking
from app.web.deps import (
    CurrentUser,
    MaybeSignedIn,
    Now,
    TheGates,
    TheSettings,
    TheStore,
    WriteSession,
    briefly,
    cookie_name,
)  # fmt: skip
from app.web.render import go, page
from app.web.whence import Network, browser

router = APIRouter(include_in_schema=False)

HOMES: Mapping[str, str] = {Role.COMPLIANCE: "/night", Role.INTEGRATOR: "/settings", Role.HIRING_MANAGER: "/asked"}
"""Where the work of a role is, unless it is the queue."""


@dataclass(frozen=True, slots=True)
class Attempt:
    """A try to sign in, weighed. ``user_id`` is empty unless the password is right."""

    email: str
    user_id: str
    must_wait: bool


async def weigh(
    store: TheStore,
    gates: TheGates,
    settings: TheSettings,
    network: Network,
    now: Now,
    email: Annotated[str, Form(max_length=200)] = "",
    password: Annotated[str, Form(max_length=passwords.LONGEST)] = "",
) -> Attempt:
    """Check address and password before the write session opens: hashing is slow on purpose."""
    if settings.oidc_only:
        raise ForbiddenError(_("passwords are not used here; sign in with your company's account"))
    async with gates.hashing:
        claim = await briefly(store, lambda session: passwords.look_up(session, email, network=network, now=now))
        right = not claim.must_wait and await run_in_threadpool(passwords.matches, claim, password)
    return Attempt(email, claim.user_id if right else "", claim.must_wait)


@router.get("/")
def start(somebody: MaybeSignedIn) -> Response:
    """Lead to work, or to the door."""
    return go(_home(somebody.user) if somebody else "/sign-in")


@router.get("/sign-in")
def ask(request: Request, somebody: MaybeSignedIn) -> Response:
    """Show the form; who is in already goes on."""
    return go(_home(somebody.user)) if somebody else door(request)


@router.post("/sign-in")
def sign_in(
    request: Request,
    attempt: Annotated[Attempt, Depends(weigh)],
    session: WriteSession,
    settings: TheSettings,
    network: Network,
    now: Now,
) -> Response:
    """Come in, or be told that it was wrong, in the same words and time whether the address is known or not."""
    if attempt.user_id:
        return come_in(request, session, session.get_one(User, attempt.user_id), settings, now)
    if attempt.must_wait:
        return door(request, status=429, email=attempt.email, wrong=wait())
    attempts.record_failure(session, email=attempt.email, network=network, now=now)
    request.app.state.counters.sign_in_failures.inc()
    wrong = _("That address and password do not belong together. Try again, or ask an admin for a one-time link.")
    return door(request, status=401, email=attempt.email, wrong=wrong)


@router.get("/sign-in/link")
def show_link(request: Request, token: str = "") -> Response:
    """Show a button. Looking uses nothing up: mail scanners and chat previews follow every link."""
    return page(request, "link.html", token=token, wrong="")


@router.post("/sign-in/link")
def use_link(
    request: Request,
    session: WriteSession,
    settings: TheSettings,
    network: Network,
    now: Now,
    token: Annotated[str, Form()] = "",
) -> Response:
    """Come in by the link and use it up."""
    if attempts.must_wait(session, network=network, now=now):
        return page(request, "link.html", status=429, token=token, wrong=wait())
    try:
        user = links.use_link(session, token, now=now)
    except UnauthenticatedError as refusal:
        attempts.record_failure(session, network=network, now=now)
        request.app.state.counters.sign_in_failures.inc()
        return page(request, "link.html", status=401, token="", wrong=f"{str(refusal)[:1].upper()}{str(refusal)[1:]}.")
    return come_in(request, session, user, settings, now)


@router.post("/sign-out")
def sign_out(request: Request, _user: CurrentUser, session: WriteSession, settings: TheSettings) -> RedirectResponse:
    """End this browser's session here and in the browser."""
    name = cookie_name(settings)
    sessions.end(session, request.cookies[name])
    response = go("/sign-in", _("You are signed out."))
    response.delete_cookie(name, secure=secure(settings), httponly=True, samesite="lax")
    return response


def door(request: Request, *, status: int = 200, email: str = "", wrong: str = "") -> Response:
    """The page with all ways in."""
    settings: Settings = request.app.state.settings
    ways: dict[str, Any] = {"company": bool(settings.oidc_issuer), "by_password": not settings.oidc_only}
    return page(request, "signin.html", status=status, email=email, wrong=wrong, **ways)


def wait() -> str:
    """What is said after too many tries."""
    return _("Too many failed attempts. Wait 15 minutes, or ask an admin for a one-time link.")


def come_in(request: Request, session: Session, user: User, settings: Settings, now: Now) -> RedirectResponse:
    """Begin the browser's session, in the person's language, and lead to work."""
    response = go(_home(user))
    response.set_cookie(
        cookie_name(settings),
        sessions.start(session, user, now=now, about=browser(request)),
        max_age=int(sessions.LASTS.total_seconds()),
        secure=secure(settings),
        httponly=True,
        samesite="lax",
    )
    if user.locale:
        speaking.remember(response, user.locale)
    return response


def secure(settings: Settings) -> bool:
    """Whether cookies may go over https only."""
    return settings.origin.startswith("https:")


def _home(user: User) -> str:
    """Where this person's work is."""
    return HOMES.get(user.role, "/queue")
