"""The parts of a Word package and what leads from one to the other; a damaged part beside the main one is left out."""

import posixpath
import re
from dataclasses import dataclass, field

from parsers.model import Notice, NoticeKind
from parsers.package import Package
from parsers.xml import Damaged, Element, local, tree, value

_WHAT = "Word document"
_LEFT_OUT = "a damaged part of the document was left out"
_MAX_LINKS = 5_000
_REMOTE = re.compile(r"(?:https?|ftp)://|(?:file:/*)?\\\\|//", re.IGNORECASE)
"""An address on another machine. A template on the author's own disk is what Word writes by itself."""

_ACTIVE = (
    (re.compile(r"(?:^|/)vbaproject\.bin$|(?:^|/)vbadata\.xml$", re.IGNORECASE), "The file contains macros."),
    (re.compile(r"(?:^|/)activex/", re.IGNORECASE), "The file contains ActiveX controls."),
    (re.compile(r"/embeddings/[^/]*\.bin$", re.IGNORECASE), "The file contains an embedded object of another program."),
)
_EMBEDDED = re.compile(r"/embeddings/[^/]+\.(?!bin$)\w+$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Relation:
    """Where a relationship leads: the last word of its type, its target, and whether that lies outside the file."""

    kind: str
    target: str
    outside: bool


@dataclass(slots=True)
class Parts:
    """Reads parts, and remembers what was damaged."""

    package: Package
    remarks: list[str] = field(default_factory=list)

    def main(self) -> str:
        """The name of the main part."""
        for relation in self.relations("").values():
            if relation.kind == "officeDocument" and not relation.outside and self.package.has(relation.target):
                return relation.target
        return "word/document.xml"

    def body(self, name: str) -> Element:
        """The main part. Raises CannotRead where it is missing or damaged."""
        return tree(self.package.read(name), _WHAT)

    def side(self, name: str) -> Element | None:
        """Any other part; None where it is missing or damaged."""
        if not self.package.has(name):
            return None
        try:
            return tree(self.package.read(name), _WHAT)
        except Damaged:
            self.remarks.append(_LEFT_OUT)
            return None

    def relations(self, name: str) -> dict[str, Relation]:
        """What a part refers to, by the ids that it uses; targets inside the package as names of parts."""
        folder, _, file = name.rpartition("/")
        root = self.side(posixpath.join(folder, "_rels", f"{file}.rels"))
        found = {}
        for element in list(root if root is not None else ())[:_MAX_LINKS]:
            target, outside = value(element, "Target") or "", value(element, "TargetMode") == "External"
            if local(element) == "Relationship":
                inside = target if outside else posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
                kind = (value(element, "Type") or "").rpartition("/")[2]
                found[value(element, "Id") or ""] = Relation(kind, inside, outside)
        return found


def notices(package: Package, relations: list[Relation]) -> tuple[Notice, ...]:
    """What the package holds or refers to beside text; every sentence once."""
    says = [
        (NoticeKind.ACTIVE_CONTENT, sentence)
        for pattern, sentence in _ACTIVE
        if any(pattern.search(name) for name in package.names)
    ]
    if any(_EMBEDDED.search(name) for name in package.names):
        says.append((NoticeKind.ATTACHMENT, "The file carries another file inside."))
    for relation in relations:
        if relation.outside and relation.kind == "attachedTemplate" and _REMOTE.match(relation.target):
            says.append(
                (NoticeKind.ACTIVE_CONTENT, "The file names a template on another machine; it was not fetched.")
            )
        elif relation.outside and relation.kind not in ("hyperlink", "attachedTemplate"):
            says.append((NoticeKind.ACTIVE_CONTENT, "The file refers to content outside of it, which was not fetched."))
    return tuple(Notice(kind, sentence) for kind, sentence in dict.fromkeys(says))
