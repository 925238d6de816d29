"""Who somebody is here, whom the company's sign-in vouches for: connected on first use, with the role of the groups."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import users
from app.accounts.events import What, note
from app.accounts.oidc import Person, Provider
from app.accounts.passwords import normal
from app.accounts.tokens import digest
from app.config import Settings, secret_in
from app.errors import BadInputError, ForbiddenError
from app.language import translated as _
from app.store.people import User

CALLBACK = "/sign-in/company/back"
Roles = Sequence[tuple[str, str]]
"""Groups of the company and the roles that go with them; the first that fits counts."""


def provider(settings: Settings) -> Provider | None:
    """Read the settings; None where there is no company's sign-in.

    Raises:
        BadInputError: a part is missing, a file cannot be read, or a role does not exist.

    """
    for _group, role in settings.oidc_roles:
        if role not in users.ROLES:
            raise BadInputError(f"SECOND_LOOK_OIDC_ROLES: there is no role {role}; roles are {', '.join(users.ROLES)}")
    if not settings.oidc_issuer:
        if settings.oidc_only:
            raise BadInputError("SECOND_LOOK_OIDC_ONLY needs SECOND_LOOK_OIDC_ISSUER, or nobody could come in")
        return None
    if not settings.oidc_client_id:
        raise BadInputError(
            "SECOND_LOOK_OIDC_CLIENT_ID is missing: the provider gives it when you register this client"
        )
    return Provider(
        issuer=settings.oidc_issuer,
        client_id=settings.oidc_client_id,
        secret=secret_in(settings.oidc_client_secret_file, "SECOND_LOOK_OIDC_CLIENT_SECRET_FILE"),
        callback=f"{settings.origin}{CALLBACK}",
        allowed_hosts=settings.allowed_hosts,
    )


def come_in(session: Session, person: Person, roles: Roles, *, now: datetime) -> User:
    """Find or make the account of a person and give it the role of the groups.

    Where groups have roles, they decide: who is in none of them stays out, with or without an account. Where none has
    (``roles`` is empty), accounts are made on the people's page, and their roles there.

    Raises:
        ForbiddenError: this person may not come in; says whom to ask.

    """
    role = next((role for group, role in roles if group in person.groups), "")
    if roles and not role:
        raise ForbiddenError(
            _("you are in no group that may use Second Look; ask whoever manages your company's groups")
        )
    user = _known(session, person) or _new(session, person, role, now=now)
    if not user.active:
        raise ForbiddenError(_("your account here is deactivated; ask an admin of Second Look"))
    if role:
        users.change_role(session, user, role, now=now)
    return user


def _known(session: Session, person: Person) -> User | None:
    return session.scalars(select(User).where(User.oidc_subject == _subject(person))).one_or_none()


def _new(session: Session, person: Person, role: str, *, now: datetime) -> User:
    """Connect the account that has the verified address, or make one where the groups give a role."""
    if not person.email:
        raise ForbiddenError(_("your company does not say that your e-mail address is verified; ask an admin there"))
    user = session.scalars(select(User).where(User.email == normal(person.email))).one_or_none()
    if user is None and not role:
        raise ForbiddenError(_("you have no account here; ask an admin of Second Look to add your e-mail address"))
    if user is None:
        user = users.add_user(session, person.email, (person.name or person.email)[: users.NAME_AT_MOST], role, now=now)
    if user.oidc_subject:
        raise ForbiddenError(_("this e-mail address belongs to another person of your company here; ask an admin"))
    user.oidc_subject = _subject(person)
    note(session, user.id, What.CONNECTED, by=None, now=now, detail=person.issuer)
    return user


def _subject(person: Person) -> str:
    """Both, because a subject is unique only at its issuer."""
    return digest(f"{person.issuer} {person.subject}")
