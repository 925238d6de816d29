"""Fonts of a document: pdfminer's, built from a description that was cleaned and bounded first.

pdfminer trusts a font: tables of four billion entries, references in circles, broken encodings. Here each entry it
looks at is resolved, checked for its type and cut to what a font can hold, and what is still refused is replaced by
the default font, so that the page keeps its other text.
"""

import logging
import re
from collections.abc import Callable, Iterable
from functools import lru_cache
from typing import Any

from pdfminer.cmapdb import FileUnicodeMap
from pdfminer.encodingdb import name2unicode
from pdfminer.pdffont import PDFCIDFont, PDFFont, PDFTrueTypeFont, PDFType1Font, PDFType3Font, PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFResourceManager
from pdfminer.pdftypes import PDFObjRef, PDFStream, dict_value, list_value, resolve1, stream_value
from pdfminer.psparser import PSLiteral, literal_name

from parsers.pdf import tounicode, truetype
from parsers.pdf.budget import MAX_RANGE, MAX_RANGES, TooMuch
from parsers.pdf.damage import DAMAGE
from parsers.pdf.objects import number
from parsers.pdf.tokens import hexadecimal

SHORT = 2

UNKNOWN = "\ufffd"
"""Stands for a character that the font does not name."""

_SIMPLE: dict[str, type[PDFType1Font | PDFType3Font]] = {"Type3": PDFType3Font, "TrueType": PDFTrueTypeFont}
_HEAD = 65_536
"""Bytes of the readable part of a Type 1 font; usual are 3,000."""

_FORCE_BOLD = 1 << 18
_BOLD_WEIGHT = 600
_BOLD_NAME = re.compile(r"[Bb]old|BOLD|Black(?![a-z])|Heavy|Demi|[-,_ ](?:Bd|B|BX)\b|(?:CM|SF)BX")


class Font:
    """What the reader of content needs of a font. Widths are in text space: 1 is the font size."""

    def __init__(self, font: PDFFont, spec: dict[str, Any]) -> None:
        name = font.fontname if isinstance(font.fontname, str) else ""
        if name in ("", "unknown"):
            name = _name(spec.get("BaseFont"))
        self.name = name.rpartition("+")[2]
        weight = font.descriptor.get("FontWeight", 0)
        self.bold = bool(
            _BOLD_NAME.search(self.name)
            or font.flags & _FORCE_BOLD
            or (isinstance(weight, int | float) and weight >= _BOLD_WEIGHT)
        )
        self.decode: Callable[[bytes], Iterable[int]] = font.decode
        self.vertical = font.is_vertical()
        self.multibyte = font.is_multibyte()
        self.descent = font.get_descent()
        self.drawn = isinstance(font, PDFType3Font)
        """Its letters are little pages of their own, and its sizes mean nothing outside of it."""
        self.characters = _Characters(font)
        self.short = _Short(font.decode)
        """The codes in strings of at most ``SHORT`` bytes."""
        self.digits = _Short(lambda digits: font.decode(hexadecimal(digits)))
        """The codes in such strings, and somewhat longer ones, by the digits that they are written with."""
        self.displacement = font.char_disp


class _Short(dict[bytes, tuple[int, ...]]):
    """The codes in short strings, each decoded once: many programs place every letter by itself."""

    def __init__(self, decode: Callable[[bytes], Iterable[int]]) -> None:
        super().__init__()
        self._decode = decode

    def __missing__(self, text: bytes) -> tuple[int, ...]:
        found = self[text] = tuple(self._decode(text))
        return found


class _Characters(dict[int, tuple[str, float]]):
    """Text and width by code, asked from pdfminer once."""

    def __init__(self, font: PDFFont) -> None:
        super().__init__()
        self._font = font

    def __missing__(self, code: int) -> tuple[str, float]:
        try:
            text = self._font.to_unichr(code)
        except (PDFUnicodeNotDefined, ValueError, OverflowError):
            text = UNKNOWN
        found = self[code] = (text, float(self._font.char_width(code)))
        return found


class Fonts:
    """The fonts of one document, each built when text is first set in it."""

    def __init__(self) -> None:
        self._resources = PDFResourceManager()
        self._built: dict[int, Font] = {}
        self._kept: list[object] = []
        self._default: Font | None = None
        logging.getLogger("pdfminer").setLevel(logging.CRITICAL)  # what it would say is no news about a hostile file

    def get(self, spec: object) -> Font:
        """The font of an entry in the resources; the default one where it cannot be built."""
        if isinstance(spec, PDFObjRef):
            key = spec.objid
        else:
            key = -id(spec)
            self._kept.append(spec)  # or its id could become that of another
        if key not in self._built:
            self._built[key] = self._build(spec)
        return self._built[key]

    def default(self) -> Font:
        """The font for text without one."""
        if self._default is None:
            self._default = Font(PDFType1Font(self._resources, {}), {})
        return self._default

    def _build(self, spec: object) -> Font:
        try:
            whole = dict_value(spec)
            return Font(self._font(whole), whole)
        except TooMuch:
            raise
        except DAMAGE:
            return self.default()

    def _font(self, spec: dict[str, Any]) -> PDFFont:
        subtype = _name(spec.get("Subtype"))
        unicode_map = _unicode_map(spec)
        font: PDFCIDFont | PDFType1Font | PDFType3Font
        if subtype in ("Type0", "CIDFontType0", "CIDFontType2"):
            font = PDFCIDFont(self._resources, _composite(spec, subtype, told=unicode_map is not None))
        else:
            font = _SIMPLE.get(subtype, PDFType1Font)(self._resources, _simple(spec))
            font.cid2unicode = _renamed(font.cid2unicode, spec)
        if unicode_map is not None:
            font.unicode_map = unicode_map
        return font


def _unicode_map(spec: dict[str, Any]) -> FileUnicodeMap | None:
    stream = resolve1(spec.get("ToUnicode"))
    if not isinstance(stream, PDFStream):
        return None
    table = FileUnicodeMap()
    table.cid2unichr = tounicode.read(stream.get_data())
    return table


def _simple(spec: dict[str, Any]) -> dict[str, Any]:
    """The description of a font with one byte a character, cleaned."""
    clean = _only(spec, {"Subtype": PSLiteral, "BaseFont": PSLiteral, "FirstChar": int})
    encoding = resolve1(spec.get("Encoding"))
    if isinstance(encoding, dict):
        clean["Encoding"] = _only(encoding, {"BaseEncoding": PSLiteral})
    elif isinstance(encoding, PSLiteral):
        clean["Encoding"] = encoding
    if "Widths" in spec:
        clean["Widths"] = [number(width) for width in list_value(spec["Widths"])[:MAX_RANGE]]
    if "FontDescriptor" in spec:
        clean["FontDescriptor"] = _descriptor(spec["FontDescriptor"])
        if "Encoding" not in clean:
            clean["FontDescriptor"] |= _font_file(dict_value(spec["FontDescriptor"]).get("FontFile"))
    if _name(spec.get("Subtype")) == "Type3":
        clean["FontBBox"] = _numbers(spec.get("FontBBox"), (0, 0, 0, 0))
        clean["FontMatrix"] = _numbers(spec.get("FontMatrix"), (0.001, 0, 0, 0.001, 0, 0))
    return clean


def _renamed(characters: dict[int, str], spec: dict[str, Any]) -> dict[int, str]:
    """What each code stands for, with those that the font gives other names."""
    encoding = resolve1(spec.get("Encoding"))
    differences = list_value(encoding.get("Differences"))[:MAX_RANGE] if isinstance(encoding, dict) else ()
    if not differences:
        return characters
    characters = dict(characters)
    code = 0
    for part in map(resolve1, differences):
        if isinstance(part, int):
            code = part
        elif isinstance(part, PSLiteral):
            character = _named(part.name)
            if character is not None:
                characters[code] = character
            code += 1
    return characters


@lru_cache(maxsize=4096)
def _named(name: object) -> str | None:
    """The character of a name, of which every font of a file has the same; None for one that nobody knows."""
    try:
        return name2unicode(str(name))
    except (KeyError, ValueError):
        return None


def _composite(spec: dict[str, Any], subtype: str, *, told: bool) -> dict[str, Any]:
    """The description of a font with several bytes a character; ``told``: its characters are known already."""
    part = dict_value(list_value(spec["DescendantFonts"])[0]) if subtype == "Type0" else spec
    clean = _only(part, {"Subtype": PSLiteral, "BaseFont": PSLiteral})
    system = dict_value(part.get("CIDSystemInfo"))
    clean["CIDSystemInfo"] = _only(system, {"Registry": bytes, "Ordering": bytes})
    for key in ("Encoding", "ToUnicode"):
        value = resolve1(spec.get(key))
        if isinstance(value, PSLiteral | PDFStream):
            clean[key] = value
    if told:
        clean["ToUnicode"] = PDFStream({}, b"")
    files = () if told else ("FontFile2",)
    clean["FontDescriptor"] = _descriptor(part.get("FontDescriptor"), *files)
    if files and not truetype.is_bounded(clean["FontDescriptor"].get("FontFile2")):
        clean["FontDescriptor"].pop("FontFile2", None)
    clean["DW"] = number(part.get("DW", 1000))
    clean["W"] = _widths(list_value(part.get("W")), group=3)
    clean["W2"] = _widths(list_value(part.get("W2")), group=5)
    clean["DW2"] = _numbers(part.get("DW2"), (880, -1000))
    return clean


def _widths(parts: list[Any] | tuple[Any, ...], group: int) -> list[Any]:
    """A table of widths: runs ``first [w w w]`` and ranges of ``group`` numbers, together no more than a font has."""
    clean: list[Any] = []
    held: list[float] = []
    left = MAX_RANGES
    for part in parts[:MAX_RANGES]:
        value = resolve1(part)
        if isinstance(value, list):
            run = [number(width) for width in value[:left]]
            clean += [int(held[-1]), run[: len(run) // (group - 2) * (group - 2)]] if held else []
            left -= len(run)
            held = []
        elif isinstance(value, int | float):
            held.append(value)
            if len(held) == group:
                count = int(held[1]) - int(held[0]) + 1
                if 0 < count <= min(left, MAX_RANGE):
                    clean += [int(held[0]), int(held[1]), *held[2:]]
                    left -= count
                held = []
    return clean


def _font_file(spec: object) -> dict[str, Any]:
    """The head of a Type 1 font file, where its encoding is written."""
    stream = resolve1(spec)
    if not isinstance(stream, PDFStream):
        return {}
    head = stream.get_data()[: min(_HEAD, int(number(stream.get("Length1"))))]
    return {"FontFile": PDFStream({"Length1": len(head)}, head)}


def _descriptor(spec: object, *files: str) -> dict[str, Any]:
    entries = dict_value(spec)
    numbers = ("Flags", "Ascent", "Descent", "ItalicAngle", "MissingWidth", "Leading", "FontWeight")
    clean: dict[str, Any] = _only(entries, {"FontName": PSLiteral})
    clean |= {key: number(entries[key]) for key in numbers if key in entries}
    clean["Flags"] = int(clean.get("Flags", 0))
    clean["FontBBox"] = _numbers(entries.get("FontBBox"), (0, 0, 0, 0))
    for key in files:
        if isinstance(resolve1(entries.get(key)), PDFStream):
            clean[key] = stream_value(entries[key])
    return clean


def _only(spec: dict[Any, Any], kinds: dict[str, type]) -> dict[str, Any]:
    found = {key: resolve1(spec[key]) for key in kinds if key in spec}
    return {key: value for key, value in found.items() if isinstance(value, kinds[key])}


def _numbers(spec: object, default: tuple[float, ...]) -> list[float]:
    parts = list_value(spec)
    return [number(part) for part in parts[: len(default)]] if len(parts) >= len(default) else list(default)


def _name(spec: object) -> str:
    value = resolve1(spec)
    return literal_name(value) if isinstance(value, PSLiteral) else ""
