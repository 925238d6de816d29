"""``second-look key``: keys of the REST API."""

from typing import Annotated

import typer
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app import clock
from app.accounts import keys, users
from app.cli import door
from app.errors import NotFoundError
from app.store.people import ApiKey

LISTED = 1000


def build() -> typer.Typer:
    """Make the group."""
    group = typer.Typer(no_args_is_help=True, help="Keys of the REST API.")
    group.command()(make)
    group.command("list")(show)
    group.command()(revoke)
    return group


def make(
    email: Annotated[str, typer.Argument(help="On whose behalf the key acts.")],
    name: Annotated[str, typer.Option(help="What the key is for.")],
    scope: Annotated[list[str], typer.Option(help=f"Repeatable; of {', '.join(sorted(keys.SCOPES))}.")],
    days: Annotated[int, typer.Option(help="How long it lasts.")] = 90,
    as_json: door.AsJson = False,  # noqa: FBT002 - a command-line flag
) -> None:
    """Make a key and show it, once."""
    with door.opened() as store, store.write() as session:
        user = users.find_user(session, email)
        secret = keys.make_key(session, user, name, scope, now=clock.now(), days=days)
    door.say({"key": secret}, f"{secret}\nkeep it now: it is not shown again", as_json=as_json)


def show(as_json: door.AsJson = False) -> None:  # noqa: FBT002 - a command-line flag
    """List the keys, without their secrets."""
    with door.opened() as store, store.read() as session:
        query = select(ApiKey).options(joinedload(ApiKey.user)).order_by(ApiKey.created_at).limit(LISTED)
        found = session.scalars(query).all()
    now = clock.now()
    listed = [
        {
            "id": key.id,
            "name": key.name,
            "user": key.user.email,
            "scopes": key.scopes,
            "expires_at": f"{key.expires_at:%Y-%m-%d %H:%M} UTC",
            "live": key.revoked_at is None and key.expires_at > now,
        }
        for key in found
    ]
    lines = [
        f"{key['id']}  {key['name']}  {key['user']}  until {key['expires_at']}{'' if key['live'] else '  (ended)'}"
        for key in listed
    ]
    door.say({"keys": listed}, "\n".join(lines) or "no keys; see `second-look key make`", as_json=as_json)


def revoke(key_id: Annotated[str, typer.Argument(help="Id of the key, as `key list` shows it.")]) -> None:
    """End a key at once."""
    with door.opened() as store, store.write() as session:
        key = session.get(ApiKey, key_id)
        if key is None:
            raise NotFoundError(f"there is no key {key_id}; see `second-look key list`")
        keys.revoke(session, key, now=clock.now())
    typer.echo("the key has ended")
