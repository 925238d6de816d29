"""The one page of the stand-in: applications, their state, and the log of rejection mails. Works without scripts."""

from datetime import datetime
from importlib.resources import files
from typing import Annotated

from fastapi import APIRouter, Query, Response
from jinja2 import Environment, PackageLoader

from app.demo.admin import counts
from app.demo.book import page_of
from app.demo.desk import PAGE_SIZE, AtDesk

router = APIRouter()

_NEWEST_MAILS = 15

_HEADERS = {
    "content-security-policy": (
        "default-src 'none'; style-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
}


@router.get("/")
def show(desk: AtDesk, page: Annotated[int, Query(ge=0, le=1_000_000)] = 0) -> Response:
    """Applications after the given place, and the newest mails."""
    with desk.book.turn() as rows:
        applications, next_page = page_of(
            rows,
            "SELECT *, rowid AS place FROM application WHERE rowid > :place ORDER BY rowid",
            {"place": page},
            PAGE_SIZE,
        )
        mails = rows.execute("SELECT * FROM mail ORDER BY id DESC LIMIT ?", (_NEWEST_MAILS,)).fetchall()
        numbers = counts(rows, desk)
    pages = Environment(loader=PackageLoader("app.demo"), autoescape=True)
    pages.filters["moment"] = _moment
    text = pages.get_template("board.html").render(
        applications=applications, mails=mails, next_page=next_page, page=page, numbers=numbers
    )
    return Response(text, media_type="text/html; charset=utf-8", headers=_HEADERS)


@router.get("/stand-in.css")
def style() -> Response:
    """The page's style sheet."""
    text = files("app.demo").joinpath("static", "stand-in.css").read_bytes()
    return Response(text, media_type="text/css; charset=utf-8", headers=_HEADERS)


def _moment(text: str | None) -> str:
    return f"{datetime.fromisoformat(text):%H:%M:%S}" if text else "-"
