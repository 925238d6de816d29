"""Taking a candidate over from a colleague, and what the colleague reads."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from app.errors import BadInputError, ConflictError
from app.lifecycle import Action
from app.review.decide import decide
from app.review.lease import claim, extend_lease, put_back, take_over
from app.review.looks import Looking
from app.review.show import show
from app.store.models import Look
from app.store.people import User
from tests.review.desk import NOW, Desk

HALF = NOW + timedelta(minutes=5)
NOTE = "The deadline is at noon"


def opened(desk: Desk, user: User, now: datetime = NOW) -> str:
    one = desk.hold()
    with desk.store.write() as session:
        claim(session, one, user, now=now)
    return one


def takes(desk: Desk, one: str, user: User, now: datetime, note: str = NOTE) -> datetime:
    with desk.store.write() as session:
        return take_over(session, one, user, note, now=now)


def test_a_colleague_may_once_the_holder_was_idle_for_half_the_lease(desk: Desk) -> None:
    one = opened(desk, desk.ana)
    with pytest.raises(ConflictError, match=r"Ana has this candidate open until .*09:10.* take it over from .*09:05"):
        takes(desk, one, desk.ben, HALF - timedelta(seconds=1))
    assert takes(desk, one, desk.ben, HALF) == HALF + timedelta(minutes=10)
    assert desk.row(one).lease_by == desk.ben.id
    assert desk.row(one).opened_at == HALF


def test_a_sign_of_life_counts_from_then(desk: Desk) -> None:
    one = opened(desk, desk.ana)
    with desk.store.write() as session:
        extend_lease(session, one, desk.ana, now=NOW + timedelta(minutes=4))
    with pytest.raises(ConflictError, match="09:09"):
        takes(desk, one, desk.ben, HALF)


def test_an_admin_may_at_once(desk: Desk) -> None:
    one = opened(desk, desk.ana)
    takes(desk, one, desk.admin, NOW)
    assert desk.row(one).lease_by == desk.admin.id


def test_it_needs_a_note_and_somebody_to_take_it_from(desk: Desk) -> None:
    one = opened(desk, desk.ana)
    with pytest.raises(BadInputError, match="note"):
        takes(desk, one, desk.admin, NOW, "  ")
    with pytest.raises(ConflictError, match="open yourself"):
        takes(desk, one, desk.ana, HALF)
    with desk.store.write() as session:
        put_back(session, one, desk.ana, now=NOW)
    with pytest.raises(ConflictError, match="open it again"):
        takes(desk, one, desk.ben, HALF)


def test_the_former_holder_reads_who_took_it_when_and_why(desk: Desk) -> None:
    one = opened(desk, desk.ana)
    takes(desk, one, desk.ben, HALF)
    words = f"Ben took this over at .*09:05.*{NOTE}.*Ben has this candidate open"
    with desk.store.write() as session, pytest.raises(ConflictError, match=words):
        decide(session, one, desk.ana, action=Action.REINSTATE, now=HALF)
    with desk.store.write() as session:
        decide(session, one, desk.ben, action=Action.REINSTATE, now=HALF)
    words = f"Ben took this over at .*{NOTE}.*does not wait for a decision"
    with desk.store.write() as session, pytest.raises(ConflictError, match=words):
        decide(session, one, desk.ana, action=Action.UPHOLD, requirement_ids=desk.requirement_ids, now=HALF)


def test_nobody_else_reads_that(desk: Desk) -> None:
    one = opened(desk, desk.ana)
    takes(desk, one, desk.admin, NOW)
    with desk.store.write() as session, pytest.raises(ConflictError) as refused:
        claim(session, one, desk.ben, now=NOW)
    assert NOTE not in str(refused.value)


def test_the_page_says_from_when_on(desk: Desk) -> None:
    one = opened(desk, desk.ana)
    with desk.store.read() as session:
        early = show(session, one, desk.ben, now=NOW).desk
        late = show(session, one, desk.ben, now=HALF).desk
        hers = show(session, one, desk.ana, now=HALF).desk
    assert (early.take_over_from, early.can_take_over) == (HALF, False)
    assert late.can_take_over
    assert hers.take_over_from is None


def test_it_is_noted_with_its_reason(desk: Desk) -> None:
    one = opened(desk, desk.ana)
    takes(desk, one, desk.ben, HALF)
    with desk.store.read() as session:
        looks = session.execute(select(Look.user_id, Look.action, Look.note).order_by(Look.at)).all()
    assert looks == [(desk.ana.id, Looking.PICKED, ""), (desk.ben.id, Looking.TAKEN_OVER, NOTE)]
