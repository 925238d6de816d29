"""Resume files beside a batch file: a folder or a zip archive, matched by the name in the row. Nothing is unpacked.

Only bytes are taken here; they are opened by ``parsers`` in its child process, never by us.
"""

import lzma
import os
import struct
import zipfile
import zlib
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from typing import Protocol

from app.errors import BadInputError

FILES_AT_MOST = 500_000
BOMB_BYTES, BOMB_RATIO = 1 << 30, 100
"""An archive that says it unpacks to more than a gibibyte and to a hundred times its size is refused whole."""

ENCRYPTED = 0x1

_DAMAGES = (
    zipfile.BadZipFile,
    NotImplementedError,  # zipfile's word for a way of packing that it does not know
    EOFError,
    OSError,
    ValueError,  # a name that is not what it says it is encoded in, among others
    zlib.error,
    lzma.LZMAError,
    struct.error,
)
"""What reading an entry raises when it is damaged, by its compression and by what the damage hit."""


class ResumeFiles(Protocol):
    """Where resumes are looked up."""

    def read(self, name: str, limit: int) -> bytes:
        """The bytes of one file.

        Raises:
            BadInputError: not there, not unique, too large, damaged, or outside; the message says which.

        """

    def close(self) -> None:
        """Give the archive back."""


def open_resumes(path: Path) -> ResumeFiles:
    """Open a folder or a zip archive.

    Raises:
        BadInputError: neither of them, or an archive that is damaged or a bomb.

    """
    if path.is_dir():
        return _Folder(path)
    if path.is_file() and zipfile.is_zipfile(path):
        return _Archive(path)
    raise BadInputError(f"{path} is neither a folder nor a zip archive; give the place where the resume files are")


class _Names:
    """Finds the one file that a row means: the exact path, else the only one alike but for case or folder."""

    def __init__(self, names: list[str], place: str) -> None:
        if len(names) > FILES_AT_MOST:
            raise BadInputError(f"{place} holds more than {FILES_AT_MOST} files; split the import")
        self._exact = frozenset(names)
        self._alike: dict[str, list[str]] = {}
        for name in names:
            for key in {name.casefold(), PurePosixPath(name).name.casefold()}:
                self._alike.setdefault(key, []).append(name)

    def find(self, name: str) -> str:
        wanted = PurePosixPath(name.replace("\\", "/"))
        if not wanted.parts:
            raise BadInputError("resume_file: names no file; give its path below the folder")
        if wanted.is_absolute() or ".." in wanted.parts or ":" in wanted.parts[0]:
            raise BadInputError("resume_file: leads out of the folder; give a path below it")
        if str(wanted) in self._exact:
            return str(wanted)
        alike = self._alike.get(str(wanted).casefold(), [])
        if not alike:
            raise BadInputError("resume_file: no such file; add it and import again")
        if len(alike) > 1:
            raise BadInputError(f"resume_file: {len(alike)} files are called alike; give the exact path")
        return alike[0]


class _Folder:
    def __init__(self, path: Path) -> None:
        self._root = path.resolve()
        self._names = _Names(
            [
                (Path(folder) / name).relative_to(self._root).as_posix()
                for folder, _, names in os.walk(self._root)
                for name in names
            ],
            str(path),
        )

    def read(self, name: str, limit: int) -> bytes:
        path = (self._root / self._names.find(name)).resolve()
        if not path.is_relative_to(self._root):
            raise BadInputError("resume_file: is a link that leads out of the folder; put the file itself there")
        if not path.is_file():  # a pipe would never end
            raise BadInputError("resume_file: is not a plain file")
        try:
            with path.open("rb") as file:
                return _bounded(file.read(limit + 1), limit)
        except OSError as error:
            raise BadInputError(f"resume_file: cannot be read ({error.strerror}); check its rights") from None

    def close(self) -> None:
        """A folder has nothing to give back."""


class _Archive:
    def __init__(self, path: Path) -> None:
        try:
            self._zip = zipfile.ZipFile(path)
        except (zipfile.BadZipFile, ValueError, OSError) as error:
            raise BadInputError(f"{path} cannot be opened as a zip archive: {error}") from None
        entries = [entry for entry in self._zip.infolist() if not entry.is_dir()]
        unpacked = sum(entry.file_size for entry in entries)
        if unpacked > max(BOMB_BYTES, BOMB_RATIO * path.stat().st_size):
            self._zip.close()
            raise BadInputError(f"{path} would unpack to {unpacked >> 20} MB, which no resumes do; it was not read")
        self._entries: Mapping[str, zipfile.ZipInfo] = {entry.filename: entry for entry in entries}
        self._names = _Names(list(self._entries), str(path))

    def read(self, name: str, limit: int) -> bytes:
        entry = self._entries[self._names.find(name)]
        if entry.flag_bits & ENCRYPTED:
            raise BadInputError("resume_file: is encrypted in the archive; pack it without a password")
        try:
            with self._zip.open(entry) as file:
                return _bounded(file.read(limit + 1), limit)
        except _DAMAGES:
            raise BadInputError("resume_file: is damaged in the archive; pack it again") from None

    def close(self) -> None:
        self._zip.close()


def _bounded(data: bytes, limit: int) -> bytes:
    if len(data) > limit:
        raise BadInputError(f"resume_file: is larger than {limit >> 20} MB; SECOND_LOOK_RESUME_LIMIT_MB sets the limit")
    return data
