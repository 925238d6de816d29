"""From recognised words to a document: the words are laid out like the text of a PDF, and read in the same order.

Places are in points on the page as it was read, upright. A page that lay a little askew on the glass was levelled
for the reading; the boxes of its lines are where they stand on the picture as sent.
"""

import json
import math
import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import groupby, pairwise
from statistics import median
from typing import Any

from parsers.formats import pdf
from parsers.lines import Lines
from parsers.model import Box, Document
from parsers.pdf.glyphs import Glyph
from parsers.pdf.layout.book import Book
from parsers.pdf.layout.lines import PageLine
from parsers.pdf.layout.page import lines
from parsers.refusal import CannotRead
from parsers.scan import hocr, turns
from parsers.scan.bullets import BULLET, marked
from parsers.scan.hocr import Word
from parsers.scan.score import CONFIDENT

VERSION = "2"

_NOISE = 40.0
"""A word without letters and digits, or a lone one, that is less sure than this is a speck, a line or a photo."""

_CELL_GAP, _CHIP_GAP, _WORDS = 1.2, 0.62, 6
"""White wider than this share of the line's size may part columns; in a line of few words less parts the items of a
list without signs, of which each often stands on a tone of its own."""

_SIGN_REACH = 4.0
"""In the same measure: how far a bullet may stand before its item."""

_YEAR = re.compile(r"(?:19|20)\d\d")
"""Behind it a dash is often taken for two."""

_FEW, _SMALL = 2, 0.6
"""Letters of a speck, and its size as a share of the usual one."""

_NARROWEST = 0.2
"""Of a space, as a share of the line's size."""

_NEAR = 0.92
"""Sizes that differ less than this are one."""

_DESCENT = 0.22
"""Of the size: how far the box of a glyph reaches below the baseline."""


def document(data: bytes) -> Document:
    """A document from what ``parsers.scan.recognise`` packed. Raises CannotRead where nothing is sure enough."""
    head, _, file = data.partition(b"\n")
    scan = json.loads(head)
    read = {
        page["number"]: _read(found, page)
        for page in scan["pages"]
        if _is_clear(page["hocr"], found := hocr.words(page["hocr"]))
    }
    if not read:
        raise CannotRead("The text in the picture is not clear enough to be read with confidence.")
    made = pdf.read(file, read) if file else _document(scan, read)
    unread = {*made.unread, *(number for number in scan["asked"] if number not in read and number <= made.pages)}
    return replace(made, unread=tuple(sorted(unread)), remarks=(*_remarks(scan), *made.remarks))


def _is_clear(said: str, words: list[Word]) -> bool:
    """Whether the program was sure; that nothing stands on a page it can be, too, unless it failed."""
    return hocr.confidence(words) >= CONFIDENT if words else hocr.PAGE in said


def _document(scan: dict[str, Any], read: Mapping[int, list[PageLine]]) -> Document:
    """Of a picture that was sent as such."""
    shown, book = Lines(), Book()
    for number, page in read.items():
        book.add(number, page)
    book.write(shown)
    return Document(scan["media_type"], scan["asked"][-1], shown.finish(), remarks=shown.remarks())


def _remarks(scan: dict[str, Any]) -> list[str]:
    remarks = ["the text was recognised in a picture, so single letters may be wrong"]
    turned = [page for page in scan["pages"] if page["turn"]]
    return remarks + [turns.remark(page["number"], page["turn"]) for page in turned]


def _read(words: list[Word], page: dict[str, Any]) -> list[PageLine]:
    """Lines in reading order, with boxes in points."""
    usual = median([word.line.size for word in words]) if words else 0.0
    rows = [marked(list(group)) for _, group in groupby(words, key=lambda word: word.line)]
    kept = [[word for word in row if not _is_noise(word)] for row in rows if not _is_speck(row, usual)]
    cells = [cell for row in kept if row for cell in _cells(row)]
    glyphs = [glyph for cell in cells for glyph in _glyphs(cell, usual, float(page["scale"]))]
    read = lines(glyphs)
    for line in read:
        box = _askew(line.box, page)
        line.edges = tuple(round(edge + box[0] - line.box[0], 1) for edge in line.edges)
        line.box = box
    return read


def _is_noise(word: Word) -> bool:
    """Frames, rules, specks and photos are recognised as marks, or as very large or flat words."""
    marks = sum(not character.isalnum() for character in word.text)
    doubtful = word.text != BULLET and (marks == len(word.text) or (len(word.text) == 1 and not word.text.isdigit()))
    flat = len(word.text) > 1 and word.high > 4 * word.wide
    return flat or (doubtful and word.confidence < _NOISE)


def _is_speck(line: list[Word], usual: float) -> bool:
    """Whether a line is nothing but a mark or a tiny letter: a lone bullet, a piece of a frame."""
    word = line[0]
    small = len(word.text) <= _FEW and word.line.size < _SMALL * usual
    return len(line) == 1 and (small or not any(map(str.isalnum, word.text)))


def _cells(line: list[Word]) -> list[list[Word]]:
    """Words of one line without wide white between them; a bullet is never alone."""
    size = line[0].line.size
    widest = (_CELL_GAP if len(line) > _WORDS else _CHIP_GAP) * size
    cells = [line[:1]]
    for before, word in pairwise(line):
        reach = _SIGN_REACH * size if before.text == BULLET and len(cells[-1]) == 1 else widest
        if word.left > before.left and word.left - before.right <= reach:
            cells[-1].append(word)
        else:
            cells.append([word])
    return cells


def _glyphs(cell: list[Word], usual: float, scale: float) -> list[Glyph]:
    """One glyph for each character, as wide as the others of its word, all of one height; with spaces between.

    Sizes are measured a little differently in every line, so those near the ``usual`` one are taken for it.
    """
    size = cell[0].line.size
    if _NEAR * usual <= size <= usual / _NEAR:
        size = usual
    bottom = median(word.base for word in cell) + _DESCENT * size
    spaced: list[tuple[str, float, float]] = []
    rights = [min(word.right, after.left - _NARROWEST * size) for word, after in pairwise(cell)] + [cell[-1].right]
    for word, right in zip(cell, rights, strict=True):  # boxes of words may overlap, their letters must not
        text = "\u2013" if word.text == "=" and spaced and _YEAR.fullmatch(spaced[-1][0]) else word.text
        if spaced:
            spaced.append((" ", spaced[-1][2], word.left))
        spaced.append((text, word.left, max(word.left + 1.0, right)))
    glyphs = []
    for text, left, right in spaced:
        step = (right - left) / len(text)
        for place, character in enumerate(text):
            x0 = left + place * step
            box = (x0 * scale, (bottom - size) * scale, (x0 + step) * scale, bottom * scale)
            glyphs.append(Glyph(text=character, box=box, size=size * scale, order=0))
    return glyphs


def _askew(box: Box, page: dict[str, Any]) -> Box:
    """Back from the levelled page to the picture, which is turned about its middle; the box stays upright."""
    turn = math.radians(page["askew"])
    x, y = (box[0] + box[2] - page["wide"]) / 2, (box[1] + box[3] - page["high"]) / 2
    right = x * math.cos(turn) - y * math.sin(turn) - x
    down = x * math.sin(turn) + y * math.cos(turn) - y
    return box[0] + right, box[1] + down, box[2] + right, box[3] + down
