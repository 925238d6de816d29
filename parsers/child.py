"""The child process: gives up its rights, reads one file from its input, writes one answer, ends."""

import sys
from collections.abc import Sequence

from parsers.confine import confine


def main(arguments: Sequence[str]) -> None:
    """``arguments``: CPU seconds, memory in bytes, and the process id of the parent."""
    cpu_seconds, memory_bytes, parent = (int(argument) for argument in arguments)
    confine(cpu_seconds, memory_bytes, parent)
    # Only now the readers are loaded, so that even their start counts against the limits.
    from parsers.model import Unreadable  # noqa: PLC0415
    from parsers.read import read  # noqa: PLC0415
    from parsers.wire import encode  # noqa: PLC0415

    try:
        result = read(sys.stdin.buffer.read())
    except MemoryError:
        result = Unreadable("The file needs far more memory than a resume, so it was not read.")
    sys.stdout.buffer.write(encode(result))
    sys.stdout.buffer.flush()
