"""Is this delivery authentic: constant-time signature checks that vendors share.

The Standard Webhooks signature itself is computed by the ``standardwebhooks`` package. Its ``verify`` is not used: it
reads the clock itself (``now`` is an argument here) and raises on malformed headers in ways that an attacker picks.
"""

import binascii
import hashlib
import hmac
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from standardwebhooks.webhooks import EmptyWebhookSecretError, Webhook

from app.ats.base import BadSignature, Delivery, Verified

WINDOW = timedelta(minutes=5)
"""How far the signed time may lie from ours, either way (the figure of the Standard Webhooks reference library)."""

NO_SECRET = "this connection has no signing secret: set one before the ATS sends events"  # noqa: S105 - a message


def same(given: str, expected: str) -> bool:
    """Compare two signatures without telling by the time it takes how much of them agrees."""
    return hmac.compare_digest(given.encode(errors="replace"), expected.encode())


def hmac_sha256_hex(secret: str, data: bytes) -> str:
    """HMAC-SHA256 of ``data`` as lower-case hex."""
    return hmac.new(secret.encode(), data, hashlib.sha256).hexdigest()


def live(secrets: Iterable[str]) -> tuple[str, ...]:
    """The secrets that can sign at all: an empty one would let anybody sign."""
    return tuple(secret.strip() for secret in secrets if secret.strip())


def sign_standard(secret: str, message_id: str, signed_at: datetime, body: bytes) -> str:
    """Sign a body as Standard Webhooks 1.0 does.

    Args:
        secret: base64, with or without the ``whsec_`` prefix.
        message_id: the ``webhook-id`` header.
        signed_at: the time in the ``webhook-timestamp`` header, timezone-aware.
        body: the raw body; it has to be UTF-8.

    Returns:
        The ``webhook-signature`` header, ``v1,<base64>``.

    Raises:
        ValueError: the secret is empty or not base64, or the body is not UTF-8.

    """
    try:
        webhook = Webhook(secret)
    except (EmptyWebhookSecretError, binascii.Error) as error:
        raise ValueError("the signing secret is not base64 of at least one byte; create a new one") from error
    return webhook.sign(message_id, signed_at.astimezone(UTC), body.decode())


def verify_standard(delivery: Delivery, secrets: Sequence[str], now: datetime) -> Verified | BadSignature:
    """Check the Standard Webhooks headers of a delivery against every live secret.

    Only the signed time in the header has to be near ``now``; the time of the event inside the body may be any.
    """
    if not live(secrets):
        return BadSignature(NO_SECRET)
    names = ("webhook-id", "webhook-timestamp", "webhook-signature")
    message_id, timestamp, signatures = (delivery.headers.get(name, "") for name in names)
    if not (message_id and timestamp and signatures):
        return BadSignature(f"the headers {', '.join(names)} must all be present")
    signed_at = _signed_at(timestamp)
    if signed_at is None or abs(now - signed_at) > WINDOW:
        return BadSignature("webhook-timestamp must be the time of sending in unix seconds, at most 5 minutes off")
    given = [signature for signature in signatures.split(" ") if signature.startswith("v1,")]
    for secret in live(secrets):
        try:
            expected = sign_standard(secret, message_id, signed_at, delivery.body)
        except ValueError:
            continue  # one unusable secret, or a body that is no text, must not shut out the other secrets
        if any(same(signature, expected) for signature in given):
            return Verified(message_id, signed_at=signed_at)
    return BadSignature("no signature matches any live secret of this connection")


def _signed_at(timestamp: str) -> datetime | None:
    if not (timestamp.isascii() and timestamp.isdigit()):
        return None
    try:
        return datetime.fromtimestamp(int(timestamp), UTC)
    except (ValueError, OverflowError, OSError):
        return None
