"""My account: password, browsers that are signed in, language, look, keys of the keyboard, mails."""

from typing import Annotated, Literal

from fastapi import APIRouter, Depends, Form, Request
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.accounts import attempts, passwords, sessions, users
from app.accounts.tokens import digest
from app.config import Settings
from app.errors import BadInputError, ForbiddenError
from app.language import LANGUAGES, speaking
from app.language import marked as N_  # noqa: N812 - the name that the catalogues know
from app.language import translated as _
from app.store.people import User
from app.web.deps import (
    CurrentUser,
    Now,
    ReadSession,
    TheGates,
    TheSettings,
    TheStore,
    WriteSession,
    briefly,
    cookie_name,
)  # fmt: skip
from app.web.pages.signin import wait
from app.web.render import go, page
from app.web.speaking import remember
from app.web.whence import Network

router = APIRouter(include_in_schema=False)

STALE = N_(
    "a first password is set within ten minutes of a sign-in, and yours was earlier; sign out, come in again with your "
    "company's account or a one-time link from an admin, and set it then"
)


@router.get("/account")
def show_account(
    request: Request, user: CurrentUser, session: ReadSession, settings: TheSettings, now: Now
) -> Response:
    """Show what the person can set for herself."""
    return _page(request, session, user, settings, now)


@router.post("/account/choices")
def choose(
    user: CurrentUser,
    session: WriteSession,
    language: Annotated[str, Form(max_length=40)] = "",
    theme: Annotated[Literal["", "light", "dark"], Form()] = "",
    shortcuts: Annotated[bool, Form()] = False,  # noqa: FBT002 - a box that is not ticked is not sent
    mails: Annotated[bool, Form()] = False,  # noqa: FBT002 - the same
) -> Response:
    """Keep language, look, shortcuts and mails; they follow the person to every browser."""
    mine = session.get_one(User, user.id)
    mine.locale = language if language in LANGUAGES else ""
    mine.theme, mine.shortcuts, mine.mails = theme, shortcuts, mails
    with speaking(mine.locale):
        response = go("/account", _("Your choices are kept."))
    remember(response, mine.locale)
    return response


async def weigh(
    request: Request,
    user: CurrentUser,
    store: TheStore,
    gates: TheGates,
    network: Network,
    now: Now,
    password: Annotated[str, Form(max_length=passwords.LONGEST)] = "",
    new: Annotated[str, Form(max_length=1000)] = "",
) -> str | None:
    """Hash the new password before the write session opens; None where the present one is wrong.

    Who has none yet cannot name it, so a first one is set right after a sign-in only: an open browser, or a stolen
    cookie, must not become a way in that lasts.
    """
    settings: Settings = request.app.state.settings
    if settings.oidc_only:
        raise ForbiddenError(_("passwords are not used here; sign in with your company's account"))
    async with gates.hashing:
        claim = await briefly(store, lambda session: passwords.look_up(session, user.email, network=network, now=now))
        if claim.must_wait:
            raise ForbiddenError(wait().rstrip("."))
        if claim.hashed and not await run_in_threadpool(passwords.matches, claim, password):
            return None
        if not claim.hashed and not await briefly(store, lambda session: _is_fresh(request, session, settings, now)):
            raise ForbiddenError(_(STALE))
        try:
            return await run_in_threadpool(passwords.hash_password, new)
        except BadInputError:
            return ""


@router.post("/account/password")
def change_password(
    request: Request,
    user: CurrentUser,
    hashed: Annotated[str | None, Depends(weigh)],
    session: WriteSession,
    settings: TheSettings,
    network: Network,
    now: Now,
) -> Response:
    """Set a new password and sign all other browsers out."""
    if hashed is None:
        attempts.record_failure(session, email=user.email, network=network, now=now)
        return _page(request, session, user, settings, now, refusal=_("That is not your present password."))
    if not hashed:
        words = {"least": passwords.SHORTEST, "most": passwords.LONGEST}
        refusal = _("A password has %(least)s to %(most)s characters; a few random words do well.") % words
        return _page(request, session, user, settings, now, refusal=refusal)
    mine = session.get_one(User, user.id)
    users.store_password(session, mine, hashed, now=now, by=mine, keep=_row(request, settings))
    return go("/account", _("Your new password is set, and your other browsers are signed out."))


@router.post("/account/sign-out")
def sign_out_there(
    request: Request,
    user: CurrentUser,
    session: WriteSession,
    settings: TheSettings,
    there: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """Sign another browser of one's own out; without ``there``, all others."""
    if there:
        sessions.end_one(session, user, there)
    else:
        sessions.end_all(session, user, keep=_row(request, settings))
    return go("/account", _("Signed out there."))


def _is_fresh(request: Request, session: Session, settings: Settings, now: Now) -> bool:
    return sessions.is_fresh(session, request.cookies.get(cookie_name(settings), ""), now=now)


def _row(request: Request, settings: Settings) -> str:
    """The id of this browser's session."""
    return digest(request.cookies.get(cookie_name(settings), ""))


def _page(
    request: Request, session: Session, user: User, settings: Settings, now: Now, *, refusal: str = ""
) -> Response:
    return page(
        request,
        "account.html",
        status=422 if refusal else 200,
        sessions=sessions.running(session, user, now=now),
        this=_row(request, settings),
        languages=LANGUAGES,
        by_password=not settings.oidc_only,
        stale="" if user.password_hash or _is_fresh(request, session, settings, now) else _(STALE),
        refusal=refusal,
    )
