"""What a resume shows of one demanded thing, and how several such things make one judgement."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.matching.model import Evidence, Finding, Judgement, Requirement
from app.matching.quoting import in_order


@dataclass(frozen=True, slots=True)
class Shown:
    """The finding on one thing, with its quotations."""

    finding: Finding
    evidence: tuple[Evidence, ...] = ()
    note: str = ""


NOTHING = Shown(Finding.NOT_FOUND)


def any_of(shown: Sequence[Shown]) -> Shown:
    """The best of the alternatives; denied only if no other alternative is open."""
    for finding in (Finding.MET, Finding.PARTLY):
        best = next((each for each in shown if each.finding is finding), None)
        if best is not None:
            return best
    return shown[0] if all(each.finding is Finding.CONTRADICTED for each in shown) else NOTHING


def all_of(requirement: Requirement, groups: Sequence[Shown]) -> Judgement:
    """One judgement on all groups of a requirement: met if each is, quotations the strongest first."""
    findings = {group.finding for group in groups}
    if findings == {Finding.MET}:
        finding = Finding.MET
    elif Finding.CONTRADICTED in findings:
        finding = Finding.CONTRADICTED
    elif findings & {Finding.MET, Finding.PARTLY}:
        finding = Finding.PARTLY
    else:
        finding = Finding.NOT_FOUND
    kept = [group for group in groups if finding is not Finding.CONTRADICTED or group.finding is finding]
    quotes = tuple(in_order(quote for group in kept for quote in group.evidence))
    note = " ".join(dict.fromkeys(group.note for group in kept if group.note))
    missing = [
        " or ".join(wanted)
        for wanted, shown in zip(requirement.terms, groups, strict=True)
        if shown.finding is Finding.NOT_FOUND
    ]
    if finding is Finding.PARTLY and missing:
        note = f"{note} No mention was found of {', '.join(missing)}.".strip()
    return Judgement(requirement.id, finding, quotes, note)
