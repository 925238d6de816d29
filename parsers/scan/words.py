"""From recognised words to a document: the words are laid out like the text of a PDF, and read in the same order.

Places are in points on the page as it was read, upright. A page that lay a little askew on the glass was levelled
for the reading; the boxes of its lines are where they stand on the picture as sent.
"""

import json
import math
import re
from collections import Counter
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
from parsers.pdf.layout.direction import read_from_the_right
from parsers.pdf.layout.lines import PageLine
from parsers.pdf.layout.page import lines
from parsers.refusal import CannotRead
from parsers.scan import hocr, turns
from parsers.scan.bullets import BULLET, marked
from parsers.scan.hocr import Word
from parsers.scan.noise import is_noise, is_speck, within_frame
from parsers.scan.score import CONFIDENT

VERSION = "3"

_CELL_GAP, _CHIP_GAP, _WORDS = 1.2, 0.62, 6
"""White wider than this share of the line's size may part columns; in a line of few words less parts the items of a
list without signs, of which each often stands on a tone of its own."""

_SIGN_REACH = 4.0
"""In the same measure: how far a bullet may stand before its item."""

_YEAR = re.compile(r"(?:19|20)\d\d")
"""Behind it a dash is often taken for two."""

_NARROWEST = 0.2
"""Of a space, as a share of the line's size."""

_NEAR, _NEARER = 0.92, 0.96
"""Sizes that differ less than this from the usual one are that, and those that differ less from another that."""

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
    doubtful = {page["number"] for page in scan["pages"] if page["doubtful"]}
    missed = {number for number in scan["asked"] if number not in read and number <= made.pages}
    unread = {*made.unread, *missed, *doubtful}
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
    remarks += [
        f"page {page['number']} is in a script that is often misread" for page in scan["pages"] if page["doubtful"]
    ]
    return remarks + [turns.remark(page["number"], page["turn"]) for page in turned]


def _read(words: list[Word], page: dict[str, Any]) -> list[PageLine]:
    """Lines in reading order, with boxes in points."""
    usual = median([word.line.size for word in words]) if words else 0.0
    rows = [within_frame(_from_left(list(group))) for _, group in groupby(words, key=lambda word: word.line)]
    lines_of_words = [marked(row) for row in rows if row]
    kept = [[word for word in row if not is_noise(word)] for row in lines_of_words if not is_speck(row, usual)]
    cells = [hocr.sized(cell) for row in kept if row for cell in _cells(row)]
    common = _common([word for cell in cells for word in cell], usual)
    glyphs = [glyph for cell in cells for glyph in _glyphs(cell, common[cell[0].line.size], float(page["scale"]))]
    read = lines(glyphs)
    for line in read:
        box = _askew(line.box, page)
        line.edges = tuple(round(edge + box[0] - line.box[0], 1) for edge in line.edges)
        line.box = box
    return read


def _from_left(line: list[Word]) -> list[Word]:
    """The words of a line as they stand on the page: the program gives those of an Arabic one from the right."""
    turned = any(read_from_the_right(character) for word in line for character in word.text)
    return sorted(line, key=lambda word: word.left) if turned else line


def _common(words: list[Word], usual: float) -> dict[float, float]:
    """The size that each size stands for: sizes are measured a little differently in every line."""
    letters = Counter[float]()
    for word in words:
        letters[word.line.size] += len(word.text)
    common: dict[float, float] = {}
    for size, _ in letters.most_common():
        near = (
            each for each in {usual: _NEAR, **dict.fromkeys(common.values(), _NEARER)}.items() if _is_near(size, *each)
        )
        common[size] = next(near, (size, 1.0))[0]
    return common


def _is_near(size: float, other: float, share: float) -> bool:
    return share * other <= size <= other / share


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


def _glyphs(cell: list[Word], size: float, scale: float) -> list[Glyph]:
    """One glyph for each character, as wide as the others of its word, all of one height; with spaces between."""
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
        turned = any(map(read_from_the_right, text))
        for place, character in enumerate(reversed(text) if turned else text):
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
