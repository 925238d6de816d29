"""Nights that could not be finished, that nothing ran on, or that somebody made by hand: what is made, and when."""

from contextlib import nullcontext
from datetime import timedelta
from functools import partial
from types import SimpleNamespace

import pytest
from sqlalchemy import delete, select, text, update
from sqlalchemy.exc import SQLAlchemyError

from app.audit import report
from app.audit.checks import registry
from app.audit.run import due, period, run_night, snapshot_of
from app.lifecycle import Action
from app.store.models import Decision, Look
from app.store.night import AuditAnswer, AuditRun, Finding
from tests.audit.world import DAY, MORNING
from tests.factories import NOW
from tests.nights import audited


def ask_instead(monkeypatch, answer):
    """One check answers by a function, all others as always."""
    monkeypatch.setitem(registry.CHECKS, "activity", SimpleNamespace(NAME="activity", QUESTION="Is it?", run=answer))


@pytest.mark.parametrize("by_the_server", [True, False])
def test_without_its_connection_a_night_stays_unfinished_and_is_made_the_next_time(store, monkeypatch, by_the_server):
    def lose(session, _night):
        if store.sqlite or not by_the_server:
            session.connection().connection.driver_connection.close()
        else:
            session.execute(text("SELECT pg_terminate_backend(pg_backend_pid())"))
        session.execute(select(1))

    night = period(DAY, MORNING)
    with monkeypatch.context() as patch:
        ask_instead(patch, lose)
        with pytest.raises(SQLAlchemyError):
            run_night(store.read, store.write, night, now=MORNING)
    with store.read() as session:
        assert session.scalars(select(AuditRun.finished_at)).one() is None
        assert due(session, MORNING) == [DAY]
    run_night(store.read, store.write, night, now=MORNING)
    with store.read() as session:
        assert session.scalars(select(AuditRun.finished_at)).one() == MORNING
        assert not session.scalars(select(Finding)).all()


def test_what_may_pass_is_asked_once_more_and_what_stays_is_a_finding(session, world, monkeypatch):
    def full(_session, _night):
        raise OSError

    def broken(_session, _night):
        raise ArithmeticError

    normal = registry.CHECKS["activity"]
    ask_instead(monkeypatch, full)
    assert audited(session, DAY, now=MORNING).finished_at is None
    assert due(session, MORNING) == [DAY]
    monkeypatch.setitem(registry.CHECKS, "activity", normal)
    assert audited(session, DAY, now=MORNING).finished_at == MORNING
    assert not session.scalars(select(Finding)).all()
    ask_instead(monkeypatch, full)
    for attempt, finished in enumerate((None, MORNING + timedelta(days=2), MORNING + timedelta(days=2)), 1):
        run = audited(session, DAY + timedelta(days=1 + attempt // 3), now=MORNING + timedelta(days=2))
        assert run.finished_at == finished  # at the second attempt, and the night after at the first
    assert [one.key for one in session.scalars(select(Finding))] == ["activity:unavailable:"] * 2
    ask_instead(monkeypatch, broken)
    assert audited(session, DAY + timedelta(days=3), now=MORNING + timedelta(days=3)).finished_at is not None


def test_answers_from_two_states_are_no_report(session, world):
    opener = partial(nullcontext, session)

    def other_worker(check):
        if check == "history":
            answer = session.scalars(select(AuditAnswer).where(AuditAnswer.check == "misses")).one()
            answer.snapshot = "f" * 64
            session.flush()

    run_night(opener, opener, period(DAY, MORNING), now=MORNING, tell=other_worker)
    run = session.scalars(select(AuditRun)).one()
    assert (run.finished_at, run.digest) == (None, "")
    assert audited(session, DAY, now=MORNING).finished_at == MORNING


def test_a_state_has_another_name_when_a_row_of_long_ago_was_edited(session, world):
    night, names = period(DAY, MORNING), set()
    decided, other = world.control(Action.UPHOLD), world.control(Action.UPHOLD)
    session.add(Look(rejection_id=other.id, user_id=world.user.id, action="opened", at=NOW))
    undo = update(Decision).values(undone_at=NOW)
    one_again = update(Decision).where(Decision.rejection_id == other.id).values(undone_at=None)
    for edit in (
        lambda: None,
        lambda: setattr(decided, "control", False),
        lambda: session.execute(undo),
        lambda: session.execute(one_again),
        lambda: session.execute(delete(Look)),
    ):
        edit()
        session.flush()
        names.add(snapshot_of(session, night))
    assert len(names) == 5


def test_a_report_made_by_hand_takes_no_nights_place(session, world):
    world.rejection()
    audited(session, DAY, now=MORNING, since=DAY)
    assert due(session, MORNING) == [DAY]
    night = audited(session, DAY, now=MORNING)
    longer = audited(session, DAY, now=MORNING, since=DAY - timedelta(days=60))
    assert report.run_of(session, DAY).id == report.run_of(session, None).id == night.id
    assert report.run_of(session, None, longer.since).id == longer.id
    later = DAY + timedelta(days=2)
    audited(session, later, now=MORNING + timedelta(days=2))
    assert due(session, MORNING + timedelta(days=2)) == [DAY + timedelta(days=1)]


def test_nights_that_nothing_ran_on_are_made_up(session, world):
    assert due(session, MORNING) == [DAY]
    audited(session, DAY, now=MORNING)
    assert due(session, MORNING) == []
    assert due(session, MORNING + timedelta(days=3)) == [DAY + timedelta(days=n) for n in (1, 2, 3)]
    assert len(due(session, MORNING + timedelta(days=40))) == 7


def test_nights_too_long_ago_to_be_made_up_are_named(session, world):
    audited(session, DAY, now=MORNING)
    later = DAY + timedelta(days=10)
    audited(session, later, now=MORNING + timedelta(days=10))
    (gap,) = unmeasured(report.as_data(session, later), "activity")
    assert gap.startswith("2 nights of the period have no finished report, the first of them 2026-11-24, the last 2026")
    audited(session, DAY + timedelta(days=1), now=MORNING + timedelta(days=11))
    audited(session, DAY + timedelta(days=2), now=MORNING + timedelta(days=11))
    audited(session, later + timedelta(days=-1), now=MORNING + timedelta(days=11))
    assert not unmeasured(report.as_data(session, later - timedelta(days=1)), "activity")


def unmeasured(data, check):
    (answer,) = [one for one in data["answers"] if one["check"] == check]
    return [report.in_words(gap) for gap in answer["unmeasured"]]


def test_a_decision_that_was_undone_later_counts_as_it_stood_when_the_day_ended(session, world):
    decision = world.decide(world.control(), Action.UPHOLD, 30)
    decision.undone_at = MORNING
    session.flush()
    answer = registry.CHECKS["activity"].run(session, period(DAY, MORNING))
    assert ("decided", "uphold", 1) in answer.tables[0].rows
    assert "took at most 30 s" in str(answer.tables[0].sentence)
