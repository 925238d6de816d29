"""Plain text: every line of the file is a line of the document."""

from parsers.encoding import decode
from parsers.lines import Lines
from parsers.model import Document
from parsers.refusal import CannotRead

MEDIA_TYPES = ("text/plain",)
VERSION = "1"


def read(data: bytes) -> Document:
    """Read a text file in UTF-8, UTF-16 or Windows-1252; zero bytes and control characters are dropped."""
    text = decode(data)
    if text is None:
        raise CannotRead("The file is not a text in an encoding that can be read.")
    lines = Lines()
    for line in text.splitlines():
        lines.add(line)
        if lines.full:
            break
    return Document(media_type=MEDIA_TYPES[0], pages=1, lines=lines.finish(), remarks=lines.remarks())
