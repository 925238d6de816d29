"""A process that has loaded the readers and forks a child for every file: half the work of a child is done before.

It runs without our environment, in an empty directory, and holds nothing but the socket to its parent. It never sees a
byte of a file: it receives an order and the child's end of a talk, and passes both on, to a child that was forked ahead
and waits for the one order of its life. Its children confine themselves before they read. It ends when its parent does,
which it learns from the socket, and its children end with it, because they asked the kernel for that
(``parsers.confine``) or wait at a socket of the zygote's.
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
_TRIES = 3


@dataclass(slots=True)
class _Child:
    """A child at work. Its report is a socket: its other end hears the exit code, and closing that ends the child."""

    pid: int
    alive: int
    report: socket.socket
    over: bool = False
    """It was reaped: its number may belong to anybody."""


@dataclass(slots=True)
class _Spare:
    """A child that waits for its order; it ends when the other end of its socket is closed."""

    pid: int
    orders: socket.socket


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
    spare = _spare(prepared)
    with selectors.PollSelector() as waiting:
        waiting.register(control, selectors.EVENT_READ)
        while os.getppid() == parent:
            for key, _ in waiting.select(_LOOK_SECONDS):
                if key.fileobj is control:
                    if not _next_order(control, waiting, spare, prepared):
                        _dismiss(spare)
                        return
                    spare = _spare(prepared)
                elif isinstance(key.fileobj, int):
                    _reap(key.data, waiting)
                elif not key.data.over:
                    waiting.unregister(key.fileobj)
                    _kill(key.data.pid)


def _next_order(
    control: socket.socket, waiting: selectors.BaseSelector, spare: _Spare | None, prepared: Prepared
) -> bool:
    """Hand over what is asked for; False when nobody will ask again."""
    message, files, _, _ = socket.recv_fds(control, order.MESSAGE_BYTES, 2)
    if not message:
        return False
    talk, report = (socket.socket(fileno=number) for number in files)
    with talk:
        pid = _hand_over(spare, prepared, message, talk)
    if not pid:
        with report:
            report.send(REPORT.pack(NOT_STARTED))
        return True
    begun = _Child(pid, os.pidfd_open(pid), report)
    waiting.register(begun.alive, selectors.EVENT_READ, begun)
    waiting.register(report, selectors.EVENT_READ, begun)
    return True


def _hand_over(spare: _Spare | None, prepared: Prepared, message: bytes, talk: socket.socket) -> int:
    """Give the order to the child that waits, or to a new one where somebody killed that; its process id, or 0."""
    for _ in range(_TRIES):
        if spare:
            with spare.orders, suppress(OSError):
                socket.send_fds(spare.orders, [message], [talk.fileno()])
                return spare.pid
            os.waitpid(spare.pid, 0)
        spare = _spare(prepared)
    _dismiss(spare)
    return 0


def _spare(prepared: Prepared) -> _Spare | None:
    """Fork a child ahead of its order; None where the machine cannot start another process."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    zygote = os.getpid()
    with theirs:
        try:
            pid = os.fork()
        except OSError:
            ours.close()
            return None
        if pid == 0:
            _be_child(theirs.fileno(), zygote, prepared)
    return _Spare(pid, ours)


def _dismiss(spare: _Spare | None) -> None:
    """End it unused."""
    if spare:
        spare.orders.close()
        os.waitpid(spare.pid, 0)


def _be_child(orders: int, zygote: int, prepared: Prepared) -> None:
    """Leave everything of the zygote behind but the code, do the one task, and end without its exit handlers."""
    code = 1
    try:
        os.setsid()
        os.dup2(orders, 0)
        os.closerange(3, max(3, prepared.rules))
        os.closerange(max(3, prepared.rules + 1), _FILES)
        message, talk = _order()
        if message:
            os.dup2(talk, 0)
            os.dup2(talk, 1)
            os.close(talk)
            child.obey(order.decode(message), zygote, prepared)
        code = 0
    finally:
        os._exit(code)


def _order() -> tuple[bytes, int]:
    """Wait for it on standard input: the message and the child's end of the talk; nothing where none will come."""
    with socket.socket(fileno=os.dup(0)) as orders:
        message, files, _, _ = socket.recv_fds(orders, order.MESSAGE_BYTES, 1)
    return message, files[0] if files else -1


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
