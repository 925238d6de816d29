"""The JSON of what people at the desk do with each other: skipping, taking over, asking, answering."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from app.web.api.shapes import Out


class ManagerOut(Out):
    """A hiring manager who can be asked."""

    id: str
    name: str


class QuestionOut(Out):
    """A question to a hiring manager about one candidate."""

    id: str
    rejection_id: str
    code: str
    posting_title: str
    asked_by: str
    asked_of: str
    question: str
    asked_at: datetime
    answer_by: datetime = Field(description="after that it ends without an answer")
    ended_at: datetime | None
    is_open: bool
    answer: Literal["", "reinstate", "uphold"] = Field(description="an opinion: a reviewer decides")
    words: str
    note: str
    requirements: list[str]


class QuestionPageOut(Out):
    """A page of questions."""

    items: list[QuestionOut]
    next_cursor: str | None


class AtDeskOut(Out):
    """What the key's user can do with one candidate, apart from deciding."""

    why_next: str = Field(description="why the queue serves it at its place; empty where nobody waits")
    skips: int = Field(description="how many people left it to others")
    asked_until: datetime | None = Field(description="a hiring manager may answer until then")
    take_over_from: datetime | None = Field(description="null unless somebody else has it open")
    can_take_over: bool
    known: bool = Field(description="one skipped it as somebody one knows, and cannot open it")
    managers: list[ManagerOut] = Field(description="whom one can ask; empty unless one has the candidate open")
    questions: list[QuestionOut]
