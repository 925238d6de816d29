"""What was decided, and how far each decision has reached the ATS."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from starlette.responses import Response

from app.review.decided import decided
from app.web.deps import Now, ReadSession
from app.web.pages.queue import Reader
from app.web.render import page

router = APIRouter(include_in_schema=False)


@router.get("/decided")
def show_decided(
    request: Request, user: Reader, session: ReadSession, now: Now, cursor: Annotated[str, Query(max_length=300)] = ""
) -> Response:
    """List decisions, newest first."""
    listed = decided(session, user, now=now, cursor=cursor or None)
    return page(request, "decided.html", decided=listed, first=not cursor)
