"""A PDF document on pdfminer's, with bounded and forgiving reading of its objects, and the index rebuilt if need be.

pdfminer follows chains of indexes, references and object streams for as long as they lead on; here none is followed
twice. ``Found`` stands in for an index that is broken or lost: it looks for every ``12 0 obj`` in the file.
"""

import io
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from pdfminer.pdfdocument import PDFBaseXRef, PDFDocument, PDFXRef
from pdfminer.pdfexceptions import PDFObjectNotFound
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFObjRef, PDFStream, dict_value, int_value, list_value, resolve1
from pdfminer.psparser import KWD, LIT, PSKeyword

from parsers.model import Box
from parsers.pdf import objects
from parsers.pdf.budget import Budget
from parsers.pdf.damage import DAMAGE
from parsers.pdf.streams import BoundedStream

_MAX_INDEXES = 64
_MAX_NODES = 5_000
"""Of the page tree."""

_MAX_TREE = 40
_MAX_FOUND = 200_000
_OBJECT = re.compile(rb"(?<![0-9])(\d{1,9})[\x00\t\n\x0c\r ]{1,9}(\d{1,5})[\x00\t\n\x0c\r ]{1,9}obj(?![a-z])")
_TRAILER = re.compile(rb"trailer[\x00\t\n\x0c\r ]*+(?=<<)")
_KINDS = re.compile(rb"/Type[\x00\t\n\x0c\r ]*+/(Catalog|ObjStm|XRef)\b")
_REACH = 2_000
"""Bytes after the beginning of an object in which its type is looked for."""

_ROOT = ("Root", "Encrypt", "ID", "Info")
_INHERITED = ("Resources", "MediaBox", "CropBox", "Rotate")


_LETTER: Box = (0.0, 0.0, 612.0, 792.0)


@dataclass(frozen=True, slots=True)
class Page:
    """What a page's dictionary says, inherited entries included. Boxes in points, from the bottom left corner."""

    media: Box
    crop: Box
    rotate: int
    resources: dict[Any, Any]
    contents: list[Any]
    entries: dict[str, Any]


class _Parser(PDFParser):
    """Makes bounded streams, in the few places where pdfminer's own parser still reads: indexes."""

    _STREAM = KWD(b"stream")

    def do_keyword(self, pos: int, token: PSKeyword) -> None:
        super().do_keyword(pos, token)
        if token is not self._STREAM or not self.curstack:
            return
        place, plain = self.curstack[-1]
        if isinstance(plain, PDFStream):
            stream = BoundedStream(plain.attrs, plain.rawdata or b"", plain.decipher)
            self.curstack[-1] = (place, stream)


class Document(PDFDocument):
    """A document that was opened. Raises pdfminer's own exceptions and, for damaged files, nearly any built-in one."""

    def __init__(self, data: bytes, budget: Budget, *, rebuild: bool = False) -> None:
        """``rebuild``: do not trust the file's index, look for the objects."""
        self._bytes = data
        self._budget = budget
        self._rebuild = rebuild
        self._indexes: set[int] = set()
        self._being_read: set[int] = set()
        self.damaged = False
        """Something that should be there could not be found."""
        super().__init__(_Parser(io.BytesIO(data)), fallback=False)

    def find_xref(self, parser: PDFParser) -> int:
        """Where the last index begins."""
        return 0 if self._rebuild else super().find_xref(parser)

    def read_xref_from(self, parser: PDFParser, start: int, xrefs: list[PDFBaseXRef]) -> None:
        """Read an index and those before it, each once."""
        if self._rebuild:
            xrefs.append(Found(self._bytes, self))
        elif start not in self._indexes and len(self._indexes) < _MAX_INDEXES:
            self._indexes.add(start)
            super().read_xref_from(parser, start, xrefs)

    def getobj(self, objid: int) -> object:
        """The object of this number; one that is asked for while it is being read is nothing."""
        if objid in self._being_read:
            return None
        if objid in self._cached_objs:
            return self._cached_objs[objid][0]
        self._being_read.add(objid)
        try:
            found = self._find(objid)
            while isinstance(found, PDFObjRef):  # ends: what is being read is nothing
                found = self.getobj(found.objid)
        finally:
            self._being_read.discard(objid)
        if isinstance(found, BoundedStream):
            found.budget = self._budget
        genno = self._cached_objs[objid][1] if objid in self._cached_objs else 0
        self._cached_objs[objid] = (found, genno)
        return found

    def _find(self, objid: int) -> object:
        try:
            return super().getobj(objid)
        except PDFObjectNotFound:
            self.damaged = True
            raise

    def _getobj_parse(self, pos: int, objid: int) -> object:
        return objects.indirect(self._bytes, pos, objid, self)

    def _get_objects(self, stream: PDFStream) -> tuple[list[object], int]:
        return objects.many(stream.get_data(), self), int_value(stream.get("N"))

    def _initialize_password(self, password: str = "") -> None:
        super()._initialize_password(password)
        for index in self.xrefs:
            if isinstance(index, Found):
                index.unpack()

    def read_pages(self) -> Iterator[Page]:
        """The pages in order; where the tree of pages is lost and the index was rebuilt, every page of the file."""
        found = False
        for entries in self._leaves(self.catalog.get("Pages"), {}, set(), 0):
            found = True
            yield _page(entries)
        if not found and self._rebuild:
            yield from self._loose_pages()

    def _leaves(self, node: object, inherited: dict[str, Any], seen: set[int], depth: int) -> Iterator[dict[str, Any]]:
        if not isinstance(node, PDFObjRef) or node.objid in seen or depth > _MAX_TREE or len(seen) > _MAX_NODES:
            return
        seen.add(node.objid)
        entries = dict_value(node)
        self.damaged = self.damaged or not entries
        own = inherited | {key: entries[key] for key in _INHERITED if key in entries}
        kind = resolve1(entries.get("Type", entries.get("type")))
        if "Kids" in entries and kind is not _PAGE:
            for kid in list_value(entries["Kids"]):
                yield from self._leaves(kid, own, seen, depth + 1)
        elif kind is _PAGE or "Contents" in entries:
            yield own | entries

    def _loose_pages(self) -> Iterator[Page]:
        for number in sorted({number for index in self.xrefs for number in index.get_objids()}):
            with suppress(*DAMAGE):
                entries = self.getobj(number)
                if isinstance(entries, dict) and resolve1(entries.get("Type")) is _PAGE:
                    yield _page(entries)


def _page(entries: dict[str, Any]) -> Page:
    media = _box(entries.get("MediaBox")) or _LETTER
    contents = resolve1(entries.get("Contents"))
    return Page(
        media=media,
        crop=_box(entries.get("CropBox")) or media,
        rotate=int_value(entries.get("Rotate")) % 360,
        resources=dict_value(entries.get("Resources")),
        contents=list(contents) if isinstance(contents, list) else [contents],
        entries=entries,
    )


def _box(spec: object) -> Box | None:
    corners = [objects.number(part) for part in list_value(spec)[:4]]
    if len(corners) != len(_LETTER):
        return None
    x0, y0, x1, y1 = corners
    box = (min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
    return box if box[2] - box[0] >= 1 and box[3] - box[1] >= 1 else None


_PAGE = LIT("Page")


class Found(PDFXRef):
    """An index made by looking for the objects; where one was written several times the last one counts."""

    def __init__(self, data: bytes, document: Document) -> None:
        super().__init__()
        kinds: dict[bytes, list[int]] = {b"Catalog": [], b"ObjStm": [], b"XRef": []}
        for found in _OBJECT.finditer(data):
            number = int(found[1])
            self.offsets[number] = (None, found.start(), int(found[2]))
            kind = _KINDS.search(data, found.end(), found.end() + _REACH)
            following = data.find(b"endobj", found.end(), found.end() + _REACH)
            if kind and (following < 0 or kind.start() < following):
                kinds[kind[1]].append(number)
            if len(self.offsets) > _MAX_FOUND:
                break
        self._data, self._document = data, document
        self._packed, self._catalogs = kinds[b"ObjStm"], kinds[b"Catalog"]
        self._find_trailer(data, document, kinds[b"XRef"])
        if "Encrypt" not in self.trailer:
            self.unpack()

    def unpack(self) -> None:
        """List the objects inside object streams too, and name a root if no trailer did."""
        for number in self._packed[:_MAX_NODES]:
            with suppress(*DAMAGE):
                self._list_packed(number)
        if "Root" not in self.trailer:
            root = PDFObjRef(self._document, self._catalogs[-1]) if self._catalogs else {"Type": LIT("Catalog")}
            self.trailer["Root"] = root

    def _list_packed(self, number: int) -> None:
        stream = self._read(number)
        if not isinstance(stream, PDFStream):
            return
        stream.set_objid(number, self.offsets[number][2])
        data, start = stream.get_data(), max(0, int_value(stream.get("First")))
        numbers = [int(part) for part in data[:start].split()[0::2] if part.isdigit()]
        for index, inside in enumerate(numbers[:_MAX_FOUND]):
            self.offsets.setdefault(inside, (number, index, 0))
        if b"/Catalog" in data:
            for index, value in enumerate(objects.many(data[start:], self._document)[: len(numbers)]):
                if isinstance(value, dict) and value.get("Type") is LIT("Catalog"):
                    self._catalogs.append(numbers[index])

    def _find_trailer(self, data: bytes, document: Document, indexes: list[int]) -> None:
        for found in _TRAILER.finditer(data):
            with suppress(*DAMAGE):
                self._learn(objects.one(data, found.end(), document)[0])
        for number in indexes:
            with suppress(*DAMAGE):
                self._learn(self._read(number))

    def _learn(self, entries: object) -> None:
        entries = entries.attrs if isinstance(entries, PDFStream) else entries
        if isinstance(entries, dict):
            self.trailer.update({key: entries[key] for key in _ROOT if key in entries})

    def _read(self, number: int) -> object:
        return objects.indirect(self._data, self.offsets[number][1], number, self._document)
