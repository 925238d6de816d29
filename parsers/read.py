"""The whole way from bytes to a resume, without any protection: ``parsers.isolate`` calls this in a limited child."""

from collections.abc import Callable, Mapping
from dataclasses import replace

from parsers import registry, sniff
from parsers.model import Document, Need, Resume, Unreadable
from parsers.notices import about
from parsers.refusal import CannotRead
from parsers.resume.build import resume
from parsers.wire import encode

_PER_PAGE = 25
"""Fewer letters and digits than this on the average page is a page number on a scan, and not a resume."""

_AT_LEAST = 10
"""The same for a whole file without pages."""

_LISTED = 20
"""Numbers of pages in a sentence."""


def read(data: bytes) -> Resume | Unreadable:
    """Read a file of any type. May raise anything, or never return, for a hostile file."""
    kind = reader = ""
    try:
        kind = sniff.media_type(data)
        found = registry.format_for(kind)
        if found is None:
            raise sniff.refusal(kind)
        reader, module = found
        document = module.read(data)
        _require_text(document)
        document = _noted(document)
    except CannotRead as refusal:
        return Unreadable(why=refusal.why, media_type=kind, reader=reader, needs=refusal.needs)
    return resume(document, reader)


def answer(data: bytes, options: Mapping[str, int]) -> bytes:
    """The task of a child process: a file of any type, and the answer of ``parsers.wire``."""
    del options
    return encode(read(data))


def answer_doc(data: bytes, options: Mapping[str, int]) -> bytes:
    """The same for the text that an outside program found in a Word file."""
    from parsers.formats import doc  # noqa: PLC0415  like every format, only when one is read

    del options
    return encode(_made(lambda: doc.document(data), f"doc/{doc.VERSION}"))


def answer_scan(data: bytes, options: Mapping[str, int]) -> bytes:
    """The same for the words that an outside program found in the pictures of pages."""
    from parsers.scan import words  # noqa: PLC0415  as above

    del options
    return encode(_made(lambda: words.document(data), f"ocr/{words.VERSION}"))


def _made(make: Callable[[], Document], reader: str) -> Resume | Unreadable:
    try:
        document = make()
        _require_text(document)
        document = _noted(document)
    except CannotRead as refusal:
        return Unreadable(why=refusal.why, reader=reader)
    return resume(document, reader)


def _noted(document: Document) -> Document:
    """With what a reviewer should know of it."""
    remarks = document.remarks
    read = {line.page for line in document.lines}
    unread = [page for page in document.unread if page not in read]
    if unread:
        numbers = ", ".join(map(str, unread[:_LISTED])) + (" and more" if len(unread) > _LISTED else "")
        remarks += (f"pages that are pictures of text and were not read: {numbers}",)
    return replace(document, notices=(*document.notices, *about(document)), remarks=remarks)


def _require_text(document: Document) -> None:
    """Refuse a document without text: an empty resume must reach a person and never count as one without skills."""
    letters = sum(character.isalnum() for line in document.lines for character in line.text)
    if document.media_type == sniff.PDF and letters < _PER_PAGE * document.pages:
        raise CannotRead("No text could be read; this looks like a scan.", Need.OCR)
    if letters < _AT_LEAST:
        raise CannotRead("The file holds almost no text.")
