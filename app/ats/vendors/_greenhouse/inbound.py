"""Greenhouse's recruiting webhooks to events.

Greenhouse does not say whether a rule or a person rejected: the customer dedicates a rejection reason or a tag to the
rule, and names it in the connection's options.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any, ClassVar

from app.ats import signing
from app.ats.base import BadSignature, Delivery, Event, EventKind, Ignored, Origin, Receipt, Verified
from app.ats.payload import Forgiving, Id, Moment, Optionally, Payload, Said, read_json, read_value
from app.ats.vendors._greenhouse.shapes import Attachment, JobPost, origin_of, posting_id_of


class _Named(Forgiving):
    id: str = ""
    name: str = ""


class _Reason(_Named):
    type: _Named | None = None


class _Value(Forgiving):
    value: str = ""


class _Candidate(Forgiving):
    id: Id = ""
    first_name: str | None = None
    last_name: str | None = None
    email_addresses: tuple[Optionally[_Value], ...] = ()
    attachments: tuple[Optionally[Attachment], ...] = ()
    tags: Optionally[tuple[str, ...]] = ()


class _Job(Forgiving):
    id: Id = ""
    job_post_id: Id | None = None


class _Answer(Forgiving):
    question: str | None = None
    answer: Said | None = None


class _Application(Forgiving):
    NEEDED: ClassVar = frozenset({"current_stage"})  # it may be what says that the application is parked

    id: Id
    prospect: bool = False
    rejected_at: Moment = None
    last_activity_at: Moment = None
    rejection_reason: _Reason | None = None
    current_stage: _Named | None = None
    candidate: Optionally[_Candidate] = _Candidate()
    jobs: tuple[Optionally[_Job], ...] = ()
    answers: tuple[Optionally[_Answer], ...] = ()

    def event(self, event_id: str, kind: EventKind, origin: tuple[Origin, str], *, parked: bool = False) -> Event:
        person = self.candidate or _Candidate()
        resume = next((file for file in person.attachments if file and file.type == "resume"), Attachment())
        job = self.jobs[0] if self.jobs else None
        return Event(
            event_id=event_id,
            kind=kind,
            occurred_at=self.rejected_at or self.last_activity_at,
            application_id=self.id,
            posting_id=posting_id_of(job.job_post_id, job.id) if job else "",
            candidate_id=person.id,
            candidate_name=" ".join(name for name in (person.first_name, person.last_name) if name),
            candidate_email=next((address.value for address in person.email_addresses if address), ""),
            origin=origin[0],
            origin_evidence=origin[1],
            reason=self.rejection_reason.name if self.rejection_reason else "",
            parked=parked,
            resume_url=resume.url,
            resume_name=resume.filename,
            answers=tuple((entry.question or "", entry.answer or "") for entry in self.answers if entry),
        )


class _Body(Payload):
    action: str
    payload: dict[str, Any] = {}  # noqa: RUF012 - Pydantic copies defaults


_ENDINGS = {
    "unreject_candidate": EventKind.REINSTATED,
    "hire_candidate": EventKind.HIRED,
    "delete_application": EventKind.WITHDRAWN,
}
_MAY_PARK = frozenset({"candidate_stage_change", "application_updated", "new_candidate_application"})
_POST_CHANGES = frozenset({"job_post_created", "job_post_updated"})
_CANDIDATE_SIDE = "they rejected us"


def handshake(delivery: Delivery, _options: Mapping[str, str]) -> bytes | None:
    """Greenhouse sends a ``ping`` when the webhook is saved, and wants a success."""
    try:
        return b"" if read_json(_Body, delivery.body).action == "ping" else None
    except ValueError:
        return None


def verify(delivery: Delivery, secrets: Sequence[str], _now: datetime) -> Verified | BadSignature:
    """Check ``Signature: sha256 <hex>`` over the raw body. It signs no time: a replay has the event id of its body."""
    usable = signing.live(secrets)
    if not usable:
        return BadSignature(signing.NO_SECRET)
    algorithm, _, given = delivery.headers.get("signature", "").partition(" ")
    if algorithm != "sha256" or not given:
        return BadSignature("the header Signature must read: sha256, a space, and the hex digest")
    if any(signing.same(given.strip().lower(), signing.hmac_sha256_hex(secret, delivery.body)) for secret in usable):
        return Verified(_event_id(delivery))
    return BadSignature("the signature matches no live secret of this connection")


def ack(receipt: Receipt) -> int:
    """Everything but 200 is sent again, up to seven times."""
    return {Receipt.BAD_SIGNATURE: 401}.get(receipt, 200)


def read_events(delivery: Delivery, options: Mapping[str, str]) -> Sequence[Event | Ignored]:
    """Read one webhook.

    Raises:
        ValueError: a field is missing or has the wrong type.

    """
    event_id = _event_id(delivery)
    body = read_json(_Body, delivery.body)
    if body.action in _POST_CHANGES:
        post = read_value(JobPost, body.payload).details()
        return [Event(event_id, EventKind.POSTING, None, posting_id=post.external_id, posting=post)]
    if body.action not in {"reject_candidate", *_ENDINGS, *_MAY_PARK}:
        return [Ignored(event_id, f"action {body.action[:100]!r} means nothing to Second Look")]
    remarks: list[str] = []
    application = read_value(_Application, body.payload.get("application") or body.payload, remarks)
    if application.prospect:
        return [Ignored(event_id, "a prospect has not applied to a posting")]
    event = _application_event(event_id, body.action, application, options)
    return [replace(event, remark="; ".join(remarks)) if isinstance(event, Event) else event]


def _application_event(
    event_id: str, action: str, application: _Application, options: Mapping[str, str]
) -> Event | Ignored:
    unknown = (Origin.UNKNOWN, "")
    if action in _ENDINGS:
        return application.event(event_id, _ENDINGS[action], unknown)
    if action in _MAY_PARK:
        evidence = _parking_evidence(application, options)
        if not evidence:
            return Ignored(event_id, "neither the parking stage nor the parking tag of this connection")
        return application.event(event_id, EventKind.REJECTED, (Origin.AUTO, evidence), parked=True)
    reason = application.rejection_reason
    if reason and reason.type and reason.type.name.lower() == _CANDIDATE_SIDE:
        return application.event(event_id, EventKind.WITHDRAWN, unknown)
    names = (reason.name, reason.id) if reason else ()
    tags = (application.candidate.tags if application.candidate else None) or ()
    return application.event(event_id, EventKind.REJECTED, origin_of(names, tags, options))


def _parking_evidence(application: _Application, options: Mapping[str, str]) -> str:
    stage, tag = options.get("parking_stage"), options.get("parking_tag")
    if stage and application.current_stage and application.current_stage.name == stage:
        return f"stage {stage}"
    if not tag:
        return ""
    tags = application.candidate.tags if application.candidate else None
    if tags is None:
        raise ValueError("candidate.tags: unreadable, so nobody knows whether the application is parked")
    return f"tag {tag}" if tag in tags else ""


def _event_id(delivery: Delivery) -> str:
    """Name the signed body; the header Greenhouse-Event-ID is not signed, so a replay could carry any."""
    return hashlib.sha256(delivery.body).hexdigest()
