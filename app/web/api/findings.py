"""The findings of the nights over the API: what is open and whose, and saying what became of one."""

from datetime import date, datetime
from typing import Annotated, Literal

from fastapi import APIRouter, Path, Query
from pydantic import BaseModel, Field
from starlette.responses import Response

from app.audit import todo
from app.audit.answer import Severity
from app.web.api.answers import READING, WRITING, refusals
from app.web.api.idempotency import TheOnce
from app.web.api.schemas import NO_NUL, Limit, Text
from app.web.api.shapes import In, Out
from app.web.deps import Principal, ReadSession, scoped

router = APIRouter(prefix="/api/v1", tags=["audit"])

Key = Annotated[str, Path(max_length=300, pattern=NO_NUL, description="`key` of the finding, percent-encoded")]
Line = Annotated[str, Query(max_length=320, pattern=NO_NUL)]
LongCursor = Annotated[str | None, Query(max_length=1000, description="`next_cursor` of the page before")]


class EventOut(Out):
    """What somebody said about a finding; ``by`` is an e-mail address, or `night`."""

    at: datetime
    by: str
    what: str = Field(description="found, found_again, owner, open, accepted or fixed")
    detail: str


class FindingRowOut(Out):
    """One finding over all the nights that found it."""

    key: str
    check: str
    state: str = Field(description="open, accepted or fixed")
    owner: str = Field(description="an e-mail address; empty while it is nobody's")
    reason: str
    severity: str
    weight: float = Field(description="about how many people it concerns")
    subject: str
    text: str
    first_day: date
    last_day: date
    nights: int = Field(description="in how many nights it was found")
    reappeared: int = Field(description="how often it was found again after it was called fixed")


class FindingDetailOut(FindingRowOut):
    """The same with what was said about it, first first."""

    events: list[EventOut]


class FindingPageOut(Out):
    """A page of findings, most urgent first."""

    items: list[FindingRowOut]
    next_cursor: str | None


class FindingChangeIn(In):
    """What to say; what is not sent stays as it is."""

    state: Literal["open", "accepted", "fixed"] | None = None
    owner: Annotated[str, Field(max_length=320, pattern=NO_NUL)] | None = Field(
        None, description="e-mail address of somebody of compliance or an administrator; empty for nobody"
    )
    reason: Text = Field("", description="needed to accept it (why it may stay) and to call it fixed (what was done)")


class KeyReceipt(BaseModel):
    """Which finding an answer was about."""

    key: str


@router.get("/findings", responses=refusals(*READING))
def list_findings(
    _by: Annotated[Principal, scoped("audit:read")],
    session: ReadSession,
    state: Literal["open", "accepted", "fixed"] | None = None,
    severity: Severity | None = None,
    check: Line = "",
    owner: Annotated[Line, Query(description="an e-mail address, or `nobody`")] = "",
    cursor: LongCursor = None,
    limit: Limit = 50,
) -> FindingPageOut:
    """List what the nights found, most urgent first."""
    wanted = todo.Wanted(state=state, severity=severity, check=check, owner=owner)
    return FindingPageOut.model_validate(todo.listed(session, wanted, cursor=cursor, limit=limit))


@router.patch("/findings/{key:path}", response_model=FindingDetailOut, responses=refusals(*WRITING))
def change_finding(
    key: Key, wish: FindingChangeIn, once: TheOnce, by: Annotated[Principal, scoped("audit:read", "audit:write")]
) -> Response:
    """Say whose a finding is, or that it is open, accepted or fixed. It is kept under the name of the key's user."""

    def act() -> KeyReceipt:
        todo.say(once.session, key, by.user, state=wish.state, owner=wish.owner, reason=wish.reason, now=once.now)
        return KeyReceipt(key=key)

    def answer(receipt: KeyReceipt) -> FindingDetailOut:
        row = FindingRowOut.model_validate(todo.one(once.session, key=receipt.key))
        events = [EventOut.model_validate(event) for event in todo.events(once.session, receipt.key)]
        return FindingDetailOut(**row.model_dump(), events=events)

    return once.answer(KeyReceipt, act, answer)
