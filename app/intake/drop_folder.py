"""One connection's folder in the drop folder: what lies there, whether it is whole, and what is put back.

Whoever sends files may write here, so everything goes through handles of the folder and of ``done/``: a link is never
followed, and a file counts only if it belongs to the folder's owner or to us and has no second name elsewhere.
"""

import json
import os
import re
import stat
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import datetime, timedelta
from pathlib import Path
from typing import BinaryIO

from app.errors import BadInputError
from app.intake.resume_files import Archive, ResumeFiles, open_resumes

QUIET = timedelta(minutes=2)
"""A file that was changed within this time may still be on its way."""

DONE, RESUMES = "done", "resumes"

_POSTINGS = re.compile(r"postings[^/]*\.(jsonl|ndjson)(\.gz)?", re.IGNORECASE)
_REJECTIONS = re.compile(r"rejections[^/]*\.(csv|jsonl|ndjson)(\.gz)?", re.IGNORECASE)
_ARCHIVES = re.compile(r"resumes[^/]*\.zip", re.IGNORECASE)
_MOVES = ".moves"
"""In ``done/`` while files are moved there: names, new names and inode numbers, so that a kill leaves none behind."""

_FOLDER = os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC


class DropFolder:
    """A folder that is open. ``growing`` names what may still be written; then nothing should be taken."""

    def __init__(self, path: Path, now: datetime) -> None:
        """Look what is there.

        Raises:
            OSError: it cannot be opened, is a link, or cannot be written to.
            BadInputError: somebody else wrote what only this program writes.

        """
        self._path = path
        self._folder = os.open(path, _FOLDER)
        try:
            self._owners = {os.fstat(self._folder).st_uid, os.geteuid()}
            with suppress(FileExistsError):
                os.mkdir(DONE, dir_fd=self._folder)
            self._done = os.open(DONE, _FOLDER, dir_fd=self._folder)
        except OSError:
            os.close(self._folder)
            raise
        try:
            self._go_on_moving()
        except (OSError, BadInputError):
            self.close()
            raise
        names = _names(self._folder)
        self.postings = [name for name in names if _POSTINGS.fullmatch(name)]
        self.rejections = [name for name in names if _REJECTIONS.fullmatch(name)]
        self.resumes = [name for name in names if name == RESUMES or _ARCHIVES.fullmatch(name)]
        since = (now - QUIET).timestamp()
        self.growing = [
            name for name in (*self.postings, *self.rejections, *self.resumes) if self._changed(name) > since
        ]

    def close(self) -> None:
        """Give the handles back."""
        os.close(self._done)
        os.close(self._folder)

    def open(self, name: str) -> BinaryIO:
        """Open a file.

        Raises:
            BadInputError: a link, no plain file, somebody else's, or one with another name elsewhere.

        """
        if stat.S_ISLNK(os.lstat(name, dir_fd=self._folder).st_mode):
            raise BadInputError(f"{name} is a link; put the file itself there")
        file = os.open(name, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC, dir_fd=self._folder)
        found = os.fstat(file)
        trouble = ""
        if not stat.S_ISREG(found.st_mode):
            trouble = "is no plain file; put a file there"
        elif found.st_uid not in self._owners:
            trouble = "belongs neither to the owner of its folder nor to this program; have it sent by that owner"
        elif found.st_nlink > 1:
            trouble = "has a second name elsewhere (a hard link); put a copy there"
        if trouble:
            os.close(file)
            raise BadInputError(f"{name} {trouble}")
        return os.fdopen(file, "rb")

    def open_resumes(self) -> Iterator[ResumeFiles]:
        """Open every archive, and the folder; raises as ``open`` does, and for archives that cannot be used."""
        for name in self.resumes:
            if name != RESUMES:
                yield Archive(self.open(name), name)
                continue
            found = os.lstat(name, dir_fd=self._folder)
            if not stat.S_ISDIR(found.st_mode) or found.st_uid not in self._owners:
                raise BadInputError(f"{name} is a link, no folder, or somebody else's; put the folder itself there")
            yield open_resumes(self._path / name)

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
        self.write(_MOVES, [json.dumps(moves)])
        self._go_on_moving()

    def _go_on_moving(self) -> None:
        """Make the moves that were begun, as far as what was meant is still there."""
        try:
            with os.fdopen(os.open(_MOVES, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK, dir_fd=self._done)) as file:
                moves = [(Path(name).name, Path(target).name, number) for name, target, number in json.load(file)]
        except FileNotFoundError:
            return
        except (ValueError, TypeError, RecursionError):
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
            for folder, _, files in os.walk(self._path / name):
                here = [os.lstat(folder), *(os.lstat(os.path.join(folder, file)) for file in files)]  # noqa: PTH118 - a million
                newest = max(newest, *(max(one.st_mtime, one.st_ctime) for one in here))
        return newest


def _names(folder: int) -> list[str]:
    with os.scandir(folder) as entries:
        return sorted(entry.name for entry in entries)
