"""The words of matching: requirement, evidence, judgement, match, and the versioned policy behind a verdict."""

from dataclasses import dataclass
from enum import StrEnum


class Importance(StrEnum):
    """Whether the posting demands a thing or would like it."""

    MUST = "must"
    NICE = "nice"


class Kind(StrEnum):
    """What a requirement asks for. OTHER (soft skills, anything not understood) is shown and never scored."""

    SKILL = "skill"
    YEARS = "years"
    DEGREE = "degree"
    LICENCE = "licence"
    LANGUAGE = "language"
    AUTHORISATION = "authorisation"
    LOCATION = "location"
    CONDITION = "condition"
    """A shift, travel, a physical demand, a way of working: what a resume seldom says and a form asks."""
    OTHER = "other"


class Finding(StrEnum):
    """The judgement on one requirement. NOT_FOUND says what was found in the resume, never what a person has."""

    MET = "met"
    PARTLY = "partly"
    CONTRADICTED = "contradicted"
    NOT_FOUND = "not_found"


class Strength(StrEnum):
    """Where a quotation stands, the strongest first: work that was done counts for more than a word in a list."""

    ROLE = "role"
    CERTIFICATE = "certificate"
    SKILLS = "skills"
    SUMMARY = "summary"
    OTHER = "other"


class Cause(StrEnum):
    """Why a rule may have missed somebody; each is shown with its proof."""

    SYNONYM = "synonym"
    SPELLING = "spelling"
    UNREADABLE = "unreadable"
    KNOCKOUT_CONFLICT = "knockout_conflict"
    YEARS_MISCOUNT = "years_miscount"
    GAP_FILTER = "gap_filter"
    TITLE_MISMATCH = "title_mismatch"
    DEGREE_EQUIVALENT = "degree_equivalent"
    LOCATION = "location"
    PREFERRED_AS_REQUIRED = "preferred_as_required"
    NOT_A_MISS = "not_a_miss"


class Verdict(StrEnum):
    """STRONG is held for a person, WEAK is not flagged, DOUBT (posting not understood) is held too."""

    STRONG = "strong"
    WEAK = "weak"
    DOUBT = "doubt"


@dataclass(frozen=True, slots=True)
class Requirement:
    """One thing the posting asks for.

    ``text`` is literally from the posting; ``source`` is the sentence it was cut from, empty if it is all of it.
    ``terms`` is a conjunction of alternatives: ``(("java", "c#"), ("sql",))`` means (Java or C#) and SQL. ``amount``
    is years for YEARS; ``level`` is the ordered word for DEGREE and LANGUAGE (``bachelor``, ``b2``); ``equivalent``
    says that experience may stand in for the DEGREE.
    """

    id: str
    text: str
    kind: Kind
    importance: Importance
    terms: tuple[tuple[str, ...], ...] = ()
    amount: float | None = None
    level: str | None = None
    equivalent: bool = False
    source: str = ""


@dataclass(frozen=True, slots=True)
class Evidence:
    """A quotation: ``quote`` is literally ``line.text[start:end]`` of the resume line with that number."""

    line: int
    page: int
    start: int
    end: int
    quote: str
    term: str
    how: str
    """Why this counts: ``exact``, ``alias``, ``inflection``, ``spelling``, ``years``, ``degree``, ``language``, ..."""
    strength: Strength = Strength.OTHER


@dataclass(frozen=True, slots=True)
class Judgement:
    """The finding on one requirement with what it rests on.

    MET and CONTRADICTED always carry evidence. Only what a form asks (AUTHORISATION, CONDITION, LOCATION) may rest on
    an answer instead, which ``note`` quotes.
    """

    requirement_id: str
    finding: Finding
    evidence: tuple[Evidence, ...] = ()
    note: str = ""

    @property
    def met(self) -> bool:
        """Whether the finding is MET; a thing shown in part is not."""
        return self.finding is Finding.MET


@dataclass(frozen=True, slots=True)
class MatchPolicy:
    """When a match is strong. ``allowed_missing`` is k of the flag rule: must-haves that may be NOT_FOUND."""

    version: str = "1"
    allowed_missing: int = 0


@dataclass(frozen=True, slots=True)
class Rejection:
    """What the ATS said when it rejected: the name of its rule and its reason, as written there; empty if unsaid."""

    rule: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One likely reason why the rule missed this person, as a sentence, with the quotations or the answer that show it.

    ``answer`` is question and answer of the application form. ``otherwise`` says which rule or answer, had it been read
    differently, would have let the person through; empty where none would.
    """

    cause: Cause
    says: str
    requirement_ids: tuple[str, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    answer: tuple[str, str] | None = None
    otherwise: str = ""


@dataclass(frozen=True, slots=True)
class Match:
    """All judgements on one resume against one posting, with the verdict and the versions that made it."""

    verdict: Verdict
    why: str
    judgements: tuple[Judgement, ...]
    policy_version: str
    matcher_version: str
    diagnoses: tuple[Diagnosis, ...] = ()
