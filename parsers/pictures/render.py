"""Draws a page of a PDF, or a picture that somebody sent, as plain pixels. Runs in the child only.

Options: ``page`` from 1, ``dpi``, ``pixels`` at most, ``turn`` clockwise in degrees (0, 90, 180, 270), ``words`` 1 for
a grey picture made ready for recognition, 0 for one in colour, and ``pictures`` 1 to be told where pictures are on it;
comments, stamps and the like are left out then, since what they show is not known.
"""

import io
import json
import math
import struct
from collections.abc import Mapping
from dataclasses import replace
from itertools import count

import pypdfium2 as pdfium
from PIL import Image, ImageFilter, ImageOps

from parsers import sniff
from parsers.model import Unreadable
from parsers.pictures.areas import with_dark_text
from parsers.pictures.found import found_on
from parsers.pictures.level import askew, levelled
from parsers.pictures.picture import MAX_PAGES, MAX_PIXELS, MAX_POINTS, Picture, encode
from parsers.pictures.rules import without_rules
from parsers.refusal import CannotRead
from parsers.wire import encode as encode_refusal

FORMATS = ("PNG", "JPEG", "TIFF", "GIF", "BMP", "WEBP")
_MAX_SOURCE = 80_000_000
"""Pixels of a picture as sent; a good scan of one page has 9 million."""

_MAX_ASPECT = 20.0
_SHORT_SIDE = 595.3
"""Points: a picture does not say reliably how large its paper was, so its short side is taken to be A4's."""

_MAX_ENLARGED = 3.0
_SOFTLY, _DOT = 2.1, 1.0
"""Radius in pixels as drawn, but as sent at least, by which black and white dots are blurred: greys drawn with dots, as
by fax, become greys again."""

_POINTS_PER_INCH = 72
_UNEVEN = 1.2
"""Fax machines write more dots across than down; from this ratio on the picture is stretched to what was meant."""

_NO_PAGES = "The PDF is damaged or protected, and its pages cannot be shown."
_DAMAGED = "The picture is damaged and cannot be opened."
_DAMAGE = (OSError, ValueError, ArithmeticError, LookupError, TypeError, AttributeError, SyntaxError, struct.error)
"""What Pillow raises on damaged files."""


def answer(data: bytes, options: Mapping[str, int]) -> bytes:
    """The task of a child process: a picture in the form of ``parsers.pictures.picture``, or why there is none."""
    kind = ""
    try:
        kind = sniff.media_type(data)
        return encode(draw(data, kind, options))
    except CannotRead as refusal:
        return encode_refusal(Unreadable(refusal.why, media_type=kind))


def sizes(data: bytes, options: Mapping[str, int]) -> bytes:
    """The task of a child process: how large the first ``pages`` are, as JSON, or why that cannot be told."""
    kind = ""
    try:
        kind = sniff.media_type(data)
        if kind == sniff.PDF:
            return json.dumps({"sizes": _sizes(_pdf(data), options["pages"])}).encode()
        drawn = draw(data, kind, {"page": 1, "dpi": 10, "pixels": MAX_PIXELS, "words": 0, "turn": 0})
        return json.dumps({"sizes": [(drawn.points_wide, drawn.points_high)]}).encode()
    except CannotRead as refusal:
        return encode_refusal(Unreadable(refusal.why, media_type=kind))


def draw(data: bytes, kind: str, options: Mapping[str, int]) -> Picture:
    """Draw one page. Raises CannotRead."""
    if kind == sniff.PDF:
        return _page(_pdf(data), options)
    if kind.startswith("image/"):
        try:
            return _image(data, options)
        except Image.DecompressionBombError as error:
            raise CannotRead("The picture is far larger than a page.") from error
        except _DAMAGE as error:
            raise CannotRead(_DAMAGED) from error
    raise CannotRead("This kind of file has no pages to show.")


def _pdf(data: bytes) -> bytes:
    return data[max(0, data.find(b"%PDF-")) :]


def _sizes(data: bytes, pages: int) -> list[tuple[float, float]]:
    try:
        document = pdfium.PdfDocument(data)
        return [document[number].get_size() for number in range(min(pages, len(document)))]
    except pdfium.PdfiumError as error:
        raise CannotRead(_NO_PAGES) from error


def _page(data: bytes, options: Mapping[str, int]) -> Picture:
    try:
        document = pdfium.PdfDocument(data)
        pages, number = len(document), options["page"]
        if not 1 <= number <= pages:
            raise CannotRead("The PDF has no such page.")
        page = document[number - 1]
        wide, high = page.get_size()
        scale = _scale(wide, high, options["dpi"] / _POINTS_PER_INCH, options)
        bitmap = page.render(
            scale=scale,
            rotation=options["turn"],
            grayscale=bool(options["words"]),
            rev_byteorder=not options["words"],
            draw_annots=not options.get("pictures"),
        )
    except pdfium.PdfiumError as error:
        raise CannotRead(_NO_PAGES) from error
    if options["turn"] % 180:
        wide, high = high, wide
    mode = "L" if options["words"] else "RGB"
    drawn = Image.frombuffer(mode, (bitmap.width, bitmap.height), bitmap.buffer, "raw", mode, bitmap.stride, 1)
    made = _picture(drawn, number, min(pages, MAX_PAGES), wide, high)
    return replace(made, pictures=found_on(page, drawn, wide, options["turn"])) if options.get("pictures") else made


def _picture(drawn: Image.Image, number: int, pages: int, wide: float, high: float) -> Picture:
    grey = drawn.mode == "L"
    fall = askew(drawn) if grey else 0.0
    plain = without_rules(with_dark_text(levelled(drawn, fall))) if grey else drawn
    return Picture(number, pages, drawn.width, drawn.height, wide, high, grey, plain.tobytes(), fall)


def _scale(wide: float, high: float, wanted: float, options: Mapping[str, int]) -> float:
    """Pixels per unit, so that the picture has no more pixels than allowed. Raises CannotRead for odd shapes."""
    short, long = sorted((wide, high))
    if not 0 < short <= long <= MAX_POINTS or long / short > _MAX_ASPECT:
        raise CannotRead("The page has an impossible shape.")
    most = min(options["pixels"], MAX_PIXELS)
    return min(wanted, math.sqrt(most / (wide * high)) * 0.999)


def _image(data: bytes, options: Mapping[str, int]) -> Picture:
    Image.MAX_IMAGE_PIXELS = _MAX_SOURCE // 2  # Pillow refuses from twice as many on
    with Image.open(io.BytesIO(data), formats=FORMATS) as image:
        pages, number = _frames(image), options["page"]
        if not 1 <= number <= pages:
            raise CannotRead("The picture has no such page.")
        image.seek(number - 1)
        if image.width * image.height > _MAX_SOURCE:
            raise CannotRead("The picture is far larger than a page.")
        stretch = _stretch(image)
        plain = _flat(image, "L" if options["words"] else "RGB")
    points = _SHORT_SIDE / min(plain.width, plain.height * stretch)
    wide, high = plain.width * points, plain.height * stretch * points
    scale = _scale(wide, high, min(_MAX_ENLARGED / points, options["dpi"] / _POINTS_PER_INCH), options)
    size = max(1, round(wide * scale)), max(1, round(high * scale))
    if options["words"] and _two_toned(plain):
        plain = plain.filter(ImageFilter.GaussianBlur(max(_DOT, _SOFTLY * plain.width / size[0])))
    drawn = plain.resize(size, Image.Resampling.BICUBIC, reducing_gap=2.0).rotate(-options["turn"], expand=True)
    if options["turn"] % 180:
        wide, high = high, wide
    made = _picture(drawn, number, pages, wide, high)
    return replace(made, pictures=((0.0, 0.0, wide, high),)) if options.get("pictures") else made


def _frames(image: Image.Image) -> int:
    """How many pages a TIFF has; other pictures that have several show the same thing moving."""
    if image.format != "TIFF":
        return 1
    for number in count(1):
        try:
            image.seek(number)
        except EOFError:
            return number
        if number >= MAX_PAGES:
            break
    return MAX_PAGES


def _stretch(image: Image.Image) -> float:
    across, down = (float(part) for part in image.info.get("dpi", (1, 1)))
    if min(across, down) < _POINTS_PER_INCH:
        return 1.0
    return across / down if max(across, down) / min(across, down) > _UNEVEN else 1.0


def _two_toned(image: Image.Image) -> bool:
    tones = image.histogram()
    return tones[0] + tones[255] == image.width * image.height


def _flat(image: Image.Image, mode: str) -> Image.Image:
    """Upright, opaque on white, in ``mode``."""
    upright = ImageOps.exif_transpose(image)
    if upright.has_transparency_data:
        layer = upright.convert("RGBA")
        upright = Image.new("RGBA", layer.size, "white")
        upright.alpha_composite(layer)
    return upright.convert(mode)
