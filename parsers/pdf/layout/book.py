"""The pages of a file one after the other: running heads and page numbers set apart, paragraphs joined across pages."""

import re
from collections import Counter

from parsers.lines import Lines, Look
from parsers.pdf.layout.blocks import same_look
from parsers.pdf.layout.frame import first_word
from parsers.pdf.layout.lines import PageLine

_ALIGNED = 2.0
"""Points within which edges are the same."""

_MARGIN = 2
"""Lines at the top and at the bottom of a page that may be its running head or foot."""

_DIGITS = re.compile(r"\d+")
_PAGE_NUMBER = re.compile(
    r"(?:.{0,60}\W)?(?:page|seite|p\.|pagina|p\u00e1gina|blad|stron[ay])?\W{0,3}\d{1,3}"
    r"(?:\s{0,2}(?:/|of|von|de|di|sur|van|out of)\s{0,2}\d{1,3})\W{0,3}"
    r"|(?:page|seite|pagina|p\u00e1gina|blad)\s\d{1,3}|[-\u2013\u2014]\s?\d{1,3}\s?[-\u2013\u2014]",
    re.IGNORECASE,
)
"""``Page 1 of 2``, ``Jo Muster - 1 / 2``, ``Seite 3``, ``- 4 -``."""


class Book:
    """Collects the pages of one file."""

    def __init__(self) -> None:
        self._pages: list[tuple[int, list[PageLine]]] = []

    def add(self, number: int, page: list[PageLine]) -> None:
        """Add what is to be seen on a page."""
        self._pages.append((number, page))

    def write(self, to: Lines) -> None:
        """Give all lines to the document, running heads and feet after the text of the last page."""
        running = self._running()
        block = 0
        before: list[PageLine] = []
        for number, page in self._pages:
            body = [line for line in page if (number, id(line)) not in running]
            for at, line in enumerate(body):
                same = body[at - 1].block == line.block if at else _goes_on(before, line)
                block += not same
                _write(to, line, number, block)
            before = body or before
        for number, page in self._pages:
            for line in page:
                if (number, id(line)) in running:
                    block += 1
                    _write(to, line, number, block)

    def _running(self) -> set[tuple[int, int]]:
        """Which lines are running heads or feet; what stands on several pages is kept where it stands first."""
        found: set[tuple[int, int]] = set()
        seen: Counter[tuple[int, str]] = Counter()
        for number, page in self._pages:
            by_height = sorted(page, key=lambda line: line.box[1])
            ends = [*enumerate(by_height[:_MARGIN]), *((-1 - n, line) for n, line in enumerate(by_height[:-3:-1]))]
            for place, line in ends:
                told = (place, _DIGITS.sub("0", line.text))
                seen[told] += 1
                if seen[told] > 1 or (len(self._pages) > 1 and _PAGE_NUMBER.fullmatch(line.text)):
                    found.add((number, id(line)))
        return found


def _goes_on(before: list[PageLine], line: PageLine) -> bool:
    """Whether the first line of a page continues the last one of the page before, whose lines are ``before``."""
    if not before:
        return False
    last, text = before[-1], line.flow
    if line.bullet or not same_look(last.flow, text) or abs(last.flow.box[0] - text.box[0]) > _ALIGNED:
        return False
    if text.text[:1].islower():
        return True
    bound = max(other.flow.box[2] for other in before if abs(other.flow.box[0] - text.box[0]) <= _ALIGNED)
    return last.flow.box[2] + first_word(text) >= bound


def _write(to: Lines, line: PageLine, number: int, block: int) -> None:
    look = Look(size=line.size, bold=line.bold, bullet=line.bullet, block=block)
    to.add(line.text, number, line.box, line.edges, look)
