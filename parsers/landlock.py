"""Which files a confined process may still read: code, libraries and fonts, and nothing of the installation's data.

Landlock is Linux's way for a process to give up access to files by their place. It needs no rights and lasts for the
process and all that it starts. It also keeps a process from looking into others, from TCP, and from signals to others.
"""

import ctypes
import os
import struct
import sys
from contextlib import suppress
from pathlib import Path

_CREATE, _ADD, _RESTRICT = 444, 445, 446  # the same numbers on every architecture
_ASK_VERSION, _PATH_BENEATH = 1, 1  # linux/landlock.h
_EXECUTE, _READ_FILE, _READ_DIR = 1, 4, 8
_FILES = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 5: (1 << 16) - 1}
"""From which version on there are how many kinds of access to files; all are taken, and only reading is given back."""

_NETWORK, _NETWORK_SINCE = 0b11, 4
_SCOPES, _SCOPES_SINCE = 0b11, 6
"""TCP (bind, connect); sockets without a path, and signals, to processes outside."""

_SYSTEM = (
    "/usr",
    "/lib",
    "/lib64",
    "/bin",
    "/etc/ld.so.cache",
    "/etc/fonts",
    "/etc/catdocrc",
    "/dev/null",
    "/dev/urandom",
)
_READERS = Path(__file__).resolve().parent


def version(libc: ctypes.CDLL) -> int:
    """The kernel's version of Landlock; 0 where it has none, or has it switched off."""
    found = libc.syscall(_CREATE, None, ctypes.c_size_t(0), _ASK_VERSION)
    return max(0, int(found))


def rules(libc: ctypes.CDLL, program: str = "") -> int:
    """An open set of rules: to read what readers need, or what a ``program`` does; -1 where there can be none."""
    known = version(libc)
    if not known:
        return -1
    files = _FILES[max(since for since in _FILES if since <= known)]
    asked = struct.pack("QQQ", files, _NETWORK if known >= _NETWORK_SINCE else 0, _SCOPES)
    size = 24 if known >= _SCOPES_SINCE else 16 if known >= _NETWORK_SINCE else 8
    opened = int(libc.syscall(_CREATE, ctypes.create_string_buffer(asked[:size], size), ctypes.c_size_t(size), 0))
    if opened >= 0:
        for place in _places(program):
            _allow(libc, opened, place)
    return opened


def restrict(libc: ctypes.CDLL, opened: int) -> bool:
    """Keep this process to a set of rules, and close that. The process must have renounced new privileges."""
    try:
        return int(libc.syscall(_RESTRICT, opened, 0)) == 0
    finally:
        os.close(opened)


def _places(program: str) -> set[str]:
    """Where code is. Of the directory that holds our own packages only the readers: it may hold data beside them."""
    if program:
        return {*_SYSTEM, str(Path(program).resolve().parent.parent)}
    return {*_SYSTEM, str(_READERS), *(entry for entry in sys.path if _is_code(Path(entry)))}


def _is_code(entry: Path) -> bool:
    return entry.is_absolute() and entry != _READERS.parent


def _allow(libc: ctypes.CDLL, rules_of: int, place: str) -> None:
    with suppress(OSError):  # it is not there, so nothing can be read in it either
        opened = os.open(place, os.O_PATH | os.O_CLOEXEC)
        try:
            allowed = _EXECUTE | _READ_FILE | (_READ_DIR if Path(place).is_dir() else 0)
            rule = ctypes.create_string_buffer(struct.pack("=Qi", allowed, opened), 12)
            libc.syscall(_ADD, rules_of, _PATH_BENEATH, rule, 0)
        finally:
            os.close(opened)
