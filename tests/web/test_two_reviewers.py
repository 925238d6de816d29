"""Two reviewers in two browsers empty one queue of 200 over real HTTP, while a third one opens some and walks away."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Thread

import httpx2
import pytest
from sqlalchemy import select

from app.accounts import sessions
from app.config import Settings
from app.lifecycle import DECIDED
from app.store.chain import verify
from app.store.models import Decision, Look, Rejection
from app.store.people import User
from app.web import deps
from tests.review.desk import Desk
from tests.web.conftest import OURS

PEOPLE = 200
ABANDONED = 5
READ_EVERY = 10
"""Showing a page takes longest and changes nothing, so not every one is read."""


@pytest.fixture(name="settings")
def settings_on_both_databases(database_url: str, tmp_path: Path) -> Settings:
    return Settings(database_url=database_url, data_dir=tmp_path / "data")


class Browser:
    """One person's browser: forms with their token, every status remembered."""

    def __init__(self, http: httpx2.Client, token: str) -> None:
        self.http, self.token = http, token
        self.statuses: Counter[int] = Counter()
        self.served: list[str] = []

    def post(self, path: str, *, follow: bool = True, **fields: object) -> httpx2.Response:
        answer = self.http.post(path, data={"form_token": self.token, **fields}, follow_redirects=follow)
        self.statuses[answer.status_code] += 1
        return answer

    def work(self, requirement: str) -> None:
        """Take and decide until nobody is served any more."""
        while (address := self.post("/queue/next", follow=False).headers["location"]).startswith("/review/"):
            self.served.append(address.removeprefix("/review/"))
            number = len(self.served)
            if number % READ_EVERY == 0:
                self.statuses[self.http.get(address).status_code] += 1
            action = "reinstate" if number % 2 else "uphold"
            self.post(f"{address}/decide", follow=False, action=action, requirement=requirement)


@pytest.fixture
def browse(desk: Desk, origin: str, clock) -> Callable[[User], Browser]:
    @contextmanager
    def opened(user: User) -> Iterator[Browser]:
        with desk.store.write() as session:
            cookie = sessions.start(session, user, now=clock.now)
            row = sessions.find(session, cookie, now=clock.now)
            assert row is not None
        cookies = {deps.COOKIE: cookie}
        with httpx2.Client(base_url=origin, headers=OURS, cookies=cookies, timeout=60) as http:
            yield Browser(http, row.form_token)

    return opened


def both(*browsers: Browser, requirement: str) -> None:
    threads = [Thread(target=browser.work, args=(requirement,)) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def test_nothing_is_claimed_twice_and_no_decision_is_lost(desk: Desk, browse, clock) -> None:
    desk.policy(budget_per_day=PEOPLE)
    everybody = {desk.hold(now=clock.now, strength=number / PEOPLE) for number in range(PEOPLE)}
    requirement = desk.requirement_ids[0]
    with browse(desk.ana) as ana, browse(desk.ben) as ben, browse(desk.admin) as ada:
        abandoned = sorted(everybody)[:ABANDONED]
        for one in abandoned:
            ada.post(f"/review/{one}/claim")
        both(ana, ben, requirement=requirement)
        assert set(ana.served).isdisjoint(ben.served)
        assert {*ana.served, *ben.served} == everybody - {*abandoned}
        assert "being looked at by a colleague" in ana.post("/queue/next").text

        clock.pass_by(minutes=6)
        taken = abandoned[0]
        ana.post(f"/review/{taken}/take-over", take_over_note="Ada is at lunch")
        refused = ada.post(f"/review/{taken}/decide", action="reinstate")
        assert refused.status_code == 409
        assert "Ana took this over" in refused.text
        ana.post(f"/review/{taken}/decide", action="reinstate")

        clock.pass_by(minutes=6)
        both(ana, ben, requirement=requirement)
        late = ada.post(f"/review/{abandoned[1]}/decide", action="reinstate")
        assert late.status_code == 409
        assert not {status for person in (ana, ben) for status in person.statuses} - {200, 303}
        assert not [status for status in ada.statuses if status >= 500]
    check_the_books(desk, everybody, taken)


def check_the_books(desk: Desk, everybody: set[str], taken: str) -> None:
    with desk.store.read() as session:
        decisions = session.scalars(select(Decision)).all()
        states = set(session.scalars(select(Rejection.state)))
        openings = Counter(session.scalars(select(Look.rejection_id).where(Look.action.in_(["served", "picked"]))))
        wrong = list(verify(session))
    assert Counter(decision.rejection_id for decision in decisions) == Counter(everybody)
    assert states <= DECIDED
    assert wrong == []
    assert Counter(openings.values()) == {1: PEOPLE - ABANDONED + 1, 2: ABANDONED - 1}
    assert openings[taken] == 1
