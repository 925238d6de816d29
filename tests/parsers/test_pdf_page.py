"""What a PDF page shows and hides."""

import pytest

from parsers.read import read

VISIBLE = b"BT /F1 12 Tf 50 700 Td (Visible words about skills and welding) Tj ET "


def test_a_page_without_text_looks_like_a_scan(make_pdf):
    assert read(make_pdf(b"")).why == "No text could be read; this looks like a scan."


def test_boxes_count_from_the_top_left(make_pdf):
    (line,) = read(make_pdf(VISIBLE)).document.lines
    assert line.box is not None
    x0, top, x1, bottom = line.box
    assert x0 == pytest.approx(50)
    assert 80 < top < 100 < bottom < 110
    assert x0 < x1 < 300
