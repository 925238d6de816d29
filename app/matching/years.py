"""Years of a thing: the union of the months of the dated roles that name it. Two jobs at once do not count twice.

The note holds the whole sum, so that a recruiter can do it again by hand. What somebody says of their years is a claim.
"""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable
from datetime import date

from app.matching import qualified, quoting
from app.matching.align import Mention, mentions
from app.matching.hedges import Standing, in_passing, standing
from app.matching.index import Index
from app.matching.lexicon import Form
from app.matching.model import Evidence, Finding, Judgement, Requirement
from app.matching.roles import Role, Span, roles
from parsers.model import SectionKind

_MONTHS = 12
_CLAIM = re.compile(
    r"\b(\d{1,2})\s*\+?\s*(?:years?|yrs?|Jahren?|ans|ann\u00e9es|a\u00f1os|anni|jaar|anos)\b|(\d{1,2})\s*(?:\u5e74|\u0633\u0646\u0648\u0627\u062a|\u0633\u0646\u0629|\u0639\u0627\u0645)",
    re.IGNORECASE,
)
_ROLES_QUOTED = 40
_ROLES_SPELLED_OUT = 8
_WORK = frozenset({SectionKind.EXPERIENCE, SectionKind.VOLUNTEER})


def covered(spans: Iterable[Span]) -> int:
    """Months in the union of the spans."""
    total, reached = 0, -1
    for first, last in sorted(spans):
        total += max(0, last - max(first - 1, reached))
        reached = max(reached, last)
    return total


def least(found: Iterable[Role]) -> int:
    """Months that the roles cover for certain, whatever months a year without one means."""
    return covered(role.least for role in found if role.least)


def most(found: Iterable[Role]) -> int:
    """Months that the roles cover at most."""
    return covered(role.most for role in found)


def years_of(requirement: Requirement, index: Index, as_of: date) -> Judgement:
    """Years of a thing, from the dated roles that name it; each of several things for itself."""
    wanted = round((requirement.amount or 0) * _MONTHS)
    dated = roles(index, as_of)
    counted = [_counted(index, dated, group, as_of) for group in requirement.terms] or [dated]
    poorest = min(counted, key=lambda found: (least(found), most(found)))
    term = ", ".join(" or ".join(group) for group in requirement.terms) or "experience"
    evidence = quoted(index, poorest, term)
    claim = _claim(requirement, index, as_of)
    if not evidence:
        return _undated(requirement, index, as_of, claim, has_roles=bool(dated))
    sum_up = arithmetic(poorest)
    if least(poorest) >= max(wanted, 1):
        return Judgement(requirement.id, Finding.MET, evidence, f"{sum_up}.")
    note = f"{sum_up}; {worded(wanted)} are asked for."
    if most(poorest) >= wanted:
        note += " Years without months leave it open."
    if claim is not None and claim.line not in {each.line for each in evidence}:
        evidence, note = (*evidence, claim), f"{note} The resume states more: \u201c{claim.quote}\u201d."
    return Judgement(requirement.id, Finding.PARTLY, evidence, note)


def _undated(
    requirement: Requirement, index: Index, as_of: date, claim: Evidence | None, *, has_roles: bool
) -> Judgement:
    """Where no dated role names the thing: a statement of years, or the thing named elsewhere, is PARTLY."""
    if claim is not None:
        return Judgement(requirement.id, Finding.PARTLY, (claim,), "Stated, but no dated role shows it.")
    named = [each for group in requirement.terms for term in group for each in _plain(index, term, as_of)]
    if named and has_roles:
        return Judgement(requirement.id, Finding.PARTLY, quoting.strongest(named), "Named, but in no dated role.")
    note = "" if has_roles else "No dated role could be read in the resume, so no years could be counted."
    return Judgement(requirement.id, Finding.NOT_FOUND, note=note)


def _counted(index: Index, dated: list[Role], group: tuple[str, ...], as_of: date) -> list[Role]:
    """The roles that name one of the terms; where an event is one ("post-qualification"), those after it."""
    event = next((term for term in group if qualified.is_event(term)), None)
    if event is not None:
        return qualified.roles_after(index, dated, as_of, event)
    return roles_with(index, dated, group, as_of)


def quoted(index: Index, found: Iterable[Role], term: str) -> tuple[Evidence, ...]:
    """The lines with the dates of the roles."""
    lines = dict.fromkeys(role.dated for role in found if role.dated in index.numbered)
    entries = [index.numbered[number] for number in lines][:_ROLES_QUOTED]
    return tuple(quoting.whole(entry.line, entry.section, term, "years") for entry in entries)


def arithmetic(found: list[Role]) -> str:
    """``2019-03 to 2024-11 (Staff Nurse), 2022-01 to 2023-06 (Bank Nurse), overlap counted once: 5 years 9 months``."""
    ordered = sorted(found, key=lambda each: each.most)
    parts = [_role_worded(role) for role in ordered[:_ROLES_SPELLED_OUT]]
    if len(ordered) > _ROLES_SPELLED_OUT:
        parts.append(f"{len(ordered) - _ROLES_SPELLED_OUT} more")
    if most(ordered) < sum(role.most[1] - role.most[0] + 1 for role in ordered):
        parts.append("overlap counted once")
    low, high = least(ordered), most(ordered)
    total = worded(high) if low == high else f"between {worded(low)} and {worded(high)}"
    return f"{', '.join(parts)}: {total}"


def _role_worded(role: Role) -> str:
    first, last = role.most
    coarse = role.least != role.most
    start, end = (_year(first), _year(last)) if coarse else (_month(first), _month(last))
    about = [role.title] if role.title else []
    about += ["going on at the application"] if role.open else []
    about += ["unpaid"] if role.unpaid else []
    about += ["part-time, counted in full"] if role.part_time else []
    return f"{start} to {end}" + (f" ({', '.join(about)})" if about else "")


def _month(month: int) -> str:
    return f"{month // _MONTHS}-{month % _MONTHS + 1:02d}"


def _year(month: int) -> str:
    return str(month // _MONTHS)


def worded(months: int) -> str:
    """``27`` as ``2 years 3 months``."""
    years, rest = divmod(months, _MONTHS)
    parts = [(years, "year"), (rest, "month")]
    return " ".join(f"{count} {unit}{'s' * (count != 1)}" for count, unit in parts if count) or "less than a month"


def roles_with(
    index: Index, dated: list[Role], group: Iterable[str], as_of: date, forms: Iterable[Form] | None = None
) -> list[Role]:
    """The roles whose lines name one of the terms without taking it back; ``forms`` as in ``align.mentions``."""
    named = sorted(
        mention.entry.line.number
        for term in group
        for mention in _plain(index, term, as_of, forms)
        if (mention.entry.section in _WORK or index.unparted) and not in_passing(mention, index)
    )
    return [role for role in dated if bisect_left(named, role.first) < bisect_right(named, role.last)]


def _plain(index: Index, term: str, as_of: date, forms: Iterable[Form] | None = None) -> list[Mention]:
    found = (each for each in mentions(index, term, forms) if each.how != "suggests" and not each.entry.copied)
    return [each for each in found if standing(each, index, as_of) is Standing.PLAIN]


def _claim(requirement: Requirement, index: Index, as_of: date) -> Evidence | None:
    for group in requirement.terms:
        for term in group:
            for mention in _plain(index, term, as_of):
                entry = mention.entry
                match = _CLAIM.search(entry.line.text)
                if match and int(match[1] or match[2]) >= (requirement.amount or 0):
                    return quoting.whole(entry.line, entry.section, term, "claim")
    return None
