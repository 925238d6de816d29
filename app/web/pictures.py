"""Pages of resumes as pictures, for pages and the API alike: both show the same ones, with the same covered."""

from collections.abc import Callable
from datetime import datetime

from fastapi.concurrency import run_in_threadpool
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.errors import NotFoundError
from app.language import marked as N_  # noqa: N812 - the name that the catalogues know
from app.language import translated as _
from app.review.drawn import DrawnPages
from app.review.sheets import Drawing, Sheets, pages_of, sheets
from app.review.show import Shown
from app.store.models import Rejection
from app.store.people import User
from app.store.session import Store
from app.web.deps import briefly
from app.web.gate import Gates
from parsers.model import Unreadable

READERS_SAY = (N_("The PDF is damaged or protected, and its pages cannot be shown."),)
"""Sentences of the readers, which know no catalogue, for ours."""
PNG = "image/png"


async def picture(store: Store, drawn: DrawnPages, gates: Gates, wanted_of: Callable[[Session], Drawing]) -> Response:
    """One page. It is drawn with no session open, so it keeps nobody from the database.

    Raises:
        NotFoundError: it cannot be drawn, or what ``wanted_of`` raises.

    """
    wanted = await briefly(store, wanted_of)
    async with gates.drawing:
        made = await run_in_threadpool(drawn.picture, store.blobs, wanted)
    if isinstance(made, Unreadable):
        raise NotFoundError(made.why)
    return Response(made, media_type=PNG, headers={"Cache-Control": "private, no-store"})


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
