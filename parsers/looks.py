"""What formatting says of a piece of text, layer over layer, and whether a person would see it.

Styles, paragraphs, cells and runs each say a little; ``over`` lays one on the other. Only what is certain counts as
hidden: an unknown background hides nothing, because an honest resume with a coloured banner must not be accused.
"""

import re
from dataclasses import dataclass, fields
from typing import Any

Colour = tuple[int, int, int]
"""Red, green and blue, 0 to 255."""

UNKNOWN: Colour = (-1, -1, -1)
"""Some colour, we cannot tell which: a picture, a gradient, or chosen by the program so that it can be read."""

WHITE: Colour = (255, 255, 255)
_TINY = 2.0
"""Points; nobody reads letters of this size."""

_ALIKE = 15
"""Difference in each of red, green and blue up to which two colours cannot be told apart on a page."""

_HEX = re.compile(r"#?([0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})")


@dataclass(frozen=True, slots=True)
class Format:
    """None where nothing is said. ``level`` 0 and ``listed`` False say so outright, as ``hidden`` False does."""

    size: float | None = None
    """Points."""
    bold: bool | None = None
    hidden: bool | None = None
    colour: Colour | None = None
    fill: Colour | None = None
    """What is behind the letters."""
    level: int | None = None
    listed: bool | None = None

    def over(self, below: "Format") -> "Format":
        """What this says, and where it says nothing, what the one below says."""
        if self is PLAIN or self == PLAIN:
            return below
        return Format(*(_first(getattr(self, f.name), getattr(below, f.name)) for f in fields(Format)))

    def why(self) -> str:
        """Why a person would not see such text; empty where they would."""
        if self.hidden:
            return "formatted as hidden"
        if self.size is not None and self.size <= _TINY:
            return "letters of 2 points or less"
        fill = self.fill or WHITE
        if self.colour is None or not alike(self.colour, fill):
            return ""
        return "white on white" if alike(fill, WHITE) else "in the colour of its background"


PLAIN = Format()


def _first(one: Any, other: Any) -> Any:
    return other if one is None else one


def alike(one: Colour, other: Colour) -> bool:
    """Whether two known colours cannot be told apart."""
    if UNKNOWN in (one, other):
        return False
    return all(abs(a - b) <= _ALIKE for a, b in zip(one, other, strict=True))


def from_hex(text: str | None) -> Colour | None:
    """``FF8000``, ``#ff8000`` or ``#f80``; None for anything else."""
    match = _HEX.fullmatch(text or "")
    if not match:
        return None
    digits = match[1] if len(match[1]) > 3 else "".join(2 * digit for digit in match[1])  # noqa: PLR2004  the short form
    red, green, blue = bytes.fromhex(digits)
    return red, green, blue
