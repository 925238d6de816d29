"""How each connection stands: its mode and policy, its hold tests, what came in last, and what waits or went wrong."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.ats.registry import ADAPTERS
from app.lifecycle import HoldMode
from app.store.connections import connection_named
from app.store.models import Connection, Delivery, HoldTest, OutboxItem, Policy
from app.store.transition import PARKED, PENDING, SENDING

LISTED_AT_MOST = 200
REMARKS_SHOWN = 5
TESTS_SHOWN = 10
VERSIONS_SHOWN = 20


@dataclass(frozen=True, slots=True)
class Standing:
    """One line of the list. ``verified`` is empty where nobody has tried the vendor's adapter live."""

    name: str
    vendor: str
    vendor_title: str
    verified: str
    active: bool
    mode: str
    hold_tested_at: datetime | None
    last_delivery: datetime | None
    unprocessed: int
    untold: int
    """Parked write-backs: what the ATS was not told, and will not be without a person."""
    underway: int
    trouble: str


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that was parked: when, and why in the words of whoever refused it."""

    at: datetime
    says: str


@dataclass(frozen=True, slots=True)
class Detail:
    """One connection. ``policies`` and ``tests`` are newest first; the faults are the latest of each kind."""

    standing: Standing
    base_url: str
    options: Mapping[str, str]
    modes: tuple[HoldMode, ...]
    policies: tuple[Policy, ...]
    tests: tuple[HoldTest, ...]
    deliveries: tuple[Fault, ...]
    writebacks: tuple[Fault, ...]


def standings(session: Session) -> tuple[Standing, ...]:
    """Every connection, by name."""
    found = session.scalars(select(Connection).order_by(Connection.name).limit(LISTED_AT_MOST)).all()
    return _standings(session, found)


def detail(session: Session, name: str) -> Detail:
    """One connection with all there is to know about it.

    Raises:
        NotFoundError: there is none of this name.

    """
    connection = connection_named(session, name)
    policies = select(Policy).where(Policy.connection_id == connection.id).order_by(Policy.version.desc())
    tests = select(HoldTest).where(HoldTest.connection_id == connection.id).order_by(HoldTest.at.desc())
    deliveries = (
        select(Delivery.received_at, Delivery.remark)
        .where(Delivery.connection_id == connection.id, Delivery.status == PARKED)
        .order_by(Delivery.received_at.desc())
    )
    items = (
        select(OutboxItem.created_at, OutboxItem.remark)
        .where(OutboxItem.connection_id == connection.id, OutboxItem.status == PARKED)
        .order_by(OutboxItem.created_at.desc())
    )
    return Detail(
        standing=_standings(session, [connection])[0],
        base_url=connection.base_url,
        options=connection.options,
        modes=tuple(sorted(ADAPTERS[connection.vendor].CAN.modes)) or (HoldMode.REVERSE,),  # files: nothing to hold
        policies=tuple(session.scalars(policies.limit(VERSIONS_SHOWN))),
        tests=tuple(session.scalars(tests.limit(TESTS_SHOWN))),
        deliveries=tuple(Fault(*row) for row in session.execute(deliveries.limit(REMARKS_SHOWN))),
        writebacks=tuple(Fault(*row) for row in session.execute(items.limit(REMARKS_SHOWN))),
    )


def _standings(session: Session, connections: Sequence[Connection]) -> tuple[Standing, ...]:
    ids = [connection.id for connection in connections]
    received = (
        select(Delivery.connection_id, func.max(Delivery.received_at))
        .where(Delivery.connection_id.in_(ids))
        .group_by(Delivery.connection_id)
    )
    last = {row[0]: row[1] for row in session.execute(received)}
    deliveries = _counts(session, Delivery, ids, [PARKED])
    parked = _counts(session, OutboxItem, ids, [PARKED])
    underway = _counts(session, OutboxItem, ids, [PENDING, SENDING])
    modes = _modes(session, ids)
    return tuple(
        Standing(
            name=connection.name,
            vendor=connection.vendor,
            vendor_title=ADAPTERS[connection.vendor].TITLE,
            verified=ADAPTERS[connection.vendor].CAN.verified_live,
            active=connection.active,
            mode=modes.get(connection.id, ""),
            hold_tested_at=connection.hold_tested_at,
            last_delivery=last.get(connection.id),
            unprocessed=deliveries.get(connection.id, 0),
            untold=parked.get(connection.id, 0),
            underway=underway.get(connection.id, 0),
            trouble=connection.trouble,
        )
        for connection in connections
    )


def _counts(
    session: Session, table: type[Delivery] | type[OutboxItem], ids: Sequence[str], statuses: Sequence[str]
) -> dict[str, int]:
    rows = session.execute(
        select(table.connection_id, func.count())
        .where(table.connection_id.in_(ids), table.status.in_(statuses))
        .group_by(table.connection_id)
    )
    return {row[0]: row[1] for row in rows}


def _modes(session: Session, ids: Sequence[str]) -> dict[str, str]:
    """The mode of the newest policy of each."""
    newest = (
        select(Policy.connection_id, func.max(Policy.version).label("version"))
        .where(Policy.connection_id.in_(ids))
        .group_by(Policy.connection_id)
        .subquery()
    )
    rows = session.execute(
        select(Policy.connection_id, Policy.hold_mode).join(
            newest, (newest.c.connection_id == Policy.connection_id) & (newest.c.version == Policy.version)
        )
    )
    return {row[0]: str(row[1]) for row in rows}
