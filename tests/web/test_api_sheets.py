"""Pages of resumes and who it is, over the API: never more than the review page gives, and never to another key."""

from collections.abc import Callable

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from app.audit.known import say_known
from app.demo.people import Layout
from app.demo.resumes import resume_file
from app.errors import ConflictError
from app.lifecycle import Action
from app.postings.two_step import choose
from app.review.decide import decide
from app.review.lease import claim, put_back
from app.review.looks import Looking, SkipReason
from app.review.skip import skip
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
def opened(desk: Desk, held: str, clock) -> str:
    """Ana has the candidate open."""
    with desk.store.write() as session:
        claim(session, held, desk.ana, now=clock.now)
    return held


@pytest.fixture
def at(held: str) -> str:
    return f"/api/v1/rejections/{held}"


def test_the_pages_are_those_of_the_review_page(
    client: TestClient, desk: Desk, sign_in, bearer: Bearer, opened: str, at: str
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
    shown = client.get(f"/review/{opened}/page/1")
    assert picture.content == shown.content
    for header in ("content-type", "cache-control"):
        assert picture.headers[header] == shown.headers[header]


def test_a_page_that_stays_covered_says_why(client: TestClient, desk: Desk, bearer: Bearer, clock) -> None:
    ana, one = bearer(desk.ana, "review:read"), desk.hold(now=clock.now)  # whose file is no PDF, whatever it says
    with desk.store.write() as session:
        claim(session, one, desk.ana, now=clock.now)
    listed = client.get(f"/api/v1/rejections/{one}/pages", headers=ana).json()
    assert listed["pages"] == []
    assert "its pages cannot be shown" in listed["why_not"]
    assert client.get(f"/api/v1/rejections/{one}/pages/1", headers=ana).status_code == 404


def test_in_two_steps_no_mark_stands_on_a_page_before_the_own_judgement(
    client: TestClient, desk: Desk, bearer: Bearer, opened: str, at: str, clock
) -> None:
    with desk.store.write() as session:
        choose(session, desk.posting_id, two_step=True, now=clock.now)
    listed = client.get(f"{at}/pages", headers=bearer(desk.ana, "review:read")).json()
    assert [page["marks"] for page in listed["pages"]] == [[]]


@pytest.mark.parametrize(
    ("role", "scope", "status"),
    [
        ("admin", "review:read", 200),
        ("recruiter", "postings:write", 403),
        ("hiring_manager", "asked:answer", 403),
    ],
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
    with desk.store.write() as session:
        put_back(session, held, desk.ana, now=clock.now)
        claim(session, held, desk.ben, now=clock.now)
    assert client.get(at, headers=ben).json()["name"] == ""
    assert client.get(f"{at}/pages/1", headers=ben).content == blind
    with desk.store.read() as session:
        looks = session.scalars(select(Look).where(Look.action == Looking.REVEALED)).all()
    assert [(look.user_id, look.note) for look in looks] == [(desk.ana.id, "licence register")]


def read_by(desk: Desk, held: str) -> list[str]:
    with desk.store.read() as session:
        query = select(Look.user_id).where(Look.rejection_id == held, Look.action == Looking.READ_BY_PROGRAM)
        return list(session.scalars(query.order_by(Look.id)))


def test_a_key_does_not_read_who_waits_without_opening_them(
    client: TestClient, desk: Desk, bearer: Bearer, person: Callable[[str], User], opened: str, at: str
) -> None:
    """Otherwise one key could read everybody in the queue, and nobody would know."""
    ben = bearer(desk.ben, "review:read")
    cleo = bearer(person("compliance"), "review:read")
    for path in ("pages", "pages/1"):
        for key in (ben, cleo):
            refused = client.get(f"{at}/{path}", headers=key)
            assert (refused.status_code, "open the candidate first" in refused.text) == (403, True)
    shut = client.get(at, headers=ben).json()
    assert (shut["holder"], shut["waits"]) == ("Ana", True)
    assert (shut["resume"]["lines"], shut["requirements"], shut["reasons"], shut["answers"]) == ([], [], [], [])
    assert "open the candidate first" in shut["resume"]["unreadable"]
    ana = bearer(desk.ana, "review:read")
    assert client.get(at, headers=ana).json()["requirements"]
    assert read_by(desk, opened) == []


def test_an_answer_that_is_asked_for_again_shows_nothing_once_the_candidate_was_put_back(
    client: TestClient, desk: Desk, bearer: Bearer, held: str, at: str, clock
) -> None:
    ana = bearer(desk.ana, "review:read", "review:write") | {"Idempotency-Key": "once"}
    assert client.post(f"{at}/claim", headers=ana).json()["resume"]["lines"]
    with desk.store.write() as session:
        put_back(session, held, desk.ana, now=clock.now)
    assert client.post(f"{at}/claim", headers=ana).json()["resume"]["lines"] == []


def test_a_look_at_somebody_who_does_not_wait_is_noted_once(
    client: TestClient, desk: Desk, bearer: Bearer, opened: str, at: str, clock
) -> None:
    with desk.store.write() as session:
        decide(session, opened, desk.ana, action=Action.REINSTATE, note="x", now=clock.now)
    clock.pass_by(hours=1)
    ben = bearer(desk.ben, "review:read")
    for path in ("/pages/1", "/pages", "", "/pages/1"):
        assert client.get(f"{at}{path}", headers=ben).status_code == 200
    assert read_by(desk, opened) == [desk.ben.id]


def test_an_admin_s_look_through_a_program_is_a_look(
    client: TestClient, desk: Desk, bearer: Bearer, person: Callable[[str], User], held: str, at: str, clock
) -> None:
    cleo = person("compliance")
    assert client.get(at, headers=bearer(desk.admin, "review:read")).json()["requirements"]
    assert read_by(desk, held) == [desk.admin.id]
    with desk.store.write() as session, pytest.raises(ConflictError, match="has looked"):
        say_known(session, held, Action.UPHOLD, by=cleo.email, why="worked here", now=clock.now)


def test_who_knows_the_person_reads_nothing_not_even_as_an_admin(
    client: TestClient, desk: Desk, bearer: Bearer, held: str, at: str, clock
) -> None:
    with desk.store.write() as session:
        claim(session, held, desk.admin, now=clock.now)
        skip(session, held, desk.admin, SkipReason.KNOWN_PERSON, now=clock.now)
    ada = bearer(desk.admin, "review:read")
    assert client.get(f"{at}/pages/1", headers=ada).status_code == 403
    assert client.get(at, headers=ada).json()["resume"]["lines"] == []
