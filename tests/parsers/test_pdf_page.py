"""What a PDF page shows and hides."""

import pytest

from parsers.read import read

VISIBLE = b"BT /F1 12 Tf 50 700 Td (Visible words about skills and welding) Tj ET "
SECRET = b"BT /F1 12 Tf 50 600 Td (secret) Tj ET "


def seen(document):
    return [line.text for line in document.lines], [line.text for line in document.hidden]


@pytest.mark.parametrize(
    "content",
    [
        b"1 1 1 rg " + SECRET,
        b"0.98 g " + SECRET,
        b"0 0 0 0 k " + SECRET,
        b"1 1 1 rg 0 550 600 100 re f " + SECRET,
        b"0 g 0 0 600 800 re f 1 g 0 550 600 100 re f " + SECRET,
        b"3 Tr " + SECRET,
        SECRET.replace(b"12 Tf", b"1 Tf"),
        SECRET.replace(b"50 600", b"-900 600"),
    ],
    ids=["white", "near white", "no ink", "white on white", "white over black", "invisible", "tiny", "off page"],
)
def test_hidden_text(content, make_pdf):
    shown, hidden = seen(read(make_pdf(VISIBLE + content)).document)
    assert shown == ["Visible words about skills and welding"]
    assert hidden == ["secret"]


@pytest.mark.parametrize(
    "content",
    [
        b"0 0 0.4 rg 0 550 600 100 re f 1 1 1 rg " + SECRET,
        b"/Sh1 sh 1 g " + SECRET,
        b"0.5 g " + SECRET,
    ],
    ids=["white on dark", "white on a gradient", "grey"],
)
def test_honest_text_is_not_called_hidden(content, make_pdf):
    shown, hidden = seen(read(make_pdf(VISIBLE + content)).document)
    assert shown[-1] == "secret"
    assert hidden == []


def test_words_over_a_scan_are_its_text(make_pdf, pdf_stream):
    image = pdf_stream(
        b"\0", b"/Type /XObject /Subtype /Image /Width 1 /Height 1 /BitsPerComponent 8 /ColorSpace /DeviceGray"
    )
    content = b"q 600 0 0 800 0 0 cm /I Do Q 3 Tr " + VISIBLE
    shown, hidden = seen(read(make_pdf(content, image, resources=b"/XObject << /I 6 0 R >>")).document)
    assert shown == ["Visible words about skills and welding"]
    assert hidden == []


def test_a_page_without_text_looks_like_a_scan(make_pdf):
    assert read(make_pdf(b"")).why == "No text could be read; this looks like a scan."


def test_boxes_count_from_the_top_left(make_pdf):
    (line,) = read(make_pdf(VISIBLE)).document.lines
    assert line.box is not None
    x0, top, x1, bottom = line.box
    assert x0 == pytest.approx(50)
    assert 80 < top < 100 < bottom < 110
    assert x0 < x1 < 300
