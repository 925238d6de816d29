"""Deliveries of the generic adapter to events: Standard Webhooks envelopes, or CloudEvents, one or a batch."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, ClassVar

from pydantic import Field

from app.ats import signing
from app.ats.base import BadSignature, Delivery, Event, EventKind, Ignored, Receipt, Unclear, Verified
from app.ats.payload import Forgiving, Id, Moment, read_array, read_json, read_value
from app.ats.vendors._generic.shapes import APPLICATION_TYPES, Posting, Rejection

_POSTING_TYPES = frozenset({"posting.published", "posting.changed"})
_CLOUD_EVENT = "application/cloudevent"


class _Envelope(Forgiving):
    """The body that Standard Webhooks recommends."""

    NEEDED: ClassVar = frozenset({"data"})

    type: str
    timestamp: Moment = None
    data: dict[str, Any] = Field(default_factory=dict)


class _CloudEvent(Forgiving):
    """CloudEvents 1.0, alone or in a batch."""

    NEEDED: ClassVar = frozenset({"data"})

    specversion: str = Field(pattern=r"^1\.")
    id: Id = Field(min_length=1)
    source: str = Field(min_length=1)
    type: str
    time: Moment = None
    data: dict[str, Any] = Field(default_factory=dict)


def handshake(_delivery: Delivery, _options: Mapping[str, str]) -> bytes | None:
    """No activation call: the OPTIONS request of CloudEvents is answered by the door, since it has no body to read."""
    return None


def verify(delivery: Delivery, secrets: Sequence[str], now: datetime) -> Verified | BadSignature:
    """Require the Standard Webhooks headers, on CloudEvents too: they define no signature of their own.

    CloudEvents' binary mode is refused: it carries type, id and time in headers, which the signature does not cover.
    """
    if "ce-specversion" in delivery.headers and not _content_type(delivery).startswith(_CLOUD_EVENT):
        return BadSignature("headers such as ce-type are not signed: send CloudEvents in structured or batch mode")
    return signing.verify_standard(delivery, secrets, now)


def ack(receipt: Receipt) -> int:
    """Only a success stops a sender of Standard Webhooks from trying again."""
    return {Receipt.ACCEPTED: 202, Receipt.BAD_SIGNATURE: 401}.get(receipt, 200)


def read_events(delivery: Delivery, _options: Mapping[str, str]) -> Sequence[Event | Ignored | Unclear]:
    """Read an envelope, or CloudEvents in structured or batch mode.

    Raises:
        ValueError: a field is missing or has the wrong type; in a batch that is ``Unclear`` for the one entry.

    """
    content_type, message_id = _content_type(delivery), delivery.headers.get("webhook-id", "")
    if content_type.startswith(f"{_CLOUD_EVENT}s-batch"):
        entries = enumerate(read_array(delivery.body), 1)
        return [_entry(f"{message_id} entry {number}", value) for number, value in entries]
    if content_type.startswith(_CLOUD_EVENT):
        remarks: list[str] = []
        return [_cloud_event(read_json(_CloudEvent, delivery.body, remarks), remarks)]
    remarks = []
    envelope = read_json(_Envelope, delivery.body, remarks)
    return [_event(message_id, envelope.type, envelope.timestamp, envelope.data, remarks)]


def _content_type(delivery: Delivery) -> str:
    return delivery.headers.get("content-type", "").lower()


def _entry(place: str, value: Any) -> Event | Ignored | Unclear:
    remarks: list[str] = []
    try:
        return _cloud_event(read_value(_CloudEvent, value, remarks), remarks)
    except ValueError as error:
        return Unclear(place, f"{place} was not understood: {error}")


def _cloud_event(event: _CloudEvent, remarks: list[str]) -> Event | Ignored:
    # ``org.example.application.rejected`` is ``application.rejected``: CloudEvents wants a domain in front.
    name = ".".join(event.type.split(".")[-2:])
    return _event(f"{event.source} {event.id}", name, event.time, event.data, remarks)


def _event(
    event_id: str, name: str, sent_at: datetime | None, data: Mapping[str, Any], remarks: list[str]
) -> Event | Ignored:
    if name in APPLICATION_TYPES:
        rejection = read_value(Rejection, data, remarks)
        return rejection.event(event_id, name, sent_at, "; ".join(remarks))
    if name in _POSTING_TYPES:
        posting = read_value(Posting, data, remarks).details()
        remark = "; ".join(remarks)
        return Event(
            event_id, EventKind.POSTING, sent_at, posting_id=posting.external_id, posting=posting, remark=remark
        )
    return Ignored(event_id, f"event type {name[:100]!r} means nothing to Second Look")
