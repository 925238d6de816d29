"""Our reader of page content against pdfminer's own: the same letters in the same boxes and colours."""

import io
import math

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pdfminer.converter import PDFPageAggregator
from pdfminer.layout import LTChar, LTContainer, LTFigure
from pdfminer.pdfinterp import PDFPageInterpreter, PDFResourceManager
from pdfminer.pdfpage import PDFPage

from parsers.pdf import colour
from parsers.pdf.budget import Budget
from parsers.pdf.content import Content
from parsers.pdf.fonts import Fonts
from parsers.pdf.glyphs import Sheet
from parsers.pdf.miner import Miner
from parsers.pdf.state import IDENTITY

FILES = ("d01__rendercv-moderncv.pdf", "d09__jsonresume-even.pdf", "d10__jsonresume-macchiato.pdf")

CONTENT = {
    "spaces": b"BT /F1 12 Tf 2 Tc 5 Tw 50 700 Td (a b) Tj (c d) Tj [(e) -300 (f g) 20] TJ ET",
    "lines": b"BT /F1 12 Tf 14 TL 50 700 Td (one) Tj T* (two) Tj (three) ' 0 -20 TD (six) Tj T* (7) Tj ET",
    "turned": b"BT /F1 12 Tf 0 1 -1 0 300 300 Tm (up) Tj 0.7 0.7 -0.7 0.7 100 100 Tm (slanted) Tj ET",
    "mirrored": b"1 0 0 -1 0 800 cm BT /F1 12 Tf 1 0 0 -1 50 100 Tm (from the top) Tj ET",
    "stretched": b"BT /F1 12 Tf 50 Tz 3 Ts 50 700 Td (narrow and raised) Tj 150 Tz (wide) Tj ET",
    "colours": b"BT /F1 9 Tf 9 9 Td 1 0 0 rg (r) Tj 0.5 g (g) Tj 0 1 0 0 k (k) Tj /DeviceRGB cs 0 0 1 sc (b) Tj ET",
    "saved": b"q 2 0 0 2 0 0 cm 1 0 0 rg BT /F1 9 Tf 9 9 Td (a) Tj ET Q BT /F1 9 Tf 9 9 Td (b) Tj ET",
    "strings": rb"BT /F1 9 Tf 9 9 Td (a\(b\)c (nested (deep)) \101\n) Tj <41 4 2> Tj ET",
    "packed": b"BT/F1 9 Tf 9 9Td(a)Tj[(b)-50.5(c).5(d)]TJ 1 0 0 1 5-5 Tm(e)Tj ET%comment (x) Tj\n",
    "paths between": b"0 0 m 10 10 l 1 2 3 4 5 6 c h f 0 0 9 9 re W n BT /F1 9 Tf 9 9 Td (after) Tj ET",
    "image": b"BI /W 1 /H 1 /BPC 8 /CS /G ID (\x00 Tj\n EI BT /F1 9 Tf 9 9 Td (after) Tj ET",
    "letters one by one": b"BT /F1 9 Tf 9 700 Td <41> Tj 5 0 Td <42> Tj 5 -9 Td<20>Tj -5.5 .5 Td <44> Tj (c) Tj ET",
    "pairs one by one": b"BT /F1 9 Tf 50 Tz 2 Tc 3 Tw 4 Ts 9 700 Td <4120> Tj 9 0 Td <204242> Tj <43> Tj ET",
    "letters mirrored": b"-2 0 0 -1 500 800 cm BT /F1 9 Tf 2 1 Td <41> Tj 1 0 0 -3 9 9 Tm 5 1 Td <42> Tj ET",
    "letters turned": b"BT /F1 9 Tf 0 1 -1 0 300 300 Tm 9 0 Td <41> Tj 9 0 Td <42> Tj ET",
    "letters turned back": b"0 1 -1 0 300 300 cm BT /F1 9 Tf 0 -1 1 0 9 9 Tm 9 0 Td <41> Tj 0 9 Td <42> Tj ET",
    "marked": b"/P <</MCID 0 /ActualText (x)>> BDC BT /F1 9 Tf 9 9 Td (inside) Tj ET EMC",
}


def stock(data):
    """Letters as pdfminer finds them: text, box from the top, colour (None inside forms)."""
    resources = PDFResourceManager()
    device = PDFPageAggregator(resources, laparams=None)
    interpreter = PDFPageInterpreter(resources, device)
    for page in PDFPage.get_pages(io.BytesIO(data)):
        interpreter.process_page(page)
        result = device.get_result()
        yield [described(letter, result.height, plain=plain) for letter, plain in letters(result)]


def letters(item, *, plain=True):
    for each in item:
        if isinstance(each, LTChar):
            yield each, plain
        elif isinstance(each, LTContainer):
            yield from letters(each, plain=plain and not isinstance(each, LTFigure))


def described(letter, height, *, plain):
    text = letter.get_text()
    tone = letter.graphicstate.ncolor
    space = colour.Space(letter.ncs.name, letter.ncs.ncomponents)
    numbers = tone if isinstance(tone, tuple) else (tone,)
    box = (letter.x0, height - letter.y1, letter.x1, height - letter.y0)
    return "\ufffd" if text.startswith("(cid:") else text, box, colour.colour(space, numbers) if plain else None


def agree(data):
    ours = list(Miner(data).sheets())
    theirs = list(stock(data))
    assert len(ours) == len(theirs)
    count = 0
    for sheet, page in zip(ours, theirs, strict=True):
        assert [glyph.text for glyph in sheet.glyphs] == [text for text, _, _ in page]
        for glyph, (_, box, tone) in zip(sheet.glyphs, page, strict=True):
            assert glyph.box == pytest.approx(box, abs=1e-6)
            assert tone is None or glyph.ink.colour == pytest.approx(tone)
            count += 1
    return count


@pytest.mark.parametrize("name", FILES)
def test_real_files_agree(name, resume_file):
    assert agree(resume_file(name)) > 500


@pytest.mark.parametrize("content", CONTENT.values(), ids=CONTENT.keys())
def test_every_operator_of_text_agrees(content, make_pdf):
    assert agree(make_pdf(content)) > 0


@pytest.mark.parametrize("turn", [90, 180, 270])
def test_turned_pages_agree(turn, make_pdf):
    assert agree(make_pdf(CONTENT["turned"], page=b"/Rotate %d" % turn)) > 0


def test_content_in_several_streams_is_one(make_pdf, pdf_stream):
    parts = pdf_stream(b"BT /F1 9 Tf 9 9 Td (a"), pdf_stream(b"b) Tj ET")
    data = make_pdf(b"", *parts).replace(b"/Contents 4 0 R", b"/Contents [6 0 R 7 0 R]")
    (sheet,) = Miner(data, rebuild=True).sheets()
    assert "".join(glyph.text for glyph in sheet.glyphs) == "a\ufffdb"


def test_letters_inside_a_form_agree_and_take_its_colour_along(make_pdf, pdf_stream):
    form = pdf_stream(
        b"BT /F1 9 Tf 9 9 Td (inside) Tj ET",
        b"/Type /XObject /Subtype /Form /BBox [0 0 99 99] /Matrix [2 0 0 2 5 5] /Resources << /Font << /F1 5 0 R >> >>",
    )
    data = make_pdf(b"1 1 1 rg /X Do", form, resources=b"/XObject << /X 6 0 R >>")
    assert agree(data) == len("inside")
    (sheet,) = Miner(data).sheets()
    assert {glyph.ink.colour for glyph in sheet.glyphs} == {(1, 1, 1)}


NUMBER = st.floats(-500, 500, width=32).map(lambda number: b"%.3f" % number) | st.integers(-99, 99).map(b"%d".__mod__)
PIECE = st.one_of(
    st.lists(NUMBER, min_size=6, max_size=6).map(lambda parts: b" ".join(parts) + b" Tm"),
    st.tuples(NUMBER, NUMBER).map(lambda parts: b" ".join(parts) + b" Td"),
    st.tuples(NUMBER, st.sampled_from([b"Tc", b"Tw", b"Tz", b"TL", b"Ts", b"g", b"G", b"w"])).map(b" ".join),
    st.sampled_from(
        [
            b"(a b) Tj",
            b"<4142> Tj",
            b"8 0 Td <41> Tj -2 3 Td <2042> Tj",
            b"[(x) -200 (y z)] TJ",
            b"(q) '",
            b"T*",
            b"q",
            b"Q",
            b"BT",
            b"0 0 m 5 5 l S",
        ]
    ),
    st.tuples(NUMBER, NUMBER, NUMBER).map(lambda parts: b" ".join(parts) + b" rg"),
)


def test_where_pdfminer_departs_from_the_standard_we_do_not(make_pdf):
    (sheet,) = Miner(make_pdf(b'BT /F1 9 Tf 14 TL 9 99 Td (a) Tj 1 2 (b) " <4> Tj ET')).sheets()
    first, second, third = sheet.glyphs
    assert second.box[1] - first.box[1] == pytest.approx(14)  # the operator begins a new line
    assert third.text == "@"  # a digit that is missing is a zero


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(pieces=st.lists(PIECE, max_size=25))
def test_any_mixture_of_operators_agrees(pieces, make_pdf):
    agree(make_pdf(b"BT /F1 11 Tf 40 400 Td (start) Tj " + b"\n".join(pieces) + b" (end) Tj ET"))


PIECES = [bytes((sign,)) for sign in b"()[]<>/%-.\\ \n\x00a1"]
PIECES += [b"<<", b">>", b"/F1", b" 1 ", b"BT", b"ET", b"Tj", b"TJ", b"ID", b"EI", b" re ", b" l ", b"W n", b"f", b"Do"]


@settings(max_examples=200, deadline=None)
@given(st.lists(st.sampled_from(PIECES)))
def test_no_content_raises(parts):
    sheet = Sheet(600, 800)
    Content(sheet, IDENTITY, Fonts(), Budget(), frozenset()).run(b"BT /F1 9 Tf " + b"".join(parts), {})
    assert not any(math.isnan(edge) for glyph in sheet.glyphs for edge in glyph.box)
