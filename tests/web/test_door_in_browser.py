"""The door in a real Chromium: the policy blocks nothing of ours, nothing is loaded from elsewhere."""

import socket
import threading

import pytest
import uvicorn
from axe_playwright_python.sync_playwright import Axe

from app.web.main import create_app
from tests.web.conftest import PASSWORD

pytestmark = pytest.mark.browser


@pytest.fixture
def address(settings, store):
    server = uvicorn.Server(uvicorn.Config(create_app(settings, store), log_config=None, access_log=False))
    listening = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
    thread.start()
    yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    server.should_exit = True
    thread.join(10)
    listening.close()


@pytest.fixture
def complaints(page, address):
    found = []
    page.on("console", lambda message: found.append(message.text) if message.type in {"error", "warning"} else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    page.on(
        "request", lambda request: None if request.url.startswith((address, "data:")) else found.append(request.url)
    )
    return found


def test_the_documentation_is_not_blank(page, address, complaints):
    page.goto(f"{address}/api/docs")
    page.get_by_text("/api/v1/rejections").first.wait_for()
    page.locator(".opblock-post").first.click()
    page.get_by_text("Parameters").first.wait_for()
    assert complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 320])
def test_the_door_is_accessible_and_fits(page, address, complaints, scheme, width):
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 700})  # 320 is 1280 at 400 %
    for path in ("/sign-in", "/sign-in/link?token=x"):
        page.goto(address + path)
        results = Axe().run(page)
        assert results.violations_count == 0, results.generate_report()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert complaints == []


def test_signing_in_by_keyboard_only(page, address, person):
    person("recruiter")
    page.goto(f"{address}/sign-in")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the content"
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("recruiter@example.org")
    page.keyboard.press("Tab")
    page.keyboard.type(PASSWORD)
    page.keyboard.press("Enter")
    page.get_by_role("button", name="Sign out").wait_for()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_text("You are signed out.").wait_for()
