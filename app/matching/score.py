"""From judgements to a verdict by a versioned policy, with one sentence that a recruiter can check.

A verdict only decides whether a person looks. Nobody is rejected or advanced by it.
"""

from collections.abc import Sequence
from datetime import date

from app.matching import effort, form, narrowed, qualified
from app.matching.alternatives import known
from app.matching.case import quoted
from app.matching.counts import COUNTED, counted, counts
from app.matching.diagnosis import diagnose
from app.matching.evidence import judge
from app.matching.index import build
from app.matching.lexicon import Alias, lexicon_with
from app.matching.model import (
    Finding,
    Importance,
    Judgement,
    Kind,
    Match,
    MatchPolicy,
    Rejection,
    Requirement,
    Verdict,
)
from app.matching.scripts import is_arabic, is_sign
from parsers.model import Resume

RULES_VERSION = "10"
"""Changes with every change of the rules. With the version of the lexicon it says what made an old match."""

_ORDERED = frozenset({Kind.YEARS, Kind.DEGREE, Kind.LICENCE, Kind.LANGUAGE})
_NAMED_AT_MOST = 3


def match(
    resume: Resume,
    requirements: Sequence[Requirement],
    *,
    policy: MatchPolicy,
    as_of: date,
    answers: tuple[tuple[str, str], ...] = (),
    rejection: Rejection | None = None,
    aliases: tuple[Alias, ...] = (),
    title: str = "",
) -> Match:
    """Match one resume with one posting.

    ``as_of`` is the day of the application: "present" ends there. ``answers`` are question and answer of the
    application form; a "no" there against evidence here is noted as a conflict and changes no finding. ``rejection`` is
    what the ATS said: with it the match says why its rule may have missed this person. ``aliases`` are the
    installation's own rows on top of the tables, ``title`` is the posting's. Never raises for any content of resume or
    posting: what would cost too much to compare (``effort``) is DOUBT.
    """
    version = f"{RULES_VERSION}-{lexicon_with(aliases).version}"
    try:
        effort.check_length(resume.document.lines)
        index = build(resume, [requirement.text for requirement in requirements], aliases)
        found = qualified.as_asked(requirements, [judge(each, index, as_of, answers) for each in requirements])
        found = narrowed.as_asked(requirements, found, index, as_of)
        said = form.read(answers)
        judgements = tuple(
            form.with_conflict(*pair, said, index.lexicon) for pair in zip(found, requirements, strict=True)
        )
        diagnoses = diagnose(
            requirements, judgements, index, answers=answers, rejection=rejection, title=title, as_of=as_of
        )
    except effort.TooMuchError as refusal:
        unread = tuple(Judgement(each.id, Finding.NOT_FOUND, note=_NOT_COMPARED) for each in requirements)
        return Match(Verdict.DOUBT, str(refusal), unread, policy.version, version)
    verdict, why = _verdict(requirements, judgements, policy)
    if verdict is not Verdict.DOUBT and (index.unparted or not index.lines):
        verdict, why = Verdict.DOUBT, "No part of the resume's layout was recognised; a person has to look."
    if verdict is Verdict.WEAK and resume.document.unread:
        verdict, why = Verdict.DOUBT, _PAGES_UNREAD
    shown = () if verdict is Verdict.DOUBT else diagnoses
    return Match(verdict, why, judgements, policy.version, version, shown)


def _verdict(
    requirements: Sequence[Requirement], judgements: Sequence[Judgement], policy: MatchPolicy
) -> tuple[Verdict, str]:
    pairs = list(zip(requirements, judgements, strict=True))
    musts = [(each, found) for each, found in pairs if each.importance is Importance.MUST]
    scored = [(each, found) for each, found in musts if counts(each.kind, found.finding)]
    if not requirements:
        return Verdict.DOUBT, "The posting was not understood: no requirement was found in it."
    if not scored:
        return Verdict.DOUBT, "The posting was not understood: it has no must-have that a resume can show."
    met = [pair for pair in scored if pair[1].finding is Finding.MET]
    short = [pair for pair in scored if pair[1].finding is not Finding.MET]
    missing = [pair for pair in short if _may_be_missing(*pair)]
    rest = _aside(len(musts) - len(scored), any(found.note.startswith(form.CONFLICT) for _, found in scored))
    sentence = f"{counted(judgement.finding for _, judgement in scored)}{rest}"
    if not short:
        return Verdict.STRONG, f"{sentence}."
    sentence = f"{sentence}: {_named(short)}."
    if all(_is_of_unknown_words(each) for each, _ in short):
        return Verdict.DOUBT, f"{sentence} {_UNKNOWN_WORDS}"
    if met and len(missing) == len(short) <= policy.allowed_missing:
        return Verdict.STRONG, sentence
    return Verdict.WEAK, sentence


def _is_of_unknown_words(requirement: Requirement) -> bool:
    """Whether it names something in Chinese or Arabic that no table knows: nobody can say if it was cut out rightly."""
    named = requirement.kind in {Kind.SKILL, Kind.LICENCE, Kind.YEARS}
    own = (group for group in requirement.terms if not known(group))
    return named and any(is_sign(term) or is_arabic(term) for group in own for term in group)


def _may_be_missing(requirement: Requirement, judgement: Judgement) -> bool:
    """Silence may be allowed by the policy; a contradiction or too little of an ordered thing never is."""
    if judgement.finding is Finding.PARTLY:
        return requirement.kind not in _ORDERED
    return judgement.finding is Finding.NOT_FOUND


def _named(short: Sequence[tuple[Requirement, Judgement]]) -> str:
    """What is not met, in the order in which it was counted."""
    texts = [quoted(each.text) for wanted in COUNTED for each, found in short if found.finding is wanted]
    more = len(texts) - _NAMED_AT_MOST
    return ", ".join(texts[:_NAMED_AT_MOST]) + (f" and {more} more" if more > 0 else "")


def _aside(unscored: int, conflict: bool) -> str:  # noqa: FBT001 - private, called once
    parts = []
    if unscored:
        parts.append(f"{unscored} more cannot be judged from a resume")
    if conflict:
        parts.append("the form says less than the resume shows")
    return f" ({', '.join(parts)})" if parts else ""


_NOT_COMPARED = "Not compared: there was too much text."
_UNKNOWN_WORDS = "Only words of the posting that the tables do not know were missed; a person has to look."
_PAGES_UNREAD = (
    "Pages of the resume are pictures that could not be read with certainty, so what was not found may stand there."
)
