"""Europass XML that stands alone as a file; the same inside of a PDF is an attachment, and the PDF is read instead."""

from parsers.europass import candidate, passport
from parsers.model import Document
from parsers.outline import Outline
from parsers.refusal import CannotRead
from parsers.xml import local, tree

MEDIA_TYPES = ("application/vnd.europass+xml",)
VERSION = "1"


def read(data: bytes) -> Document:
    """Read a Skills Passport or a Candidate. Raises CannotRead for other and for damaged XML."""
    root, out = tree(data, "Europass file"), Outline()
    if local(root) in candidate.ROOTS:
        candidate.write(out, root)
    elif local(root) in passport.ROOTS:
        passport.write(out, root)
    else:
        raise CannotRead("The file is XML, but not a Europass resume.")
    return out.document(MEDIA_TYPES[0])
