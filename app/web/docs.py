"""The API's documentation, from files in the wheel of fastapi-offline: browsers load nothing from outside."""

from importlib.resources import files

from fastapi import APIRouter, FastAPI, Request
from starlette.responses import Response
from starlette.staticfiles import StaticFiles

from app.web.render import page

router = APIRouter(include_in_schema=False)

OPENAPI = "/api/openapi.json"
FILES = "/static-docs"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
"""For this page only: Swagger UI sets styles from script and draws icons from data URLs."""


def serve_files(app: FastAPI) -> None:
    """Mount Swagger UI's files."""
    app.mount(FILES, StaticFiles(directory=str(files("fastapi_offline") / "static")), name="docs")


@router.get("/api/docs")
def docs(request: Request) -> Response:
    """Show what the API can do."""
    response = page(request, "docs.html", files=FILES, openapi=OPENAPI)
    response.headers["Content-Security-Policy"] = POLICY
    return response
