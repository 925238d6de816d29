"""Text that nobody would see on a page is found and said why; text that can be seen is never called hidden."""

import zlib

import pytest

from parsers.formats import pdf
from parsers.model import NoticeKind

VISIBLE = b"0 g BT /F1 12 Tf 50 700 Td (Visible words about skills and welding) Tj ET "
SHOWN = "Visible words about skills and welding"
SECRET = b"BT /F1 12 Tf 50 600 Td (secret) Tj ET "
STATES = b"/ExtGState << /Clear << /ca 0 /CA 0 >> /Faint << /ca 0.05 >> /Half << /ca 0.5 >> >> "


def seen(data):
    document = pdf.read(data)
    return [line.text for line in document.lines], [(line.text, line.why) for line in document.hidden]


HIDDEN = {
    "white": (b"1 1 1 rg " + SECRET, "white on white"),
    "near white": (b"0.98 g " + SECRET, "white on white"),
    "no ink": (b"0 0 0 0 k " + SECRET, "white on white"),
    "white by separation": (b"/Black cs 0 scn " + SECRET, "white on white"),
    "white on white": (b"1 1 1 rg 0 550 600 100 re f " + SECRET, "white on white"),
    "white over white over black": (b"0 g 0 0 600 650 re f 1 g 0 550 600 100 re f " + SECRET, "white on white"),
    "white outline": (b"1 Tr 1 G " + SECRET, "white on white"),
    "red on red": (b"1 0 0 rg 0 550 600 100 re f " + SECRET, "same colour as what is behind"),
    "blue on nearly the same blue": (
        b"0 0.1 0.4 rg 0 550 600 100 re f 0 0.15 0.45 rg " + SECRET,
        "same colour as what is behind",
    ),
    "white inside the bounds of a shape that is not there": (
        b"0 g 0 0 m 600 0 l 0 300 l f 1 g BT /F1 12 Tf 300 270 Td (secret) Tj ET ",
        "white on white",
    ),
    "invisible": (b"3 Tr " + SECRET, "painted with no ink"),
    "only clipping": (b"7 Tr " + SECRET, "painted with no ink"),
    "alpha 0": (b"/Clear gs " + SECRET, "transparent"),
    "almost transparent": (b"/Faint gs " + SECRET, "transparent"),
    "tiny": (SECRET.replace(b"12 Tf", b"1 Tf"), "too small to read"),
    "tiny by matrix": (b"q 0.1 0 0 0.1 45 500 cm " + SECRET + b"Q ", "too small to read"),
    "squeezed": (b"BT /F1 12 Tf 1 Tz 50 600 Td (secret) Tj ET ", "too small to read"),
    "left of the page": (SECRET.replace(b"50 600", b"-900 600"), "outside the page"),
    "below the page": (SECRET.replace(b"50 600", b"50 -20"), "outside the page"),
    "clipped away": (b"q 0 0 40 40 re W n " + SECRET + b"Q ", "clipped away"),
    "clipped by nothing left": (b"q 0 0 40 40 re W n 60 60 9 9 re W n " + SECRET + b"Q ", "clipped away"),
    "covered by a rectangle": (SECRET + b"1 g 40 590 200 30 re f ", "covered by a shape or an image"),
    "covered and written over": (
        SECRET + b"1 g 40 590 200 30 re f 0 g BT /F1 12 Tf 50 600 Td (welder) Tj ET ",
        "covered by a shape or an image",
    ),
    "covered by an image": (SECRET + b"q 200 0 0 40 40 590 cm /I Do Q ", "covered by a shape or an image"),
}


@pytest.mark.parametrize(("content", "why"), HIDDEN.values(), ids=HIDDEN.keys())
def test_hidden_text_is_found_with_its_reason(content, why, make_pdf, pdf_stream):
    image = pdf_stream(b"\xff", _image(1, 1))
    spaces = b"/ColorSpace << /Black [/Separation /Black /DeviceGray 7 0 R] >> "
    tint = b"<< /FunctionType 2 /Domain [0 1] /C0 [1] /C1 [0] /N 1 >>"
    data = make_pdf(VISIBLE + content, image, tint, resources=STATES + spaces + b"/XObject << /I 6 0 R >>")
    shown, hidden = seen(data)
    assert hidden == [("secret", why)]
    assert "secret" not in " ".join(shown)
    assert SHOWN in shown


def test_the_outline_counts_where_letters_are_only_outlined(make_pdf):
    shown, hidden = seen(make_pdf(VISIBLE + b"1 Tr 1 g 0 G " + SECRET))
    assert hidden == []
    assert shown == [SHOWN, "secret"]


HONEST = {
    "white on a dark sidebar": b"0 0 0.4 rg 0 550 600 100 re f 1 1 1 rg " + SECRET,
    "white on a dark rounded shape": b"0 0 0.4 rg 9 590 m 9 640 l 20 650 30 650 40 650 c 300 650 l 300 590 l f 1 g "
    + SECRET,
    "white on a wide line": b"0 0 0.4 RG 30 w 0 604 m 400 604 l S 1 g " + SECRET,
    "white on an image": b"q 600 0 0 100 0 550 cm /I Do Q 1 g " + SECRET,
    "white on a gradient": b"q 0 550 600 100 re W n /Sh sh Q 1 g " + SECRET,
    "white on a pattern": b"/Pattern cs /P scn 0 550 600 100 re f 1 g " + SECRET,
    "light grey": b"0.75 g " + SECRET,
    "half transparent": b"/Half gs " + SECRET,
    "black on a half transparent shape": SECRET + b"/Half gs 1 g 40 590 200 30 re f ",
    "on a white box": b"1 g 0 550 600 100 re f 0 g " + SECRET,
    "inside its clip": b"q 0 500 600 200 re W n " + SECRET + b"Q ",
    "small print": SECRET.replace(b"12 Tf", b"5 Tf"),
    "under a thin line": SECRET + b"1 g 40 603 200 1 re f ",
    "repeated for a shadow": b"0.99 g BT /F1 12 Tf 51 599 Td (secret) Tj ET 0 g " + SECRET,
}


@pytest.mark.parametrize("content", HONEST.values(), ids=HONEST.keys())
def test_honest_text_is_not_called_hidden(content, make_pdf, pdf_stream):
    objects = (
        pdf_stream(b"\x20", _image(1, 1)),
        b"<< /ShadingType 2 /ColorSpace /DeviceGray /Coords [0 0 600 0] /Extend [true true] /Function 8 0 R >>",
        b"<< /FunctionType 2 /Domain [0 1] /C0 [0] /C1 [0.4] /N 1 >>",
        b"<< /Type /Pattern /PatternType 2 /Shading 7 0 R >>",
    )
    names = b"/XObject << /I 6 0 R >> /Shading << /Sh 7 0 R >> /Pattern << /P 9 0 R >>"
    shown, hidden = seen(make_pdf(VISIBLE + content, *objects, resources=STATES + names))
    assert hidden == []
    assert shown == [SHOWN, "secret"]


def _image(width, height):
    return b"/Type /XObject /Subtype /Image /BitsPerComponent 8 /ColorSpace /DeviceGray /Width %d /Height %d" % (
        width,
        height,
    )


def scan(inked_rows):
    """A page image, 60 by 80, with ink in the given rows."""
    rows = [bytes([0, 255] * 30) if row in inked_rows else b"\xff" * 60 for row in range(80)]
    return b"".join(rows)


def test_words_over_a_scan_that_shows_them_are_its_text(make_pdf, pdf_stream):
    image = pdf_stream(scan({8, 9, 10}), _image(60, 80))
    content = b"q 600 0 0 800 0 0 cm /I Do Q 3 Tr " + VISIBLE
    assert seen(make_pdf(content, image, resources=b"/XObject << /I 6 0 R >>")) == ([SHOWN], [])


def test_words_over_an_empty_part_of_a_scan_are_hidden(make_pdf, pdf_stream):
    image = pdf_stream(scan({8, 9, 10}), _image(60, 80))
    content = b"q 600 0 0 800 0 0 cm /I Do Q 3 Tr " + VISIBLE + SECRET
    shown, hidden = seen(make_pdf(content, image, resources=b"/XObject << /I 6 0 R >>"))
    assert (shown, hidden) == ([SHOWN], [("secret", "painted with no ink")])


def test_a_layer_that_is_switched_off_is_hidden(make_pdf):
    data = make_pdf(
        VISIBLE + b"/OC /L BDC " + SECRET + b"EMC",
        b"<< /Type /OCG /Name (L) >>",
        resources=b"/Properties << /L 6 0 R >>",
    ).replace(b"/Type /Catalog", b"/OCProperties << /OCGs [6 0 R] /D << /OFF [6 0 R] >> >> /Type /Catalog")
    shown, hidden = seen(data)
    assert shown == [SHOWN]
    assert hidden == [("secret", "not shown on the page")]


def test_the_part_of_a_line_that_runs_off_the_page_is_hidden(make_pdf):
    shown, hidden = seen(make_pdf(VISIBLE + b"BT /F1 12 Tf 560 600 Td (in the margin) Tj ET "))
    assert shown[-1].startswith("in the")
    assert [why for _, why in hidden] == ["outside the page"]


def test_a_crop_box_is_the_page(make_pdf):
    shown, hidden = seen(make_pdf(VISIBLE + SECRET, page=b"/CropBox [0 650 600 800]"))
    assert (shown, hidden) == ([SHOWN], [("secret", "outside the page")])


def test_white_on_white_on_a_turned_and_cropped_page(make_pdf):
    page = b"/CropBox [20 20 580 780] /Rotate 90"
    dark = b"0 0 0.4 rg 0 390 600 100 re f 1 g BT /F1 12 Tf 50 430 Td (heading) Tj ET "
    shown, hidden = seen(make_pdf(VISIBLE + dark + SECRET, page=page))
    assert sorted(shown) == [SHOWN, "heading"]
    assert hidden == [("secret", "white on white")]


def test_the_picture_of_a_cropped_page_is_looked_at_in_the_right_place(make_pdf, pdf_stream):
    """White words on a dark image, and beside it; the image is as large as the words, so an error of place shows."""
    image = pdf_stream(b"\x20", _image(1, 1))
    content = VISIBLE + b"q 100 0 0 16 40 596 cm /I Do Q 1 g " + SECRET
    content += SECRET.replace(b"50 600", b"50 560").replace(b"secret", b"really")
    page = b"/CropBox [30 120 580 720]"
    shown, hidden = seen(make_pdf(content, image, resources=b"/XObject << /I 6 0 R >>", page=page))
    assert shown == [SHOWN, "secret"]
    assert hidden == [("really", "white on white")]


ACTIVE = {
    "script on opening": (b"/OpenAction << /S /JavaScript /JS (app.alert) >>", b"", "a script (JavaScript)"),
    "named script": (b"/Names << /JavaScript << /Names [(a) << /S /JavaScript /JS (x) >>] >> >>", b"", "a script"),
    "launch": (b"/OpenAction << /S /Launch /F (calc.exe) >>", b"", "start another program"),
    "script after a link": (
        b"",
        b"/Annots [<< /Subtype /Link /A << /S /URI /URI (x) /Next << /S /JavaScript /JS (y) >> >> >>]",
        "a script",
    ),
    "form that sends": (b"", b"/Annots [<< /Subtype /Widget /A << /S /SubmitForm /F (x) >> >>]", "send or load data"),
    "page that acts": (b"", b"/AA << /O << /S /JavaScript /JS (x) >> >>", "a script"),
    "video": (b"", b"/Annots [<< /Subtype /RichMedia >>]", "video"),
    "dynamic form": (b"/AcroForm << /XFA [] >>", b"", "dynamic form"),
}


@pytest.mark.parametrize(("catalog", "page", "words"), ACTIVE.values(), ids=ACTIVE.keys())
def test_active_content_is_said_and_not_run(catalog, page, words, make_pdf):
    data = make_pdf(VISIBLE, page=page).replace(b"<< /Type /Catalog", b"<< " + catalog + b" /Type /Catalog")
    document = pdf.read(data)
    assert document.lines[0].text == SHOWN
    assert {notice.kind for notice in document.notices} == {NoticeKind.ACTIVE_CONTENT}
    assert any(words in notice.says for notice in document.notices)


@pytest.mark.parametrize(
    ("catalog", "page"),
    [
        (b"/Names << /EmbeddedFiles << /Kids [<< /Names [(../../x) << /Type /Filespec >>] >>] >> >>", b""),
        (b"", b"/Annots [<< /Subtype /FileAttachment >>]"),
    ],
)
def test_attached_files_are_said(catalog, page, make_pdf):
    data = make_pdf(VISIBLE, page=page).replace(b"<< /Type /Catalog", b"<< " + catalog + b" /Type /Catalog")
    (notice,) = pdf.read(data).notices
    assert notice.kind is NoticeKind.ATTACHMENT
    assert "attached" in notice.says


def test_links_and_destinations_are_no_news(make_pdf):
    page = b"/Annots [<< /Subtype /Link /A << /S /URI /URI (https://example.org) >> >>]"
    data = make_pdf(VISIBLE, page=page).replace(b"/Type /Catalog", b"/OpenAction [3 0 R /Fit] /Type /Catalog")
    assert pdf.read(data).notices == ()


def test_metadata_is_no_evidence(make_pdf):
    packed = zlib.compress(b"<x:xmpmeta>Kubernetes expert</x:xmpmeta>")
    metadata = b"<< /Type /Metadata /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(packed), packed)
    data = make_pdf(VISIBLE, metadata, b"<< /Keywords (Kubernetes) >>")
    document = pdf.read(data.replace(b"/Root 1 0 R", b"/Root 1 0 R /Info 7 0 R"))
    assert [line.text for line in document.lines] == [SHOWN]
