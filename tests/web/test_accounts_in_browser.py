"""A journey in a real browser: an admin lets a recruiter in, and she makes herself at home."""

import re
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Thread

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe
from fastapi import FastAPI
from playwright.sync_api import Browser, Page

from app import clock as real_clock
from app.accounts import links
from app.web import deps
from app.web.main import create_app
from tests.accounts.provider import CLIENT, SECRET, providing

pytestmark = pytest.mark.browser


@contextmanager
def served(app: FastAPI, listening: socket.socket) -> Iterator[str]:
    server = uvicorn.Server(uvicorn.Config(app, log_level="warning"))
    thread = Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join()


@pytest.fixture
def origin(app: FastAPI) -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as listening, served(app, listening) as origin:
        yield origin


def accessible(page):
    results = Axe().run(page)
    assert results.violations_count == 0, results.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def let_in(desk: Page) -> str:
    """An admin adds Robin; the path of the link that is shown."""
    desk.goto("/settings")
    desk.get_by_role("link", name="People").click()
    accessible(desk)
    desk.get_by_label("E-mail address").fill("robin@example.org")
    desk.get_by_label("Name, as history").fill("Robin Day")
    desk.get_by_label("Recruiter: reviews and decides").check()
    desk.get_by_role("button", name="Add, and show a one-time link").click()
    accessible(desk)
    return re.sub(r"^http://[^/]+", "", desk.locator("#the-link").inner_text())


def choose_german_and_dark(page: Page) -> None:
    page.get_by_label("Language").select_option("de")
    page.get_by_label("Dark").check()
    page.get_by_role("button", name="Keep").click()
    page.wait_for_load_state()
    assert page.locator("html").get_attribute("lang") == "de"


@pytest.mark.parametrize("size", [{"width": 1280, "height": 900}, {"width": 320, "height": 700}])  # 1280 at 400 %
def test_an_admin_lets_a_recruiter_in_and_she_makes_herself_at_home(
    browser: Browser, origin, person, store, clock, size
):
    admin = person("admin")
    with store.write() as session:
        token = links.make_link(session, admin, clock.now)
    office = browser.new_context(base_url=origin, viewport=size)
    desk = office.new_page()
    complaints = []
    desk.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    desk.goto(f"/sign-in/link?token={token}")
    desk.get_by_role("button", name="Sign in").click()
    path = let_in(desk)

    contexts = [
        browser.new_context(base_url=origin, viewport=size, color_scheme=scheme) for scheme in ("light", "dark")
    ]
    page = contexts[0].new_page()
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.goto(path)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/queue")
    page.get_by_role("link", name="Robin Day").click()
    accessible(page)
    light = page.evaluate("getComputedStyle(document.body).backgroundColor")
    choose_german_and_dark(page)
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") != light
    accessible(page)
    page.locator("#new").fill("a pass phrase of mine")
    page.locator("section[aria-labelledby=secret] button").click()
    page.wait_for_load_state()

    other = contexts[1].new_page()
    other.goto("/sign-in")
    other.locator("#email").fill("robin@example.org")
    other.locator("#password").fill("a pass phrase of mine")
    other.get_by_role("button", name="Sign in").click()
    other.wait_for_url("**/queue")
    assert other.locator("html").get_attribute("lang") == "de"
    page.reload()
    page.locator("table button").click()
    page.wait_for_load_state()
    other.reload()
    assert "/sign-in" in other.url or other.get_by_role("link", name="Robin Day").count() == 0
    page.goto("/keys")
    accessible(page)
    assert page.locator("html").get_attribute("data-theme") == "dark"
    assert complaints == []
    assert deps.COOKIE in {cookie["name"] for cookie in contexts[0].cookies()}
    for context in (office, *contexts):
        context.close()


def test_with_the_companys_account_a_click_is_enough(page: Page, settings, store, tmp_path):
    (tmp_path / "secret").write_text(SECRET)
    with socket.create_server(("127.0.0.1", 0)) as listening, providing(real_clock.now().timestamp()) as provider:
        company = settings.model_copy(
            update={"port": listening.getsockname()[1], "allowed_hosts": ("127.0.0.1",), "oidc_client_id": CLIENT,
                    "oidc_client_secret_file": tmp_path / "secret", "oidc_issuer": provider.issuer,
                    "oidc_roles": (("hr", "recruiter"),), "oidc_only": True}
        )  # fmt: skip
        with served(create_app(company, store), listening) as origin:
            page.goto(f"{origin}/sign-in")
            accessible(page)
            page.get_by_role("link", name="Sign in with your company's account").click()
            page.wait_for_url("**/queue")
            page.get_by_role("link", name="Robin Day").click()
            assert page.locator("input[type=password]").count() == 0
            page.get_by_role("button", name="Sign out").click()
            page.get_by_text("You are signed out.").wait_for()
