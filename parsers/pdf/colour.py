"""Colour spaces and colours of a page, as far as one can say without colour profiles: what a person would call them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from pdfminer.pdftypes import list_value, resolve1, stream_value
from pdfminer.psparser import PSLiteral, literal_name

from parsers.pdf.glyphs import BLACK, Colour

PATTERN = "Pattern"
_MAX_INKS = 32


@dataclass(frozen=True, slots=True)
class Space:
    """A colour space: its family, and how many numbers make a colour in it."""

    family: str
    size: int
    ink: str = ""
    """The name of the one ink of a ``Separation``."""


GRAY, RGB, CMYK = Space("DeviceGray", 1), Space("DeviceRGB", 3), Space("DeviceCMYK", 4)
_KNOWN = {
    space.family: space
    for space in (
        *(GRAY, RGB, CMYK, Space("CalGray", 1), Space("CalRGB", 3), Space("Lab", 3)),
        *(Space("Separation", 1), Space("Indexed", 1), Space(PATTERN, 1)),
    )
}
_BY_SIZE = {1: GRAY, 3: RGB, 4: CMYK}


def space(name: str, resources: dict[Any, Any]) -> Space:
    """The colour space of a name in the page's resources; one that nobody knows counts as a pattern."""
    if name in _KNOWN:
        return _KNOWN[name]
    spec = resolve1(resources.get(name))
    parts = spec if isinstance(spec, list) else [spec]
    family = literal_name(resolve1(parts[0])) if parts and isinstance(resolve1(parts[0]), PSLiteral) else PATTERN
    if family == "ICCBased" and len(parts) > 1:
        return Space(family, _size(stream_value(parts[1]).get("N")))
    if family == "DeviceN" and len(parts) > 1:
        return Space(family, min(_MAX_INKS, len(list_value(parts[1]))))
    if family == "Separation" and len(parts) > 1:
        ink = resolve1(parts[1])
        return Space(family, 1, literal_name(ink) if isinstance(ink, PSLiteral) else "")
    return _KNOWN.get(family, _KNOWN[PATTERN])


def _size(components: object) -> int:
    components = resolve1(components)
    return components if isinstance(components, int) and components in _BY_SIZE else 3


def first(space: Space) -> Colour | None:
    """The colour that stands right after the space was chosen."""
    return None if space.family in (PATTERN, "Indexed", "Lab") else BLACK


def colour(space: Space, numbers: Sequence[float]) -> Colour | None:
    """A colour as red, green and blue; None for whatever needs a profile, a function or a table."""
    if space.family == "Separation" and space.ink in ("Black", "All"):
        space, numbers = GRAY, [1 - numbers[0]]
    if space.family in ("Separation", "DeviceN", "Indexed", "Lab", PATTERN) or len(numbers) != space.size:
        return None
    parts = [min(1.0, max(0.0, number)) for number in numbers]
    if len(parts) == GRAY.size:
        return parts[0], parts[0], parts[0]
    if len(parts) == RGB.size:
        return parts[0], parts[1], parts[2]
    cyan, magenta, yellow, black = parts
    return (1 - cyan) * (1 - black), (1 - magenta) * (1 - black), (1 - yellow) * (1 - black)


def distance(one: Colour, other: Colour) -> float:
    """How far two colours are apart, 0 to 1, by the part that differs most."""
    return max(abs(a - b) for a, b in zip(one, other, strict=True))
