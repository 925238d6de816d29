"""What the declarations of an element make of its text: size, weight, colours, and whether it is seen."""

import re
import sys
from dataclasses import dataclass, replace

from parsers.looks import UNKNOWN, WHITE, Colour, Format, from_hex
from parsers.web.rules import Declarations
from parsers.xml import Element

PAGE_SIZE = 12.0
"""Points; 16 pixels in every browser."""

_NAMED: dict[str, Colour] = {
    "white": WHITE, "black": (0, 0, 0), "snow": (255, 250, 250), "ivory": (255, 255, 240),
    "ghostwhite": (248, 248, 255), "whitesmoke": (245, 245, 245), "floralwhite": (255, 250, 240),
    "azure": (240, 255, 255), "mintcream": (245, 255, 250),
    "red": (255, 0, 0), "blue": (0, 0, 255), "green": (0, 128, 0), "gray": (128, 128, 128), "grey": (128, 128, 128),
    "navy": (0, 0, 128), "yellow": (255, 255, 0), "silver": (192, 192, 192),
}  # fmt: skip
_RGB = re.compile(r"rgba?\(\s*(\d{1,3})[\s,]+(\d{1,3})[\s,]+(\d{1,3})\s*(?:[,/]\s*(\d*\.?\d+)(%?)\s*)?\)")
_LENGTH = re.compile(r"(-?\d{0,6}\.?\d{1,6})(px|pt|em|rem|%|in|cm|mm|ex|ch|vw|vh)?")
_POINTS = {"px": 0.75, "pt": 1.0, "in": 72.0, "cm": 28.35, "mm": 2.835, "ex": 6.0, "ch": 6.0, "vw": 6.0, "vh": 6.0}
_WORDS = {
    "xx-small": 6.75, "x-small": 7.5, "small": 9.75, "medium": 12.0, "large": 13.5, "x-large": 18.0, "xx-large": 24.0,
}  # fmt: skip
_HEADING_SIZES = {"h1": 2.0, "h2": 1.5, "h3": 1.17, "h4": 1.0, "h5": 0.83, "h6": 0.67}
_FONT_SIZES = {"1": 7.5, "2": 9.75, "3": 12.0, "4": 13.5, "5": 18.0, "6": 24.0, "7": 36.0}
_BOLD_TAGS = frozenset(("b", "strong", "th", *_HEADING_SIZES))
_FAR = -375.0
"""Points to the left or top, 500 pixels: outside of every page."""

_CLIPPED = re.compile(
    r"rect\(\s*(?:0(?:px)?|1px)[\s,]+(?:0(?:px)?|1px)[\s,]+(?:0(?:px)?|1px)[\s,]+(?:0(?:px)?|1px)\s*\)"
)
_CUT = re.compile(r"inset\(\s*(?:50|100)%\s*\)")
_PADDED = re.compile(r"\S+")
_WIDE = 0.4
"""White wider than a space, as a share of the size of the letters; a space is a quarter of it."""

_SIDES = {"right": (0, 1, 1, 1), "left": (0, 1, 1, 3)}
"""Which of one to four lengths of ``padding`` or ``margin`` is meant."""

_QUOTED = re.compile(r"\"((?:[^\"\\]|\\.){0,200})\"|'((?:[^'\\]|\\.){0,200})'")
_ESCAPED = re.compile(r"\\(?:([0-9a-f]{1,6})\s?|(.))", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Look:
    """How text directly inside an element looks, and how the element stands among others."""

    format: Format
    unseen: str = ""
    """Why nobody sees it, where that is not a matter of letters and colours."""
    display: str = ""
    apart: bool = False
    """It is moved to a side, away from the text before it."""
    column: bool = False
    stacks: bool = False
    """What is directly inside stands on lines of its own, whatever it is."""
    before: bool = False
    """Its style leaves white between it and what stands before it, wider than a space."""
    after: bool = False

    def why(self) -> str:
        """Why a person would not see such text; empty where they would."""
        return self.unseen or self.format.why()


def computed(element: Element, said: Declarations, outer: Look) -> Look:
    """The look of an element with these declarations inside another."""
    tag = str(element.tag)
    above = outer.format
    size = _size(tag, element, said, above.size or PAGE_SIZE)
    display = said.get("display", "")
    column = said.get("flex-direction", "row").startswith("column")
    inside = Format(
        size=size,
        bold=_bold(tag, said, bold=bool(above.bold)),
        hidden=_concealed(element, said, display, hidden=bool(above.hidden)),
        colour=_colour(said.get("color") or element.get("color") or (element.get("text") if tag == "body" else None)),
        fill=_fill(said, element),
    )
    return Look(
        format=inside.over(above),
        unseen=outer.unseen or _unseen(said, size),
        display=display,
        apart=said.get("float") == "right" or said.get("position") == "absolute",
        column=column,
        stacks=display == "grid" or (display == "flex" and column),
        before=_white(said, "left", size) > _WIDE * size,
        after=_white(said, "right", size) > _WIDE * size,
    )


def generated(said: Declarations) -> str:
    """The text that the declarations of what stands before or after an element put there; empty for a picture."""
    content = said.get("content", "")
    if _QUOTED.sub("", content).strip():
        return ""
    return "".join(_ESCAPED.sub(_sign, match[1] or match[2] or "") for match in _QUOTED.finditer(content))


def _sign(escaped: re.Match[str]) -> str:
    number = int(escaped[1] or "0", 16)
    return (chr(number) if number <= sys.maxunicode else "") if escaped[1] else escaped[2]


def without_colours(look: Look) -> Look:
    """The same where nothing is known of what is behind the text."""
    return replace(look, format=replace(look.format, fill=UNKNOWN))


def _concealed(element: Element, said: Declarations, display: str, *, hidden: bool) -> bool:
    if display == "none" or said.get("mso-hide") == "all" or (not display and element.get("hidden") is not None):
        return True
    shown = said.get("visibility")
    return hidden if shown is None else shown in ("hidden", "collapse")


def _unseen(said: Declarations, size: float) -> str:
    moving = "animation" in said or "animation-name" in said or "transition" in said
    if _number(said.get("opacity")) == 0 and not moving:
        return "fully transparent"
    free = said.get("position") in ("absolute", "fixed")
    places = [_length(said.get(name), size) for name in ("left", "top", "right", "bottom") if free]
    if any(place is not None and place <= _FAR for place in (*places, _length(said.get("text-indent"), size))):
        return "outside of the page"
    shut = "hidden" in said.get("overflow", "") and any(
        (length := _length(said.get(name), size)) is not None and length <= 1
        for name in ("height", "max-height", "width")
    )
    clipped = _CLIPPED.search(said.get("clip", "")) or _CUT.search(said.get("clip-path", ""))
    return "clipped away" if (shut and not moving) or clipped else ""


def _size(tag: str, element: Element, said: Declarations, above: float) -> float:
    usual = above * _HEADING_SIZES.get(tag, 1.0)
    if tag == "font":
        usual = _FONT_SIZES.get(element.get("size") or "", usual)
    text = said.get("font-size") or _of_shorthand(said.get("font", ""))
    if text in _WORDS:
        return _WORDS[text]
    length = _length(text, above)
    return usual if length is None else max(0.0, min(length, 2_000.0))


def _of_shorthand(font: str) -> str:
    return next(
        (part.partition("/")[0] for part in _PADDED.findall(font) if _LENGTH.match(part) and part[-1:] != "0"), ""
    )


def _bold(tag: str, said: Declarations, *, bold: bool) -> bool:
    weight = said.get("font-weight", "")
    if weight.isascii() and weight.isdecimal():
        return int(weight) >= 600  # noqa: PLR2004  semi-bold
    return weight.startswith("bold") or (weight != "normal" and (bold or tag in _BOLD_TAGS))


def _white(said: Declarations, side: str, size: float) -> float:
    """Points of white that padding and margin leave at a side."""
    found = 0.0
    for name in ("margin", "padding"):
        all_sides = said.get(name, "").split()[:4]
        length = said.get(f"{name}-{side}") or (all_sides[_SIDES[side][len(all_sides) - 1]] if all_sides else None)
        found += _length(length, size) or 0.0
    return found


def _length(text: str | None, size: float) -> float | None:
    """A length in points; ``size`` is what ``em`` and ``%`` are shares of."""
    match = _LENGTH.fullmatch(text or "")
    if not match:
        return None
    number, unit = float(match[1]), match[2]
    shares = {"em": size, "rem": PAGE_SIZE, "%": size / 100, None: 0.75}
    return number * (shares[unit] if unit in shares else _POINTS[unit])


def _number(text: str | None) -> float | None:
    match = re.fullmatch(r"(\d{0,3}\.?\d{1,6})(%?)", text or "")
    return float(match[1]) if match else None


def _fill(said: Declarations, element: Element) -> Colour | None:
    pictures = said.get("background-image", "none") + said.get("background", "")
    if "url(" in pictures or "gradient(" in pictures:
        return UNKNOWN
    text = said.get("background-color") or said.get("background") or element.get("bgcolor") or ""
    return None if text in ("", "none", "transparent", "inherit", "initial", "unset") else _colour(text, behind=True)


def _colour(text: str | None, *, behind: bool = False) -> Colour | None:
    """The colour that a text names; see-through is None behind letters, and unknown otherwise."""
    if not text or text in ("inherit", "currentcolor"):
        return None
    match = _RGB.search(text)
    if match:
        red, green, blue = (min(255, int(part)) for part in match.groups()[:3])
        opaque = 1.0 if match[4] is None else float(match[4]) / (100 if match[5] else 1)
        if opaque < 1:
            return None if behind and opaque == 0 else UNKNOWN
        return red, green, blue
    first = text.split()[0]
    return from_hex(first) if first.startswith("#") else _NAMED.get(first, UNKNOWN)
