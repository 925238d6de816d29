"""Connections without an ATS interface: rejections arrive by ``second-look import``, outcomes leave as a file."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from app.ats.base import (
    BadSignature,
    Capabilities,
    Delivery,
    Event,
    Ignored,
    Receipt,
    Verified,
    any_options,
    no_sign_in,
    unsupported,
)
from app.language import marked as N_  # noqa: N812 - the name that the catalogues know

NAME = "file"
TITLE = "File (batch import)"
CAN = Capabilities(modes=frozenset(), push=False, verified_live="needs no service")

option_trouble = any_options
sign_in = no_sign_in
read_state = unsupported
list_rejected = unsupported
fetch_resume = unsupported
fetch_posting = unsupported
hold = unsupported
release = unsupported
reinstate = unsupported
reject = unsupported
annotate = unsupported


def stage_words(_options: Mapping[str, str]) -> str:
    """It is written to the outcome file, for whoever acts on it."""
    return N_("its name in the ATS")


def handshake(_delivery: Delivery, _options: Mapping[str, str]) -> bytes | None:
    """Nobody calls."""
    return None


def verify(_delivery: Delivery, _secrets: Sequence[str], _now: datetime) -> Verified | BadSignature:
    """Nothing sent here is authentic."""
    return BadSignature("imports come by command: second-look import")


def read_events(_delivery: Delivery, _options: Mapping[str, str]) -> Sequence[Event | Ignored]:
    """Nothing is read here.

    Raises:
        ValueError: always.

    """
    raise ValueError("a file connection takes no events; imports come by command: second-look import")


def ack(receipt: Receipt) -> int:
    """Tell a stray caller that nothing is here."""
    return 401 if receipt is Receipt.BAD_SIGNATURE else 404


def credentials(_token: str) -> Mapping[str, str]:
    """There is no server to authorise at."""
    return {}
