"""The head of the queue page: what it counts, why something is next, and for whom."""

from datetime import timedelta

import pytest
from sqlalchemy import event, select

from app.lifecycle import Action, LapsePolicy
from app.review.decide import decide
from app.review.filters import Due, Filters, Holder
from app.review.holds import sweep
from app.review.lease import claim
from app.review.order import bucket_of, why_next
from app.review.queue import waiting
from app.review.serving import Empty, next_item
from app.review.today import done, today, waiting_now
from app.store.models import Look, Opinion, Rejection
from tests.review.desk import NOW, Desk

LATER = NOW + timedelta(days=2)


def test_the_cards_count_what_is_urgent_too_much_and_gone_wrong(desk: Desk) -> None:
    desk.policy(budget_per_day=1, hold_working_days=1)
    seen = desk.hold(until=NOW + timedelta(hours=1))
    with desk.store.write() as session:
        claim(session, seen, desk.ana, now=NOW)
    desk.hold(until=NOW + timedelta(hours=1))
    then = NOW + timedelta(hours=2)
    with desk.store.write() as session:
        assert sweep(session, then) == 2
    for _ in range(2):
        desk.hold(until=then + timedelta(days=3))
    with desk.store.read() as session:
        now = today(session, desk.ana, now=then)
        much_later = today(session, desk.ana, now=then + timedelta(days=8))
    assert (now.due, now.over_budget, now.unseen, now.skipped_twice) == (2, 2, 1, 0)
    assert much_later.unseen == 0


def test_what_was_done_today(desk: Desk) -> None:
    one, two = desk.hold(), desk.hold()
    with desk.store.write() as session:
        for candidate, how in ((one, {"action": Action.REINSTATE}), (two, {"action": Action.UPHOLD})):
            claim(session, candidate, desk.ana, now=NOW)
            decide(session, candidate, desk.ana, requirement_ids=desk.requirement_ids, now=NOW, **how)
    with desk.store.read() as session:
        this_day, tomorrow = done(session, now=NOW), done(session, now=NOW + timedelta(days=1))
    assert (this_day.reinstated, this_day.upheld, this_day.connected) == (1, 1, True)
    assert (tomorrow.reinstated, tomorrow.upheld) == (0, 0)


def test_the_start_counts_what_would_be_served(desk: Desk) -> None:
    desk.policy(budget_per_day=2)
    nurse = desk.posting("Nurse")
    for posting in (desk.posting_id, desk.posting_id, desk.posting_id, nurse):
        desk.hold(posting_id=posting, findings=())
    with desk.store.write() as session:
        first = next_item(session, desk.ana, now=NOW, posting_id=desk.posting_id).rejection_id
        assert first
        assert today(session, desk.ana, now=NOW).servable == 3
        assert today(session, desk.ben, now=NOW, posting_id=desk.posting_id).servable == 2
        decide(session, first, desk.ana, action=Action.REINSTATE, now=NOW)
        assert today(session, desk.ana, now=NOW).servable == 2


def test_the_head_counts_whom_the_list_shows_and_asks_three_times(desk: Desk) -> None:
    desk.receive(deadline=NOW + timedelta(hours=1))
    kept = desk.hold(until=NOW + timedelta(minutes=1))
    with desk.store.write() as session:
        assert sweep(session, NOW + timedelta(minutes=2)) == 1
    desk.policy(lapse_policy=LapsePolicy.RELEASE)
    desk.hold(until=NOW + timedelta(minutes=3))
    with desk.store.write() as session:
        assert sweep(session, NOW + timedelta(minutes=4)) == 1
    held = desk.hold(until=LATER)
    asked: list[str] = []
    with desk.store.read() as session:
        event.listen(session.get_bind(), "before_cursor_execute", lambda *said: asked.append(said[2]))
        counted = today(session, desk.ana, now=NOW)
        assert sum(statement.startswith("SELECT") for statement in asked) == 3
        listed = {item.id for item in waiting(session, desk.ana, now=NOW).items}
        assert listed == {kept, held}
        assert counted.waiting == waiting_now(session) == len(listed)
    assert (counted.due, [posting.waiting for posting in counted.postings]) == (1, [2])


def test_filters_narrow_the_list(desk: Desk) -> None:
    overdue, soon = desk.hold(until=NOW), desk.hold(until=NOW + timedelta(hours=3))
    in_a_day, later = desk.hold(until=NOW + timedelta(hours=20)), desk.hold(until=LATER)
    with desk.store.write() as session:
        claim(session, soon, desk.ana, now=NOW)
        claim(session, later, desk.ben, now=NOW)

    def ids(**filters: object) -> list[str]:
        with desk.store.read() as session:
            return [item.id for item in waiting(session, desk.ana, now=NOW, filters=Filters(**filters)).items]

    assert ids(due=Due.OVERDUE) == [overdue]
    assert ids(due=Due.SOON) == [overdue, soon]
    assert ids(due=Due.TODAY) == [overdue, soon, in_a_day]
    assert ids(holder=Holder.ME) == [soon]
    assert ids(holder=Holder.OTHERS) == [later]
    assert ids(holder=Holder.NOBODY) == [overdue, in_a_day]
    assert ids(posting_id=desk.posting("Nurse")) == []


def test_nobody_is_both_people_of_a_blind_second_look(desk: Desk) -> None:
    one = desk.hold()
    with desk.store.write() as session:
        session.get_one(Rejection, one).second_review = "drawn"
        session.add(Opinion(rejection_id=one, user_id=desk.ana.id, kind="first", action="reinstate", at=NOW))
    with desk.store.write() as session:
        assert next_item(session, desk.ana, now=NOW).reason is Empty.NOT_YOURS
        assert next_item(session, desk.ben, now=NOW).rejection_id == one


def test_held_by_others_speaks_of_the_posting_that_was_asked_for(desk: Desk) -> None:
    nurse = desk.posting("Nurse")
    elsewhere, here = desk.hold(), desk.hold(posting_id=nurse, findings=())
    with desk.store.write() as session:
        claim(session, elsewhere, desk.ben, now=NOW - timedelta(minutes=5))
        claim(session, here, desk.ben, now=NOW)
        nobody = next_item(session, desk.ana, now=NOW, posting_id=nurse)
    assert (nobody.reason, nobody.until) == (Empty.HELD_BY_OTHERS, NOW + timedelta(minutes=10))


@pytest.mark.parametrize("number", range(4))
def test_why_it_is_next_is_the_same_for_all_of_a_bucket(desk: Desk, number: int) -> None:
    until = (NOW, NOW + timedelta(hours=8), NOW + timedelta(hours=24), LATER)[number]
    rows = [
        desk.row(desk.hold(because, strength=strength, until=until))
        for because, strength in ((Action.HOLD_MATCH, 0.9), (Action.HOLD_CONTROL, 0.1), (Action.HOLD_UNREADABLE, 0.0))
    ]
    assert {bucket_of(row, NOW) for row in rows} == {number}
    assert why_next(number, skipped=False)


def test_served_and_picked_are_told_apart(desk: Desk) -> None:
    served, picked = desk.hold(strength=0.9), desk.hold()
    with desk.store.write() as session:
        assert next_item(session, desk.ana, now=NOW).rejection_id == served
        claim(session, served, desk.ana, now=NOW)
        claim(session, picked, desk.ben, now=NOW)
    with desk.store.read() as session:
        looks = dict(session.execute(select(Look.rejection_id, Look.action)).all())
    assert looks == {served: "served", picked: "picked"}
