"""Inputs that ``python -m bench.fuzz`` found to break our own readers, each in its shortest form."""

import pytest

from parsers.pdf.budget import Budget
from parsers.pdf.content import Content
from parsers.pdf.fonts import Fonts
from parsers.pdf.glyphs import Sheet
from parsers.pdf.state import IDENTITY
from parsers.pdf.tokens import coordinates


@pytest.mark.parametrize(
    "content",
    [b"7 m W n", b"0 0 9 9 re 7 l f", b"1-2 l 3 l f", b"1-2-3 m f*", b"h f", b"- l f"],
)
def test_paths_with_an_odd_number_of_coordinates(content):
    sheet = Sheet(600, 800)
    Content(sheet, IDENTITY, Fonts(), Budget(), frozenset()).run(content, {})
    assert all(paint.box[0] <= paint.box[2] and paint.box[1] <= paint.box[3] for paint in sheet.paints)


def test_coordinates_come_in_pairs():
    assert coordinates(b"1-2 3") == [1, -2]
    assert coordinates(b"7") == []


@pytest.mark.parametrize("step", [b"9\0\0 9 Td", b"9\x00009\0Td"])
def test_steps_with_zero_bytes_between(step):
    sheet = Sheet(600, 800)
    content = b"BT /F1 9 Tf " + step + b" (inside) Tj ET"
    Content(sheet, IDENTITY, Fonts(), Budget(), frozenset()).run(content, {})
    assert "".join(glyph.text for glyph in sheet.glyphs) == "inside"
    assert all(0 <= edge <= 600 for glyph in sheet.glyphs for edge in glyph.box[::2])
