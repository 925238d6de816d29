"""``second-look retry``: what was given up and waits for a person, and sending it off again."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app import clock
from app.cli import door
from app.errors import BadInputError
from app.intake import process
from app.store.models import Connection, Delivery, OutboxItem
from app.store.session import Store
from app.store.transition import PARKED
from app.writeback import deliver

AT_ONCE = 200
"""Sent off again in one transaction, so that webhooks get their turn in between."""
ALL_AT_MOST = 10_000

Parked = dict[str, type[OutboxItem | Delivery]]
"""Ids of parked rows, and of which kind each one is."""

Ids = Annotated[list[str] | None, typer.Argument(help="What to send off again, as the list names it.")]
Everything = Annotated[bool, typer.Option("--all", help=f"Send off all that is parked, at most {ALL_AT_MOST:,}.")]
Limit = Annotated[int, typer.Option(min=1, max=1000, help="Listed of each kind, oldest first.")]


def retry(ids: Ids = None, everything: Everything = False, limit: Limit = 50, as_json: door.AsJson = False) -> None:  # noqa: FBT002 - command-line flags
    """List what is parked: write-backs the ATS did not take, deliveries nobody could process. With ids: try again.

    Mend the cause first: the reason stands beside each.
    """
    if ids and everything:
        raise BadInputError("name ids or pass --all, not both")
    with door.opened() as store:
        if ids or everything:
            count = _send_off(store, _named(store, ids) if ids else _all(store))
            text = f"{count} sent off again; `up` or a `worker` does the rest, and what fails again comes back here"
            door.say({"retried": count}, text, as_json=as_json)
            return
        with store.read() as session:
            parked = _writebacks(session, limit) + _deliveries(session, limit)
            total = {model.__tablename__: _count(session, model) for model in (OutboxItem, Delivery)}
    _show(parked, sum(total.values()), as_json=as_json)
    if parked:
        raise typer.Exit(door.NEEDS_A_PERSON)


def _writebacks(session: Session, limit: int) -> list[dict[str, Any]]:
    rows = session.execute(
        select(OutboxItem.id, Connection.name, OutboxItem.effect, OutboxItem.remark, OutboxItem.created_at)
        .join(Connection, Connection.id == OutboxItem.connection_id)
        .where(OutboxItem.status == PARKED)
        .order_by(OutboxItem.created_at, OutboxItem.id)
        .limit(limit)
    )
    return [_entry(item_id, name, f"write-back: {what}", why, since) for item_id, name, what, why, since in rows]


def _deliveries(session: Session, limit: int) -> list[dict[str, Any]]:
    rows = session.execute(
        select(Delivery.id, Connection.name, Delivery.remark, Delivery.received_at)
        .join(Connection, Connection.id == Delivery.connection_id)
        .where(Delivery.status == process.PARKED)
        .order_by(Delivery.received_at, Delivery.id)
        .limit(limit)
    )
    return [_entry(delivery_id, name, "delivery", why, since) for delivery_id, name, why, since in rows]


def _entry(subject: str, connection: str, what: str, why: str, since: datetime) -> dict[str, Any]:
    return {"id": subject, "connection": connection, "what": what, "why": why, "since": since.isoformat()}


def _count(session: Session, model: type[OutboxItem | Delivery]) -> int:
    return session.scalar(select(func.count(model.id)).where(model.status == PARKED)) or 0


def _show(parked: Sequence[Mapping[str, str]], total: int, *, as_json: bool) -> None:
    if as_json or not parked:
        door.say({"parked": parked, "total": total}, "nothing is parked", as_json=as_json)
        return
    table = Table("id", "connection", "what", "since (UTC)", "why", box=None)
    for each in parked:
        table.add_row(*(escape(each[key][:16] if key == "since" else each[key]) for key in
                        ("id", "connection", "what", "since", "why")))  # fmt: skip
    door.console().print(table)
    if total > len(parked):
        door.remark(f"{total} in all, {len(parked)} are shown; --limit shows more")


def _named(store: Store, ids: list[str]) -> Parked:
    """Find the rows named; one that is not parked stops the command before anything is sent.

    Raises:
        BadInputError: an id that is not parked.

    """
    found: Parked = {}
    with store.read() as session:
        for model in (OutboxItem, Delivery):
            known = session.scalars(select(model.id).where(model.id.in_(ids), model.status == PARKED))
            found |= dict.fromkeys(known, model)
    if missing := sorted(set(ids) - found.keys()):
        raise BadInputError(f"not parked: {', '.join(missing)}; `second-look retry` lists what is")
    return found


def _all(store: Store) -> Parked:
    found: Parked = {}
    with store.read() as session:
        for model in (OutboxItem, Delivery):
            known = session.scalars(select(model.id).where(model.status == PARKED).limit(ALL_AT_MOST - len(found)))
            found |= dict.fromkeys(known, model)
    return found


def _send_off(store: Store, parked: Parked) -> int:
    """Each id once, from a list made before: what is parked again meanwhile waits for the next command."""
    rows = list(parked.items())
    for start in range(0, len(rows), AT_ONCE):
        with store.write() as session:
            for subject, model in rows[start : start + AT_ONCE]:
                again = deliver.retry if model is OutboxItem else process.retry
                again(session, subject, now=clock.now())
    return len(rows)
