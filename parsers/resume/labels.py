"""``Tools: Xero, Sage`` and ``Issued by: DVLA``: what stands before a colon, and what it announces."""

import re
from dataclasses import dataclass

from parsers.model import SectionKind
from parsers.resume.sections import heading

_LABEL = re.compile(r"\s*(?P<words>[^:\uff1a,;|\u2022\u00b7]{1,48}?)\s?[:\uff1a](?!//|\d)\s*")
_ADDRESS = re.compile(r"https?|mailto|www", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Label:
    """The words before a colon, where the rest begins, and the kind of section that has such a heading."""

    words: str
    end: int
    kind: SectionKind | None


def label(text: str) -> Label | None:
    """The label that a text begins with, if any."""
    match = _LABEL.match(text)
    if match is None or _ADDRESS.fullmatch(match["words"]):
        return None
    return Label(match["words"], match.end(), heading(match["words"]))
