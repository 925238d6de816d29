"""What a PDF file holds beside its pages: scripts, actions, attached files. Only looked for, never run or opened."""

from collections.abc import Iterator
from contextlib import suppress
from typing import Any

from pdfminer.pdftypes import dict_value, list_value, resolve1
from pdfminer.psparser import PSLiteral, literal_name

from parsers.model import Notice, NoticeKind
from parsers.pdf.damage import DAMAGE
from parsers.pdf.document import Document, Page

_MAX_ENTRIES = 2_000
"""Annotations, names and actions looked at in one file."""

_MAX_DEPTH = 8

SCRIPT = "The file contains a script (JavaScript). It was not run."
LAUNCH = "The file contains an action that would start another program or open another file. It was not carried out."
SENDING = "The file contains an action that would send or load data. It was not carried out."
OPENING = "The file contains an action that would run when it is opened. It was not carried out."
MEDIA = "The file contains sound, video or another embedded player. It was not opened."
FORM = "The file contains a dynamic form (XFA). It was not run."
ATTACHED = "The file has other files attached. They were not opened."

_ACTIONS = {
    "JavaScript": SCRIPT,
    "Launch": LAUNCH,
    "GoToE": LAUNCH,
    "SubmitForm": SENDING,
    "ImportData": SENDING,
    "Rendition": MEDIA,
    "Movie": MEDIA,
    "Sound": MEDIA,
    "RichMediaExecute": MEDIA,
}
_ANNOTATIONS = {
    "RichMedia": MEDIA,
    "Movie": MEDIA,
    "Sound": MEDIA,
    "Screen": MEDIA,
    "3D": MEDIA,
    "FileAttachment": ATTACHED,
}


def notices(document: Document, pages: list[Page]) -> tuple[Notice, ...]:
    """A notice for each kind of thing found, with the first page on which it is."""
    found: dict[str, int] = {}
    for number, entries in _holders(document, pages):
        for says in _Looker().look(entries):
            found.setdefault(says, number)
    return tuple(
        Notice(NoticeKind.ATTACHMENT if says == ATTACHED else NoticeKind.ACTIVE_CONTENT, says, page)
        for says, page in found.items()
    )


def _holders(document: Document, pages: list[Page]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Everything that actions and files can hang on, with its page; what is damaged is passed over."""
    left = _MAX_ENTRIES
    yield 1, document.catalog
    for number, page in enumerate(pages, start=1):
        yield number, {"AA": page.entries.get("AA")}
        with suppress(*DAMAGE):
            for annotation in list_value(page.entries.get("Annots"))[: max(0, left)]:
                left -= 1
                yield number, dict_value(annotation)


class _Looker:
    """Looks through one dictionary, within bounds."""

    def __init__(self) -> None:
        self._left = _MAX_ENTRIES

    def look(self, entries: dict[str, Any]) -> Iterator[str]:
        """What is found, in the order in which it is found."""
        with suppress(*DAMAGE):
            kind = _name(entries.get("Subtype"))
            if kind in _ANNOTATIONS:
                yield _ANNOTATIONS[kind]
            yield from self._actions(entries.get("A"), 0)
            for trigger in dict_value(entries.get("AA")).values():
                yield from self._actions(trigger, 0)
            yield from self._opening(entries.get("OpenAction"))
            if "XFA" in dict_value(entries.get("AcroForm")):
                yield FORM
            names = dict_value(entries.get("Names"))
            if self._has_entries(names.get("JavaScript"), 0):
                yield SCRIPT
            if self._has_entries(names.get("EmbeddedFiles"), 0) or list_value(entries.get("AF")):
                yield ATTACHED

    def _opening(self, spec: object) -> Iterator[str]:
        action = resolve1(spec)
        if isinstance(action, dict):
            found = list(self._actions(action, 0))
            if found:
                yield OPENING
            yield from found

    def _actions(self, spec: object, depth: int) -> Iterator[str]:
        """An action and those that follow it."""
        self._left -= 1
        if depth > _MAX_DEPTH or self._left < 0:
            return
        action = resolve1(spec)
        if isinstance(action, list):
            for each in action:
                yield from self._actions(each, depth + 1)
        elif isinstance(action, dict):
            kind = _name(action.get("S"))
            if kind in _ACTIONS:
                yield _ACTIONS[kind]
            elif "JS" in action:
                yield SCRIPT
            if "Next" in action:
                yield from self._actions(action["Next"], depth + 1)

    def _has_entries(self, spec: object, depth: int) -> bool:
        """Whether a tree of names has a leaf."""
        self._left -= 1
        if depth > _MAX_DEPTH or self._left < 0:
            return False
        tree = dict_value(spec)
        return bool(list_value(tree.get("Names"))) or any(
            self._has_entries(kid, depth + 1) for kid in list_value(tree.get("Kids"))
        )


def _name(spec: object) -> str:
    value = resolve1(spec)
    return literal_name(value) if isinstance(value, PSLiteral) else ""
