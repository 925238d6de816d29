"""The parent's side of the zygote (``parsers.zygote``): one for the process, made when first needed, replaced in time.

Any number of threads may ask at once. A zygote that dies costs nobody a file: what was on its way is asked again of the
next one. A process that forks itself leaves its zygote to its parent and makes its own.
"""

import atexit
import os
import socket
import subprocess
import sys
import tempfile
import threading
from contextlib import ExitStack, suppress
from pathlib import Path

from parsers.order import DONE, NOT_STARTED, READY, REPORT, UNFIT, Limits, Order
from parsers.talk import Overrun, talk

FILES_AT_MOST = 2_000
"""After so many files a fresh zygote takes over."""

START_SECONDS = 60.0
FAILED_STARTS = 3
"""After so many failures in a row nothing is tried any more: each file then gets an interpreter of its own."""

BOOT = "import os\nos.register_at_fork = lambda **_: None\nfrom parsers.zygote import main"
"""What Python's own modules would do in every child is not even noted: new locks, though the zygote has one thread, and
a new seed, though no reader asks for chance. It touches 200 pages, and so costs each child half a millisecond."""

_END_SECONDS = 5.0
_ROOT = Path(__file__).resolve().parent.parent
_KEPT = ("LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH")
"""Variables without which some builds of Python do not start."""


class Unavailable(Exception):  # noqa: N818  it says what the zygote is
    """No zygote can be had on this machine."""


class _Gone(Exception):  # noqa: N818  as above
    """The zygote ended before it reported on a child."""


def command(boot: str, *arguments: str) -> list[str]:
    """Our own interpreter with ``boot``, which imports a ``main``, on the parent's path but in isolated mode.

    That ignores the working directory and the user's site; the path is the parent's own, after Python's.
    """
    path = [str(_ROOT), *(entry for entry in sys.path if Path(entry).is_absolute() and entry != str(_ROOT))]
    whole = f"import sys; cut = sys.argv.index('--'); sys.path += sys.argv[cut + 1:]\n{boot}\nmain(sys.argv[1:cut])"
    return [sys.executable, "-I", "-S", "-B", "-c", whole, *arguments, "--", *path]


def environment(empty: str) -> dict[str, str]:
    """All that a process of ours sees of the environment; pdfminer would look for CMaps in a shared directory."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return kept | {"LC_ALL": "C.UTF-8", "CMAP_PATH": empty}


class _Zygote:
    """A running zygote. ``users`` are the threads that wait for it; the last one to leave a ``worn`` one ends it."""

    def __init__(self, boot: str) -> None:
        """Start it and wait until it is ready. Raises Unavailable or OSError."""
        self.users = self.asked = 0
        self.worn = False
        self._folder = tempfile.mkdtemp(prefix="resume-")
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            self._process = subprocess.Popen(  # noqa: S603  our own interpreter and our own code
                command(boot, str(os.getpid())),
                stdin=theirs.fileno(),
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                cwd=self._folder,
                env=environment(self._folder),
                start_new_session=True,
            )
        self._control.settimeout(START_SECONDS)
        try:
            ready = self._control.recv(len(READY)) == READY
        except OSError:
            ready = False
        if not ready:
            raise Unavailable(self.end())

    def ask(self, order: Order, data: bytes, limits: Limits) -> tuple[int, bytes]:
        """Exit code and answer of one child. Raises Overrun, or _Gone when the zygote ended meanwhile."""
        with ExitStack() as ends:
            ours, theirs = map(ends.enter_context, socket.socketpair())
            report, reporter = map(ends.enter_context, socket.socketpair())
            try:
                socket.send_fds(self._control, [order.encode()], [theirs.fileno(), reporter.fileno()])
            except OSError as error:
                raise _Gone from error
            theirs.close()
            reporter.close()
            done = False
            try:
                answer = talk(ours, data, limits)
                done = answer.endswith(DONE) and not order.program
                if done:
                    return 0, answer  # the zygote sees us go, and then kills and buries it
                report.settimeout(1.0)
                return self._ending(report), answer
            except TimeoutError as error:
                raise Overrun("The reader did not end after its answer.") from error
            finally:
                if not done:
                    self._finish(report)

    @staticmethod
    def _ending(report: socket.socket) -> int:
        packed = report.recv(REPORT.size)
        if len(packed) < REPORT.size:
            raise _Gone
        code: int = REPORT.unpack(packed)[0]
        if code == NOT_STARTED:
            raise OSError("no child process can be started")
        return code

    def _finish(self, report: socket.socket) -> None:
        """Have the child killed, if it still lives, and wait until it is buried."""
        report.settimeout(_END_SECONDS)
        with suppress(OSError):
            report.shutdown(socket.SHUT_WR)
        try:
            while report.recv(REPORT.size):
                pass
        except TimeoutError:  # the zygote itself hangs
            self._process.kill()
        except OSError:
            return

    def end(self) -> str:
        """End it; what it was in the middle of is lost. Says how it ended."""
        self._control.close()
        try:
            code = self._process.wait(_END_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            code = self._process.wait()
        with suppress(OSError):
            Path(self._folder).rmdir()
        return "this machine has no filter for system calls" if code == UNFIT else f"its process ended with {code}"

    def forget(self) -> None:
        """In a fork of the process that made it: let go of it without ending it."""
        self._control.close()
        self._process.returncode = 0


class Forks:
    """Runs orders in forked children."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._zygote: _Zygote | None = None
        self._failures = 0
        self._watching = False

    def run(self, order: Order, data: bytes, limits: Limits) -> tuple[int, bytes]:
        """Exit code and answer of a child. Raises Overrun, Unavailable, and OSError where no process can be started."""
        for _ in range(FAILED_STARTS):
            zygote = self._enter()
            try:
                return zygote.ask(order, data, limits)
            except _Gone:
                zygote.worn = True
            finally:
                self._leave(zygote)
        raise Unavailable("its process ends again and again")

    def close(self) -> None:
        """End the zygote; the next order makes a new one."""
        with self._lock:
            zygote, self._zygote = self._zygote, None
        if zygote:
            zygote.end()

    def why_not(self) -> str:
        """Why every file gets an interpreter of its own; empty where it does not."""
        try:
            self._leave(self._enter())
        except Unavailable as reason:
            return str(reason)
        return ""

    def _enter(self) -> _Zygote:
        with self._lock:
            if self._zygote and (self._zygote.worn or self._zygote.asked >= FILES_AT_MOST):
                self._zygote.worn = True
                if not self._zygote.users:
                    self._zygote.end()
                self._zygote = None
            if not self._zygote:
                self._zygote = self._start()
            self._zygote.asked += 1
            self._zygote.users += 1
            return self._zygote

    def _start(self) -> _Zygote:
        if sys.platform != "linux" or self._failures >= FAILED_STARTS:
            raise Unavailable("this system has none, or it failed to start")
        if not self._watching:
            self._watching = True
            os.register_at_fork(after_in_child=self._forked)
            atexit.register(self.close)
        self._failures += 1
        zygote = _Zygote(BOOT)
        self._failures = 0
        return zygote

    def _leave(self, zygote: _Zygote) -> None:
        with self._lock:
            zygote.users -= 1
            last = zygote.worn and not zygote.users and zygote is not self._zygote
        if last:
            zygote.end()

    def _forked(self) -> None:
        """Another thread may have held the lock when the process was forked, so there is a new one."""
        self._lock = threading.Lock()
        zygote, self._zygote = self._zygote, None
        if zygote:
            zygote.forget()
