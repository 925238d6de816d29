"""From judgements to a verdict by a versioned policy, with one sentence that a recruiter can check.

A verdict only decides whether a person looks. Nobody is rejected or advanced by it.
"""

from collections.abc import Sequence
from datetime import date

from app.matching import effort, form
from app.matching.evidence import judge
from app.matching.index import build
from app.matching.model import (
    Finding,
    Importance,
    Judgement,
    Kind,
    Match,
    MatchPolicy,
    Requirement,
    Verdict,
)
from parsers.model import Resume

MATCHER_VERSION = "3"
"""Changes with every change of the rules or the tables, so that an old match says what made it."""

_ORDERED = frozenset({Kind.YEARS, Kind.DEGREE, Kind.LICENCE, Kind.LANGUAGE})
_TEXT_AT_MOST = 70


def match(
    resume: Resume,
    requirements: Sequence[Requirement],
    *,
    policy: MatchPolicy,
    as_of: date,
    answers: tuple[tuple[str, str], ...] = (),
) -> Match:
    """Match one resume with one posting.

    ``as_of`` is the day of the application: "present" ends there. ``answers`` are question and answer of the
    application form; a "no" there against evidence here is noted as a conflict and changes no finding. Never raises
    for any content of resume or posting: what would cost too much to compare (``effort``) is DOUBT.
    """
    try:
        effort.check_length(resume.document.lines)
        index = build(resume, [requirement.text for requirement in requirements])
        found = tuple(judge(each, index, as_of) for each in requirements)
    except effort.TooMuchError as refusal:
        unread = tuple(Judgement(each.id, Finding.NOT_FOUND, note=_NOT_COMPARED) for each in requirements)
        return Match(Verdict.DOUBT, str(refusal), unread, policy.version, MATCHER_VERSION)
    said = form.read(answers)
    judgements = tuple(form.with_conflict(*pair, said) for pair in zip(found, requirements, strict=True))
    verdict, why = _verdict(requirements, judgements, policy)
    if verdict is not Verdict.DOUBT and not index.lines:
        verdict, why = Verdict.DOUBT, "No part of the resume's layout was recognised, so nothing could be compared."
    if verdict is Verdict.WEAK and resume.document.unread:
        verdict, why = Verdict.DOUBT, _PAGES_UNREAD
    return Match(verdict, why, judgements, policy.version, MATCHER_VERSION)


def _verdict(
    requirements: Sequence[Requirement], judgements: Sequence[Judgement], policy: MatchPolicy
) -> tuple[Verdict, str]:
    pairs = list(zip(requirements, judgements, strict=True))
    musts = [(each, found) for each, found in pairs if each.importance is Importance.MUST]
    scored = [(each, found) for each, found in musts if each.kind is not Kind.OTHER]
    if not requirements:
        return Verdict.DOUBT, "The posting was not understood: no requirement was found in it."
    if not scored:
        return Verdict.DOUBT, "The posting was not understood: it has no must-have that a resume can show."
    met = [pair for pair in scored if pair[1].finding is Finding.MET]
    short = [pair for pair in scored if pair[1].finding is not Finding.MET]
    missing = [pair for pair in short if _may_be_missing(*pair)]
    rest = _aside(len(musts) - len(scored), any(found.note.startswith(form.CONFLICT) for _, found in scored))
    count = f"{len(met)} of {len(scored)} must-haves" if len(scored) > 1 else "the only must-have"
    if not short:
        count = f"all {len(scored)} must-haves" if len(scored) > 1 else count
        return Verdict.STRONG, _sentence(f"{count} found in the resume{rest}")
    gaps = "; ".join(_gap(*pair) for pair in short[:3]) + (f" and {len(short) - 3} more" if len(short) > 3 else "")  # noqa: PLR2004 - a sentence holds three
    if met and len(missing) == len(short) <= policy.allowed_missing:
        return Verdict.STRONG, _sentence(f"{count} found in the resume, {len(short)} may be missing: {gaps}{rest}")
    count = count if len(scored) > 1 else "0 of 1 must-haves"
    return Verdict.WEAK, _sentence(f"{count} found in the resume; {gaps}{rest}")


def _may_be_missing(requirement: Requirement, judgement: Judgement) -> bool:
    """Silence may be allowed by the policy; a contradiction or too little of an ordered thing never is."""
    if judgement.finding is Finding.PARTLY:
        return requirement.kind not in _ORDERED
    return judgement.finding is Finding.NOT_FOUND


def _gap(requirement: Requirement, judgement: Judgement) -> str:
    text = (
        requirement.text if len(requirement.text) <= _TEXT_AT_MOST else requirement.text[: _TEXT_AT_MOST - 1] + "\u2026"
    )
    words = {
        Finding.PARTLY: "shown only in part",
        Finding.CONTRADICTED: "contradicted by the resume",
        Finding.NOT_FOUND: "not found",
    }
    return f"{words[judgement.finding]}: \u201c{text}\u201d"


def _aside(unscored: int, conflict: bool) -> str:  # noqa: FBT001 - private, called once
    parts = []
    if unscored:
        parts.append(f"{unscored} more cannot be judged from a resume")
    if conflict:
        parts.append("the form says less than the resume shows")
    return f" ({', '.join(parts)})" if parts else ""


def _sentence(text: str) -> str:
    return text[0].upper() + text[1:] + "."


_NOT_COMPARED = "Not compared: there was too much text."
_PAGES_UNREAD = "Pages of the resume are pictures that could not be read, so what was not found may stand there."
