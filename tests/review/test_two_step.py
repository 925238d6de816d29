"""Two-step mode: first the bare resume, then rule and comparison, and a change of mind has a reason."""

from dataclasses import asdict
from datetime import timedelta

import pytest
from sqlalchemy import select

from app.clock import new_id
from app.errors import BadInputError, ConflictError
from app.lifecycle import Action
from app.review.alone import judge_alone
from app.review.ask import answer, ask
from app.review.choice import Choice
from app.review.decide import decide
from app.review.lease import claim
from app.review.opinions import Kind, Two, give
from app.review.queue import waiting
from app.review.show import show
from app.store.models import Decision, Opinion, Posting, Rejection
from app.store.people import User
from tests.review.desk import NOW, Desk

SECRET = ("German = No", "Knockout", "synonym", "knockout_conflict", "not_found", "met", "The form says no")


@pytest.fixture
def one(desk: Desk) -> str:
    """A candidate of a posting in two steps whom Ana has open."""
    held = desk.hold()
    with desk.store.write() as session:
        session.get_one(Posting, desk.posting_id).two_step = True
        claim(session, held, desk.ana, now=NOW)
    return held


def alone(desk: Desk, one: str, action: Action) -> None:
    with desk.store.write() as session:
        judge_alone(session, one, desk.ana, action=action, requirement_ids=desk.requirement_ids[:1], now=NOW)


def test_before_the_own_judgement_neither_rule_nor_answers_nor_findings_are_shown(desk: Desk, one: str) -> None:
    with desk.store.read() as session:
        seen = show(session, one, desk.ana, now=NOW)
        (row,) = waiting(session, desk.ana, now=NOW).items
    assert seen.judge_first
    assert [each.text for each in seen.requirements] == ["Python", "German at level B2"]
    assert (seen.rule, seen.reason, seen.counted, seen.reasons, seen.answers, seen.pair) == (
        "",
        "",
        "",
        (),
        (),
        ("", ""),
    )
    assert not any(each.quotes or each.finding or each.words or each.note for each in seen.requirements)
    assert not any(piece.marks for line in seen.resume.lines for piece in line.pieces)
    assert not any(secret in str(asdict(seen)) for secret in SECRET)
    assert (row.rule, row.two_step) == ("", True)


def test_what_others_wrote_about_the_candidate_is_hidden_as_well(desk: Desk, one: str) -> None:
    """A hiring manager answers with the rule and the comparison in sight, and so do two people who differ."""
    with desk.store.write() as session:
        kim = User(id=new_id(), email="kim@x", name="Kim", role="hiring_manager", created_at=NOW)
        session.add(kim)
        session.flush()
        asked = ask(session, one, desk.ana, of=kim.id, question="Is the German of the form right?", now=NOW)
        answer(session, asked.id, kim, action="uphold", requirement_ids=desk.requirement_ids, note="No German", now=NOW)
        claim(session, one, desk.ana, now=NOW)
        for user, action in ((desk.ben, Action.REINSTATE), (desk.admin, Action.UPHOLD)):
            kind = Kind.FIRST if user is desk.ben else Kind.SECOND
            give(session, desk.row(one), user, kind, Choice(action, note="The rule is wrong"), now=NOW)
        session.get_one(Rejection, one).second_review = Two.SETTLE
    later = NOW + timedelta(minutes=1)
    with desk.store.read() as session:
        seen = show(session, one, desk.ana, now=later)
    assert [each.words for each in seen.desk.questions] == ["Answered; it is shown after your own judgement"]
    assert not any(words in str(asdict(seen)) for words in ("No German", "German of the form", "The rule is wrong"))
    alone(desk, one, Action.REINSTATE)
    with desk.store.read() as session:
        seen = show(session, one, desk.ana, now=later)
    assert (seen.desk.questions[0].words, seen.desk.questions[0].note) == ("Would not", "No German")
    assert len(seen.differing) == 2


def test_after_it_everything_is_shown_to_that_person_alone(desk: Desk, one: str) -> None:
    alone(desk, one, Action.REINSTATE)
    with desk.store.read() as session:
        seen = show(session, one, desk.ana, now=NOW)
        assert (seen.judge_first, seen.own_judgement, seen.rule) == (False, "reinstate", "German = No")
        assert seen.reasons
        assert show(session, one, desk.ben, now=NOW).judge_first
        compliance = User(id="x", role="compliance")
        assert not show(session, one, compliance, now=NOW).judge_first


def test_without_it_nobody_decides_and_nobody_judges_twice(desk: Desk, one: str) -> None:
    with pytest.raises(ConflictError, match="give your own judgement"), desk.store.write() as session:
        decide(session, one, desk.ana, action=Action.REINSTATE, now=NOW)
    alone(desk, one, Action.REINSTATE)
    with pytest.raises(ConflictError, match="gave it before"):
        alone(desk, one, Action.UPHOLD)
    with pytest.raises(BadInputError, match="your own judgement is"):
        alone(desk, one, Action.LAPSE)
    with pytest.raises(ConflictError, match="Ana has"), desk.store.write() as session:
        judge_alone(session, one, desk.ben, action=Action.UPHOLD, now=NOW)


def test_a_change_of_mind_needs_a_reason_and_keeping_it_none(desk: Desk, one: str) -> None:
    alone(desk, one, Action.UPHOLD)
    with pytest.raises(BadInputError, match="what changed your mind"), desk.store.write() as session:
        decide(session, one, desk.ana, action=Action.REINSTATE, now=NOW)
    with desk.store.write() as session:
        decide(
            session, one, desk.ana, action=Action.REINSTATE, changed_because="Seven years, I had missed them", now=NOW
        )
    with desk.store.read() as session:
        assert session.scalars(select(Decision.changed_because)).one() == "Seven years, I had missed them"
        assert session.scalars(select(Opinion.kind)).all() == ["alone"]


def test_where_posting_is_in_one_step_nobody_judges_alone(desk: Desk) -> None:
    held = desk.hold()
    with desk.store.write() as session:
        claim(session, held, desk.ana, now=NOW)
    with pytest.raises(ConflictError, match="not asked for here"):
        alone(desk, held, Action.UPHOLD)


def test_the_first_of_two_keeps_why_they_changed_their_mind(desk: Desk, one: str) -> None:
    desk.policy(second_review_share=1.0)
    alone(desk, one, Action.UPHOLD)
    with desk.store.write() as session:
        made = decide(session, one, desk.ana, action=Action.REINSTATE, changed_because="The rule was wrong", now=NOW)
    assert isinstance(made, Opinion)
    assert made.changed_because == "The rule was wrong"
