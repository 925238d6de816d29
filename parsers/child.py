"""What happens in a child process: it gives up its rights, does one task on the bytes of its input, and ends."""

import os
from collections.abc import Callable, Mapping, Sequence
from importlib import import_module

from parsers import order as orders
from parsers.confine import Prepared, confine
from parsers.order import Order

TASKS = {
    "read": "parsers.read:answer",
    "read_doc": "parsers.read:answer_doc",
    "read_scan": "parsers.read:answer_scan",
    "score_scan": "parsers.scan.score:answer",
    "picture": "parsers.pictures.render:answer",
    "sizes": "parsers.pictures.render:sizes",
}
"""By name: a function from bytes and options to the bytes of the answer, imported when it is wanted."""

_PIECE = 1 << 20
_PROGRAM_ENVIRONMENT = {"LC_ALL": "C.UTF-8", "PATH": "/usr/local/bin:/usr/bin:/bin", "OMP_THREAD_LIMIT": "1"}
"""All that an outside program sees: texts in UTF-8, and one thread, since it is not allowed to start more."""

Task = Callable[[bytes, Mapping[str, int]], bytes]


def main(arguments: Sequence[str]) -> None:
    """A child that was started afresh. ``arguments``: the order, and the process id of the parent."""
    obey(orders.decode(arguments[0].encode()), int(arguments[1]))


def obey(order: Order, parent: int, prepared: Prepared | None = None) -> None:
    """Do what is ordered, from standard input to standard output."""
    limits = (order.cpu_seconds, order.memory_bytes, parent)
    if order.program:
        _keep_input()
        confine(*limits, order.program[0])
        os.execve(order.program[0], order.program, _PROGRAM_ENVIRONMENT)  # noqa: S606  our command line, no shell
    confine(*limits, prepared=prepared)
    _write(_run(order) + orders.DONE)


def task(name: str) -> Task:
    """The function that does a task."""
    module, _, function = TASKS[name].partition(":")
    found: Task = getattr(import_module(module), function)
    return found


def _run(order: Order) -> bytes:
    # Only now the readers are loaded, where they were not before, so that even their start counts against the limits.
    from parsers.model import Unreadable  # noqa: PLC0415
    from parsers.wire import encode  # noqa: PLC0415

    try:
        return task(order.task)(_input(), order.options)
    except MemoryError:
        return encode(Unreadable("The file needs far more memory than a resume, so it was not read."))


def _keep_input() -> None:
    """Put the whole input where a program can move to and fro in it; later it could write it nowhere."""
    if hasattr(os, "memfd_create"):
        kept = os.memfd_create("input")
        while piece := os.read(0, _PIECE):
            os.write(kept, piece)
        os.lseek(kept, 0, os.SEEK_SET)
        os.dup2(kept, 0)


def _input() -> bytes:
    pieces = []
    while piece := os.read(0, _PIECE):
        pieces.append(piece)
    return b"".join(pieces)


def _write(answer: bytes) -> None:
    rest = memoryview(answer)
    while rest:
        rest = rest[os.write(1, rest) :]
    os.close(0)
    os.close(1)  # now: taking down a process, and with it its files, takes longer than a small file
