"""What every page must be for everybody's eyes, asked of a page in a real browser."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page


def look(page: Page) -> None:
    """No finding of axe, and nothing to scroll sideways."""
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), f"{page.url} scrolls sideways"
