"""Text that does not run from left to right: turned by a quarter, or set in columns from the top down."""

from collections import defaultdict
from itertools import pairwise

from parsers.pdf.glyphs import Glyph
from parsers.pdf.layout.lines import PageLine
from parsers.pdf.layout.pieces import from_left
from parsers.pdf.layout.segments import Segment, around
from parsers.pdf.layout.spelling import letters

_WORD_GAP, _LINE_GAP = 0.17, 1.5
"""Of the font size."""

_STEPS = 2.0
_IDEOGRAPHS = ("\u2e80", "\ud7ff")
_MOSTLY = 2
"""How many times more often an ideograph has its neighbour below than beside it where text runs from the top down."""


def apart(glyphs: list[Glyph]) -> tuple[list[Glyph], list[Glyph]]:
    """The glyphs of ordinary lines, and those of columns from the top down."""
    signs = [glyph for glyph in glyphs if _IDEOGRAPHS[0] <= glyph.text[:1] <= _IDEOGRAPHS[1]]
    if len(signs) < _MOSTLY or _neighbours(signs, 1) <= _MOSTLY * _neighbours(signs, 0):
        return glyphs, []
    standing = set(map(id, signs))
    return [glyph for glyph in glyphs if id(glyph) not in standing], signs


def _neighbours(signs: list[Glyph], along: int) -> int:
    """How many glyphs touch the next one along an axis (0: to the right, 1: below)."""
    across = 1 - along
    ordered = sorted(signs, key=lambda g: (round(g.box[across] / _STEPS), g.box[along], from_left(g)))
    return sum(
        abs(after.box[across] - before.box[across]) < 1
        and 0.5 * before.size < after.box[along] - before.box[along] < 1.2 * before.size
        for before, after in pairwise(ordered)
    )


def columns(glyphs: list[Glyph], block: int) -> list[PageLine]:
    """Columns from right to left, each read from the top down; every one is a block, counted from ``block``."""
    ordered = sorted(glyphs, key=lambda g: (-round(g.box[0] / _STEPS), g.box[1], from_left(g)))
    return [_line(run, block + number) for number, run in enumerate(_runs(ordered, upward=False)) if run]


def quarter(glyphs: list[Glyph], block: int) -> list[PageLine]:
    """Text turned by a quarter, line by line; it runs as it was painted, or upwards where that does not tell."""
    stacks: dict[int, list[Glyph]] = defaultdict(list)
    for glyph in glyphs:
        stacks[round((glyph.box[0] + glyph.box[2]) / 2 / _STEPS)].append(glyph)
    found: list[PageLine] = []
    for _, stack in sorted(stacks.items()):
        upward = _upward(stack)
        ordered = sorted(stack, key=lambda g: (-g.box[1] if upward else g.box[1], from_left(g)))
        found += [_line(run, block + len(found) + n) for n, run in enumerate(_runs(ordered, upward=upward))]
    return [line for line in found if line.text]


def _upward(stack: list[Glyph]) -> bool:
    painted = sorted(stack, key=lambda g: (g.order, g.box[1], from_left(g)))
    return (
        sum((after.box[1] < before.box[1]) - (after.box[1] > before.box[1]) for before, after in pairwise(painted)) >= 0
    )


def _runs(ordered: list[Glyph], *, upward: bool) -> list[list[Glyph]]:
    runs: list[list[Glyph]] = []
    for glyph in ordered:
        if (
            runs
            and abs(_white(runs[-1][-1], glyph, upward=upward)) <= _LINE_GAP * glyph.size
            and _near(runs[-1][-1], glyph)
        ):
            runs[-1].append(glyph)
        else:
            runs.append([glyph])
    return runs


def _near(before: Glyph, glyph: Glyph) -> bool:
    return abs(before.box[0] - glyph.box[0]) <= max(before.size, glyph.size)


def _white(before: Glyph, glyph: Glyph, *, upward: bool) -> float:
    return before.box[1] - glyph.box[3] if upward else glyph.box[1] - before.box[3]


def _line(run: list[Glyph], block: int) -> PageLine:
    text = ""
    for number, glyph in enumerate(run):
        wide = (
            number > 0
            and abs(_white(run[number - 1], glyph, upward=glyph.box[1] < run[number - 1].box[1]))
            > _WORD_GAP * glyph.size
        )
        text += (" " if wide else "") + (" " if glyph.text.isspace() else letters(glyph.text))
    box = around([glyph.box for glyph in run])
    size = run[0].size
    text = " ".join(text.split())
    return PageLine(
        text, box, (), round(size, 1), all(g.bold for g in run), False, Segment(text, [], box, box[3], size), block
    )
