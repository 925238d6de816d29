"""The generic adapter: Standard Webhooks or CloudEvents in, a small REST interface out (docs/ats/generic.md).

The reference for every other adapter, and the way in for systems without one.
"""

from collections.abc import Mapping

from app.ats.base import Capabilities, any_options, no_sign_in
from app.ats.vendors._generic.inbound import ack, handshake, read_events, verify
from app.ats.vendors._generic.outbound import (
    annotate,
    fetch_posting,
    fetch_resume,
    hold,
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

NAME = "generic"
TITLE = "Generic (Standard Webhooks or CloudEvents)"
CAN = Capabilities(
    modes=frozenset(HoldMode),
    push=True,
    verified_live="the stand-in ATS of this project (it is written from the same description)",
    option_names={"list_state": "state that backfill asks for: rejected (default), or parked for a gate connection"},
)

option_trouble = any_options
sign_in = no_sign_in


def stage_words(_options: Mapping[str, str]) -> str:
    """The ATS knows its stages by whatever word it wants."""
    return N_("its name in the ATS")


def credentials(token: str) -> Mapping[str, str]:
    """A bearer token."""
    return {"authorization": f"Bearer {token}"}
