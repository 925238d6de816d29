"""What one child process is told to do, what that may cost, and what a zygote says to its parent."""

import json
import struct
from dataclasses import asdict, dataclass, field

MESSAGE_BYTES = 4_096
"""Longest order; it travels in one message."""

READY = b"ready"
"""The zygote's first and only message; from then on it listens."""

REPORT = struct.Struct("i")
"""How a child ended: its exit code, or minus the signal that ended it, or the next number."""

NOT_STARTED = 1_000
"""In place of an exit code: the machine cannot start another process."""

DONE = b"\ndone"
"""Ends the answer of a task that went well: whoever has read it need not wait until the child is buried."""

UNFIT = 3
"""The zygote's own exit code where this machine cannot confine children that share a parent."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost.

    Memory is address space, of which a child begins with some 100 MB, because the readers are loaded already.
    """

    wall_seconds: float = 30.0
    cpu_seconds: int = 15
    memory_bytes: int = 1_000_000_000
    input_bytes: int = 20_000_000
    output_bytes: int = 16_000_000


@dataclass(frozen=True, slots=True)
class Order:
    """A task of ``parsers.child`` with its options, or an outside ``program`` with its arguments."""

    task: str
    cpu_seconds: int
    memory_bytes: int
    options: dict[str, int] = field(default_factory=dict)
    program: tuple[str, ...] = ()

    def encode(self) -> bytes:
        """As one message. It comes from our own code and never holds anything of a file."""
        return json.dumps(asdict(self), separators=(",", ":")).encode()


def decode(message: bytes) -> Order:
    """Read what ``encode`` wrote."""
    parts = json.loads(message)
    return Order(**{**parts, "program": tuple(parts["program"])})
