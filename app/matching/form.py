"""The application form against the resume: where an answer says less than the resume shows, somebody should compare.

A conflict is a note for the reviewer. It changes no finding: people tick the wrong box, and rules read only the box.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from app.matching.lexicon import Lexicon
from app.matching.model import Finding, Judgement, Kind, Requirement
from app.matching.normalize import tokens

CONFLICT = "The form says"
"""Every note about a conflict begins so."""

_NO = frozenset({"no", "false", "n", "none", "\u5426", "\u65e0", "\u6ca1", "\u4e0d", "\u0644\u0627"})
_LITTLE_WORDS = (
    "a an and any are as at can could current currently did do does for had has have held hold how i in is it many",
    "much of on or possess the this to us used using valid we with work worked working year years you your",
)
_LITTLE = frozenset(word for words in _LITTLE_WORDS for word in words.split())
_SAME_START = 4
"""Words count as related from this many common first letters: nurse and nursing, registered and registration."""

_ANSWERS_AT_MOST = 100
_WORDS_AT_MOST = 60


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, with the words that its question is about; ``question`` and ``said`` are as written in the form."""

    question: str
    said: str
    about: frozenset[str]
    stems: str
    denies: bool
    number: float | None


def read(answers: Sequence[tuple[str, str]]) -> tuple[Answer, ...]:
    """The answers that can disagree with a resume: a plain no, or a number."""
    read_ones = (_answer(question, said) for question, said in answers[:_ANSWERS_AT_MOST])
    return tuple(answer for answer in read_ones if answer.denies or answer.number is not None)


def with_conflict(
    judgement: Judgement, requirement: Requirement, answers: Sequence[Answer], lexicon: Lexicon
) -> Judgement:
    """Note a conflict on what the resume shows."""
    answer = conflicting(judgement, requirement, answers, lexicon)
    if answer is None:
        return judgement
    return replace(judgement, note=f"{_disagreement(requirement, answer)} {judgement.note}".strip())


def conflicting(
    judgement: Judgement, requirement: Requirement, answers: Sequence[Answer], lexicon: Lexicon
) -> Answer | None:
    """The first answer that says less than the resume shows; None where the requirement is not met, too."""
    if judgement.finding is not Finding.MET:
        return None
    disagreeing = (answer for answer in answers if _disagreement(requirement, answer))
    return next((answer for answer in disagreeing if _is_about(requirement, answer, lexicon)), None)


def _answer(question: str, said: str) -> Answer:
    words = tokens(question[:1000])[:_WORDS_AT_MOST]
    given = tokens(said[:100])
    return Answer(
        question=question,
        said=said,
        about=frozenset(word.text for word in words) - _LITTLE,
        stems=" ".join(word.stem for word in words),
        denies=bool(given) and given[0].text in _NO,
        number=_number(given[0].text) if given else None,
    )


def _number(text: str) -> float | None:
    return float(text) if text.isascii() and text.replace(".", "", 1).isdigit() and len(text) <= 5 else None  # noqa: PLR2004 - years


def _disagreement(requirement: Requirement, answer: Answer) -> str:
    if requirement.kind is Kind.YEARS and requirement.amount is not None:
        if answer.number is not None and answer.number < requirement.amount:
            return f"{CONFLICT} {answer.number:g}, the resume shows more: please compare."
        return ""
    return f"{CONFLICT} no, the resume shows it: please compare." if answer.denies else ""


def _is_about(requirement: Requirement, answer: Answer, lexicon: Lexicon) -> bool:
    """Whether the question was about this very requirement: names it, or all but its little words come back in it."""
    terms = [term for group in requirement.terms for term in group]
    forms = (form for term in terms for form in lexicon.forms(term) if form.how in {"exact", "alias"})
    named = {" ".join(word.stem for word in form.words) for form in forms}
    if any(f" {stems} " in f" {answer.stems} " for stems in (named | {_stems(requirement.text)}) - {""}):
        return True
    asked_for = {word.text for word in tokens(requirement.text[:1000])[:_WORDS_AT_MOST]} - _LITTLE
    return bool(answer.about) and all(any(_related(word, other) for other in asked_for) for word in answer.about)


def _related(one: str, other: str) -> bool:
    start = one[:_SAME_START]
    return one == other or (len(start) == _SAME_START and start.isalpha() and other.startswith(start))


def _stems(text: str) -> str:
    return " ".join(word.stem for word in tokens(text))
