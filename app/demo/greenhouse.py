"""The stand-in's Greenhouse dialect, below ``/greenhouse``: those parts of Harvest v3 that Second Look's adapter uses.

The adapter was built to documentation, and so is this: playing them against each other proves that they agree with
each other, not with Greenhouse. Nothing is decided here, see ``actions``; rows are shaped in ``greenhouse_shapes``.
"""

import base64
import binascii
import hmac
import json
import re
from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Depends, Form, Header, Query, Request, Response
from pydantic import AwareDatetime, BaseModel, TypeAdapter, ValidationError

from app import clock
from app.ats.signing import hmac_sha256_hex
from app.demo import actions
from app.demo.book import page_of, stamp
from app.demo.desk import AtDesk, Desk, application_of, log_call
from app.demo.generic import keep_note, resume_answer
from app.demo.greenhouse_shapes import (
    PARKED_TAG_ID,
    application_row,
    attachment_row,
    job_post_row,
)
from app.demo.postings import POSTINGS
from app.errors import BadInputError, NotFoundError, UnauthenticatedError

_TOKEN_SECONDS = 3600
_APPLIED_TAG_OFFSET = 700000
_MOMENT = TypeAdapter(AwareDatetime)
_ITEM_MARK = re.compile(r"\[second-look ([^\]]+)\]")


def _access_token(desk: Desk) -> str:
    """Derived, not stored: it survives a kill like everything else here."""
    return hmac_sha256_hex(desk.settings.client_secret, b"access token")


def require_access_token(desk: AtDesk, authorization: Annotated[str, Header()] = "") -> None:
    """Let in who signed in at the token address.

    Raises:
        UnauthenticatedError: no access token, or another one.

    """
    if not hmac.compare_digest(authorization.encode(), f"Bearer {_access_token(desk)}".encode()):
        raise UnauthenticatedError("get an access token at /greenhouse/token first")


router = APIRouter(prefix="/greenhouse", dependencies=[Depends(require_access_token)])
open_doors = APIRouter(prefix="/greenhouse")


class RejectionEmail(BaseModel):
    """Which mail, and when: at once if no time is given."""

    email_template_id: int
    send_email_at: AwareDatetime | None = None


class Reject(BaseModel):
    """Why; without ``rejection_email`` the candidate is not told."""

    rejection_reason_id: int
    rejection_email: RejectionEmail | None = None


class Move(BaseModel):
    """From where to where; the stand-in has one stage to move on to."""

    from_stage_id: int | None = None
    to_stage_id: int | None = None


class Note(BaseModel):
    """A note on a candidate."""

    candidate_id: int
    body: str


@open_doors.post("/token")
def issue_token(
    desk: AtDesk, grant_type: Annotated[str, Form()], authorization: Annotated[str, Header()] = ""
) -> dict[str, Any]:
    """OAuth 2.0 client credentials by HTTP Basic."""
    pair = f"{desk.settings.client_id}:{desk.settings.client_secret}".encode()
    expected = f"Basic {base64.b64encode(pair).decode()}"
    if not hmac.compare_digest(authorization.encode(), expected.encode()):
        raise UnauthenticatedError("send client id and secret by HTTP Basic")
    if grant_type != "client_credentials":
        raise BadInputError("grant_type must be client_credentials")
    return {"access_token": _access_token(desk), "token_type": "Bearer", "expires_in": _TOKEN_SECONDS}


@open_doors.get("/files/{file_name}")
def read_file(request: Request, desk: AtDesk, file_name: str) -> Response:
    """A resume file; the address stands for the signed ones of Greenhouse and needs no token."""
    with desk.book.turn() as rows:
        log_call(rows, request, clock.now())
        return resume_answer(rows, file_name)


@router.get("/applications")
def list_applications(
    request: Request,
    response: Response,
    desk: AtDesk,
    ids: str = "",
    status: str = "",
    last_activity_at: Annotated[str, Query(pattern=r"^(gte\|.+)?$")] = "",
    per_page: Annotated[int, Query(ge=1, le=500)] = 100,
    cursor: str = "",
) -> Sequence[dict[str, Any]]:
    """Applications by id, or by status and latest activity; the cursor stands alone and knows the filters."""
    since = _since(last_activity_at)
    wanted: dict[str, Any] = {"ids": ids, "status": status, "since": since, "size": per_page, "place": 0}
    wanted = _unfold(cursor, wanted)
    with desk.book.turn() as rows:
        log_call(rows, request, clock.now())
        found, place = page_of(
            rows,
            "SELECT *, rowid AS place FROM application WHERE dialect = 'greenhouse'"
            " AND (:ids = '' OR instr(',' || :ids || ',', ',' || id || ',') > 0)"
            " AND (:status = '' OR :status = CASE state WHEN 'parked' THEN 'active' ELSE state END)"
            " AND changed_at >= :since AND rowid > :place ORDER BY rowid",
            wanted,
            wanted["size"],
        )
    _link_next(request, response, wanted, place)
    return [application_row(application) for application in found]


@router.post("/applications/{application_id}/reject")
def reject(
    request: Request,
    desk: AtDesk,
    application_id: str,
    body: Reject,
    idempotency_key: Annotated[str, Header()] = "",
) -> dict[str, Any]:
    """Reject an active application; the mail leaves only if one is asked for."""
    now = clock.now()
    mail = body.rejection_email
    with desk.book.turn() as rows:
        log_call(rows, request, now, idempotency_key)
        application = application_of(rows, "greenhouse", application_id)
        actions.reject(rows, desk, application, now, mail_at=(mail.send_email_at or now) if mail else None)
        return application_row(application_of(rows, "greenhouse", application_id))


@router.post("/applications/{application_id}/unreject")
def unreject(
    request: Request, desk: AtDesk, application_id: str, idempotency_key: Annotated[str, Header()] = ""
) -> dict[str, Any]:
    """Take a rejection back."""
    now = clock.now()
    with desk.book.turn() as rows:
        log_call(rows, request, now, idempotency_key)
        actions.reinstate(rows, desk, application_of(rows, "greenhouse", application_id), now)
        return application_row(application_of(rows, "greenhouse", application_id))


@router.post("/applications/{application_id}/move")
def move(
    request: Request, desk: AtDesk, application_id: str, _body: Move, idempotency_key: Annotated[str, Header()] = ""
) -> dict[str, Any]:
    """Move a parked application on to the review stage."""
    return unreject(request, desk, application_id, idempotency_key)


@router.get("/applied_candidate_tags")
def list_applied_tags(
    request: Request, desk: AtDesk, candidate_ids: str, candidate_tag_ids: str = ""
) -> Sequence[dict[str, Any]]:
    """The parking tag of a candidate, if it is on."""
    with desk.book.turn() as rows:
        log_call(rows, request, clock.now())
        found = rows.execute(
            "SELECT number, candidate_id FROM application WHERE dialect = 'greenhouse' AND candidate_id = ?"
            " AND state = 'parked'",
            (candidate_ids,),
        ).fetchall()
    if candidate_tag_ids not in ("", str(PARKED_TAG_ID)):
        return []
    return [
        {
            "id": _APPLIED_TAG_OFFSET + row["number"],
            "candidate_id": int(row["candidate_id"]),
            "candidate_tag_id": PARKED_TAG_ID,
        }
        for row in found
    ]


@router.delete("/applied_candidate_tags/{applied_id}")
def remove_tag(
    request: Request, desk: AtDesk, applied_id: int, idempotency_key: Annotated[str, Header()] = ""
) -> dict[str, Any]:
    """Take the parking tag off, which puts the application back in the running."""
    now = clock.now()
    with desk.book.turn() as rows:
        log_call(rows, request, now, idempotency_key)
        found = rows.execute(
            "SELECT * FROM application WHERE dialect = 'greenhouse' AND number = ? AND state = 'parked'",
            (applied_id - _APPLIED_TAG_OFFSET,),
        ).fetchone()
        if found is None:
            raise NotFoundError(f"no applied tag {applied_id}")
        actions.reinstate(rows, desk, found, now)
    return {"id": applied_id}


@router.get("/notes")
def list_notes(
    request: Request,
    response: Response,
    desk: AtDesk,
    candidate_ids: str = "",
    per_page: Annotated[int, Query(ge=1, le=500)] = 100,
    cursor: str = "",
) -> Sequence[dict[str, Any]]:
    """The notes on a candidate, oldest first."""
    wanted = _unfold(cursor, {"candidate": candidate_ids, "size": per_page, "place": 0})
    with desk.book.turn() as rows:
        log_call(rows, request, clock.now())
        found, place = page_of(
            rows,
            "SELECT note.*, note.id AS place FROM note JOIN application ON application.id = application_id"
            " WHERE dialect = 'greenhouse' AND candidate_id = :candidate AND note.id > :place ORDER BY note.id",
            wanted,
            wanted["size"],
        )
    _link_next(request, response, wanted, place)
    return [{"id": note["id"], "candidate_id": int(wanted["candidate"]), "body": note["text"]} for note in found]


@router.post("/notes", status_code=201)
def add_note(
    request: Request, desk: AtDesk, body: Note, idempotency_key: Annotated[str, Header()] = ""
) -> dict[str, Any]:
    """Keep a note, also one that is there already."""
    now = clock.now()
    mark = _ITEM_MARK.search(body.body)
    item_id = idempotency_key or (mark[1] if mark else "")
    with desk.book.turn() as rows:
        log_call(rows, request, now, item_id)
        found = rows.execute(
            "SELECT id FROM application WHERE dialect = 'greenhouse' AND candidate_id = ?", (str(body.candidate_id),)
        ).fetchone()
        if found is None:
            raise NotFoundError(f"no candidate {body.candidate_id}")
        note_id = keep_note(rows, found["id"], item_id, body.body, now)
    return {"id": note_id, "candidate_id": body.candidate_id, "body": body.body}


@router.get("/attachments")
def list_attachments(request: Request, desk: AtDesk, application_ids: str) -> Sequence[dict[str, Any]]:
    """The resume of one application."""
    with desk.book.turn() as rows:
        log_call(rows, request, clock.now())
        return [attachment_row(application_of(rows, "greenhouse", application_ids), desk.settings.base_url)]


@router.get("/job_posts")
def list_job_posts(request: Request, desk: AtDesk, ids: str = "", job_ids: str = "") -> Sequence[dict[str, Any]]:
    """Job posts by their id or by their job's."""
    with desk.book.turn() as rows:
        log_call(rows, request, clock.now())
    posts = [job_post_row(posting) for posting in POSTINGS]
    return [post for post in posts if ids in ("", str(post["id"])) and job_ids in ("", str(post["job_id"]))]


def _since(last_activity_at: str) -> str:
    try:
        return stamp(_MOMENT.validate_python(last_activity_at.removeprefix("gte|"))) if last_activity_at else ""
    except ValidationError as error:
        raise BadInputError("last_activity_at must read gte| and a time with its zone") from error


def _link_next(request: Request, response: Response, wanted: dict[str, Any], place: str | None) -> None:
    if place:
        folded = base64.urlsafe_b64encode(json.dumps(wanted | {"place": int(place)}).encode()).decode()
        response.headers["link"] = f'<{request.url.replace(query=f"cursor={folded}")}>; rel="next"'


def _unfold(cursor: str, first: dict[str, Any]) -> dict[str, Any]:
    """The filters that the cursor carries, or those of the first page if there is none."""
    if not cursor:
        return first
    try:
        wanted = json.loads(base64.urlsafe_b64decode(cursor))
    except (binascii.Error, ValueError):
        wanted = None
    if not isinstance(wanted, dict) or any(type(wanted.get(name)) is not type(first[name]) for name in first):
        raise BadInputError("this cursor was not made here; start again without it")
    return wanted
