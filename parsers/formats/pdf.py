"""PDF files: pages of lines in reading order, with text that nobody would see kept apart.

Three ways to read a file, the next one where the one before met damage: by the file's own index; by an index rebuilt
from the objects that are found in it; with PDFium. No script, action or link of the file is ever followed.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from functools import partial
from types import MappingProxyType
from typing import NamedTuple

from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
from pdfminer.pdfexceptions import PDFException

from parsers.lines import Hidden, Lines
from parsers.model import Box, Document
from parsers.pdf import active, hidden
from parsers.pdf.budget import MAX_PAGES, TooMuch
from parsers.pdf.damage import DAMAGE
from parsers.pdf.glyphs import Sheet
from parsers.pdf.layout.book import Book
from parsers.pdf.layout.lines import PageLine
from parsers.pdf.layout.page import lines
from parsers.pdf.layout.shapes import shapes
from parsers.pdf.miner import Miner
from parsers.refusal import CannotRead

MEDIA_TYPES = ("application/pdf",)
VERSION = "3"

_HEADER = b"%PDF-"
_PASSWORD = "The PDF is protected with a password."  # noqa: S105  a sentence about one
_ENCRYPTED = "The PDF is encrypted in a way that cannot be opened."
_DAMAGED = "The PDF is damaged and cannot be opened."
_REBUILT = "the file is damaged and was read by looking for its parts"
_SECOND = "the file is damaged and was read with the second PDF engine"
_LEFT_OUT = "parts of the file were damaged or far larger than in a resume, and were left out"


_OWN_TEXT = 100
"""Letters of a page that images cover, from which on it is a page of text with a picture behind it. Fewer are what a
scanner or a portal stamps on the picture of a page."""

Recognised = Mapping[int, list[PageLine]]
"""Pages, counted from 1, with the lines that were recognised in their pictures."""

_Look = Callable[[int, Box | None], hidden.Picture | None]
"""Renders a page: its number from 0, and the part of it that is shown."""

_COPIES = (hidden.CLIPPED, hidden.COVERED)
"""Text hidden in these ways is often the other half of a line that was cut by the end of a page, and no news."""


class _Reading(NamedTuple):
    """What one of the ways led to. ``whole``: there was no damage; ``final``: another way would not help."""

    document: Document
    whole: bool
    final: bool = False

    @property
    def letters(self) -> int:
        return sum(len(line.text) for line in self.document.lines) + len(self.document.hidden)

    def is_better_than(self, other: "_Reading") -> bool:
        """Whether it found more, or as much without meeting damage."""
        if self.letters == other.letters:
            return self.whole and not other.whole
        return self.letters > other.letters


def read(data: bytes, recognised: Recognised = MappingProxyType({})) -> Document:
    """Read a file; junk before the header is ignored. Raises CannotRead for a password or too much damage.

    Pages without text of their own are taken from ``recognised``; pictures of text that are not there are ``unread``.
    """
    data = data[max(0, data.find(_HEADER)) :]
    best: _Reading | None = None
    why = _DAMAGED
    for way in (_by_index, _rebuilt, _by_pdfium):
        try:
            reading = way(data, recognised)
        except PDFPasswordIncorrect as error:
            raise CannotRead(_PASSWORD) from error
        except PDFEncryptionError:
            why = _ENCRYPTED
            continue
        except (TooMuch, *DAMAGE):
            continue
        if best is None or reading.is_better_than(best):
            best = reading
        if reading.final or (reading.whole and reading.document.pages) or (way is _rebuilt and best.letters):
            break
    if best is None or not best.document.pages:
        raise CannotRead(why)
    return best.document


def _by_index(data: bytes, recognised: Recognised) -> _Reading:
    return _mined(Miner(data), data, recognised)


def _rebuilt(data: bytes, recognised: Recognised) -> _Reading:
    return _mined(Miner(data, rebuild=True), data, recognised, _REBUILT)


def _mined(miner: Miner, data: bytes, recognised: Recognised, *remarks: str) -> _Reading:
    document, whole = _document(miner.sheets(), Looks(data, miner), recognised, more=miner.more, remarks=remarks)
    document = replace(document, notices=active.notices(miner.document, miner.pages))
    return _Reading(document, whole and bool(miner.pages) and not miner.document.damaged, miner.budget.exceeded)


def _by_pdfium(data: bytes, recognised: Recognised) -> _Reading:
    from parsers.pdf import pdfium  # noqa: PLC0415  loading a second engine costs time that only some files owe

    try:
        engine = pdfium.Pdfium(data)
    except pdfium.PdfiumError as error:
        if "password" in str(error).lower():
            raise CannotRead(_PASSWORD) from error
        raise PDFException(_DAMAGED) from error
    document, whole = _document(
        engine.sheets(), engine.look, recognised, more=engine.count > MAX_PAGES, remarks=(_SECOND,)
    )
    return _Reading(document, whole)


class Looks:
    """Renders pages of a file that was opened with the first engine, if any needs it."""

    def __init__(self, data: bytes, miner: Miner) -> None:
        self._data, self._miner = data, miner
        self._engine: _Look | None = None

    def __call__(self, number: int, view: Box | None) -> hidden.Picture | None:
        """How a page looks, or None; a file that is too much for us is not shown to the other engine."""
        if self._miner.budget.exceeded:
            return None
        if self._engine is None:
            from parsers.pdf import pdfium  # noqa: PLC0415  as above

            try:
                self._engine = pdfium.Pdfium(self._data).look
            except pdfium.PdfiumError:
                self._engine = _blind
        return self._engine(number, view)


def _blind(_number: int, _view: Box | None) -> None:
    return None


def _document(
    sheets: Iterator[Sheet],
    look: _Look,
    recognised: Recognised,
    *,
    more: bool,
    remarks: tuple[str, ...],
) -> tuple[Document, bool]:
    """The document, and whether all of its pages could be read as a whole."""
    shown, concealed, book = Lines(), Hidden(), Book()
    number, whole = 0, True
    cut: list[tuple[str, str, int, Box]] = []
    unread: list[int] = []
    for number, sheet in enumerate(sheets, start=1):
        whole = whole and not sheet.partial
        seen, unseen = hidden.split(sheet, partial(look, number - 1, sheet.view))
        pictured = hidden.is_pictured(sheet) and len(seen) < _OWN_TEXT
        found = recognised.get(number) if len(seen) < _OWN_TEXT else None
        if pictured and found is None:
            unread.append(number)
        book.add(number, lines(seen, shapes(sheet)) if found is None else found)
        cut += [(line.text, why, number, line.box) for why, glyphs in unseen for line in lines(glyphs)]
    book.write(shown)
    visible = "".join(_letters(line.text) for line in shown.finish()) if cut else ""
    for text, why, page, box in cut:
        if why not in _COPIES or _letters(text) not in visible:
            concealed.add(text, why, page, box)
    if more:
        remarks += (f"only the first {MAX_PAGES} pages were read",)
    if not whole:
        remarks += (_LEFT_OUT,)
    remarks += shown.remarks()
    document = Document(
        MEDIA_TYPES[0], number, shown.finish(), concealed.finish(), remarks=remarks, unread=tuple(unread)
    )
    return document, whole


def _letters(text: str) -> str:
    return "".join(character for character in text.casefold() if character.isalnum())
