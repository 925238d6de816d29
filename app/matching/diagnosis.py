"""Why the rule may have missed this person: likely causes with their proof, and what would have let the person through.

If the ATS's own words point at a cause, only such causes are named: they say which rule it was. Otherwise, unless a
must-have is missing, all that can be shown are, and those that fit nearly everybody (a gap, a title, a wish) only where
there is no other.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from app.matching import careers, form, misread, said, wording
from app.matching.case import Case, Lead, quoted, rule_in_words
from app.matching.index import Index
from app.matching.model import Cause, Diagnosis, Finding, Importance, Judgement, Kind, Rejection, Requirement
from app.matching.said import Topic

_ORDER = (
    Cause.YEARS_MISCOUNT, Cause.KNOCKOUT_CONFLICT, Cause.SYNONYM, Cause.SPELLING, Cause.DEGREE_EQUIVALENT,
    Cause.LOCATION, Cause.UNREADABLE, Cause.GAP_FILTER, Cause.TITLE_MISMATCH, Cause.PREFERRED_AS_REQUIRED,
)  # fmt: skip
_ONLY_ALONE = frozenset({Cause.GAP_FILTER, Cause.TITLE_MISMATCH, Cause.PREFERRED_AS_REQUIRED})
_WORDING = frozenset({Cause.SYNONYM, Cause.SPELLING})
"""Whoever was asked in the form was not searched for in the resume."""
_NAMED_AT_MOST = 3


def diagnose(
    requirements: Sequence[Requirement],
    judgements: Sequence[Judgement],
    index: Index,
    *,
    answers: tuple[tuple[str, str], ...] = (),
    rejection: Rejection | None = None,
    title: str = "",
    as_of: date,
) -> tuple[Diagnosis, ...]:
    """The causes, the likeliest first; empty where nothing can be shown. ``title`` is the posting's.

    Spends the index's effort and may raise ``TooMuchError``.
    """
    heard = said.read(rejection or Rejection())
    repeated = (heard.answer,) if heard.answer else ()
    document = index.resume.document
    text = " ".join([line.text for line in document.lines] + [line.text for line in document.hidden])
    case = Case(
        pairs=tuple(zip(requirements, judgements, strict=True)),
        index=index,
        as_of=as_of,
        answers=(*form.read(answers), *form.read(repeated)),
        said=heard,
        title=title,
        text=" ".join(text.casefold().split()),
    )
    kept = sorted(_likely(case, list(_leads(case))), key=lambda lead: _ORDER.index(lead.cause))
    found = tuple(lead.finished(_ending(case, kept)) for lead in kept)
    return (*_no_miss(case), *found)


def _leads(case: Case) -> Iterator[Lead]:
    yield from careers.years(case)
    yield from _conflicts(case)
    yield from wording.leads(case)
    yield from careers.place(case)
    yield from misread.leads(case)
    yield from careers.gap(case)
    yield from careers.title(case)
    yield from _wishes(case)


def _likely(case: Case, found: list[Lead]) -> list[Lead]:
    answered = {lead.requirement_ids for lead in found if lead.cause is Cause.KNOCKOUT_CONFLICT}
    leads = [lead for lead in found if lead.cause not in _WORDING or lead.requirement_ids not in answered]
    pointed = [lead for lead in leads if lead.pointed]
    surer = [lead for lead in pointed if lead.cause is not Cause.UNREADABLE or case.about(Topic.FILE)]
    if surer or case.unmet_musts:
        return surer
    return pointed or [lead for lead in leads if lead.cause not in _ONLY_ALONE] or leads


def _ending(case: Case, kept: Sequence[Lead]) -> str:
    """The second half of what would have happened otherwise; nothing is promised where a must-have is missing."""
    musts = [each for each, _ in case.pairs if each.importance is Importance.MUST and each.kind is not Kind.OTHER]
    if case.unmet_musts or not musts:
        return ""
    if len(kept) > 1:
        return "this would not have stood in the way."
    return "nothing that the posting demands would have been missing."


def _conflicts(case: Case) -> Iterator[Lead]:
    """The form says no, or a smaller number, and the resume shows it: both are quoted, and nothing is overruled."""
    for requirement, judgement in case.met:
        answer = form.conflicting(judgement, requirement, case.answers, case.index.lexicon)
        if answer is None:
            continue
        number = requirement.kind is Kind.YEARS
        instead = f"{requirement.amount:g} or more" if number and requirement.amount else "yes"
        yield Lead(
            cause=Cause.KNOCKOUT_CONFLICT,
            pointed=case.said.repeats(answer.question)
            or case.names(requirement) is not None
            or (number and case.about(Topic.YEARS)),
            says="The form says less than the resume shows."
            if number
            else "The form says no, and the resume shows it.",
            requirement_ids=(requirement.id,),
            evidence=judgement.evidence,
            answer=(answer.question, answer.said),
            otherwise=f"Had the answer been {quoted(instead)}",
        )


def _wishes(case: Case) -> Iterator[Lead]:
    """Only things that would be nice are missing."""
    missing = [
        requirement
        for requirement, judgement in case.pairs
        if requirement.importance is Importance.NICE
        and requirement.kind is not Kind.OTHER
        and judgement.finding is not Finding.MET
    ]
    if case.unmet_musts or not missing:
        return
    named = [requirement for requirement in missing if case.names(requirement) is not None]
    yield Lead(
        cause=Cause.PREFERRED_AS_REQUIRED,
        pointed=bool(named) or case.about(Topic.PREFERRED),
        says=f"Only what would be nice to have was not found: {_listed(named or missing)}.",
        requirement_ids=tuple(requirement.id for requirement in named or missing),
        otherwise=f"Had {rule_in_words(case.said)} asked for what the posting demands, and no more",
    )


def _no_miss(case: Case) -> Iterator[Diagnosis]:
    """A must-have is denied, shown in part, or not found: said plainly, because silence rescues nobody."""
    unmet = case.unmet_musts
    if not unmet:
        return
    words = {
        Finding.CONTRADICTED: "The resume itself says otherwise about",
        Finding.PARTLY: "Shown only in part:",
        Finding.NOT_FOUND: "Not found in the resume:",
    }
    parts = [
        f"{says} {_listed([requirement for requirement, judgement in unmet if judgement.finding is finding])}."
        for finding, says in words.items()
        if any(judgement.finding is finding for _, judgement in unmet)
    ]
    yield Diagnosis(
        cause=Cause.NOT_A_MISS,
        says=" ".join(parts),
        requirement_ids=tuple(requirement.id for requirement, _ in unmet),
        evidence=tuple(quote for _, judgement in unmet for quote in judgement.evidence),
    )


def _listed(requirements: Sequence[Requirement]) -> str:
    texts = [quoted(requirement.text) for requirement in requirements[:_NAMED_AT_MOST]]
    more = len(requirements) - _NAMED_AT_MOST
    return ", ".join(texts) + (f" and {more} more" if more > 0 else "")
