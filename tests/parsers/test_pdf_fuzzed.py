"""Inputs that the fuzzer of ``bench/pdf_fuzz.py`` found to break our own readers, each in its shortest form."""

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
