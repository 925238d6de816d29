"""What the child process gives up before it touches a candidate's bytes. Runs in the child only.

Resource limits hold everywhere. On Linux the child also dies with its parent, and on x86-64 and ARM64 a seccomp
filter refuses sockets, new processes, other programs, signals, tracing and changes to the file system. Elsewhere the
network is not cut off, and files can be created but not filled. Reading files stays possible, because the libraries
need it; where the kernel has Landlock, of code and fonts only (``parsers.landlock``). An outside program is confined in
the same way before it begins; only its own beginning is then allowed.
"""

import ctypes
import os
import resource
import signal
import struct
import sys
from dataclasses import dataclass
from functools import cache

from parsers import landlock

_OPEN_FILES = 32
_NICENESS = 10
"""Reading a resume may wait; whoever sends us a webhook or looks at a page may not."""

_PR_SET_PDEATHSIG, _PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 1, 38, 22, 2  # linux/prctl.h
_X86_64, _ARM64 = 0xC000003E, 0xC00000B7  # linux/audit.h
_ARCHITECTURES = {"x86_64": _X86_64, "aarch64": _ARM64}
_REFUSED = {
    # network: socket connect accept sendto sendmsg bind listen socketpair accept4 sendmmsg io_uring_setup
    # processes: clone fork vfork execve execveat clone3 ptrace process_vm_readv/writev kill tkill tgkill
    #   pidfd_send_signal setns unshare
    # files: truncate rename mkdir rmdir creat link unlink symlink chmod chown mknod mount, with their *at forms
    _X86_64: (
        *(41, 42, 43, 44, 46, 49, 50, 53, 288, 307, 425),
        *(56, 57, 58, 59, 322, 435, 101, 310, 311, 62, 200, 234, 424, 308, 272),
        *(76, 82, 83, 84, 85, 86, 87, 88, 90, 92, 94, 132, 133, 165, 188, 189, 235, 258, 259, 260, 261, 263, 264),
        *(265, 266, 268, 280, 316, 437, 452),
    ),
    _ARM64: (
        *(198, 203, 202, 206, 211, 200, 201, 199, 242, 269, 425),
        *(220, 221, 281, 435, 117, 270, 271, 129, 130, 131, 424, 268, 97),
        *(45, 276, 38, 34, 37, 35, 36, 33, 40, 53, 54, 5, 6, 88, 437, 452),
    ),
}
_STARTING = {_X86_64: (59, 322), _ARM64: (221, 281)}  # execve execveat
_OPENING = {_X86_64: ((2, 1), (257, 2)), _ARM64: ((56, 2),)}
"""Calls that open a file, and which argument of each holds the flags."""

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC

_LOAD, _EQUAL, _ANY_BIT, _RETURN = 0x20, 0x15, 0x45, 0x06  # linux/bpf_common.h, the few that are needed
_ALLOW, _REFUSE = 0x7FFF0000, 0x00050000 | 1  # linux/seccomp.h; refused calls fail with EPERM
_X32 = 0x40000000


@dataclass(frozen=True, slots=True)
class Prepared:
    """What can be made ready before a child exists: the filter, and the open set of rules for files (or -1)."""

    filter: bytes
    rules: int


def prepare(program: str = "") -> Prepared:
    """For a reader, or for this outside ``program``. Empty where this system knows neither."""
    architecture = _ARCHITECTURES.get(os.uname().machine)
    if sys.platform != "linux" or architecture is None:
        return Prepared(b"", -1)
    return Prepared(_filter(architecture, program=bool(program)), landlock.rules(_libc(), program))


def confine(
    cpu_seconds: int, memory_bytes: int, parent: int, program: str = "", prepared: Prepared | None = None
) -> bool:
    """Give up everything that reading a file does not need; ``program``: this outside program is about to take over.

    Exits at once where the parent has gone already. Returns whether system calls are filtered.
    """
    os.nice(_NICENESS)
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_FSIZE, 0)
    _limit(resource.RLIMIT_NOFILE, _OPEN_FILES)
    _limit(resource.RLIMIT_CPU, cpu_seconds)
    _limit(resource.RLIMIT_NPROC, 0)
    if sys.platform != "linux":
        return False
    _limit(resource.RLIMIT_AS, memory_bytes)  # other systems count shared libraries and fail at once
    libc = _libc()
    libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent:
        raise SystemExit("the parent process is gone")
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    ready = prepared or prepare(program)
    if ready.rules >= 0:
        landlock.restrict(libc, ready.rules)
    return _filter_calls(libc, ready.filter)


@cache
def _libc() -> ctypes.CDLL:
    return ctypes.CDLL(None, use_errno=True)


def _limit(kind: int, most: int) -> None:
    _, hard = resource.getrlimit(kind)
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(kind, (most, most))


def _filter_calls(libc: ctypes.CDLL, program: bytes) -> bool:
    """Install the seccomp filter; False where there is none for this machine."""
    if not program:
        return False
    code = ctypes.create_string_buffer(program)
    header = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(code))  # struct sock_fprog
    return bool(libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.create_string_buffer(header), 0, 0) == 0)


def _filter(architecture: int, *, program: bool) -> bytes:
    """The filter. A jump names how many steps to skip when it holds and when it does not."""
    number, arch = 0, 4  # offsets in struct seccomp_data; arguments start at 16, 8 bytes each
    steps = [_step(_LOAD, arch), _step(_EQUAL, architecture, 1, 0), _step(_RETURN, _REFUSE), _step(_LOAD, number)]
    steps += [_step(_ANY_BIT, _X32, 0, 1), _step(_RETURN, _REFUSE)]
    for call in set(_REFUSED[architecture]) - set(_STARTING[architecture] if program else ()):
        steps += [_step(_EQUAL, call, 0, 1), _step(_RETURN, _REFUSE)]
    for call, argument in _OPENING[architecture]:
        flags = _step(_LOAD, 16 + 8 * argument)
        refuse = [_step(_ANY_BIT, _WRITING, 0, 1), _step(_RETURN, _REFUSE), _step(_RETURN, _ALLOW)]
        steps += [_step(_EQUAL, call, 0, 4), flags, *refuse]
    return b"".join([*steps, _step(_RETURN, _ALLOW)])


def _step(code: int, value: int, if_true: int = 0, if_false: int = 0) -> bytes:
    return struct.pack("HBBI", code, if_true, if_false, value)
