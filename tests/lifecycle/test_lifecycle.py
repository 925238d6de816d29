"""The whole product of states and actions, and what must hold on every path through the table."""

from datetime import UTC, datetime, timedelta
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.errors import ConflictError
from app.lifecycle import (
    DECIDED,
    TABLE,
    WAITING,
    Action,
    Effect,
    HoldMode,
    LapsePolicy,
    State,
    UnflaggedPolicy,
    Who,
    add_working_days,
    deadline_action,
    owed,
    step,
    unflagged_action,
)

REVERSALS = {Action.REINSTATE_AFTER_ALL, Action.UPHOLD_AFTER_ALL}
PERSONAL = {Action.REINSTATE, Action.UPHOLD, Action.UNDO, Action.EXTEND, Action.UNDO_REVERSAL} | REVERSALS
FIRST = datetime.fromisoformat("2020-01-01")
moments = st.datetimes(min_value=FIRST, max_value=FIRST + timedelta(days=7300), timezones=st.just(UTC))


@pytest.mark.parametrize(("state", "action", "who"), list(product(State, Action, Who)))
def test_every_arrow_leads_somewhere_or_is_refused(state, action, who):
    arrow = TABLE.get((state, action))
    if arrow is None or who not in arrow.by:
        with pytest.raises(ConflictError):
            step(state, action, who)
    else:
        assert step(state, action, who) is arrow


def test_only_a_person_decides_and_the_program_never_reinstates_or_upholds():
    for (_, action), arrow in TABLE.items():
        assert (arrow.by == frozenset({Who.PERSON})) == (action in PERSONAL)
        if arrow.to in DECIDED:
            assert action in PERSONAL - {Action.UNDO, Action.EXTEND}


def test_without_a_person_only_a_chosen_policy_releases():
    """Besides UPHOLD, a release follows only from the two actions that name the policy which allows them."""
    releasing = {action for (_, action), arrow in TABLE.items() if Effect.RELEASE in arrow.effects}
    assert releasing == {Action.UPHOLD, Action.LET_STAND_AND_RELEASE, Action.LAPSE_AND_RELEASE}
    for policy, mode in product(UnflaggedPolicy, HoldMode):
        action = unflagged_action(policy, mode)
        assert (action is Action.HOLD_BY_POLICY) == (policy is UnflaggedPolicy.HOLD_ALL)
        assert (action is Action.LET_STAND_AND_RELEASE) == (
            policy is not UnflaggedPolicy.HOLD_ALL and mode is HoldMode.GATE
        )
    assert deadline_action(State.HELD, LapsePolicy.KEEP) is Action.LAPSE
    assert deadline_action(State.HELD, LapsePolicy.RELEASE) is Action.LAPSE_AND_RELEASE


def test_every_waiting_state_has_an_action_for_its_deadline_that_the_table_allows():
    for state, policy in product(WAITING, LapsePolicy):
        action = deadline_action(state, policy)
        if state is State.LAPSED and policy is LapsePolicy.RELEASE:
            assert action is None  # released: nobody waits for us any more, and apply() gives it no deadline
            continue
        assert action is not None
        assert (state, action) in TABLE
        assert Who.PROGRAM in TABLE[state, action].by


def test_nothing_both_rejects_and_reinstates():
    for arrow in TABLE.values():
        assert len({Effect.RELEASE, Effect.REJECT, Effect.REINSTATE} & set(arrow.effects)) <= 1


def test_only_a_person_who_reverses_a_reinstatement_has_an_active_candidate_rejected():
    assert {key for key, arrow in TABLE.items() if Effect.REJECT in arrow.effects} == {
        (State.REINSTATED, Action.UPHOLD_AFTER_ALL)
    }


def test_a_reversal_leads_to_the_other_decision_and_its_undo_back_and_nothing_is_owed_for_that():
    for decided, action in ((State.UPHELD, Action.REINSTATE_AFTER_ALL), (State.REINSTATED, Action.UPHOLD_AFTER_ALL)):
        other = TABLE[decided, action].to
        assert {decided, other} == DECIDED
        assert TABLE[other, Action.UNDO_REVERSAL].to is decided
        assert TABLE[other, Action.UNDO_REVERSAL].effects == (Effect.CANCEL_PENDING,)
    assert set(DECIDED) == {state for state, action in TABLE if action in REVERSALS}


def test_nothing_leaves_received_unscreened_but_to_a_person():
    by_program = {a: arrow.to for (s, a), arrow in TABLE.items() if s is State.RECEIVED and a is Action.HOLD_UNSCREENED}
    assert by_program == {Action.HOLD_UNSCREENED: State.HELD}


def test_a_decision_can_be_undone_to_a_held_state():
    for state in DECIDED:
        assert TABLE[state, Action.UNDO].to is State.HELD
        assert TABLE[state, Action.UNDO].effects == (Effect.CANCEL_PENDING,)


@pytest.mark.parametrize(("mode", "silent"), [
    (HoldMode.GATE, {Effect.HOLD}), (HoldMode.DELAY, set()), (HoldMode.REVERSE, {Effect.HOLD, Effect.RELEASE}),
])  # fmt: skip
def test_what_the_ats_is_told_depends_on_the_mode(mode, silent):
    assert set(owed(tuple(Effect), mode)) == set(Effect) - silent


@pytest.mark.parametrize(("start", "days", "end"), [
    ("2026-11-20T10:00:00+00:00", 3, "2026-11-25T10:00:00+00:00"),  # Friday to Wednesday
    ("2026-11-23T23:59:00+00:00", 1, "2026-11-24T23:59:00+00:00"),
    ("2026-11-21T10:00:00+00:00", 1, "2026-11-24T00:00:00+00:00"),  # a Saturday begins on Monday
    ("2026-11-20T23:30:00-05:00", 1, "2026-11-24T00:00:00+00:00"),  # a Friday evening in New York is our Saturday
])  # fmt: skip
def test_working_days_skip_weekends(start, days, end):
    assert add_working_days(datetime.fromisoformat(start), days) == datetime.fromisoformat(end)


@given(moments, st.integers(0, 30))
def test_working_days_never_end_on_a_weekend_and_never_run_backwards(start, days):
    end = add_working_days(start, days)
    assert end >= start
    assert end.weekday() < 5
    assert end - start <= timedelta(days=days + 2 * (days // 5 + 2))
