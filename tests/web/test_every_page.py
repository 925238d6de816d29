"""Every page, as everybody who may see it: for all eyes, light and dark, at 400 %, without a complaint of the browser.

The addresses come from the app itself: a new page that is not walked fails ``test_no_page_is_forgotten``.
"""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from app.accounts import sessions, users
from app.audit.answer import Answer, Chart, Column, Kind, said, table
from app.demo.people import Layout
from app.demo.resumes import resume_file
from app.lifecycle import Action, State
from app.pseudonym import pseudonym
from app.review.ask import ask
from app.review.decide import decide
from app.review.lease import claim
from app.store.models import HoldTest, Posting
from app.store.night import FindingState, Monitor
from app.store.people import User
from app.web import deps
from app.web.main import ROUTERS
from parsers.read import read
from tests.nights import audited, telling, written
from tests.review.desk import Desk
from tests.review.test_sheets import give, person_with
from tests.web.conftest import PASSWORD, Clock
from tests.web.eyes import look

pytestmark = pytest.mark.browser

NO_PAGES = {
    "/": "leads on", "/sign-in/company": "leads on", "/sign-in/company/back": "leads on",
    "/healthz": "for machines", "/readyz": "for machines", "/metrics": "for machines", "/live": "for scripts",
    "/api/docs": "walked in test_door_in_browser",
    "/review/{rejection_id}/page/{number}": "a picture", "/review/{rejection_id}/file": "a download",
    "/records/{rejection_id}/export.{ending}": "a download", "/records/by-rule.csv": "a download",
    "/night/{day}/report.json": "a download", "/night/{day}/report.html": "a download, walked below",
    "/night/{day}/tables.zip": "a download", "/night/{day}/{check}/{table}.csv": "a download",
}  # fmt: skip
"""What answers a GET and is no page to look at, with why."""

RECRUITING = [
    "/queue", "/review/{rejection_id}", "/review/{rejection_id}/decided", "/decided", "/postings",
    "/postings/{posting_id}", "/postings/{posting_id}/versions", "/night", "/night/{day}",
]  # fmt: skip
OWN = ["/account", "/keys"]
RECORDS = ["/records", "/records/{rejection_id}", "/findings", "/findings/{finding_id}"]
CONNECTIONS = ["/settings", "/settings/connections/{name}"]
WALKS = {
    "nobody": ["/sign-in", "/sign-in/link"],
    "recruiter": [*RECRUITING, *OWN],
    "hiring_manager": ["/asked", "/asked/{question_id}", *OWN],
    "compliance": [*RECRUITING, *RECORDS, *CONNECTIONS, *OWN],
    "integrator": [*CONNECTIONS, *OWN],
    "admin": [*RECRUITING, *RECORDS, *CONNECTIONS, "/people", "/people/{user_id}", *OWN],
}
A4_WITHIN_MARGINS = 718
"""Pixels, of which there are 96 to an inch."""
QUICK = "Was a candidate decided so soon after opening that it is doubtful whether anybody looked?"
WINDOWS = {
    "light": {"color_scheme": "light", "viewport": {"width": 1280, "height": 900}},
    "dark, 400 %": {"color_scheme": "dark", "viewport": {"width": 320, "height": 700}},
}


class House:
    """Somebody to review, to judge first, to answer about, and somebody decided; one person of every role."""

    def __init__(self, desk: Desk, clock: Clock) -> None:
        self.desk, now = desk, clock.now
        data = resume_file(person_with(Layout.PDF))
        self.opened, self.bare, self.asked, self.decided, self.unseen = (desk.hold(now=now) for _ in range(5))
        for one in (self.opened, self.bare, self.asked, self.decided):
            give(desk, one, read(data), data)
        with desk.store.write() as session:
            self.people = {"recruiter": desk.ana, "admin": desk.admin} | {
                role: users.add_user(session, f"{role}@example.org", f"Robin {role.title()}", role, now=now)
                for role in ("hiring_manager", "compliance", "integrator")
            }
            users.set_password(session, session.get_one(User, desk.ana.id), PASSWORD, now=now)
            self._decide(session, now - timedelta(minutes=1))  # final, so that whoever decides sees the record
            claim(session, self.asked, desk.ana, now=now)
            manager = self.people["hiring_manager"].id
            question = "Would a year of service at sea count?"
            self.question = ask(session, self.asked, desk.ana, of=manager, question=question, now=now).id
            claim(session, self.opened, desk.ana, now=now)
            session.get_one(Posting, desk.posting_id).text = "You know Python and speak German at level B2."
            steps = ["reading the state: done", "holding the mail: refused"]
            session.add(
                HoldTest(connection_id=desk.connection_id, at=now, application="A-1", passed=False, steps=steps)
            )
            audited(session, now.date() - timedelta(days=1), now=now)
            written(session, now.date(), telling(subject=self.decided), now=now + timedelta(days=1))
            of_a_rule = select(FindingState.id).where(FindingState.check == "rule_health")
            self.finding = session.scalars(of_a_rule).one()
            session.add(Monitor(connection_id=desk.connection_id, since=now.date(), alarmed_on=now.date()))
        self.day, self.before = (str(now.date() - timedelta(days=days)) for days in (0, 1))

    def _decide(self, session, now) -> None:
        claim(session, self.decided, self.desk.ana, now=now)
        decide(
            session, self.decided, self.desk.ana, action=Action.UPHOLD, requirement_ids=self.desk.requirement_ids[:1],
            now=now,
        )  # fmt: skip

    def address(self, route: str) -> str:
        candidate = self.decided if route.endswith("/decided") or route.startswith("/records") else self.opened
        return route.format(
            rejection_id=candidate, posting_id=self.desk.posting_id, day=self.day, question_id=self.question,
            name="works", user_id=self.desk.ana.id, finding_id=self.finding,
        )  # fmt: skip

    def more(self, role: str) -> Iterator[str]:
        """What some addresses look like besides: refused, filtered, found, proposed."""
        yield "/nothing"
        if role == "nobody":
            yield "/sign-in/link?token=x"
        if role in {"recruiter", "admin"}:
            yield from (f"/review/{self.bare}", f"/review/{self.asked}", "/queue?skipped=2")
            yield f"/postings/{self.desk.posting_id}?read=true"
        if role == "compliance":
            yield from (f"/records?words={pseudonym(self.decided)}", "/records?words=nowhere")
            yield from (f"/records?rule={rule}&looked=all" for rule in ("German%20%3D%20No", "none"))
            yield from ("/findings?state=fixed", f"/records/{self.unseen}", f"/night/{self.before}")


@pytest.fixture
def house(desk: Desk, clock: Clock) -> House:
    return House(desk, clock)


@pytest.fixture
def enter(browser: Browser, house: House, origin: str, clock: Clock) -> Iterator[Callable[..., Page]]:
    """A tab that somebody of a role is signed in with; what the browser complains of goes to ``faults``."""
    contexts = []

    def tab(role: str, faults: list[str], **options: object) -> Page:
        context = browser.new_context(base_url=origin, **options)  # type: ignore[arg-type]
        contexts.append(context)
        if role != "nobody":
            with house.desk.store.write() as session:
                cookie = sessions.start(session, house.people[role], now=clock.now)
            context.add_cookies([{"name": deps.COOKIE, "value": cookie, "url": origin}])
        page = context.new_page()
        page.on("console", lambda said: faults.append(said.text) if said.type in {"error", "warning"} else None)
        page.on("pageerror", lambda error: faults.append(str(error)))
        return page

    yield tab
    for context in contexts:
        context.close()


def test_no_page_is_forgotten() -> None:
    routes = [route for router in ROUTERS for route in router.routes]
    pages = {route.path for route in routes if "GET" in route.methods and not route.include_in_schema}
    walked = {route for walk in WALKS.values() for route in walk}
    assert pages - {*NO_PAGES} == walked
    assert {*NO_PAGES} <= pages


@pytest.mark.parametrize("window", WINDOWS)
@pytest.mark.parametrize("role", WALKS)
def test_every_page_of_a_role_is_for_all_eyes(house: House, enter, role: str, window: str) -> None:
    faults: list[str] = []
    page = enter(role, faults, **WINDOWS[window])
    for address in map(house.address, WALKS[role]):
        answer = page.goto(address, wait_until="load")
        assert answer.status == 200, address
        assert page.url.endswith(address)
        look(page)
        assert faults == [], address
    for address in house.more(role):
        page.goto(address, wait_until="load")
        look(page)
    assert [fault for fault in faults if "404 (Not Found)" not in fault] == []  # what /nothing rightly answers


def test_links_in_the_head_lead_to_pages_of_the_role(house: House, enter) -> None:
    """Nobody is offered a page that then refuses."""
    for role in house.people:
        page = enter(role, [])
        page.goto("/")
        links = page.locator("header.top a").evaluate_all("all => all.map(one => one.getAttribute('href'))")
        offered = {link for link in links if link != "/"}
        assert offered
        assert offered <= {*WALKS[role]}
        page.goto("/")
        assert page.url.endswith(tuple(WALKS[role]))


@pytest.mark.parametrize("window", WINDOWS)
def test_the_file_of_a_report_is_for_all_eyes_without_us(
    house: House, enter, browser: Browser, tmp_path: Path, window: str
) -> None:
    page = enter("compliance", [])
    file = tmp_path / "report.html"
    file.write_bytes(page.request.get(f"/night/{house.day}/report.html").body())
    context = browser.new_context(**WINDOWS[window], java_script_enabled=True, offline=True)  # type: ignore[arg-type]
    alone, faults = context.new_page(), []
    alone.on("console", lambda said: faults.append(said.text))
    alone.on("request", lambda request: faults.append(request.url) if request.url != file.as_uri() else None)
    alone.goto(file.as_uri())
    look(alone)
    assert faults == []
    context.close()


def test_a_report_is_read_and_a_finding_accepted_by_keyboard_without_javascript(house: House, enter) -> None:
    page = enter("compliance", [], java_script_enabled=False)
    page.goto(f"/night/{house.day}")
    page.get_by_role("link", name="open, nobody's yet").first.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Kubernetes = No")
    page.get_by_label("Reason").press_sequentially("goes next week")
    page.get_by_role("button", name="Accept it").press("Enter")
    expect(page.get_by_text("Accepted; your reason is kept with your name.")).to_be_visible()
    page.goto(f"/night/{house.day}")
    expect(page.get_by_role("link", name="accepted, nobody's yet").first).to_be_visible()
    page.locator(".sheet .scroll").last.focus()
    page.keyboard.press("End")


def test_in_a_narrow_window_every_value_says_what_it_is(house: House, enter) -> None:
    page = enter("compliance", [], viewport={"width": 400, "height": 800})
    for address in (
        "/findings", "/records?rule=German%20%3D%20No&looked=all", f"/records?words={pseudonym(house.decided)}",
        "/night", f"/records/{house.decided}", "/settings", "/postings",
    ):  # fmt: skip
        page.goto(address)
        cells = page.locator(".flush td:not(:empty)")
        assert cells.count(), address
        said = cells.evaluate_all("""all => all.map(one => [
            one.closest("table").querySelectorAll("thead th")[one.cellIndex].textContent + ": ",
            JSON.parse(getComputedStyle(one, "::before").content.replace("none", '""')),
        ])""")
        assert [pair for pair in said if pair[0] != pair[1]] == [], address


def test_headings_of_a_record_keep_their_distance(house: House, enter) -> None:
    page = enter("compliance", [])
    page.goto(f"/records/{house.decided}")
    touching = page.locator(".record :is(h2, .card)").evaluate_all("""all => all.filter(one => {
        const before = one.previousElementSibling ?? one.parentElement.previousElementSibling;
        const between = one.getBoundingClientRect().top - before.getBoundingClientRect().bottom;
        return between < (one.tagName === "H2" ? 16 : 7);
    }).map(one => one.textContent)""")
    assert touching == []


def test_on_paper_there_is_no_way_around_and_every_row_is_whole(house: House, enter) -> None:
    page = enter("compliance", [])
    page.goto(f"/night/{house.day}")
    page.emulate_media(media="print")
    for hidden in ("header.top", ".exports", ".crumb", ".foot"):
        expect(page.locator(hidden)).to_be_hidden()
    scrolls = page.locator(".sheet .scroll").evaluate_all(
        "all => all.some(one => one.scrollHeight > one.clientHeight + 1)"
    )
    assert not scrolls
    inks = page.locator(".chart text").evaluate_all("all => [...new Set(all.map(one => getComputedStyle(one).fill))]")
    assert inks == ["rgb(0, 0, 0)"]
    assert page.locator("tr").first.evaluate("one => getComputedStyle(one).breakInside") == "avoid"


HEADS = ("Verhältnis im schlechtesten Fall der Unbekannten", "angepasst an alle Vergleiche", "p (Fisher)")


def wide() -> Answer:
    """Tables as wide as the widest of ours, in the language with the longest words."""
    words = [Column(f"w{number}", "Vergleichsgruppe") for number in range(5)]
    numbers = [Column(f"n{number}", HEADS[number % 3], Kind.NUMBER, 5) for number in range(9)]
    row = ("by sex, race and ethnicity", "x" * 80, "Hispanic or Latino", "2026-11-01", "-", *[-0.12345] * 9)
    shown = Chart("bars", "w0", "n0")
    return Answer(
        tables=(
            table("fourteen", said("Fourteen"), [*words, *numbers], [row] * 60, chart=shown),
            table("eight", said("Eight"), [*words, *numbers[:3]], [row[:8]] * 3),
        )
    )


def test_on_a4_no_column_is_lost_and_nothing_is_folded(house: House, enter, clock: Clock, tmp_path: Path) -> None:
    day, faults = clock.now.date() - timedelta(days=2), []
    with house.desk.store.write() as session:
        written(session, day, {"impact": wide(), "quick_decisions": Answer()}, now=clock.now)
    page = enter("compliance", faults, viewport={"width": A4_WITHIN_MARGINS, "height": 1000})
    page.emulate_media(media="print")
    file = tmp_path / "report.html"
    file.write_bytes(page.request.get(f"/night/{day}/report.html").body())
    for address in (f"/night/{day}", f"/night/{house.day}", file.as_uri(), f"/records/{house.decided}"):
        page.goto(address)
        lost = page.locator("table, .chart, .scroll").evaluate_all("""all => all.filter(one => {
            const sheet = one.closest(".card");
            const ends = one.getBoundingClientRect().right > sheet.getBoundingClientRect().right + 1;
            return ends || one.scrollWidth > Math.max(one.clientWidth, sheet.clientWidth) + 1;
        }).map(one => one.outerHTML.slice(0, 200))""")
        assert lost == [], address
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
        assert page.locator("th:not(:visible), td:not(:empty):not(:visible)").count() == 0, address
    for address in (f"/night/{day}", file.as_uri()):
        page.goto(address)
        expect(page.get_by_text(QUICK)).to_be_visible()
        assert page.locator("details li").first.bounding_box()["height"] > 0
    assert page.pdf(prefer_css_page_size=True).startswith(b"%PDF")


def test_tables_of_the_page_show_all_their_rows_without_scrolling(house: House, enter) -> None:
    page = enter("compliance", [])
    page.goto(f"/night/{house.day}")
    folded = page.locator(".sheet .scroll").evaluate_all(
        "all => all.filter(one => one.scrollHeight > one.clientHeight)"
    )
    assert folded == []


def test_the_daily_work_needs_no_javascript(house: House, enter) -> None:
    """Sign in, take the next one, decide, edit what a posting asks for."""
    page = enter("nobody", [], java_script_enabled=False)
    page.goto("/sign-in")
    page.get_by_label("E-mail address").fill("ana@example.org")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    expect(page).to_have_url(re.compile("/queue$"))
    page.get_by_role("button", name="Start reviewing").click()
    expect(page).to_have_url(re.compile(house.opened))  # the one she has open already
    page.get_by_role("button", name="Reinstate").click()
    expect(page.get_by_role("button", name="Undo")).to_be_visible()
    assert house.desk.row(house.opened).state == State.REINSTATED

    page.goto(f"/postings/{house.desk.posting_id}")
    page.get_by_label("One more, in words").first.fill("Docker")
    page.get_by_role("button", name="See what this changes").click()
    expect(page.get_by_role("status").last).to_contain_text("last")
    page.get_by_role("button", name="Save as a new version").click()
    expect(page.get_by_text("Saved as version 2")).to_be_visible()
