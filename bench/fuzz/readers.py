"""What is fuzzed: a function of bytes for each reader, which raises nothing that the reader is not allowed to."""

import math
from collections.abc import Callable
from contextlib import suppress

from pdfminer.psparser import LIT

from parsers import registry, sniff, wire
from parsers.formats import pdf
from parsers.lines import Hidden, Lines
from parsers.model import Document
from parsers.notices import about
from parsers.pdf import hidden, objects, streams, tokens, tounicode, truetype
from parsers.pdf.budget import Budget, TooMuch
from parsers.pdf.content import Content
from parsers.pdf.damage import DAMAGE
from parsers.pdf.fonts import Fonts
from parsers.pdf.glyphs import Sheet
from parsers.pdf.layout.book import Book
from parsers.pdf.layout.page import lines
from parsers.pdf.layout.shapes import shapes
from parsers.pdf.miner import Miner
from parsers.pdf.state import IDENTITY
from parsers.pictures import picture, render
from parsers.read import read
from parsers.refusal import CannotRead
from parsers.resume.build import resume

Target = Callable[[bytes], int | None]
_NOTHING_LEARNT = -1
_FONT = {"Type": LIT("Font"), "Subtype": LIT("Type1"), "BaseFont": LIT("Helvetica")}
_RESOURCES = {
    "Font": {f"F{number}": _FONT for number in range(1, 10)},
    "ExtGState": {"G": {"ca": 0.5, "SMask": {"S": LIT("Alpha")}}},
    "ColorSpace": {"C": [LIT("Separation"), LIT("Black"), LIT("DeviceGray")]},
}


def whole(name: str) -> Target:
    """The whole way of files of one format: recognised, read, its resume found, written and checked on the wire."""

    def target(data: bytes) -> int | None:
        try:
            kind = sniff.media_type(data)
        except CannotRead:
            return _NOTHING_LEARNT
        if registry.FORMATS.get(kind) != f"parsers.formats.{name}":
            return _NOTHING_LEARNT
        wire.decode(wire.encode(read(data)))
        return None

    return target


def content(data: bytes) -> None:
    """A content stream: its tokens, glyphs, what is hidden, the order of its lines, and the resume in them."""
    sheet = Sheet(600, 800)
    with suppress(TooMuch):
        Content(sheet, IDENTITY, Fonts(), Budget(), frozenset()).run(data, _RESOURCES)
    assert not any(math.isnan(edge) for glyph in sheet.glyphs for edge in glyph.box)
    with suppress(TooMuch):
        for _, _, operands in tokens.operations(data, Budget()):
            for operand in operands:
                if isinstance(operand, tokens.Array):
                    tokens.elements(operand)
    seen, unseen = hidden.split(sheet, lambda: None)
    book, shown, concealed = Book(), Lines(), Hidden()
    book.add(1, lines(seen, shapes(sheet)))
    book.write(shown)
    for why, glyphs in unseen:
        for line in lines(glyphs):
            concealed.add(line.text, why, 1, line.box)
    document = Document(pdf.MEDIA_TYPES[0], 1, shown.finish(), concealed.finish())
    if document.lines:
        about(document)
        wire.decode(wire.encode(resume(document, "pdf/1")))


def values(data: bytes) -> None:
    """The objects of a PDF."""
    with suppress(*DAMAGE):
        objects.many(data, None)


def tables(data: bytes) -> None:
    """The tables of its fonts, and its filters."""
    tounicode.read(data)
    truetype.is_bounded(streams.BoundedStream({}, data))
    for name in ("FlateDecode", "LZWDecode", "RunLengthDecode"):
        with suppress(*DAMAGE):
            parameters = {"Predictor": 12, "Columns": data[0] if data else 1}
            streams.BoundedStream({"Filter": LIT(name), "DecodeParms": parameters}, data).get_data()


def mined(data: bytes) -> None:
    """A whole PDF in our own two ways, without the others that would hide a fault of these."""
    for rebuild in (False, True):
        with suppress(TooMuch, *DAMAGE):
            for sheet in Miner(data, rebuild=rebuild).sheets():
                assert sheet.width > 0


def image(data: bytes) -> int | None:
    """A photo or scan, made ready for eyes or for recognition."""
    kind = sniff.media_type(data) if not data.startswith(b"PK") else ""
    if not kind.startswith("image/"):
        return _NOTHING_LEARNT
    for words, turn in ((0, 0), (1, 90)):
        options = {"page": 1, "dpi": 60, "pixels": 300_000, "words": words, "turn": turn}
        drawn = picture.decode(render.answer(data, options))
        if isinstance(drawn, picture.Picture):
            picture.png(drawn)
    wire.decode(wire.encode(read(data)))
    return None


TARGETS: dict[str, Target] = {
    **{name: whole(name) for name in ("rtf", "docx", "odt", "html", "text", "json_resume", "europass", "pdf")},
    "image": image,
    "pdf-content": content,
    "pdf-objects": values,
    "pdf-tables": tables,
    "pdf-mined": mined,
}
