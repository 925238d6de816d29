"""Which lines belong together where only line breaks are given: in a text file, or in a paragraph broken by hand."""

from collections.abc import Iterable

_WIDTHS = range(50, 131)
"""Characters to a line where a program or person broke the lines; longer lines were not broken at all."""

_TYPED = 40
"""A line of this length that goes on in small letters was broken by hand, where lines are broken at all."""


def width(lengths: Iterable[int]) -> int:
    """The width at which lines were broken, in characters, from the lengths of all lines; 0 where they were not."""
    longest = max(lengths, default=0)
    return longest if longest in _WIDTHS else 0


def goes_on(length: int, text: str, limit: int) -> bool:
    """Whether ``text`` continues the line before it, of this length: its first word would not have fitted there."""
    if not limit:
        return False
    return is_full(length, text, limit) or (length >= _TYPED and text[:1].islower())


def is_full(length: int, text: str, limit: int) -> bool:
    """Whether the first word of ``text`` would not have fitted behind a line of this length."""
    return length + 1 + len(text.split(" ", 1)[0]) > limit
