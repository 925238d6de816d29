"""One comparison laid out for the question why the rule missed somebody: what was asked, found, answered and said."""

import re
from dataclasses import dataclass
from datetime import date

from app.matching import effort
from app.matching.counts import counts
from app.matching.form import Answer
from app.matching.index import Index
from app.matching.model import Cause, Diagnosis, Evidence, Finding, Importance, Judgement, Requirement
from app.matching.said import Said, Topic

Pair = tuple[Requirement, Judgement]

_LONGEST_QUOTE = 70
_GOES_ON, _GOES_ON_BEHIND = re.compile(r"\w"), re.compile(r"[\w+#]")


@dataclass(frozen=True, slots=True)
class Case:
    """``text`` is everything that a machine can read in the file, hidden text included, in small letters."""

    pairs: tuple[Pair, ...]
    index: Index
    as_of: date
    answers: tuple[Answer, ...]
    said: Said
    title: str
    text: str

    @property
    def met(self) -> tuple[Pair, ...]:
        """What the resume shows, must or nice."""
        return tuple(pair for pair in self.pairs if pair[1].finding is Finding.MET)

    @property
    def unmet_musts(self) -> tuple[Pair, ...]:
        """Must-haves that a resume can show and this one does not."""
        return tuple(
            pair for pair in self.pairs if pair[0].importance is Importance.MUST
            and counts(pair[0].kind, pair[1].finding) and pair[1].finding is not Finding.MET
        )  # fmt: skip

    def names(self, requirement: Requirement) -> str | None:
        """The term of the requirement that the ATS names."""
        self.index.effort.spend(effort.FORM * sum(len(group) for group in requirement.terms))
        return self.said.named(requirement, self.index.lexicon)

    def about(self, topic: Topic) -> bool:
        """Whether the ATS speaks of this."""
        return topic in self.said.topics

    def holds(self, words: str, *, whole: bool = True) -> bool:
        """Whether words stand in the file as they are; without ``whole`` the last one may go on ("API" in "APIs")."""
        return stands_in(self.text, words, whole=whole)


@dataclass(frozen=True, slots=True)
class Lead:
    """A likely reason. ``pointed`` says that the rule or reason of the ATS itself names what it is about.

    ``otherwise`` is the first half of a sentence: what the rule or the answer would have had to be.
    """

    cause: Cause
    pointed: bool
    says: str
    requirement_ids: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    answer: tuple[str, str] | None = None
    otherwise: str = ""

    def finished(self, ending: str) -> Diagnosis:
        """As the reviewer gets it."""
        otherwise = f"{self.otherwise}, {ending}" if self.otherwise and ending else ""
        return Diagnosis(self.cause, self.says, self.requirement_ids, self.evidence, self.answer, otherwise)


def stands_in(text: str, words: str, *, whole: bool = True) -> bool:
    """Whether words stand in a text of small letters and single blanks, as a search for whole words finds them."""
    wanted = " ".join(words.casefold().split())
    at = text.find(wanted) if wanted else -1
    while at >= 0:
        end = at + len(wanted)
        if not _GOES_ON.match(text[max(0, at - 1) : at]) and not (whole and _GOES_ON_BEHIND.match(text[end : end + 1])):
            return True
        at = text.find(wanted, at + 1)
    return False


def quoted(text: str) -> str:
    """Somebody's words in a sentence of ours, in quotation marks and not endless."""
    text = " ".join(text.split())
    text = text if len(text) <= _LONGEST_QUOTE else text[: _LONGEST_QUOTE - 1] + "\u2026"
    return f"\u201c{text}\u201d"


def rule_in_words(said: Said) -> str:
    """The rule by its name, if it has one."""
    return f"the rule {quoted(said.rule)}" if said.rule else "the rule"
