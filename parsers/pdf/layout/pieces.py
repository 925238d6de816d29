"""Glyphs that stand on one baseline, cut where the white between them is too wide to be a space.

Two columns may have their baselines a point apart, and one line may mix fonts whose boxes hang differently below the
baseline. So glyphs are first joined where they agree to half a point, and then the pieces that touch each other.
"""

from collections import defaultdict
from dataclasses import dataclass
from itertools import pairwise
from math import nan
from operator import lt
from statistics import median

from parsers.pdf.glyphs import Glyph
from parsers.pdf.layout.spelling import parted

_DESCENT = 0.22
"""Of the font size: how far a glyph's box usually reaches below the baseline."""

_SEGMENT_GAP, _COARSE_GAP = 1.1, 3.0
"""Gaps as a share of the font size: more than the first may be a gutter, more than the second is no matter what."""

_CHANGED, _UNWRITTEN = 0.6, 0.5
"""Of such a gap: enough where the style changes; enough without a blank on a page that writes blanks between words."""

_WRITTEN = 0.02
"""Share of blanks among the glyphs, without ideographs, of a page that writes them."""

_IDEOGRAPHS = "\u2e80"

_LETTER_SPACED, _WIDER = 0.25, 0.8
"""Usual gap between letters from which a line is letter-spaced; what parts it is wider than two of them and this."""

_WORD_GAP, _JUSTIFIED, _STRETCHED = 0.15, (0.5, 1.0), 2.2
"""The same for words: justified lines in a narrow column have wide spaces."""

_ENOUGH = 4
"""Gaps that tell what is usual in a line."""

_SAME_LINE = 0.3
_RAISED = 0.75
"""Of the neighbour's size: what is smaller than that may stand off its baseline, as in 1st or a footnote's number."""

_OVERLAID = 0.2
"""Of the font size: glyphs that lie deeper in each other are not neighbours in one word."""

_STEPS = 2
"""Baselines are compared in half points."""

MAX_PIECES, _NEIGHBOURS = 4_000, 200
"""Pieces on one page (a dense one has 300), and how many each is compared with. Beyond the first none are joined."""


@dataclass(slots=True)
class Piece:
    """Glyphs of one baseline without wide white between them; ``row`` numbers the thin row it was cut from."""

    glyphs: list[Glyph]
    base: float
    size: float
    left: float
    right: float
    row: int


def lines_of(glyphs: list[Glyph]) -> list[list[Piece]]:
    """Pieces grouped into stretches of text: those of a group touch each other on nearly one baseline."""
    texts = [glyph.text for glyph in glyphs]
    written = sum(map(str.isspace, texts)) >= _WRITTEN * sum(map(_IDEOGRAPHS.__gt__, texts))
    rows = enumerate(_thin_rows(glyphs))
    pieces = [_piece(part, number) for number, row in rows for part in _parts(row, written=written)]
    return _touching(pieces) if len(pieces) <= MAX_PIECES else [[piece] for piece in pieces]


def baseline(glyph: Glyph) -> float:
    """Where the glyph stands, from the top of the page."""
    return glyph.box[3] - _DESCENT * glyph.size


def _thin_rows(glyphs: list[Glyph]) -> list[list[Glyph]]:
    """Glyphs whose baselines agree to half a point, each row from left to right."""
    rows: dict[int, list[Glyph]] = defaultdict(list)
    row: list[Glyph] = []
    bottom = size = nan
    for glyph in glyphs:
        if glyph.box[3] != bottom or glyph.size != size:
            bottom, size = glyph.box[3], glyph.size
            row = rows[round(_STEPS * baseline(glyph))]
        row.append(glyph)
    return [_in_order(rows[base]) for base in sorted(rows)]


def _in_order(row: list[Glyph]) -> list[Glyph]:
    """The row from left to right, as most rows are painted."""
    lefts = [glyph.box[0] for glyph in row]
    return row if all(map(lt, lefts, lefts[1:])) else sorted(row, key=from_left)


def _layers(row: list[Glyph]) -> list[list[Glyph]]:
    """The row, or where texts of different looks were set over each other each of them for itself."""
    bold, size = row[0].bold, row[0].size
    if all(glyph.size == size and glyph.bold == bold for glyph in row):
        return [row]
    layers: dict[tuple[bool, float], list[Glyph]] = defaultdict(list)
    last: Glyph | None = None
    overlaid = False
    for glyph in row:
        layers[glyph.bold, glyph.size].append(glyph)
        if not glyph.text.isspace():
            overlaid = overlaid or (last is not None and _overlaid(last, glyph))
            last = glyph
    return list(layers.values()) if overlaid else [row]


def _overlaid(before: Glyph, glyph: Glyph) -> bool:
    other = before.bold != glyph.bold or before.size != glyph.size
    return other and before.box[2] - glyph.box[0] > _OVERLAID * min(before.size, glyph.size)


def from_left(glyph: Glyph) -> tuple[float, float, str, float, float, int]:
    """A key that sorts glyphs from left to right; all after the first part only makes it independent of their order."""
    return glyph.box[0], glyph.box[2], glyph.text, glyph.box[1], glyph.size, glyph.order


def _parts(row: list[Glyph], *, written: bool) -> list[list[Glyph]]:
    """The row cut at its wide gaps; blanks stay with what is before them."""
    parts = []
    for whole in [part for layer in _layers(row) for part in _cut(layer, _COARSE_GAP, _COARSE_GAP)]:
        limit, spaced = _limit(whole, written=written)
        parts += _cut(whole, limit, _UNWRITTEN * limit if written and not spaced else limit)
    return parts


def _cut(row: list[Glyph], limit: float, unwritten: float) -> list[list[Glyph]]:
    """The row cut where the white between glyphs with ink is wider than ``limit`` times the smaller one's size.

    ``unwritten`` is the limit where no blank stands between them.
    """
    parts: list[list[Glyph]] = []
    narrow = _CHANGED * min(limit, unwritten) * min([glyph.size for glyph in row])
    start, right, blank, last = 0, 0.0, False, None
    for number, glyph in enumerate(row):
        if glyph.text.isspace():
            blank = True
            continue
        left, _, end, _ = glyph.box
        if last is None:
            start, right = number, end
        elif left - right > narrow and _stands_apart(last, glyph, right, limit if blank else unwritten):
            parts.append(row[start:number])
            start, right = number, end
        elif end > right:
            right = end
        blank, last = False, glyph
    return parts if last is None else [*parts, row[start:]]


def _stands_apart(before: Glyph, glyph: Glyph, right: float, limit: float) -> bool:
    white = (glyph.box[0] - right) / (min(before.size, glyph.size) or 1.0)
    if white <= _CHANGED * limit:
        return False
    changed = before.bold != glyph.bold or before.ink.colour != glyph.ink.colour or before.size != glyph.size
    return changed or white > limit


def _limit(row: list[Glyph], *, written: bool) -> tuple[float, bool]:
    """How wide the white must be that parts this stretch, as a share of the size; whether it is letter-spaced."""
    inked, blanks = parted(row)
    size = inked[0].size or 1.0
    gaps = [(after.box[0] - before.box[2]) / size for before, after in pairwise(inked)]
    if len(gaps) < _ENOUGH or max(gaps) <= _LETTER_SPACED:
        return _SEGMENT_GAP, bool(gaps) and max(gaps) > _LETTER_SPACED and len(gaps) < _ENOUGH
    usual = median(gaps)
    if usual > _LETTER_SPACED:
        return max(_SEGMENT_GAP, 2 * usual + _WIDER), True
    words = [gap for gap, blank in zip(gaps, blanks[1:], strict=True) if gap > _WORD_GAP and blank >= written]
    usual = median(words) if len(words) >= _ENOUGH else 0.0
    return max(_SEGMENT_GAP, _STRETCHED * usual if _JUSTIFIED[0] < usual <= _JUSTIFIED[1] else 0.0), False


def _piece(glyphs: list[Glyph], row: int) -> Piece:
    inked = [glyph for glyph in glyphs if not glyph.text.isspace()]
    right = max([glyph.box[2] for glyph in inked])
    return Piece(glyphs, baseline(inked[0]), inked[0].size, inked[0].box[0], right, row)


def _touching(pieces: list[Piece]) -> list[list[Piece]]:
    """Pieces that continue each other on nearly the same baseline."""
    pieces = sorted(pieces, key=lambda piece: (piece.base, piece.left, piece.right, piece.glyphs[0].text))
    owner = list(range(len(pieces)))
    reach = 0.5 * max((piece.size for piece in pieces), default=0.0)
    for number, piece in enumerate(pieces):
        for other in range(number + 1, min(len(pieces), number + _NEIGHBOURS)):
            if pieces[other].base - piece.base > reach:
                break
            if _joined(piece, pieces[other]):
                owner[_root(owner, other)] = _root(owner, number)
    groups: dict[int, list[Piece]] = defaultdict(list)
    for number, piece in enumerate(pieces):
        groups[_root(owner, number)].append(piece)
    return list(groups.values())


def _root(owner: list[int], number: int) -> int:
    while owner[number] != number:
        owner[number] = owner[owner[number]]
        number = owner[number]
    return number


def _joined(upper: Piece, lower: Piece) -> bool:
    """Whether two pieces, the first not lower than the second, are of one line."""
    if upper.row == lower.row:
        return False  # cut apart before
    small, large = sorted((upper.size, lower.size))
    white = max(upper.left, lower.left) - min(upper.right, lower.right)
    drop = lower.base - upper.base
    if drop <= _SAME_LINE * small:
        return white <= _SEGMENT_GAP * small
    raised = upper.size < _RAISED * lower.size and drop <= 0.5 * large
    return raised and white <= _SAME_LINE * large
