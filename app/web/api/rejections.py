"""Reviewing over the API: what waits, taking one, holding it longer, words about terms."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Depends, Query
from pydantic import BaseModel
from starlette.responses import Response

from app.review import holds, lease, serving
from app.review.filters import Due, Filters, Holder
from app.review.queue import waiting
from app.review.reading import Reading, note_reading, reading, without_resume
from app.review.show import reveal, show
from app.review.terms import said_row, say
from app.web.api.answers import READING, WRITING, refusals
from app.web.api.idempotency import Once, TheOnce
from app.web.api.schemas import (
    Cursor,
    HoldIn,
    HoldOut,
    LeaseOut,
    Limit,
    NextIn,
    NextOut,
    PathId,
    QueryId,
    RejectionOut,
    RevealIn,
    TermsIn,
    TermsOut,
    WaitingPageOut,
)
from app.web.api.shapes import Out
from app.web.deps import Now, Principal, ReadSession, TheGates, TheStore, briefly, in_one_step, scoped

router = APIRouter(prefix="/api/v1", tags=["review"])


class RowReceipt(BaseModel):
    """Which row an answer was about: a rejection's or a decision's id."""

    id: str


class ServedReceipt(Out):
    """Who was served, or why nobody."""

    rejection_id: str | None
    until: datetime | None
    reason: str | None
    text: str


Reads = Annotated[Principal, scoped("review:read")]
Reviews = Annotated[Principal, scoped("review:read", "review:write")]
Reveals = Annotated[Principal, scoped("review:read", "review:reveal")]


async def read_and_noted(rejection_id: PathId, by: Reads, store: TheStore, gates: TheGates, now: Now) -> Reading:
    """Whether the key's user may read this resume; that they do is noted before anything is shown."""
    found = await briefly(store, lambda session: reading(session, rejection_id, by.user, now=now))
    if found is Reading.TO_NOTE:
        await in_one_step(store, gates, lambda session: note_reading(session, rejection_id, by.user, now=now))
    return found


TheReading = Annotated[Reading, Depends(read_and_noted)]


def _filters(
    posting: QueryId = None,
    due: Annotated[Due | None, Query(description="within 8 (soon) or 24 hours (today), overdue ones included")] = None,
    holder: Annotated[Holder | None, Query(description="who has it open; asked: a hiring manager")] = None,
    skipped: Annotated[int, Query(ge=0, le=100, description="by so many people at least")] = 0,
) -> Filters:
    return Filters(posting or "", due, holder, skipped)


@router.get("/rejections", responses=refusals(*READING))
def list_rejections(
    by: Reads,
    session: ReadSession,
    now: Now,
    filters: Annotated[Filters, Depends(_filters)],
    cursor: Cursor = None,
    limit: Limit = 50,
) -> WaitingPageOut:
    """List who waits for a person, most urgent first."""
    page = waiting(session, by.user, now=now, filters=filters, cursor=cursor, limit=limit)
    return WaitingPageOut.model_validate(page)


@router.post("/rejections/next", response_model=NextOut, responses=refusals(*WRITING))
def next_rejection(once: TheOnce, by: Reviews, wish: NextIn | None = None) -> Response:
    """Take the most urgent candidate that nobody has open; its lease is the key's user's."""

    def act() -> ServedReceipt:
        served = serving.next_item(
            once.session,
            by.user,
            now=once.now,
            posting_id=wish.posting_id if wish else None,
            other_than=wish.other_than if wish else None,
        )
        return ServedReceipt.model_validate(served)

    def answer(served: ServedReceipt) -> NextOut:
        return NextOut(
            rejection=shown(once, by, served.rejection_id) if served.rejection_id else None,
            until=served.until,
            reason=served.reason,
            text=served.text,
        )

    return once.answer(ServedReceipt, act, answer)


@router.get("/rejections/{rejection_id}", responses=refusals(*READING, 404))
def get_rejection(rejection_id: PathId, by: Reads, found: TheReading, session: ReadSession, now: Now) -> RejectionOut:
    """Everything needed to decide on one candidate; of one who waits and whom you do not have open, where it stands.

    Reading somebody who does not wait is noted in the record.
    """
    seen = show(session, rejection_id, by.user, now=now)
    return RejectionOut.model_validate(without_resume(seen) if found is Reading.SHUT else seen)


@router.post("/rejections/{rejection_id}/claim", response_model=RejectionOut, responses=refusals(*WRITING))
def claim(rejection_id: PathId, once: TheOnce, by: Reviews) -> Response:
    """Open one candidate, or keep it open."""

    def act() -> RowReceipt:
        lease.claim(once.session, rejection_id, by.user, now=once.now)
        return RowReceipt(id=rejection_id)

    return once.answer(RowReceipt, act, lambda receipt: shown(once, by, receipt.id))


@router.post("/rejections/{rejection_id}/extend", response_model=LeaseOut, responses=refusals(*WRITING))
def extend(rejection_id: PathId, once: TheOnce, by: Reviews) -> Response:
    """Slide the end of one's lease."""

    def act() -> LeaseOut:
        return LeaseOut(lease_until=lease.extend_lease(once.session, rejection_id, by.user, now=once.now))

    return once.answer(LeaseOut, act, _itself)


@router.post("/rejections/{rejection_id}/put-back", response_model=RejectionOut, responses=refusals(*WRITING))
def put_back(rejection_id: PathId, once: TheOnce, by: Reviews) -> Response:
    """Give one's lease back."""

    def act() -> RowReceipt:
        lease.put_back(once.session, rejection_id, by.user, now=once.now)
        return RowReceipt(id=rejection_id)

    return once.answer(RowReceipt, act, lambda receipt: shown(once, by, receipt.id))


@router.post("/rejections/{rejection_id}/hold", response_model=HoldOut, responses=refusals(*WRITING))
def hold(rejection_id: PathId, wish: HoldIn, once: TheOnce, by: Reviews) -> Response:
    """Hold the rejection longer, up to what the policy allows."""

    def act() -> HoldOut:
        until = holds.extend_hold(once.session, rejection_id, by.user, days=wish.days, reason=wish.reason, now=once.now)
        return HoldOut(deadline=until)

    return once.answer(HoldOut, act, _itself)


@router.post("/rejections/{rejection_id}/reveal", response_model=RejectionOut, responses=refusals(*WRITING))
def reveal_person(rejection_id: PathId, wish: RevealIn, once: TheOnce, by: Reveals) -> Response:
    """Show the key's user who it is whom they have open. That, and the reason, stays in the record."""

    def act() -> RowReceipt:
        reveal(once.session, rejection_id, by.user, wish.reason, now=once.now)
        return RowReceipt(id=rejection_id)

    return once.answer(RowReceipt, act, lambda receipt: shown(once, by, receipt.id))


@router.post("/rejections/{rejection_id}/terms", response_model=TermsOut, responses=refusals(*WRITING))
def say_terms(rejection_id: PathId, wish: TermsIn, once: TheOnce, by: Reviews) -> Response:
    """Say that two terms on this candidate's page mean the same thing, or do not. An admin accepts it, or not."""

    def act() -> RowReceipt:
        said = say(once.session, rejection_id, by.user, wish.term, wish.form, same=wish.same, now=once.now)
        return RowReceipt(id=said.id)

    return once.answer(RowReceipt, act, lambda receipt: TermsOut.model_validate(said_row(once.session, receipt.id)))


def shown(once: Once, by: Principal, rejection_id: str) -> RejectionOut:
    """A candidate as the key's user may see it now: an answer that is asked for again shows no more than then."""
    seen = show(once.session, rejection_id, by.user, now=once.now)
    if reading(once.session, rejection_id, by.user, now=once.now) is Reading.SHUT:
        return RejectionOut.model_validate(without_resume(seen))
    note_reading(once.session, rejection_id, by.user, now=once.now)
    return RejectionOut.model_validate(seen)


def _itself(receipt: BaseModel) -> BaseModel:
    return receipt
