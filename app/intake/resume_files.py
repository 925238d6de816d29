"""Resume files beside a batch file: a folder or a zip archive, matched by the name in the row. Nothing is unpacked.

Only bytes are taken here; they are opened by ``parsers`` in its child process, never by us.
"""

import errno
import io
import os
import stat
import struct
import zipfile
import zlib
from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path, PurePosixPath
from typing import BinaryIO, Protocol

from app.errors import BadInputError
from app.intake import owned

FILES_AT_MOST = 500_000
"""Of an archive, whose list of files is held in memory. A folder has no limit."""

LIST_AT_MOST = 128 << 20
"""Bytes of that list, names and remarks included."""

ALIKE_AT_MOST = 500_000
"""Beyond that only exact paths are found."""

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
    struct.error,
)
"""What opening an archive or reading an entry raises when it is damaged, by what the damage hit."""

_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Others let 600 bytes ask for gigabytes of memory, and no program packs resumes so by itself."""


class MissingError(BadInputError):
    """No such file here; another archive may have it."""


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
    if path.is_file():
        return Archive(path.open("rb"), str(path))
    raise BadInputError(f"{path} is neither a folder nor a zip archive; give the place where the resume files are")


class Several:
    """Archives and folders that are searched one after the other."""

    def __init__(self, places: Sequence[ResumeFiles]) -> None:
        self._places = places

    def read(self, name: str, limit: int) -> bytes:
        """As ``ResumeFiles.read``; the first place that has such a file counts."""
        missing = MissingError("resume_file: no such file; add it and import again")
        for place in self._places:
            try:
                return place.read(name, limit)
            except MissingError as error:
                missing = error
        raise missing

    def close(self) -> None:
        """Give all of them back."""
        for place in self._places:
            place.close()


def _parts(name: str) -> list[str]:
    """The parts of a path below the folder.

    Raises:
        BadInputError: it names nothing, or leads out.

    """
    slashed = name.replace("\\", "/")
    parts = [part for part in slashed.split("/") if part not in {"", "."}]
    if not parts:
        raise BadInputError("resume_file: names no file; give its path below the folder")
    if slashed.startswith("/") or ".." in parts or ":" in parts[0]:
        raise BadInputError("resume_file: leads out of the folder; give a path below it")
    return parts


class _Alike:
    """Finds the only file whose path or name differs in nothing but case or folder. Made when the first is missed."""

    def __init__(self, names: Iterable[str]) -> None:
        self._names: dict[str, list[str]] = {}
        for count, name in enumerate(names):
            if count == ALIKE_AT_MOST:
                self._names = {}
                break
            for key in {name.casefold(), PurePosixPath(name).name.casefold()}:
                self._names.setdefault(key, []).append(name)

    def find(self, wanted: str) -> str:
        alike = self._names.get(wanted.casefold(), [])
        if not alike:
            raise MissingError("resume_file: no such file; add it and import again")
        if len(alike) > 1:
            raise BadInputError(f"resume_file: {len(alike)} files are called alike; give the exact path")
        return alike[0]


class _Looked(ABC):
    """A folder: a file is looked up by its path, then by what is alike."""

    def __init__(self) -> None:
        self._alike: _Alike | None = None

    def read(self, name: str, limit: int) -> bytes:
        """As ``ResumeFiles.read``."""
        wanted = "/".join(_parts(name))
        try:
            return self._bytes(wanted, limit)
        except FileNotFoundError:
            pass
        if self._alike is None:
            self._alike = _Alike(self._names())
        try:
            return self._bytes(self._alike.find(wanted), limit)
        except FileNotFoundError:
            raise MissingError("resume_file: no such file any more; add it and import again") from None

    @abstractmethod
    def _bytes(self, below: str, limit: int) -> bytes:
        """The bytes of the file with this path; FileNotFoundError where there is none."""

    @abstractmethod
    def _names(self) -> Iterator[str]:
        """The paths of all files."""


class _Folder(_Looked):
    """The folder of whoever imports by hand, who may read what they point at: links are followed inside of it."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._root = os.path.realpath(path)
        self._folders: dict[str, str] = {}

    def _bytes(self, below: str, limit: int) -> bytes:
        """The bytes of a file. Links are followed as long as they stay inside."""
        folder, _, name = below.rpartition("/")
        if folder not in self._folders:
            self._folders[folder] = self._inside(folder)
        path = f"{self._folders[folder]}/{name}"
        try:
            if stat.S_ISLNK(os.lstat(path).st_mode):
                path = self._inside(below)
            return _plain_bytes(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC), limit)
        except FileNotFoundError:
            raise
        except OSError as error:
            raise BadInputError(f"resume_file: cannot be read ({error.strerror}); check its rights") from None

    def _inside(self, below: str) -> str:
        path = os.path.realpath(f"{self._root}/{below}")
        if path != self._root and not path.startswith(f"{self._root}/"):
            raise BadInputError("resume_file: is a link that leads out of the folder; put the file itself there")
        return path

    def _names(self) -> Iterator[str]:
        for folder, _, names in os.walk(self._root):
            below = os.path.relpath(folder, self._root)
            yield from names if below == "." else (f"{below}/{name}" for name in names)

    def close(self) -> None:
        """A folder has nothing to give back."""


class Sent(_Looked):
    """A folder whose sender may swap anything in it meanwhile: no link is followed, no file of others is read.

    ``folder`` is its handle, and ``close`` closes it; ``owners`` are the users whose files count.
    """

    def __init__(self, folder: int, owners: frozenset[int]) -> None:
        super().__init__()
        self._handle, self._owners = folder, owners

    def _bytes(self, below: str, limit: int) -> bytes:
        try:
            return _plain_bytes(owned.open_file(below.split("/"), self._handle, self._owners), limit)
        except FileNotFoundError:
            raise
        except BadInputError as error:
            raise BadInputError(f"resume_file: {str(error).removeprefix('resume_file: ')}") from None
        except OSError as error:
            if error.errno in {errno.ELOOP, errno.ENOTDIR}:
                raise BadInputError("resume_file: is a link, or behind one; put the file itself there") from None
            raise BadInputError(f"resume_file: cannot be read ({error.strerror}); check its rights") from None

    def _names(self) -> Iterator[str]:
        for folder, _, names, _ in os.fwalk(dir_fd=self._handle):
            below = folder.removeprefix(".").removeprefix("/")
            yield from (f"{below}/{name}" for name in names) if below else names

    def close(self) -> None:
        """Give the folder back."""
        os.close(self._handle)


def _plain_bytes(file: int, limit: int) -> bytes:
    """The bytes of a plain file; its handle is closed."""
    try:
        found = os.fstat(file)
        if not stat.S_ISREG(found.st_mode):
            raise BadInputError("resume_file: is not a plain file")
        if found.st_size > limit:
            raise _too_large(limit)
        data = os.read(file, limit + 1)
        while len(data) < found.st_size and (more := os.read(file, limit + 1 - len(data))):
            data += more
        return data
    finally:
        os.close(file)


class _Listed(io.BufferedReader):
    """Lets ``zipfile`` read no longer list of files than an archive may have: it takes the list in one piece."""

    def read(self, size: int | None = -1, /) -> bytes:
        data = super().read(LIST_AT_MOST + 1 if size is None or size < 0 else min(size, LIST_AT_MOST + 1))
        if len(data) > LIST_AT_MOST or data.count(b"PK\x01\x02") > FILES_AT_MOST:
            raise ValueError(f"holds more than {FILES_AT_MOST:,} files; give a folder, or several archives")
        return data


class Archive:
    """A zip archive: ``file`` is open, and ``close`` closes it. ``name`` is for messages."""

    def __init__(self, file: BinaryIO, name: str) -> None:
        """Read its list of files.

        Raises:
            BadInputError: no zip archive, damaged, too many files, or a bomb.

        """
        self._file = file
        try:
            self._zip = zipfile.ZipFile(_Listed(io.FileIO(file.fileno(), closefd=False)))
        except _DAMAGES as error:
            file.close()
            raise BadInputError(f"{name} is neither a folder nor a zip archive that can be opened: {error}") from None
        entries = [entry for entry in self._zip.infolist() if not entry.is_dir()]
        unpacked = sum(entry.file_size for entry in entries)
        if unpacked > max(BOMB_BYTES, BOMB_RATIO * os.fstat(file.fileno()).st_size):
            self.close()
            raise BadInputError(f"{name} would unpack to {unpacked >> 20} MB, which no resumes do; it was not read")
        self._entries: Mapping[str, zipfile.ZipInfo] = {entry.filename: entry for entry in entries}
        self._alike: _Alike | None = None

    def read(self, name: str, limit: int) -> bytes:
        """As ``ResumeFiles.read``."""
        entry = self._find("/".join(_parts(name)))
        if entry.flag_bits & ENCRYPTED:
            raise BadInputError("resume_file: is encrypted in the archive; pack it without a password")
        if entry.compress_type not in _PACKED:
            raise BadInputError(
                "resume_file: is packed in an unusual way; pack the archive with deflate, the usual one"
            )
        try:
            with self._zip.open(entry) as file:
                data = file.read(limit + 1)
        except _DAMAGES:
            raise BadInputError("resume_file: is damaged in the archive; pack it again") from None
        if len(data) > limit:
            raise _too_large(limit)
        return data

    def _find(self, wanted: str) -> zipfile.ZipInfo:
        entry = self._entries.get(wanted)
        if entry is not None:
            return entry
        if self._alike is None:
            self._alike = _Alike(self._entries)
        return self._entries[self._alike.find(wanted)]

    def close(self) -> None:
        """Give the archive back."""
        self._zip.close()
        self._file.close()


def _too_large(limit: int) -> BadInputError:
    return BadInputError(f"resume_file: is larger than {limit >> 20} MB; SECOND_LOOK_RESUME_LIMIT_MB sets the limit")
