"""Pages of a resume as pictures, and how they are laid out on the review page."""

from contextlib import suppress
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Request
from fastapi.concurrency import run_in_threadpool
from sqlalchemy.orm import Session
from starlette.background import BackgroundTask
from starlette.responses import Response

from app.errors import NotFoundError
from app.language import marked as N_  # noqa: N812 - the name that the catalogues know
from app.language import translated as _
from app.review.ask import open_question
from app.review.drawn import DrawnPages
from app.review.sheets import PAGES_AT_MOST, Drawing, Sheets, drawing, pages_of, sheets
from app.review.show import Shown
from app.store.models import Rejection
from app.store.people import Role, User
from app.store.session import Store
from app.web.deps import Now, TheDrawn, TheGates, TheStore, briefly, require
from app.web.pages.queue import READERS, RejectionId
from parsers.model import Unreadable

READERS_SAY = (N_("The PDF is damaged or protected, and its pages cannot be shown."),)
"""Sentences of the readers, which know no catalogue, for ours."""
router = APIRouter(include_in_schema=False)


@router.get("/review/{rejection_id}/page/{number}")
async def show_page(
    rejection_id: RejectionId,
    number: Annotated[int, Path(ge=1, le=PAGES_AT_MOST)],
    user: Annotated[User, require(*READERS, Role.HIRING_MANAGER)],
    store: TheStore,
    drawn: TheDrawn,
    gates: TheGates,
    now: Now,
) -> Response:
    """One page as a picture. It is drawn with no session open, so it keeps nobody from the database."""

    def wanted_of(session: Session) -> Drawing:
        if user.role == Role.HIRING_MANAGER:
            open_question(session, rejection_id, user, now=now)
        return drawing(session, rejection_id, number, user, now=now)

    wanted = await briefly(store, wanted_of)
    async with gates.drawing:
        picture = await run_in_threadpool(drawn.picture, store.blobs, wanted)
    if isinstance(picture, Unreadable):
        raise NotFoundError(picture.why)
    return Response(picture, media_type="image/png", headers={"Cache-Control": "private, no-store"})


def drawn_ahead(
    response: Response, request: Request, session: Session, rejection_id: str, user: User, *, now: datetime
) -> Response:
    """The answer, after which the first page of the next candidate is drawn while the browser still asks for it."""
    with suppress(NotFoundError):
        wanted = drawing(session, rejection_id, 1, user, now=now)
        response.background = BackgroundTask(request.app.state.drawn.picture, request.app.state.store.blobs, wanted)
    return response


def laid_out(session: Session, store: Store, drawn: DrawnPages, user: User, seen: Shown, *, now: datetime) -> Sheets:
    """The pages of a candidate's file with their marks; a file that cannot be shown is a reason, never an error."""
    pages = pages_of(session, session.get_one(Rejection, seen.id), user, now=now)
    if pages.why_not:
        return Sheets(why_not=_(pages.why_not))
    try:
        sizes = drawn.sizes(store.blobs, pages.sha256)
    except NotFoundError as gone:
        return Sheets(why_not=str(gone))
    return Sheets(why_not=_(sizes.why)) if isinstance(sizes, Unreadable) else sheets(pages, sizes, seen)
