"""Resume bytes, in a folder, by their SHA-256: the same file is kept once, and a half-written one is never seen."""

import hashlib
import os
import re
from pathlib import Path

from app.errors import NotFoundError

_DIGEST = re.compile("[0-9a-f]{64}")


def put(folder: Path, data: bytes) -> str:
    """Store bytes durably; returns their SHA-256 in hex."""
    digest = hashlib.sha256(data).hexdigest()
    path = _path(folder, digest)
    if path.exists():
        return digest
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    draft = path.with_suffix(f".{os.getpid()}.{os.urandom(4).hex()}")  # noqa: TID251 - a file name, not a decision
    with draft.open("xb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
    folder_handle = os.open(path.parent, os.O_RDONLY)
    try:
        os.fsync(folder_handle)  # the name must survive a power cut too
    finally:
        os.close(folder_handle)
    return digest


def get(folder: Path, digest: str) -> bytes:
    """Read bytes back.

    Raises:
        NotFoundError: no such file, or not the name of one.

    """
    try:
        return _path(folder, digest).read_bytes()
    except FileNotFoundError:
        raise NotFoundError(
            f"the resume file {digest[:12]} is not in the blob folder; restore it from backup"
        ) from None


def _path(folder: Path, digest: str) -> Path:
    if not _DIGEST.fullmatch(digest):  # an absolute path, or one with dots in it, would lead out of the folder
        raise NotFoundError("a resume is kept under the SHA-256 of its bytes, and what was asked for is no name of one")
    return folder / digest[:2] / digest
