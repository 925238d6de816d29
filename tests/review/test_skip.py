"""Skipping: who is served it then, who may open it still, and when admins get it first."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from app.errors import BadInputError, ConflictError, ForbiddenError
from app.lifecycle import Action
from app.review.filters import Filters
from app.review.lease import claim
from app.review.looks import Looking, SkipReason
from app.review.queue import waiting
from app.review.serving import Empty, next_item
from app.review.skip import skip
from app.review.today import today
from app.store.models import Look
from app.store.people import User
from tests.review.desk import NOW, Desk


def skips(desk: Desk, user: User, one: str, reason: str = SkipReason.NOT_MY_FIELD) -> None:
    with desk.store.write() as session:
        claim(session, one, user, now=NOW)
        skip(session, one, user, reason, now=NOW)


def serve(desk: Desk, user: User) -> str | None:
    with desk.store.write() as session:
        return next_item(session, user, now=NOW).rejection_id


def test_it_is_served_to_others_and_never_again_to_oneself(desk: Desk) -> None:
    one = desk.hold()
    assert serve(desk, desk.ana) == one
    with desk.store.write() as session:
        skip(session, one, desk.ana, SkipReason.NOT_MY_FIELD, now=NOW)
    with desk.store.write() as session:
        nobody = next_item(session, desk.ana, now=NOW)
        assert today(session, desk.ana, now=NOW).servable == 0
        assert today(session, desk.ben, now=NOW).servable == 1
    assert nobody.reason is Empty.NOT_YOURS
    assert "you skipped it" in nobody.text
    assert serve(desk, desk.ben) == one


def test_it_can_be_opened_by_hand_unless_one_knows_the_person(desk: Desk) -> None:
    field, known = desk.hold(), desk.hold()
    skips(desk, desk.ana, field)
    skips(desk, desk.ana, known, SkipReason.KNOWN_PERSON)
    with desk.store.write() as session:
        claim(session, field, desk.ana, now=NOW)
    with pytest.raises(ForbiddenError, match="know this person"), desk.store.write() as session:
        claim(session, known, desk.ana, now=NOW)


def test_only_what_one_has_open_and_for_one_of_three_reasons(desk: Desk) -> None:
    one = desk.hold()
    with pytest.raises(BadInputError, match="not_my_field"), desk.store.write() as session:
        skip(session, one, desk.ana, "tired", now=NOW)
    with pytest.raises(ConflictError, match="open it again"), desk.store.write() as session:
        skip(session, one, desk.ana, SkipReason.UNJUDGEABLE, now=NOW)


def test_two_people_count_and_not_how_often_one_of_them_skipped(desk: Desk) -> None:
    one = desk.hold()
    skips(desk, desk.ana, one)
    skips(desk, desk.ana, one, SkipReason.UNJUDGEABLE)
    assert desk.row(one).skips == 1
    skips(desk, desk.ben, one)
    assert desk.row(one).skips == 2
    with desk.store.read() as session:
        noted = session.scalars(select(Look.note).where(Look.action == Looking.SKIPPED)).all()
    assert sorted(noted) == ["not_my_field", "not_my_field", "unjudgeable"]


@pytest.mark.parametrize("because", [Action.HOLD_MATCH, Action.HOLD_CONTROL])
def test_admins_get_first_in_its_bucket_what_two_people_skipped(desk: Desk, because: Action) -> None:
    until = NOW + timedelta(days=2)
    urgent = desk.hold(strength=0.1, until=NOW + timedelta(hours=5))
    twice = desk.hold(because, strength=0.2, place=0.2, until=until)
    strong = desk.hold(strength=0.9, until=until)
    skips(desk, desk.ana, twice)
    skips(desk, desk.ben, twice)

    def ids(user: User, **filters: int) -> list[str]:
        seen: list[str] = []
        cursor = None
        while True:
            with desk.store.read() as session:
                page = waiting(session, user, now=NOW, filters=Filters(**filters), cursor=cursor, limit=1)
            seen += [item.id for item in page.items]
            cursor = page.next_cursor
            if cursor is None:
                return seen

    assert ids(desk.admin) == [urgent, twice, strong]
    assert ids(desk.ana) == [urgent, strong, twice]
    assert ids(desk.ana, skipped=2) == [twice]
    assert serve(desk, desk.admin) == urgent
    with desk.store.write() as session:
        served = next_item(session, desk.admin, now=NOW, other_than=urgent)
    assert served.rejection_id == twice
