"""PDF files: pages of lines in reading order, with text that nobody would see kept apart.

Two engines read it: pdfminer, which tells most, and PDFium for files that pdfminer cannot open. No script, action or
link of the file is ever followed. There is no limit on work here: the child process has them.
"""

import struct
import zlib
from collections.abc import Iterator
from typing import Protocol

from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException
from pdfminer.psexceptions import PSException

from parsers.lines import Hidden, Lines
from parsers.model import Document
from parsers.pdf import hidden, miner
from parsers.pdf.glyphs import Sheet
from parsers.pdf.layout.book import Book
from parsers.pdf.layout.page import lines
from parsers.pdf.layout.shapes import shapes
from parsers.refusal import CannotRead

MEDIA_TYPES = ("application/pdf",)
VERSION = "1"

MAX_PAGES = 50
MAX_GLYPHS = 400_000
"""Of the whole document; a dense page has 6,000."""

_HEADER = b"%PDF-"
_DAMAGE = (
    PDFException,
    PSException,
    ArithmeticError,
    AssertionError,
    AttributeError,
    LookupError,
    RecursionError,
    TypeError,
    ValueError,
    struct.error,
    zlib.error,
)
"""What pdfminer raises on damaged files: it trusts the file's structure, so nearly anything."""

_PASSWORD = "The PDF is protected with a password."  # noqa: S105  a sentence about one


class _Engine(Protocol):
    def __call__(self, data: bytes, max_pages: int) -> tuple[Iterator[Sheet], int]:
        """The pages to read, and how many there are."""
        ...


def read(data: bytes) -> Document:
    """Read a file; junk before the header is ignored. Raises CannotRead for a password or too much damage."""
    data = data[max(0, data.find(_HEADER)) :]
    try:
        document = _document(data, miner.sheets)
    except PDFPasswordIncorrect as error:
        raise CannotRead(_PASSWORD) from error
    except PDFEncryptionError as error:
        raise CannotRead("The PDF is encrypted in a way that cannot be opened.") from error
    except _DAMAGE:
        return _second_try(data)
    return document if document.lines or document.hidden else _second_try(data)


def _second_try(data: bytes) -> Document:
    from parsers.pdf import pdfium  # noqa: PLC0415  loading a second engine costs time that only damaged files owe

    try:
        return _document(data, pdfium.sheets, "the file is damaged and was read with the second PDF engine")
    except pdfium.PdfiumError as error:
        protected = "password" in str(error).lower()
        raise CannotRead(_PASSWORD if protected else "The PDF is damaged and cannot be opened.") from error


def _document(data: bytes, engine: _Engine, *remarks: str) -> Document:
    shown, concealed, book = Lines(), Hidden(), Book()
    pages, count = engine(data, MAX_PAGES)
    number = glyphs = 0
    for number, sheet in enumerate(pages, start=1):
        glyphs += len(sheet.glyphs)
        if glyphs > MAX_GLYPHS:
            remarks += (f"only the first {number - 1} pages were read",)
            break
        seen, unseen = hidden.split(sheet)
        book.add(number, seen, shapes(sheet))
        for line in lines(unseen):
            concealed.add(line.text, "not visible on the page", number, line.box)
    book.write(shown)
    if count > MAX_PAGES:
        remarks += (f"only the first {MAX_PAGES} pages were read",)
    return Document(
        MEDIA_TYPES[0], max(1, number), shown.finish(), concealed.finish(), remarks=remarks + shown.remarks()
    )
