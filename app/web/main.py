"""Building the web door: routers, layers and shared state. Nothing happens until ``create_app`` is called."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from fastapi import APIRouter, FastAPI
from starlette.middleware import Middleware
from starlette.staticfiles import StaticFiles

from app.accounts import company, oidc
from app.config import Settings
from app.review.drawn import DrawnPages
from app.store.session import Store
from app.web import docs, errors, health, hooks, render
from app.web.access import AccessLog
from app.web.api import decisions, night, postings, rejections
from app.web.api import desk as api_desk
from app.web.api import findings as api_findings
from app.web.api import sheets as api_sheets
from app.web.api.description import Described, operation_id
from app.web.errors import Edge
from app.web.gate import Gates
from app.web.metrics import Counters
from app.web.pages import (
    account,
    asked,
    decided,
    desk,
    findings,
    keys,
    live,
    people,
    queue,
    record,
    review,
    sheets,
    signin,
)
from app.web.pages import company as company_pages
from app.web.pages import night as nights
from app.web.pages import postings as posting_pages
from app.web.pages import settings as settings_pages
from app.web.security import BodyLimit, ContentTypes, SafeHeaders, SameOrigin
from app.web.speaking import Speaking

ROUTERS: tuple[APIRouter, ...] = (
    health.router,
    hooks.router,
    docs.router,
    signin.router,
    company_pages.router,
    account.router,
    people.router,
    keys.router,
    queue.router,
    review.router,
    desk.router,
    asked.router,
    sheets.router,
    live.router,
    decided.router,
    posting_pages.router,
    settings_pages.router,
    nights.router,
    findings.router,
    record.router,
    rejections.router,
    api_sheets.router,
    api_desk.router,
    decisions.router,
    postings.router,
    night.router,
    api_findings.router,
)

API_VERSION = "1"
Lifespan = Callable[[FastAPI], AbstractAsyncContextManager[None]]


def create_app(settings: Settings, store: Store, *, lifespan: Lifespan | None = None) -> FastAPI:
    """Build the app.

    Args:
        settings: as read at the door.
        store: open; whoever opened it closes it after the server ended.
        lifespan: what else begins and ends with the server (the engine, where one process does everything).

    """
    app = Described(
        title="Second Look",
        version=API_VERSION,
        openapi_url=docs.OPENAPI,
        docs_url=None,
        redoc_url=None,
        generate_unique_id_function=operation_id,
        lifespan=lifespan,
        middleware=[  # outermost first
            Middleware(AccessLog),
            Middleware(SafeHeaders, settings=settings),
            Middleware(Speaking),
            Middleware(Edge),
            Middleware(SameOrigin, settings=settings),
            Middleware(ContentTypes),
            Middleware(BodyLimit, settings=settings),
        ],
    )
    app.state.settings = settings
    app.state.store = store
    app.state.gates = Gates(store)
    app.state.counters = Counters()
    app.state.drawn = DrawnPages()
    provider = company.provider(settings)
    app.state.company = oidc.CompanySignIn(provider) if provider else None
    app.state.templates = render.environment()
    app.state.schema_is_current = False
    errors.register(app)
    for router in ROUTERS:
        app.include_router(router)
    app.mount("/static", StaticFiles(directory=render.STATIC), name="static")
    docs.serve_files(app)
    return app
