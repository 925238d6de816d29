"""What the ATS said when it rejected: which requirements its rule or reason names, and what kind of thing it is about.

Rules have names such as ``min_years_3`` and reasons such as "Kubernetes = No"; both are read as words.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from app.matching.lexicon import Lexicon
from app.matching.model import Rejection, Requirement
from app.matching.normalize import tokens

_AT_MOST = 1_000
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_ANSWERED = re.compile(r"^(?P<question>.{2,}?)\s*(?:={1,2}|:|->|\bis\b)\s*(?P<said>no|none|false)$", re.IGNORECASE)


class Topic(StrEnum):
    """What a rule can be about without naming a requirement."""

    GAP = "gap"
    TITLE = "title"
    PLACE = "place"
    DEGREE = "degree"
    YEARS = "years"
    PREFERRED = "preferred"
    FILE = "file"


_TOPICS = {
    Topic.GAP: r"gaps?|unbroken|uninterrupted|continuous\w*|career breaks?|currently employed|unemploy\w+",
    Topic.TITLE: r"titles?|current position|current role",
    Topic.PLACE: r"locat\w+|commut\w+|relocat\w+|distance|radius|post ?codes?|zip|city|residence",
    Topic.DEGREE: r"degrees?|education\w*|bachelor\w*|masters?|diploma|phd|doctorate|university|studium|abschluss",
    Topic.YEARS: r"years?|yrs|yoe|experience|seniority|jahre|berufserfahrung",
    Topic.PREFERRED: r"preferred|preferences?|nice to haves?|desirable|bonus",
    Topic.FILE: r"pars\w+|unreadable|no text|empty (?:resume|file|cv)|corrupt\w*",
}
_PATTERNS = {topic: re.compile(rf"\b(?:{words})\b", re.IGNORECASE) for topic, words in _TOPICS.items()}


@dataclass(frozen=True, slots=True)
class Said:
    """The words of the ATS. ``answer`` is an answer of the form that it repeats: ``("Kubernetes", "No")``."""

    rule: str
    stems: str
    topics: frozenset[Topic]
    answer: tuple[str, str] | None

    def repeats(self, text: str) -> bool:
        """Whether the words of a text stand in it in a row, however inflected."""
        wanted = _stems(text)
        return bool(wanted.strip()) and wanted in self.stems

    def named(self, requirement: Requirement, lexicon: Lexicon) -> str | None:
        """The term of a requirement that is named, as the posting writes it or by another name; None if none is."""
        terms = [term for group in requirement.terms for term in group]
        own = next((term for term in terms if self.repeats(term)), None)
        if own is not None:
            return own
        forms = (form for term in terms for form in lexicon.forms(term) if form.how == "alias")
        return next((form.text for form in forms if self.repeats(form.text)), None)


def read(rejection: Rejection) -> Said:
    """Read the name of the rule and the reason; both may be empty, and may hold anything."""
    parts = [part[:_AT_MOST].strip() for part in (rejection.rule, rejection.reason)]
    split = [_CAMEL.sub(" ", part.replace("_", " ").replace("-", " ")) for part in parts]
    answered = (_ANSWERED.match(part) for part in parts)
    repeated = next(((found["question"], found["said"]) for found in answered if found), None)
    return Said(
        rule=rejection.rule.strip(),
        stems=".".join(_stems(part) for part in (*parts, *split)),
        topics=frozenset(topic for topic, pattern in _PATTERNS.items() if pattern.search(" . ".join(split))),
        answer=repeated,
    )


def _stems(text: str) -> str:
    return f" {' '.join(word.stem for word in tokens(text))} "
