"""Word documents: headers, body with tables and text boxes, notes, footers, straight from the XML of the package.

Nothing outside the package is followed: no templates, links or pictures. Text that a reviewer deleted is left out;
text formatted as hidden, white or tiny goes to ``Document.hidden``.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace

from lxml import etree

from parsers.lines import Hidden, Lines
from parsers.model import Document
from parsers.package import Package, opened
from parsers.refusal import CannotRead

MEDIA_TYPES = ("application/vnd.openxmlformats-officedocument.wordprocessingml.document",)
VERSION = "1"

_SKIPPED = frozenset(("Fallback", "del", "moveFrom", "instrText", "delText", "rPr", "pPr", "sectPr", "tblPr", "tcPr"))
"""``Fallback`` repeats a text box for old programs; the others hold no text of the final document."""

_CHARACTERS = {"tab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
_TINY = 4
"""Half points: 2 pt and less cannot be read by anybody."""

_NEAR_WHITE = 0xF0
_TRUE = (None, "1", "true", "on")


@dataclass(slots=True)
class _Place:
    """What surrounds a run: formatting that hides it, and shading that makes white text a matter of style."""

    hidden: bool = False
    shaded: bool = False


def read(data: bytes) -> Document:
    """Read a document. A table row of single-paragraph cells is one line; other cells are read one after another."""
    shown, hidden = Lines(), Hidden()
    with opened(data) as package:
        main = _main_part(package)
        folder = main.rpartition("/")[0]
        hiding = _hiding_styles(package, f"{folder}/styles.xml")
        for name in _reading_order(package, main, folder):
            walk = _Walk(shown, hidden, hiding)
            walk.block(_tree(package.read(name)), _Place())
    return Document(MEDIA_TYPES[0], 1, shown.finish(), hidden.finish(), remarks=shown.remarks())


def _main_part(package: Package) -> str:
    name = "word/document.xml"
    if "_rels/.rels" in package.names:
        for relation in _tree(package.read("_rels/.rels")):
            if (relation.get("Type") or "").endswith("/officeDocument"):
                name = (relation.get("Target") or name).lstrip("/")
    return name


def _reading_order(package: Package, main: str, folder: str) -> list[str]:
    """Headers first, because many people put name and contact there; notes and footers last."""

    def parts(kind: str) -> list[str]:
        pattern = re.compile(rf"{re.escape(folder)}/{kind}\d*\.xml")
        return sorted(name for name in package.names if pattern.fullmatch(name))

    return [*parts("header"), main, *parts("footnotes"), *parts("endnotes"), *parts("footer")]


def _tree(data: bytes) -> etree._Element:
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        root = etree.fromstring(data, parser)
    except (etree.LxmlError, ValueError) as error:
        raise CannotRead("The file is a damaged Word document: its text is not well-formed XML.") from error
    if root.getroottree().docinfo.internalDTD is not None:
        raise CannotRead("The file defines XML entities, which Word never does and attacks do, so it was not read.")
    return root


def _hiding_styles(package: Package, name: str) -> frozenset[str]:
    """Ids of the styles that hide text."""
    if name not in package.names:
        return frozenset()
    styles = (style for style in _tree(package.read(name)) if _local(style) == "style")
    return frozenset(_value(style, "styleId") or "" for style in styles if any(_vanishes(e) for e in style.iter()))


class _Walk:
    """One pass through a part. Depth of recursion is bound by the XML parser's own limit of 256 levels."""

    def __init__(self, shown: Lines, hidden: Hidden, hiding: frozenset[str]) -> None:
        self._shown, self._hidden = shown, hidden
        self._hiding = hiding

    def block(self, element: etree._Element, place: _Place) -> None:
        """Paragraphs and tables below ``element``, in order."""
        for child in element:
            kind = _local(child)
            if kind == "p":
                self._paragraph(child, place)
            elif kind == "tr":
                self._row(child, place)
            elif kind and kind not in _SKIPPED:
                self.block(child, self._within(child, place))

    def _row(self, row: etree._Element, place: _Place) -> None:
        paragraphs = [[p for p in cell.iter() if _local(p) == "p"] for cell in row if _local(cell) == "tc"]
        if any(len(cell) > 1 for cell in paragraphs):
            self.block(row, place)
            return
        for concealed in (False, True):
            texts = (
                self._text(p, self._around(p, row, place), concealed=concealed) for cell in paragraphs for p in cell
            )
            self._add("\t".join(text.replace("\n", " ") for text in texts if text), concealed=concealed)

    def _paragraph(self, paragraph: etree._Element, place: _Place) -> None:
        place = self._within(paragraph, place)
        for concealed in (False, True):
            for line in self._text(paragraph, place, concealed=concealed).split("\n"):
                self._add(line, concealed=concealed)
        for box in _boxes(paragraph):
            self.block(box, replace(place, shaded=True))  # a box may be filled with any colour

    def _add(self, text: str, *, concealed: bool) -> None:
        if concealed:
            self._hidden.add(text, "formatted as hidden")
        else:
            self._shown.add(text)

    def _text(self, paragraph: etree._Element, place: _Place, *, concealed: bool) -> str:
        return "".join(text for hidden, text in self._pieces(paragraph, place) if hidden is concealed)

    def _pieces(self, element: etree._Element, place: _Place) -> Iterator[tuple[bool, str]]:
        for child in element:
            kind = _local(child)
            if kind == "t":
                yield place.hidden, child.text or ""
            elif kind in _CHARACTERS:
                yield place.hidden, _CHARACTERS[kind]
            elif kind and kind not in _SKIPPED and kind != "txbxContent":
                yield from self._pieces(child, self._within(child, place))

    def _around(self, paragraph: etree._Element, row: etree._Element, place: _Place) -> _Place:
        for element in reversed([e for e in paragraph.iterancestors() if row in e.iterancestors()]):
            place = self._within(element, place)
        return self._within(paragraph, place)

    def _within(self, element: etree._Element, place: _Place) -> _Place:
        """The place inside ``element``, after the formatting that it brings along."""
        for properties in element:
            if _local(properties) in ("rPr", "pPr", "tcPr", "tblPr"):
                formats = {_local(e): e for e in properties if _local(e) != "rPr"}
                shaded = place.shaded or "shd" in formats or "highlight" in formats
                place = _Place(place.hidden or self._hides(formats, shaded=shaded), shaded)
        return place

    def _hides(self, formats: dict[str, etree._Element], *, shaded: bool) -> bool:
        style = [formats[name] for name in ("rStyle", "pStyle") if name in formats]
        if any(_value(e, "val") in self._hiding for e in style) or any(_vanishes(e) for e in formats.values()):
            return True
        size = _value(formats["sz"], "val") if "sz" in formats else None
        if size and size.isdecimal() and int(size) <= _TINY:
            return True
        return not shaded and "color" in formats and _near_white(_value(formats["color"], "val"))


def _boxes(paragraph: etree._Element) -> Iterator[etree._Element]:
    """Outermost text boxes of a paragraph, each once: not the copy for old programs, not boxes inside boxes."""
    stack = list(reversed(paragraph))
    while stack:
        element = stack.pop()
        kind = _local(element)
        if kind == "txbxContent":
            yield element
        elif kind and kind not in _SKIPPED:
            stack.extend(reversed(element))


def _local(element: etree._Element) -> str:
    """Name without its namespace: Word has two sets of namespaces for the same elements."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def _value(element: etree._Element, attribute: str) -> str | None:
    return next((str(v) for k, v in element.items() if str(k).rpartition("}")[2] == attribute), None)


def _vanishes(element: etree._Element) -> bool:
    return _local(element) == "vanish" and _value(element, "val") in _TRUE


def _near_white(colour: str | None) -> bool:
    if not re.fullmatch(r"[0-9A-Fa-f]{6}", colour or ""):
        return False
    return all(part >= _NEAR_WHITE for part in bytes.fromhex(colour or ""))
