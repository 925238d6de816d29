"""HTML pages: the text between the tags, a line per block. Nothing is fetched, run or styled."""

import re
from collections.abc import Iterator

from lxml import etree, html

from parsers.encoding import decode
from parsers.lines import Hidden, Lines
from parsers.model import Document
from parsers.refusal import CannotRead

MEDIA_TYPES = ("text/html",)
VERSION = "1"

_SKIPPED_TAGS = (
    "applet audio canvas embed frame head iframe math noscript object script select style svg template video"
)
_INLINE_TAGS = (
    "a abbr acronym b bdi bdo big cite code data del dfn em font i ins kbd label mark nobr q s samp small span strike "
    "strong sub sup time tt u var wbr"
)
_SKIPPED, _INLINE = frozenset(_SKIPPED_TAGS.split()), frozenset(_INLINE_TAGS.split())
_CELLS = frozenset(("td", "th"))
_HIDING = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|font-size\s*:\s*[01](?:\.\d+)?(?:px|pt|em|%)?\s*(?:;|$|!)"
    r"|(?<![\w-])opacity\s*:\s*0(?:\.0\d*)?\s*(?:;|$|!)",
    re.IGNORECASE,
)
_CHARSET = re.compile(rb"<meta[^>]{0,200}charset\s*=\s*[\"']?\s*([a-z0-9_-]{3,20})", re.IGNORECASE)

_BREAK = "\n"
_Piece = tuple[bool, str]
"""Hidden or not, and its text; ``_BREAK`` ends a line."""


def read(data: bytes) -> Document:
    """Read a page. Text hidden by an inline style or the ``hidden`` attribute goes to ``Document.hidden``."""
    text = _decoded(data)
    parser = html.HTMLParser(no_network=True, remove_comments=True, remove_pis=True, huge_tree=False, encoding="utf-8")
    try:
        root = html.document_fromstring(text.encode("utf-8", "replace"), parser=parser)
    except (etree.LxmlError, ValueError) as error:
        raise CannotRead("The file looks like HTML but holds no page that can be read.") from error
    shown, hidden = Lines(), Hidden()
    parts: dict[bool, list[str]] = {False: [], True: []}
    for concealed, piece in [*_pieces(root), (False, _BREAK), (True, _BREAK)]:
        if piece is _BREAK:
            text = "".join(parts[concealed])
            if concealed:
                hidden.add(text, "hidden by its style")
            else:
                shown.add(text)
            parts[concealed].clear()
        else:
            parts[concealed].append(piece)
    return Document(MEDIA_TYPES[0], 1, shown.finish(), hidden.finish(), remarks=shown.remarks())


def _decoded(data: bytes) -> str:
    declared = _CHARSET.search(data[:2_048])
    if declared:
        try:
            return data.decode(declared[1].decode("ascii"))
        except (LookupError, UnicodeDecodeError):
            pass  # a wrong or unknown declaration: judge by the bytes
    return decode(data) or data.decode("cp1252", "replace")


def _pieces(root: etree._Element) -> Iterator[_Piece]:
    """Text and line breaks in document order; a walk with its own stack, because hostile pages nest very deep."""
    stack: list[tuple[etree._Element | None, str, bool]] = [(root, "", False)]
    while stack:
        element, closing, concealed = stack.pop()
        if element is None:
            yield concealed, closing
            continue
        tag = element.tag if isinstance(element.tag, str) else ""
        if not tag or tag in _SKIPPED:
            continue
        inside = concealed or _conceals(element)
        edge = "" if tag in _INLINE else " " if tag in _CELLS else _BREAK
        yield inside, edge
        yield inside, _flat(element.text)
        stack.append((None, edge, inside))
        for child in reversed(element):
            stack.append((None, _flat(child.tail), inside))
            stack.append((child, "", inside))


def _flat(text: str | None) -> str:
    """A line break in the source is only a space on the page."""
    return (text or "").replace("\r", " ").replace("\n", " ")


def _conceals(element: etree._Element) -> bool:
    return element.get("hidden") is not None or bool(_HIDING.search(element.get("style") or ""))
