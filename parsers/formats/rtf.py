"""RTF: a walk through its groups that keeps headers, text boxes, tables, notes and hidden text apart."""

from parsers.model import Document
from parsers.rtf.walk import Walk
from parsers.rtf.words import WORDS

MEDIA_TYPES = ("application/rtf",)
VERSION = "1"


def read(data: bytes) -> Document:
    """Read a file. Headers come first, because many people put name and contact there; footers last."""
    return Walk(data, WORDS).document(MEDIA_TYPES[0])
