"""Resume bytes of an import: one file per chunk of rows, because making each of a million files durable takes hours.

A pack is written whole before the rows that point into it. A reference, ``<pack>/<offset>/<size>/<sha256>``, stands in
``Application.resume_url``. Screening gives each resume its own place among the blobs; then the pack can go.
"""

import hashlib
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

from app.errors import NotFoundError

_REFERENCE = re.compile(r"([0-9a-f-]{36}_[0-9a-f-]{36})/(\d{1,15})/(\d{1,10})/([0-9a-f]{64})")
"""A pack is called after the first and the last application of its chunk, so that whoever tidies up finds its rows."""


class Pack:
    """A pack that is being written; ``close`` makes it durable. One without any resume leaves no file."""

    def __init__(self, folder: Path, first: str, last: str) -> None:
        self._path = folder / f"{first}_{last}"
        self._draft = self._path.with_suffix(".draft")
        self._file: BinaryIO | None = None
        self._known: dict[bytes, str] = {}
        self._size = 0

    def add(self, data: bytes) -> str:
        """Keep a resume; returns its reference. The same bytes are kept once."""
        digest = hashlib.sha256(data)
        known = self._known.get(digest.digest())
        if known is None:
            known = f"{self._path.name}/{self._size}/{len(data)}/{digest.hexdigest()}"
            self._known[digest.digest()] = known
            if self._file is None:
                self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
                self._file = self._draft.open("xb")
            self._file.write(data)
            self._size += len(data)
        return known

    def close(self) -> None:
        """Make what was added durable, name included: nothing may point into it before."""
        if self._file is None:
            return
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        self._draft.replace(self._path)
        folder = os.open(self._path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def get(folder: Path, reference: str) -> bytes:
    """Read a resume back.

    Raises:
        NotFoundError: no reference, no such pack, or other bytes than were kept.

    """
    parts = _REFERENCE.fullmatch(reference)
    if parts is None:  # a path would lead out of the folder
        raise NotFoundError("a resume of an import is kept under its place in a pack, and what was asked for is none")
    name, offset, size, digest = parts[1], int(parts[2]), int(parts[3]), parts[4]
    data = b""
    if (folder / name).is_file():
        with (folder / name).open("rb") as file:
            file.seek(offset)
            data = file.read(size)
    if hashlib.sha256(data).hexdigest() != digest:
        raise NotFoundError(f"the resume {digest[:12]} is not in the pack {name}; restore the packs from backup")
    return data


def written_before(folder: Path, seconds: float) -> Iterator[tuple[Path, str, str]]:
    """Packs last written before a moment (seconds since 1970), each with the first and the last id it is called after.

    Drafts are among them: an import that was killed leaves one, and nothing points into it.
    """
    for path in sorted(folder.glob("*_*")):
        if path.stat().st_mtime < seconds:
            first, _, last = path.stem.partition("_")
            yield path, first, last
