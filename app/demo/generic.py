"""The stand-in's generic dialect: the addresses that docs/ats/generic.md asks of an ATS, below ``/generic``.

Notes are not deduplicated by item id, on purpose: a second write must show. Nothing is decided here, see ``actions``.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Query, Request, Response
from pydantic import AwareDatetime, BaseModel

from app import clock
from app.demo import actions
from app.demo.book import Row, Rows, page_of, stamp
from app.demo.desk import PAGE_SIZE, AtDesk, application_of, log_call, require_token
from app.demo.generic_shapes import generic_application, generic_posting
from app.demo.postings import posting_by_id
from app.errors import NotFoundError

Cursor = Annotated[str, Query(pattern=r"^\d{0,18}$")]

router = APIRouter(prefix="/generic", dependencies=[Depends(require_token)])
files = APIRouter(prefix="/generic")


class Doing(BaseModel):
    """The body of every action; the item id is Second Look's own, it comes back in notes and in the call log."""

    item_id: str


class Hold(Doing):
    """Until when the mail has to wait."""

    until: AwareDatetime


class Reinstatement(Doing):
    """Where the application goes on, if anybody said so; the stand-in has one stage and only keeps the word."""

    stage: str = ""


class Note(Doing):
    """A note to keep with the application."""

    text: str


@router.get("/applications/{application_id}")
def read_application(request: Request, desk: AtDesk, application_id: str) -> Mapping[str, Any]:
    """State and mail times of one application."""
    with desk.book.turn() as rows:
        log_call(rows, request, clock.now())
        return _status(application_of(rows, "generic", application_id))


@router.get("/applications")
def list_applications(
    request: Request, desk: AtDesk, since: AwareDatetime, state: str = "rejected", cursor: Cursor = ""
) -> Mapping[str, Any]:
    """Applications in a state, rejected (or parked) since a time, oldest application first."""
    with desk.book.turn() as rows:
        log_call(rows, request, clock.now())
        found, next_cursor = page_of(
            rows,
            "SELECT *, rowid AS place FROM application WHERE dialect = 'generic' AND state = :state"
            " AND coalesce(rejected_at, applied_at) >= :since AND rowid > :place ORDER BY rowid",
            {"state": state, "since": stamp(since), "place": int(cursor or 0)},
            PAGE_SIZE,
        )
    listed = [generic_application(application, desk.settings.base_url) for application in found]
    return {"applications": listed, "next_cursor": next_cursor}


@router.get("/postings/{posting_id}")
def read_posting(request: Request, desk: AtDesk, posting_id: str) -> Mapping[str, Any]:
    """A posting with its typed requirements."""
    with desk.book.turn() as rows:
        log_call(rows, request, clock.now())
    posting = posting_by_id(posting_id)
    if posting is None:
        raise NotFoundError(f"no posting {posting_id} here; there are P-101, P-102 and P-103")
    return generic_posting(posting)


@files.get("/resumes/{file_name}")
def read_resume(request: Request, desk: AtDesk, file_name: str) -> Response:
    """A resume file. Needs no token, like the signed links of real systems: everybody in it is invented."""
    with desk.book.turn() as rows:
        log_call(rows, request, clock.now())
        return resume_answer(rows, file_name)


@router.post("/applications/{application_id}/hold")
def hold(request: Request, desk: AtDesk, application_id: str, body: Hold) -> Mapping[str, Any]:
    """Keep the rejection mail from leaving before ``until``."""
    now = clock.now()
    with desk.book.turn() as rows:
        log_call(rows, request, now, body.item_id)
        actions.hold(rows, application_of(rows, "generic", application_id), body.until, now)
        return _status(application_of(rows, "generic", application_id))


@router.post("/applications/{application_id}/release")
def release(request: Request, desk: AtDesk, application_id: str, body: Doing) -> Mapping[str, Any]:
    """Let the rejection take effect."""
    now = clock.now()
    with desk.book.turn() as rows:
        log_call(rows, request, now, body.item_id)
        actions.release(rows, desk, application_of(rows, "generic", application_id), now)
        return _status(application_of(rows, "generic", application_id))


@router.post("/applications/{application_id}/reinstate")
def reinstate(request: Request, desk: AtDesk, application_id: str, body: Reinstatement) -> Mapping[str, Any]:
    """Take the rejection back."""
    now = clock.now()
    with desk.book.turn() as rows:
        log_call(rows, request, now, body.item_id)
        actions.reinstate(rows, desk, application_of(rows, "generic", application_id), now)
        if body.stage:
            keep_note(rows, application_id, body.item_id, f"Moved to the stage {body.stage}", now)
        return _status(application_of(rows, "generic", application_id))


@router.post("/applications/{application_id}/reject")
def reject(request: Request, desk: AtDesk, application_id: str, body: Doing) -> Mapping[str, Any]:
    """Reject an application that was reinstated; its mail leaves as after any rejection."""
    now = clock.now()
    mail_at = now + timedelta(seconds=desk.settings.mail_delay)
    with desk.book.turn() as rows:
        log_call(rows, request, now, body.item_id)
        actions.reject(rows, desk, application_of(rows, "generic", application_id), now, mail_at=mail_at)
        return _status(application_of(rows, "generic", application_id))


@router.get("/applications/{application_id}/notes")
def list_notes(request: Request, desk: AtDesk, application_id: str, cursor: Cursor = "") -> Mapping[str, Any]:
    """The notes of an application, oldest first."""
    with desk.book.turn() as rows:
        log_call(rows, request, clock.now())
        application_of(rows, "generic", application_id)
        found, next_cursor = page_of(
            rows,
            "SELECT *, id AS place FROM note WHERE application_id = :application_id AND id > :place ORDER BY id",
            {"application_id": application_id, "place": int(cursor or 0)},
            PAGE_SIZE,
        )
    return {
        "notes": [{"text": note["text"], "item_id": note["item_id"]} for note in found],
        "next_cursor": next_cursor,
    }


@router.post("/applications/{application_id}/notes")
def add_note(request: Request, desk: AtDesk, application_id: str, body: Note) -> Mapping[str, Any]:
    """Keep a note, also one that is there already."""
    now = clock.now()
    with desk.book.turn() as rows:
        log_call(rows, request, now, body.item_id)
        application_of(rows, "generic", application_id)
        keep_note(rows, application_id, body.item_id, body.text, now)
    return {"text": body.text, "item_id": body.item_id}


def keep_note(rows: Rows, application_id: str, item_id: str, text: str, now: datetime) -> int:
    """Write a note down; returns its number."""
    written = rows.execute(
        "INSERT INTO note (application_id, item_id, text, at) VALUES (?, ?, ?, ?)",
        (application_id, item_id, text, stamp(now)),
    )
    return written.lastrowid or 0


def resume_answer(rows: Rows, file_name: str) -> Response:
    """The bytes of a resume file, offered as a download.

    Raises:
        NotFoundError: nobody who applied has such a file.

    """
    found = rows.execute("SELECT data FROM resume WHERE file_name = ?", (file_name,)).fetchone()
    if found is None:
        raise NotFoundError(f"no resume file {file_name[:100]!r} here")
    return Response(
        found["data"],
        media_type="application/octet-stream",
        headers={"content-disposition": f'attachment; filename="{file_name}"'},
    )


def _status(application: Row) -> Mapping[str, Any]:
    names = ("id", "state", "mail_at", "held_until", "mail_sent_at")
    return {name: application[name] for name in names}
