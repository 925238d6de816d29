"""PDF files made to cost: each ends after little work, with what could be read or with a plain reason.

What is counted is work, not time: steps of our own readers, and the size of what they keep.
"""

import zlib

import pytest

from parsers.formats import pdf
from parsers.isolate import Limits, parse
from parsers.model import Resume
from parsers.pdf import budget, objects, tounicode
from parsers.pdf.budget import Budget, TooMuch
from parsers.pdf.miner import Miner
from parsers.pdf.streams import BoundedStream
from parsers.pdf.tokens import operations
from parsers.refusal import CannotRead

WORDS = b"BT /F1 12 Tf 50 700 Td (Visible words about skills and welding) Tj ET "
SHOWN = "Visible words about skills and welding"
TIGHT = Limits(wall_seconds=40, cpu_seconds=8, memory_bytes=700_000_000)
"""Eight seconds are for a slow machine; stock pdfminer needs more than ten, or for ever, for nearly each of these."""

COMPOSITE = b"<< /Type /Font /Subtype /Type0 /BaseFont /A /Encoding /Identity-H /DescendantFonts [7 0 R] %s >>"
PART = b"<< /Type /Font /Subtype /CIDFontType2 /BaseFont /A /FontDescriptor << /FontName /A >> %s >>"
FONT = b"BT /F2 9 Tf 50 600 Td <0001> Tj ET "


@pytest.fixture
def make(make_pdf):
    """A PDF whose second font is object 6, and whose content may be packed."""

    def build(content, *further, packed=False, page=b""):
        if packed:
            data = zlib.compress(content, 9)
            body = b"<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(data), data)
            content, further = b"", (*further, body)
        resources = b">> /Font << /F1 5 0 R /F2 6 0 R >> /X <<"
        whole = make_pdf(content, *further, resources=resources, page=page)
        return whole.replace(b"/Contents 4 0 R", b"/Contents %d 0 R" % (5 + len(further))) if packed else whole

    return build


def lines(data):
    result = parse(data, TIGHT)
    assert isinstance(result, Resume), result
    return [line.text for line in result.document.lines], result.document.remarks


def test_a_table_of_four_billion_characters(make, pdf_stream):
    table = b"begincmap 1 beginbfrange <00000000> <FFFFFFFF> <0041> endbfrange endcmap"
    data = make(WORDS + FONT, COMPOSITE % b"/ToUnicode 8 0 R", PART % b"", pdf_stream(table))
    assert lines(data)[0] == [SHOWN]
    assert tounicode.read(table) == {}


def test_many_ranges_together_are_no_longer_than_a_font():
    table = b"beginbfrange " + b"<0000> <FFFF> <0041> " * 5_000 + b"endbfrange"
    assert len(tounicode.read(table)) <= budget.MAX_RANGES


def test_a_font_of_two_billion_widths(make):
    data = make(WORDS + FONT, COMPOSITE % b"", PART % b"/W [0 2000000000 500] /W2 [0 2000000000 500 1 1]")
    assert lines(data)[0] == [SHOWN]


def test_a_font_whose_entries_refer_to_each_other_twice_as_often_at_each_step(make):
    twins = [b"[%d 0 R %d 0 R]" % (number, number) for number in range(8, 40)]
    font = b"<< /Type /Font /Subtype /TrueType /FontDescriptor << /FontBBox 7 0 R >> /Widths 7 0 R >>"
    assert lines(make(WORDS + b"BT /F2 9 Tf 50 600 Td (and more) Tj ET", font, *twins))[0][0] == SHOWN


def test_a_font_file_with_a_table_of_four_billion_characters(make, pdf_stream):
    table = b"\x00\x01\x00\x00\x00\x01" + bytes(6) + b"cmap" + bytes(4) + b"\x00\x00\x00\x1c\x00\x00\x00\x40"
    table += b"\x00\x00\x00\x01\x00\x00\x00\x03\x00\x00\x00\x0c\x00\x0c" + bytes(10) + b"\x00\x00\x00\x01"
    table += b"\x00\x00\x00\x00\xff\xff\xff\xff\x00\x00\x00\x00"
    part = (
        PART.replace(b"/FontName /A", b"/FontName /A /FontFile2 8 0 R")
        % b"/CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) >>"
    )
    assert lines(make(WORDS + FONT, COMPOSITE % b"", part, pdf_stream(table)))[0] == [SHOWN]


def test_forms_that_paint_the_next_one_twice(endless_forms):
    shown, remarks = lines(endless_forms)
    assert shown == [SHOWN]
    assert remarks == (pdf._LEFT_OUT,)


def test_a_form_that_paints_itself(make_pdf, pdf_stream):
    form = pdf_stream(b"/X Do", b"/Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 6 0 R >> >>")
    assert lines(make_pdf(WORDS + b"/X Do", form, resources=b"/XObject << /X 6 0 R >>"))[0] == [SHOWN]


CONTENT = {
    "operators": b"q Q " * 3_000_000,
    "saved states": b"q " * 5_000_000,
    "marks": b"/A BMC " * 1_500_000,
    "operands": b"1 [ ] " * 3_000_000,
    "open arrays": b"[(a) " * 4_000_000,
    "open parentheses": b"(" * 20_000_000,
    "one long path": b"1 1 l " * 3_000_000 + b"f ",
    "rectangles": b"0 0 9 9 re f " * 1_500_000,
    "clips": b"0 0 9 9 re W n " * 1_500_000,
    "letters one by one": b"BT /F1 9 Tf " + b"0 0 Td <41> Tj " * 1_500_000 + b"ET ",
    "letters that the font lacks": b"BT /F2 9 Tf " + b"0 0 Td <00> Tj " * 1_500_000 + b"ET ",
    "letters without a font": b"BT " + b"0 0 Td <41> Tj " * 1_500_000 + b"ET ",
    "one long array": b"BT /F1 9 Tf [" + b"-1 " * 7_000_000 + b"] TJ ET ",
    "one long string": b"BT /F1 9 Tf 1 1 Td (" + b"a" * 20_000_000 + b") Tj ET ",
    "one long number": b"1" * 20_000_000 + b" g ",
    "one long name": b"/" + b"a" * 20_000_000 + b" gs ",
    "nothing but white": b" " * 200_000_000,
}


@pytest.mark.parametrize("content", CONTENT.values(), ids=CONTENT.keys())
def test_content_that_costs(content, make):
    data = make(WORDS + content, packed=True)
    assert len(data) < 400_000
    assert lines(data)[0][0] == SHOWN


def test_letters_strewn_over_a_page(make):
    places = ((n * 7919 % 600, n * 104729 % 800) for n in range(20_000))
    strewn = b"".join(b"1 0 0 1 %d %d Tm (x) Tj " % place for place in places)
    assert isinstance(parse(make(b"BT /F1 6 Tf " + strewn + b"ET", packed=True), TIGHT), Resume)


def test_more_letters_than_a_page_has_end_the_page(make):
    (sheet,) = Miner(make(b"BT /F1 1 Tf (" + b"a" * 100_000 + b") Tj ET")).sheets()
    assert len(sheet.glyphs) == budget.MAX_PAGE_GLYPHS
    assert sheet.partial


def test_letters_one_by_one_end_the_page_too_and_count_as_what_they_are(make):
    letters = b"1 0 Td <41> Tj " * 100_000
    (sheet,) = Miner(make(b"BT /F1 1 Tf " + letters + b" ET")).sheets()
    assert len(sheet.glyphs) == budget.MAX_PAGE_GLYPHS
    assert sheet.partial
    with pytest.raises(TooMuch):
        sum(1 for _ in operations(letters * 5, Budget()))


def test_letters_far_out_are_left_out_and_those_after_them_are_not(make):
    far = b"9" * 400
    content = b"BT /F1 9 Tf 9 9 Td <41> Tj 9e8 0 Td 9 %s Td <42> Tj 1 0 0 1 9 9 Tm 0 999999999 Td <43> Tj ET " % far
    (sheet,) = Miner(make(content + b"BT 9 9 Td <44> Tj ET")).sheets()
    assert "".join(glyph.text for glyph in sheet.glyphs) == "AD"


def test_a_stream_stops_at_its_limit_and_a_file_at_its_own():
    packed = zlib.compress(bytes(budget.MAX_STREAM + 1_000_000))
    whole = Budget()
    for number in range(4):
        stream = BoundedStream({"Filter": objects.name(b"FlateDecode")}, packed)
        stream.budget = whole
        if (number + 1) * budget.MAX_STREAM > budget.MAX_DECODED:
            with pytest.raises(TooMuch):
                stream.get_data()
            assert whole.exceeded
            return
        assert len(stream.get_data()) == budget.MAX_STREAM
    pytest.fail("no limit was reached")


@pytest.mark.parametrize("filter_name", [b"RunLengthDecode", b"LZWDecode", b"ASCII85Decode", b"ASCIIHexDecode"])
def test_other_filters_are_bounded_too(filter_name):
    stream = BoundedStream({"Filter": objects.name(filter_name)}, b"\x81a" * 400_000)
    try:
        assert len(stream.get_data()) <= budget.MAX_STREAM
    except ValueError:
        assert filter_name in (b"ASCII85Decode", b"ASCIIHexDecode")  # it is not written in that alphabet


def test_rows_of_a_picture_that_nobody_could_hold():
    entries = {"Filter": objects.name(b"FlateDecode"), "DecodeParms": {"Predictor": 12, "Columns": 1 << 40}}
    assert BoundedStream(entries, zlib.compress(b"abc")).get_data() == b"abc"


def test_operations_end_with_the_budget():
    with pytest.raises(TooMuch):
        sum(1 for _ in operations(b"q " * (budget.MAX_TOKENS + 2_000), Budget()))


LOOPS = {
    "the index before this one is this one": lambda data: data.replace(
        b"/Root 1 0 R", b"/Prev %d /Root 1 0 R" % data.index(b"xref\n")
    ),
    "a page is its own parent": lambda data: data.replace(b"/Kids [3 0 R]", b"/Kids [2 0 R 3 0 R]"),
    "a reference to a reference to itself": lambda data: data.replace(b"[0 0 600 800]", b"6 0 R"),
    "a stream as long as itself": lambda data: data.replace(b"/Length 70 ", b"/Length 4 0 R"),
}


@pytest.mark.parametrize("change", LOOPS.values(), ids=LOOPS.keys())
def test_files_that_lead_round_in_circles(change, make_pdf):
    data = make_pdf(WORDS, b"7 0 R", b"6 0 R")
    assert change(data) != data
    assert lines(change(data))[0] == [SHOWN]


def test_arrays_inside_each_other(make_pdf):
    assert lines(make_pdf(WORDS, b"[" * 300_000, page=b"/X 6 0 R"))[0] == [SHOWN]


def test_more_pages_than_we_read(make_pdf):
    kids = b" ".join(b"%d 0 R" % number for number in range(6, 106))
    pages = [b"<< /Type /Page /MediaBox [0 0 600 800] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"] * 100
    data = make_pdf(WORDS, *pages).replace(b"/Kids [3 0 R]", b"/Kids [" + kids + b"]")
    document = pdf.read(data)
    assert document.pages == budget.MAX_PAGES
    assert "only the first 50 pages were read" in document.remarks


def test_what_is_too_much_for_us_is_not_rendered(endless_forms, monkeypatch):
    monkeypatch.setattr("parsers.pdf.pdfium.Pdfium.look", lambda *_: pytest.fail("rendered"))
    assert pdf.read(endless_forms.replace(b"BT /F1", b"1 g BT /F1")).pages == 1


def test_nothing_readable_is_a_plain_reason():
    with pytest.raises(CannotRead, match="damaged"):
        pdf.read(b"%PDF-1.7\nnothing")
