"""People with an account: added, given a role or a link, signed out, shut out, let in again; all of it written down."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated, Literal

from fastapi import APIRouter, Form, Query, Request
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.accounts import links, users
from app.accounts.events import What, events_of
from app.errors import BadInputError, ConflictError, NotFoundError
from app.language import marked as N_  # noqa: N812 - gettext's name for it
from app.language import translated as _
from app.store.people import Role, User
from app.web.deps import Admin, Now, ReadSession, TheSettings, WriteSession
from app.web.render import go, page

router = APIRouter(include_in_schema=False)

Cursor = Annotated[str, Query(max_length=300)]
Before = Annotated[int, Query(ge=0, le=2**31 - 1)]
"""The event after which the page begins."""

ROLES: Mapping[str, str] = MappingProxyType(
    {
        Role.ADMIN: N_("Admin: everything, with people and policies"),
        Role.RECRUITER: N_("Recruiter: reviews and decides"),
        Role.HIRING_MANAGER: N_("Hiring manager: answers what recruiters ask"),
        Role.COMPLIANCE: N_("Compliance: reads all records, decides nothing"),
        Role.INTEGRATOR: N_("Integrator: connects systems"),
    }
)
ACTS: Mapping[str, str] = MappingProxyType(
    {
        What.ADDED: N_("account made"),
        What.ROLE: N_("role changed"),
        What.DEACTIVATED: N_("shut out"),
        What.REACTIVATED: N_("let in again"),
        What.LINK: N_("one-time link made"),
        What.CAME_BY_LINK: N_("came in by a one-time link"),
        What.CONNECTED: N_("connected to the company's sign-in"),
        What.PASSWORD: N_("password set"),
        What.SIGNED_OUT: N_("signed out everywhere"),
        What.KEY_MADE: N_("API key made"),
        What.KEY_REVOKED: N_("API key ended"),
    }
)


@router.get("/people")
def show_people(request: Request, _user: Admin, session: ReadSession, cursor: Cursor = "") -> Response:
    """List everybody, with a form for one more."""
    return _list(request, session, cursor)


@router.post("/people")
def add(
    request: Request,
    user: Admin,
    session: WriteSession,
    settings: TheSettings,
    now: Now,
    email: Annotated[str, Form(max_length=300)] = "",
    name: Annotated[str, Form(max_length=300)] = "",
    role: Annotated[str, Form(max_length=40)] = "",
) -> Response:
    """Add a person and show the link to come in by, this once."""
    try:
        person = users.add_user(session, email, name, role, now=now, by=user)
    except (BadInputError, ConflictError) as refusal:
        typed = {"email": email, "name": name, "role": role}
        return _list(request, session, "", typed=typed, refusal=str(refusal))
    return _with_link(request, session, person, links.make_link(session, person, now, by=user), settings.origin)


@router.get("/people/{user_id}")
def show_person(request: Request, user_id: str, _user: Admin, session: ReadSession, before: Before = 0) -> Response:
    """One person: what can be changed, and what was."""
    person = session.get(User, user_id)
    if person is None:
        raise NotFoundError(_("there is no such person"))
    return _person(request, session, person, before=before)


@router.post("/people/{user_id}/link")
def make_link(
    request: Request, user_id: str, user: Admin, session: WriteSession, settings: TheSettings, now: Now
) -> Response:
    """Make a one-time link and show it, this once."""
    person = users.somebody_else(session, user, user_id)
    if not person.active:
        raise ConflictError(_("this account is deactivated; reactivate it first"))
    return _with_link(request, session, person, links.make_link(session, person, now, by=user), settings.origin)


@router.post("/people/{user_id}/role")
def change_role(
    user_id: str, user: Admin, session: WriteSession, now: Now, role: Annotated[str, Form(max_length=40)] = ""
) -> Response:
    """Give another role."""
    users.change_role(session, users.somebody_else(session, user, user_id), role, now=now, by=user)
    return go(f"/people/{user_id}", _("The role counts from now on."))


@router.post("/people/{user_id}/{act}")
def act_on(
    user_id: str,
    act: Literal["deactivate", "reactivate", "sign-out"],
    user: Admin,
    session: WriteSession,
    now: Now,
) -> Response:
    """Shut a person out, let a person in again, or end all of a person's sessions."""
    person = users.somebody_else(session, user, user_id)
    change, said = {
        "deactivate": (users.deactivate, _("Shut out: sessions, links and keys have ended.")),
        "reactivate": (users.reactivate, _("This person may come in again.")),
        "sign-out": (users.sign_out, _("All browsers of this person are signed out.")),
    }[act]
    change(session, person, now=now, by=user)
    return go(f"/people/{user_id}", said)


def _list(
    request: Request, session: Session, cursor: str, *, typed: Mapping[str, str] | None = None, refusal: str = ""
) -> Response:
    return page(
        request,
        "people.html",
        status=422 if refusal else 200,
        people=users.people(session, cursor=cursor),
        first=not cursor,
        roles=ROLES,
        typed=typed or {"email": "", "name": "", "role": ""},
        refusal=refusal[:1].upper() + refusal[1:],
    )


def _with_link(request: Request, session: Session, person: User, token: str, origin: str) -> Response:
    session.flush()
    return _person(request, session, person, link=f"{origin}/sign-in/link?token={token}")


def _person(request: Request, session: Session, person: User, *, link: str = "", before: int = 0) -> Response:
    events = events_of(session, person, cursor=before)
    return page(request, "person.html", person=person, link=link, events=events, acts=ACTS, roles=ROLES)
