"""Puts the stand-in ATS together: the dialects, the admin door, the page, and the two threads that tick."""

import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import httpx2
from fastapi import FastAPI, Request, Response
from fastapi.responses import JSONResponse

from app import clock
from app.demo import admin, generic, greenhouse, mails, page, webhooks
from app.demo.book import Book
from app.demo.desk import Desk
from app.demo.faults import answer_with_fault
from app.demo.people import invent
from app.demo.settings import StandInSettings
from app.errors import ConflictError, NotFoundError, SecondLookError, UnauthenticatedError

_STATUSES: dict[type[SecondLookError], int] = {ConflictError: 409, NotFoundError: 404, UnauthenticatedError: 401}
_LONGEST_STOP = 15.0


def create_stand_in(settings: StandInSettings) -> FastAPI:
    """The stand-in as an ASGI application. Its threads run while the application's lifespan does."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
        book = Book(settings.data_dir / "stand-in-ats.sqlite3")
        app.state.desk = Desk(settings, book, invent(settings.seed, settings.people))
        stop = threading.Event()
        with httpx2.Client(follow_redirects=False, trust_env=False) as client:
            threads = [
                _ticking("mails", stop, settings.tick, lambda: mails.send_due(book, clock.now())),
                _ticking(
                    "webhooks", stop, settings.tick, lambda: webhooks.send_next(book, settings, client, clock.now())
                ),
            ]
            yield
            stop.set()
            for thread in threads:
                thread.join(_LONGEST_STOP)
        book.close()

    app = FastAPI(
        title="Stand-in ATS",
        description="For the Second Look demo and its tests only; everybody in it is invented.",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
    )
    for router in (generic.router, generic.files, greenhouse.router, greenhouse.open_doors, admin.router, page.router):
        app.include_router(router)

    @app.middleware("http")
    async def faults(request: Request, call_next: Callable[[Request], Awaitable[Response]]) -> Response:
        return await answer_with_fault(request.app.state.desk.faults, request, call_next)

    app.add_exception_handler(SecondLookError, _refuse)
    return app


def _refuse(_request: Request, error: Exception) -> JSONResponse:
    status = next((status for kind, status in _STATUSES.items() if type(error) is kind), 400)
    return JSONResponse({"error": str(error)}, status_code=status)


def _ticking(name: str, stop: threading.Event, tick: float, work: Callable[[], int]) -> threading.Thread:
    """Call ``work`` again and again; without a pause as long as it finds something to do."""

    def run() -> None:
        while not stop.is_set():
            if not work():
                stop.wait(tick)

    thread = threading.Thread(target=run, name=f"stand-in-{name}", daemon=True)
    thread.start()
    return thread
