"""A delivery at the door: verified, stored as received, queued; only then acknowledged. process.py interprets it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app import engine
from app.ats.base import BadSignature, Receipt
from app.ats.base import Delivery as Arrived
from app.ats.registry import ADAPTERS
from app.clock import new_id
from app.errors import BusyError, NotFoundError
from app.store.models import Connection, Delivery
from app.store.session import seal_of

NOT_KEPT = frozenset({"authorization", "cookie", "proxy-authorization"})
HEADERS_AT_MOST = 64
HEADER_CHARACTERS_AT_MOST = 1000
EVENT_ID_CHARACTERS_AT_MOST = 300


@dataclass(frozen=True, slots=True)
class Received:
    """The answer to give: the status this vendor wants, a body for handshakes, and one sentence."""

    status: int
    receipt: Receipt
    detail: str
    body: bytes = b""


def receive(
    session: Session, connection_name: str, headers: Mapping[str, str], body: bytes, *, now: datetime
) -> Received:
    """Take one delivery; nothing is promised until the caller's transaction commits.

    Args:
        session: the write session.
        connection_name: the name in the hook's address.
        headers: names in lower case.
        body: the raw bytes, as signed.
        now: the time at the door.

    Raises:
        NotFoundError: no connection of that name takes deliveries.
        BusyError: the connection is not active yet; the sender tries again.

    """
    connection = session.scalars(select(Connection).where(Connection.name == connection_name)).one_or_none()
    if connection is None or not ADAPTERS[connection.vendor].CAN.push:
        raise NotFoundError(f"no connection named {connection_name!r} takes deliveries; see `second-look connect`")
    if not connection.active:
        raise BusyError(f"connection {connection_name!r} is not active; finish `second-look hold-test` first")
    adapter, arrived = ADAPTERS[connection.vendor], Arrived(headers, body)
    answer = adapter.handshake(arrived, connection.options)
    if answer is not None:
        return Received(adapter.ack(Receipt.HANDSHAKE), Receipt.HANDSHAKE, "handshake answered", answer)
    seal = seal_of(session)
    verified = adapter.verify(arrived, [seal.open(secret) for secret in connection.secrets], now)
    if isinstance(verified, BadSignature):
        return Received(adapter.ack(Receipt.BAD_SIGNATURE), Receipt.BAD_SIGNATURE, verified.why)
    event_id = _kept(verified.event_id)
    if _known(session, connection.id, event_id) or not _store(session, connection.id, event_id, arrived, now):
        return Received(adapter.ack(Receipt.DUPLICATE), Receipt.DUPLICATE, "delivered before; nothing was added")
    return Received(adapter.ack(Receipt.ACCEPTED), Receipt.ACCEPTED, "stored")


def _kept(event_id: str) -> str:
    """The id as it is stored. One that is too long is not cut: what differs behind the cut would pass for known."""
    if len(event_id) <= EVENT_ID_CHARACTERS_AT_MOST:
        return event_id
    return f"sha256:{hashlib.sha256(event_id.encode(errors='surrogatepass')).hexdigest()}"


def _known(session: Session, connection_id: str, event_id: str) -> bool:
    known = select(Delivery.id).where(Delivery.connection_id == connection_id, Delivery.event_id == event_id)
    return session.scalars(known).first() is not None


def _store(session: Session, connection_id: str, event_id: str, arrived: Arrived, now: datetime) -> bool:
    kept = {
        name: value[:HEADER_CHARACTERS_AT_MOST]
        for name, value in list(arrived.headers.items())[:HEADERS_AT_MOST]
        if name not in NOT_KEPT
    }
    delivery = Delivery(
        id=new_id(), connection_id=connection_id, event_id=event_id, received_at=now, headers=kept, body=arrived.body
    )
    try:
        with session.begin_nested():
            session.add(delivery)
    except IntegrityError:  # the same delivery came in at the same moment and was faster
        return False
    engine.enqueue(session, "process", delivery.id, queue=engine.INTAKE, priority=1)
    return True
