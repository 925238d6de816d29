"""``second-look user``: accounts, links and passwords."""

from typing import Annotated

import typer
from sqlalchemy import select

from app import clock
from app.accounts import links, users
from app.audit.judged import label_of
from app.cli import door
from app.config import load_settings
from app.errors import BadInputError
from app.store.people import REVIEWERS, User

Email = Annotated[str, typer.Argument(help="Address of the person.")]
LISTED = 1000


def build() -> typer.Typer:
    """Make the group."""
    group = typer.Typer(no_args_is_help=True, help="People with an account.")
    group.command()(add)
    group.command("list")(show)
    group.command()(link)
    group.command()(password)
    group.command()(deactivate)
    return group


def add(
    email: Email,
    name: Annotated[str, typer.Option(help="Name, as history and pages show it.")],
    role: Annotated[str, typer.Option(help=f"One of {', '.join(users.ROLES)}.")],
    as_json: door.AsJson = False,  # noqa: FBT002 - a command-line flag
) -> None:
    """Add a person and print a one-time link to sign in with."""
    settings = load_settings()
    with door.opened(settings) as store, store.write() as session:
        now = clock.now()
        user = users.add_user(session, email, name, role, now=now)
        address = f"{settings.origin}/sign-in/link?token={links.make_link(session, user, now)}"
    text = f"added {user.email} as {user.role}\nsign in once, within an hour: {address}"
    door.say({"id": user.id, "email": user.email, "role": user.role, "link": address}, text, as_json=as_json)


def show(as_json: door.AsJson = False) -> None:  # noqa: FBT002 - a command-line flag
    """List the people, those who review with the label that stands for them in the night's report."""
    with door.opened() as store, store.read() as session:
        found = session.scalars(select(User).order_by(User.email).limit(LISTED)).all()
    people = [
        {
            "id": user.id, "email": user.email, "name": user.name, "role": user.role, "active": user.active,
            "label": label_of(user.id) if user.role in REVIEWERS else "",
        }
        for user in found
    ]  # fmt: skip
    lines = []
    for person in people:
        told = [person["email"], person["role"], person["name"], person["label"]]
        told += [] if person["active"] else ["(deactivated)"]
        lines.append("  ".join(str(each) for each in told if each))
    door.say({"users": people}, "\n".join(lines) or "nobody yet; see `second-look user add`", as_json=as_json)


def link(email: Email, as_json: door.AsJson = False) -> None:  # noqa: FBT002 - a command-line flag
    """Make a one-time link to sign in with."""
    settings = load_settings()
    with door.opened(settings) as store, store.write() as session:
        user = users.find_user(session, email)
        if not user.active:
            raise BadInputError("this person is deactivated and cannot sign in")
        address = f"{settings.origin}/sign-in/link?token={links.make_link(session, user, clock.now())}"
    door.say({"link": address}, f"sign in once, within an hour: {address}", as_json=as_json)


def password(
    email: Email,
    file: Annotated[str, typer.Option(help="File with the password on its first line; asked for if not given.")] = "",
) -> None:
    """Set a password; all browsers of the person are signed out."""
    new = door.secret("new password", file, twice=True)
    with door.opened() as store, store.write() as session:
        users.set_password(session, users.find_user(session, email), new, now=clock.now())
    typer.echo("the password is set")


def deactivate(email: Email) -> None:
    """Shut a person out at once; the account stays, because decisions name it."""
    with door.opened() as store, store.write() as session:
        users.deactivate(session, users.find_user(session, email), now=clock.now())
    typer.echo("deactivated; sessions, links and keys have ended")
