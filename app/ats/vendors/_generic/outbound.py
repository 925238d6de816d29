"""The talks of the generic adapter with the REST interface that docs/ats/generic.md describes."""

import json
from collections.abc import Generator, Mapping
from datetime import datetime
from typing import Any, Literal
from urllib.parse import quote, urlencode

from pydantic import AwareDatetime

from app.ats.base import (
    Application,
    AtsState,
    Call,
    Done,
    FileReceived,
    PostingDetails,
    Refused,
    RejectedPage,
    Reply,
    RetryLater,
    Skipped,
    Superseded,
    Talk,
)
from app.ats.payload import Payload, read_json, read_rows
from app.ats.replies import CONFLICT, MISSING, is_success, not_found, passing_conflict, refusal
from app.ats.vendors._generic.shapes import Posting, Rejection

_NOT_PASSED = frozenset({"rejected", "parked"})


class _State(Payload):
    id: str
    state: Literal["active", "parked", "rejected", "withdrawn", "hired"]
    mail_at: AwareDatetime | None = None
    held_until: AwareDatetime | None = None
    mail_sent_at: AwareDatetime | None = None


class _Page(Payload):
    applications: list[Any]
    next_cursor: str | None = None


class _Note(Payload):
    text: str = ""
    item_id: str | None = None


class _Notes(Payload):
    notes: list[_Note]
    next_cursor: str | None = None


def read_state(application: Application) -> Talk[AtsState]:
    """``GET /applications/{id}``."""
    found = yield from _look(application)
    if isinstance(found, Refused | RetryLater):
        return found
    return Done(AtsState(found.state) if found else AtsState.MISSING)


def list_rejected(since: datetime, cursor: str | None, options: Mapping[str, str]) -> Talk[RejectedPage]:
    """``GET /applications?state=rejected``, or ``parked`` by the option ``list_state``."""
    state = options.get("list_state") or "rejected"
    query = {"state": state, "since": since.isoformat()} | ({"cursor": cursor} if cursor else {})
    reply = yield Call("GET", f"/applications?{urlencode(query)}")
    if not is_success(reply):
        return refusal(reply, "listing rejected applications")
    page = read_json(_Page, reply.body)
    name = "application.parked" if state == "parked" else "application.rejected"
    rows, skipped = read_rows(Rejection, page.applications)
    events = tuple(
        row.event(f"list {state} {row.application_id} {row.rejected_at or ''}".strip(), name, None, remark)
        for row, remark in rows
    )
    kept = tuple(Skipped(why, json.dumps({"type": name, "data": row}).encode()) for row, why in skipped)
    return Done(RejectedPage(events, page.next_cursor or None, kept))


def fetch_resume(application: Application) -> Talk[FileReceived]:
    """Get the file from the address in the event."""
    if not application.resume_url:
        return Refused("the ATS sent no address of a resume with this application")
    reply = yield Call("GET", application.resume_url, document=True)
    if not is_success(reply):
        return refusal(reply, "fetching the resume", authorised="://" not in application.resume_url)
    return Done(FileReceived(reply.body, application.resume_name))


def fetch_posting(posting_id: str) -> Talk[PostingDetails]:
    """``GET /postings/{id}``."""
    reply = yield Call("GET", f"/postings/{quote(posting_id, safe='')}")
    if not is_success(reply):
        return refusal(reply, "reading the posting")
    return Done(read_json(Posting, reply.body).details())


def hold(application: Application, until: datetime, item_id: str) -> Talk[None]:
    """``POST /applications/{id}/hold`` for an application that is rejected and not told, or parked."""
    found = yield from _look(application)
    if isinstance(found, Refused | RetryLater):
        return found
    if found is None or found.state not in _NOT_PASSED:
        return _elsewhere(found)
    if found.mail_sent_at:
        return Refused("the rejection mail has left already; it can no longer be held")
    if found.held_until and found.held_until >= until:
        return Done(None, already=True)
    return (yield from _act(application, "hold", {"until": until.isoformat(), "item_id": item_id}))


def release(application: Application, item_id: str) -> Talk[None]:
    """``POST /applications/{id}/release``: a parked application becomes rejected, a held mail may go."""
    found = yield from _look(application)
    if isinstance(found, Refused | RetryLater):
        return found
    return (yield from _release(application, found, item_id))


def _release(application: Application, found: _State | None, item_id: str) -> Talk[None]:
    if found is None or found.state not in _NOT_PASSED:
        return _elsewhere(found)
    if found.state == "rejected" and (found.mail_sent_at or not found.held_until):
        return Done(None, already=True)
    return (yield from _act(application, "release", {"item_id": item_id}))


def reinstate(application: Application, item_id: str, stage: str = "") -> Talk[None]:
    """``POST /applications/{id}/reinstate``, with the ``stage`` where a reviewer named one."""
    found = yield from _look(application)
    if isinstance(found, Refused | RetryLater):
        return found
    if found and found.state == "active":
        return Done(None, already=True)
    if found is None or found.state not in _NOT_PASSED:
        return _elsewhere(found)
    wish = {"stage": stage} if stage else {}
    return (yield from _act(application, "reinstate", {"item_id": item_id, **wish}))


def reject(application: Application, item_id: str) -> Talk[None]:
    """``POST /applications/{id}/reject`` where our reinstatement has arrived; where it has not, as ``release``."""
    found = yield from _look(application)
    if isinstance(found, Refused | RetryLater):
        return found
    if found is None or found.state != "active":
        return (yield from _release(application, found, item_id))
    return (yield from _act(application, "reject", {"item_id": item_id}))


def annotate(application: Application, text: str, item_id: str) -> Talk[None]:
    """``POST /applications/{id}/notes``, unless a note with this item id is there."""
    cursor: str | None = ""
    while cursor is not None:
        query = f"?{urlencode({'cursor': cursor})}" if cursor else ""
        reply = yield Call("GET", f"{_path(application)}/notes{query}")
        if reply.status in MISSING:
            return not_found()
        if not is_success(reply):
            return refusal(reply, "reading the notes")
        page = read_json(_Notes, reply.body)
        if any(note.item_id == item_id for note in page.notes):
            return Done(None, already=True)
        cursor = page.next_cursor or None
    return (yield from _act(application, "notes", {"text": text, "item_id": item_id}))


def _path(application: Application) -> str:
    return f"/applications/{quote(application.application_id, safe='')}"


def _look(application: Application) -> Generator[Call, Reply, _State | Refused | RetryLater | None]:
    """Read the application; None when the ATS does not find it."""
    reply = yield Call("GET", _path(application))
    if reply.status in MISSING:
        return None
    if not is_success(reply):
        return refusal(reply, "reading the application")
    return read_json(_State, reply.body)


def _act(application: Application, action: str, body: Mapping[str, str]) -> Talk[None]:
    reply = yield Call("POST", f"{_path(application)}/{action}", json=body, idempotency_key=body["item_id"])
    if reply.status in CONFLICT:
        return passing_conflict(action)
    return Done(None) if is_success(reply) else refusal(reply, action)


def _elsewhere(found: _State | None) -> Superseded | RetryLater:
    """Why there is nothing to write: somebody moved the application on, or nobody knows where it is."""
    if found is None:
        return not_found()
    return Superseded(AtsState(found.state), f"the application is {found.state} in the ATS meanwhile")
