"""What an open page asks for by itself: how many wait, and to keep a candidate open while somebody works on it."""

from fastapi import APIRouter
from pydantic import BaseModel

from app.review import lease
from app.review.today import decided_today, waiting_now
from app.web.deps import Now, ReadSession, WriteSession
from app.web.pages.queue import Reader, RejectionId, Reviewer

router = APIRouter(include_in_schema=False)


class Counts(BaseModel):
    """How much is to do, and what this person has done."""

    waiting: int
    decided_today: int


class Lease(BaseModel):
    """How long a candidate stays open from now on."""

    seconds: int


@router.get("/live")
def counts(user: Reader, session: ReadSession, now: Now) -> Counts:
    """The numbers that pages show."""
    return Counts(waiting=waiting_now(session), decided_today=decided_today(session, user, now=now))


@router.post("/review/{rejection_id}/beat")
def beat(rejection_id: RejectionId, user: Reviewer, session: WriteSession, now: Now) -> Lease:
    """Slide the lease of somebody who is at work on the page. Refused like any other extension once it is over."""
    end = lease.extend_lease(session, rejection_id, user, now=now)
    return Lease(seconds=round((end - now).total_seconds()))
