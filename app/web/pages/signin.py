"""Signing in and out: by password, or by a one-time link that only a click on its page uses up."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Depends, Form, Request
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.orm import Session
from starlette.responses import RedirectResponse, Response

from app.accounts import links, passwords, sessions
from app.config import Settings
from app.errors import UnauthenticatedError
from app.store.people import User
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

router = APIRouter(include_in_schema=False)

WRONG = "That address and password do not belong together. Try again, or ask an admin for a one-time link."
WAIT = "Too many failed attempts for this address. Wait 15 minutes, or ask an admin for a one-time link."


@dataclass(frozen=True, slots=True)
class Attempt:
    """A try to sign in, weighed. ``user_id`` is empty unless the password is right."""

    email: str
    user_id: str
    must_wait: bool


async def weigh(
    store: TheStore,
    gates: TheGates,
    now: Now,
    email: Annotated[str, Form(max_length=200)] = "",
    password: Annotated[str, Form(max_length=passwords.LONGEST)] = "",
) -> Attempt:
    """Check address and password before the write session opens: hashing is slow on purpose."""
    async with gates.hashing:
        claim = await briefly(store, lambda session: passwords.look_up(session, email, now=now))
        right = not claim.must_wait and await run_in_threadpool(passwords.matches, claim, password)
    return Attempt(email, claim.user_id if right else "", claim.must_wait)


@router.get("/")
def start(somebody: MaybeSignedIn) -> Response:
    """Lead to work, or to the door."""
    return go(_home(somebody.user) if somebody else "/sign-in")


@router.get("/sign-in")
def ask(request: Request, somebody: MaybeSignedIn) -> Response:
    """Show the form; who is in already goes on."""
    return go(_home(somebody.user)) if somebody else page(request, "signin.html", email="", wrong="")


@router.post("/sign-in")
def sign_in(
    request: Request,
    attempt: Annotated[Attempt, Depends(weigh)],
    session: WriteSession,
    settings: TheSettings,
    now: Now,
) -> Response:
    """Come in, or be told that it was wrong, in the same words and time whether the address is known or not."""
    if attempt.user_id:
        return _come_in(session, session.get_one(User, attempt.user_id), settings, now)
    if attempt.must_wait:
        return page(request, "signin.html", status=429, email=attempt.email, wrong=WAIT)
    passwords.record_failure(session, attempt.email, now=now)
    request.app.state.counters.sign_in_failures.inc()
    return page(request, "signin.html", status=401, email=attempt.email, wrong=WRONG)


@router.get("/sign-in/link")
def show_link(request: Request, token: str = "") -> Response:
    """Show a button. Looking uses nothing up: mail scanners and chat previews follow every link."""
    return page(request, "link.html", token=token, wrong="")


@router.post("/sign-in/link")
def use_link(
    request: Request, session: WriteSession, settings: TheSettings, now: Now, token: Annotated[str, Form()] = ""
) -> Response:
    """Come in by the link and use it up."""
    try:
        user = links.use_link(session, token, now=now)
    except UnauthenticatedError as refusal:
        return page(request, "link.html", status=401, token="", wrong=str(refusal))
    return _come_in(session, user, settings, now)


@router.post("/sign-out")
def sign_out(request: Request, _user: CurrentUser, session: WriteSession, settings: TheSettings) -> RedirectResponse:
    """End this browser's session here and in the browser."""
    name = cookie_name(settings)
    sessions.end(session, request.cookies[name])
    response = go("/sign-in", "You are signed out.")
    response.delete_cookie(name, secure=_secure(settings), httponly=True, samesite="lax")
    return response


def _come_in(session: Session, user: User, settings: Settings, now: Now) -> RedirectResponse:
    response = go(_home(user))
    response.set_cookie(
        cookie_name(settings),
        sessions.start(session, user, now=now),
        max_age=int(sessions.LASTS.total_seconds()),
        secure=_secure(settings),
        httponly=True,
        samesite="lax",
    )
    return response


def _home(user: User) -> str:
    """Where this person's work is."""
    return {"compliance": "/records", "hiring_manager": "/asked"}.get(user.role, "/queue")


def _secure(settings: Settings) -> bool:
    return settings.origin.startswith("https:")
