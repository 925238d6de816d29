"""Opening what somebody else may swap at any moment: by handles, part by part, no link followed, its owner's only."""

import os
import stat
from collections.abc import Sequence
from contextlib import ExitStack

from app.errors import BadInputError

FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC
_FILE = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC  # a pipe must not make us wait


def open_folder(name: str, folder: int, owners: frozenset[int]) -> int:
    """Open a folder inside of ``folder``, which is a handle; returns a handle.

    Raises:
        OSError: not there, a link, or no folder.
        BadInputError: somebody else's.

    """
    found = os.open(name, FOLDER, dir_fd=folder)
    if os.fstat(found).st_uid not in owners:
        os.close(found)
        raise BadInputError(_STRANGER)
    return found


def open_file(parts: Sequence[str], folder: int, owners: frozenset[int]) -> int:
    """Open a plain file, each of ``parts`` inside of the one before it; returns a handle.

    Raises:
        OSError: not there, a link, or behind one.
        BadInputError: no plain file, somebody else's, or one with another name elsewhere.

    """
    with ExitStack() as opened:
        for part in parts[:-1]:
            folder = open_folder(part, folder, owners)
            opened.callback(os.close, folder)
        file = os.open(parts[-1], _FILE, dir_fd=folder)
        found, trouble = os.fstat(file), ""
        if not stat.S_ISREG(found.st_mode):
            trouble = "is not a plain file; put a file there"
        elif found.st_uid not in owners:
            trouble = _STRANGER
        elif found.st_nlink > 1:
            trouble = "has a second name elsewhere (a hard link); put a copy there"
        if trouble:
            os.close(file)
            raise BadInputError(trouble)
        return file


_STRANGER = "belongs neither to the owner of its folder nor to this program; have it sent by that owner"
