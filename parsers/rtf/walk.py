r"""The walk through the groups of an RTF file: which text is seen where, and what is passed over.

Objects, pictures and everything that says of itself that it may be ignored (``\*``) are passed over, but for the few
such groups that hold text. Text that a reviewer deleted is left out.
"""

import copy
import re
from collections.abc import Callable, Mapping

from parsers.blocks import Block, Flow, Run
from parsers.looks import UNKNOWN, WHITE, Colour
from parsers.model import Document, Notice, NoticeKind
from parsers.rtf.head import SYMBOL_FONT, Head
from parsers.rtf.state import ALTERNATIVE, SKIP, TEXT, State
from parsers.rtf.story import Story
from parsers.rtf.tokens import CLOSE, OPEN, SYMBOL, WORD, TooMuch, tokens

_DEEPEST = 100_000
_BOXES = 20
"""Text boxes inside of each other; the text of deeper ones belongs to the last."""

_LONGEST = 2_000
"""Characters kept of a field's instruction or the name of something."""

_CHARACTERS = {
    "tab": "\t", "line": "\n", "page": "\n", "column": "\n", "emdash": "\u2014", "endash": "\u2013", "bullet": "\u2022",
    "lquote": "\u2018", "rquote": "\u2019", "ldblquote": "\u201c", "rdblquote": "\u201d", "emspace": "\u2003",
    "enspace": "\u2002", "qmspace": " ", "~": "\u00a0", "_": "-", "{": "{", "}": "}", "\\": "\\",
}  # fmt: skip
_SIGNS = frozenset(b"\xb7\xa7\x76\xd8\xfc\x6e\x71\x75\xa8")
"""Characters that symbol fonts draw as the sign in front of an item."""

_SYMBOL_AREA = range(0xF000, 0xF100)
"""Where Word puts the characters of symbol fonts."""

_PASSED_NAMES = """
    info pict objdata nonshppict shprslt xe tc rxe ftnsep ftnsepc ftncn aftnsep aftnsepc aftncn annotation atnid
    atnauthor atnicn atntime atndate atnref atnparent pntxta pntxtb listtable revtbl nonesttables filetbl fname
    private comment mhtmltag"""
_DESTINATIONS = dict.fromkeys(_PASSED_NAMES.split(), SKIP) | {
    "fonttbl": "font", "colortbl": "colour", "stylesheet": "style", "listtext": "label", "pntext": "label", "sn": "sn",
    "sv": "sv", "fldinst": "instruction", "template": "template", "objclass": "class", "pn": "numbering",
    "nesttableprops": "numbering", "upr": ALTERNATIVE,
}  # fmt: skip
_STARRED_READ = frozenset(
    ["shpinst", "fldinst", "do", "ud", "nesttableprops", "pn", "template", "objclass", "dptxbxtext", "shptxt"]
)
_HEADERS, _FOOTERS = ("headerf", "header", "headerl", "headerr"), ("footerf", "footer", "footerl", "footerr")
_STORIES = frozenset((*_HEADERS, *_FOOTERS, "footnote", "shptxt", "dptxbxtext"))
_LINK = re.compile(r'\s*HYPERLINK\s+"?([^"\s]{1,400})', re.IGNORECASE)
_FETCHING = re.compile(r"\s*(?:DDEAUTO|DDE|INCLUDETEXT|INCLUDEPICTURE|IMPORT|LINK)\b", re.IGNORECASE)
_REMOTE = re.compile(r"\s*(?:https?://|ftp://|\\\\|//)", re.IGNORECASE)
_OBJECT = "The file contains an embedded object of another program."
_FIELD = "The file contains a field that would fetch content from outside; it was not followed."
_TEMPLATE = "The file names a template on another machine; it was not fetched."
_INSIDE = "The file carries another file inside."


class Walk:
    """One pass over the tokens. ``words`` say what each control word does to the walk."""

    def __init__(self, data: bytes, words: "Mapping[str, Word]") -> None:
        self._data, self._words = data[max(0, data.find(b"{\\rtf")) :], words
        self.head, self.state, self._stack = Head(), State(), list[State]()
        covered = b"\\shpfblwtxt1" in data or b"\\viewbksp1" in data  # a picture or colour behind the text
        self._ground: Colour = UNKNOWN if covered else WHITE
        self._labels = b"\\listtext" in data or b"\\pntext" in data
        self.story = Story(self._ground)
        self._stories = [self.story]
        self._apart: dict[str, list[Story]] = {}
        self._bytes, self._units = bytearray(), list[int]()
        self._skip = 0
        self.fields: list[tuple[list[str], Story, int]] = []
        self.shapes: list[dict[str, str]] = []
        self._name = ""
        self.colour: dict[str, int] = {}
        self.cell_colour: Colour | None = None
        self.font = self.style = 0
        self.says: dict[tuple[NoticeKind, str], None] = {}
        self.first = self.facing = False

    def document(self, media_type: str) -> Document:
        """Read everything that there is."""
        remarks = []
        try:
            complete = self._walk()
        except TooMuch:
            complete = True
            remarks.append("only the beginning of this very long file was read")
        if not complete:
            remarks.append("the end of the file is missing; what stands before it was read")
        self._flush()
        while len(self._stories) > 1:
            self._end_story("shptxt")
        flow = Flow()
        body = self.story.finish(self.state.level(self.head))
        for blocks in (*self._shown(_HEADERS), body, *self._shown(_FOOTERS)):
            flow.add(blocks)
        return flow.document(media_type, [Notice(*said) for said in self.says], remarks)

    def _shown(self, kinds: tuple[str, ...]) -> list[list[Block]]:
        """Headers or footers that some page shows, without those that repeat another."""
        use = {"f": self.first, "l": self.facing, "r": self.facing}
        found = [s.blocks for kind in kinds if use.get(kind[6:], True) for s in self._apart.get(kind, ())]
        return [blocks for n, blocks in enumerate(found) if repr(blocks) not in map(repr, found[:n])]

    # --- Tokens --------------------------------------------------------------------------------------------------

    def _walk(self) -> bool:
        """Take all tokens; False where the file ends inside a group."""
        for kind, value, number in tokens(self._data):
            if kind == OPEN:
                self._open()
            elif kind == CLOSE:
                self._close()
                if not self._stack:
                    return True
            elif self.state.to == SKIP:
                continue
            elif kind == WORD:
                self._word(str(value), number)
            elif kind == SYMBOL:
                self._symbol(str(value))
            elif isinstance(value, bytes):
                self._text(value)
        return False

    def _open(self) -> None:
        if len(self._stack) >= _DEEPEST:
            raise TooMuch
        self._flush()
        self._stack.append(self.state)
        self.state = copy.copy(self.state)
        self.state.closing, self.state.starred = "", False
        self.style = 0 if self.state.to == "style" else self.style
        self._skip = 0

    def _close(self) -> None:
        self._flush()
        closing, self._skip = self.state.closing, 0
        if closing in _STORIES:
            self._end_story(closing)
        elif closing:
            _CLOSING[closing](self)
        if self._stack:
            self.state = self._stack.pop()

    def _word(self, word: str, number: int | None) -> None:
        state = self.state
        if state.starred:
            state.starred = False
            if word not in _STARRED_READ:
                state.to = SKIP
                return
        if state.to == ALTERNATIVE:
            state.to = TEXT if word == "ud" else ALTERNATIVE
        elif word in _DESTINATIONS:
            self._flush()
            state.to = _DESTINATIONS[word]
            state.closing = state.to if state.to in _CLOSING else ""
        elif word in _STORIES:
            self._begin_story(word)
        elif word in _CHARACTERS:
            self._flush()
            self._emit("" if self._skip else _CHARACTERS[word])
            self._skip -= bool(self._skip)
        elif word in self._words:
            if word != "u":
                self._flush()
            self._words[word](self, number)

    def _symbol(self, symbol: str) -> None:
        if symbol == "*":
            self.state.starred = True
        elif self._skip and symbol not in "\r\n":
            self._skip -= 1
        elif symbol in "\r\n":
            self.paragraph()
        elif symbol in _CHARACTERS:
            self._flush()
            self._emit(_CHARACTERS[symbol])

    # --- Text ----------------------------------------------------------------------------------------------------

    def _text(self, data: bytes) -> None:
        passed = min(self._skip, len(data))
        self._skip -= passed
        if passed < len(data):
            self._flush_units()
            self._bytes += data[passed:]

    def unicode(self, number: int | None) -> None:
        """A character by its number, or half of one."""
        self._flush_bytes()
        self._units.append((number or 0) & 0xFFFF)
        self._skip = self.state.fallback

    def _flush(self) -> None:
        self._flush_units()
        self._flush_bytes()

    def _flush_units(self) -> None:
        if self._units:
            raw = b"".join(unit.to_bytes(2, "little") for unit in self._units)
            self._units.clear()
            text = raw.decode("utf-16-le", "replace")
            self._emit("".join(_sign(ord(c) & 0xFF) if ord(c) in _SYMBOL_AREA else c for c in text))

    def _flush_bytes(self) -> None:
        if self._bytes:
            raw = bytes(self._bytes)
            self._bytes.clear()
            encoding = self.head.encoding(self.state.font)
            symbols = encoding == SYMBOL_FONT and self.state.to in (TEXT, "label")
            usual = self.head.ansi if encoding == SYMBOL_FONT else encoding
            self._emit("".join(map(_sign, raw)) if symbols else raw.decode(usual, "replace"))

    def _emit(self, text: str) -> None:
        """Text goes where the group says."""
        to = self.state.to
        if to == TEXT:
            self._write(text)
        elif to == "label":
            self.story.paragraph.bullet |= bool(text.strip())
        elif to == "instruction" and self.fields:
            self.fields[-1][0].append(text[:_LONGEST])
        elif to == "colour":
            for _ in range(min(text.count(";"), _LONGEST)):
                self.head.add_colour(self.colour)
                self.colour = {}
        elif to in ("style", "sn", "sv", "template", "class"):
            self._name = (self._name + text)[:_LONGEST]
            if to == "style" and ";" in text:
                self.head.style(self.style).name, self._name = self._name.split(";")[0], ""

    def _write(self, text: str) -> None:
        state = self.state
        if not state.deleted:
            ground = self.story.fill(state.depth)
            look = state.format(self.head, ground)
            self.story.paragraph.runs.append(Run(text, state.size / 2, state.bold, look.why()))

    # --- Paragraphs, cells, stories ------------------------------------------------------------------------------

    def paragraph(self) -> None:
        """The paragraph ends."""
        if self.state.to == TEXT:
            self._flush()
            self._label()
            self.story.end_paragraph(self.state.depth, self.state.level(self.head))

    def _label(self) -> None:
        """A list without the copy of its labels for old programs."""
        if self.state.listed and not self._labels:
            self.story.paragraph.bullet = True

    def cell(self, depth: int) -> None:
        """A cell ends, in a table of this depth."""
        if self.state.to == TEXT:
            self._label()
            self.story.end_cell(depth, self.state.level(self.head))

    def _begin_story(self, kind: str) -> None:
        self._flush()
        if len(self._stories) > _BOXES:
            return
        ground = self._box_ground() if kind in ("shptxt", "dptxbxtext") else self._ground
        self.story = Story(ground)
        self._stories.append(self.story)
        self.state.to, self.state.closing = TEXT, kind
        self.state.new_paragraph()

    def _box_ground(self) -> Colour:
        shape = self.shapes[-1] if self.shapes else {}
        if shape.get("fFilled") == "0":
            return UNKNOWN if b"\\pict" in self._data else self._ground
        number = shape.get("fillColor", "16777215")
        if shape.get("fillType", "0") != "0" or not (number.isascii() and number.isdecimal()):
            return UNKNOWN
        blue, green, red = (int(number[:10]) & 0xFFFFFF).to_bytes(3, "big")
        return red, green, blue

    def _end_story(self, kind: str) -> None:
        story = self._stories.pop()
        blocks = story.finish(self.state.level(self.head))
        self.story = self._stories[-1]
        if kind in (*_HEADERS, *_FOOTERS):
            self._apart.setdefault(kind, []).append(story)
        else:
            self.story.beside += blocks

    # --- Ends of groups ------------------------------------------------------------------------------------------

    def end_field(self) -> None:
        """A field is complete: its link is noted, or that it fetches something."""
        instruction, story, place = self.fields.pop()
        command = "".join(instruction)
        if _FETCHING.match(command):
            self.says[NoticeKind.ACTIVE_CONTENT, _FIELD] = None
        match, runs = _LINK.match(command), story.paragraph.runs
        label = "".join(run.text for run in runs[min(place, len(runs)) :])
        if match and label and len(story.links) < _LONGEST:
            story.links.append((len(runs), label, match[1]))

    def end_value(self) -> None:
        """The value of a property of a shape."""
        if self.shapes:
            self.shapes[-1][self.shapes[-1].pop("", "")[:_LONGEST]] = self._name.strip()
        self._name = ""

    def end_name(self) -> None:
        """The name of a property of a shape."""
        if self.shapes:
            self.shapes[-1][""] = self._name.strip()
        self._name = ""

    def end_shape(self) -> None:
        """The shape is complete."""
        self.shapes.pop()

    def end_template(self) -> None:
        """The name of the template."""
        if _REMOTE.match(self._name):
            self.says[NoticeKind.ACTIVE_CONTENT, _TEMPLATE] = None
        self._name = ""

    def end_class(self) -> None:
        """The kind of an embedded object."""
        if self._name.strip().lower() == "package":
            self.says[NoticeKind.ATTACHMENT, _INSIDE] = None
        self._name = ""


def _sign(byte: int) -> str:
    """What a character of a symbol font stands for: a sign in front of an item, or a picture that is no text."""
    return "\u2022" if byte in _SIGNS else " "


Word = Callable[[Walk, int | None], None]
"""What a control word with its number does."""

_CLOSING: dict[str, Callable[[Walk], None]] = {
    "field": Walk.end_field,
    "sv": Walk.end_value,
    "sn": Walk.end_name,
    "shape": Walk.end_shape,
    "template": Walk.end_template,
    "class": Walk.end_class,
}
