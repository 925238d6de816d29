"""Writes an invented resume as a PDF: one column, two columns, or a page image without text (as scanners make them).

The letters are those of Bitstream Vera, whose files reportlab carries and allows to embed. It has the letters of
Western Europe and most others of the Latin script; ``people`` uses no name that it lacks a letter for.
"""

import io
from functools import cache

from PIL import Image, ImageDraw, ImageFont
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader, simpleSplit
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

from app.demo.resume_text import Entry, ResumeText, Section

_PLAIN, _BOLD, _ITALIC = "Vera", "VeraBd", "VeraIt"
_WIDTH, _HEIGHT = A4
_MARGIN = 15 * mm
_SIDE_WIDTH = 54 * mm
_GAP = 6 * mm
_AFTER_SECTION = 3 * mm
_BLACK, _WHITE = 0.0, 1.0
_LINE_HEIGHT = 1.4  # of the letters' size
_IMAGE_SIZE = (1240, 1754)  # A4 at 150 dots per inch


def write_plain(resume: ResumeText, unseen: str = "") -> bytes:
    """One column from top to bottom, and below it ``unseen``, which is white."""
    pen = _Pen()
    _heading_block(pen, resume, " | ".join(resume.contact))
    for section in resume.sections:
        _section(pen, section)
    pen.ink = _WHITE
    pen.write(unseen, 8)
    return pen.finish()


def write_columns(resume: ResumeText) -> bytes:
    """A narrow left column with contact, skills and school; the rest beside it."""
    pen = _Pen()
    _heading_block(pen, resume, "")
    top = pen.y
    pen.width = _SIDE_WIDTH
    _section(pen, Section("Contact", (Entry("", "", resume.contact),)))
    for section in resume.sections:
        if section.side:
            _section(pen, section)
    pen.y = top
    pen.left = _MARGIN + _SIDE_WIDTH + _GAP
    pen.width = _WIDTH - _MARGIN - pen.left
    for section in resume.sections:
        if not section.side:
            _section(pen, section)
    return pen.finish()


def write_image(resume: ResumeText) -> bytes:
    """A picture of the page and not one letter of text."""
    picture = Image.new("L", _IMAGE_SIZE, 255)
    letters = ImageFont.truetype(_fonts()[_PLAIN].face.filename, size=24)
    ImageDraw.Draw(picture).multiline_text((110, 110), resume.as_text(), fill=20, font=letters, spacing=10)
    pen = _Pen()
    pen.canvas.drawImage(ImageReader(picture), 0, 0, _WIDTH, _HEIGHT)
    return pen.finish()


class _Pen:
    """Writes lines downwards in one column of an A4 page and goes on to the next page at the bottom.

    Points from the lower left corner, as PDF counts; ``y`` is the upper edge of the next line.
    """

    def __init__(self) -> None:
        _fonts()
        self._file = io.BytesIO()
        self.canvas = Canvas(self._file, pagesize=A4, invariant=True)  # no clock: a person always gives the same bytes
        self.left = _MARGIN
        self.width = _WIDTH - 2 * _MARGIN
        self.y = _HEIGHT - _MARGIN
        self.ink = _BLACK

    def write(self, text: str, size: int, font: str = _PLAIN) -> None:
        for line in simpleSplit(text, font, size, self.width):
            if self.y - size * _LINE_HEIGHT < _MARGIN:
                self.canvas.showPage()
                self.y = _HEIGHT - _MARGIN
            self.canvas.setFont(font, size)
            self.canvas.setFillGray(self.ink)
            self.canvas.drawString(self.left, self.y - size, line)
            self.y -= size * _LINE_HEIGHT

    def finish(self) -> bytes:
        self.canvas.save()
        return self._file.getvalue()


@cache
def _fonts() -> dict[str, TTFont]:
    """The fonts by name, known to reportlab from the first call on."""
    fonts = {name: TTFont(name, f"{name}.ttf") for name in (_PLAIN, _BOLD, _ITALIC)}
    for font in fonts.values():
        pdfmetrics.registerFont(font)
    return fonts


def _heading_block(pen: _Pen, resume: ResumeText, contact: str) -> None:
    pen.write(resume.name, 19, _BOLD)
    pen.write(resume.title, 12)
    if contact:
        pen.write(contact, 9)
    pen.y -= _AFTER_SECTION


def _section(pen: _Pen, section: Section) -> None:
    pen.write(section.heading, 12, _BOLD)
    for entry in section.entries:
        if entry.title:
            pen.write(entry.title, 9, _BOLD)
        if entry.period:
            pen.write(entry.period, 8, _ITALIC)
        for line in entry.lines:
            pen.write(f"- {line}" if len(entry.lines) > 1 else line, 9)
    pen.y -= _AFTER_SECTION
