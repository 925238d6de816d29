"""Word documents: headers, body with tables and text boxes, notes, footers, straight from the XML of the package.

Nothing outside the package is followed: no templates, links or pictures. Text that a reviewer deleted is left out;
text formatted so that nobody sees it goes to ``Document.hidden``.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace

from parsers.blocks import Block, Flow, Paragraph, Run, Table
from parsers.links import add_targets
from parsers.looks import UNKNOWN, WHITE, Format, from_hex
from parsers.model import Document, Notice, NoticeKind
from parsers.package import opened
from parsers.word.parts import Parts, Relation, notices
from parsers.word.styles import Styles, cell_fill, lists_with_signs, shape_fill
from parsers.xml import Element, child, local, value

MEDIA_TYPES = ("application/vnd.openxmlformats-officedocument.wordprocessingml.document",)
VERSION = "2"

_SKIPPED_NAMES = "Fallback del moveFrom delText rPr pPr sectPr tblPr trPr tcPr tblGrid sdtPr sdtEndPr rt rubyPr"
_SKIPPED = frozenset(_SKIPPED_NAMES.split())
"""``Fallback`` repeats a text box for old programs, ``rt`` is how a word is read; others are properties or deleted."""

_CHARACTERS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_SYMBOLS = dict.fromkeys(("B7", "A7", "76", "D8", "FC"), "\u2022")
"""Last two digits of signs that symbol fonts draw in front of items."""

_LINK = re.compile(r'\s*HYPERLINK\s+"?([^"\s]{1,400})', re.IGNORECASE)
_FETCHING = re.compile(r"\s*(?:DDEAUTO|DDE|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK)\b", re.IGNORECASE)
_SEPARATORS = ("separator", "continuationSeparator", "continuationNotice")
_BANNER = 914_400 * 914_400 * 2
"""Square EMU, two square inches: a picture of this size behind the text may be the ground of white letters."""


def read(data: bytes) -> Document:
    """Read a document. Headers come first, because many people put name and contact there; notes and footers last."""
    flow = Flow()
    with opened(data) as package:
        parts = Parts(package)
        main = parts.main()
        body, relations = parts.body(main), parts.relations(main)
        folder = main.rpartition("/")[0]
        lists = lists_with_signs(parts.side(f"{folder}/numbering.xml"))
        styles = Styles(parts.side(f"{folder}/styles.xml"), lists)
        even = child(parts.side(f"{folder}/settings.xml"), "evenAndOddHeaders") is not None
        seen, fetching = set[tuple[str, ...]](), False
        everything = [*parts.relations(f"{folder}/settings.xml").values(), *relations.values()]
        for name in _reading_order(parts, main, body, relations, even=even):
            root = body if name == main else parts.side(name)
            if root is None:
                continue
            own = relations if name == main else parts.relations(name)
            walk = _Walk(styles, own, root)
            blocks = walk.blocks(root, walk.ground)
            fetching = fetching or walk.fetching
            everything += own.values()
            if _is_new(blocks, seen):
                flow.add(blocks)
        said = notices(package, everything)
        if any(relation.kind == "aFChunk" for relation in everything):
            parts.remarks.append("a piece of the document that is stored in another format was not read")
    if fetching:
        sentence = "The file contains a field that would fetch content from outside; it was not followed."
        said = (*said, Notice(NoticeKind.ACTIVE_CONTENT, sentence))
    return flow.document(MEDIA_TYPES[0], said, parts.remarks)


def _is_new(blocks: list[Block], seen: set[tuple[str, ...]]) -> bool:
    """False for a header or footer that only repeats another."""
    texts = tuple(block.shown() if isinstance(block, Paragraph) else repr(block) for block in blocks)
    if texts in seen:
        return False
    seen.add(texts)
    return True


def _reading_order(
    parts: Parts, main: str, body: Element, relations: dict[str, Relation], *, even: bool
) -> Iterable[str]:
    """Names of the parts that hold text, each once."""
    kinds: dict[str, list[str]] = {"headerReference": [], "footerReference": []}
    for section in (e for e in body.iter() if local(e) == "sectPr"):
        title = child(section, "titlePg") is not None and value(child(section, "titlePg"), "val") not in ("0", "false")
        for reference in section:
            found, use = relations.get(value(reference, "id") or ""), value(reference, "type")
            shown = {"first": title, "even": even}.get(use or "", True)
            if found and not found.outside and shown and local(reference) in kinds:
                kinds[local(reference)].insert(0 if use == "first" else len(parts.package.names), found.target)
    if not relations:  # the part that says what belongs together is lost
        names = sorted(parts.package.names)
        kinds = {k: [n for n in names if re.search(rf"/{k[:6]}\d*\.xml$", n)] for k in kinds}
    folder = main.rpartition("/")[0]
    notes = [f"{folder}/footnotes.xml", f"{folder}/endnotes.xml"]
    drawn = sorted(name for name in parts.package.names if re.search(r"/diagrams/data\d*\.xml$", name))
    return dict.fromkeys([*kinds["headerReference"], main, *drawn, *notes, *kinds["footerReference"]])


class _Walk:
    """One pass through a part. Depth of recursion is bound by the XML parser's own limit of 256 levels."""

    def __init__(self, styles: Styles, relations: dict[str, Relation], root: Element) -> None:
        self._styles, self._relations = styles, relations
        self._fields: list[list[str]] = []
        """Of each open field, its instruction and what is shown of it; empty while the instruction goes on."""
        self._links: list[tuple[int, str, str]] = []
        self.fetching = False
        page = from_hex(value(child(root, "background"), "color")) or WHITE
        self.ground = Format(fill=UNKNOWN if _has_banner(root) else page)
        self._over_pictures = any(local(e) in ("blip", "gradFill", "imagedata") for e in root.iter())

    def blocks(self, element: Element, around: Format) -> list[Block]:
        """Paragraphs and tables below ``element``, in order."""
        found: list[Block] = []
        for part in element:
            kind = local(part)
            if kind == "p":
                found += self._paragraph(part, around)
            elif kind == "tbl":
                found.append(self._table(part, around))
            elif kind and kind not in _SKIPPED and value(part, "type") not in _SEPARATORS:
                found += self.blocks(part, around)
        return found

    def _table(self, table: Element, around: Format) -> Table:
        behind = self._styles.table(child(table, "tblPr")).over(around)
        return Table([self._cells(row, behind) for row in _within(table, "tr")])

    def _cells(self, row: Element, behind: Format) -> list[list[Block]]:
        cells = []
        if child(row, "trPr", "hidden") is not None and value(child(row, "trPr", "hidden"), "val") not in (
            "0",
            "false",
        ):
            behind = replace(behind, hidden=True)
        for cell in _within(row, "tc"):
            blocks = self.blocks(cell, Format(fill=cell_fill(child(cell, "tcPr"))).over(behind))
            cells.append([b for b in blocks if isinstance(b, Table) or any(run.text.strip() for run in b.runs)])
        return cells

    def _paragraph(self, element: Element, around: Format) -> list[Block]:
        properties = child(element, "pPr")
        own = self._styles.paragraph(properties)
        self._links.clear()
        paragraph = Paragraph(level=own.level or 0, bullet=bool(own.listed))
        self._runs(element, own.over(around), paragraph.runs)
        add_targets(paragraph, self._links)
        found: list[Block] = [paragraph]
        for shape, box in _boxes(element):
            fill = shape_fill(shape)
            see_through = Format(fill=UNKNOWN) if self._over_pictures else around
            found += self.blocks(box, see_through if fill is None else Format(fill=fill))
        return found

    def _runs(self, element: Element, around: Format, runs: list[Run]) -> None:
        for part in element:
            kind = local(part)
            if kind == "r":
                look = self._styles.run(child(part, "rPr"), around)
                self._runs_of(part, look, runs)
            elif kind == "hyperlink":
                place = len(runs)
                self._runs(part, around, runs)
                target = self._relations.get(value(part, "id") or "")
                self._link(runs, place, target.target if target and target.outside else "")
            elif kind == "fldSimple":
                place = len(runs)
                self._instruction(value(part, "instr") or "")
                self._runs(part, around, runs)
                self._link(runs, place, _target(value(part, "instr") or ""))
            elif kind == "t" and part.text:  # of a drawing
                runs.append(Run(part.text))
            elif kind and kind not in _SKIPPED and kind != "txbxContent":
                self._runs(part, around, runs)

    def _runs_of(self, run: Element, look: Format, runs: list[Run]) -> None:
        size, bold, why = look.size or 0.0, bool(look.bold), look.why()
        for part in run:
            kind = local(part)
            if kind == "t" and part.text:
                runs.append(Run(part.text.replace("\n", " "), size, bold, why))
            elif kind in _CHARACTERS:
                runs.append(Run(_CHARACTERS[kind], size, bold, why))
            elif kind == "sym":
                runs.append(Run(_SYMBOLS.get((value(part, "char") or "")[-2:].upper(), " "), size, bold, why))
            elif kind == "fldChar":
                self._field(value(part, "fldCharType") or "", runs)
            elif kind == "instrText" and self._fields:
                self._fields[-1][0] += (part.text or "")[:1_000]
            elif kind and kind not in _SKIPPED and kind != "txbxContent":
                self._runs(part, look, runs)

    def _field(self, step: str, runs: list[Run]) -> None:
        """Fields open, part their instruction from what is shown, and close, in runs of their own."""
        if step == "begin":
            self._fields.append(["", ""])
        elif step == "separate" and self._fields:
            self._fields[-1][1] = str(len(runs))
        elif step == "end" and self._fields:
            instruction, place = self._fields.pop()
            self._instruction(instruction)
            self._link(runs, min(int(place or len(runs)), len(runs)), _target(instruction))

    def _instruction(self, instruction: str) -> None:
        self.fetching = self.fetching or bool(_FETCHING.match(instruction))

    def _link(self, runs: list[Run], place: int, target: str) -> None:
        label = "".join(run.text for run in runs[place:])
        if target and label:
            self._links.append((len(runs), label, target))


def _target(instruction: str) -> str:
    match = _LINK.match(instruction)
    return match[1] if match else ""


def _within(element: Element, name: str) -> Iterator[Element]:
    """Rows of a table or cells of a row, also inside content controls and other wrappings, but not nested ones."""
    for part in element:
        kind = local(part)
        if kind == name:
            yield part
        elif kind in ("sdt", "sdtContent", "customXml", "ins", "moveTo", "smartTag"):
            yield from _within(part, name)


def _boxes(paragraph: Element) -> Iterator[tuple[Element, Element]]:
    """Outermost text boxes of a paragraph with their shapes, each once: not the copy for old programs."""
    stack = list(reversed(paragraph))
    while stack:
        element = stack.pop()
        kind = local(element)
        if kind == "txbxContent":
            shape = element.getparent()
            shape = shape.getparent() if shape is not None else None
            yield (element if shape is None else shape), element
        elif kind and kind not in _SKIPPED:
            stack.extend(reversed(element))


def _has_banner(root: Element) -> bool:
    """Whether a picture or shape of some size lies behind the text, whose place on the page is not known here."""
    for anchor in (e for e in root.iter() if local(e) == "anchor" and value(e, "behindDoc") in ("1", "true")):
        sides = [value(child(anchor, "extent"), name) or "" for name in ("cx", "cy")]
        if all(side.isascii() and side.isdecimal() for side in sides) and int(sides[0]) * int(sides[1]) >= _BANNER:
            return True
    return False
