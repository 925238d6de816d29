"""A resume from a document: its sections and periods. Skills and employers are read elsewhere, from these parts."""

from parsers.model import Document, Resume
from parsers.resume.dates import periods
from parsers.resume.sections import sections


def resume(document: Document, reader: str = "") -> Resume:
    """Recognise the parts of a document that has at least one line."""
    found = tuple(period for line in document.lines for period in periods(line))
    return Resume(document=document, sections=sections(document.lines), periods=found, reader=reader)
