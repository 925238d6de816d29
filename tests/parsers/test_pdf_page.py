"""What a PDF page shows and hides, and the order in which it is read."""

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from parsers.pdf import layout
from parsers.pdf.glyphs import Glyph
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


def glyphs(text, x, top, size=10.0):
    step = size / 2
    return [Glyph(c, (x + i * step, top, x + (i + 1) * step, top + size), size, i) for i, c in enumerate(text)]


def read_order(page):
    return [text for text, _ in layout.lines(page)]


LEFT = ["Contact", "jo@example.org", "Skills", "Welding", "Brazing"]
RIGHT = ["Experience in many shops of the region", "Welder at the yard for many long years", "and more of the same"]
TWO_COLUMNS = [
    *glyphs("Jo Muster", 40, 20, 24),
    *(g for n, text in enumerate(LEFT) for g in glyphs(text, 40, 80 + 14 * n)),
    *(g for n, text in enumerate(RIGHT * 2) for g in glyphs(text, 200, 83 + 14 * n)),
]


@settings(max_examples=30, deadline=None)
@given(st.randoms(use_true_random=False))
def test_columns_are_read_one_after_the_other_however_they_were_painted(chance):
    page = TWO_COLUMNS.copy()
    chance.shuffle(page)
    assert read_order(page) == ["Jo Muster", *LEFT, *RIGHT, *RIGHT]


def test_dates_left_of_jobs_stay_with_them():
    rows = [("2019 - 2021", "Welder at the yard"), ("", "long seams of thick plate"), ("2016 - 2019", "Fitter in town")]
    rows += [("", "pipes and valves"), ("2012 - 2016", "Apprentice"), ("", "everything else")]
    page = [
        g
        for n, row in enumerate(rows)
        for x, text in zip((40, 160), row, strict=True)
        for g in glyphs(text, x, 80 + 14 * n)
    ]
    assert read_order(page) == [" ".join(part for part in row if part) for row in rows]


def test_dates_right_of_jobs_stay_with_them():
    rows = [
        ("Welder", "2019 - 2021"),
        ("Fitter", "2016 - 2019"),
        ("Apprentice", "2012 - 2016"),
        ("School", "1999 - 2012"),
    ]
    page = [
        g
        for n, row in enumerate(rows)
        for x, text in zip((40, 400), row, strict=True)
        for g in glyphs(text, x, 80 + 14 * n)
    ]
    assert read_order(page) == [" ".join(row) for row in rows]


def test_letters_set_apart_are_words():
    page = [replace(g, box=(g.box[0] * 1.8, *g.box[1:3], g.box[3])) for g in glyphs("WORK HISTORY", 40, 80)]
    page = [replace(g, box=(g.box[0], g.box[1], g.box[0] + 5, g.box[3])) for g in page]
    assert read_order(page) == ["WORK HISTORY"]


def test_letters_printed_twice_for_bold_are_read_once():
    assert read_order(glyphs("Skills", 40, 80) + glyphs("Skills", 40.4, 80)) == ["Skills"]
