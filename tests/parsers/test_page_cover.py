"""What is covered on a drawn page: pictures however they came onto it, what is named, and nothing else."""

import io

import pytest
from PIL import Image

from parsers.isolate import Cover, page_image, page_sizes, turn_of
from parsers.model import Document, Unreadable
from parsers.pictures import picture
from parsers.pictures.picture import MAX_PICTURES, Picture
from parsers.scan import turns
from parsers.wire import Garbled
from tests.parsers.conftest import stream

RED = (255, 0, 0)
PHOTO = (
    b"<< /Type /XObject /Subtype /Image /Width 1 /Height 1 /ColorSpace /DeviceRGB /BitsPerComponent 8 /Length 3 >>\n"
    b"stream\n\xff\0\0\nendstream"
)

PATTERN = (
    b"<< /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 100 100] /XStep 100 /YStep 100 "
    b"/Resources << /XObject << /Photo 6 0 R >> >> /Length 31 >>\nstream\nq 100 0 0 100 0 0 cm /Photo Do Q\nendstream"
)


def at(drawn, x: float, y: float) -> tuple[int, int, int]:
    """The colour of a place, in points from the top left."""
    assert not isinstance(drawn, Unreadable), drawn
    image = Image.open(io.BytesIO(drawn.png)).convert("RGB")
    scale = image.width / drawn.wide
    return image.getpixel((int(x * scale), int(y * scale)))


def form(content: bytes, head: bytes = b"") -> bytes:
    return b"<< /Type /XObject /Subtype /Form /BBox [0 0 600 800] %s /Length %d >>\nstream\n%s\nendstream" % (
        head + b" /Resources << /XObject << /Photo 6 0 R >> >>",
        len(content),
        content,
    )


@pytest.mark.parametrize(
    ("content", "objects", "resources"),
    [
        (b"q 100 0 0 100 50 650 cm /Photo Do Q", (PHOTO,), b"/XObject << /Photo 6 0 R >>"),
        (b"q 70 70 -70 70 100 630 cm /Photo Do Q", (PHOTO,), b"/XObject << /Photo 6 0 R >>"),
        (
            b"q 1 0 0 1 40 600 cm /F Do Q",
            (PHOTO, form(b"q 100 0 0 100 10 50 cm /Photo Do Q")),
            b"/XObject << /F 7 0 R >>",
        ),
        (
            b"/F Do",
            (PHOTO, form(b"q 50 0 0 50 25 325 cm /Photo Do Q", b"/Matrix [2 0 0 2 0 0]")),
            b"/XObject << /F 7 0 R >>",
        ),
        (
            b"/Pattern cs /P scn 50 650 100 100 re f",
            (
                PHOTO,
                PATTERN,
            ),
            b"/Pattern << /P 7 0 R >>",
        ),
    ],
    ids=["placed", "turned", "in a form", "in a form with a matrix", "as a pattern"],
)
def test_photos_are_covered(make_pdf, content, objects, resources):
    data = make_pdf(content, *objects, resources=resources)
    assert at(page_image(data), 100, 100)[1:] == (0, 0)
    drawn = page_image(data, cover=Cover())
    seen = Image.open(io.BytesIO(drawn.png)).convert("RGB").getcolors(1 << 20)
    assert not any(red > 200 and max(green, blue) < 100 for _, (red, green, blue) in seen)


def test_drawings_and_text_stay(make_pdf):
    data = make_pdf(b"1 0 0 rg 50 650 100 100 re f 1 g 300 300 100 100 re f")
    drawn = page_image(data, cover=Cover())
    assert at(drawn, 100, 100) == RED
    assert at(drawn, 350, 450) == (255, 255, 255)


def test_only_what_was_read_is_left_of_a_scan(make_pdf):
    """Here the whole page is one red picture."""
    data = make_pdf(b"q 600 0 0 800 0 0 cm /Photo Do Q", PHOTO, resources=b"/XObject << /Photo 6 0 R >>")
    drawn = page_image(
        data, cover=Cover(private=((100, 100, 200, 110),), text=((50, 100, 300, 110), (50, 200, 300, 210)))
    )
    assert at(drawn, 250, 105) == RED
    assert at(drawn, 100, 205) == RED
    assert max(at(drawn, 150, 105)) < 100
    assert at(drawn, 150, 150) == at(drawn, 500, 700) == (222, 226, 224)


def test_a_sent_picture_is_a_scan():
    buffer = io.BytesIO()
    Image.new("RGB", (400, 600), "red").save(buffer, "PNG")
    assert at(page_image(buffer.getvalue()), 100, 100) == RED
    assert at(page_image(buffer.getvalue(), cover=Cover()), 100, 100) == (222, 226, 224)


def test_what_is_stuck_onto_a_page_is_not_drawn(make_pdf):
    """A stamp, of which nobody knows what it shows."""
    stamp = b"<< /Type /Annot /Subtype /Stamp /Rect [50 650 150 750] /AP << /N 7 0 R >> >>"
    look = stream(b"1 0 0 rg 0 0 100 100 re f").replace(
        b"<<", b"<< /Type /XObject /Subtype /Form /BBox [0 0 100 100]", 1
    )
    data = make_pdf(b"", stamp, look, page=b"/Annots [6 0 R]")
    assert at(page_image(data), 100, 100) == RED
    assert at(page_image(data, cover=Cover()), 100, 100) == (255, 255, 255)


def test_too_many_pictures_are_one(make_pdf):
    content = b"q 10 0 0 10 0 0 cm /Photo Do Q " * (MAX_PICTURES + 1)
    drawn = page_image(make_pdf(content, PHOTO, resources=b"/XObject << /Photo 6 0 R >>"), cover=Cover())
    assert at(drawn, 300, 300) == (222, 226, 224)


@pytest.mark.parametrize("box", [(-50, -50, -10, -10), (10_000, 0, 20_000, 10), (-1e9, -1e9, 1e9, -1e8), (5, 5, 5, 5)])
def test_boxes_beside_the_page_do_no_harm(make_pdf, box):
    assert at(page_image(make_pdf(b""), cover=Cover(private=(box,), text=(box,))), 300, 300) == (255, 255, 255)


def test_sizes_are_those_of_the_drawn_pages(make_pdf):
    data = make_pdf(b"", page=b"/Rotate 90")
    assert page_sizes(data, 5) == ((800.0, 600.0),)
    drawn = page_image(data)
    assert (drawn.wide, drawn.high) == (800.0, 600.0)
    assert "damaged" in page_sizes(b"%PDF-1.4 not really", 5).why
    assert "no pages" in page_sizes(b"words", 5).why


def test_how_a_page_was_turned_is_found_again():
    document = Document("application/pdf", 2, (), remarks=("something else", turns.remark(2, 270)))
    assert [turn_of(document, page) for page in (1, 2)] == [0, 270]


@pytest.mark.parametrize(
    "boxes", ["null", "[[1, 2, 3]]", "[[1, 2, 3, 1e9]]", '[["x", 0, 0, 0]]', f"[{'[0,0,1,1],' * 300}[0,0,1,1]]"]
)
def test_impossible_places_are_garbled(boxes):
    raw = picture.encode(Picture(1, 1, 1, 1, 10.0, 10.0, grey=True, pixels=b"\0"))
    with pytest.raises(Garbled):
        picture.decode(raw.replace(b'"pictures": []', b'"pictures": ' + boxes.encode()))


@pytest.mark.parametrize(
    "raw", [b"{}", b'{"sizes": [[1]]}', b'{"sizes": [[-1, 5]]}', b'{"sizes": [["a", 5]]}', b"\xff"]
)
def test_impossible_sizes_are_garbled(raw):
    with pytest.raises(Garbled):
        picture.decode_sizes(raw)
