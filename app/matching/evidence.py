"""One requirement against one resume: the judgement and the words it rests on.

Here are the kinds that are named (skills, licences). Years, degrees, languages and circumstances have a file each.
"""

from collections.abc import Callable, Sequence
from datetime import date

from app.matching import degree, levels, spoken, stated, years
from app.matching.align import Mention, mentions
from app.matching.counts import ASKED_BY_A_FORM
from app.matching.hedges import Standing, standing
from app.matching.index import Index
from app.matching.model import Finding, Judgement, Kind, Requirement
from app.matching.normalize import tokens
from app.matching.quoting import strongest
from app.matching.shown import NOTHING, Shown, all_of, any_of
from parsers.model import SectionKind

_WEAK_LIKENESS = frozenset({"spelling"})
_NEEDS_TERMS = frozenset({Kind.SKILL, Kind.LICENCE, Kind.LOCATION, Kind.CONDITION, Kind.AUTHORISATION})
_NOT_SCORED = "Not scored: a resume cannot settle this, please judge it yourself."

Rule = Callable[[Requirement, Index, date], Judgement]


def judge(requirement: Requirement, index: Index, as_of: date, answers: Sequence[tuple[str, str]] = ()) -> Judgement:
    """The finding on one requirement. Any content is fine; a kind that cannot be scored is NOT_FOUND with a note.

    ``answers`` are question and answer of the form; they settle only what a form is for: the right to work, the place,
    the conditions.
    """
    rules: dict[Kind, Rule] = {
        Kind.SKILL: _named,
        Kind.LICENCE: _named,
        Kind.YEARS: years.years_of,
        Kind.DEGREE: degree.degree,
        Kind.LANGUAGE: spoken.language,
    }
    if requirement.kind in _NEEDS_TERMS and not requirement.terms:
        return Judgement(requirement.id, Finding.NOT_FOUND, note=_NOT_SCORED)
    if requirement.kind in ASKED_BY_A_FORM:
        return stated.circumstance(requirement, index, as_of, answers)
    rule = rules.get(requirement.kind)
    if rule is None:
        return Judgement(requirement.id, Finding.NOT_FOUND, note=_NOT_SCORED)
    return rule(requirement, index, as_of)


def _named(requirement: Requirement, index: Index, as_of: date) -> Judgement:
    exactly = requirement.kind is Kind.LICENCE
    level = levels.stated_number(tokens(requirement.text))
    groups = [
        any_of([_one(index, term, as_of, exactly=exactly, level=level) for term in group])
        for group in requirement.terms
    ]
    return all_of(requirement, groups)


def _one(index: Index, term: str, as_of: date, *, exactly: bool, level: int | None) -> Shown:
    found = [each for each in mentions(index, term) if _may_show(each, exactly=exactly)]
    judged = [(each, _standing(each, index, as_of, level)) for each in found]
    likely = [
        each for each, how in judged if how is Standing.PLAIN and each.how == "suggests" and not each.entry.copied
    ]
    judged = [(each, how) for each, how in judged if each.how != "suggests"]
    plain = [each for each, how in judged if how is Standing.PLAIN and not each.entry.copied]
    denied = [each for each, how in judged if how is Standing.DENIED and each.relation != "includes"]
    wished = [each for each, how in judged if how is Standing.WISHED and not each.entry.copied]
    limited = [each for each, how in judged if how is Standing.LIMITED and not each.entry.copied]
    copied = [each for each, how in judged if how < Standing.UNCLEAR and each.entry.copied]
    if plain and denied:
        both = (*strongest(plain)[:1], *strongest(denied)[:1])
        return Shown(Finding.PARTLY, both, f"The resume says both about {term}.")
    if plain:
        return Shown(Finding.MET, strongest(plain))
    if denied:
        return Shown(Finding.CONTRADICTED, strongest(denied), f"The resume itself says no to {term}.")
    for shown, note in (
        (limited, f"{term} is named with a reservation."),
        (wished, f"{term} is named as something still to come."),
        (copied, f"{term} stands only in a sentence taken from the posting."),
        (likely, f"This suggests {term} and does not show it."),
    ):
        if shown:
            return Shown(Finding.PARTLY, strongest(shown), note)
    return NOTHING


def _standing(mention: Mention, index: Index, as_of: date, level: int | None) -> Standing:
    """By the clause, and of a lower numbered level than the posting's only LIMITED."""
    stated = levels.stated_number(mention.entry.words) if level is not None else None
    below = level is not None and stated is not None and stated < level
    return max(standing(mention, index, as_of), Standing.LIMITED if below else Standing.PLAIN)


def _may_show(mention: Mention, *, exactly: bool) -> bool:
    if mention.entry.section is SectionKind.LANGUAGES:
        return False
    return not (exactly and mention.how in _WEAK_LIKENESS)
