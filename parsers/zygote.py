"""A process that has loaded the readers and forks a child for every file: half the work of a child is done before.

It runs without our environment, in an empty directory, and holds nothing but the socket to its parent. It never sees a
byte of a file: it receives an order and the child's end of a talk, and passes both on. Its children confine themselves
before they read. It ends when its parent does, which it learns from the socket, and its children end with it, because
they asked the kernel for that (``parsers.confine``).
"""

import os
import selectors
import signal
import socket
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from parsers import child, order, warm
from parsers.confine import Prepared, confine, prepare
from parsers.order import NOT_STARTED, READY, REPORT, UNFIT

_LOOK_SECONDS = 5.0
_FILES = 65_536
_PROBE = (5, 4_000_000_000)


@dataclass(slots=True)
class _Child:
    """A child at work. Its report is a socket: its other end hears the exit code, and closing that ends the child."""

    pid: int
    alive: int
    report: socket.socket
    over: bool = False
    """It was reaped: its number may belong to anybody."""


def main(arguments: Sequence[str]) -> None:
    """``arguments``: the process id of the parent. Standard input is the socket to it."""
    parent = int(arguments[0])
    warm.load()
    prepared = prepare()
    if not _fit(prepared):
        raise SystemExit(UNFIT)
    control = socket.socket(fileno=os.dup(0))
    control.send(READY)
    _serve(control, parent, prepared)
    with suppress(OSError):
        Path.cwd().rmdir()


def _fit(prepared: Prepared) -> bool:
    """Whether a child can be kept from touching its siblings and us, tried with one; and a fork finds one thread."""
    if sys.platform != "linux" or len(list(Path("/proc/self/task").iterdir())) > 1:
        return False
    zygote = os.getpid()
    pid = os.fork()
    if pid == 0:
        code = 1
        try:
            code = 0 if confine(*_PROBE, zygote, prepared=prepared) else 1
        finally:
            os._exit(code)
    try:
        os.close(os.pidfd_open(pid))
    except OSError:
        return False
    finally:
        _, status = os.waitpid(pid, 0)
    return os.waitstatus_to_exitcode(status) == 0


def _serve(control: socket.socket, parent: int, prepared: Prepared) -> None:
    """Fork and reap until the parent closes its end, or is no longer our parent."""
    with selectors.PollSelector() as waiting:
        waiting.register(control, selectors.EVENT_READ)
        while os.getppid() == parent:
            for key, _ in waiting.select(_LOOK_SECONDS):
                if key.fileobj is control:
                    if not _next_order(control, waiting, prepared):
                        return
                elif isinstance(key.fileobj, int):
                    _reap(key.data, waiting)
                elif not key.data.over:
                    waiting.unregister(key.fileobj)
                    _kill(key.data.pid)


def _next_order(control: socket.socket, waiting: selectors.BaseSelector, prepared: Prepared) -> bool:
    """Start what is asked for; False when nobody will ask again."""
    message, files, _, _ = socket.recv_fds(control, order.MESSAGE_BYTES, 2)
    if not message:
        return False
    talk, report = (socket.socket(fileno=number) for number in files)
    with talk:
        zygote = os.getpid()
        try:
            pid = os.fork()
        except OSError:
            with report:
                report.send(REPORT.pack(NOT_STARTED))
            return True
        if pid == 0:
            _be_child(message, talk.fileno(), zygote, prepared)
    begun = _Child(pid, os.pidfd_open(pid), report)
    waiting.register(begun.alive, selectors.EVENT_READ, begun)
    waiting.register(report, selectors.EVENT_READ, begun)
    return True


def _be_child(message: bytes, talk: int, zygote: int, prepared: Prepared) -> None:
    """Leave everything of the zygote behind but the code, do the one task, and end without its exit handlers."""
    code = 1
    try:
        os.setsid()
        os.dup2(talk, 0)
        os.dup2(talk, 1)
        os.closerange(3, max(3, prepared.rules))
        os.closerange(max(3, prepared.rules + 1), _FILES)
        child.obey(order.decode(message), zygote, prepared)
        code = 0
    finally:
        os._exit(code)


def _reap(ended: _Child, waiting: selectors.BaseSelector) -> None:
    """Bury a child, with whatever it left in its group, and report how it ended."""
    _kill(ended.pid)
    _, status = os.waitpid(ended.pid, 0)
    ended.over = True
    waiting.unregister(ended.alive)
    os.close(ended.alive)
    if ended.report in waiting.get_map():
        waiting.unregister(ended.report)
    with ended.report, suppress(OSError):  # nobody may be waiting any more
        ended.report.send(REPORT.pack(os.waitstatus_to_exitcode(status)))


def _kill(pid: int) -> None:
    """Before the child is waited for, so that its number cannot belong to anybody else; it may not lead a group yet."""
    for kill in (os.killpg, os.kill):
        with suppress(ProcessLookupError):
            kill(pid, signal.SIGKILL)
