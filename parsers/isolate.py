"""The one door to the readers: a candidate's file is opened in a limited child process, and nothing else comes back.

The child has nothing of our environment, an empty directory, a session of its own. What it gives up is in
``parsers.confine``, how it comes to be in ``parsers.zygote``; what it answers is checked in ``parsers.wire``. It is
killed with everything in its process group when it ends, stalls or says too much. A file that cannot be read is a
value, ``Unreadable``, never an exception.
"""

from dataclasses import dataclass, replace

from parsers import programs, quarantine, wire
from parsers.formats import doc
from parsers.model import Document, Need, Resume, Unreadable
from parsers.order import Limits
from parsers.pictures import picture
from parsers.pictures.cover import Cover, covered
from parsers.pictures.picture import Size
from parsers.scan import recognise, turns
from parsers.scan.recognise import Ocr
from parsers.talk import Overrun

__all__ = [
    "Cover", "Limits", "Ocr", "PageImage", "Size", "close", "ocr_installed", "outside", "page_image", "page_sizes",
    "parse", "trouble", "turn_of",
]  # fmt: skip

_NO_DOC = "This is an old Word file (.doc), and this installation cannot read .doc; it is held for a person."
_NO_OCR = "This is a scan or photo, and this installation cannot read pictures of text; it is held for a person."
_NOT_YET = "This is a scan or photo in whole or in part, and was not read as one."
_USUAL = Limits()
_PAGE_DPI = 110
_PAGE_PIXELS = 2_000_000


def parse(data: bytes, limits: Limits = _USUAL, ocr: Ocr | None = None) -> Resume | Unreadable:
    """Read a file of any kind. Never raises for what it holds; takes ``wall_seconds`` at most, three times for DOC.

    A picture of text is read with ``ocr`` only, which takes far longer. Without it the answer is an ``Unreadable`` that
    ``needs`` OCR where that is installed. Raises OSError where the machine cannot start a process at all.
    """
    refused = _refused(data, limits)
    if refused:
        return refused
    result = quarantine.ask("read", data, limits, wire.decode)
    if isinstance(result, Resume):
        return _with_pictures(data, result, limits, ocr) if result.document.unread else result
    if result.needs is Need.WORD:
        return _word(data, result, limits)
    return _picture(data, result, limits, ocr) if result.needs is Need.OCR else result


@dataclass(frozen=True, slots=True)
class PageImage:
    """A page as PNG; ``wide`` and ``high`` are its size in points, in which boxes are measured."""

    png: bytes
    wide: float
    high: float
    pages: int


def page_image(
    data: bytes, page: int = 1, limits: Limits = _USUAL, *, turn: int = 0, cover: Cover | None = None
) -> PageImage | Unreadable:
    """The picture of a page, counted from 1, of a PDF or of an image; other files have no pages to show.

    ``turn`` is clockwise in degrees; boxes are measured on the page as it stands after that. With ``cover`` pictures,
    comments and stamps on the page are not shown, nor what it names; the pixels under them are gone.
    """
    refused = _refused(data, limits)
    if refused:
        return refused
    options = {"page": page, "dpi": _PAGE_DPI, "pixels": _PAGE_PIXELS, "words": 0, "turn": turn}
    drawn = quarantine.ask("picture", data, limits, picture.decode, **options, pictures=int(cover is not None))
    if isinstance(drawn, Unreadable):
        return drawn
    shown = drawn if cover is None else covered(drawn, cover)
    return PageImage(picture.png(shown), drawn.points_wide, drawn.points_high, drawn.pages)


def page_sizes(data: bytes, pages: int, limits: Limits = _USUAL) -> tuple[Size, ...] | Unreadable:
    """How large the first ``pages`` are in points, as ``page_image`` draws them without a turn."""
    refused = _refused(data, limits)
    if refused:
        return refused
    return quarantine.ask("sizes", data, limits, picture.decode_sizes, pages=pages)


def turn_of(document: Document, page: int) -> int:
    """How a page has to be turned for the boxes of its lines to fit."""
    return turns.turn_of(document.remarks, page)


def ocr_installed() -> bool:
    """Whether pictures of text can be read on this machine."""
    return programs.tesseract() is not None


def outside() -> dict[str, programs.Program | None]:
    """The programs from outside that this reader uses, by name; None for those that are not installed."""
    return {"tesseract": programs.tesseract(), "catdoc": programs.catdoc()}


def trouble() -> str:
    """Why files are read the slow way, each by an interpreter of its own; empty where they are not."""
    return quarantine.forks.why_not()


def close() -> None:
    """End the process that waits for files; the next file starts a new one. At the end of the program this is done."""
    quarantine.forks.close()


def _refused(data: bytes, limits: Limits) -> Unreadable | None:
    if not data:
        return Unreadable("The file is empty.")
    if len(data) > limits.input_bytes:
        return Unreadable(f"The file is larger than {limits.input_bytes // 1_000_000} MB, so it was not opened.")
    return None


def _picture(data: bytes, sniffed: Unreadable, limits: Limits, ocr: Ocr | None) -> Resume | Unreadable:
    """A file that is nothing but pictures of text."""
    if not ocr_installed():
        return replace(sniffed, why=_NO_OCR, needs=None)
    if ocr is None:
        return replace(sniffed, why=_NOT_YET)
    return recognise.recognise(data, sniffed.media_type, limits, ocr)


def _with_pictures(data: bytes, resume: Resume, limits: Limits, ocr: Ocr | None) -> Resume | Unreadable:
    """A PDF of which some pages are scans, with as many of them as can be read."""
    if not ocr_installed():
        return resume
    document = resume.document
    if ocr is None:
        return Unreadable(_NOT_YET, document.media_type, resume.reader, Need.OCR)
    read = recognise.recognise(data, document.media_type, limits, ocr, document.unread)
    return read if isinstance(read, Resume) else resume


def _word(data: bytes, sniffed: Unreadable, limits: Limits) -> Resume | Unreadable:
    """What catdoc says of a Word file goes through a child like any other file."""
    program = programs.catdoc()
    if program is None:
        return replace(sniffed, why=_NO_DOC, needs=None)
    try:
        text = programs.run(program, ("-d", "utf-8", "-w", "-"), data, limits)
    except Overrun as overrun:
        return replace(sniffed, why=str(overrun), needs=None)
    if not text.strip():
        return replace(sniffed, why="No text could be found in this old Word file (.doc).", needs=None)
    result = quarantine.ask("read_doc", doc.pack(text, data), limits, wire.decode)
    return result if isinstance(result, Resume) else replace(result, media_type=sniffed.media_type)
