"""Pages as pictures: size, place, bounds, and that nothing but pixels leaves the child."""

import io
import struct
import zlib

import pytest
from PIL import Image, ImageDraw

from parsers.isolate import page_image
from parsers.model import Unreadable
from parsers.pictures import picture, render
from parsers.pictures.areas import with_dark_text
from parsers.pictures.picture import Picture
from parsers.pictures.rules import without_rules
from parsers.refusal import CannotRead
from parsers.wire import Garbled

OPTIONS = {"page": 1, "dpi": 72, "pixels": 1_000_000, "words": 0, "turn": 0}


def image_file(image, kind="PNG", **options):
    buffer = io.BytesIO()
    image.save(buffer, kind, **options)
    return buffer.getvalue()


def opened(drawn):
    return Image.frombytes("L" if drawn.grey else "RGB", (drawn.wide, drawn.high), drawn.pixels)


@pytest.fixture
def corner():
    """200 by 400 pixels, red in the top left corner."""
    image = Image.new("RGB", (200, 400), "white")
    image.paste("red", (0, 0, 40, 40))
    return image


def test_a_page_of_a_pdf(make_pdf):
    """A red square of 100 points in the top left corner of 600 by 800 points."""
    drawn = page_image(make_pdf(b"1 0 0 rg 0 700 100 100 re f"))
    assert (drawn.wide, drawn.high, drawn.pages) == (600.0, 800.0, 1)
    image = Image.open(io.BytesIO(drawn.png))
    scale = image.width / 600
    assert image.getpixel((int(50 * scale), int(50 * scale))) == (255, 0, 0)
    assert image.getpixel((int(150 * scale), int(50 * scale))) == (255, 255, 255)


@pytest.mark.parametrize("kind", render.FORMATS)
def test_every_kind_of_image_is_drawn(kind, corner):
    drawn = page_image(image_file(corner, kind))
    assert not isinstance(drawn, Unreadable), drawn
    image = Image.open(io.BytesIO(drawn.png)).convert("RGB")
    red, green, blue = image.getpixel((20, 20))
    assert red > 200
    assert max(green, blue) < 60
    assert image.getpixel((image.width - 20, image.height - 20))[1] > 240
    assert (round(drawn.wide), round(drawn.high)) == (595, 1191)


@pytest.mark.parametrize(("turn", "place"), [(0, (5, 5)), (90, (-5, 5)), (180, (-5, -5)), (270, (5, -5))])
def test_turned_clockwise(turn, place, corner, make_pdf):
    for data in (image_file(corner), make_pdf(b"1 0 0 rg 0 700 100 100 re f")):
        drawn = render.draw(data, render.sniff.media_type(data), {**OPTIONS, "turn": turn})
        x, y = (part % side for part, side in zip(place, (drawn.wide, drawn.high), strict=True))
        assert opened(drawn).getpixel((x, y)) == (255, 0, 0)
        assert (drawn.wide > drawn.high) is (turn % 180 != 0) is (drawn.points_wide > drawn.points_high)


def test_a_picture_is_bounded_in_pixels(make_pdf, corner):
    for data in (make_pdf(b""), image_file(corner.resize((3000, 4000)))):
        drawn = render.draw(data, render.sniff.media_type(data), {**OPTIONS, "dpi": 600, "pixels": 50_000})
        assert 40_000 < drawn.wide * drawn.high <= 51_000


def test_transparent_is_white_and_a_camera_turned_on_its_side_is_turned_back(corner):
    clear = Image.new("RGBA", (100, 100), (0, 0, 0, 0))
    assert opened(render.draw(image_file(clear), "image/png", OPTIONS)).getpixel((5, 5)) == (255, 255, 255)
    exif = Image.Exif()
    exif[0x0112] = 6  # its top is the right side
    drawn = render.draw(image_file(corner, "JPEG", exif=exif, quality=95), "image/jpeg", OPTIONS)
    assert drawn.wide > drawn.high
    assert opened(drawn).getpixel((drawn.wide - 5, 5))[1] < 60


def test_a_tiff_has_pages_and_a_fax_uneven_dots(corner):
    blue = Image.new("RGB", (200, 400), "blue")
    data = image_file(corner, "TIFF", save_all=True, append_images=[blue], dpi=(200, 100))
    first, second = (render.draw(data, "image/tiff", {**OPTIONS, "page": page}) for page in (1, 2))
    assert (first.page, first.pages, second.page, second.pages) == (1, 2, 2, 2)
    assert opened(second).getpixel((50, 50)) == (0, 0, 255)
    assert round(first.points_high / first.points_wide) == 4
    with pytest.raises(CannotRead, match="no such page"):
        render.draw(data, "image/tiff", {**OPTIONS, "page": 3})


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"hello, this is a text", "has no pages to show"),
        (b"\x89PNG\r\n\x1a\n" + bytes(50), "damaged"),
        (b"II*\0" + bytes(50), "damaged"),
        (b"%PDF-1.4 nothing", "damaged or protected"),
    ],
)
def test_no_picture_but_a_reason(data, reason):
    assert reason in page_image(data).why


def test_impossible_shapes_are_refused(make_pdf):
    assert "impossible shape" in page_image(make_pdf(b"", page=b"/CropBox [0 0 600 2]")).why
    assert "impossible shape" in page_image(image_file(Image.new("L", (2, 600)))).why


def test_a_bomb_of_pixels_is_not_opened():
    head = struct.pack(">IIBBBBB", 60_000, 60_000, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(bytes(1_000))), (b"IEND", b""))
    bomb = b"\x89PNG\r\n\x1a\n" + b"".join(picture._chunk(*chunk) for chunk in chunks)
    assert "far larger than a page" in page_image(bomb).why


def test_only_pixels_come_back():
    good = Picture(1, 2, 4, 3, 40.0, 30.0, grey=True, pixels=bytes(12))
    raw = picture.encode(good)
    assert picture.decode(raw) == good
    for bad in (raw + b"x", raw[:-1], raw[5:], b"", b"{}\n", raw.replace(b"40.0", b"4e99"), b"[" * 90_000):
        with pytest.raises(Garbled):
            picture.decode(bad)


def test_frames_go_and_text_and_dark_areas_stay():
    page = Image.new("L", (600, 600), 255)
    page.paste(0, (20, 20, 580, 32))
    page.paste(0, (20, 20, 30, 580))
    page.paste(0, (100, 100, 130, 112))  # the bar of a letter
    page.paste(0, (330, 200, 560, 560))  # a dark sidebar, with light words
    page.paste(255, (350, 300, 370, 310))
    cleaned = without_rules(page)
    assert cleaned.getpixel((200, 26)) == cleaned.getpixel((25, 300)) == 255
    assert cleaned.getpixel((115, 105)) == 0
    assert cleaned.getpixel((400, 400)) == cleaned.getpixel((335, 305)) == 0


def test_a_dot_just_above_its_underline_stays():
    page = Image.new("L", (600, 200), 255)
    page.paste(0, (100, 110, 400, 113))
    page.paste(0, (200, 102, 206, 108))
    cleaned = without_rules(page)
    assert cleaned.getpixel((300, 111)) == 255
    assert {cleaned.getpixel((203, y)) for y in range(102, 108)} == {0}


def written(page, place, tone, width=5):
    """Strokes as of letters, 24 pixels high."""
    for x in range(0, 120, 20):
        ImageDraw.Draw(page).line((place[0] + x, place[1], place[0] + x + 8, place[1] + 24), fill=tone, width=width)


def darkest(page, box):
    return page.crop(box).getextrema()[0]


def test_light_words_on_dark_labels_become_dark_on_white():
    page = Image.new("L", (600, 400), 244)
    for left in (60, 234, 408):
        page.paste(150, (left, 60, left + 160, 140))
        written(page, (left + 20, 88), 240)
    changed = with_dark_text(page)
    assert darkest(changed, (80, 88, 200, 112)) <= 60
    assert changed.getpixel((70, 70)) == 255
    assert darkest(changed, (50, 50, 400, 80)) > 230  # no frame around them
    assert darkest(changed, (216, 50, 240, 150)) > 230  # and no stroke between two


def test_a_name_in_large_letters_on_a_dark_head_becomes_dark_too():
    page = Image.new("L", (900, 500), 244)
    page.paste(60, (0, 0, 900, 240))
    for left in range(100, 800, 80):
        page.paste(250, (left, 90, left + 20, 170))
    changed = with_dark_text(page)
    assert darkest(changed, (102, 100, 118, 160)) == changed.crop((102, 100, 118, 160)).getextrema()[1] == 0
    assert darkest(changed, (20, 20, 90, 200)) == 255


def test_dark_words_on_grey_and_letters_with_holes_stay():
    page = Image.new("L", (900, 500), 244)
    page.paste(170, (40, 40, 860, 110))
    written(page, (60, 60), 20)
    ImageDraw.Draw(page).ellipse((100, 200, 180, 300), outline=0, width=16)  # a large O
    changed = with_dark_text(page)
    assert changed.crop((50, 50, 190, 100)).tobytes() == page.crop((50, 50, 190, 100)).tobytes()
    assert changed.crop((80, 180, 200, 320)).tobytes() == page.crop((80, 180, 200, 320)).tobytes()


def test_an_empty_dark_area_becomes_white_all_over():
    noise = Image.effect_noise((600, 300), 8).point([max(0, tone - 70) for tone in range(256)])
    page = Image.new("L", (800, 500), 244)
    page.paste(noise, (100, 100))
    assert darkest(with_dark_text(page), (110, 110, 690, 390)) > 180


def test_greys_of_black_and_white_dots_become_greys_again():
    dots = Image.new("1", (1000, 1400), 1)
    for y in range(0, 1400, 4):
        for x in range(0, 1000, 4):
            dots.putpixel((x, y), 0)
    drawn = render.draw(image_file(dots), "image/png", {**OPTIONS, "words": 1, "dpi": 150, "pixels": 12_000_000})
    low, high = opened(drawn).crop((200, 200, 600, 600)).getextrema()
    assert high - low <= 12
