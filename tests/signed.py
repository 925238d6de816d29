"""Deliveries as a sender of Standard Webhooks makes them."""

import json

from standardwebhooks import Webhook

SECRET = "whsec_" + "c2VjcmV0" * 6


def signed(event, event_id, when, *, secret=SECRET, body=None):
    """Headers and body of one delivery, signed at ``when``."""
    body = json.dumps(event).encode() if body is None else body
    signature = Webhook(secret).sign(event_id, when, body.decode())
    return {
        "content-type": "application/json",
        "webhook-id": event_id,
        "webhook-timestamp": str(int(when.timestamp())),
        "webhook-signature": signature,
    }, body
