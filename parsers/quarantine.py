"""Runs one task in a confined child process: forked from the zygote, or started afresh where there is none."""

import signal
from collections.abc import Callable
from typing import TypeVar

from parsers import fresh, wire
from parsers.forks import Forks, Unavailable
from parsers.model import Unreadable
from parsers.order import DONE, Limits, Order
from parsers.talk import Overrun

forks = Forks()
"""The one zygote of this process; it is started with the first order."""

_Answer = TypeVar("_Answer")


def run(order: Order, data: bytes, limits: Limits) -> tuple[int, bytes]:
    """Exit code and answer. Raises ``parsers.talk.Overrun``, and OSError where no process can be started at all."""
    try:
        return forks.run(order, data, limits)
    except Unavailable:
        return fresh.run(order, data, limits)


def ask(
    task: str, data: bytes, limits: Limits, decode: Callable[[bytes], _Answer | Unreadable], **options: int
) -> _Answer | Unreadable:
    """Have a task of ``parsers.child`` done on ``data``; a child that fails in any way is one ``Unreadable``."""
    try:
        code, answer = run(Order(task, limits.cpu_seconds, limits.memory_bytes, options), data, limits)
    except Overrun as overrun:
        return Unreadable(str(overrun))
    if code != 0:
        return Unreadable(_ending(code), detail={"exit": str(code)})
    try:
        return decode(answer.removesuffix(DONE))
    except wire.Garbled as error:
        return Unreadable("The reader gave an answer that makes no sense.", detail={"answer": str(error)})


def _ending(code: int) -> str:
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        return "The file took too much work to read."
    return "The reader failed on this file; it is probably damaged."
