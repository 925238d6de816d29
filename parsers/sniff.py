"""What kind of file is this really? Decided by content alone: names and declared types are the sender's claims."""

import re

from parsers import package
from parsers.encoding import decode
from parsers.refusal import CannotRead

PDF = "application/pdf"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
ODT = "application/vnd.oasis.opendocument.text"
HTML = "text/html"
TEXT = "text/plain"
UNKNOWN = "application/octet-stream"

PDF_HEADER_WITHIN = 1_024
"""Bytes of junk that PDF viewers accept before the header."""

_SIGNATURES = (
    (b"{\\rtf", "application/rtf"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/msword"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF8", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"\x7fELF", "application/x-executable"),
    (b"MZ", "application/x-executable"),
)
_BINARY_ONLY = {"application/x-executable"}
"""Their signature is two letters that a text may begin with, so bytes that decode as text are text."""

_BMP = re.compile(rb"BM.{4}\0{4}.{4}[\x0c\x28\x34\x38\x40\x6c\x7c]\0{3}", re.DOTALL)
"""Two letters, and a head of one of its usual lengths; a picture of one colour would otherwise pass as text."""


_NAMES = {
    "application/rtf": "an RTF file",
    ODT: "an OpenDocument (.odt) file",
    "application/zip": "a zip archive that is not a Word document",
    "application/x-executable": "a program",
}
_WEBP = re.compile(rb"RIFF.{4}WEBP", re.DOTALL)
_TAG = re.compile(r"<\s*(?:!doctype\s+html|html|head|body|div|table|p|h[1-6]|meta|style)\b", re.IGNORECASE)


def media_type(data: bytes) -> str:
    """The media type of ``data`` by its content; ``application/octet-stream`` if it is none of those we know.

    Raises CannotRead for a zip package too damaged or too big to look into.
    """
    if b"%PDF-" in data[: PDF_HEADER_WITHIN + 5]:
        return PDF
    if data.startswith(package.SIGNATURE):
        return _packaged(data)
    text = decode(data)
    for signature, kind in _SIGNATURES:
        if data.startswith(signature) and not (text and kind in _BINARY_ONLY):
            return kind
    if _BMP.match(data) or _WEBP.match(data):
        return "image/bmp" if data.startswith(b"BM") else "image/webp"
    if text is None:
        return UNKNOWN
    return HTML if _TAG.search(text[:2_000]) else TEXT


def _packaged(data: bytes) -> str:
    with package.opened(data) as parts:
        if "mimetype" in parts.names and parts.read("mimetype").startswith(ODT.encode()):
            return ODT
        if "[Content_Types].xml" in parts.names:
            types = parts.read("[Content_Types].xml")
            if b"wordprocessingml" in types:
                return DOCX
        return "application/zip"


def refusal(kind: str) -> CannotRead:
    """The refusal for a type that no format reads: it names what the file is and what can be read."""
    what = _NAMES.get(kind) or (f"an image ({kind.removeprefix('image/')})" if kind.startswith("image/") else None)
    readable = "this version reads PDF, DOCX, HTML and plain text"
    return CannotRead(f"This is {what}; {readable}." if what else f"The kind of this file is not known; {readable}.")
