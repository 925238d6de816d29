"""How OpenDocument text looks: automatic and named styles with their parents, as ``parsers.looks.Format``.

The same name may stand for different automatic styles in ``content.xml`` and ``styles.xml``, and for a style of each
family, so styles are looked up by family and name within one part.
"""

import re
from collections.abc import Iterable

from parsers.looks import PLAIN, UNKNOWN, Colour, Format, from_hex
from parsers.xml import Element, child, local, value

_DEEPEST = 20
_HEADINGS = 6
_LENGTH = re.compile(r"(\d{1,4}(?:\.\d{1,6})?)(pt|in|cm|mm|pc|px)")
_POINTS = {"pt": 1.0, "in": 72.0, "cm": 28.35, "mm": 2.835, "pc": 12.0, "px": 0.75}
_DEFAULT_SIZE = 12.0
_BOLD_FROM = 600


class Styles:
    """The styles that one part of a package can name.

    ``groups`` are the named ones of the document (``office:styles``) and then the part's automatic ones.
    """

    def __init__(self, *groups: Element | None) -> None:
        self._elements: dict[tuple[str, str], Element] = {}
        self._defaults: dict[str, Element] = {}
        self._bare = set[str]()
        self._resolved: dict[tuple[str, str], Format] = {}
        for element in (e for group in groups if group is not None for e in group):
            family, name = value(element, "family") or "", value(element, "name") or ""
            if local(element) == "style":
                self._elements[family, name] = element
            elif local(element) == "default-style":
                self._defaults[family] = element
            elif local(element) == "list-style" and _shows_nothing(element):
                self._bare.add(name)
        self.base = self._own(self._defaults.get("paragraph")).over(Format(size=_DEFAULT_SIZE))

    def named(self, family: str, name: str | None) -> Format:
        """What the style and its parents say."""
        key = (family, name or "")
        if key not in self._resolved:
            found = PLAIN
            for element in self._chain(*key):
                found = found.over(self._own(element))
            self._resolved[key] = found
        return self._resolved[key]

    def list_shows(self, name: str | None) -> bool:
        """Whether the items of this list have a sign or number in front."""
        return (name or "") not in self._bare

    def box(self, name: str | None) -> Colour | None:
        """What fills a frame or shape; None where it is see-through."""
        for element in self._chain("graphic", name or ""):
            properties = child(element, "graphic-properties")
            kind, behind = value(properties, "fill"), value(properties, "background-color")
            if kind is not None and kind != "none":
                return (from_hex(value(properties, "fill-color")) or UNKNOWN) if kind == "solid" else UNKNOWN
            if behind not in (None, "transparent"):
                return from_hex(behind) or UNKNOWN
            if kind == "none" or behind == "transparent":
                return None
        return None

    def lies_behind(self, name: str | None) -> bool:
        """Whether a picture or shape lies behind the text."""
        found = (value(child(e, "graphic-properties"), "run-through") for e in self._chain("graphic", name or ""))
        return next((through for through in found if through), "") == "background"

    def pages(self) -> Iterable[str]:
        """Names of the page styles that paragraphs and tables of this part ask for."""
        return [name for e in self._elements.values() if (name := value(e, "master-page-name"))]

    def _chain(self, family: str, name: str) -> Iterable[Element]:
        for _ in range(_DEEPEST):
            element = self._elements.get((family, name))
            if element is None:
                return
            yield element
            name = value(element, "parent-style-name") or ""

    def _own(self, style: Element | None) -> Format:
        text = child(style, "text-properties")
        outline = value(style, "default-outline-level") or ""
        grounds = [child(style, f"{kind}-properties") for kind in ("paragraph", "table-cell", "table-row", "table")]
        fills = [value(ground, "background-color") for ground in grounds]
        return Format(
            size=length(value(text, "font-size")),
            bold=_bold(value(text, "font-weight")),
            hidden=None if value(text, "display") is None else value(text, "display") == "none",
            colour=_colour(text),
            fill=_ground(value(text, "background-color"), *fills),
            level=min(int(outline), _HEADINGS)
            if outline.isascii() and outline.isdecimal() and outline != "0"
            else None,
        )


def length(text: str | None) -> float | None:
    """A length in points; None for shares of another length and for anything else."""
    match = _LENGTH.fullmatch(text or "")
    return float(match[1]) * _POINTS[match[2]] if match else None


def _shows_nothing(style: Element) -> bool:
    first = next(iter(style), None)
    if first is None or local(first) != "list-level-style-number":
        return first is None
    return not any((value(first, part) or "").strip() for part in ("num-format", "num-prefix", "num-suffix"))


def _bold(weight: str | None) -> bool | None:
    if weight is None:
        return None
    return weight == "bold" or (weight.isascii() and weight.isdecimal() and int(weight) >= _BOLD_FROM)


def _colour(properties: Element | None) -> Colour | None:
    if value(properties, "use-window-font-color") == "true":
        return UNKNOWN  # chosen so that it can be read
    return from_hex(value(properties, "color"))


def _ground(*colours: str | None) -> Colour | None:
    return next((from_hex(text) or UNKNOWN for text in colours if text not in (None, "transparent")), None)
