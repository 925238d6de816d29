"""Pages of a resume as pictures over the API: those of the review page, with the same covered and the same left out."""

from typing import Annotated, Any

from fastapi import APIRouter, Path
from pydantic import Field
from sqlalchemy.orm import Session
from starlette.responses import Response

from app.review.reading import require_open
from app.review.sheets import PAGES_AT_MOST, Drawing, drawing
from app.review.show import show
from app.web.api.answers import READING, refusals
from app.web.api.rejections import Reads, TheReading
from app.web.api.schemas import PathId
from app.web.api.shapes import Out
from app.web.deps import Now, ReadSession, TheDrawn, TheGates, TheStore
from app.web.pictures import PNG, laid_out, picture

router = APIRouter(prefix="/api/v1", tags=["review"])

A_PICTURE: dict[int | str, dict[str, Any]] = {
    200: {"description": "The page", "content": {PNG: {"schema": {"type": "string", "format": "binary"}}}}
}


class SheetMarkOut(Out):
    """Where a quotation stands on the page, in the units of its size, from its top left corner."""

    mark: int = Field(description="number of the mark in the requirements' and reasons' quotes")
    left: float
    top: float
    wide: float
    high: float


class SheetOut(Out):
    """One page; its picture may have more pixels than the size has units."""

    number: int
    wide: float
    high: float
    marks: list[SheetMarkOut]
    why_not: str = Field(description="why it has no picture; empty where it has one")


class SheetsOut(Out):
    """The pages of a resume that has any."""

    pages: list[SheetOut]
    more: bool = Field(description="the file has more pages, which are not shown")
    why_not: str = Field(description="why there are no pictures at all; empty where there are")


@router.get("/rejections/{rejection_id}/pages", responses=refusals(*READING, 404))
def list_pages(
    rejection_id: PathId, by: Reads, found: TheReading, session: ReadSession, store: TheStore, drawn: TheDrawn, now: Now
) -> SheetsOut:
    """List the pages of the resume, and where on them the quotations stand; of one who waits, while you have it open.

    Reading somebody who does not wait is noted in the record.
    """
    require_open(found)
    seen = show(session, rejection_id, by.user, now=now)
    return SheetsOut.model_validate(laid_out(session, store, drawn, by.user, seen, now=now))


@router.get(
    "/rejections/{rejection_id}/pages/{number}",
    response_class=Response,
    responses={**A_PICTURE, **refusals(*READING, 404)},
)
async def get_page(
    rejection_id: PathId,
    number: Annotated[int, Path(ge=1, le=PAGES_AT_MOST)],
    by: Reads,
    found: TheReading,
    store: TheStore,
    drawn: TheDrawn,
    gates: TheGates,
    now: Now,
) -> Response:
    """One page of the resume as a picture; who it is is covered in it until the decision is final."""
    require_open(found)

    def wanted_of(session: Session) -> Drawing:
        return drawing(session, rejection_id, number, by.user, now=now)

    return await picture(store, drawn, gates, wanted_of)
