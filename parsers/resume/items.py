"""Takes lists apart: ``Python, Go (3 years) | SQL`` are three items, and brackets keep their commas."""

import re
from collections.abc import Iterator

_OPENING, _CLOSING = "([{\uff08", ")]}\uff09"
_SIGNS = frozenset(
    ";|\u00b7\u2022\u25cf\u25cb\u25aa\u25ab\u25e6\u2219\u22c5\u2027\u25a0\u25a1\u2223\u3001\uff0c\u060c\u061b\uff1b\n"
)
_SPACED = re.compile(r"\s(?:[/\u2022*+]|\u2013\s?\u2013)\s")
"""Signs that part items only with space around them: ``SAP FI/CO`` is one."""

_RATING = re.compile(
    r"(?:\s*[\u2605\u2606\u25cf\u25cb\u25d0\u2b24\u25ef\u26ab\u26aa\u25a0\u25a1\u25ae\u25af\u2588\u2591\u2592\u2593\u25c6\u25c7\u2022\u00b0]){2,}\s*"
    r"|\s[\u25cf\u25cb\u2605\u2606]\s*$|\s*\(?\b\d{1,3}\s?%\)?|\s\(?\d{1,2}\s?/\s?(?:5|10)\)?\s*$"
)
"""Dots, stars, bars, ``80 %`` and ``4/5``: how good somebody says they are."""


def rating(text: str) -> tuple[int, int] | None:
    """Where in a text a drawn or counted rating stands."""
    match = _RATING.search(text)
    return match.span() if match else None


def without_rating(text: str) -> str:
    """The same text with spaces in place of ratings, so that offsets stay."""
    return _RATING.sub(lambda match: " " * len(match[0]), text)


def items(text: str, start: int = 0, *, slashes: bool = True) -> Iterator[tuple[int, int]]:
    """Start and end of each item of a list, from ``start`` on; white and empty items are left out."""
    cuts = sorted(_cuts(text, start, slashes=slashes))
    first = start
    for begin, end in [*cuts, (len(text), len(text))]:
        left, right = trimmed(text, first, begin)
        if left < right:
            yield left, right
        first = end


def trimmed(text: str, start: int, end: int, signs: str = "") -> tuple[int, int]:
    """The same stretch without white, and these signs, at its ends."""
    while start < end and (text[start].isspace() or text[start] in signs):
        start += 1
    while start < end and (text[end - 1].isspace() or text[end - 1] in signs):
        end -= 1
    return start, end


def bracketed(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Where the last pair of brackets in a stretch stands, if the stretch ends with it: with the brackets."""
    if start >= end or text[end - 1] not in _CLOSING:
        return None
    depth = 0
    for at in range(end - 1, start - 1, -1):
        depth += (text[at] in _CLOSING) - (text[at] in _OPENING)
        if not depth:
            return at, end
    return None


def _cuts(text: str, start: int, *, slashes: bool) -> Iterator[tuple[int, int]]:
    depth = 0
    closings = [text.count(sign, start) for sign in _CLOSING]
    for at in range(start, len(text)):
        sign = text[at]
        if sign in _OPENING:
            depth += closings[_OPENING.index(sign)] > 0  # One that is never closed holds nothing together.
        elif sign in _CLOSING:
            depth = max(0, depth - 1)
            closings[_CLOSING.index(sign)] -= 1
        elif not depth and (sign in _SIGNS or (sign == "," and not _decimal(text, at))):
            yield at, at + 1
        elif not depth and sign.isspace() and slashes and (match := _SPACED.match(text, at)):
            yield match.span()


def _decimal(text: str, at: int) -> bool:
    return text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit()
