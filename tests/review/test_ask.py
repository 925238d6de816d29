"""Asking a hiring manager: who gets the candidate meanwhile, who sees what, and every way in which a question ends."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from app.clock import new_id
from app.errors import BadInputError, ConflictError, NotFoundError
from app.lifecycle import Action, before_working_hours
from app.review.ask import answer, ask, open_question, read_when_asked, withdraw
from app.review.decide import decide
from app.review.filters import Filters, Holder
from app.review.lease import claim
from app.review.looks import Looking
from app.review.questions import asked_of, question
from app.review.queue import waiting
from app.review.serving import Empty, next_item
from app.review.show import show
from app.store.models import Ask, Look, Opinion
from app.store.people import User
from tests.review.desk import NOW, Desk

FRIDAY = NOW + timedelta(days=2)


@pytest.fixture
def kim(desk: Desk) -> User:
    return manager(desk, "kim")


def manager(desk: Desk, name: str) -> User:
    with desk.store.write() as session:
        user = User(id=new_id(), email=f"{name}@x", name=name.title(), role="hiring_manager", created_at=NOW)
        session.add(user)
        return user


def asks(desk: Desk, kim: User, now: datetime = NOW, **hold: datetime) -> tuple[str, str]:
    """The ids of the candidate and of the question."""
    one = desk.hold(**hold)
    with desk.store.write() as session:
        claim(session, one, desk.ana, now=now)
        return one, ask(session, one, desk.ana, of=kim.id, question="Is Python enough?", now=now).id


def answers(desk: Desk, ask_id: str, user: User, now: datetime = NOW, **how: object) -> Opinion:
    with desk.store.write() as session:
        return answer(session, ask_id, user, **{"action": "reinstate", "now": now, **how})  # type: ignore[arg-type]


def test_meanwhile_nobody_gets_it_and_it_falls_back_by_itself(desk: Desk, kim: User) -> None:
    one, _ = asks(desk, kim)
    row = desk.row(one)
    assert (row.lease_by, row.asked_until) == (None, FRIDAY)
    with desk.store.write() as session:
        nobody = next_item(session, desk.ben, now=NOW)
    assert (nobody.reason, nobody.until) == (Empty.NOT_YOURS, FRIDAY)
    assert nobody.text.startswith("A hiring manager is asked about who is left")
    with pytest.raises(ConflictError, match=r"hiring manager is asked .*withdraw"), desk.store.write() as session:
        claim(session, one, desk.ben, now=NOW)
    with desk.store.write() as session:
        assert next_item(session, desk.ben, now=FRIDAY).rejection_id == one
    with pytest.raises(ConflictError, match="in the queue again"):
        answers(desk, desk_question(desk), kim, FRIDAY)


def desk_question(desk: Desk) -> str:
    with desk.store.read() as session:
        return session.scalars(select(Ask.id)).one()


def test_the_answer_is_due_four_working_hours_before_the_hold_ends(desk: Desk, kim: User) -> None:
    one, _ = asks(desk, kim, until=NOW + timedelta(hours=6))
    assert desk.row(one).asked_until == NOW + timedelta(hours=2)
    with pytest.raises(ConflictError, match="hold it longer"):
        asks(desk, kim, until=NOW + timedelta(hours=4))


def test_the_answer_comes_to_the_recruiters_as_an_opinion(desk: Desk, kim: User) -> None:
    one, ask_id = asks(desk, kim)
    opinion = answers(desk, ask_id, kim, requirement_ids=desk.requirement_ids[:1], note="Seven years.")
    assert (opinion.kind, opinion.action) == ("asked", "reinstate")
    assert desk.row(one).asked_until is None
    assert desk.row(one).state == "held"
    with desk.store.read() as session:
        shown = show(session, one, desk.ben, now=NOW).desk.questions
        looks = session.execute(select(Look.action, Look.note).where(Look.action.in_(["asked", "answered"]))).all()
    assert [(q.answer, q.words, q.note, q.requirements, q.is_open) for q in shown] == [
        ("reinstate", "Would talk to this person", "Seven years.", ("Python",), False)
    ]
    assert looks == [("asked", "Kim: Is Python enough?"), ("answered", "would talk to this person; Seven years.")]
    with desk.store.write() as session:
        assert next_item(session, desk.ben, now=NOW).rejection_id == one
        decide(session, one, desk.ben, action=Action.REINSTATE, now=NOW)
    with pytest.raises(ConflictError, match="was answered"):
        answers(desk, ask_id, kim)


def test_no_needs_a_reason_and_only_requirements_of_the_posting_count(desk: Desk, kim: User) -> None:
    _, ask_id = asks(desk, kim)
    with pytest.raises(BadInputError, match="why not"):
        answers(desk, ask_id, kim, action="uphold")
    with pytest.raises(BadInputError, match="not one of this posting"):
        answers(desk, ask_id, kim, requirement_ids=[new_id()])
    with pytest.raises(BadInputError, match="talk to this person"):
        answers(desk, ask_id, kim, action="lapse")


def test_a_hiring_manager_sees_only_what_they_were_asked(desk: Desk, kim: User) -> None:
    lou = manager(desk, "lou")
    one, ask_id = asks(desk, kim)
    with pytest.raises(NotFoundError):
        answers(desk, ask_id, lou)
    with desk.store.write() as session:
        assert open_question(session, one, kim, now=NOW).id == ask_id
        for look in (
            lambda: open_question(session, one, lou, now=NOW),
            lambda: read_when_asked(session, ask_id, lou, now=NOW),
        ):
            with pytest.raises(NotFoundError, match="on your list"):
                look()
        assert [one.id for one in asked_of(session, kim, now=NOW).items] == [ask_id]
        assert asked_of(session, lou, now=NOW).items == ()
        assert show(session, one, lou, now=NOW).desk.questions == ()
        assert show(session, one, kim, now=NOW).name == ""


def test_reading_is_noted_once(desk: Desk, kim: User) -> None:
    _, ask_id = asks(desk, kim)
    for _ in "12":
        with desk.store.write() as session:
            read_when_asked(session, ask_id, kim, now=NOW)
    with desk.store.read() as session:
        noted = session.scalars(select(Look.user_id).where(Look.action == Looking.READ_WHEN_ASKED)).all()
    assert noted == [kim.id]


def test_a_withdrawn_question_is_over(desk: Desk, kim: User) -> None:
    one, ask_id = asks(desk, kim)
    with desk.store.read() as session:
        listed = waiting(session, desk.ben, now=NOW, filters=Filters(holder=Holder.ASKED)).items
        assert [item.asked_until for item in listed] == [FRIDAY]
        assert waiting(session, desk.ben, now=NOW, filters=Filters(holder=Holder.NOBODY)).items == ()
    with desk.store.write() as session:
        withdraw(session, ask_id, desk.ben, now=NOW)
        assert question(session, ask_id, now=NOW).words == "Withdrawn"
        assert next_item(session, desk.ben, now=NOW).rejection_id == one
    with pytest.raises(ConflictError, match="withdrawn"):
        answers(desk, ask_id, kim)
    with pytest.raises(ConflictError, match="withdrawn"), desk.store.write() as session:
        withdraw(session, ask_id, desk.ana, now=NOW)


def test_only_active_hiring_managers_can_be_asked_and_something(desk: Desk, kim: User) -> None:
    one = desk.hold()
    with desk.store.write() as session:
        claim(session, one, desk.ana, now=NOW)
        assert [manager.name for manager in show(session, one, desk.ana, now=NOW).desk.managers] == ["Kim"]
        with pytest.raises(BadInputError, match="from the list"):
            ask(session, one, desk.ana, of=desk.ben.id, question="?", now=NOW)
        with pytest.raises(BadInputError, match="want to know"):
            ask(session, one, desk.ana, of=kim.id, question=" ", now=NOW)
        with pytest.raises(ConflictError, match="Ana has this"):
            ask(session, one, desk.ben, of=kim.id, question="?", now=NOW)


@pytest.mark.parametrize(
    ("end", "before"),
    [
        (datetime.fromisoformat("2026-11-18T14:00Z"), "2026-11-18T10:00"),
        (datetime.fromisoformat("2026-11-23T02:00Z"), "2026-11-20T22:00"),  # Monday morning to Friday evening.
    ],
)
def test_working_hours_back(end: datetime, before: str) -> None:
    assert before_working_hours(end, 4).isoformat().startswith(before)
