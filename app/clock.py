"""The only place that asks what time it is or draws chance. Below the doors, time and seeds are arguments."""

import os
from datetime import UTC, datetime
from uuid import UUID

_VERSION_7 = 0x7
_VARIANT = 0b10


def now() -> datetime:
    """The current time, in UTC."""
    return datetime.now(UTC)


def new_id() -> str:
    """A sortable unique id (UUID version 7, RFC 9562 section 5.7), made before the insert: it can serve as a key."""
    milliseconds = int(now().timestamp() * 1000) & ((1 << 48) - 1)
    noise = int.from_bytes(os.urandom(10))
    value = (
        milliseconds << 80 | _VERSION_7 << 76 | (noise >> 64 & 0xFFF) << 64 | _VARIANT << 62 | noise & ((1 << 62) - 1)
    )
    return str(UUID(int=value))


def new_ids(count: int) -> list[str]:
    """As many ids in ascending order, all of this moment: for rows that are stored together."""
    milliseconds = int(now().timestamp() * 1000) & ((1 << 48) - 1)
    head = milliseconds << 80 | _VERSION_7 << 76 | _VARIANT << 62
    noise = os.urandom(10 * count)
    values = sorted(
        head | (part >> 64 & 0xFFF) << 64 | part & ((1 << 62) - 1)
        for part in (int.from_bytes(noise[at : at + 10]) for at in range(0, len(noise), 10))
    )
    return [
        f"{text[:8]}-{text[8:12]}-{text[12:16]}-{text[16:20]}-{text[20:]}" for text in map("{:032x}".format, values)
    ]


def new_secret(size: int = 32) -> bytes:
    """Random bytes for keys and tokens."""
    return os.urandom(size)
