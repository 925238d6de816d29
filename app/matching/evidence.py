"""One requirement against one resume: the judgement and the words it rests on. Ordered kinds are in ``typed``."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from app.matching import effort, typed
from app.matching.align import Mention, mentions
from app.matching.hedges import Standing, standing
from app.matching.index import Index
from app.matching.model import Evidence, Finding, Judgement, Kind, Requirement
from app.matching.normalize import tokens
from parsers.model import SectionKind

_QUOTES_AT_MOST = 3
_WEAK_LIKENESS = frozenset({"spelling"})


@dataclass(frozen=True, slots=True)
class _Shown:
    """What the resume shows of one demanded thing."""

    finding: Finding
    evidence: tuple[Evidence, ...] = ()
    note: str = ""


def judge(requirement: Requirement, index: Index, as_of: date) -> Judgement:
    """The finding on one requirement. Any content is fine; a kind that cannot be scored is NOT_FOUND with a note."""
    rules: dict[Kind, Callable[[Requirement, Index, date], Judgement]] = {
        Kind.SKILL: _named,
        Kind.LICENCE: _named,
        Kind.YEARS: typed.years_of,
        Kind.DEGREE: typed.degree,
        Kind.LANGUAGE: typed.language,
        Kind.LOCATION: _place,
    }
    rule = rules.get(requirement.kind)
    if rule is None or (not requirement.terms and requirement.kind in {Kind.SKILL, Kind.LICENCE, Kind.LOCATION}):
        return Judgement(
            requirement.id, Finding.NOT_FOUND, note="Not scored: a resume cannot settle this, please judge it yourself."
        )
    return rule(requirement, index, as_of)


def _named(requirement: Requirement, index: Index, as_of: date) -> Judgement:
    exactly = requirement.kind is Kind.LICENCE
    groups = [_any_of(index, group, as_of, exactly=exactly) for group in requirement.terms]
    findings = {group.finding for group in groups}
    if findings == {Finding.MET}:
        finding = Finding.MET
    elif Finding.CONTRADICTED in findings:
        finding = Finding.CONTRADICTED
    elif findings & {Finding.MET, Finding.PARTLY}:
        finding = Finding.PARTLY
    else:
        finding = Finding.NOT_FOUND
    if finding is Finding.CONTRADICTED:
        groups = [group for group in groups if group.finding is finding]
    quotes = tuple(quote for group in groups for quote in group.evidence)
    missing = [
        " or ".join(wanted) for wanted, shown in zip(requirement.terms, groups, strict=False) if not shown.evidence
    ]
    note = " ".join(dict.fromkeys(group.note for group in groups if group.note))
    if finding is Finding.PARTLY and missing:
        note = f"{note} No mention was found of {', '.join(missing)}.".strip()
    return Judgement(requirement.id, finding, quotes, note)


def _any_of(index: Index, group: tuple[str, ...], as_of: date, *, exactly: bool) -> _Shown:
    """The best of the alternatives; denied only if no other alternative is open."""
    shown = [_one(index, term, as_of, exactly=exactly) for term in group]
    for finding in (Finding.MET, Finding.PARTLY):
        best = next((each for each in shown if each.finding is finding), None)
        if best is not None:
            return best
    return shown[0] if all(each.finding is Finding.CONTRADICTED for each in shown) else _Shown(Finding.NOT_FOUND)


def _one(index: Index, term: str, as_of: date, *, exactly: bool) -> _Shown:
    found = [each for each in mentions(index, term) if _may_show(each, exactly=exactly)]
    judged = [(each, standing(each, as_of)) for each in found]
    likely = [
        each for each, how in judged if how is Standing.PLAIN and each.how == "suggests" and not each.entry.copied
    ]
    judged = [(each, how) for each, how in judged if each.how != "suggests"]
    plain = [each for each, how in judged if how is Standing.PLAIN and not each.entry.copied]
    denied = [each for each, how in judged if how is Standing.DENIED and each.relation != "includes"]
    limited = [each for each, how in judged if how is Standing.LIMITED and not each.entry.copied]
    copied = [each for each, how in judged if how in {Standing.PLAIN, Standing.LIMITED} and each.entry.copied]
    if plain and denied:
        both = (*_quotes(plain)[:1], *_quotes(denied)[:1])
        return _Shown(Finding.PARTLY, both, f"The resume says both about {term}.")
    if plain:
        return _Shown(Finding.MET, _quotes(plain))
    if denied:
        return _Shown(Finding.CONTRADICTED, _quotes(denied), f"The resume itself says no to {term}.")
    for shown, note in (
        (limited, f"{term} is named with a reservation."),
        (copied, f"{term} stands only in a sentence taken from the posting."),
        (likely, f"This suggests {term} and does not show it."),
    ):
        if shown:
            return _Shown(Finding.PARTLY, _quotes(shown), note)
    return _Shown(Finding.NOT_FOUND)


def _may_show(mention: Mention, *, exactly: bool) -> bool:
    if mention.entry.section is SectionKind.LANGUAGES:
        return False
    return not (exactly and mention.how in _WEAK_LIKENESS)


def _quotes(found: list[Mention]) -> tuple[Evidence, ...]:
    """Quotations, the ones from a dated role or a certificate first, one per line."""
    strong = {SectionKind.EXPERIENCE, SectionKind.CERTIFICATIONS}
    ordered = sorted(found, key=lambda each: each.entry.section not in strong)
    by_line = {each.entry.line.number: each for each in reversed(ordered)}
    kept = [each for each in ordered if by_line[each.entry.line.number] is each]
    return tuple(
        typed.quote(each.entry.line, each.start, each.end, each.term, each.how) for each in kept[:_QUOTES_AT_MOST]
    )


def _place(requirement: Requirement, index: Index, as_of: date) -> Judgement:
    """A place against the address in the header; the first header line is left out, it is the person's name."""
    del as_of
    letters = sum(len(line.text) for line in index.header[1:])
    for term in requirement.terms[0]:
        index.effort.spend(effort.FORM + len(term) + letters // effort.LETTERS_A_STEP)
        pattern = re.compile(rf"(?<!\w){re.escape(term)}(?!\w)", re.IGNORECASE) if tokens(term) else None
        for line in index.header[1:]:
            match = pattern.search(line.text) if pattern else None
            if match:
                found = typed.quote(line, match.start(), match.end(), term, "place")
                return Judgement(requirement.id, Finding.MET, (found,))
    return Judgement(requirement.id, Finding.NOT_FOUND)
