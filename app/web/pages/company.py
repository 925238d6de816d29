"""Signing in with the company's account: out to its provider by a link, and back with an answer that is checked."""

from typing import Annotated

from fastapi import APIRouter, Depends, Request
from fastapi.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse, Response

from app.accounts import attempts, company, oidc
from app.accounts.tokens import new_token
from app.config import Settings
from app.errors import BadInputError, BusyError, ForbiddenError, NotFoundError, SecondLookError, UnauthenticatedError
from app.language import translated as _
from app.web.deps import Now, TheGates, TheSettings, TheStore, WriteSession, briefly
from app.web.pages.signin import come_in, door, secure, wait
from app.web.render import SEE_OTHER
from app.web.whence import Network

router = APIRouter(include_in_schema=False)

TRY = "second-look-try"
TRY_SECONDS = 600
REFUSALS = {UnauthenticatedError: 401, ForbiddenError: 403, BadInputError: 403, BusyError: 503}


async def the_company(request: Request) -> oidc.CompanySignIn:
    """The way to the company's provider, where the settings name one."""
    found: oidc.CompanySignIn | None = request.app.state.company
    if found is None:
        raise NotFoundError(_("there is no company sign-in here; sign in with a password or a one-time link"))
    return found


Company = Annotated[oidc.CompanySignIn, Depends(the_company)]


@router.get("/sign-in/company")
async def go_there(request: Request, gates: TheGates, settings: TheSettings, out: Company, now: Now) -> Response:
    """Send the browser to the provider, with a secret in a cookie by which the answer is known to be for it."""
    secret = new_token()
    try:
        async with gates.outside:
            address = await run_in_threadpool(lambda: out.address(secret, now=now))
    except SecondLookError as refusal:
        return _refused(request, refusal)
    response = RedirectResponse(address, status_code=SEE_OTHER)
    response.set_cookie(
        _cookie(settings), secret, max_age=TRY_SECONDS, secure=secure(settings), httponly=True, samesite="lax"
    )
    return response


async def hear(
    request: Request, store: TheStore, gates: TheGates, settings: TheSettings, out: Company, network: Network, now: Now
) -> oidc.Person | SecondLookError:
    """Ask the provider who has come back, before the write session opens: that may take seconds."""
    if await briefly(store, lambda session: attempts.must_wait(session, network=network, now=now)):
        return BusyError(wait().rstrip("."))
    secret, answer = request.cookies.get(_cookie(settings), ""), dict(request.query_params)
    try:
        async with gates.outside:
            return await run_in_threadpool(lambda: out.person(secret, answer, now=now))
    except SecondLookError as refusal:
        return refusal


@router.get(company.CALLBACK)
def come_back(
    request: Request,
    heard: Annotated[oidc.Person | SecondLookError, Depends(hear)],
    session: WriteSession,
    settings: TheSettings,
    network: Network,
    now: Now,
) -> Response:
    """Come in, or be told why not and whom to ask."""
    try:
        if isinstance(heard, SecondLookError):
            raise heard
        with session.begin_nested():
            user = company.come_in(session, heard, settings.oidc_roles, now=now)
        response: Response = come_in(request, session, user, settings, now)
    except SecondLookError as refusal:
        if not isinstance(refusal, BusyError):
            attempts.record_failure(session, network=network, now=now)
            request.app.state.counters.sign_in_failures.inc()
        response = _refused(request, refusal)
    response.delete_cookie(_cookie(settings), secure=secure(settings), httponly=True, samesite="lax")
    return response


def _refused(request: Request, refusal: SecondLookError) -> Response:
    sentence = str(refusal)
    return door(request, status=REFUSALS.get(type(refusal), 403), wrong=f"{sentence[:1].upper()}{sentence[1:]}.")


def _cookie(settings: Settings) -> str:
    return f"__Host-{TRY}" if secure(settings) else TRY
