"""How Word's text looks: direct formatting, and styles with what they are based on, as ``parsers.looks.Format``."""

from dataclasses import replace

from parsers.looks import PLAIN, UNKNOWN, WHITE, Colour, Format, from_hex
from parsers.xml import Element, child, children, local, value

_DEEPEST = 20
"""Styles on which a style may be based, one on the other; Word itself stops much earlier."""

_BODY_LEVEL = 9
_HEADINGS = 6
_HALF_POINTS = 2
_DEFAULT_SIZE = 10.0
_ON = frozenset((None, "1", "true", "on"))
_PEN_WHITE = {"white": WHITE, "none": None}
"""Colours of the highlighter; all others are some colour."""


class Styles:
    """The styles of a ``w:styles`` part, resolved when they are first asked for.

    ``lists`` are the ids of lists whose items show a sign or number.
    """

    def __init__(self, root: Element | None, lists: frozenset[str]) -> None:
        self._elements = {value(e, "styleId") or "": e for e in children(root, "style")}
        self._lists = lists
        self._resolved: dict[str, Format] = {}
        usual = (
            name
            for name, e in self._elements.items()
            if value(e, "default") in ("1", "true") and value(e, "type") == "paragraph"
        )
        self._default = next(usual, "")
        self._base = of_run(child(root, "docDefaults", "rPrDefault", "rPr")).over(Format(size=_DEFAULT_SIZE))

    def paragraph(self, properties: Element | None) -> Format:
        """How a paragraph with these ``w:pPr`` looks, before its runs."""
        name = value(child(properties, "pStyle"), "val")
        return of_paragraph(properties, self._lists).over(self._named(name or self._default))

    def run(self, properties: Element | None, paragraph: Format) -> Format:
        """How a run with these ``w:rPr`` looks in such a paragraph."""
        if properties is None:
            return paragraph.over(self._base)
        style = self._named(value(child(properties, "rStyle"), "val") or "")
        # Between paragraph style and character style these two are switches: twice on is off.
        both = replace(
            style, bold=_switched(style.bold, paragraph.bold), hidden=_switched(style.hidden, paragraph.hidden)
        )
        return of_run(properties).over(both).over(paragraph).over(self._base)

    def table(self, properties: Element | None) -> Format:
        """What a table with these ``w:tblPr`` puts behind its cells."""
        style = self._named(value(child(properties, "tblStyle"), "val") or "")
        return Format(fill=_first(_shade(properties), style.fill))

    def _named(self, name: str) -> Format:
        """The style of this id laid over what it is based on."""
        if name not in self._resolved:
            found, at = PLAIN, name
            for _ in range(_DEEPEST):
                element = self._elements.get(at)
                if element is None:
                    break
                found = found.over(_own(element, self._lists))
                at = value(child(element, "basedOn"), "val") or ""
            self._resolved[name] = found
        return self._resolved[name]


def _own(style: Element, lists: frozenset[str]) -> Format:
    if value(style, "type") == "table":
        parts = (e for e in style.iter() if local(e) == "shd")
        return Format(fill=UNKNOWN if any(_fill(e) for e in parts) else None)  # which cells, its conditions decide
    return of_run(child(style, "rPr")).over(of_paragraph(child(style, "pPr"), lists))


def of_run(properties: Element | None) -> Format:
    """The direct formatting of ``w:rPr``."""
    if properties is None:
        return PLAIN
    found = {local(e): e for e in properties}
    size = value(found.get("sz"), "val") or ""
    fill = _first(_shade(properties), _pen(found.get("highlight")))
    return Format(
        size=int(size) / _HALF_POINTS if size.isascii() and size.isdecimal() and len(size) <= 4 else None,  # noqa: PLR2004  1638 pt at most
        bold=_switch(found.get("b")),
        hidden=_switch(found.get("vanish")),
        colour=_colour(value(found.get("color"), "val")),
        fill=fill,
    )


def of_paragraph(properties: Element | None, lists: frozenset[str]) -> Format:
    """The direct formatting of ``w:pPr``, and whether it is an item of one of ``lists``."""
    if properties is None:
        return PLAIN
    level = value(child(properties, "outlineLvl"), "val") or ""
    number = value(child(properties, "numPr", "numId"), "val")
    return Format(
        fill=_shade(properties),
        level=_level(int(level)) if level in set("0123456789") else None,
        listed=None if number is None else number in lists,
    )


def _level(outline: int) -> int:
    return 0 if outline >= _BODY_LEVEL else min(outline + 1, _HEADINGS)


def lists_with_signs(root: Element | None) -> frozenset[str]:
    """Ids of the lists in a ``w:numbering`` part whose first level shows something in front of an item."""
    bare = set()
    for abstract in children(root, "abstractNum"):
        first = child(abstract, "lvl")
        if value(child(first, "numFmt"), "val") == "none" and not (value(child(first, "lvlText"), "val") or "").strip():
            bare.add(value(abstract, "abstractNumId"))
    numbers = ((value(e, "numId"), value(child(e, "abstractNumId"), "val")) for e in children(root, "num"))
    return frozenset(number for number, abstract in numbers if number and number != "0" and abstract not in bare)


def shape_fill(shape: Element) -> Colour | None:
    """What fills a text box: a colour, ``UNKNOWN`` for anything else, None where it is see-through."""
    drawn = child(shape, "spPr")
    if drawn is not None:
        kinds = {local(e): e for e in drawn}
        solid = kinds.get("solidFill")
        if solid is not None:
            return from_hex(value(child(solid, "srgbClr"), "val")) or UNKNOWN
        return None if "noFill" in kinds else UNKNOWN
    if value(shape, "filled") in ("f", "false"):
        return None
    return from_hex((value(shape, "fillcolor") or "").split(" ")[0]) or UNKNOWN


def cell_fill(properties: Element | None) -> Colour | None:
    """The shading of ``w:tcPr``."""
    return _shade(properties)


def _shade(properties: Element | None) -> Colour | None:
    return _fill(child(properties, "shd"))


def _fill(shade: Element | None) -> Colour | None:
    if shade is None:
        return None
    if value(shade, "val") not in (None, "clear", "nil"):
        return UNKNOWN  # a pattern of two colours
    text = value(shade, "fill")
    if text in (None, "auto"):
        return UNKNOWN if value(shade, "themeFill") else None
    return from_hex(text) or UNKNOWN


def _pen(highlight: Element | None) -> Colour | None:
    name = value(highlight, "val")
    return _PEN_WHITE.get(name, UNKNOWN) if name else None


def _colour(text: str | None) -> Colour | None:
    return None if text is None else from_hex(text) or UNKNOWN  # "auto" is chosen so that it can be read


def _switch(element: Element | None) -> bool | None:
    return None if element is None else value(element, "val") in _ON


def _switched(one: bool | None, other: bool | None) -> bool | None:  # noqa: FBT001  they are what it takes
    return one if other is None or one is None else one is not other


def _first(one: Colour | None, other: Colour | None) -> Colour | None:
    return other if one is None else one
