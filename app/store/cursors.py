"""Cursors of paged lists: where the next page begins, as an address carries it. Anybody may make one up."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from app.errors import BadInputError
from app.language import translated as _


def encode(*parts: str) -> str:
    """What the last row of a page is ordered by; only the last part may hold a ``|``."""
    return urlsafe_b64encode("|".join(parts).encode()).decode("ascii")


def decode(cursor: str, *read: Callable[[str], Any]) -> tuple[Any, ...]:
    """The parts, each as its reader makes it; a reader refuses with ``ValueError`` or ``OverflowError``.

    Raises:
        BadInputError: no list of ours gave this cursor.

    """
    try:
        parts = urlsafe_b64decode(cursor.encode("ascii")).decode().split("|", len(read) - 1)
        found = tuple(one(part) for one, part in zip(read, parts, strict=True))
    except (ValueError, OverflowError, Base64Error):
        raise not_ours() from None
    if not all(parts) or any("\0" in part for part in parts):  # no row is ordered by nothing, and no column has a NUL
        raise not_ours()
    return found


def not_ours() -> BadInputError:
    """The refusal, also for a cursor whose row is not there."""
    return BadInputError(_("the cursor is not one that this list gave; begin again without it"))


def moment(part: str) -> datetime:
    """A reader of times, which are written in ISO 8601."""
    return datetime.fromisoformat(part).astimezone(UTC)
