"""Two people for one candidate: drawn or because they are known to us, blind until both have spoken."""

from dataclasses import fields
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.errors import BadInputError, ConflictError, ForbiddenError, NotFoundError
from app.lifecycle import Action, LapsePolicy, State
from app.review.decide import decide, undo
from app.review.decided import decided, last_decision, one_decision, wait_for_colleagues
from app.review.holds import sweep
from app.review.lease import claim
from app.review.queue import waiting
from app.review.serving import next_item
from app.review.show import show
from app.store.models import Decision, HistoryEntry, Opinion, OutboxItem
from app.store.people import User
from tests.review.desk import NOW, Desk

KNOWN = {"action": Action.UPHOLD, "reason": "known_to_us", "note": "Left us in 2021."}
LATER = NOW + timedelta(minutes=1)


def say(desk: Desk, one: str, user: User, *, now=NOW, **how: object) -> Decision | Opinion:
    with desk.store.write() as session:
        claim(session, one, user, now=now)
        return decide(session, one, user, now=now, **(how or {"action": Action.REINSTATE}))  # type: ignore[arg-type]


def told(desk: Desk, one: str) -> set[str]:
    with desk.store.read() as session:
        return set(session.scalars(select(OutboxItem.effect).where(OutboxItem.rejection_id == one))) - {"hold"}


def test_the_first_of_two_tells_the_ats_nothing_and_the_second_decides_for_both(desk: Desk) -> None:
    desk.policy(second_review_share=1.0)
    one = desk.hold()
    first = say(desk, one, desk.ana, action=Action.UPHOLD, requirement_ids=desk.requirement_ids[1:])
    assert isinstance(first, Opinion)
    assert (desk.row(one).state, desk.row(one).second_review, told(desk, one)) == (State.HELD, "drawn", set())
    second = say(desk, one, desk.ben, now=LATER, action=Action.UPHOLD, reason="other", note="Filled.")
    assert isinstance(second, Decision)
    assert (second.decided_by, desk.row(one).state) == (desk.ben.id, State.UPHELD)
    with desk.store.read() as session:
        note = session.scalars(select(OutboxItem.text).where(OutboxItem.effect == "note")).one()
        why = session.scalars(select(HistoryEntry.why).where(HistoryEntry.action == "uphold")).one()
    assert note.startswith("Second look by Ana and Ben on")
    assert '- Requirement "German at level B2": not found in this resume' in note
    assert "Note (Ben): Filled." in note
    assert why.startswith("two people looked, ana@example.org first; ")


def test_nothing_on_the_page_or_in_the_queue_tells_that_somebody_has_spoken(desk: Desk) -> None:
    one, twin = desk.hold(), desk.hold()
    desk.policy(second_review_share=1.0)
    say(desk, one, desk.ana)
    with desk.store.read() as session:
        pages = [show(session, each, desk.ben, now=LATER) for each in (one, twin)]
        rows = {item.id: item for item in waiting(session, desk.ben, now=LATER).items}
    own = {"id", "code"}
    for left, right in (pages, (rows[one], rows[twin])):
        assert {f.name for f in fields(left) if getattr(left, f.name) != getattr(right, f.name)} <= own


def test_who_has_spoken_is_not_served_again_and_cannot_open_it(desk: Desk) -> None:
    desk.policy(second_review_share=1.0)
    one = desk.hold()
    say(desk, one, desk.ana)
    with desk.store.write() as session:
        assert next_item(session, desk.ana, now=LATER).rejection_id is None
        with pytest.raises(ConflictError, match="somebody else looks now"):
            claim(session, one, desk.ana, now=LATER)
        assert show(session, one, desk.ana, now=LATER).said_already
        assert next_item(session, desk.ben, now=LATER).rejection_id == one


def test_known_to_us_needs_a_second_person(desk: Desk) -> None:
    one = desk.hold()
    assert isinstance(say(desk, one, desk.ana, **KNOWN), Opinion)
    assert desk.row(one).second_review == "known_to_us"
    with desk.store.write() as session:
        for user in (desk.ben, desk.admin):
            session.get_one(User, user.id).active = False
    with pytest.raises(BadInputError, match="ask an administrator to add somebody"):
        say(desk, desk.hold(), desk.ana, **KNOWN)


def test_where_nobody_else_reviews_nothing_is_drawn(desk: Desk) -> None:
    desk.policy(second_review_share=1.0)
    with desk.store.write() as session:
        for user in (desk.ben, desk.admin):
            session.get_one(User, user.id).role = "compliance"
    assert isinstance(say(desk, desk.hold(), desk.ana), Decision)


def test_the_draw_is_repeatable_and_about_as_large_as_chosen(desk: Desk) -> None:
    desk.policy(second_review_share=0.5, undo_seconds=30)
    drawn = [isinstance(say(desk, desk.hold(), desk.ana), Opinion) for _ in range(40)]
    assert 6 <= sum(drawn) <= 34


def test_two_who_differ_are_settled_by_a_third(desk: Desk) -> None:
    desk.policy(second_review_share=1.0)
    one = desk.hold()
    say(desk, one, desk.ana)
    assert isinstance(say(desk, one, desk.ben, now=LATER, **KNOWN), Opinion)
    assert (desk.row(one).second_review, told(desk, one)) == ("settle", set())
    at = LATER + timedelta(seconds=10)
    with desk.store.read() as session:
        assert show(session, one, desk.admin, now=at).differing == ()  # the second one may still take it back
    at = LATER + timedelta(seconds=30)
    with desk.store.read() as session:
        heard = show(session, one, desk.admin, now=at).differing
    assert [(each.by, each.action, each.note) for each in heard] == [
        ("Ana", "reinstate", ""), ("Ben", "uphold", "Left us in 2021."),
    ]  # fmt: skip
    for user in (desk.ana, desk.ben):
        with pytest.raises(ConflictError, match="somebody else looks now"):
            say(desk, one, user, now=at)
    made = say(desk, one, desk.admin, now=at)
    assert isinstance(made, Decision)
    with desk.store.read() as session:
        why = session.scalars(select(HistoryEntry.why).where(HistoryEntry.action == "reinstate")).one()
        item = last_decision(session, one, desk.ben, now=at + timedelta(minutes=1))
    assert why.startswith("settled, two people differed; agreeing with ana@example.org; ")
    assert item
    assert [each.by for each in item.heard] == ["Ana", "Ben"]


def test_an_admin_who_is_one_of_the_two_may_settle(desk: Desk) -> None:
    desk.policy(second_review_share=1.0)
    one = desk.hold()
    say(desk, one, desk.ana)
    say(desk, one, desk.admin, action=Action.UPHOLD, requirement_ids=desk.requirement_ids)
    assert isinstance(say(desk, one, desk.admin, now=LATER), Decision)


def test_what_one_of_two_said_is_undone_in_time_and_by_them_only(desk: Desk) -> None:
    one = desk.hold()
    say(desk, one, desk.ana, **KNOWN)
    with desk.store.read() as session:
        (mine,) = wait_for_colleagues(session, desk.ana, now=NOW)
        assert (mine.can_undo, mine.name, mine.told) == (True, "", "colleague")
        assert wait_for_colleagues(session, desk.ben, now=NOW) == ()
        assert decided(session, desk.ben, now=NOW).items == ()
        assert last_decision(session, one, desk.ben, now=NOW) is None
    with pytest.raises(ForbiddenError), desk.store.write() as session:
        undo(session, one, desk.ben, now=NOW)
    with pytest.raises(ConflictError, match="too late"), desk.store.write() as session:
        undo(session, one, desk.ana, now=NOW + timedelta(seconds=30))
    with desk.store.write() as session:
        undo(session, one, desk.ana, now=NOW + timedelta(seconds=29))
    assert (desk.row(one).second_review, desk.row(one).lease_by) == ("", desk.ana.id)
    assert isinstance(say(desk, one, desk.ana), Decision)


def test_an_admin_undoes_what_one_of_two_said_and_nothing_else_of_it(desk: Desk) -> None:
    one = desk.hold()
    said = say(desk, one, desk.ana, **KNOWN)
    with desk.store.write() as session:
        with pytest.raises(NotFoundError):
            one_decision(session, said.id, desk.admin, now=NOW)
        undo(session, one, desk.admin, now=NOW)
        item = one_decision(session, said.id, desk.admin, now=NOW)
    assert (item.told, item.decided_by, desk.row(one).lease_by) == ("undone", "Ana", desk.ana.id)


def test_undoing_what_two_decided_leaves_the_first_one_s_word(desk: Desk) -> None:
    one = desk.hold()
    say(desk, one, desk.ana, **KNOWN)
    say(desk, one, desk.ben, now=LATER, **KNOWN)
    with desk.store.write() as session:
        undo(session, one, desk.ben, now=LATER + timedelta(seconds=5))
    assert (desk.row(one).state, desk.row(one).second_review) == (State.HELD, "known_to_us")
    differs = say(desk, one, desk.ben, now=LATER + timedelta(seconds=9))
    assert isinstance(differs, Opinion)
    assert desk.row(one).second_review == "settle"
    with desk.store.write() as session:
        undo(session, one, desk.ben, now=LATER + timedelta(seconds=10))
    assert desk.row(one).second_review == "known_to_us"


def test_a_deadline_that_passes_with_one_word_in_lapses_as_ever(desk: Desk) -> None:
    desk.policy(second_review_share=1.0, lapse_policy=LapsePolicy.RELEASE)
    one = desk.hold(until=LATER)
    say(desk, one, desk.ana)
    with desk.store.write() as session:
        assert sweep(session, LATER) == 1
    assert (desk.row(one).state, told(desk, one)) == (State.LAPSED, {"release"})
