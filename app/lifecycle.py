"""The one state machine: states, actions, the table of transitions and the effects each one owes the ATS.

Pure data and a few functions; the only code that applies it to a row is ``store.transition.apply``. Policies choose the
action *before* the machine is asked, so one table serves every mode. ``docs/lifecycle.md`` is generated from it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType

from app.errors import ConflictError

SATURDAY = 5


class State(StrEnum):
    """Where a rejection stands. *Being looked at* is a lease, *told to the ATS* an outbox item: neither is here."""

    RECEIVED = "received"
    HELD = "held"
    STANDS = "stands"
    REINSTATED = "reinstated"
    UPHELD = "upheld"
    LAPSED = "lapsed"
    CLOSED = "closed"


class Action(StrEnum):
    """What happened to a rejection. Each is a row in the history."""

    HOLD_MATCH = "hold_match"
    HOLD_UNREADABLE = "hold_unreadable"
    HOLD_UNCLEAR_POSTING = "hold_unclear_posting"
    HOLD_CONTROL = "hold_control"
    HOLD_BY_POLICY = "hold_by_policy"
    HOLD_UNSCREENED = "hold_unscreened"
    LET_STAND = "let_stand"
    LET_STAND_AND_RELEASE = "let_stand_and_release"
    RECORD_HUMAN = "record_human"
    EXTEND = "extend"
    REINSTATE = "reinstate"
    UPHOLD = "uphold"
    UNDO = "undo"
    REINSTATE_AFTER_ALL = "reinstate_after_all"
    UPHOLD_AFTER_ALL = "uphold_after_all"
    UNDO_REVERSAL = "undo_reversal"
    LAPSE = "lapse"
    LAPSE_AND_RELEASE = "lapse_and_release"
    REMIND = "remind"
    CLOSE = "close"


class Effect(StrEnum):
    """What a transition owes the ATS; each becomes an outbox item. CANCEL_PENDING takes back what has not left yet.

    RELEASE lets the ATS's own rejection take effect and stops where somebody has moved the candidate on. REJECT is for
    a reinstatement that a person takes back: there the ATS has the candidate in the running because we said so.
    """

    HOLD = "hold"
    RELEASE = "release"
    REINSTATE = "reinstate"
    REJECT = "reject"
    NOTE = "note"
    CANCEL_PENDING = "cancel_pending"


class Who(StrEnum):
    """Who may cause an action."""

    PERSON = "person"
    PROGRAM = "program"
    ATS = "ats"


class HoldMode(StrEnum):
    """How a connection keeps a rejection from taking effect.

    GATE: the ATS's rule parks or tags, nothing was rejected yet. DELAY: rejected, the mail waits. REVERSE: rejected and
    told; all we can do is undo it.
    """

    GATE = "gate"
    DELAY = "delay"
    REVERSE = "reverse"


class UnflaggedPolicy(StrEnum):
    """What happens to a rejection that is not flagged. A named person chooses; nothing is preselected."""

    HOLD_ALL = "hold_all"
    SAMPLE_THEN_RELEASE = "sample_then_release"
    RELEASE_WITH_APPEAL = "release_with_appeal"


class LapsePolicy(StrEnum):
    """What happens when a hold ends undecided."""

    KEEP = "keep"
    RELEASE = "release"


@dataclass(frozen=True, slots=True)
class Step:
    """The arrow: where it leads, what it owes the ATS, and who may take it."""

    to: State
    effects: tuple[Effect, ...]
    by: frozenset[Who]


_PROGRAM = frozenset({Who.PROGRAM})
_PERSON = frozenset({Who.PERSON})
_ATS = frozenset({Who.ATS, Who.PROGRAM})

_HOLDS = (
    Action.HOLD_MATCH,
    Action.HOLD_UNREADABLE,
    Action.HOLD_UNCLEAR_POSTING,
    Action.HOLD_CONTROL,
    Action.HOLD_BY_POLICY,
    Action.HOLD_UNSCREENED,
)

_REINSTATE = Step(State.REINSTATED, (Effect.REINSTATE, Effect.NOTE), _PERSON)
_UPHOLD = Step(State.UPHELD, (Effect.RELEASE, Effect.NOTE), _PERSON)
_UNDO = Step(State.HELD, (Effect.CANCEL_PENDING,), _PERSON)
_REINSTATE_AFTER_ALL = Step(State.REINSTATED, (Effect.REINSTATE, Effect.NOTE), _PERSON)
_UPHOLD_AFTER_ALL = Step(State.UPHELD, (Effect.REJECT, Effect.NOTE), _PERSON)
_CLOSE = Step(State.CLOSED, (Effect.CANCEL_PENDING,), _ATS)

TABLE: Mapping[tuple[State, Action], Step] = MappingProxyType(
    {
        **{(State.RECEIVED, hold): Step(State.HELD, (Effect.HOLD,), _PROGRAM) for hold in _HOLDS},
        (State.RECEIVED, Action.LET_STAND): Step(State.STANDS, (), _PROGRAM),
        (State.RECEIVED, Action.LET_STAND_AND_RELEASE): Step(State.STANDS, (Effect.RELEASE,), _PROGRAM),
        (State.RECEIVED, Action.RECORD_HUMAN): Step(State.STANDS, (), _PROGRAM),
        (State.HELD, Action.EXTEND): Step(State.HELD, (Effect.HOLD,), _PERSON),
        (State.HELD, Action.REINSTATE): _REINSTATE,
        (State.HELD, Action.UPHOLD): _UPHOLD,
        (State.HELD, Action.LAPSE): Step(State.LAPSED, (Effect.HOLD,), _PROGRAM),
        (State.HELD, Action.LAPSE_AND_RELEASE): Step(State.LAPSED, (Effect.RELEASE,), _PROGRAM),
        (State.LAPSED, Action.REMIND): Step(State.LAPSED, (Effect.HOLD,), _PROGRAM),
        (State.LAPSED, Action.REINSTATE): _REINSTATE,
        (State.LAPSED, Action.UPHOLD): _UPHOLD,
        (State.REINSTATED, Action.UNDO): _UNDO,
        (State.UPHELD, Action.UNDO): _UNDO,
        (State.UPHELD, Action.REINSTATE_AFTER_ALL): _REINSTATE_AFTER_ALL,
        (State.REINSTATED, Action.UPHOLD_AFTER_ALL): _UPHOLD_AFTER_ALL,
        (State.REINSTATED, Action.UNDO_REVERSAL): Step(State.UPHELD, (Effect.CANCEL_PENDING,), _PERSON),
        (State.UPHELD, Action.UNDO_REVERSAL): Step(State.REINSTATED, (Effect.CANCEL_PENDING,), _PERSON),
        **{
            (state, Action.CLOSE): _CLOSE
            for state in (
                State.RECEIVED,
                State.HELD,
                State.STANDS,
                State.REINSTATED,
                State.UPHELD,
                State.LAPSED,
            )
        },
    }
)

WAITING = frozenset({State.RECEIVED, State.HELD, State.LAPSED})
"""States in which a candidate waits for us."""

DECIDED = frozenset({State.REINSTATED, State.UPHELD})

REVERSALS: Mapping[Action, Action] = MappingProxyType(
    {Action.REINSTATE: Action.REINSTATE_AFTER_ALL, Action.UPHOLD: Action.UPHOLD_AFTER_ALL}
)
"""What the history calls a decision that reverses an earlier one."""


def step(state: State, action: Action, by: Who) -> Step:
    """Look an arrow up.

    Raises:
        ConflictError: there is no such arrow, or it is not for the one who asks.

    """
    arrow = TABLE.get((state, action))
    if arrow is None:
        raise ConflictError(f"a rejection that is {state} cannot take {action}; look at it again and decide anew")
    if by not in arrow.by:
        raise ConflictError(f"{action} is for {' or '.join(sorted(arrow.by))}, not for {by}")
    return arrow


def owed(effects: tuple[Effect, ...], mode: HoldMode) -> tuple[Effect, ...]:
    """What of ``effects`` the ATS has to be told in this mode.

    GATE: nothing has been rejected, so nothing needs holding. REVERSE: the mail is gone, so nothing can be held or
    released; a reinstatement, its taking back and notes are left.
    """
    silent = {
        HoldMode.GATE: {Effect.HOLD},
        HoldMode.DELAY: set[Effect](),
        HoldMode.REVERSE: {Effect.HOLD, Effect.RELEASE},
    }[mode]
    return tuple(effect for effect in effects if effect not in silent)


def unflagged_action(policy: UnflaggedPolicy, mode: HoldMode) -> Action:
    """The action for a rejection that is neither flagged, nor in doubt, nor drawn as a control."""
    if policy is UnflaggedPolicy.HOLD_ALL:
        return Action.HOLD_BY_POLICY
    # Only in gate mode does letting it stand need a word to the ATS: elsewhere the rule's own mail goes out by itself.
    return Action.LET_STAND_AND_RELEASE if mode is HoldMode.GATE else Action.LET_STAND


def deadline_action(state: State, policy: LapsePolicy) -> Action | None:
    """What the sweep does with a rejection whose deadline has passed; None where no deadline applies."""
    if state is State.RECEIVED:
        return Action.HOLD_UNSCREENED
    if state is State.HELD:
        return Action.LAPSE_AND_RELEASE if policy is LapsePolicy.RELEASE else Action.LAPSE
    if state is State.LAPSED and policy is LapsePolicy.KEEP:
        return Action.REMIND
    return None


def add_working_days(start: datetime, days: int) -> datetime:
    """Move a time by whole working days; Saturdays and Sundays (UTC) do not count.

    A hold that begins on a weekend begins on Monday at midnight.
    """
    moment = start.astimezone(UTC)
    if moment.weekday() >= SATURDAY:
        moment = datetime.combine(moment.date() + timedelta(days=7 - moment.weekday()), time(), UTC)
    for _ in range(days):
        moment += timedelta(days=1)
        while moment.weekday() >= SATURDAY:
            moment += timedelta(days=1)
    return moment


def before_working_hours(end: datetime, hours: int) -> datetime:
    """Move a time back by hours of working days: those of Saturdays and Sundays (UTC) do not count."""
    moment = end.astimezone(UTC)
    for _ in range(hours):
        moment -= timedelta(hours=1)
        while moment.weekday() >= SATURDAY:
            moment -= timedelta(days=1)
    return moment


def as_markdown() -> str:
    """The table as docs/lifecycle.md shows it."""
    head = (
        "# Lifecycle of a rejection\n\n"
        "Generated from `app/lifecycle.py` by `make docs`; a test compares the two.\n\n"
        f"A candidate waits in {', '.join(f'`{state}`' for state in sorted(WAITING))}: there a deadline always runs,\n"
        "and the sweep acts when it passes. What is owed depends on the mode of the connection (`owed`): in gate mode\n"
        "nothing needs holding, in reverse mode nothing can be held or released any more.\n\n"
        "| from | action | to | owed to the ATS | by |\n|---|---|---|---|---|\n"
    )
    rows = (
        f"| `{state}` | `{action}` | `{arrow.to}` | {', '.join(f'`{effect}`' for effect in arrow.effects) or '-'} "
        f"| {', '.join(sorted(arrow.by))} |"
        for (state, action), arrow in TABLE.items()
    )
    return head + "\n".join(rows) + "\n"
