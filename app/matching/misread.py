"""Signs in the file itself that other programs misread it: UNREADABLE."""

import re
from collections.abc import Iterator

from app.matching.case import Case, Lead
from app.matching.model import Cause, Evidence, Kind
from app.matching.said import Topic
from parsers.model import Box, Line

_RESCUED = re.compile(
    r"damaged|recognised in a picture|end of the file is missing|stored in another format", re.IGNORECASE
)
"""Of the remarks that a reader makes, those that say that another program may have read less."""

_BESIDE_AT_LEAST = 4
_FAR = 3
"""Lines that stand side by side and are so far from each other in reading order belong to two columns."""
_LOOKED_AT = 4
_QUOTES_AT_MOST = 3


def leads(case: Case) -> Iterator[Lead]:
    """The file was hard to read; pointed if the ATS says so, or missed a word that stands there letter by letter."""
    remark = next((text for text in case.index.resume.document.remarks if _RESCUED.search(text)), "")
    beside = _side_by_side(case.index.resume.document.lines)
    if not remark and not beside:
        return
    words = [pair for pair in case.met if pair[0].kind in {Kind.SKILL, Kind.LICENCE}]
    overlooked = [(need, found) for need, found in words if (term := case.names(need)) and case.holds(term)]
    shown = overlooked or case.met
    quotes = [quote for _, found in shown for quote in found.evidence]
    in_columns = [quote for quote in quotes if quote.line in beside]
    says = (
        f"Our own reader says of the file: {remark}."
        if remark
        else "The text stands in columns side by side; a program that reads straight across mixes their lines."
    )
    yield Lead(
        cause=Cause.UNREADABLE,
        pointed=bool(overlooked) or case.about(Topic.FILE),
        says=says,
        requirement_ids=tuple(need.id for need, _ in overlooked),
        evidence=_firsts(in_columns or quotes),
        otherwise="Had the whole file been read in the order in which a person reads it",
    )


def _firsts(quotes: list[Evidence]) -> tuple[Evidence, ...]:
    return tuple({(quote.line, quote.start): quote for quote in quotes}.values())[:_QUOTES_AT_MOST]


def _side_by_side(lines: tuple[Line, ...]) -> frozenset[int]:
    """Numbers of the lines that stand beside a line of another column; empty for the odd pair."""
    placed = sorted((line.page, line.box[1], line.number, line.box) for line in lines if line.box is not None)
    found: set[int] = set()
    for at, (page, _, number, box) in enumerate(placed):
        for other_page, _, other, other_box in placed[at + 1 : at + 1 + _LOOKED_AT]:
            if page == other_page and abs(number - other) >= _FAR and _beside(box, other_box):
                found |= {number, other}
    return frozenset(found) if len(found) >= 2 * _BESIDE_AT_LEAST else frozenset()


def _beside(one: Box, other: Box) -> bool:
    apart = one[2] <= other[0] or other[2] <= one[0]
    shared = min(one[3], other[3]) - max(one[1], other[1])
    return apart and shared > min(one[3] - one[1], other[3] - other[1]) / 2
