"""Inputs that ``python -m bench.fuzz`` found to break our own readers, each in its shortest form."""

import pytest

from parsers import wire
from parsers.lines import MAX_PLACE, Hidden, Lines, Look
from parsers.pdf.budget import Budget
from parsers.pdf.content import Content
from parsers.pdf.fonts import Fonts
from parsers.pdf.glyphs import Sheet
from parsers.pdf.state import IDENTITY
from parsers.pdf.tokens import coordinates
from parsers.read import read


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


def test_text_far_away_does_not_make_the_file_unreadable(make_pdf):
    near = b"BT /F1 9 Tf 50 700 Td (Jo Muster, welder for more than ten years) Tj ET "
    far = b"BT /F1 900 Tf 9998000 9 Td (far away from any page) Tj ET"
    result = wire.decode(wire.encode(read(make_pdf(near + far))))
    assert [line.text for line in result.document.lines] == ["Jo Muster, welder for more than ten years"]
    [unseen] = result.document.hidden
    assert all(abs(edge) <= MAX_PLACE for edge in unseen.box)


def test_places_and_sizes_are_bounded():
    lines, hidden = Lines(), Hidden()
    lines.add("ab", 1, (0, 0, 2e14, 9), (0.0, 9.0, 2e14), Look(2e14))
    hidden.add("ab", "outside the page", 1, (-2e14, 0, 9, 9))
    [shown], [unseen] = lines.finish(), hidden.finish()
    assert (shown.box, shown.edges, shown.size) == ((0, 0, MAX_PLACE, 9), (), MAX_PLACE)
    assert unseen.box == (-MAX_PLACE, 0, 9, 9)
