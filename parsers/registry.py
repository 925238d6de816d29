"""Which module reads which media type. A new format is one file in ``parsers/formats`` and its lines here.

The values are module names, and the module is imported when such a file arrives: the child process that opens a
plain text should not pay for loading a PDF library.
"""

from importlib import import_module
from typing import Protocol, cast

from parsers.model import Document

FORMATS: dict[str, str] = {
    "application/pdf": "parsers.formats.pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "parsers.formats.docx",
    "application/vnd.oasis.opendocument.text": "parsers.formats.odt",
    "application/rtf": "parsers.formats.rtf",
    "application/json": "parsers.formats.json_resume",
    "application/vnd.europass+xml": "parsers.formats.europass",
    "application/msword": "parsers.formats.doc",
    "image/bmp": "parsers.formats.image",
    "image/gif": "parsers.formats.image",
    "image/jpeg": "parsers.formats.image",
    "image/png": "parsers.formats.image",
    "image/tiff": "parsers.formats.image",
    "image/webp": "parsers.formats.image",
    "text/html": "parsers.formats.html",
    "text/markdown": "parsers.formats.text",
    "text/plain": "parsers.formats.text",
}


class Format(Protocol):
    """What a format module has. ``read`` raises ``parsers.refusal.CannotRead`` for every expected refusal."""

    MEDIA_TYPES: tuple[str, ...]
    VERSION: str
    """Raised whenever the text or the order of lines may come out differently for some file."""

    def read(self, data: bytes) -> Document:
        """Read a whole file."""
        ...


def format_for(media_type: str) -> tuple[str, Format] | None:
    """The reader's name and version (``pdf/1``) and its module, or None where no format reads this type."""
    name = FORMATS.get(media_type)
    if name is None:
        return None
    module = cast(Format, import_module(name))
    return f"{name.rpartition('.')[2]}/{module.VERSION}", module
