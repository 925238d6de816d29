"""Greenhouse: webhooks in, Harvest v3 out; built to documentation, not tried live (docs/ats/greenhouse.md)."""

from base64 import b64encode
from collections.abc import Mapping

from app.ats.base import Call, Capabilities, unsupported
from app.ats.vendors._greenhouse.inbound import ack, handshake, read_events, verify
from app.ats.vendors._greenhouse.outbound import (
    PARKING_TAG_ID_NEEDED,
    annotate,
    fetch_posting,
    fetch_resume,
    list_rejected,
    read_state,
    reinstate,
    reject,
    release,
)
from app.language import marked as N_  # noqa: N812 - the name that the catalogues know
from app.lifecycle import HoldMode

__all__ = [
    "CAN",
    "NAME",
    "TITLE",
    "ack",
    "annotate",
    "credentials",
    "fetch_posting",
    "fetch_resume",
    "handshake",
    "hold",
    "list_rejected",
    "option_trouble",
    "read_events",
    "read_state",
    "reinstate",
    "reject",
    "release",
    "sign_in",
    "stage_words",
    "verify",
]

NAME = "greenhouse"
TITLE = "Greenhouse"
CAN = Capabilities(
    modes=frozenset({HoldMode.GATE, HoldMode.REVERSE}),
    push=True,
    verified_live="",
    option_names={
        "auto_reasons": "rejection reasons that only the auto-reject rule uses: ids or names, separated by commas",
        "auto_tag": "candidate tag that only the auto-reject rule sets",
        "parking_stage": "gate mode: the name of the stage in which the rule parks",
        "parking_tag": "gate mode: the candidate tag with which the rule parks",
        "parking_tag_id": "gate mode with a tag: the tag's id, to look it up before writing",
        "reinstate_stage_id": "gate mode with a stage: where a reinstated candidate goes (default: the next stage)",
        "rejection_reason_id": "gate mode: the reason given when the rejection is released",
        "email_template_id": "gate mode: the mail sent when the rejection is released (default: none)",
        "user_id": "Greenhouse user in whose name we act",
        "token_url": "where the client id and secret are exchanged (default: the address of Greenhouse)",
    },
)

TOKEN_URL = "https://auth.greenhouse.io/token"  # noqa: S105 - an address, no secret

hold = unsupported


def option_trouble(options: Mapping[str, str]) -> str:
    """Parking by tag needs the tag's name (web hooks name it) and its id (lookups want it)."""
    return PARKING_TAG_ID_NEEDED if options.get("parking_tag") and not options.get("parking_tag_id") else ""


def stage_words(options: Mapping[str, str]) -> str:
    """Only what is parked in a stage is moved on; a tag taken off and an unreject leave everybody where they were."""
    return N_("its id in Greenhouse, a number") if options.get("parking_stage") else ""


def credentials(token: str) -> Mapping[str, str]:
    """HTTP Basic with ``client_id:client_secret``, for the sign-in call only."""
    return {"authorization": f"Basic {b64encode(token.encode()).decode()}"}


def sign_in(options: Mapping[str, str]) -> Call | None:
    """OAuth 2.0 client credentials; ``sub`` is the user in whose name we act."""
    user = {"sub": options["user_id"]} if options.get("user_id") else {}
    url = options.get("token_url") or TOKEN_URL
    return Call("POST", url, form={"grant_type": "client_credentials", **user})
