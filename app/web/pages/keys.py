"""API keys: made for oneself and shown once; an admin sees everybody's and can end any."""

from typing import Annotated

from fastapi import APIRouter, Form, Query, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.accounts import keys
from app.errors import BadInputError, NotFoundError
from app.language import translated as _
from app.store.people import ApiKey, Role, User
from app.web.deps import CurrentUser, Now, ReadSession, WriteSession
from app.web.render import go, page

router = APIRouter(include_in_schema=False)


@router.get("/keys")
def show_keys(
    request: Request,
    user: CurrentUser,
    session: ReadSession,
    now: Now,
    cursor: Annotated[str, Query(max_length=300)] = "",
) -> Response:
    """List the keys that this person may see, with a form for one more."""
    return _page(request, session, user, now, cursor=cursor)


@router.post("/keys")
def make(
    request: Request,
    user: CurrentUser,
    session: WriteSession,
    now: Now,
    name: Annotated[str, Form(max_length=300)] = "",
    scopes: Annotated[list[str], Form(max_length=20)] = [],  # noqa: B006 - FastAPI copies it
    days: Annotated[str, Form(max_length=8)] = "",
) -> Response:
    """Make a key of one's own and show it, this once."""
    try:
        lasts = int(days) if days.strip().isdecimal() else 0
        secret = keys.make_key(session, user, name, scopes, now=now, days=lasts, by=user)
    except BadInputError as refusal:
        return _page(request, session, user, now, refusal=str(refusal), name=name)
    session.flush()
    return _page(request, session, user, now, secret=secret)


@router.post("/keys/{key_id}/revoke")
def revoke(key_id: str, user: CurrentUser, session: WriteSession, now: Now) -> Response:
    """End a key at once: one's own, or as an admin anybody's."""
    key = session.get(ApiKey, key_id)
    if key is None or (key.user_id != user.id and user.role != Role.ADMIN):
        raise NotFoundError(_("there is no such key of yours"))
    keys.revoke(session, key, now=now, by=user)
    return go("/keys", _("The key has ended."))


def _page(
    request: Request,
    session: Session,
    user: User,
    now: Now,
    *,
    cursor: str = "",
    secret: str = "",
    refusal: str = "",
    name: str = "",
) -> Response:
    return page(
        request,
        "keys.html",
        status=422 if refusal else 200,
        keys=keys.keys_of(session, None if user.role == Role.ADMIN else user, cursor=cursor),
        scopes=sorted(keys.SCOPES_OF_ROLE[user.role]),
        days=keys.DAYS,
        days_at_most=keys.DAYS_AT_MOST,
        secret=secret,
        refusal=refusal[:1].upper() + refusal[1:],
        name=name,
        first=not cursor,
        now=now,
    )
