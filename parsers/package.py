"""Reading parts of a zip package (DOCX, ODT) within limits; the sizes a package claims are not believed."""

import io
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager

from parsers.refusal import CannotRead
from parsers.xml import Damaged

MAX_PARTS = 2_000
MAX_PART = 40_000_000
"""Bytes of one unpacked part; the text of a 500-page book in Word's XML stays below this."""

MAX_TOTAL = 120_000_000
"""Bytes of all parts that are read, each once."""

SIGNATURE = b"PK\x03\x04"

_DAMAGES = (
    zipfile.BadZipFile,
    zlib.error,
    EOFError,
    OSError,
    ValueError,
    NotImplementedError,  # zipfile's word for a way of packing that it does not know
)


class Package:
    """An open package: the names of its parts, and their bytes one at a time. Nothing is ever written to disk."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self._total = 0
        self.names = frozenset(archive.namelist())
        self._stored = {_plain(name): name for name in archive.namelist()}

    def has(self, name: str) -> bool:
        """Whether there is such a part; capitals are not told apart, as the standard for such packages says."""
        return _plain(name) in self._stored

    def read(self, name: str) -> bytes:
        """The bytes of a part.

        Raises Damaged where it is missing or broken, CannotRead where it is encrypted or above a bound.
        """
        stored = self._stored.get(_plain(name))
        if stored is None:
            raise Damaged("The file is a damaged office document: its main part is missing.")
        try:
            with self._archive.open(stored) as part:
                data = part.read(MAX_PART + 1)
        except _DAMAGES as error:
            raise Damaged("The file is a damaged office document: one of its parts cannot be unpacked.") from error
        except RuntimeError as error:  # what zipfile raises for a part with a password
            raise CannotRead("The file is protected with a password.") from error
        self._total += len(data)
        if len(data) > MAX_PART or self._total > MAX_TOTAL:
            raise CannotRead("The file unpacks to far more than a resume can hold, so it was not opened.")
        return data


def _plain(name: str) -> str:
    return name.replace("\\", "/").lstrip("/").lower()


@contextmanager
def opened(data: bytes) -> Iterator[Package]:
    """Open ``data`` as a package. Raises CannotRead where it is not a whole zip file or has too many parts."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except _DAMAGES as error:
        raise CannotRead("The file is a damaged office document: it is cut off or its directory is broken.") from error
    with archive:
        if len(archive.filelist) > MAX_PARTS:
            raise CannotRead("The file holds far more parts than an office document has, so it was not opened.")
        yield Package(archive)
