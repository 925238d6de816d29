"""Turning templates into answers: pages, redirects, and the short message that a redirect takes along."""

import base64
import binascii
from pathlib import Path
from typing import Any

from fastapi import Request
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, RedirectResponse

from app import language
from app.web.deps import FORM_TOKEN

TEMPLATES = Path(__file__).parent / "templates"
STATIC = Path(__file__).parent / "static"
SAID = "second-look-said"
SAID_SECONDS = 60
SEE_OTHER = 303


def environment() -> Environment:
    """Templates that escape everything and fail on names nobody gave them."""
    templates = Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        extensions=["jinja2.ext.i18n"],
    )
    install = templates.install_gettext_callables  # type: ignore[attr-defined]  # the extension adds it
    install(language.translated, language.counted, newstyle=True)
    templates.filters["moment"] = language.moment
    templates.filters["day"] = language.day
    return templates


def page(request: Request, template: str, *, status: int = 200, **values: Any) -> HTMLResponse:
    """Render a template. Every template gets ``user`` (or None), ``form_token``, ``here`` (the path) and ``said``."""
    somebody = getattr(request.state, "signed_in", None)
    said = _read(request.cookies.get(SAID, ""))
    templates: Environment = request.app.state.templates
    html = templates.get_template(template).render(
        values,
        user=somebody.user if somebody else None,
        form_token=somebody.form_token if somebody else "",
        form_token_field=FORM_TOKEN,
        here=request.url.path,
        said=said,
        language=language.spoken(),
    )
    response = HTMLResponse(html, status_code=status)
    if said:
        response.delete_cookie(SAID)
    return response


def go(path: str, said: str = "") -> RedirectResponse:
    """After a POST: go and GET that page, which shows what was said once. No personal data in ``said``: it travels."""
    response = RedirectResponse(path, status_code=SEE_OTHER)
    if said:
        text = base64.urlsafe_b64encode(said.encode()).decode()
        response.set_cookie(SAID, text, max_age=SAID_SECONDS, httponly=True, samesite="lax")
    return response


def _read(cookie: str) -> str:
    try:
        return base64.urlsafe_b64decode(cookie).decode()[:500]
    except (binascii.Error, ValueError):
        return ""
