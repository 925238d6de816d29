"""What the control words of RTF mean to a walk; words that are not named here change nothing that we read."""

from collections.abc import Callable
from typing import Any

from parsers.looks import UNKNOWN
from parsers.model import NoticeKind
from parsers.rtf.head import code_page
from parsers.rtf.state import TEXT
from parsers.rtf.walk import Walk, Word

_MOST = 100
_OBJECT = "The file contains an embedded object of another program."


def _begin_field(walk: Walk, _: int | None) -> None:
    if not walk.state.closing:
        walk.fields.append(([], walk.story, len(walk.story.paragraph.runs)))
        walk.state.closing = "field"


def _begin_shape(walk: Walk, _: int | None) -> None:
    if not walk.state.closing:
        walk.shapes.append({})
        walk.state.closing = "shape"


def _object(walk: Walk, _: int | None) -> None:
    walk.says[NoticeKind.ACTIVE_CONTENT, _OBJECT] = None


def _font(walk: Walk, number: int | None) -> None:
    walk.state.font = walk.font = number or 0


def _default_font(walk: Walk, number: int | None) -> None:
    walk.head.default_font = walk.state.font = number or 0


def _style(walk: Walk, number: int | None) -> None:
    walk.state.style = walk.style = number or 0


def _outline(walk: Walk, number: int | None) -> None:
    if walk.state.to == "style":
        walk.head.style(walk.style).outline = number
    walk.state.outline = number


def _base(walk: Walk, number: int | None) -> None:
    if walk.state.to == "style":
        walk.head.style(walk.style).based_on = number


def _charset(walk: Walk, number: int | None) -> None:
    if walk.state.to == "font":
        walk.head.font(walk.font, number or 0)


def _code_page(walk: Walk, number: int | None) -> None:
    walk.head.ansi = code_page(number or 0)


def _colour_part(name: str) -> Word:
    def note(walk: Walk, number: int | None) -> None:
        if walk.state.to == "colour":
            walk.colour[name] = number or 0

    return note


def _begin_row(walk: Walk, _: int | None) -> None:
    if walk.state.to == TEXT:
        walk.story.begin_row()


def _cell_colour(walk: Walk, number: int | None) -> None:
    walk.cell_colour = (walk.head.colour(number) or UNKNOWN) if number else None


def _cell_pattern(walk: Walk, number: int | None) -> None:
    walk.cell_colour = UNKNOWN if number else walk.cell_colour


def _cell_defined(walk: Walk, _: int | None) -> None:
    if walk.state.to == TEXT:
        walk.story.define_cell(walk.cell_colour)
    walk.cell_colour = None


def _end_row(walk: Walk, _: int | None) -> None:
    walk.story.end_row(1)


def _end_nested_row(walk: Walk, _: int | None) -> None:
    walk.story.end_row(walk.state.nesting)


def _list_sign(walk: Walk, _: int | None) -> None:
    walk.story.paragraph.bullet = True


def _title_page(walk: Walk, _: int | None) -> None:
    walk.first = True


def _facing_pages(walk: Walk, _: int | None) -> None:
    walk.facing = True


def _set(name: str, convert: Callable[[int | None], Any]) -> Word:
    """A word that sets one value of the group."""
    return lambda walk, number: setattr(walk.state, name, convert(number))


def _on(number: int | None) -> bool:
    return number != 0


def _or_zero(number: int | None) -> int:
    return number or 0


WORDS: dict[str, Word] = {
    "u": lambda walk, number: walk.unicode(number),
    "par": lambda walk, _: walk.paragraph(),
    "sect": lambda walk, _: walk.paragraph(),
    "cell": lambda walk, _: walk.cell(1),
    "nestcell": lambda walk, _: walk.cell(walk.state.nesting),
    "row": _end_row,
    "nestrow": _end_nested_row,
    "trowd": _begin_row,
    "clcbpat": _cell_colour,
    "clshdng": _cell_pattern,
    "cellx": _cell_defined,
    "plain": lambda walk, _: walk.state.plain(walk.head.default_font),
    "pard": lambda walk, _: walk.state.new_paragraph(),
    "b": _set("bold", _on),
    "v": _set("hidden", _on),
    "deleted": _set("deleted", _on),
    "fs": _set("size", lambda number: max(0, min(number or 0, 4_000))),
    "cf": _set("colour", _or_zero),
    "cb": _set("behind", _or_zero),
    "chcbpat": _set("behind", _or_zero),
    "highlight": _set("behind", _or_zero),
    "cbpat": _set("shading", _or_zero),
    "uc": _set("fallback", lambda number: max(0, min(number or 0, _MOST))),
    "intbl": _set("in_table", _on),
    "itap": _set("nesting", lambda number: max(1, min(number or 0, _MOST))),
    "ls": _set("listed", bool),
    "pnlvlblt": _list_sign,
    "pnlvlbody": _list_sign,
    "f": _font,
    "deff": _default_font,
    "s": _style,
    "outlinelevel": _outline,
    "sbasedon": _base,
    "fcharset": _charset,
    "ansicpg": _code_page,
    "red": _colour_part("red"),
    "green": _colour_part("green"),
    "blue": _colour_part("blue"),
    "titlepg": _title_page,
    "facingp": _facing_pages,
    "field": _begin_field,
    "shp": _begin_shape,
    **dict.fromkeys(("objemb", "objlink", "objautlink", "objsub", "objocx"), _object),
}
