"""What both PDF engines report about a page: glyphs and what is painted, measured from the top left."""

from dataclasses import dataclass, field

from parsers.model import Box

INVISIBLE = 3
"""Text render mode that paints nothing; 7 only adds to the clipping path."""


@dataclass(frozen=True, slots=True)
class Glyph:
    """One character as placed. ``order`` counts painting operations; ``lightness`` is 0 (black) to 1 (white)."""

    text: str
    box: Box
    size: float
    order: int
    lightness: float | None = 0.0
    mode: int = 0
    upright: bool = True
    bold: bool = False


@dataclass(frozen=True, slots=True)
class Paint:
    """A filled shape (its bounding box) or an image; ``lightness`` is None where the colour is not one plain tone."""

    box: Box
    order: int
    lightness: float | None
    image: bool = False


@dataclass(slots=True)
class Sheet:
    """One page. ``shaded``: a gradient was painted somewhere, so nothing can be said about what lies behind text.

    ``rings`` are the boxes of small shapes that are outlined and not filled: browsers draw the signs of inner lists so.
    """

    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    paints: list[Paint] = field(default_factory=list)
    shaded: bool = False
    rings: list[Box] = field(default_factory=list)
