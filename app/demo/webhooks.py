"""The stand-in's outgoing webhooks: a durable outbox, signed at each attempt, sent again until the receiver says 2xx.

On purpose it sends some events twice and some late, as real systems do. What the bodies say is in ``events``.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import httpx2

from app import clock
from app.ats.signing import hmac_sha256_hex, sign_standard
from app.demo.book import Book, Row, Rows, stamp
from app.demo.dice import share
from app.demo.settings import StandInSettings

_TIMEOUT = 10.0
_LONGEST_ANSWER = 200


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One event to send. ``subject`` is what it is about; with the seed it decides whether it goes late or twice."""

    dialect: str
    kind: str
    subject: str
    body: str


def enqueue(rows: Rows, settings: StandInSettings, event: Outgoing, now: datetime) -> None:
    """Put one event into the outbox, once for each subscriber of the dialect. Joins the caller's transaction."""
    event_id = clock.new_id()
    late = share(settings.seed, event.subject, event.kind, "late") < settings.late_share
    twice = share(settings.seed, event.subject, event.kind, "twice") < settings.duplicate_share
    due_at = stamp(now + timedelta(seconds=settings.late_by if late else 0))
    for subscription in rows.execute("SELECT id FROM subscription WHERE dialect = ?", (event.dialect,)).fetchall():
        rows.execute(
            "INSERT INTO webhook (event_id, subscription_id, type, body, created_at, due_at, sends_left)"
            " VALUES (?, ?, ?, ?, ?, ?, ?)",
            (event_id, subscription["id"], event.kind, event.body, stamp(now), due_at, 2 if twice else 1),
        )


def send_next(book: Book, settings: StandInSettings, client: httpx2.Client, now: datetime) -> int:
    """Try the webhook that is due longest, if there is one; says how many were. No transaction is open meanwhile."""
    with book.turn() as rows:
        webhook = rows.execute(
            "SELECT webhook.*, dialect, url, secret FROM webhook JOIN subscription ON subscription.id = subscription_id"
            " WHERE sends_left > 0 AND due_at <= ? ORDER BY due_at, webhook.id LIMIT 1",
            (stamp(now),),
        ).fetchone()
    if webhook is None:
        return 0
    answer, delivered = _send(client, webhook, now)
    with book.turn() as rows:
        _record(rows, settings, webhook, answer, now, delivered=delivered)
    return 1


def _send(client: httpx2.Client, webhook: Row, now: datetime) -> tuple[str, bool]:
    body = webhook["body"].encode()
    try:
        reply = client.post(webhook["url"], content=body, headers=_headers(webhook, body, now), timeout=_TIMEOUT)
    except httpx2.HTTPError as error:
        return type(error).__name__, False
    return f"{reply.status_code} {reply.text}"[:_LONGEST_ANSWER], reply.is_success


def _headers(webhook: Row, body: bytes, now: datetime) -> Mapping[str, str]:
    """Who signs how: Standard Webhooks 1.0 (the time is that of the attempt), or Greenhouse's documented header."""
    headers = {"content-type": "application/json", "user-agent": "second-look-stand-in"}
    event_id, secret = webhook["event_id"], webhook["secret"]
    if webhook["dialect"] == "generic":
        return headers | {
            "webhook-id": event_id,
            "webhook-timestamp": str(math.floor(now.timestamp())),
            "webhook-signature": sign_standard(secret, event_id, now, body),
        }
    return headers | {"Signature": f"sha256 {hmac_sha256_hex(secret, body)}", "Greenhouse-Event-ID": event_id}


def _record(
    rows: Rows, settings: StandInSettings, webhook: Row, answer: str, now: datetime, *, delivered: bool
) -> None:
    if delivered:
        rows.execute(
            "UPDATE webhook SET sends_left = sends_left - 1, attempts = attempts + 1, last_answer = ?,"
            " delivered_at = coalesce(delivered_at, ?) WHERE id = ?",
            (answer, stamp(now), webhook["id"]),
        )
        return
    wait = settings.retry_waits[min(webhook["failures"], len(settings.retry_waits) - 1)]
    rows.execute(
        "UPDATE webhook SET attempts = attempts + 1, failures = failures + 1, last_answer = ?, due_at = ? WHERE id = ?",
        (answer, stamp(now + timedelta(seconds=wait)), webhook["id"]),
    )
