"""Decisions, undoing them, and the races around both."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
from sqlalchemy import select, update

from app.errors import BadInputError, ConflictError, ForbiddenError, SecondLookError
from app.lifecycle import Action, HoldMode, LapsePolicy, State, Who
from app.review.decide import decide, undo
from app.review.decided import decided
from app.review.holds import extend_hold, sweep
from app.review.lease import claim
from app.review.told import Told
from app.store.models import Decision, HistoryEntry, OutboxItem, Rejection
from app.store.transition import Actor, apply
from tests.review.desk import NOW, Desk


def opened(desk: Desk, **how: object) -> str:
    one = desk.hold(**how)  # type: ignore[arg-type]
    with desk.store.write() as session:
        claim(session, one, desk.ana, now=NOW)
    return one


def items(desk: Desk, rejection_id: str) -> dict[str, OutboxItem]:
    with desk.store.read() as session:
        found = session.scalars(select(OutboxItem).where(OutboxItem.rejection_id == rejection_id)).all()
        session.expunge_all()
        return {item.effect: item for item in found}


def test_a_reinstatement_is_owed_after_the_undo_window(desk: Desk) -> None:
    one = opened(desk)
    with desk.store.write() as session:
        made = decide(
            session, one, desk.ana, action=Action.REINSTATE, requirement_ids=desk.requirement_ids, note="Seven years.",
            now=NOW + timedelta(seconds=25),
        )  # fmt: skip
    assert made.seconds == 25
    assert made.final_at == NOW + timedelta(seconds=55)
    assert desk.row(one).state == State.REINSTATED
    owed = items(desk, one)
    assert owed["reinstate"].due_at == made.final_at
    note = owed["note"].text
    assert 'Requirement "Python": met' in note
    assert 'Requirement "German at level B2": not found in this resume' in note
    assert "Ana" in note
    assert "Seven years." in note
    assert "does not have" not in note


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ({"action": Action.LAPSE}, "a person decides"),
        ({"action": Action.UPHOLD}, "needs a reason"),
        ({"action": Action.UPHOLD, "reason": "other"}, "needs a note that says more"),
        ({"action": Action.UPHOLD, "requirement_ids": ["x"], "note": "x"}, "goes with the reason"),
        ({"action": Action.REINSTATE, "stage": "x" * 101}, "at most 100"),
        ({"action": Action.UPHOLD, "reason": "ugly", "note": "x"}, "must be one of"),
        ({"action": Action.UPHOLD, "requirement_ids": ["x"]}, "not one of this posting"),
        ({"action": Action.UPHOLD, "requirement_ids": ["x\x00"]}, "not requirement ids"),
        ({"action": Action.REINSTATE, "note": "x" * 2001}, "at most 2000"),
        ({"action": Action.REINSTATE, "note": "x\x00"}, "not text"),
        ({"action": Action.REINSTATE, "note": "\ud800"}, "not text"),
    ],
)
def test_what_is_not_a_decision(desk: Desk, how: dict[str, object], said: str) -> None:
    one = opened(desk)
    with pytest.raises(BadInputError, match=said), desk.store.write() as session:
        decide(session, one, desk.ana, now=NOW, **how)  # type: ignore[arg-type]
    assert desk.row(one).state == State.HELD


def test_only_who_has_it_open_decides(desk: Desk) -> None:
    one = opened(desk)
    with pytest.raises(ConflictError, match="Ana has this candidate open until"), desk.store.write() as session:
        decide(session, one, desk.ben, action=Action.REINSTATE, now=NOW)
    with pytest.raises(ConflictError, match="open it again"), desk.store.write() as session:
        decide(session, one, desk.ana, action=Action.REINSTATE, now=NOW + timedelta(minutes=11))


def test_an_undo_sends_nothing_and_gives_the_lease_back(desk: Desk) -> None:
    one = opened(desk)
    before = desk.row(one).deadline
    with desk.store.write() as session:
        decide(session, one, desk.ana, action=Action.UPHOLD, reason="other", note="Filled.", now=NOW)
    with pytest.raises(ForbiddenError, match="only the person who decided"), desk.store.write() as session:
        undo(session, one, desk.ben, now=NOW)
    with desk.store.write() as session:
        undo(session, one, desk.ana, now=NOW + timedelta(seconds=29))
    row = desk.row(one)
    assert (row.state, row.lease_by, row.deadline) == (State.HELD, desk.ana.id, before)
    assert {item.status for effect, item in items(desk, one).items() if effect != "hold"} == {"cancelled"}
    with desk.store.read() as session:
        assert [item.told for item in decided(session, desk.ana, now=NOW).items] == [Told.UNDONE]
    with pytest.raises(ConflictError, match="no decision"), desk.store.write() as session:
        undo(session, one, desk.ana, now=NOW)


@pytest.mark.parametrize("status", ["cancelled", "superseded"])
@pytest.mark.parametrize("note", ["pending", "delivered", "cancelled"])
def test_a_decision_that_was_overtaken_does_not_pass_for_told_because_its_note_was(
    desk: Desk, status: str, note: str
) -> None:
    one = opened(desk)
    with desk.store.write() as session:
        decide(session, one, desk.ana, action=Action.REINSTATE, note="Yes.", now=NOW)
        session.execute(update(OutboxItem).where(OutboxItem.effect == "note").values(status=note))
        change = update(OutboxItem).where(OutboxItem.effect == "reinstate")
        session.execute(change.values(status=status, remark="rejected again since"))
    with desk.store.read() as session:
        (item,) = decided(session, desk.ana, now=NOW).items
    assert (item.told, item.remark) == (Told.OVERTAKEN, "rejected again since")


def test_a_decision_is_overtaken_with_a_reason_when_somebody_changes_the_application_first(desk: Desk) -> None:
    one = opened(desk)
    with desk.store.write() as session:
        decide(session, one, desk.ana, action=Action.REINSTATE, note="Yes.", now=NOW)
    with desk.store.write() as session:
        row = session.get_one(Rejection, one)
        apply(session, row, Action.CLOSE, by=Actor(Who.ATS, "acme"), now=NOW, why="withdrawn there")
    with desk.store.read() as session:
        (item,) = decided(session, desk.ana, now=NOW).items
    assert (item.told, item.remark) == (Told.OVERTAKEN, "withdrawn there")


def test_an_undo_comes_too_late(desk: Desk) -> None:
    one = opened(desk)
    with desk.store.write() as session:
        decide(session, one, desk.ana, action=Action.REINSTATE, now=NOW)
    with pytest.raises(ConflictError, match="too late"), desk.store.write() as session:
        undo(session, one, desk.admin, now=NOW + timedelta(seconds=30))


def test_an_undo_loses_against_the_worker_that_took_an_item(desk: Desk) -> None:
    one = opened(desk)
    with desk.store.write() as session:
        decide(session, one, desk.ana, action=Action.REINSTATE, note="Yes.", now=NOW)
    with desk.store.write() as session:
        session.execute(update(OutboxItem).where(OutboxItem.effect == "reinstate").values(status="sending"))
    with pytest.raises(ConflictError, match="too late"), desk.store.write() as session:
        undo(session, one, desk.ana, now=NOW)
    assert desk.row(one).state == State.REINSTATED
    assert {item.status for item in items(desk, one).values()} == {"pending", "sending"}


def test_of_two_decisions_at_once_one_counts(desk: Desk) -> None:
    one = opened(desk)
    start, refused = Barrier(2), []

    def run(action: Action) -> None:
        start.wait()
        try:
            with desk.store.write() as session:
                decide(session, one, desk.ana, action=action, reason="other", note="x", now=NOW)
        except SecondLookError as error:
            refused.append(error)

    threads = [Thread(target=run, args=(action,)) for action in (Action.REINSTATE, Action.UPHOLD)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(refused) == 1
    with desk.store.read() as session:
        assert len(session.scalars(select(Decision)).all()) == 1


def test_sweep_and_recruiter_at_once_leave_one_story(desk: Desk) -> None:
    desk.policy(lapse_policy=LapsePolicy.RELEASE)
    many = [opened(desk, until=NOW + timedelta(minutes=1)) for _ in range(5)]
    at = NOW + timedelta(minutes=2)
    start = Barrier(2)

    def recruiter() -> None:
        start.wait()
        for one in many:
            try:
                with desk.store.write() as session:
                    decide(session, one, desk.ana, action=Action.REINSTATE, now=at)
            except ConflictError:
                pass

    def sweeper() -> None:
        start.wait()
        with desk.store.write() as session:
            sweep(session, at)

    threads = [Thread(target=recruiter), Thread(target=sweeper)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for one in many:
        with desk.store.read() as session:
            actions = session.scalars(
                select(HistoryEntry.action).where(HistoryEntry.rejection_id == one).order_by(HistoryEntry.seq)
            ).all()
        assert actions[0] == Action.HOLD_MATCH
        assert list(actions[1:]) in ([Action.REINSTATE], [Action.LAPSE_AND_RELEASE])


def test_the_sweep_names_the_policy_and_who_chose_it(desk: Desk) -> None:
    desk.policy(lapse_policy=LapsePolicy.RELEASE)
    one = desk.hold(until=NOW)
    with desk.store.write() as session:
        assert sweep(session, NOW - timedelta(seconds=1)) == 0
        assert sweep(session, NOW) == 1
        assert sweep(session, NOW) == 0
    row = desk.row(one)
    assert (row.state, row.deadline) == (State.LAPSED, None)
    with desk.store.read() as session:
        last = session.scalars(select(HistoryEntry).order_by(HistoryEntry.seq.desc()).limit(1)).one()
    assert last.why == "lapse_policy release, version 2, chosen by Ana Ruiz"


def test_a_kept_lapse_waits_on_and_is_reminded(desk: Desk) -> None:
    one = desk.hold(until=NOW)
    with desk.store.write() as session:
        assert sweep(session, NOW) == 1
    first = desk.row(one).deadline
    assert first
    with desk.store.write() as session:
        assert sweep(session, first) == 1
        claim(session, one, desk.ana, now=first)
        decide(session, one, desk.ana, action=Action.REINSTATE, now=first)
    assert desk.row(one).state == State.REINSTATED


def test_nobody_is_forgotten_unscreened(desk: Desk) -> None:
    one = desk.receive(deadline=NOW)
    with desk.store.write() as session:
        assert sweep(session, NOW) == 1
    row = desk.row(one)
    assert (row.state, row.held_because) == (State.HELD, Action.HOLD_UNSCREENED)


@pytest.mark.parametrize(("mode", "spared"), [(HoldMode.GATE, True), (HoldMode.DELAY, False)])
def test_an_open_lease_outlives_the_deadline_in_gate_mode_only(desk: Desk, mode: HoldMode, spared: bool) -> None:  # noqa: FBT001
    desk.policy(hold_mode=mode)
    opened(desk, until=NOW + timedelta(minutes=5))
    with desk.store.write() as session:
        assert sweep(session, NOW + timedelta(minutes=6)) == (0 if spared else 1)
        assert sweep(session, NOW + timedelta(minutes=10)) == (1 if spared else 0)


def test_a_hold_is_extended_to_the_policy_s_limit(desk: Desk) -> None:
    one = desk.hold()
    with desk.store.write() as session:
        until = extend_hold(session, one, desk.ben, days=4, reason="Waiting for the team lead", now=NOW)
    assert until == NOW + timedelta(days=9)  # Seven working days from a Wednesday.
    assert items(desk, one)["hold"]
    with pytest.raises(ConflictError, match="more than 7 working days"), desk.store.write() as session:
        extend_hold(session, one, desk.ben, days=1, reason="More", now=NOW)
    with pytest.raises(BadInputError, match="needs a reason"), desk.store.write() as session:
        extend_hold(session, one, desk.ben, days=1, reason=" ", now=NOW)
