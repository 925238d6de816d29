"""One connection's folder in the drop folder: what lies there, whether it is whole, and what is put back.

Whoever sends files may write here, so everything goes through handles of the folder and of ``done/``: a link is never
followed, and a file counts only if it belongs to the folder's owner or to us and has no second name elsewhere.
"""

import errno
import json
import os
import re
import stat
from collections.abc import Iterable, Iterator
from contextlib import ExitStack, suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from app.errors import BadInputError
from app.intake import owned
from app.intake.resume_files import Archive, ResumeFiles, Sent

QUIET = timedelta(minutes=2)
"""A file that was changed within this time may still be on its way."""

DONE, RESUMES = "done", "resumes"

_POSTINGS = re.compile(r"postings[^/]*\.(jsonl|ndjson)(\.gz)?", re.IGNORECASE)
_REJECTIONS = re.compile(r"rejections[^/]*\.(csv|jsonl|ndjson)(\.gz)?", re.IGNORECASE)
_ARCHIVES = re.compile(r"resumes[^/]*\.zip", re.IGNORECASE)
_MOVES = ".moves"
"""In ``done/`` while files are moved there: names, new names and inode numbers, so that a kill leaves none behind."""
_MOVES_AT_MOST = 1 << 20
"""Bytes of it that are read. Its sender may have put anything in its place."""
FILES_AT_MOST = 1000
"""Files that are taken in together; a folder of resumes is one. Their moves have to fit into ``_MOVES_AT_MOST``."""


class DropFolder:
    """A folder that is open. ``growing`` names what may still be written; then nothing should be taken."""

    def __init__(self, path: Path, now: datetime) -> None:
        """Look what is there.

        Raises:
            OSError: it cannot be opened, is a link, or cannot be written to.
            BadInputError: somebody else wrote what only this program writes; a name cannot be stored; too many files.

        """
        with ExitStack() as on_failure:
            self._folder = os.open(path, owned.FOLDER)
            on_failure.callback(os.close, self._folder)
            self._owners = frozenset({os.fstat(self._folder).st_uid, os.geteuid()})
            made = _make(DONE, self._folder)
            self._done = os.open(DONE, owned.FOLDER, dir_fd=self._folder)
            on_failure.callback(os.close, self._done)
            if made:  # whoever may enter the folder may read what came of it, whatever our own files are like
                os.fchmod(self._done, 0o755)
            self._go_on_moving()
            self._look(now)
            on_failure.pop_all()

    def _look(self, now: datetime) -> None:
        names = _names(self._folder)
        self.postings = [name for name in names if _POSTINGS.fullmatch(name)]
        self.rejections = [name for name in names if _REJECTIONS.fullmatch(name)]
        self.resumes = [name for name in names if name == RESUMES or _ARCHIVES.fullmatch(name)]
        every = (*self.postings, *self.rejections, *self.resumes)
        if strange := [name for name in every if not name.isprintable()]:  # bytes that are no UTF-8, among others
            raise BadInputError(f"{strange[0]} has a name that cannot be stored; rename it")
        if len(every) > FILES_AT_MOST:
            raise BadInputError(f"more than {FILES_AT_MOST:,} files lie here; send fewer and larger ones")
        since = (now - QUIET).timestamp()
        self.growing = [name for name in every if self._changed(name) > since]

    def close(self) -> None:
        """Give the handles back."""
        os.close(self._done)
        os.close(self._folder)

    def open(self, name: str) -> BinaryIO:
        """Open a file.

        Raises:
            BadInputError: a link, no plain file, somebody else's, or one with another name elsewhere.

        """
        try:
            return os.fdopen(owned.open_file([name], self._folder, self._owners), "rb")
        except BadInputError as error:
            raise BadInputError(f"{name} {error}") from None
        except OSError as error:
            if error.errno == errno.ELOOP:
                raise BadInputError(f"{name} is a link; put the file itself there") from None
            raise

    def open_resumes(self) -> Iterator[ResumeFiles]:
        """Open every archive, and the folder; raises as ``open`` does, and for archives that cannot be used."""
        for name in self.resumes:
            if name != RESUMES:
                yield Archive(self.open(name), name)
                continue
            try:
                yield Sent(owned.open_folder(name, self._folder, self._owners), self._owners)
            except BadInputError as error:
                raise BadInputError(f"{name} {error}") from None
            except NotADirectoryError:
                raise BadInputError(f"{name} is a link, or no folder; put the folder itself there") from None

    def target(self, name: str) -> str:
        """What a file will be called in ``done/``: its name, with a number when there is one of that name already."""
        there, number, target = _names(self._done), 1, name
        while target in there:
            number += 1
            target = f"{name}.{number}"
        return target

    def write(self, name: str, lines: Iterable[str]) -> None:
        """Write a file into ``done/``: whole or not at all."""
        draft = f".{name}.draft"
        with suppress(FileNotFoundError):
            os.unlink(draft, dir_fd=self._done)
        flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
        with os.fdopen(os.open(draft, flags, 0o644, dir_fd=self._done), "w", encoding="utf-8") as file:
            os.fchmod(file.fileno(), 0o644)
            file.writelines(lines)
            file.flush()
            os.fsync(file.fileno())
        os.rename(draft, name, src_dir_fd=self._done, dst_dir_fd=self._done)
        os.fsync(self._done)

    def move(self, names: Iterable[str]) -> None:
        """Move files, and the folder of resumes, into ``done/``: all of them, also when a kill comes between two.

        Resumes that stayed behind alone would be searched for the rejections of another night.
        """
        moves = [[name, self.target(name), os.lstat(name, dir_fd=self._folder).st_ino] for name in names]
        self.write(_MOVES, [json.dumps(moves, ensure_ascii=False)])
        self._go_on_moving()

    def _go_on_moving(self) -> None:
        """Make the moves that were begun, as far as what was meant is still there."""
        try:
            with os.fdopen(owned.open_file([_MOVES], self._done, self._owners), "rb") as file:
                listed = json.loads(file.read(_MOVES_AT_MOST))
            moves = [(Path(name).name, Path(target).name, number) for name, target, number in listed]
        except FileNotFoundError:
            return
        except (ValueError, TypeError, RecursionError, BadInputError):
            raise BadInputError(f"{DONE}/{_MOVES} is not what this program wrote; remove it") from None
        for name, target, number in moves:
            with suppress(FileNotFoundError):
                if os.lstat(name, dir_fd=self._folder).st_ino == number:
                    os.rename(name, target, src_dir_fd=self._folder, dst_dir_fd=self._done)
        os.fsync(self._done)
        os.fsync(self._folder)
        os.unlink(_MOVES, dir_fd=self._done)

    def _changed(self, name: str) -> float:
        """When it was last written to, in seconds since 1970. Its sender can set the one time, but not the other."""
        found = os.lstat(name, dir_fd=self._folder)
        newest = max(found.st_mtime, found.st_ctime)
        if stat.S_ISDIR(found.st_mode):
            for _, _, files, folder in os.fwalk(name, dir_fd=self._folder):
                here = [os.fstat(folder), *(os.lstat(file, dir_fd=folder) for file in files)]
                newest = max(newest, *(max(one.st_mtime, one.st_ctime) for one in here))
        return newest


def _make(name: str, folder: int) -> bool:
    """Make a folder; whether it was not there."""
    try:
        os.mkdir(name, dir_fd=folder)
    except FileExistsError:
        return False
    return True


def _names(folder: int) -> list[str]:
    with os.scandir(folder) as entries:
        return sorted(entry.name for entry in entries)
