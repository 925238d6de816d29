"""The tables at the head of an RTF file: which code page a font has, which colour a number, which level a style."""

import re
from dataclasses import dataclass, field

from parsers.looks import Colour

SYMBOL_FONT = "symbol"
_CODE_PAGES = {
    0: "cp1252", 2: SYMBOL_FONT, 77: "mac_roman", 128: "cp932", 129: "cp949", 130: "johab", 134: "gbk", 136: "big5",
    161: "cp1253", 162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251",
    222: "cp874", 238: "cp1250", 254: "cp437", 255: "cp437",
}  # fmt: skip
_NUMBERED = {
    437: "cp437", 708: "iso8859_6", 850: "cp850", 852: "cp852", 858: "cp858", 860: "cp860", 862: "cp862", 863: "cp863",
    864: "cp864", 865: "cp865", 866: "cp866", 874: "cp874", 932: "cp932", 936: "gbk", 949: "cp949", 950: "big5",
    1361: "johab", 10000: "mac_roman", 65001: "utf-8",
}  # fmt: skip
_HEADING = re.compile(r"(?:heading|überschrift|titre|título|titolo|kop) ?([1-6])\b", re.IGNORECASE)
_DEEPEST = 20
_MOST = 20_000
_LEVELS = 6


@dataclass(slots=True)
class Style:
    """What is known of a paragraph style."""

    name: str = ""
    outline: int | None = None
    based_on: int | None = None


@dataclass(slots=True)
class Head:
    """The tables, filled while the head is read."""

    ansi: str = "cp1252"
    default_font: int = 0
    fonts: dict[int, str] = field(default_factory=dict)
    colours: list[Colour | None] = field(default_factory=list)
    styles: dict[int, Style] = field(default_factory=dict)

    def font(self, number: int, charset: int) -> None:
        """Note the character set of a font; 1 is the one of the whole file."""
        if len(self.fonts) < _MOST and charset in _CODE_PAGES:
            self.fonts[number] = _CODE_PAGES[charset]

    def encoding(self, font: int) -> str:
        """The code page of a font, or ``SYMBOL_FONT``."""
        return self.fonts.get(font, self.ansi)

    def colour(self, number: int) -> Colour | None:
        """The colour of a number; None for automatic and unknown ones."""
        return self.colours[number] if 0 <= number < len(self.colours) else None

    def add_colour(self, parts: dict[str, int]) -> None:
        """One more colour; without any part it is the automatic one."""
        if len(self.colours) < _MOST:
            red, green, blue = (max(0, min(255, parts.get(name, 0))) for name in ("red", "green", "blue"))
            self.colours.append((red, green, blue) if parts else None)

    def style(self, number: int) -> Style:
        """The style of a number, to be read or filled."""
        return self.styles.setdefault(number, Style()) if len(self.styles) < _MOST else Style()

    def level(self, number: int) -> int:
        """1 to 6 where this style, or one it is based on, is a heading.

        Word states the level of a heading in its style; LibreOffice only names it.
        """
        for _ in range(_DEEPEST):
            style = self.styles.get(number)
            if style is None:
                return 0
            if style.outline is not None:
                return style.outline + 1 if style.outline < _LEVELS else 0
            match = _HEADING.fullmatch(style.name.strip())
            if match:
                return int(match[1])
            if style.based_on is None:
                return 0
            number = style.based_on
        return 0


def code_page(number: int) -> str:
    """The name of a code page by its number; Windows-1252 for unknown ones."""
    return f"cp{number}" if 1250 <= number <= 1258 else _NUMBERED.get(number, "cp1252")  # noqa: PLR2004  all of Windows
