"""Tells which glyphs a person looking at the page would not see, and why.

Most verdicts come from the page's own data: render mode, alpha, size, place, clip, what lies behind and above. Where
those leave a doubt (an image or a shape of unknown form behind, a mask), the page is rendered, once, and a glyph
counts as seen where there is contrast inside its box. That is never asked where other, visible text stands in the
same place: it would answer for it.
"""

from bisect import bisect
from collections.abc import Callable, Iterable, Iterator
from itertools import groupby
from math import inf
from typing import NamedTuple, Protocol

from parsers.model import Box
from parsers.pdf.backdrop import Backdrop, behind, cover, holds, share
from parsers.pdf.colour import distance
from parsers.pdf.glyphs import BOTH, INVISIBLE, OUTLINED, Colour, Glyph, Ink, Paint, Sheet

_FAINT = 0.08
"""Alpha below which nobody sees a letter."""

_ALIKE = 0.1
"""Colours that differ by less than this in every part cannot be told apart as text on ground."""

_LIGHT = 0.9
_CLIPPED = 0.1
"""Share of a letter that must be left by the clip for it to be seen."""

_CONTRAST = 0.12
"""Of the rendered page inside a letter's box, 0 to 1: less is no letter."""

_SCAN = 0.5
"""Share of the page that images cover when it is a scan."""

_SEEN = 0.5
"""Share of the letters of one piece of text that must show for it to be seen."""

_ROOM = 0.5
"""Share of a letter's box that visible text must fill for the picture to say nothing about the letter."""

_REPEATED = 0.9
"""Share of the letters of hidden text that are seen in the same place when it is only a copy."""

_EM = 12.0
_SLACK = 1.0
"""Points that a letter may be outside of the page."""

NOT_PAINTED = "painted with no ink"
TRANSPARENT = "transparent"
TINY = "too small to read"
OUTSIDE = "outside the page"
CLIPPED = "clipped away"
COVERED = "covered by a shape or an image"
WHITE_ON_WHITE = "white on white"
SAME_COLOUR = "same colour as what is behind"
NOT_SHOWN = "not shown on the page"


class Picture(Protocol):
    """A page as it looks."""

    def contrast(self, box: Box) -> float:
        """The difference between the lightest and the darkest spot inside a box, 0 to 1."""
        ...


class Concealed(NamedTuple):
    """Glyphs that are hidden for one reason."""

    why: str
    glyphs: list[Glyph]


class _Verdict(NamedTuple):
    """Why a letter is not seen, as far as its data say; ``ask`` that the picture of the page has the last word."""

    why: str
    ask: bool = False


def split(sheet: Sheet, look: Callable[[], Picture | None]) -> tuple[list[Glyph], list[Concealed]]:
    """The glyphs that can be seen, and those that cannot. ``look`` renders the page; None where that is impossible."""
    backdrop = Backdrop(sheet.paints)
    scanned = is_pictured(sheet)
    shown: list[Glyph] = []
    suspects: list[tuple[_Verdict, list[Glyph]]] = []
    for run in _lines(sheet):
        for verdict, glyphs in _judged(run, sheet, backdrop, scanned=scanned):
            if verdict is None:
                shown += glyphs
            else:
                suspects.append((verdict, glyphs))
    if not suspects:
        return shown, []
    return _decided(shown, suspects, look)


def is_pictured(sheet: Sheet) -> bool:
    """Whether images cover most of the page, as in a scan, with or without its recognised text laid over it."""
    return sum(share_of_page(paint, sheet) for paint in sheet.paints if paint.image) >= _SCAN


def share_of_page(paint: Paint, sheet: Sheet) -> float:
    """How much of the page a paint covers."""
    page: Box = (0.0, 0.0, sheet.width, sheet.height)
    return share(page, paint.box)


def _runs(glyphs: Iterable[Glyph]) -> Iterator[list[Glyph]]:
    """The glyphs of one painting operation each."""
    for _, run in groupby(glyphs, key=lambda glyph: (glyph.order, id(glyph.ink))):
        yield list(run)


def _lines(sheet: Sheet) -> Iterator[list[Glyph]]:
    """Glyphs in a row that share ink and height, with nothing painted in between: they share their fate, too."""
    orders = [-inf, *(paint.order for paint in sheet.paints), inf]
    run: list[Glyph] = []
    ink, top, since, until = None, 0.0, inf, inf
    for glyph in sheet.glyphs:
        if glyph.ink is not ink or glyph.box[1] != top or not since <= glyph.order < until:
            if run:
                yield run
            run, ink, top = [], glyph.ink, glyph.box[1]
            place = bisect(orders, glyph.order)
            since, until = orders[place - 1], orders[place]
        run.append(glyph)
    if run:
        yield run


def _judged(
    run: list[Glyph], sheet: Sheet, backdrop: Backdrop, *, scanned: bool
) -> Iterator[tuple[_Verdict | None, list[Glyph]]]:
    """The verdict on a run, or on each of its letters where its ends do not lie in the same surroundings."""
    box = _around(run)
    ink = run[0].ink
    verdict = _by_ink(ink, scanned=scanned)
    if verdict:
        yield verdict, run
        return
    near = backdrop.near(box)
    whole = _inside(box, sheet, ink) and all(holds(paint.box, box) for paint in near)
    if whole:
        yield _by_place(run[0], box, sheet, near), run
        return
    for glyph in run:
        yield _by_place(glyph, glyph.box, sheet, near), [glyph]


def _by_ink(ink: Ink, *, scanned: bool) -> _Verdict | None:
    if ink.mode == INVISIBLE:
        return _Verdict(NOT_PAINTED, ask=scanned)
    if ink.alpha < _FAINT:
        return _Verdict(TRANSPARENT)
    if ink.squeezed:
        return _Verdict(TINY)
    return None


def _inside(box: Box, sheet: Sheet, ink: Ink) -> bool:
    view = sheet.view or (0.0, 0.0, sheet.width, sheet.height)
    return holds(view, box) and (ink.clip is None or holds(ink.clip, box))


def _by_place(glyph: Glyph, box: Box, sheet: Sheet, near: list[Paint]) -> _Verdict | None:
    x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
    x0, top, x1, bottom = sheet.view or (0.0, 0.0, sheet.width, sheet.height)
    if not (x0 - _SLACK <= x <= x1 + _SLACK and top - _SLACK <= y <= bottom + _SLACK):
        return _Verdict(OUTSIDE)
    if share(box, glyph.ink.clip) < _CLIPPED:
        return _Verdict(CLIPPED)
    if sheet.blind:
        return _Verdict(NOT_SHOWN, ask=True)
    over = cover(near, box, glyph.order)
    if over:
        return _Verdict(COVERED, ask=not over.exact)
    if glyph.ink.doubt:
        return _Verdict(NOT_SHOWN, ask=True)
    return _by_colour(_colour(glyph.ink), near, box, glyph.order)


def _colour(ink: Ink) -> Colour | None:
    """The colour that the letter shows: that of its outline where it has no filling."""
    if ink.mode == OUTLINED:
        return ink.outline
    if ink.mode == BOTH and ink.colour is not None and min(ink.colour) >= _LIGHT:
        return ink.outline
    return ink.colour


def _by_colour(colour: Colour | None, near: list[Paint], box: Box, order: int) -> _Verdict | None:
    back = behind(near, box, order)
    if colour is None:
        return _Verdict(NOT_SHOWN, ask=True)
    candidates = {back.colour} if back.sure else {back.colour, back.plain}
    if None in candidates:
        return _Verdict(NOT_SHOWN, ask=True)
    if not any(distance(colour, other) < _ALIKE for other in candidates if other is not None):
        return None
    why = WHITE_ON_WHITE if min(colour) >= _LIGHT else SAME_COLOUR
    return _Verdict(why, ask=True)


def _decided(
    shown: list[Glyph], suspects: list[tuple[_Verdict, list[Glyph]]], look: Callable[[], Picture | None]
) -> tuple[list[Glyph], list[Concealed]]:
    """Ask the picture where the data were not enough."""
    certain = _Occupied(shown)
    picture: Picture | None = None
    asked = False
    found: dict[str, list[Glyph]] = {}
    rescued: list[Glyph] = []
    for verdict, glyphs in suspects:
        if verdict.ask and not asked:
            picture, asked = look(), True
        if verdict.ask and _is_seen(glyphs, verdict, picture, certain):
            rescued += glyphs
        else:
            found.setdefault(verdict.why, []).extend(glyphs)
    if rescued:
        shown = sorted(shown + rescued, key=lambda glyph: glyph.order)
    concealed = [Concealed(why, list(_news(glyphs, certain))) for why, glyphs in found.items()]
    return shown, [each for each in concealed if any(glyph.text.isalnum() for glyph in each.glyphs)]


def _news(glyphs: list[Glyph], certain: "_Occupied") -> Iterator[Glyph]:
    """What is hidden and is not seen in the same place all the same: shadows, and copies that make letters bold."""
    for run in _runs(glyphs):
        inked = [glyph for glyph in run if not glyph.text.isspace()]
        if not inked or sum(map(certain.repeats, inked)) < _REPEATED * len(inked):
            yield from run


def _is_seen(glyphs: list[Glyph], verdict: _Verdict, picture: Picture | None, certain: "_Occupied") -> bool:
    if picture is None:
        return verdict.why == NOT_SHOWN  # nothing speaks against it but that we do not know
    inked = [glyph for glyph in glyphs if not glyph.text.isspace()]
    free = [glyph for glyph in inked if not certain.at(glyph.box)]
    if not inked:
        return True
    if not free:
        return verdict.why == NOT_SHOWN
    return sum(picture.contrast(_looked_at(glyph)) >= _CONTRAST for glyph in free) >= _SEEN * len(free)


def _looked_at(glyph: Glyph) -> Box:
    """The box to look into; of letters that are little pages of their own the height is not known."""
    x0, top, x1, bottom = glyph.box
    return (x0, top - _EM, x1, bottom + _EM / 2) if glyph.ink.drawn else glyph.box


class _Occupied:
    """Where visible letters stand, by a grid of small cells."""

    _CELL = 6.0

    def __init__(self, glyphs: Iterable[Glyph]) -> None:
        self._cells: dict[tuple[int, int], list[Glyph]] = {}
        for glyph in glyphs:
            if not glyph.text.isspace():
                self._cells.setdefault(self._cell(glyph.box), []).append(glyph)

    def _cell(self, box: Box) -> tuple[int, int]:
        return int((box[0] + box[2]) / 2 // self._CELL), int((box[1] + box[3]) / 2 // self._CELL)

    def _near(self, box: Box) -> Iterator[Glyph]:
        column, row = self._cell(box)
        for x in (column - 1, column, column + 1):
            for y in (row - 1, row, row + 1):
                yield from self._cells.get((x, y), ())

    def at(self, box: Box) -> bool:
        """Whether a visible letter fills much of a box."""
        return any(share(box, glyph.box) > _ROOM for glyph in self._near(box))

    def repeats(self, glyph: Glyph) -> bool:
        """Whether the same letter is seen in the same place: a shadow, or a copy for bold."""
        return any(
            other.text == glyph.text and max(abs(a - b) for a, b in zip(other.box, glyph.box, strict=True)) < _SHADOW
            for other in self._near(glyph.box)
        )


_SHADOW = 2.5
"""Points by which a letter and its shadow differ."""


def _around(glyphs: list[Glyph]) -> Box:
    if len(glyphs) == 1:
        return glyphs[0].box
    lefts, tops, rights, bottoms = zip(*(glyph.box for glyph in glyphs), strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)
