"""The one door to the readers: a candidate's file is opened in a limited child process, and nothing else comes back.

The child starts afresh for every file, without our environment, in an empty directory, in its own session. What it
gives up is in ``parsers.confine``; what it answers is checked in ``parsers.wire``. It is killed with everything in its
process group when it ends, stalls or says too much. A file that cannot be read is a value, ``Unreadable``, never an
exception.
"""

import os
import selectors
import signal
import subprocess
import sys
import tempfile
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from time import monotonic

from parsers import wire
from parsers.model import Resume, Unreadable

_ROOT = Path(__file__).resolve().parent.parent
_BOOT = (
    "import sys; cut = sys.argv.index('--'); sys.path += sys.argv[cut + 1:]; "
    "from parsers.child import main; main(sys.argv[1:cut])"
)
_PIECE = 65_536
_KEPT = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
"""Variables without which some builds of Python do not start."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost. Memory is address space, of which a reader maps some 200 MB before it begins."""

    wall_seconds: float = 30.0
    cpu_seconds: int = 15
    memory_bytes: int = 1_000_000_000
    input_bytes: int = 20_000_000
    output_bytes: int = 16_000_000


class _Overrun(Exception):  # noqa: N818  it overran, which is an outcome and not an error
    """The child went on too long or said too much; the message is a sentence for a recruiter."""


def parse(data: bytes, limits: Limits = Limits()) -> Resume | Unreadable:
    """Read a file of any kind. Never raises for what the file holds; takes ``wall_seconds`` at most.

    Raises OSError where the machine cannot start a process at all.
    """
    if not data:
        return Unreadable("The file is empty.")
    if len(data) > limits.input_bytes:
        return Unreadable(f"The file is larger than {limits.input_bytes // 1_000_000} MB, so it was not opened.")
    try:
        code, answer = _run(data, limits)
    except _Overrun as overrun:
        return Unreadable(str(overrun))
    if code != 0:
        return Unreadable(_ending(code), detail={"exit": str(code)})
    try:
        return wire.decode(answer)
    except wire.Garbled as error:
        return Unreadable("The reader gave an answer that makes no sense.", detail={"answer": str(error)})


def _run(data: bytes, limits: Limits) -> tuple[int, bytes]:
    with tempfile.TemporaryDirectory(prefix="resume-", ignore_cleanup_errors=True) as empty:
        environment = {"LC_ALL": "C.UTF-8", "CMAP_PATH": empty}  # else pdfminer looks into a shared directory
        environment |= {name: os.environ[name] for name in _KEPT if name in os.environ}
        child = subprocess.Popen(  # noqa: S603  our own interpreter and our own code
            _command(limits),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            cwd=empty,
            env=environment,
            start_new_session=True,
        )
        with child:
            try:
                answer = _talk(child, data, limits)
                return child.wait(timeout=1), answer
            except subprocess.TimeoutExpired as error:
                raise _Overrun("The reader did not end after its answer.") from error
            finally:
                _end(child)


def _command(limits: Limits) -> list[str]:
    """Isolated mode ignores the working directory and the user's site; the path is the parent's own, after Python's."""
    path = [str(_ROOT), *(entry for entry in sys.path if Path(entry).is_absolute() and entry != str(_ROOT))]
    numbers = (limits.cpu_seconds, limits.memory_bytes, os.getpid())
    return [sys.executable, "-I", "-S", "-B", "-c", _BOOT, *map(str, numbers), "--", *path]


def _talk(child: subprocess.Popen[bytes], data: bytes, limits: Limits) -> bytes:
    """Send the file and collect the answer side by side, so that neither pipe can block for ever."""
    assert child.stdin is not None  # noqa: S101  for mypy: both are pipes
    assert child.stdout is not None  # noqa: S101
    deadline = monotonic() + limits.wall_seconds
    rest, answer = memoryview(data), bytearray()
    os.set_blocking(child.stdin.fileno(), False)
    with selectors.DefaultSelector() as waiting:
        waiting.register(child.stdin, selectors.EVENT_WRITE)
        waiting.register(child.stdout, selectors.EVENT_READ)
        while True:
            ready = [key.fileobj for key, _ in waiting.select(max(0.0, deadline - monotonic()))]
            if monotonic() >= deadline:
                raise _Overrun("The file took too long to read.")
            if child.stdin in ready:
                rest = _send(child.stdin.fileno(), rest)
                if not rest:
                    waiting.unregister(child.stdin)
                    child.stdin.close()
            if child.stdout in ready:
                piece = os.read(child.stdout.fileno(), _PIECE)
                if not piece:
                    return bytes(answer)
                answer += piece
                if len(answer) > limits.output_bytes:
                    raise _Overrun("The file holds far more text than a resume.")


def _send(pipe: int, rest: memoryview) -> memoryview:
    """Write what the pipe takes; nothing is left when the child no longer listens."""
    try:
        return rest[os.write(pipe, rest[:_PIECE]) :]
    except BlockingIOError:
        return rest
    except BrokenPipeError:
        return rest[:0]


def _end(child: subprocess.Popen[bytes]) -> None:
    """Kill the whole group before its leader is waited for: until then its number cannot belong to anybody else."""
    if child.returncode is None:
        with suppress(ProcessLookupError, PermissionError):  # it has ended, as some systems put it
            os.killpg(child.pid, signal.SIGKILL)
    if child.stdin and not child.stdin.closed:
        child.stdin.close()


def _ending(code: int) -> str:
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        return "The file took too much work to read."
    return "The reader failed on this file; it is probably damaged."
