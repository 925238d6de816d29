"""Draws pages of resumes, and keeps those drawn lately in memory: never on a disk, and never more than so many bytes.

Everything is drawn in the readers' confined child, so a file that breaks it costs one page and nothing else.
"""

from collections import OrderedDict
from collections.abc import Hashable
from pathlib import Path
from threading import Lock
from typing import Generic, TypeVar

from app.review.sheets import PAGES_AT_MOST, Drawing
from app.store import blobs
from parsers.isolate import Limits, PageImage, Size, page_image, page_sizes
from parsers.model import Unreadable

_PICTURE_BYTES = 48 * 1024 * 1024
_SIZE_BYTES = 1024 * 1024
_LIMITS = Limits(wall_seconds=10.0, cpu_seconds=8)
_ENTRY = 300
"""Bytes that an entry is counted as besides its picture."""
_NO_PROCESS = Unreadable("This machine cannot start another process right now.")

_Found = TypeVar("_Found")


class Kept(Generic[_Found]):
    """What was made lately. The oldest goes first; several threads may use it at once."""

    def __init__(self, bytes_at_most: int) -> None:
        self._kept: OrderedDict[Hashable, tuple[_Found, int]] = OrderedDict()
        self._bytes, self._most = 0, bytes_at_most
        self._lock = Lock()

    def find(self, key: Hashable) -> _Found | None:
        """What is kept under a key."""
        with self._lock:
            if key not in self._kept:
                return None
            self._kept.move_to_end(key)
            return self._kept[key][0]

    def keep(self, key: Hashable, made: _Found, size: int) -> _Found:
        """Keep it, as so many bytes; returned as it came."""
        with self._lock:
            if key not in self._kept:
                self._kept[key] = made, size + _ENTRY
                self._bytes += size + _ENTRY
            while self._bytes > self._most:
                _, (_, freed) = self._kept.popitem(last=False)
                self._bytes -= freed
        return made


class DrawnPages:
    """Pages of one process. Who asks for a page that is being drawn waits for it."""

    def __init__(self) -> None:
        self._at_work: dict[Drawing, Lock] = {}
        self._pictures: Kept[bytes | Unreadable] = Kept(_PICTURE_BYTES)
        self._sizes: Kept[tuple[Size, ...] | Unreadable] = Kept(_SIZE_BYTES)

    def picture(self, folder: Path, wanted: Drawing) -> bytes | Unreadable:
        """A page as PNG, or why it cannot be drawn. Raises NotFoundError where the file is gone."""
        try:
            with self._at_work.setdefault(wanted, Lock()):
                return self._pictures.find(wanted) or self._draw(folder, wanted)
        finally:
            self._at_work.pop(wanted, None)

    def _draw(self, folder: Path, wanted: Drawing) -> bytes | Unreadable:
        data = blobs.get(folder, wanted.sha256)
        try:
            drawn = page_image(data, wanted.page, _LIMITS, turn=wanted.turn, cover=wanted.cover)
        except OSError:
            return _NO_PROCESS
        made = drawn.png if isinstance(drawn, PageImage) else drawn
        return self._pictures.keep(wanted, made, len(made) if isinstance(made, bytes) else 0)

    def sizes(self, folder: Path, sha256: str) -> tuple[Size, ...] | Unreadable:
        """How large the pages are, one more than are shown; or why that cannot be told. Raises NotFoundError."""
        known = self._sizes.find(sha256)
        if known is not None:
            return known
        data = blobs.get(folder, sha256)
        try:
            return self._sizes.keep(sha256, page_sizes(data, PAGES_AT_MOST + 1, _LIMITS), 0)
        except OSError:
            return _NO_PROCESS
