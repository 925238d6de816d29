"""How many of the things asked for were found, in a sentence. Never one percentage: it would hide what is missing."""

from collections import Counter
from collections.abc import Iterable

from app.matching.model import Finding

COUNTED = {
    Finding.CONTRADICTED: "contradicted by the resume",
    Finding.PARTLY: "shown only in part",
    Finding.NOT_FOUND: "not found",
}
"""The order in which what is not met is counted."""


def counted(findings: Iterable[Finding]) -> str:
    """``6 of 7 must-haves with evidence, 1 not found``, from the findings on the must-haves that a resume can show."""
    numbers = Counter(findings)
    total = numbers.total()
    rest = [f"{numbers[finding]} {words}" for finding, words in COUNTED.items() if numbers[finding]]
    thing = "must-have" if total == 1 else "must-haves"
    return ", ".join([f"{numbers[Finding.MET]} of {total} {thing} with evidence", *rest])
