"""Pages of resumes and who it is, over the API: never more than the review page gives, and never to another key."""

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.demo.people import Layout
from app.demo.resumes import resume_file
from app.postings.two_step import choose
from app.review.lease import claim
from app.review.looks import Looking
from app.store.models import Look
from app.store.people import User
from parsers.read import read
from tests.review.desk import Desk
from tests.review.test_sheets import give, person_with

Bearer = Callable[..., dict[str, str]]


@pytest.fixture
def held(desk: Desk, clock) -> str:
    """A candidate with a real PDF."""
    one, data = desk.hold(now=clock.now), resume_file(person_with(Layout.PDF))
    give(desk, one, read(data), data)
    return one


@pytest.fixture
def at(held: str) -> str:
    return f"/api/v1/rejections/{held}"


def test_the_pages_are_those_of_the_review_page(
    client: TestClient, desk: Desk, sign_in, bearer: Bearer, held: str, at: str
) -> None:
    ana = bearer(desk.ana, "review:read")
    listed = client.get(f"{at}/pages", headers=ana).json()
    assert (listed["more"], listed["why_not"]) == (False, "")
    (page,) = listed["pages"]
    assert (page["number"], page["why_not"]) == (1, "")
    quoted = {quote["mark"] for row in client.get(at, headers=ana).json()["requirements"] for quote in row["quotes"]}
    assert quoted <= {mark["mark"] for mark in page["marks"]}
    assert all(0 < mark["left"] < page["wide"] and 0 < mark["top"] < page["high"] for mark in page["marks"])
    picture = client.get(f"{at}/pages/1", headers=ana)
    sign_in(desk.ana)
    shown = client.get(f"/review/{held}/page/1")
    assert picture.content == shown.content
    for header in ("content-type", "cache-control"):
        assert picture.headers[header] == shown.headers[header]


def test_a_page_that_stays_covered_says_why(client: TestClient, desk: Desk, bearer: Bearer, clock) -> None:
    ana, one = bearer(desk.ana, "review:read"), desk.hold(now=clock.now)  # whose file is no PDF, whatever it says
    listed = client.get(f"/api/v1/rejections/{one}/pages", headers=ana).json()
    assert listed["pages"] == []
    assert "its pages cannot be shown" in listed["why_not"]
    assert client.get(f"/api/v1/rejections/{one}/pages/1", headers=ana).status_code == 404


def test_in_two_steps_no_mark_stands_on_a_page_before_the_own_judgement(
    client: TestClient, desk: Desk, bearer: Bearer, at: str, clock
) -> None:
    with desk.store.write() as session:
        choose(session, desk.posting_id, two_step=True, now=clock.now)
    listed = client.get(f"{at}/pages", headers=bearer(desk.ana, "review:read")).json()
    assert [page["marks"] for page in listed["pages"]] == [[]]


@pytest.mark.parametrize(
    ("role", "scope", "status"),
    [("compliance", "review:read", 200), ("recruiter", "postings:write", 403), ("hiring_manager", "asked:answer", 403)],
)
def test_pages_need_a_key_that_may_read(
    client: TestClient, bearer: Bearer, person: Callable[[str], User], at: str, role: str, scope: str, status: int
) -> None:
    key = bearer(person(role), scope)
    for path in ("pages", "pages/1"):
        assert client.get(f"{at}/{path}").status_code == 401
        assert client.get(f"{at}/{path}", headers=key).status_code == status
    for number, refused in (("2", 404), ("0", 422), ("11", 422)):
        assert client.get(f"{at}/pages/{number}", headers=key).status_code == (refused if status == 200 else status)


def test_a_key_reveals_only_what_its_user_has_open_and_only_with_a_reason(
    client: TestClient, desk: Desk, bearer: Bearer, held: str, at: str, clock
) -> None:
    writes = bearer(desk.ana, "review:read", "review:write")
    reveals = bearer(desk.ana, "review:read", "review:reveal") | {"Idempotency-Key": "once"}
    why = {"reason": "licence register"}
    assert client.post(f"{at}/reveal", headers=writes, json=why).status_code == 403
    assert "open the candidate first" in client.post(f"{at}/reveal", headers=reveals, json=why).json()["detail"]
    with desk.store.write() as session:
        claim(session, held, desk.ana, now=clock.now)
    blind = client.get(f"{at}/pages/1", headers=writes).content
    for reason in ({"reason": " "}, {}):
        assert client.post(f"{at}/reveal", headers=reveals, json=reason).status_code == 422
    assert client.get(at, headers=writes).json()["name"] == ""
    for _ in "12":
        assert client.post(f"{at}/reveal", headers=reveals, json=why).json()["name"] == "Maren Ostrowski"
    assert client.get(f"{at}/pages/1", headers=writes).content != blind
    ben = bearer(desk.ben, "review:read")
    assert client.get(at, headers=ben).json()["name"] == ""
    assert client.get(f"{at}/pages/1", headers=ben).content == blind
    with desk.store.read() as session:
        looks = session.scalars(select(Look).where(Look.action == Looking.REVEALED)).all()
    assert [(look.user_id, look.note) for look in looks] == [(desk.ana.id, "licence register")]
