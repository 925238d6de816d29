"""How many of the things asked for were found, in a sentence. Never one percentage: it would hide what is missing."""

from collections import Counter
from collections.abc import Callable, Iterable

from app.matching.model import Finding, Kind

COUNTED = (Finding.CONTRADICTED, Finding.PARTLY, Finding.NOT_FOUND)
"""The order in which what is not met is counted."""

ASKED_BY_A_FORM = frozenset({Kind.AUTHORISATION, Kind.CONDITION, Kind.LOCATION})
"""A resume seldom says these: that it leaves one open says nothing about anybody."""


def counts(kind: Kind, finding: Finding) -> bool:
    """Whether a finding on a must-have is counted: a resume can settle what is asked, or has settled it here."""
    left_open = finding in {Finding.NOT_FOUND, Finding.PARTLY}
    return kind is not Kind.OTHER and not (kind in ASKED_BY_A_FORM and left_open)


def english(one: str, many: str, number: int) -> str:
    """The form of an English sentence that goes with a number."""
    return one if number == 1 else many


def counted(findings: Iterable[Finding], ngettext: Callable[[str, str, int], str] = english) -> str:
    """``6 of 7 must-haves with evidence, 1 not found``, from the findings on the must-haves that a resume can show.

    What is kept is English; a page gives the ``ngettext`` of its reader.
    """
    numbers = Counter(findings)
    contradicted, partly, missing = (numbers[finding] for finding in COUNTED)
    total = numbers.total()
    met = ngettext("{met} of {total} must-have with evidence", "{met} of {total} must-haves with evidence", total)
    said = [met.format(met=numbers[Finding.MET], total=total)]
    if contradicted:
        words = ngettext("{number} contradicted by the resume", "{number} contradicted by the resume", contradicted)
        said.append(words.format(number=contradicted))
    if partly:
        said.append(
            ngettext("{number} shown only in part", "{number} shown only in part", partly).format(number=partly)
        )
    if missing:
        said.append(ngettext("{number} not found", "{number} not found", missing).format(number=missing))
    return ", ".join(said)
