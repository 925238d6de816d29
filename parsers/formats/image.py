"""Photos and scans: a picture holds no text by itself, so all that is said here is what it needs."""

from parsers import sniff
from parsers.model import Document, Need
from parsers.refusal import CannotRead

MEDIA_TYPES = ("image/png", "image/jpeg", "image/tiff", "image/gif", "image/bmp", "image/webp")
VERSION = "1"


def read(data: bytes) -> Document:
    """Refuse it as a picture; it is opened only for what reads pictures of text (``parsers.pictures``)."""
    kind = sniff.media_type(data).removeprefix("image/")
    raise CannotRead(f"This is an image ({kind}); its text can only be read from the picture.", Need.OCR)
