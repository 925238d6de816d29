"""Which glyphs would a person looking at the page not see? Only what is certain from the page's own data.

Not decided here: text covered by something painted later, transparent text, text outside a clipping path.
"""

from parsers.model import Box
from parsers.pdf.glyphs import INVISIBLE, Glyph, Paint, Sheet

_TINY = 2.0
"""Points of height; footnotes of legal texts have 5."""

_WHITE = 0.95
_SCAN = 0.5
"""Share of the page that one image covers when the page is a scan with its recognised text laid over it."""


def split(sheet: Sheet) -> tuple[list[Glyph], list[Glyph]]:
    """The glyphs that can be seen, and those that cannot."""
    scanned = any(p.image and _area(p.box) >= _SCAN * sheet.width * sheet.height for p in sheet.paints)
    shown: list[Glyph] = []
    hidden: list[Glyph] = []
    for glyph in sheet.glyphs:
        (hidden if _unseen(glyph, sheet, scanned=scanned) else shown).append(glyph)
    return shown, hidden


def _unseen(glyph: Glyph, sheet: Sheet, *, scanned: bool) -> bool:
    if glyph.mode in (INVISIBLE, 7):
        return not scanned
    x, y = (glyph.box[0] + glyph.box[2]) / 2, (glyph.box[1] + glyph.box[3]) / 2
    off_page = not (-1 <= x <= sheet.width + 1 and -1 <= y <= sheet.height + 1)
    return off_page or glyph.size < _TINY or _white_on_white(glyph, x, y, sheet)


def _white_on_white(glyph: Glyph, x: float, y: float, sheet: Sheet) -> bool:
    """White text is hidden on bare paper or on a white shape, and a matter of style on a dark one."""
    if sheet.shaded or glyph.lightness is None or glyph.lightness < _WHITE:
        return False
    behind = [paint for paint in sheet.paints if paint.order < glyph.order and _holds(paint, x, y)]
    if not behind:
        return True
    top = behind[-1]
    return not top.image and top.lightness is not None and top.lightness >= _WHITE


def _holds(paint: Paint, x: float, y: float) -> bool:
    x0, top, x1, bottom = paint.box
    return x0 <= x <= x1 and top <= y <= bottom


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])
