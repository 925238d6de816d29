"""The queue: its order, its pages, and who gets what."""

from datetime import datetime, timedelta
from threading import Barrier, Thread

import pytest

from app.errors import BadInputError, ConflictError, NotFoundError
from app.lifecycle import Action
from app.review.lease import claim, extend_lease, put_back
from app.review.queue import waiting
from app.review.serving import Empty, next_item
from app.store.people import User
from tests.review.desk import NOW, Desk

LATER = NOW + timedelta(days=2)


def ids(desk: Desk, now: datetime = NOW) -> list[str]:
    with desk.store.read() as session:
        return [item.id for item in waiting(session, desk.ana, now=now).items]


def serve(desk: Desk, user: User, now: datetime = NOW, **how: str) -> str | None:
    with desk.store.write() as session:
        return next_item(session, user, now=now, **how).rejection_id


def test_the_deadline_goes_before_the_strength(desk: Desk) -> None:
    later = desk.hold(strength=0.9, until=LATER)
    today = desk.hold(strength=0.2, until=NOW + timedelta(hours=20))
    soon = desk.hold(strength=0.1, until=NOW + timedelta(hours=7))
    stronger = desk.hold(strength=0.95, until=LATER)
    overdue = desk.hold(strength=0.0, until=NOW)
    assert ids(desk) == [overdue, soon, today, stronger, later]


@pytest.mark.parametrize("because", [Action.HOLD_CONTROL, Action.HOLD_MATCH, Action.HOLD_BY_POLICY])
def test_evidence_and_chance_place_a_candidate_whyever_it_is_held(desk: Desk, because: Action) -> None:
    first = desk.hold(strength=0.8, place=0.5, until=LATER)
    last = desk.hold(strength=0.4, place=0.5, until=LATER)
    lucky = desk.hold(because, strength=0.2, place=0.9, until=LATER)
    unlucky = desk.hold(because, strength=0.9, place=0.1, until=LATER)
    assert ids(desk) == [first, lucky, unlucky, last]


def test_what_was_not_compared_stands_by_chance_among_the_others(desk: Desk) -> None:
    compared = desk.hold(strength=0.6, place=0.5, until=LATER)
    early = desk.hold(Action.HOLD_UNREADABLE, strength=0.0, place=0.6, until=LATER)
    late = desk.hold(Action.HOLD_UNREADABLE, strength=0.0, place=0.5, until=LATER)
    assert ids(desk) == [early, compared, late]


def test_pages_neither_miss_nor_repeat(desk: Desk) -> None:
    for number in range(11):
        because = Action.HOLD_CONTROL if number % 3 == 0 else Action.HOLD_MATCH
        until = NOW + timedelta(hours=6 * (number % 4))
        desk.hold(because, strength=number % 2 / 2, place=number / 11, until=until)
    everything, cursor, seen = ids(desk), None, []
    while True:
        with desk.store.read() as session:
            page = waiting(session, desk.ana, now=NOW + timedelta(minutes=len(seen)), cursor=cursor, limit=3)
        seen += [item.id for item in page.items]
        cursor = page.next_cursor
        if cursor is None:
            break
    assert seen == everything
    assert len(seen) == 11


@pytest.mark.parametrize("cursor", ["x", "é", "AAAA", "MjAyNnwxfGE=", "OTk5OS0xMi0zMVQyMzo1OTo1OSswMDowMHwxfHg="])
def test_a_foreign_cursor_is_refused(desk: Desk, cursor: str) -> None:
    with pytest.raises(BadInputError, match="begin again"), desk.store.read() as session:
        waiting(session, desk.ana, now=NOW, cursor=cursor)


def test_two_reviewers_never_get_the_same(desk: Desk) -> None:
    everything = {desk.hold(strength=number / 10) for number in range(6)}
    with desk.store.write() as session:
        users = [User(id=str(n), email=f"{n}@x", name=f"R{n}", role="recruiter", created_at=NOW) for n in range(6)]
        session.add_all(users)
    served: list[str | None] = []
    start = Barrier(6)

    def ask(user: User) -> None:
        start.wait()
        served.append(serve(desk, user))

    threads = [Thread(target=ask, args=(user,)) for user in users]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(served) == 6
    assert set(served) == everything


def test_who_has_one_open_gets_it_again(desk: Desk) -> None:
    best, second = desk.hold(strength=0.9), desk.hold(strength=0.5)
    assert serve(desk, desk.ana) == best
    better = desk.hold(strength=1.0)
    assert serve(desk, desk.ana) == best
    assert serve(desk, desk.ben) == better
    assert serve(desk, desk.ben, other_than=better) == second


def test_a_lease_ends_by_itself(desk: Desk) -> None:
    one = desk.hold()
    assert serve(desk, desk.ana) == one
    assert serve(desk, desk.ben) is None
    assert serve(desk, desk.ben, NOW + timedelta(seconds=601)) == one


def test_a_lease_slides_and_keeps_when_it_was_opened(desk: Desk) -> None:
    one = desk.hold()
    serve(desk, desk.ana)
    with desk.store.write() as session:
        until = extend_lease(session, one, desk.ana, now=NOW + timedelta(minutes=9))
    assert until == NOW + timedelta(minutes=19)
    assert desk.row(one).opened_at == NOW
    with pytest.raises(ConflictError, match="do not have"), desk.store.write() as session:
        extend_lease(session, one, desk.ana, now=until)


def test_a_claim_names_who_has_it(desk: Desk) -> None:
    one = desk.hold()
    serve(desk, desk.ana)
    with (
        desk.store.write() as session,
        pytest.raises(ConflictError, match=r"Ana has this candidate open until .*09:10"),
    ):
        claim(session, one, desk.ben, now=NOW)
    with pytest.raises(NotFoundError), desk.store.write() as session:
        claim(session, "nothing", desk.ben, now=NOW)


def test_put_back_serves_it_to_others_and_to_oneself_last(desk: Desk) -> None:
    best, second = desk.hold(strength=0.9), desk.hold(strength=0.5)
    serve(desk, desk.ana)
    with desk.store.write() as session:
        put_back(session, best, desk.ana, now=NOW)
    assert serve(desk, desk.ana, other_than=best) == second
    assert serve(desk, desk.ben) == best


def test_the_empty_queue_says_why(desk: Desk) -> None:
    with desk.store.write() as session:
        done = next_item(session, desk.ana, now=NOW)
    assert (done.reason, done.until) == (Empty.DONE, None)
    desk.hold()
    serve(desk, desk.ben)
    with desk.store.write() as session:
        held = next_item(session, desk.ana, now=NOW)
    assert (held.reason, held.until) == (Empty.HELD_BY_OTHERS, NOW + timedelta(minutes=10))


def test_the_budget_is_per_posting_and_person(desk: Desk) -> None:
    desk.policy(budget_per_day=1)
    one, _ = desk.hold(strength=0.9), desk.hold()
    elsewhere = desk.hold(posting_id=desk.posting("Nurse"), findings=())
    assert serve(desk, desk.ana) == one
    assert serve(desk, desk.ana, other_than=one, posting_id=desk.posting_id) == one
    assert serve(desk, desk.ana, posting_id=desk.row(elsewhere).posting_id) == elsewhere
    with desk.store.write() as session:
        put_back(session, elsewhere, desk.ana, now=NOW)
    from app.review.decide import decide

    with desk.store.write() as session:
        decide(session, one, desk.ana, action=Action.REINSTATE, now=NOW)
    with desk.store.write() as session:
        over = next_item(session, desk.ana, now=NOW, posting_id=desk.posting_id)
    assert over.reason is Empty.OVER_BUDGET
    assert serve(desk, desk.ben, posting_id=desk.posting_id)
    assert serve(desk, desk.ana, NOW + timedelta(days=1), posting_id=desk.posting_id)
