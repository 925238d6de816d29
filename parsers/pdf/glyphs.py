"""What both PDF engines report about a page: glyphs and what is painted, measured from the top left."""

from dataclasses import dataclass, field

from parsers.model import Box

Colour = tuple[float, float, float]
"""Red, green, blue, each 0 to 1."""

BLACK: Colour = (0.0, 0.0, 0.0)
WHITE: Colour = (1.0, 1.0, 1.0)

FILLED, OUTLINED, BOTH, INVISIBLE = range(4)
"""How letters are painted (the text render mode of PDF, without adding them to the clipping path)."""


@dataclass(frozen=True, slots=True)
class Ink:
    """How the letters of one piece of text are painted. A colour is None where it is a pattern or a named ink.

    ``clip`` is a box outside of which nothing is painted; ``doubt`` says that a mask or a blend mode has a say too;
    ``squeezed`` that the letters are less than two points high or wide; ``drawn`` that each of them is a little page
    of its own (a Type 3 font), so that their height is not known.
    """

    colour: Colour | None = BLACK
    outline: Colour | None = BLACK
    mode: int = FILLED
    alpha: float = 1.0
    clip: Box | None = None
    doubt: bool = False
    squeezed: bool = False
    drawn: bool = False


PLAIN = Ink()


@dataclass(slots=True)
class Glyph:
    """One character as placed. ``order`` counts painting operations: glyphs shown by one operation share it.

    ``size`` is the height of its cell (the width for text that does not run left to right). ``bold`` is what the font
    says of itself: its name, its flags, or letters that are filled and outlined. ``font`` is the font's name as
    written.
    """

    text: str
    box: Box
    size: float
    order: int
    upright: bool = True
    bold: bool = False
    font: str = ""
    ink: Ink = PLAIN


@dataclass(frozen=True, slots=True)
class Paint:
    """A filled shape, a wide stroke or an image, by its bounding box.

    ``exact`` is true where the shape is its box. ``colour`` is None where it is not one plain tone.
    """

    box: Box
    order: int
    colour: Colour | None
    alpha: float = 1.0
    image: bool = False
    exact: bool = False


@dataclass(slots=True)
class Sheet:
    """One page. ``view`` is the part of it that is shown; ``blind``: what was painted is not (all) known.

    ``partial``: a limit was reached and the rest of the page was not read. ``rings`` are the boxes of small shapes that
    are outlined and not filled: browsers draw the signs of inner lists so.
    """

    width: float
    height: float
    glyphs: list[Glyph] = field(default_factory=list)
    paints: list[Paint] = field(default_factory=list)
    view: Box | None = None
    blind: bool = False
    partial: bool = False
    rings: list[Box] = field(default_factory=list)
