"""The JSON of postings and their requirements."""

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, Field, StringConstraints

from app.matching.model import Importance, Kind
from app.web.api.schemas import NO_NUL, Alternatives
from app.web.api.shapes import In, Out


class RequirementIn(In):
    """One thing that the posting asks for. What is left out is read from the text."""

    text: Annotated[str, StringConstraints(min_length=1, max_length=500, pattern=NO_NUL)]
    kind: Kind | None = None
    importance: Importance | None = None
    terms: list[Alternatives] | None = Field(
        None, max_length=20, description="all of these must be found, each in one of its alternatives"
    )
    amount: float | None = Field(None, ge=0, le=60, description="years, for kind years")
    level: Annotated[str, StringConstraints(max_length=40, pattern=NO_NUL)] | None = None
    equivalent: bool | None = Field(None, description="for kind degree: experience may stand in for it")


class RequirementsIn(In):
    """The whole list; it replaces the one before."""

    requirements: list[RequirementIn] = Field(max_length=100)


class VersionOut(BaseModel):
    """The version of the list; the same list again is no new version."""

    requirements_version: int


class RequirementOut(Out):
    """One requirement of the present version."""

    id: str
    text: str
    kind: str
    importance: str
    terms: list[list[str]]
    amount: float | None
    level: str | None
    equivalent: bool
    source: str = Field(description="the sentence that the text was cut from; empty if that is all of it")


class ProxyOut(Out):
    """Words of the posting that stand for something else, such as an age."""

    about: str
    quote: str
    reason: str
    better: str


class PostingOut(BaseModel):
    """A posting with its present requirements."""

    id: str
    external_id: str
    title: str
    requirements_version: int
    requirements_from: str
    requirements: list[RequirementOut]
    proxies: list[ProxyOut] = Field(description="warnings to whoever wrote the posting; they change no match")


class PostingPageOut(BaseModel):
    """A page of postings."""

    items: list[PostingOut]
    next_cursor: str | None


class TriedOut(Out):
    """Somebody whose verdict an edit would change."""

    id: str
    before: str
    after: str
    why: str


class EffectOut(Out):
    """What an edit would change among those who were rejected last. Nothing is written."""

    compared: int
    changes: int
    flagged: list[TriedOut] = Field(description="would be flagged besides")
    no_longer: list[TriedOut] = Field(description="would not be flagged any more")
    doubtful: list[TriedOut] = Field(description="would go to a person because the list is not understood")


class ChangeOut(Out):
    """One line of a difference; `before` is null where a requirement is new, `after` where it went."""

    before: RequirementOut | None
    after: RequirementOut | None


class ListVersionOut(Out):
    """One version of the list. `source` is `text`, `ats`, or the person who gave it."""

    number: int
    source: str
    made_at: datetime | None
    requirements: list[RequirementOut]
    changes: list[ChangeOut]


class ListVersionPageOut(Out):
    """Versions, newest first; go on with `newest=older` unless that is 0."""

    items: list[ListVersionOut]
    older: int
