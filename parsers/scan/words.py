"""From recognised words to a document: the words are laid out like the text of a PDF, and read in the same order.

Places are in points on the page as it was read, upright. A page that lay a little askew on the glass is straightened
for the reading order; the boxes of its lines are where they stand on the picture.
"""

import json
from collections.abc import Sequence
from itertools import groupby, pairwise
from statistics import median
from typing import Any

from parsers.lines import Lines
from parsers.model import Box, Document
from parsers.pdf.glyphs import Glyph
from parsers.pdf.layout.book import Book
from parsers.pdf.layout.lines import PageLine
from parsers.pdf.layout.page import lines
from parsers.refusal import CannotRead
from parsers.scan.bullets import is_sign, with_bullets
from parsers.scan.score import CONFIDENT
from parsers.scan.tsv import Word, confidence, rows

VERSION = "1"

_NOISE = 40.0
"""A word without letters and digits, or a lone one, that is less sure than this is a speck, a line or a photo."""

_CELL_GAP = 1.2
"""White wider than this share of the line's height may part columns."""

_ALLOWED_LINE = 0.3
"""A line of text must be longer than this share of the page to tell how askew the page is."""

_NARROWEST = 0.2
"""Of a space, as a share of the line's height."""

_NEAR = 0.72
_ASCENDERS = 0.9
"""Which share of a line's words, from the smallest, to look at for its height: the largest may be a misread frame."""


def document(data: bytes) -> Document:
    """A document from what ``parsers.scan.recognise`` packed. Raises CannotRead where too little is sure."""
    packed = json.loads(data)
    shown, book, found = Lines(), Book(), list[Word]()
    for number, page in enumerate(packed["pages"], start=1):
        words = rows(page["tsv"])
        found += words
        book.add(number, _read(words, page))
    book.write(shown)
    if found and confidence(found) < CONFIDENT:
        raise CannotRead("The text in the picture is not clear enough to be read with confidence.")
    return Document(
        media_type=packed["media_type"],
        pages=len(packed["pages"]),
        lines=shown.finish(),
        remarks=(*_remarks(packed), *shown.remarks()),
    )


def _remarks(packed: dict[str, Any]) -> list[str]:
    read = len(packed["pages"])
    remarks = ["the text was recognised in a picture, so single letters may be wrong"]
    remarks += [
        f"page {n} was turned by {page['turn']} degrees" for n, page in enumerate(packed["pages"], 1) if page["turn"]
    ]
    return remarks + ([f"only the first {read} pages were read"] if read < packed["of"] else [])


def _read(words: list[Word], page: dict[str, Any]) -> list[PageLine]:
    """Lines in reading order, with boxes in points."""
    scale = float(page["scale"])
    kept = [word for word in words if not _is_noise(word)]
    slope = _slope(kept, float(page["wide"]) / scale)
    usual = median([word.high for word in kept]) if kept else 0.0
    glyphs = [glyph for cell in with_bullets(_cells(kept)) for glyph in _glyphs(cell, usual, slope, scale)]
    read = lines(glyphs)
    for line in read:
        box = _lifted(line.box, slope)
        line.edges = tuple(round(edge + box[0] - line.box[0], 1) for edge in line.edges)
        line.box = box
    return read


def _is_noise(word: Word) -> bool:
    """Frames, rules, specks and photos are recognised as marks, or as very large or flat words."""
    marks = sum(not character.isalnum() for character in word.text)
    doubtful = marks == len(word.text) or len(word.text) == 1
    flat = len(word.text) > 1 and word.high > 4 * word.wide
    return flat or (doubtful and word.confidence < _NOISE)


def _slope(words: Sequence[Word], wide: float) -> float:
    """How far lines fall, in pixels for each pixel to the right; the median of the long lines."""
    slopes = []
    for _, group in groupby(words, key=lambda word: word.line):
        line = list(group)
        first, last = line[0], line[-1]
        if last.right - first.left > _ALLOWED_LINE * wide and last.left > first.left:
            slopes.append((last.bottom - first.bottom) / (last.left - first.left))
    return median(slopes) if slopes else 0.0


def _cells(words: Sequence[Word]) -> list[list[Word]]:
    """Words of one line without wide white between them."""
    cells: list[list[Word]] = []
    for _, group in groupby(words, key=lambda word: word.line):
        line = list(group)
        high = _height(line)
        cells.append(line[:1])
        for before, word in pairwise(line):
            near = 0 <= word.left - before.right + high <= (1 + _CELL_GAP) * high
            if near or (is_sign(before) and len(cells[-1]) == 1 and word.left > before.right):
                cells[-1].append(word)
            else:
                cells.append([word])
    return cells


def _height(words: Sequence[Word]) -> float:
    return float(sorted(word.high for word in words)[int(_ASCENDERS * (len(words) - 1))])


def _glyphs(cell: list[Word], usual: float, slope: float, scale: float) -> list[Glyph]:
    """One glyph for each character, as wide as the others of its word, all of one height; with spaces between.

    The box of a word is as high as its letters happen to be, so heights near the ``usual`` one are taken for it.
    """
    high = _height(cell)
    bottom = max(word.bottom - slope * word.left for word in cell if word.high <= high)
    if _NEAR * usual <= high <= usual / _NEAR:
        high = usual
    top = min(bottom - high, bottom - 1)
    spaced: list[tuple[str, float, float]] = []
    for word in cell:
        left = float(word.left)
        if spaced:
            end = spaced[-1][2]
            left = max(left, end + _NARROWEST * high)  # boxes of words may overlap, their letters must not
            spaced.append((" ", end, left))
        spaced.append((word.text, left, max(left + 1.0, word.right)))
    glyphs = []
    for text, left, right in spaced:
        step = (right - left) / len(text)
        for place, character in enumerate(text):
            x0 = left + slope * bottom + place * step
            box = (x0 * scale, top * scale, (x0 + step) * scale, bottom * scale)
            glyphs.append(Glyph(text=character, box=box, size=high * scale, order=0))
    return glyphs


def _lifted(box: Box, slope: float) -> Box:
    """Back from the straightened page to the picture."""
    fall, shift = slope * (box[0] + box[2]) / 2, slope * (box[1] + box[3]) / 2
    return box[0] - shift, box[1] + fall, box[2] - shift, box[3] + fall
