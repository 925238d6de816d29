"""The JSON of the API: what goes out mirrors the frozen values of the slices, what comes in is bounded."""

from datetime import date, datetime
from typing import Annotated, Any

from fastapi import Path, Query
from pydantic import BaseModel, Field, StringConstraints

from app.matching.model import Cause
from app.review.words import NOTE_LIMIT
from app.web.api.desk_schemas import AtDeskOut
from app.web.api.shapes import In, Out

ID = r"^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$"
NO_NUL = r"^[^\u0000]*$"
Id = Annotated[str, StringConstraints(pattern=ID)]
PathId = Annotated[str, Path(pattern=ID)]
QueryId = Annotated[str | None, Query(pattern=ID)]
Cursor = Annotated[str | None, Query(max_length=300, description="`next_cursor` of the page before")]
Limit = Annotated[int, Query(ge=1, le=200)]
Term = Annotated[str, StringConstraints(max_length=100, pattern=NO_NUL)]
Alternatives = Annotated[list[Term], Field(max_length=50)]
Text = Annotated[str, StringConstraints(max_length=NOTE_LIMIT, pattern=NO_NUL)]


class ProblemOut(BaseModel):
    """A refusal (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    instance: str


class WaitingItemOut(Out):
    """One candidate who waits."""

    id: str
    code: str
    posting_id: str
    posting_title: str
    rule: str
    deadline: datetime
    overdue: bool
    waits_because: str
    not_held: bool = Field(description="the ATS could not be told to hold the mail: it may leave")
    holder: str
    held_until: datetime | None
    asked_until: datetime | None = Field(description="a hiring manager is asked and may answer until then")
    skips: int = Field(description="how many people left it to others")
    two_step: bool = Field(description="the rule is shown only after an own judgement, so it is empty here")


class WaitingPageOut(Out):
    """A page of the queue."""

    items: list[WaitingItemOut]
    next_cursor: str | None


class QuoteOut(Out):
    """A quotation: characters ``start`` to ``end`` of a line of the resume."""

    mark: int = Field(description="number of the mark in the resume's lines; 0 where the line is withheld")
    line: int
    page: int
    start: int
    end: int
    text: str
    where: str = Field(description="the part of the resume it stands in, in words; may be empty")


class RequirementRowOut(Out):
    """One requirement with what the resume says about it."""

    id: str
    number: int
    text: str
    must: bool
    finding: str
    words: str
    quotes: list[QuoteOut]
    note: str


class ReasonOut(Out):
    """Why the rule may have missed this person, with its proof. Everybody gets the same treatment."""

    cause: Cause
    words: str
    says: str
    numbers: list[int] = Field(description="of the requirements it is about")
    quotes: list[QuoteOut]
    question: str = Field(description="of the application form; empty where the form has no part in it")
    answer: str
    otherwise: str = Field(description="what would have let the person through; may be empty")


class AnswerOut(Out):
    """An answer in the application form."""

    question: str
    answer: str


class PieceOut(Out):
    """A stretch of a line with the marks that cover it."""

    text: str
    marks: list[int]


class LineOut(Out):
    """A line of the resume."""

    number: int
    page: int
    heading: bool
    bullet: bool
    pieces: list[PieceOut]


class UnseenLineOut(Out):
    """Text that a reader of the page would not see; it counted for nothing."""

    page: int
    text: str
    why: str


class ResumeTextOut(Out):
    """The text of the resume. ``withheld`` counts contact lines that are hidden until the decision is final."""

    lines: list[LineOut]
    pages: int
    withheld: int
    remarks: list[str]
    unseen: list[UnseenLineOut] = Field(description="the first of `unseen_count` lines that cannot be seen")
    unseen_count: int
    unreadable: str


class SituationOut(Out):
    """What is true now and what follows, in sentences; all but ``rejected`` may be empty where nobody waits."""

    rejected: str
    mail: str
    undecided: str
    reinstating: str
    upholding: str
    lapsed: str
    not_held: bool = Field(description="the ATS could not be told to hold the mail: it may leave")
    extendable: bool


class HeardOut(Out):
    """What one of two people thought."""

    by: str
    action: str
    requirements: list[str]
    reason: str
    note: str
    at: datetime


class RejectionOut(Out):
    """One candidate with everything needed to decide. ``name`` is empty until then."""

    id: str
    code: str
    name: str
    state: str
    waits: bool
    posting_id: str
    posting_title: str
    posting_text: str
    situation: SituationOut
    rule: str
    reason: str
    rejected_at: datetime
    deadline: datetime | None
    overdue: bool
    waits_because: str
    requirements: list[RequirementRowOut]
    counted: str = Field(description="how many must-haves have evidence; empty while nothing was compared")
    reasons: list[ReasonOut]
    answers: list[AnswerOut]
    resume: ResumeTextOut
    holder: str
    lease_until: datetime | None
    mine: bool
    desk: AtDeskOut
    judge_first: bool = Field(
        description="give an own judgement first; until then rule, answers and what was found are empty"
    )
    own_judgement: str = Field(description="the action of that judgement; empty where none was asked for or given")
    said_already: bool = Field(description="you have said what you think; somebody else looks now")
    differing: list[HeardOut] = Field(description="two people who did not agree; whoever decides now settles it")
    stage_words: str = Field(description="what to send as `stage` of a decision; empty where the ATS chooses")
    target_stage: str = Field(description="the stage that was sent last for this posting")


class NextIn(In):
    """Narrow down what is served."""

    posting_id: Id | None = None
    other_than: Id | None = Field(None, description="just put back: served again only when nobody else is left")


class NextOut(BaseModel):
    """The candidate served, leased to the key's user; or null, why, and when to ask again."""

    rejection: RejectionOut | None
    until: datetime | None
    reason: str | None
    text: str


class LeaseOut(BaseModel):
    """The end of the lease."""

    lease_until: datetime


class HoldIn(In):
    """Hold longer."""

    days: int = Field(ge=1, le=30, description="working days")
    reason: Text


class HoldOut(BaseModel):
    """The new end of the hold."""

    deadline: datetime


class RevealIn(In):
    """Why one needs to know who it is."""

    reason: Text


class TermsIn(In):
    """Whether two terms mean the same thing. It counts in matching when an admin has accepted it."""

    term: Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=NO_NUL)]
    form: Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=NO_NUL)]
    same: bool


class TermsOut(Out):
    """What was said, and whether it is in force."""

    id: str
    term: str
    form: str
    same: bool
    said_by: str
    said_at: datetime
    accepted_at: datetime | None


class FindingOut(Out):
    """One answer of one check."""

    check: str
    severity: str
    subject: str
    text: str
    key: str = Field(description="the same in every night that finds it again")
    weight: float = Field(description="about how many people it concerns")


class NightOut(BaseModel):
    """The report of a night, over the days from ``since`` to ``day``."""

    day: date
    since: date
    started_at: datetime
    finished_at: datetime | None
    snapshot: str = Field(description="names the state of the data that was read")
    seed: str
    versions: dict[str, str]
    digest: str = Field(description="SHA-256 of the whole report as `second-look audit show --json` writes it")
    answers: list[dict[str, Any]] = Field(description="of each check: its tables, and what it could not measure")
    findings: list[FindingOut]
    findings_total: int
