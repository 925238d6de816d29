"""Bullets in a scan are recognised as letters and signs that look alike; they are told by where they stand."""

from collections import Counter
from dataclasses import replace

from parsers.scan.tsv import Word

_ALIKE = frozenset("*+-~.,'°º«»·•¢©®@oOeE0°>▪◦●■")
_SURELY = frozenset("*•▪◦●■·«»©®¢°º+")
_GAP = 0.35
"""White after a bullet, at least, as a share of the line's height; between words it is about 0.25."""

_TWICE = 2


def with_bullets(cells: list[list[Word]]) -> list[list[Word]]:
    """The cells, where a sign that begins several of them, wide apart from what follows, is written as a bullet.

    A sign that is no letter needs to stand there only once.
    """
    starts = Counter(cell[0].text for cell in cells if _begins(cell))
    return [
        [replace(cell[0], text="•"), *cell[1:]]
        if _begins(cell) and (cell[0].text in _SURELY or starts[cell[0].text] >= _TWICE)
        else cell
        for cell in cells
    ]


def is_sign(word: Word) -> bool:
    """Whether this can only be the sign of an item, however far from it."""
    return word.text in _SURELY


def _begins(cell: list[Word]) -> bool:
    if len(cell) < _TWICE or cell[0].text not in _ALIKE:
        return False
    return cell[1].left - cell[0].right > _GAP * cell[1].high
