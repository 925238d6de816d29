"""Pages of a resume as pictures for the review page."""

from contextlib import suppress
from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Request
from sqlalchemy.orm import Session
from starlette.background import BackgroundTask
from starlette.responses import Response

from app.errors import NotFoundError
from app.review.ask import open_question
from app.review.sheets import PAGES_AT_MOST, Drawing, drawing
from app.store.people import Role, User
from app.web.deps import Now, TheDrawn, TheGates, TheStore, require
from app.web.pages.queue import READERS, RejectionId
from app.web.pictures import picture

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
    """One page as a picture."""

    def wanted_of(session: Session) -> Drawing:
        if user.role == Role.HIRING_MANAGER:
            open_question(session, rejection_id, user, now=now)
        return drawing(session, rejection_id, number, user, now=now)

    return await picture(store, drawn, gates, wanted_of)


def drawn_ahead(
    response: Response, request: Request, session: Session, rejection_id: str, user: User, *, now: datetime
) -> Response:
    """The answer, after which the first page of the next candidate is drawn while the browser still asks for it."""
    with suppress(NotFoundError):
        wanted = drawing(session, rejection_id, 1, user, now=now)
        response.background = BackgroundTask(request.app.state.drawn.picture, request.app.state.store.blobs, wanted)
    return response
