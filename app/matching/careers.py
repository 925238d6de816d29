"""What a rule may have misread in a working life: years that only add up, gaps, a title, a place.

Why there is a gap is never read.
"""

import re
from collections.abc import Iterator, Sequence

from app.matching import quoting, stated, wordlists
from app.matching.case import Case, Lead, quoted, rule_in_words
from app.matching.masked import contact_ranges
from app.matching.model import Cause, Evidence, Finding, Judgement, Kind, Requirement
from app.matching.normalize import tokens
from app.matching.roles import Role, month_of, roles
from app.matching.said import Topic
from app.matching.years import least, most, worded
from parsers.model import Field
from parsers.model import Role as Job

GAP_FROM = 6
"""Months. Filters for gaps often begin here (Fuller et al., "Hidden Workers: Untapped Talent", 2021)."""

_STATED = re.compile(r"(?<![\d.])(\d{1,2})\s*\+?\s*(?:years?|yrs?|jahren?)\b", re.IGNORECASE)
_ROLES_QUOTED = 6
_SAME_START = 4
"""Letters of a head noun with which a longer one of its family begins."""
_PART = re.compile(r"\s[-\u2013\u2014]\s|[,/&(|:]|\b(?:at|of|for|in|with|and|und|bei|de|du|der)\b", re.IGNORECASE)
_GRADE = re.compile(r"(?:i{1,3}|iv|v|jr|sr|junior|senior|\d+|m|f|w|d|x|mwd|mfd)", re.IGNORECASE)
_ANYWHERE = frozenset({"remote", "hybrid"})
"""Ways of working for which an address matters less, as the table ``circumstances`` names them."""


def years(case: Case) -> Iterator[Lead]:
    """Years that the roles reach together, no single one of them does, and no line states."""
    for requirement, judgement in case.met:
        dated = {quote.line for quote in judgement.evidence if quote.how == "years"}
        if requirement.kind is not Kind.YEARS or len(dated) < 2:  # noqa: PLR2004 - to add up takes two
            continue
        wanted = round((requirement.amount or 0) * 12)
        held = [role for role in roles(case.index, case.as_of) if role.dated in dated]
        longest = max((most([role]) for role in held), default=wanted)
        if longest < wanted and not _states(case, requirement.amount or 0):
            yield _miscount(case, requirement, judgement, held, longest)


def _miscount(case: Case, requirement: Requirement, judgement: Judgement, held: Sequence[Role], longest: int) -> Lead:
    wanted = worded(round((requirement.amount or 0) * 12))
    return Lead(
        cause=Cause.YEARS_MISCOUNT,
        pointed=case.about(Topic.YEARS) or case.names(requirement) is not None,
        says=f"{len(held)} roles together cover {worded(least(held))}; the longest covers {worded(longest)}, "
        f"and {wanted} are asked for. No line of the resume states the total.",
        requirement_ids=(requirement.id,),
        evidence=tuple(quote for quote in judgement.evidence if quote.how == "years")[:_ROLES_QUOTED],
        otherwise=f"Had {rule_in_words(case.said)} added the roles up",
    )


def _states(case: Case, amount: float) -> bool:
    return any(int(match[1]) >= amount for match in _STATED.finditer(case.text))


def gap(case: Case) -> Iterator[Lead]:
    """A time without a dated role, where the must-haves are met. What is said about that time is not read."""
    if case.unmet_musts:
        return
    pointed = case.about(Topic.GAP)
    found = _longest_gap(case)
    if found is None and not pointed:
        return
    months, around = found or (0, ())
    time = f"there are {worded(months)} between dated roles, or after them" if found else "no such gap was found"
    yield Lead(
        cause=Cause.GAP_FILTER,
        pointed=pointed,
        says=f"All must-haves were found; {time}. A gap is not among what the posting asks for.",
        evidence=around,
        otherwise=f"Had {rule_in_words(case.said)} left times without a job aside",
    )


def _longest_gap(case: Case) -> tuple[int, tuple[Evidence, ...]] | None:
    """Months of the longest gap of more than ``GAP_FROM``, and the dates that stand around it."""
    spans = sorted((role.most, role.dated) for role in roles(case.index, case.as_of))
    gaps: list[tuple[int, tuple[int, ...]]] = []
    reached, before = -1, 0
    for (first, last), line in spans:
        if reached >= 0:
            gaps.append((first - reached - 1, (before, line)))
        if last > reached:
            reached, before = last, line
    if spans:
        gaps.append((month_of(case.as_of) - reached - 1, (before,)))
    longest = max(gaps, default=(0, ()))
    if longest[0] <= GAP_FROM:
        return None
    entries = [case.index.numbered[line] for line in longest[1] if line in case.index.numbered]
    return longest[0], tuple(quoting.whole(entry.line, entry.section, "gap", "gap") for entry in entries)


def title(case: Case) -> Iterator[Lead]:
    """The latest title has none of the posting's head nouns, where the must-haves are met."""
    latest = _latest_title(case)
    asked = _heads(case.title)
    if case.unmet_musts or latest is None or not asked or _related(asked, _heads(latest.quote)):
        return
    yield Lead(
        cause=Cause.TITLE_MISMATCH,
        pointed=case.about(Topic.TITLE),
        says=f"The latest job title is {quoted(latest.quote)}, the posting's is {quoted(case.title)}. "
        "All must-haves were found.",
        evidence=(latest,),
        otherwise=f"Had {rule_in_words(case.said)} not gone by the title",
    )


def _latest_title(case: Case) -> Evidence | None:
    named = [(_ends(job), job.title) for job in case.index.resume.fields.work if job.title and job.title.spans]
    return _quote(case, max(named, key=lambda each: each[0])[1]) if named else None


def _ends(job: Job) -> tuple[bool, int, int]:
    end = job.end or job.start
    return job.current, end.year if end else 0, (end.month or 12) if end else 0


def _quote(case: Case, found: Field) -> Evidence | None:
    span = found.spans[0]
    entry = case.index.numbered.get(span.line)
    private = contact_ranges(case.index.resume).get(span.line, ())
    if entry is None or any(start < span.end and span.start < end for start, end in private):
        return None  # A reader may take a name for a title; names enter nothing.
    if not entry.line.text[span.start : span.end].strip():
        return None
    return quoting.quote(entry.line, entry.section, span.start, span.end, "title", "title")


def _heads(text: str) -> frozenset[str]:
    """The head nouns of a title: "Ward Nurse, Orthopaedics" is about a nurse; "Senior Developer II" a developer."""
    parts = ([word for word in tokens(part) if not _GRADE.fullmatch(word.text)] for part in _PART.split(text[:300]))
    return frozenset(words[-1].stem for words in parts if words)


def _related(asked: frozenset[str], held: frozenset[str]) -> bool:
    """Whether two titles share a head noun; a lead and a leader, nurses and nursing are one."""
    pairs = ((min(one, other, key=len), max(one, other, key=len)) for one in asked for other in held)
    return any(long == short or (len(short) >= _SAME_START and long.startswith(short)) for short, long in pairs)


def place(case: Case) -> Iterator[Lead]:
    """The rule is about a place; the resume names it or speaks of moving, or the job can be done anywhere."""
    asked = [pair for pair in case.pairs if pair[0].kind is Kind.LOCATION]
    missed = any(judgement.finding in {Finding.NOT_FOUND, Finding.PARTLY} for _, judgement in asked)
    if not (case.about(Topic.PLACE) or missed):
        return
    says, evidence = _place_says(case, asked)
    if says:
        yield Lead(
            cause=Cause.LOCATION,
            pointed=case.about(Topic.PLACE),
            says=says,
            requirement_ids=tuple(requirement.id for requirement, _ in asked),
            evidence=evidence,
            otherwise=f"Had {rule_in_words(case.said)} not gone by the address",
        )


def _place_says(case: Case, asked: list[tuple[Requirement, Judgement]]) -> tuple[str, tuple[Evidence, ...]]:
    met = [judgement for _, judgement in asked if judgement.finding is Finding.MET and judgement.evidence]
    if met:
        return "The resume names the place that is asked for.", met[0].evidence
    moves = stated.moving(case.index, case.as_of, "moves to", "would move")
    if moves is not None:
        return "The resume speaks of moving.", (quoting.of(moves, "relocation"),)
    texts = [case.title, *(requirement.text for requirement, _ in case.pairs)]
    anywhere = next((text for text in texts if _can_be_done_anywhere(text)), None)
    return (f"The posting says {quoted(anywhere)}.", ()) if anywhere else ("", ())


def _can_be_done_anywhere(text: str) -> bool:
    return any(hit.name in _ANYWHERE for hit in wordlists.classes("circumstances").all(tokens(text)))
