"""HTML pages: headings, paragraphs, lists and tables as blocks. Nothing is fetched or run.

Styles are read only to tell what a person would not see, what stands beside what, and the words that they add.
"""

import re
from dataclasses import replace

from lxml import etree, html

from parsers.blocks import Block, Flow, Paragraph, Run, Table
from parsers.encoding import decode
from parsers.links import add_targets
from parsers.looks import WHITE, Format
from parsers.model import Document, Notice, NoticeKind
from parsers.refusal import CannotRead
from parsers.web.looks import PAGE_SIZE, Look, computed, generated, without_colours
from parsers.web.rules import MOST_CSS, Added, Sheet
from parsers.xml import Element

MEDIA_TYPES = ("text/html",)
VERSION = "3"

_SKIPPED_TAGS = """
    applet audio canvas datalist embed frame head iframe map math noscript object script select style svg template
    textarea title video"""
_INLINE_TAGS = """
    a abbr acronym b bdi bdo big button cite code data del dfn em font i img ins kbd label mark nobr q s samp small span
    strike strong sub sup time tt u var wbr"""
_SKIPPED, _INLINE = frozenset(_SKIPPED_TAGS.split()), frozenset(_INLINE_TAGS.split())
_HEADINGS = {f"h{level}": level for level in range(1, 7)}
_DEEPEST = 200
_TAGS = 3
"""Boxes beside each other that are surely no words of one text."""

_SPACES = re.compile(r"[ \t\r\n\f]+")
_DATED = re.compile(r"\b(?:date|dates|period|time|duration|years?)\b", re.IGNORECASE)
"""Classes of boxes that a style sheet usually moves to a side."""

_CLOSING = (",", ".", ";", ":", ")")
"""Signs that stand right behind a word, whatever box that is in."""

_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([a-z0-9_-]{3,20})", re.IGNORECASE)
_DATA_SCRIPT = re.compile(r"(?:application|text)/(?:ld\+)?json|text/(?:template|html)|text/x-", re.IGNORECASE)


def read(data: bytes) -> Document:
    """Read a page. Text that its styles or attributes conceal goes to ``Document.hidden``."""
    text = _decoded(data)
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False, encoding="utf-8")
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise CannotRead("The file looks like HTML but holds no page that can be read.") from error
    elsewhere = any("stylesheet" in (e.get("rel") or "").lower() for e in root.iter("link"))
    sheet = Sheet("\n".join((e.text or "")[:MOST_CSS] for e in root.iter("style")))
    look = Look(Format(size=PAGE_SIZE, fill=WHITE))
    walk = _Walk(sheet)
    walk.inside(root, without_colours(look) if elsewhere or sheet.positioned_colour else look, 0)
    flow = Flow()
    flow.add(walk.finish())
    remarks = ["the page's look depends on other files, which were not fetched"] if elsewhere else []
    return _without_echoes(flow.document(MEDIA_TYPES[0], _notices(root), remarks))


def _without_echoes(document: Document) -> Document:
    """Menus and second copies of headings for small screens are hidden on most pages, and say nothing new."""
    shown = {line.text.casefold() for line in document.lines}
    said = (h for h in document.hidden if h.text.casefold() not in shown and any(map(str.isalnum, h.text)))
    return replace(document, hidden=tuple(said))


def _decoded(data: bytes) -> str:
    declared = _CHARSET.search(data[:2_048])
    if declared:
        try:
            return data.decode(declared[1].decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            pass  # a wrong or unknown declaration: judge by the bytes
    return decode(data) or data.decode("cp1252", "replace")


def _notices(root: Element) -> list[Notice]:
    says = []
    scripts = (e for e in root.iter("script") if not _DATA_SCRIPT.match(e.get("type") or ""))
    handlers = any(str(name).startswith("on") for e in root.iter() for name in e.attrib)
    if next(scripts, None) is not None or handlers:
        says.append("The file contains scripts, which were not run.")
    if next(root.iter("iframe", "frame", "object", "embed", "applet"), None) is not None:
        says.append("The file refers to content outside of it, which was not fetched.")
    return [Notice(NoticeKind.ACTIVE_CONTENT, sentence) for sentence in says]


class _Walk:
    """Builds the blocks of an element; the paragraph goes on until an element begins a new one."""

    def __init__(self, sheet: Sheet) -> None:
        self._sheet = sheet
        self._blocks: list[Block] = []
        self._paragraph = Paragraph()
        self._links: list[tuple[int, str, str]] = []

    def finish(self) -> list[Block]:
        """The blocks so far."""
        self._end()
        return self._blocks

    def inside(self, element: Element, outer: Look, depth: int) -> None:
        """Text and elements inside ``element``."""
        look = computed(element, self._sheet.declarations(element), outer)
        inline = element.tag in _INLINE
        if look.display:
            inline = look.display.startswith("inline") or look.display == "contents"
        inline = inline and not outer.stacks
        beside = inline and _is_box(element, look)
        self._write("\t" if beside or (inline and look.before) else "", look)
        if not inline:
            self._end()
        if depth > _DEEPEST:
            self._write(" ".join(str(text) for text in element.itertext()), look)
        elif look.display in ("flex", "inline-flex") and not look.column and len(element) > 1:
            self._side_by_side(element, look, depth)
        elif element.tag == "table":
            self._table(element, look, depth)
        else:
            self._content(element, look, depth)
        if not inline:
            self._end()
            self._paragraph = Paragraph()
        else:
            self._write("\t" if beside or look.after else " " if look.display == "inline-block" else "", look)

    def _content(self, element: Element, look: Look, depth: int) -> None:
        tag, place = str(element.tag), len(self._paragraph.runs)
        self._paragraph.level = _HEADINGS.get(tag, self._paragraph.level)
        self._paragraph.bullet |= tag == "li" and not look.display.startswith("inline")
        if tag == "a" and look.why() and (element.get("href") or "").startswith("#"):
            return  # "Skip to content", for those who hear the page
        gap = "\t" if _are_tags(element) else ""
        self._added(element, "before", look)
        self._write(_flat(element.text, tag), look)
        for child in element:
            if child.tag == "br":
                self._write("\n", look)
            elif child.tag == "hr":
                self._end()
            elif isinstance(child.tag, str) and child.tag not in _SKIPPED:
                self._part_words(child)
                self.inside(child, look, depth + 1)
                self._write(gap, look)
            self._write(_flat(child.tail, tag), look)
        self._added(element, "after", look)
        target = element.get("href") if tag == "a" else None
        label = "".join(run.text for run in self._paragraph.runs[place:])
        if target and label.strip():
            self._links.append((len(self._paragraph.runs), label, target))

    def _added(self, element: Element, place: Added, outer: Look) -> None:
        """Text that only the style sheet holds: ``.company::before { content: "at " }``."""
        said = self._sheet.declarations(element, place)
        text = generated(said)
        if text:
            look = computed(html.Element("span"), said, outer)
            line = "\n" if text.strip() and look.display not in ("", "inline", "inline-block") else ""
            self._write(line * (place == "after") + text + line * (place == "before"), look)

    def _part_words(self, child: Element) -> None:
        """Two boxes without a space between them, which a style sheet would set apart: ``EnglishNative``."""
        before = child.getprevious()
        if before is None or before.tail or child.tag != "span" or not self._paragraph.runs:
            return
        last, first = self._paragraph.runs[-1], (child.text or "")[:1]
        if (last.text[-1:].islower() and first.isupper()) or (last.text[-1:].isdigit() and first.isdigit()):
            self._paragraph.runs.append(Run(" ", last.size, last.bold, last.why))

    def _side_by_side(self, element: Element, look: Look, depth: int) -> None:
        """Boxes in a row read like the cells of a table."""
        self._end()
        cells = []
        for child in element:
            if isinstance(child.tag, str) and child.tag not in _SKIPPED:
                cells.append(self._apart(child, look, depth))
            if (child.tail or "").strip():
                cells.append([Paragraph([_run(_flat(child.tail, ""), look)])])
        if (element.text or "").strip():
            cells.insert(0, [Paragraph([_run(_flat(element.text, ""), look)])])
        self._blocks.append(Table([cells]))

    def _table(self, table: Element, look: Look, depth: int) -> None:
        rows = []
        for part in table:
            if part.tag == "caption":
                self._blocks += self._apart(part, look, depth)
            outer = computed(part, self._sheet.declarations(part), look) if part.tag in _GROUPS else look
            for row in [part] if part.tag == "tr" else part.iterchildren("tr") if part.tag in _GROUPS else ():
                across = computed(row, self._sheet.declarations(row), outer)
                rows.append([self._apart(cell, across, depth) for cell in row.iterchildren("td", "th")])
        self._blocks.append(Table(rows))

    def _apart(self, element: Element, look: Look, depth: int) -> list[Block]:
        """The blocks of an element that shares no paragraph with its surroundings."""
        walk = _Walk(self._sheet)
        walk.inside(element, look, depth + 1)
        return [b for b in walk.finish() if isinstance(b, Table) or any(run.text.strip() for run in b.runs)]

    def _write(self, text: str, look: Look) -> None:
        runs = self._paragraph.runs
        if runs and runs[-1].text == "\t" and text.startswith(_CLOSING):
            runs.pop()
        if text:
            runs.append(_run(text, look))

    def _end(self) -> None:
        """The paragraph is complete; without text it only hands its level and sign on to what is inside."""
        paragraph, links = self._paragraph, self._links
        if any(run.text.strip() for run in paragraph.runs):
            add_targets(paragraph, links)
            self._blocks.append(paragraph)
            self._paragraph = Paragraph()
        else:
            paragraph.runs.clear()
        self._links = []


_GROUPS = frozenset(("thead", "tbody", "tfoot"))


def _is_box(element: Element, look: Look) -> bool:
    """Whether an element inside a line stands apart from its neighbours: a date at the side, an item of a list."""
    return look.apart or element.tag in ("time", "li") or bool(_DATED.search(element.get("class") or ""))


def _are_tags(element: Element) -> bool:
    """Whether an element holds only boxes of one class, as badges are, which a style sheet elsewhere sets apart."""
    kinds = {(child.tag, child.get("class")) for child in element}
    if len(element) < _TAGS or len(kinds) > 1 or element.tag in _HEADINGS:
        return False
    if element[0].tag not in _INLINE or not element[0].get("class"):
        return False
    loose = (element.text or "") + "".join(child.tail or "" for child in element)
    return not loose.strip() and any(len("".join(map(str, child.itertext())).strip()) > 1 for child in element)


def _run(text: str, look: Look) -> Run:
    return Run(text, round(look.format.size or 0.0, 2), bool(look.format.bold), look.why())


def _flat(text: str | None, tag: str) -> str:
    """A line break in the source is only a space on the page, but for texts set as typed."""
    if tag == "pre":
        return (text or "").replace("\r", "")
    return _SPACES.sub(" ", text or "")
