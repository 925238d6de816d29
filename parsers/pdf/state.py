"""The graphics state of a page and the geometry it needs: matrices, boxes, what a path encloses."""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple, Self

from parsers.model import Box
from parsers.pdf import colour
from parsers.pdf.fonts import Font
from parsers.pdf.glyphs import BLACK, Colour
from parsers.pdf.tokens import HUGE, coordinates, floats

Matrix = tuple[float, float, float, float, float, float]
IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)

_PIECE = re.compile(rb"([-+.\d\s\x00]*)(re|[mlcvyh])")
_OPERATORS = b"mlcvyh"
_CURVED = re.compile(rb"[cvy]")
_CORNERS = (4, 5)


class State:
    """What ``q`` saves and ``Q`` brings back. ``clip`` is a box in which all painting happens, None for the page."""

    def __init__(self, ctm: Matrix) -> None:
        self.ctm = ctm
        self.clip: Box | None = None
        self.clip_exact = True
        self.fill: Colour | None = BLACK
        self.fill_space = colour.GRAY
        self.stroke: Colour | None = BLACK
        self.stroke_space = colour.GRAY
        self.fill_alpha = self.stroke_alpha = 1.0
        self.doubt = False
        self.line_width = 1.0
        self.font: Font | None = None
        self.size = self.charspace = self.wordspace = self.leading = self.rise = 0.0
        self.scaling = 100.0
        self.mode = 0
        self.matrix = IDENTITY
        self.x = self.y = 0.0

    def copy(self) -> Self:
        """The same again, to be changed."""
        other = self.__class__.__new__(self.__class__)
        other.__dict__.update(self.__dict__)
        return other


class Outline(NamedTuple):
    """The box of a path in page space; ``exact`` where the path is that box."""

    box: Box
    exact: bool


def as_matrix(numbers: Sequence[float] | None) -> Matrix | None:
    """Six numbers as a matrix; None where there are not six."""
    if numbers is None or len(numbers) != len(IDENTITY):
        return None
    a, b, c, d, e, f = numbers
    return a, b, c, d, e, f


def times(inner: Matrix, outer: Matrix) -> Matrix:
    """The matrix that does ``inner`` first and then ``outer``."""
    a1, b1, c1, d1, e1, f1 = inner
    a0, b0, c0, d0, e0, f0 = outer
    return (
        a0 * a1 + c0 * b1,
        b0 * a1 + d0 * b1,
        a0 * c1 + c0 * d1,
        b0 * c1 + d0 * d1,
        a0 * e1 + c0 * f1 + e0,
        b0 * e1 + d0 * f1 + f0,
    )


def around(matrix: Matrix, box: Box) -> Box:
    """The upright box around a box that was moved, turned or stretched."""
    a, b, c, d, e, f = matrix
    x0, y0, x1, y1 = box
    xs = (a * x0 + c * y0, a * x1 + c * y0, a * x1 + c * y1, a * x0 + c * y1)
    ys = (b * x0 + d * y0, b * x1 + d * y0, b * x1 + d * y1, b * x0 + d * y1)
    return min(xs) + e, min(ys) + f, max(xs) + e, max(ys) + f


def is_square(matrix: Matrix) -> bool:
    """Whether upright boxes stay upright boxes."""
    a, b, c, d, _, _ = matrix
    return (b == c == 0) or (a == d == 0)


def meet(one: Box | None, other: Box | None) -> Box | None:
    """What two boxes share; an empty box where they do not meet; None stands for everything."""
    if one is None or other is None:
        return one or other
    x0, y0, x1, y1 = max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])
    return (x0, y0, max(x0, x1), max(y0, y1))


def is_sane(box: Box) -> bool:
    """Whether a box lies anywhere near a page; false for what is not a number, too."""
    return all(-HUGE < edge < HUGE for edge in box)


def outlines(path: bytes, matrix: Matrix, *, holes: bool) -> Iterator[Outline]:
    """What a path encloses, in boxes. ``holes``: parts of it inside each other may cut holes."""
    square = is_square(matrix)
    rest = path
    if b"r" in path:
        pieces = _PIECE.findall(path)
        rectangles = [numbers for raw, operator in pieces if operator == b"re" and (numbers := floats(raw, 4))]
        alone = len(rectangles) == 1 or (not holes and len({w * h > 0 for _, _, w, h in rectangles}) == 1)
        rest = b"".join(raw + operator for raw, operator in pieces if operator != b"re")
        exact = square and alone and not rest.strip(b"h \r\n\t\x00")
        for x, y, width, height in rectangles:
            yield Outline(around(matrix, (x, y, x + width, y + height)), exact)
    numbers = coordinates(rest.translate(None, _OPERATORS))
    if numbers:
        xs, ys = numbers[0::2], numbers[1::2]
        four = len(xs) in _CORNERS and len(set(xs)) == len(set(ys)) == 2  # noqa: PLR2004  two edges each way
        box = around(matrix, (min(xs), min(ys), max(xs), max(ys)))
        yield Outline(box, square and four and rest is path and not _CURVED.search(path))
