"""How many of the things asked for were found, in a sentence. Never one percentage: it would hide what is missing."""

from collections import Counter
from collections.abc import Iterable

from app.matching.model import Finding, Kind

COUNTED = {
    Finding.CONTRADICTED: "contradicted by the resume",
    Finding.PARTLY: "shown only in part",
    Finding.NOT_FOUND: "not found",
}
"""The order in which what is not met is counted."""


ASKED_BY_A_FORM = frozenset({Kind.AUTHORISATION, Kind.CONDITION, Kind.LOCATION})
"""A resume seldom says these: that it leaves one open says nothing about anybody."""


def counts(kind: Kind, finding: Finding) -> bool:
    """Whether a finding on a must-have is counted: a resume can settle what is asked, or has settled it here."""
    left_open = finding in {Finding.NOT_FOUND, Finding.PARTLY}
    return kind is not Kind.OTHER and not (kind in ASKED_BY_A_FORM and left_open)


def counted(findings: Iterable[Finding]) -> str:
    """``6 of 7 must-haves with evidence, 1 not found``, from the findings on the must-haves that a resume can show."""
    numbers = Counter(findings)
    total = numbers.total()
    rest = [f"{numbers[finding]} {words}" for finding, words in COUNTED.items() if numbers[finding]]
    thing = "must-have" if total == 1 else "must-haves"
    return ", ".join([f"{numbers[Finding.MET]} of {total} {thing} with evidence", *rest])
