"""The slow way, where there is no zygote: an interpreter for every file."""

import os
import signal
import socket
import subprocess
import tempfile
from contextlib import suppress

from parsers.forks import command, environment
from parsers.order import Limits, Order
from parsers.talk import Overrun, talk

BOOT = "from parsers.child import main"


def run(order: Order, data: bytes, limits: Limits) -> tuple[int, bytes]:
    """Exit code and answer of a child. Raises Overrun, and OSError where no process can be started."""
    ours, theirs = socket.socketpair()
    with ours, tempfile.TemporaryDirectory(prefix="resume-", ignore_cleanup_errors=True) as empty:
        with theirs:
            child = subprocess.Popen(  # noqa: S603  our own interpreter and our own code
                command(BOOT, order.encode().decode(), str(os.getpid())),
                stdin=theirs.fileno(),
                stdout=theirs.fileno(),
                stderr=subprocess.DEVNULL,
                cwd=empty,
                env=environment(empty),
                start_new_session=True,
            )
        with child:
            try:
                answer = talk(ours, data, limits)
                return child.wait(timeout=1), answer
            except subprocess.TimeoutExpired as error:
                raise Overrun("The reader did not end after its answer.") from error
            finally:
                _end(child)


def _end(child: subprocess.Popen[bytes]) -> None:
    """Kill the whole group before its leader is waited for: until then its number cannot belong to anybody else."""
    if child.returncode is None:
        with suppress(ProcessLookupError, PermissionError):  # it has ended, as some systems put it
            os.killpg(child.pid, signal.SIGKILL)
