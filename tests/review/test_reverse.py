"""Reversing what is final: states, what the ATS is owed, the correction, its own undo, and who may."""

from datetime import timedelta

import pytest
from sqlalchemy import select, update

from app.errors import BadInputError, ConflictError, ForbiddenError, NotFoundError
from app.lifecycle import Action, HoldMode, State, Who
from app.review.decide import decide, undo
from app.review.decided import Which, decided
from app.review.lease import claim
from app.review.reverse import reverse, situation_of_reversal
from app.review.show import show
from app.store.chain import verify
from app.store.models import Connection, Decision, HistoryEntry, OutboxItem, Posting, Rejection
from app.store.people import User
from app.store.transition import Actor, apply
from tests.review.desk import NOW, Desk

FINAL = NOW + timedelta(seconds=30)
LATER = FINAL + timedelta(hours=2)


def made(desk: Desk, action: Action, **how: object) -> tuple[str, str]:
    """Somebody decided, and it is final; the rejection's id and the decision's."""
    one = desk.hold()
    with desk.store.write() as session:
        claim(session, one, desk.ana, now=NOW)
        reason = {"reason": "other", "note": "Filled."} if action is Action.UPHOLD else {}
        decision = decide(session, one, desk.ana, action=action, now=NOW, **(reason | how))  # type: ignore[arg-type]
        return one, decision.id


def turn(desk: Desk, decision_id: str, user: User | None = None, *, now=LATER, why="The team asked", **how) -> Decision:
    with desk.store.write() as session:
        return reverse(session, decision_id, user or desk.ben, why=why, now=now, **how)


def effects(desk: Desk, decision_id: str) -> dict[str, str]:
    with desk.store.read() as session:
        rows = session.scalars(select(OutboxItem).where(OutboxItem.decision_id == decision_id)).all()
        return {row.effect: row.status for row in rows}


@pytest.mark.parametrize(
    ("first", "after", "owed", "entry"),
    [
        (Action.UPHOLD, State.REINSTATED, "reinstate", "reinstate_after_all"),
        (Action.REINSTATE, State.UPHELD, "reject", "uphold_after_all"),
    ],
)
@pytest.mark.parametrize("mode", list(HoldMode))
def test_the_other_way_is_owed_in_every_mode_with_a_correction(
    desk: Desk, first: Action, after: State, owed: str, entry: str, mode: HoldMode
) -> None:
    desk.policy(hold_mode=mode)
    one, decision_id = made(desk, first)
    reversal = turn(desk, decision_id)
    assert (desk.row(one).state, reversal.corrects_id) == (after, decision_id)
    assert effects(desk, reversal.id) == {owed: "pending", "note": "pending"}
    with desk.store.read() as session:
        note = session.scalars(
            select(OutboxItem.text).where(OutboxItem.effect == "note", OutboxItem.decision_id == reversal.id)
        ).one()
        last = session.scalars(select(HistoryEntry).order_by(HistoryEntry.seq.desc()).limit(1)).one()
        assert list(verify(session)) == []
    assert note.startswith("Correction by Ben on")
    assert "reverses the decision by Ana" in note
    assert "The team asked" in note
    assert (last.action, last.who, last.by) == (entry, "person", "ben@example.org")
    assert last.why.startswith("reverses what ana@example.org decided on")


def test_a_reversal_is_undone_to_the_decision_before_it(desk: Desk) -> None:
    one, decision_id = made(desk, Action.UPHOLD)
    reversal = turn(desk, decision_id)
    with desk.store.write() as session:
        undo(session, one, desk.ben, now=LATER + timedelta(seconds=29))
    assert (desk.row(one).state, desk.row(one).lease_by, desk.row(one).deadline) == (State.UPHELD, None, None)
    assert effects(desk, reversal.id) == {"reinstate": "cancelled", "note": "cancelled"}
    assert effects(desk, decision_id)["release"] == "pending"
    with pytest.raises(ConflictError, match="too late"), desk.store.write() as session:
        undo(session, one, desk.ana, now=LATER + timedelta(seconds=31))
    assert turn(desk, decision_id, now=LATER + timedelta(minutes=1)).corrects_id == decision_id


def test_a_reversal_is_reversed_in_its_turn(desk: Desk) -> None:
    one, decision_id = made(desk, Action.REINSTATE)
    second = turn(desk, decision_id)
    with pytest.raises(ConflictError, match="does not stand any more"):
        turn(desk, decision_id, now=LATER + timedelta(minutes=1))
    third = turn(desk, second.id, now=LATER + timedelta(minutes=1))
    assert (third.action, desk.row(one).state) == ("reinstate", State.REINSTATED)
    with desk.store.read() as session:
        items = decided(session, desk.ana, now=LATER + timedelta(minutes=2)).items
    with desk.store.write() as session:
        session.execute(update(OutboxItem).where(OutboxItem.decision_id == second.id).values(status="cancelled"))
        items = decided(session, desk.ana, now=LATER + timedelta(minutes=2)).items
    assert items[1].told == "reversed"
    assert [(item.reverses, item.reversed, item.can_reverse) for item in items] == [
        (True, False, True), (True, True, False), (False, True, False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("how", "error", "said"),
    [
        ({"why": " "}, BadInputError, "needs a reason"),
        ({"now": FINAL - timedelta(seconds=1)}, ConflictError, "undo it instead"),
        ({"requirement_ids": ["x"]}, BadInputError, "not one of this posting"),
    ],
)
def test_what_is_no_reversal(desk: Desk, how: dict[str, object], error: type[Exception], said: str) -> None:
    one, decision_id = made(desk, Action.REINSTATE)
    with pytest.raises(error, match=said):
        turn(desk, decision_id, **how)  # type: ignore[arg-type]
    assert desk.row(one).state == State.REINSTATED
    with pytest.raises(NotFoundError):
        turn(desk, "nothing")


def test_what_the_ats_has_overtaken_is_not_reversed_here(desk: Desk) -> None:
    one, decision_id = made(desk, Action.UPHOLD)
    with desk.store.write() as session:
        apply(session, session.get_one(Rejection, one), Action.CLOSE, by=Actor(Who.ATS, "works"), now=LATER)
    with pytest.raises(ConflictError, match="the rejection is closed"):
        turn(desk, decision_id)


def test_what_two_decided_only_an_admin_reverses(desk: Desk) -> None:
    one, _first = made(desk, Action.UPHOLD, reason="known_to_us")
    with desk.store.write() as session:
        claim(session, one, desk.ben, now=NOW)
        both = decide(session, one, desk.ben, action=Action.UPHOLD, reason="other", note="As well.", now=NOW)
    with pytest.raises(ForbiddenError, match="an admin can reverse"):
        turn(desk, both.id)
    turn(desk, both.id, desk.admin)
    assert desk.row(one).state == State.REINSTATED


def test_a_reversal_by_two_at_once_happens_once(desk: Desk) -> None:
    one, decision_id = made(desk, Action.UPHOLD)
    turn(desk, decision_id)
    with pytest.raises(ConflictError):
        turn(desk, decision_id, desk.admin)
    assert desk.row(one).state == State.REINSTATED


@pytest.mark.parametrize(
    ("mode", "status", "first", "said"),
    [
        (HoldMode.GATE, "delivered", Action.UPHOLD, "write to the candidate yourself"),
        (HoldMode.DELAY, "delivered", Action.UPHOLD, "write to the candidate yourself"),
        (HoldMode.REVERSE, "pending", Action.UPHOLD, "write to the candidate yourself"),
        (HoldMode.DELAY, "pending", Action.UPHOLD, "no rejection mail has left because of us"),
        (HoldMode.DELAY, "delivered", Action.REINSTATE, "write to them before that mail does"),
        (HoldMode.DELAY, "parked", Action.REINSTATE, "has not heard of the reinstatement yet"),
    ],
)
def test_what_cannot_be_done_any_more_is_said(
    desk: Desk, mode: HoldMode, status: str, first: Action, said: str
) -> None:
    desk.policy(hold_mode=mode)
    one, _decision = made(desk, first)
    with desk.store.write() as session:
        session.execute(update(OutboxItem).where(OutboxItem.effect != "hold").values(status=status))
    with desk.store.read() as session:
        assert said in " ".join(situation_of_reversal(session, one).sentences)


def test_the_stage_is_remembered_for_the_posting_and_refused_where_the_ats_chooses(desk: Desk) -> None:
    _one, decision_id = made(desk, Action.REINSTATE, stage="Phone call")
    next_one = desk.hold()
    with desk.store.read() as session:
        assert session.get_one(Decision, decision_id).stage == "Phone call"
        assert session.get_one(Posting, desk.posting_id).target_stage == "Phone call"
        seen = show(session, next_one, desk.ana, now=NOW)
        assert (bool(seen.stage_words), seen.target_stage) == (True, "Phone call")
    with desk.store.write() as session:
        session.get_one(Connection, desk.connection_id).vendor = "greenhouse"
    with desk.store.read() as session:
        assert show(session, next_one, desk.ana, now=NOW).stage_words == ""
    with pytest.raises(BadInputError, match="chooses the stage itself"):
        made(desk, Action.REINSTATE, stage="7")
    made(desk, Action.UPHOLD, stage="7")  # the field stands there whichever button is pressed


def test_decisions_are_listed_by_whose_and_what_can_be_undone(desk: Desk) -> None:
    one, decision_id = made(desk, Action.UPHOLD)
    turn(desk, decision_id)
    with desk.store.read() as session:

        def ids(which: Which, user: User, now=LATER) -> list[str]:
            return [item.action for item in decided(session, user, now=now, which=which).items]

        assert ids(Which.ALL, desk.ana) == ["reinstate", "uphold"]
        assert (ids(Which.MINE, desk.ana), ids(Which.MINE, desk.ben)) == (["uphold"], ["reinstate"])
        assert (ids(Which.UNDOABLE, desk.ana), ids(Which.UNDOABLE, desk.ben)) == ([], ["reinstate"])
        assert ids(Which.UNDOABLE, desk.admin) == ["reinstate"]
        assert ids(Which.UNDOABLE, desk.admin, LATER + timedelta(minutes=1)) == []
    assert one
