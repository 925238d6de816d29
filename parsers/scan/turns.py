"""How a page was turned before it was read: said among a document's remarks, and read there by who draws it again."""

import re
from collections.abc import Iterable


def remark(page: int, degrees: int) -> str:
    """The sentence."""
    return f"page {page} was turned by {degrees} degrees"


def turn_of(remarks: Iterable[str], page: int) -> int:
    """Degrees clockwise, 0 where nothing is said."""
    said = re.compile(rf"page {page} was turned by (90|180|270) degrees")
    return next((int(found[1]) for each in remarks if (found := said.fullmatch(each))), 0)
