"""The talks with Greenhouse's Harvest API, version 3; docs/ats/greenhouse.md lists the unconfirmed addresses."""

import json
import re
from collections.abc import Generator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, ClassVar
from urllib.parse import parse_qs, quote, urlencode, urlsplit

from app.ats.base import (
    Application,
    AtsState,
    Call,
    Done,
    Event,
    EventKind,
    FileReceived,
    Origin,
    PostingDetails,
    Refused,
    RejectedPage,
    Reply,
    RetryLater,
    Skipped,
    Superseded,
    Talk,
    Unsupported,
)
from app.ats.payload import Forgiving, Id, Moment, Payload, read_array, read_list, read_rows
from app.ats.replies import CONFLICT, MISSING, is_success, not_found, passing_conflict, refusal
from app.ats.vendors._greenhouse.shapes import Attachment, JobPost, origin_of, posting_id_of

PER_PAGE = 100

PARKING_TAG_ID_NEEDED = (
    "set the option parking_tag_id of this connection: "
    "without it nobody can tell a parked application from an active one"
)


class _Row(Payload):
    """An application as Harvest v3 lists it: flat, without the person."""

    id: Id
    candidate_id: Id = ""
    job_id: Id | None = None
    job_post_id: Id | None = None
    status: str = ""
    prospect: bool = False
    stage_id: str | None = None
    stage_name: str | None = None
    rejected_at: Moment = None
    last_activity_at: Moment = None
    rejection_reason_id: str | None = None

    def event(self, origin: tuple[Origin, str], remark: str, *, parked: bool) -> Event:
        return Event(
            event_id=f"list {self.id} {self.rejected_at or self.stage_id or ''}".strip(),
            kind=EventKind.REJECTED,
            occurred_at=self.rejected_at or self.last_activity_at,
            application_id=self.id,
            posting_id=posting_id_of(self.job_post_id, self.job_id),
            candidate_id=self.candidate_id,
            origin=origin[0],
            origin_evidence=origin[1],
            parked=parked,
            remark=remark,
        )


class _Listed(Forgiving, _Row):
    """The same as an entry of the list, where a bad detail costs nobody; where something is decided, ``_Row`` is."""

    NEEDED: ClassVar = frozenset({"stage_name"})


class _AppliedTag(Payload):
    id: str


class _Note(Payload):
    body: str | None = None


@dataclass(frozen=True, slots=True)
class _Standing:
    """Where an application stands in Greenhouse; ``applied_tag_id`` is set where the parking tag is on it."""

    state: AtsState
    stage_id: str | None = None
    applied_tag_id: str = ""


_STATUSES = {
    "active": AtsState.ACTIVE,
    "in_process": AtsState.ACTIVE,
    "rejected": AtsState.REJECTED,
    "hired": AtsState.HIRED,
}


def read_state(application: Application) -> Talk[AtsState]:
    """``GET /applications?ids=``, and in gate mode by tag ``GET /applied_candidate_tags``."""
    found = yield from _look(application)
    return Done(found.state) if isinstance(found, _Standing) else found


def list_rejected(since: datetime, cursor: str | None, options: Mapping[str, str]) -> Talk[RejectedPage]:
    """List rejected applications, or with a parking stage the active ones that stand in it."""
    stage = options.get("parking_stage")
    if options.get("parking_tag") and not stage:
        return Unsupported("Greenhouse does not list applications by candidate tag; park in a stage to have backfill")
    wanted = {"status": "active" if stage else "rejected", "last_activity_at": f"gte|{since.isoformat()}"}
    query = {"cursor": cursor} if cursor else {**wanted, "per_page": str(PER_PAGE)}
    reply = yield Call("GET", f"/applications?{urlencode(query)}")
    if not is_success(reply):
        return refusal(reply, "listing rejected applications")
    rows, skipped = read_rows(_Listed, read_array(reply.body))
    events = []
    for row, remark in rows:
        if row.prospect or (stage and row.stage_name != stage):
            continue
        reasons = (row.rejection_reason_id or "",)
        origin = (Origin.AUTO, f"stage {stage}") if stage else origin_of(reasons, (), options)
        events.append(row.event(origin, remark, parked=bool(stage)))
    return Done(RejectedPage(tuple(events), _next_cursor(reply), tuple(_skipped(row, why) for row, why in skipped)))


def _skipped(row: Any, why: str) -> Skipped:
    return Skipped(why, json.dumps({"action": "reject_candidate", "payload": {"application": row}}).encode())


def fetch_resume(application: Application) -> Talk[FileReceived]:
    """Get the file from the signed address in the event; that dies after 7 days, so ask for a fresh one if it fails."""
    if application.resume_url:
        reply = yield Call("GET", application.resume_url, document=True)
        if is_success(reply):
            return Done(FileReceived(reply.body, application.resume_name))
        failed = refusal(reply, "fetching the resume", authorised=False)
        if isinstance(failed, RetryLater):
            return failed
    query = urlencode({"application_ids": application.application_id, "type": "resume"})
    reply = yield Call("GET", f"/attachments?{query}")
    if not is_success(reply):
        return refusal(reply, "listing attachments")
    files = [file for file in read_list(Attachment, reply.body) if file.type == "resume" and file.url]
    if not files:
        return Refused("the application has no resume in Greenhouse")
    reply = yield Call("GET", files[-1].url, document=True)
    if not is_success(reply):
        return refusal(reply, "fetching the resume", authorised=False)
    return Done(FileReceived(reply.body, files[-1].filename))


def fetch_posting(posting_id: str) -> Talk[PostingDetails]:
    """``GET /job_posts`` by its id, or by the job's (``job:3001``)."""
    if not posting_id:  # without a filter the list is of all posts, and the first of them is anybody's
        return Refused("the application names no job")
    kind, _, job_id = posting_id.rpartition(":")
    query = {"job_ids": job_id} if kind == "job" else {"ids": posting_id}
    reply = yield Call("GET", f"/job_posts?{urlencode(query)}")
    if not is_success(reply):
        return refusal(reply, "reading the job post")
    posts = read_list(JobPost, reply.body)
    return Done(replace(posts[0].details(), external_id=posting_id)) if posts else Refused("there is no such job post")


def release(application: Application, item_id: str) -> Talk[None]:
    """Reject a parked application with ``POST /applications/{id}/reject``."""
    return (yield from _reject(application, item_id, only_if=_PARKED))


def reject(application: Application, item_id: str) -> Talk[None]:
    """The same for one that our reinstatement has made active."""
    return (yield from _reject(application, item_id, only_if=_NOT_REJECTED))


_PARKED = frozenset({AtsState.PARKED})
_NOT_REJECTED = frozenset({AtsState.PARKED, AtsState.ACTIVE})


def _reject(application: Application, item_id: str, *, only_if: frozenset[AtsState]) -> Talk[None]:
    found = yield from _look(application)
    if not isinstance(found, _Standing):
        return found
    if found.state is AtsState.REJECTED:
        return Done(None, already=True)
    if found.state not in only_if:
        return _elsewhere(found)
    options = application.options
    if not options.get("rejection_reason_id"):
        return Refused("set the option rejection_reason_id of this connection: Greenhouse rejects only with a reason")
    body: dict[str, Any] = {"rejection_reason_id": _number(options["rejection_reason_id"])}
    if options.get("email_template_id"):
        body["rejection_email"] = {"email_template_id": _number(options["email_template_id"])}
    return (yield from _write("POST", f"{_path(application)}/reject", body, item_id))


def reinstate(application: Application, item_id: str, stage: str = "") -> Talk[None]:
    """Unreject, or in gate mode take the parking tag off or move on from the parking stage, to ``stage`` by its id."""
    found = yield from _look(application)
    if not isinstance(found, _Standing):
        return found
    if found.state is AtsState.ACTIVE:
        return Done(None, already=True)
    if found.state is AtsState.REJECTED:
        return (yield from _write("POST", f"{_path(application)}/unreject", {}, item_id))
    if found.state is not AtsState.PARKED:
        return _elsewhere(found)
    if found.applied_tag_id:
        return (
            yield from _write(
                "DELETE", f"/applied_candidate_tags/{quote(found.applied_tag_id, safe='')}", None, item_id
            )
        )
    stages = {"from_stage_id": found.stage_id, "to_stage_id": stage or application.options.get("reinstate_stage_id")}
    body = {name: _number(wanted) for name, wanted in stages.items() if wanted}
    return (yield from _write("POST", f"{_path(application)}/move", body, item_id))


def annotate(application: Application, text: str, item_id: str) -> Talk[None]:
    """``POST /notes`` on the candidate, unless a note that quotes this item id is there."""
    if not application.candidate_id:
        return Refused("Greenhouse keeps notes with the candidate, and this application names none")
    mark = f"[second-look {item_id}]"
    query = {"candidate_ids": application.candidate_id, "per_page": str(PER_PAGE)}
    cursor: str | None = ""
    while cursor is not None:
        reply = yield Call("GET", f"/notes?{urlencode({'cursor': cursor} if cursor else query)}")
        if reply.status in MISSING:
            return not_found()
        if not is_success(reply):
            return refusal(reply, "reading the notes")
        if any(mark in (note.body or "") for note in read_list(_Note, reply.body)):
            return Done(None, already=True)
        cursor = _next_cursor(reply)
    body: dict[str, Any] = {"candidate_id": _number(application.candidate_id), "body": f"{text}\n{mark}"}
    body |= {"visibility": "private", "note_type": "NOTE"}
    if application.options.get("user_id"):
        body["user_id"] = _number(application.options["user_id"])
    return (yield from _write("POST", "/notes", body, item_id))


def _path(application: Application) -> str:
    return f"/applications/{quote(application.application_id, safe='')}"


def _look(application: Application) -> Generator[Call, Reply, _Standing | Refused | RetryLater]:
    reply = yield Call("GET", f"/applications?{urlencode({'ids': application.application_id})}")
    if reply.status in MISSING:
        return not_found()
    if not is_success(reply):
        return refusal(reply, "reading the application")
    row = next((row for row in read_list(_Row, reply.body) if row.id == application.application_id), None)
    if row is None:
        return _Standing(AtsState.MISSING)
    if row.status not in _STATUSES:
        raise ValueError(f"status {row.status[:50]!r} of an application")
    standing = _Standing(_STATUSES[row.status], row.stage_id)
    if standing.state is not AtsState.ACTIVE:
        return standing
    if row.stage_name and row.stage_name == application.options.get("parking_stage"):
        return replace(standing, state=AtsState.PARKED)
    return (yield from _look_for_tag(row.candidate_id or application.candidate_id, application.options, standing))


def _look_for_tag(
    candidate_id: str, options: Mapping[str, str], active: _Standing
) -> Generator[Call, Reply, _Standing | Refused | RetryLater]:
    tag_id = options.get("parking_tag_id")
    if not tag_id:
        return Refused(PARKING_TAG_ID_NEEDED) if options.get("parking_tag") else active
    if not candidate_id:
        raise ValueError("candidate_id of an application is missing: its parking tag cannot be looked up")
    query = {"candidate_ids": candidate_id, "candidate_tag_ids": tag_id}
    reply = yield Call("GET", f"/applied_candidate_tags?{urlencode(query)}")
    if not is_success(reply):
        return refusal(reply, "reading the candidate's tags")
    applied = read_list(_AppliedTag, reply.body)
    return replace(active, state=AtsState.PARKED, applied_tag_id=applied[0].id) if applied else active


def _number(identifier: str) -> int | str:
    """Harvest takes ids as numbers; what is none is sent as it stands, for Greenhouse to name in its refusal."""
    return int(identifier) if identifier.isascii() and identifier.isdigit() else identifier


def _write(method: str, path: str, body: Mapping[str, Any] | None, item_id: str) -> Talk[None]:
    reply = yield Call(method, path, json=body, idempotency_key=item_id)
    if reply.status in CONFLICT:
        return passing_conflict("writing to Greenhouse")
    return Done(None) if is_success(reply) else refusal(reply, "writing to Greenhouse")


def _elsewhere(found: _Standing) -> Superseded | RetryLater:
    """Why there is nothing to write: somebody moved the application on, or nobody knows where it is."""
    if found.state is AtsState.MISSING:
        return not_found()
    return Superseded(found.state, f"the application is {found.state} in Greenhouse meanwhile")


def _next_cursor(reply: Reply) -> str | None:
    """The cursor in ``Link: <...?cursor=...>; rel="next"``; it has to be the only parameter of the next call."""
    link = re.search(r"<([^<>]*)>;\s*rel=\"next\"", reply.headers.get("link", ""))
    return parse_qs(urlsplit(link[1]).query).get("cursor", [None])[0] if link else None
