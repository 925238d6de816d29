"""Segments: runs of words on one baseline without a wide gap between them, with how they look."""

from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from parsers.model import Box
from parsers.pdf.glyphs import Glyph
from parsers.pdf.layout.pieces import Piece, baseline, from_left, lines_of
from parsers.pdf.layout.signs import DASHES, is_sign
from parsers.pdf.layout.spelling import spell

_WORD_GAP = 0.15
"""Of the font size: white between a dash in front and the text that makes it a sign."""

_SOFT_HYPHEN = "\u00ad"


@dataclass(slots=True)
class Segment:
    """Words on one baseline. ``text`` has ``len(edges) - 1`` characters; a sign in front is not part of either.

    ``first`` and ``last`` are whether bold and how light the outer glyphs are: a paragraph goes on as it stopped.
    ``cell`` is the coloured box that it stands in. ``torn``: it ends in a soft hyphen, its last word goes on below.
    """

    text: str
    edges: list[float]
    box: Box
    base: float
    size: float
    bold: bool = False
    first: tuple[bool, float] = (False, 0.0)
    last: tuple[bool, float] = (False, 0.0)
    sign: str = ""
    cell: Box | None = None
    torn: bool = False


def around(boxes: Sequence[Box]) -> Box:
    """The smallest box that holds them all."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def segments(glyphs: list[Glyph]) -> list[Segment]:
    """The segments of upright glyphs, from the top down and from left to right."""
    found = [segment for group in lines_of(glyphs) if (segment := _segment(group)) is not None]
    return sorted(found, key=lambda segment: (segment.base, segment.box[0], segment.text))


def _segment(group: list[Piece]) -> Segment | None:
    glyphs = group[0].glyphs
    if len(group) > 1:
        glyphs = sorted((glyph for piece in group for glyph in piece.glyphs), key=from_left)
    glyphs, doubled = _without_twins(glyphs)
    sign, glyphs = _signed(glyphs)
    text, edges = spell(glyphs)
    inked = [glyph for glyph in glyphs if not glyph.text.isspace()] if text else []
    if not text and not sign:
        return None
    if not text:
        inked = [glyph for piece in group for glyph in piece.glyphs if not glyph.text.isspace()]
        edges = [inked[0].box[0]]
    sizes = [glyph.size for glyph in inked]
    largest = max(sizes)
    size = largest if min(sizes) == largest else median(sizes)
    box = around([glyph.box for glyph in inked])
    bold = doubled or all(glyph.bold for glyph in inked)
    base = inked[sizes.index(largest)]
    tones = _tone(inked[0], doubled), _tone(inked[-1], doubled)
    torn = inked[-1].text == _SOFT_HYPHEN
    return Segment(text, edges, box, baseline(base), size, bold, *tones, sign, torn=torn)


def _tone(glyph: Glyph, doubled: bool) -> tuple[bool, float]:  # noqa: FBT001  printed twice is bold
    return glyph.bold or doubled, -1.0 if glyph.ink.colour is None else min(glyph.ink.colour)


def _without_twins(glyphs: list[Glyph]) -> tuple[list[Glyph], bool]:
    """The glyphs without those that only repeat another, and whether there were any: some print twice for bold."""
    kept: list[Glyph] = []
    last, text = glyphs[0], ""
    for glyph in glyphs:
        if glyph.text == text and _same_place(last, glyph):
            continue
        kept.append(glyph)
        if not glyph.text.isspace():
            last, text = glyph, glyph.text
    return kept, 2 * len(kept) <= len(glyphs) + 1 and len(kept) < len(glyphs)


def _same_place(one: Glyph, other: Glyph) -> bool:
    return abs(other.box[0] - one.box[0]) < 0.1 * one.size and abs(other.box[1] - one.box[1]) < 1


def _signed(glyphs: list[Glyph]) -> tuple[str, list[Glyph]]:
    """A sign in front, and the glyphs after it."""
    first = next((n for n, glyph in enumerate(glyphs) if not glyph.text.isspace()), None)
    if first is None:
        return "", glyphs
    sign, rest = glyphs[first], glyphs[first + 1 :]
    following = next((glyph for glyph in rest if not glyph.text.isspace()), None)
    if is_sign(sign.text):
        return ("", glyphs) if following is not None and following.text == sign.text else (sign.text, rest)
    if sign.text not in DASHES or following is None or following.text.isdigit():
        return "", glyphs
    apart = rest[0].text.isspace() or following.box[0] - sign.box[2] > _WORD_GAP * sign.size
    return (sign.text, rest) if apart else ("", glyphs)
