"""The one writer of states. ``apply`` writes state, history, outbox rows and their jobs in the caller's transaction."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app import engine
from app.clock import new_id
from app.errors import ConflictError
from app.lifecycle import WAITING, Action, Effect, LapsePolicy, State, Who, add_working_days, owed, step
from app.store.chain import hash_of
from app.store.models import Decision, HistoryEntry, HistoryHead, OutboxItem, Policy, Rejection

HOLD_MARGIN = timedelta(hours=1)
"""How much longer than ours the hold in the ATS lasts."""
KEPT_MARGIN_DAYS = 3
"""The same in working days where holds are kept: nobody's mail may leave because no worker ran around the deadline."""

UNDOING = frozenset({Action.UNDO, Action.UNDO_REVERSAL})
"""What takes the last decision back: only as long as nothing of it has left."""

PENDING, SENDING, DELIVERED, PARKED, CANCELLED, SUPERSEDED = (
    "pending", "sending", "delivered", "parked", "cancelled", "superseded",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Actor:
    """Who causes an action; ``name`` is written into the history."""

    who: Who
    name: str


PROGRAM = Actor(Who.PROGRAM, "second-look")


def apply(  # noqa: PLR0913 - the whole story of one transition
    session: Session,
    rejection: Rejection,
    action: Action,
    *,
    by: Actor,
    now: datetime,
    why: str = "",
    note: str = "",
    decision: Decision | None = None,
    until: datetime | None = None,
) -> HistoryEntry:
    """Take one arrow of the lifecycle.

    Args:
        session: the write session; state, history, outbox and jobs commit together or not at all.
        rejection: the row, loaded in this session.
        action: what happens.
        by: who causes it.
        now: the time at the door.
        why: a sentence for the history.
        note: text of the note for the ATS, where the arrow owes one.
        decision: the person's decision behind it; its items wait for its ``final_at`` (the undo window).
        until: for holds, when this hold ends.

    Raises:
        ConflictError: no such arrow, not for this actor, somebody else moved first, or an undo that comes too late.

    """
    arrow = step(State(rejection.state), action, by.who)
    policy = session.get_one(Policy, rejection.policy_id)
    before = rejection.state
    rejection.state = arrow.to
    rejection.deadline = _deadline(rejection, arrow.to, action, policy, until, now)
    rejection.hold_until = rejection.deadline or rejection.hold_until
    if arrow.to not in WAITING:
        rejection.lease_by = rejection.lease_until = None
    if arrow.to is State.HELD and rejection.held_at is None:
        rejection.held_at, rejection.held_because = now, action
    if arrow.to is State.LAPSED and rejection.lapsed_at is None:
        rejection.lapsed_at = now
    session.flush()  # the version column decides here between two writers; always the row before its outbox items
    if Effect.CANCEL_PENDING in arrow.effects:
        _cancel_pending(session, rejection, only_if_all=action in UNDOING, why=why, now=now)
    for effect in owed(arrow.effects, policy.hold_mode):
        if effect is not Effect.CANCEL_PENDING and not (effect is Effect.NOTE and not note):
            _owe(session, rejection, policy, effect, note=note, decision=decision, now=now)
    return _append(session, rejection, action, before, by=by, why=why, now=now)


def _deadline(
    rejection: Rejection, to: State, action: Action, policy: Policy, until: datetime | None, now: datetime
) -> datetime | None:
    if to not in WAITING or action is Action.LAPSE_AND_RELEASE:
        return None
    if action is Action.UNDO:
        least = now + timedelta(seconds=policy.lease_seconds)  # taken back late, it must still be decidable
        return max(rejection.hold_until or least, least)
    if until is not None:
        return until
    days = 1 if to is State.LAPSED else policy.hold_working_days
    return add_working_days(now, days)


def _owe(
    session: Session,
    rejection: Rejection,
    policy: Policy,
    effect: Effect,
    *,
    note: str,
    decision: Decision | None,
    now: datetime,
) -> None:
    due = decision.final_at if decision else now
    item = OutboxItem(
        id=new_id(),
        rejection_id=rejection.id,
        connection_id=rejection.connection_id,
        decision_id=decision.id if decision else None,
        effect=effect,
        text=note if effect is Effect.NOTE else "",
        hold_until=hold_in_ats(rejection.hold_until, policy)
        if effect is Effect.HOLD and rejection.hold_until
        else None,
        status=PENDING,
        due_at=due,
        created_at=now,
    )
    session.add(item)
    engine.enqueue(
        session,
        "writeback",
        item.id,
        queue=engine.WRITEBACK,
        delay=max(0.0, (due - now) / timedelta(seconds=1)),
        partition=rejection.connection_id,
    )


def hold_in_ats(until: datetime, policy: Policy) -> datetime:
    """When the hold in the ATS ends: later than ours. A release is always said, never left to that end."""
    if policy.lapse_policy is LapsePolicy.KEEP:
        return add_working_days(until, KEPT_MARGIN_DAYS)
    return until + HOLD_MARGIN


def prolong(session: Session, rejection: Rejection, until: datetime, *, now: datetime) -> None:
    """Ask the ATS to hold longer, without any change of state."""
    rejection.hold_until = until
    policy = session.get_one(Policy, rejection.policy_id)
    _owe(session, rejection, policy, Effect.HOLD, note="", decision=None, now=now)


def _cancel_pending(session: Session, rejection: Rejection, *, only_if_all: bool, why: str, now: datetime) -> None:
    """Take back what has not left. The update decides against a worker that takes an item at the same moment."""
    last = session.scalars(
        select(Decision)
        .where(Decision.rejection_id == rejection.id)
        .order_by(Decision.decided_at.desc(), Decision.id.desc())
        .limit(1)
    ).first()
    if only_if_all:
        items = select(OutboxItem.id).where(OutboxItem.decision_id == (last.id if last else ""))
    else:
        items = select(OutboxItem.id).where(OutboxItem.rejection_id == rejection.id)
    owed_ids = set(session.scalars(items))
    untouched = (OutboxItem.status == PENDING) & (OutboxItem.attempt_count == 0)
    still_here = untouched if only_if_all else OutboxItem.status.in_([PENDING, PARKED])
    cancelled = set(
        session.scalars(
            update(OutboxItem)
            .where(OutboxItem.id.in_(owed_ids), still_here)
            .values(status=CANCELLED, remark=why[:2000], done_at=now)
            .returning(OutboxItem.id)
        )
    )
    if only_if_all and cancelled != owed_ids:
        raise ConflictError(
            "it is too late to undo: the applicant tracking system is being told already; decide again instead"
        )


def _append(
    session: Session, rejection: Rejection, action: Action, before: str, *, by: Actor, why: str, now: datetime
) -> HistoryEntry:
    head = session.scalars(select(HistoryHead).where(HistoryHead.id == 1).with_for_update()).one()
    entry = HistoryEntry(
        seq=head.seq + 1,
        rejection_id=rejection.id,
        at=now,
        action=action,
        from_state=before,
        to_state=rejection.state,
        who=by.who,
        by=by.name,
        why=why,
        policy_id=rejection.policy_id,
        previous=head.hash,
        hash="",
    )
    entry.hash = hash_of(entry)
    session.add(entry)
    head.seq, head.hash = entry.seq, entry.hash
    session.flush()
    return entry
