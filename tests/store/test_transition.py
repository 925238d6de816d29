"""apply(): state, history, outbox and jobs in one transaction; who wins when two act at once."""

from datetime import timedelta

import pytest
from sqlalchemy import delete, func, select, text, update
from sqlalchemy.orm.exc import StaleDataError

from app.errors import ConflictError
from app.lifecycle import Action, Effect, HoldMode, LapsePolicy, State, Who
from app.store import chain, transition
from app.store.models import Decision, HistoryEntry, OutboxItem, Rejection
from app.store.transition import PROGRAM, Actor, apply
from tests.factories import NOW, make_connection, make_policy, make_rejection, make_user

PERSON = Actor(Who.PERSON, "sam@example.org")


def items(session, rejection):
    found = session.scalars(select(OutboxItem).where(OutboxItem.rejection_id == rejection.id).order_by(OutboxItem.id))
    return [(item.effect, item.status) for item in found]


def decide(session, rejection, action, *, undo_seconds=30):
    user = make_user(session)
    decision = Decision(
        rejection_id=rejection.id, action=action, decided_by=user.id, decided_at=NOW,
        final_at=NOW + timedelta(seconds=undo_seconds),
    )  # fmt: skip
    session.add(decision)
    session.flush()
    apply(session, rejection, action, by=PERSON, now=NOW, note="seen", decision=decision)
    return decision


def jobs(session):
    table = "workflow_status" if session.get_bind().dialect.name == "sqlite" else "dbos.workflow_status"
    return session.execute(text(f"SELECT workflow_uuid, status FROM {table} ORDER BY created_at")).all()  # noqa: S608


def test_a_hold_writes_state_history_item_and_job_together(store):
    with store.write() as session:
        rejection = make_rejection(session)
        entry = apply(session, rejection, Action.HOLD_MATCH, by=PROGRAM, now=NOW, why="4 of 4 must-haves met")
        assert rejection.state is State.HELD
        assert rejection.deadline == NOW + timedelta(days=3)
        assert items(session, rejection) == [("hold", "pending")]
        assert (entry.from_state, entry.to_state, entry.who) == ("received", "held", "program")
        item = session.scalars(select(OutboxItem)).one()
        assert item.hold_until == rejection.deadline + transition.HOLD_MARGIN
        assert [job for job, _ in jobs(session)] == [f"writeback:{item.id}:1"]


def test_where_holds_are_kept_no_mail_leaves_because_no_worker_ran_around_the_deadline(store):
    """Two hours without a worker, or a weekend, and the hold in the ATS had run out before it was asked to go on."""
    with store.write() as session:
        connection = make_connection(session)
        policy = make_policy(session, connection, lapse_policy=LapsePolicy.KEEP)
        rejection = make_rejection(session, connection=connection, policy=policy)
        apply(session, rejection, Action.HOLD_MATCH, by=PROGRAM, now=NOW)
        deadline = rejection.deadline
        apply(session, rejection, Action.LAPSE, by=PROGRAM, now=deadline + timedelta(hours=2))
        ends = session.scalars(select(OutboxItem.hold_until).order_by(OutboxItem.created_at)).all()
        # Held until Thursday, in the ATS until Tuesday; overdue until Friday, in the ATS until Wednesday.
        assert [end - deadline for end in ends] == [timedelta(days=5), timedelta(days=6, hours=2)]


def test_a_rollback_leaves_nothing_behind(store):
    with store.write() as session:
        rejection = make_rejection(session)

    def hold_and_break(session):
        apply(session, session.get_one(Rejection, rejection.id), Action.HOLD_MATCH, by=PROGRAM, now=NOW)
        raise RuntimeError("broken")

    with pytest.raises(RuntimeError, match="broken"), store.write() as session:
        hold_and_break(session)
    with store.read() as session:
        assert session.get_one(Rejection, rejection.id).state == State.RECEIVED
        assert session.scalar(select(func.count()).select_from(OutboxItem)) == 0
        assert session.scalar(select(func.count()).select_from(HistoryEntry)) == 0
        assert jobs(session) == []


@pytest.mark.parametrize(("mode", "owed"), [(HoldMode.GATE, ["note", "release"]), (HoldMode.DELAY, ["note", "release"]),
                                            (HoldMode.REVERSE, ["note"])])  # fmt: skip
def test_what_upholding_owes_depends_on_the_mode(store, mode, owed):
    with store.write() as session:
        connection = make_connection(session)
        rejection = make_rejection(
            session, connection=connection, policy=make_policy(session, connection, hold_mode=mode)
        )
        apply(session, rejection, Action.HOLD_MATCH, by=PROGRAM, now=NOW)
        decide(session, rejection, Action.UPHOLD)
        assert sorted(effect for effect, _ in items(session, rejection) if effect != "hold") == owed
        assert rejection.deadline is None


def test_an_undo_in_time_sends_nothing_and_gives_the_hold_back_as_it_was(store):
    with store.write() as session:
        rejection = make_rejection(session)
        apply(session, rejection, Action.HOLD_MATCH, by=PROGRAM, now=NOW)
        deadline = rejection.deadline
        decide(session, rejection, Action.REINSTATE)
        apply(session, rejection, Action.UNDO, by=PERSON, now=NOW + timedelta(seconds=20))
        assert (rejection.state, rejection.deadline) == (State.HELD, deadline)
        assert items(session, rejection) == [("hold", "pending"), ("reinstate", "cancelled"), ("note", "cancelled")]


@pytest.mark.parametrize("status", ["sending", "delivered"])
def test_an_undo_that_comes_too_late_changes_nothing(store, status):
    with store.write() as session:
        rejection = make_rejection(session)
        apply(session, rejection, Action.HOLD_MATCH, by=PROGRAM, now=NOW)
        decide(session, rejection, Action.REINSTATE)
        session.scalars(select(OutboxItem).where(OutboxItem.effect == Effect.REINSTATE)).one().status = status
    with pytest.raises(ConflictError, match="too late to undo"), store.write() as session:
        apply(session, session.get_one(Rejection, rejection.id), Action.UNDO, by=PERSON, now=NOW)
    with store.read() as session:
        assert session.get_one(Rejection, rejection.id).state == State.REINSTATED
        assert ("note", "pending") in items(session, rejection)


def test_closing_takes_back_all_that_has_not_left(store):
    with store.write() as session:
        rejection = make_rejection(session)
        apply(session, rejection, Action.HOLD_MATCH, by=PROGRAM, now=NOW)
        apply(session, rejection, Action.CLOSE, by=Actor(Who.ATS, "generic"), now=NOW)
        assert items(session, rejection) == [("hold", "cancelled")]
        assert rejection.deadline is None


def test_keeping_a_lapsed_hold_goes_on_with_a_reminder_a_working_day_later(store):
    with store.write() as session:
        connection = make_connection(session)
        policy = make_policy(session, connection, lapse_policy=LapsePolicy.KEEP)
        rejection = make_rejection(session, connection=connection, policy=policy)
        apply(session, rejection, Action.HOLD_MATCH, by=PROGRAM, now=NOW)
        apply(session, rejection, Action.LAPSE, by=PROGRAM, now=NOW + timedelta(days=3))
        assert (rejection.state, rejection.deadline) == (State.LAPSED, NOW + timedelta(days=4))
        apply(session, rejection, Action.REMIND, by=PROGRAM, now=NOW + timedelta(days=4))
        assert rejection.deadline == NOW + timedelta(days=7)  # Friday to Monday
        assert [effect for effect, _ in items(session, rejection)] == ["hold", "hold", "hold"]


def test_a_lapse_that_releases_leaves_no_deadline(store):
    with store.write() as session:
        rejection = make_rejection(session)
        apply(session, rejection, Action.HOLD_MATCH, by=PROGRAM, now=NOW)
        apply(session, rejection, Action.LAPSE_AND_RELEASE, by=PROGRAM, now=NOW)
        assert rejection.deadline is None
        assert [effect for effect, _ in items(session, rejection)] == ["hold", "release"]


def test_of_two_who_act_at_once_one_loses_with_a_conflict(store):
    """The loser loaded the row before the winner committed: the version column decides."""
    with store.write() as session:
        rejection = make_rejection(session)
        apply(session, rejection, Action.HOLD_MATCH, by=PROGRAM, now=NOW)
    with store.read() as reading:
        stale = reading.get_one(Rejection, rejection.id)
        reading.expunge(stale)
    with store.write() as session:
        apply(session, session.get_one(Rejection, rejection.id), Action.LAPSE_AND_RELEASE, by=PROGRAM, now=NOW)
    with store.write() as session:
        session.add(stale)
        with pytest.raises(StaleDataError):
            apply(session, stale, Action.REINSTATE, by=PERSON, now=NOW)
        session.rollback()
    with store.read() as session:
        assert session.get_one(Rejection, rejection.id).state == State.LAPSED
        assert ("reinstate", "pending") not in items(session, rejection)


def test_the_history_is_a_chain_and_every_tampering_shows(store):
    def wrong():
        with store.read() as session:
            return " ".join(chain.verify(session))

    def tamper(seq, **values):
        with store.write() as session:
            session.execute(update(HistoryEntry).where(HistoryEntry.seq == seq).values(**values))

    with store.write() as session:
        for _ in range(4):
            apply(session, make_rejection(session), Action.HOLD_MATCH, by=PROGRAM, now=NOW, why="ok")
    assert wrong() == ""
    tamper(2, why="changed")
    assert "entry 2 was changed" in wrong()
    with store.write() as session:
        entry = session.get_one(HistoryEntry, 2)
        entry.hash = chain.hash_of(entry)
    assert "entry 3 does not follow" in wrong()
    tamper(2, why="ok")
    with store.write() as session:
        entry = session.get_one(HistoryEntry, 2)
        entry.hash = chain.hash_of(entry)
    assert wrong() == ""
    with store.write() as session:
        session.execute(delete(HistoryEntry).where(HistoryEntry.seq == 4))
    assert "cut off" in wrong()
    with store.write() as session:
        session.execute(delete(HistoryEntry).where(HistoryEntry.seq == 2))
    assert "entries 2 to 2 are missing" in wrong()


def test_two_write_sessions_never_nest(store):
    with store.write(), pytest.raises(RuntimeError, match="already open"), store.write():
        pass


def test_a_read_session_changes_nothing(store):
    with store.write() as session:
        rejection = make_rejection(session)
    with store.read() as session:
        session.get_one(Rejection, rejection.id).reason = "changed"
        if not store.sqlite:
            with pytest.raises(Exception, match="read-only"):
                session.flush()
            session.rollback()
    with store.read() as session:
        assert session.get_one(Rejection, rejection.id).reason == "Auto: screening rule"
