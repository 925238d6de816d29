"""Resumes that come as data and not as a page (JSON Resume, Europass): set as the lines of an ordinary resume.

Headings are English whatever the language of the texts, because the names of the fields are.
"""

import html
import re
from collections.abc import Iterable, Iterator

from parsers.blocks import Block, Flow, Paragraph, Run
from parsers.model import Document

MOST = 500
"""Items of one list."""

_TAG = re.compile(r"<\s*(/?)\s*([a-zA-Z][a-zA-Z0-9]{0,15})(?:\s[^<>]{0,2000})?/?>")
_ENDING = frozenset(("p", "br", "div", "li", "ol", "ul", "tr", "table", "h1", "h2", "h3", "h4", "h5", "h6"))
_MONTH = re.compile(r"((?:19|20)\d\d)(?:-(\d\d))?(?:-\d\d)?(?:T.*)?")


class Outline:
    """Collects the lines of a resume."""

    def __init__(self) -> None:
        self._blocks: list[Block] = []
        self._heading = ""

    def name(self, text: str) -> None:
        """Who it is."""
        self._add(text, level=1)

    def heading(self, text: str) -> None:
        """A section begins; it is written once something stands in it."""
        self._heading = text

    def line(self, *parts: str, between: str = ", ") -> None:
        """One line of what there is of ``parts``."""
        self._add(between.join(part for part in parts if part))

    def entry(self, title: str, when: str = "", *below: str) -> None:
        """A job, study or project: its title with its time, and a line below."""
        below_text = ", ".join(part for part in below if part)
        if not title:
            title, below_text = below_text, ""
        self._add(f"{title}\t{when}" if title and when else title or when, bold=bool(title))
        self._add(below_text)

    def texts(self, text: str, *, bullets: bool = False) -> None:
        """A text that may hold HTML, a line for each of its paragraphs and items."""
        for part, item in _paragraphs(text):
            self._add(part, bullet=item or bullets)

    def document(self, media_type: str) -> Document:
        """The document of all that was added."""
        flow = Flow()
        flow.add(self._blocks)
        return flow.document(media_type)

    def _add(self, text: str, *, level: int = 0, bold: bool = False, bullet: bool = False) -> None:
        if not text.strip():
            return
        if self._heading:
            self._blocks.append(Paragraph([Run(self._heading)], level=2))
            self._heading = ""
        self._blocks.append(Paragraph([Run(text, bold=bold or level > 0)], level=level, bullet=bullet))


def period(start: str, end: str, *, current: bool = False) -> str:
    """``2019-03 - 2021-04`` as precise as written; an entry with a beginning and no end goes on."""
    first, last = month(start), month(end)
    if first and not last:
        return f"{first} \u2013 Present" if current or not end else first
    return " \u2013 ".join(part for part in (first, last) if part)


def month(text: str) -> str:
    """A date as year and month, or year alone; empty where it is none."""
    match = _MONTH.fullmatch(text.strip())
    return f"{match[1]}-{match[2]}" if match and match[2] and "01" <= match[2] <= "12" else match[1] if match else ""


def _paragraphs(text: str) -> Iterator[tuple[str, bool]]:
    """Paragraphs of a text with or without tags, and whether each is an item of a list."""
    parts: list[str] = []
    place, item = 0, False
    for match in _TAG.finditer(text):
        parts.append(text[place : match.start()])
        place, name = match.end(), match[2].lower()
        if name in _ENDING:
            yield from _lines(parts, item=item)
            parts = []
            item = name == "li" and not match[1]
    yield from _lines([*parts, text[place:]], item=item)


def _lines(parts: Iterable[str], *, item: bool) -> Iterator[tuple[str, bool]]:
    for line in html.unescape("".join(parts)).splitlines():
        if line.strip():
            yield line.strip(), item
