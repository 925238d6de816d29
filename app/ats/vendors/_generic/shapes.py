"""What the generic interface says about a posting and a rejection, in events and in answers alike.

The words are those of ``../generic.schema.json``; this code accepts everything that the schema accepts.
"""

from collections.abc import Mapping
from datetime import datetime

from pydantic import Field, FiniteFloat

from app.ats.base import Event, EventKind, Origin, PostingDetails
from app.ats.payload import Forgiving, Id, Moment, Optionally, Payload, Said


class _Reason(Forgiving):
    id: str = ""
    name: str = ""


class _Candidate(Forgiving):
    name: str = ""
    email: str = ""


class _Resume(Forgiving):
    url: str = ""
    filename: str = ""


class _Answer(Forgiving):
    question: str
    answer: Said = ""


class _Requirement(Payload):
    text: str
    id: str | None = None
    kind: str | None = None
    importance: str | None = None
    terms: list[list[str]] | None = None
    amount: FiniteFloat | None = None
    level: str | None = None


class Posting(Payload):
    posting_id: Id
    title: str
    text: str
    requirements: tuple[_Requirement, ...] = ()

    def details(self) -> PostingDetails:
        typed = tuple(requirement.model_dump(exclude_none=True) for requirement in self.requirements)
        return PostingDetails(self.posting_id, self.title, self.text, typed)


class Rejection(Forgiving):
    """The ``data`` of ``application.*`` events and of the entries of the list: without both ids it is about nobody."""

    application_id: Id = Field(min_length=1)
    posting_id: Id = Field(min_length=1)
    candidate_id: Id = ""
    rejected_at: Moment = None
    mail_at: Moment = None
    origin: Origin | None = None
    reason: _Reason | str = ""
    rule: str = ""
    rules: tuple[Optionally[str], ...] = ()
    candidate: _Candidate = _Candidate()
    resume: _Resume = _Resume()
    answers: tuple[Optionally[_Answer], ...] = ()
    posting: Optionally[Posting] = None

    def event(self, event_id: str, name: str, sent_at: datetime | None, remark: str) -> Event:
        kind, default, parked = APPLICATION_TYPES[name]
        origin = default or self.origin or Origin.UNKNOWN
        rules = tuple(rule for rule in self.rules if rule)
        return Event(
            event_id=event_id,
            kind=kind,
            occurred_at=self.rejected_at or sent_at,
            application_id=self.application_id,
            posting_id=self.posting_id,
            posting=self.posting.details() if self.posting else None,
            candidate_id=self.candidate_id,
            candidate_name=self.candidate.name,
            candidate_email=self.candidate.email,
            origin=origin,
            origin_evidence=f"event type {name}" if default else f"data.origin is {self.origin or 'absent'}",
            reason=self.reason if isinstance(self.reason, str) else self.reason.name or self.reason.id,
            rule=self.rule or next(iter(rules), ""),
            rules=rules,
            parked=parked,
            mail_at=self.mail_at,
            resume_url=self.resume.url,
            resume_name=self.resume.filename,
            answers=tuple((answer.question, answer.answer) for answer in self.answers if answer),
            remark=remark,
        )


APPLICATION_TYPES: Mapping[str, tuple[EventKind, Origin | None, bool]] = {
    "application.auto_rejected": (EventKind.REJECTED, Origin.AUTO, False),
    "application.rejected": (EventKind.REJECTED, None, False),
    "application.parked": (EventKind.REJECTED, None, True),
    "application.reinstated": (EventKind.REINSTATED, None, False),
    "application.withdrawn": (EventKind.WITHDRAWN, None, False),
    "application.hired": (EventKind.HIRED, None, False),
}
