"""OpenDocument texts: headers, body with lists, tables and frames, notes, footers, from the XML of the package.

Nothing outside the package is followed. What was deleted under tracked changes is kept apart in the file and left out;
text formatted so that nobody sees it goes to ``Document.hidden``.
"""

import re
from collections.abc import Iterator
from dataclasses import replace

from parsers.blocks import Block, Flow, Paragraph, Run, Table
from parsers.links import spelled_out
from parsers.looks import UNKNOWN, WHITE, Format
from parsers.model import Document, Notice, NoticeKind
from parsers.odf.styles import Styles
from parsers.package import Package, opened
from parsers.refusal import CannotRead
from parsers.xml import Damaged, Element, child, children, local, tree, value

MEDIA_TYPES = ("application/vnd.oasis.opendocument.text",)
VERSION = "1"

_WHAT = "OpenDocument text"
_SKIPPED_NAMES = """
    tracked-changes annotation annotation-end note-citation ruby-text forms scripts title desc event-listeners
    sequence-decls variable-decls user-field-decls dde-connection-decls table-column table-columns binary-data
    soft-page-break bibliography-source table-of-content-source image object object-ole plugin applet"""
_SKIPPED = frozenset(_SKIPPED_NAMES.split())
_SHAPES = frozenset(("text-box", "custom-shape", "rect", "circle", "ellipse", "polygon", "path", "line", "connector"))
_SPACES = re.compile(r"[ \t\r\n]+")
_MOST_SPACES = 200
_OUTSIDE = re.compile(r"(?:https?|ftp|file)://", re.IGNORECASE)
_ACTIVE = (
    (re.compile(r"^(?:Basic|Scripts)/.+[^/]$"), NoticeKind.ACTIVE_CONTENT, "The file contains macros."),
    (re.compile(r"^Object[^/]*(?:/content\.xml)?$"), NoticeKind.ATTACHMENT, "The file carries another file inside."),
)
_HEADERS = ("header-first", "header", "header-left")
_FOOTERS = ("footer-first", "footer", "footer-left")


def read(data: bytes) -> Document:
    """Read a document. Headers come first, because many people put name and contact there; footers last."""
    flow, remarks = Flow(), []
    with opened(data) as package:
        if package.has("META-INF/manifest.xml") and b"encryption-data" in package.read("META-INF/manifest.xml"):
            raise CannotRead("The file is protected with a password.")
        content = tree(package.read("content.xml"), _WHAT)
        try:
            common = tree(package.read("styles.xml"), _WHAT)
        except Damaged:
            common = None
            remarks.append("a damaged part of the document was left out")
        said = _notices(package, content)
    named = child(common, "styles")
    styles = Styles(named, child(content, "automatic-styles"))
    body = _Walk(styles, content)
    pages = _Walk(Styles(named, child(common, "automatic-styles")), common if common is not None else content)
    masters = list(_masters(common, styles))
    for part in _shown(masters, _HEADERS):
        flow.add(pages.blocks(part, pages.ground))
    flow.add(body.blocks(child(content, "body", "text"), body.ground))
    for part in _shown(masters, _FOOTERS):
        flow.add(pages.blocks(part, pages.ground))
    return flow.document(MEDIA_TYPES[0], said, remarks)


def _masters(common: Element | None, styles: Styles) -> Iterator[Element]:
    """Page styles in use: the first, what the text asks for, and what follows after each of these."""
    known = {value(e, "name"): e for e in children(child(common, "master-styles"), "master-page")}
    wanted = ["Standard" if "Standard" in known else next(iter(known), None), *styles.pages()]
    done = set[str | None]()
    while wanted:
        name = wanted.pop(0)
        if name in known and name not in done:
            done.add(name)
            yield known[name]
            wanted.append(value(known[name], "next-style-name"))


def _shown(masters: list[Element], kinds: tuple[str, ...]) -> Iterator[Element]:
    """Headers or footers that are switched on, without those that only repeat another."""
    seen = set[str]()
    for master in masters:
        for kind in kinds:
            part = child(master, kind)
            words = "".join(str(t) for t in part.itertext()) if part is not None else ""
            if part is not None and value(part, "display") != "false" and words not in seen:
                seen.add(words)
                yield part


def _notices(package: Package, content: Element) -> list[Notice]:
    says = [Notice(kind, sentence) for p, kind, sentence in _ACTIVE if any(p.search(name) for name in package.names)]
    linked = (e for e in content.iter() if local(e) in ("image", "object", "plugin", "applet", "section-source"))
    if any(_OUTSIDE.match(value(e, "href") or "") for e in linked):
        sentence = "The file refers to content outside of it, which was not fetched."
        says.append(Notice(NoticeKind.ACTIVE_CONTENT, sentence))
    return says


class _Walk:
    """One pass through a part. Depth of recursion is bound by the XML parser's own limit of 256 levels."""

    def __init__(self, styles: Styles, root: Element) -> None:
        self._styles = styles
        drawn = [e for e in root.iter() if local(e) in ("frame", *_SHAPES)]
        self._pictures = any(child(e, "image") is not None for e in drawn)
        banner = any(styles.lies_behind(value(e, "style-name")) for e in drawn)
        self.ground = Format(fill=UNKNOWN if banner else WHITE)

    def blocks(self, element: Element | None, around: Format, *, item: bool = False) -> list[Block]:
        """Paragraphs, lists and tables below ``element``; as an ``item``, the first paragraph carries the sign."""
        found: list[Block] = []
        for part in element if element is not None else ():
            kind = local(part)
            if kind in ("p", "h"):
                found += self._paragraph(part, around, item=item)
                item = False
            elif kind == "table":
                found.append(self._table(part, around))
            elif kind == "list":
                shows = self._styles.list_shows(value(part, "style-name"))
                for entry in part:
                    found += self.blocks(entry, around, item=shows and local(entry) == "list-item")
            elif kind in _SHAPES or kind == "frame":
                found += self._shape(part, around)
            elif kind and kind not in _SKIPPED:
                found += self.blocks(part, self._section(part, around), item=item)
        return found

    def _section(self, element: Element, around: Format) -> Format:
        concealed = value(element, "display") == "none" or value(element, "is-hidden") == "true"
        return replace(around, hidden=True) if local(element) == "section" and concealed else around

    def _table(self, table: Element, around: Format) -> Table:
        behind = self._styles.named("table", value(table, "style-name")).over(around)
        return Table([list(self._cells(row, behind)) for row in _rows(table)])

    def _cells(self, row: Element, around: Format) -> Iterator[list[Block]]:
        behind = self._styles.named("table-row", value(row, "style-name")).over(around)
        for cell in (e for e in row if local(e) in ("table-cell", "covered-table-cell")):
            look = self._styles.named("table-cell", value(cell, "style-name")).over(behind)
            blocks = self.blocks(cell, look)
            yield [b for b in blocks if isinstance(b, Table) or any(run.text.strip() for run in b.runs)]

    def _shape(self, shape: Element, around: Format) -> list[Block]:
        """The text of a frame or shape, which may be filled with a colour of its own."""
        fill = self._styles.box(value(shape, "style-name")) if value(shape, "style-name") else None
        see_through = Format(fill=UNKNOWN) if self._pictures else Format(fill=around.fill)
        inside = see_through if fill is None else Format(fill=fill)
        return self.blocks(shape, around if local(shape) == "text-box" else replace(inside, hidden=around.hidden))

    def _paragraph(self, element: Element, around: Format, *, item: bool) -> list[Block]:
        look = self._styles.named("paragraph", value(element, "style-name")).over(around)
        if any(local(e) == "hidden-paragraph" and value(e, "is-hidden") == "true" for e in element):
            look = replace(look, hidden=True)
        outline = value(element, "outline-level") or ""
        level = min(int(outline), 6) if local(element) == "h" and outline in set("123456789") else look.level or 0
        paragraph, beside = Paragraph(level=level, bullet=item), list[Block]()
        self._runs(element, look, paragraph, beside)
        return [paragraph, *beside]

    def _runs(self, element: Element, look: Format, paragraph: Paragraph, beside: list[Block]) -> None:
        self._write(element.text, look, paragraph)
        for part in element:
            kind = local(part)
            if kind in ("tab", "line-break"):
                self._write_as("\t" if kind == "tab" else "\n", look, paragraph)
            elif kind == "s":
                count = value(part, "c") or "1"
                self._write_as(" " * min(int(count) if count.isdecimal() else 1, _MOST_SPACES), look, paragraph)
            elif kind in _SHAPES or kind == "frame":
                beside += self._shape(part, look)
            elif kind == "note":
                beside += self.blocks(child(part, "note-body"), self.ground)
            elif kind and kind not in _SKIPPED:
                self._inside(part, look, paragraph, beside)
            self._write(part.tail, look, paragraph)

    def _inside(self, part: Element, look: Format, paragraph: Paragraph, beside: list[Block]) -> None:
        place = len(paragraph.runs)
        if local(part) in ("span", "a"):
            look = self._styles.named("text", value(part, "style-name")).over(look)
        if local(part) == "hidden-text" and value(part, "is-hidden") != "false":
            look = replace(look, hidden=True)
        self._runs(part, look, paragraph, beside)
        label = "".join(run.text for run in paragraph.runs[place:])
        if local(part) == "a" and label and not paragraph.runs[-1].why:
            around = "".join(str(text) for text in _paragraph_of(part).itertext())
            address = spelled_out(value(part, "href") or "", label, around)
            self._write_as(f" {address}" if address else "", look, paragraph)

    def _write(self, text: str | None, look: Format, paragraph: Paragraph) -> None:
        """A line feed or a run of spaces in the XML is one space in the text."""
        self._write_as(_SPACES.sub(" ", text or ""), look, paragraph)

    def _write_as(self, text: str, look: Format, paragraph: Paragraph) -> None:
        if text:
            look = look.over(self._styles.base)
            paragraph.runs.append(Run(text, look.size or 0.0, bool(look.bold), look.why()))


def _rows(table: Element) -> Iterator[Element]:
    for part in table:
        if local(part) == "table-row":
            yield part
        elif local(part) in ("table-header-rows", "table-rows", "table-row-group"):
            yield from _rows(part)


def _paragraph_of(element: Element) -> Element:
    """The paragraph that an element stands in."""
    while local(element) not in ("p", "h") and (parent := element.getparent()) is not None:
        element = parent
    return element
