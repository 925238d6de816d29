"""One outbox item to the ATS: take it, run the adapter's talk with no session open, record what came of it.

Nothing is applied twice: the adapter reads the state first, every call carries the item's id, and a note is looked up
by that id before it is written. A worker killed between the call and the record starts again at ``take``.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import and_, or_, select, update
from sqlalchemy.orm import Session, joinedload

from app import engine
from app.ats import transport
from app.ats.base import Application as Told
from app.ats.base import AtsState, Done, Outcome, Refused, RetryLater, Superseded, Talk, Unsupported
from app.ats.registry import ADAPTERS
from app.ats.transport import Target, target_for
from app.lifecycle import Action, Effect, HoldMode, State, Who
from app.store import models
from app.store.models import OutboxItem
from app.store.session import seal_of
from app.store.transition import (
    CANCELLED,
    DELIVERED,
    PARKED,
    PENDING,
    SENDING,
    SUPERSEDED,
    Actor,
    apply,
    prolong,
)
from app.writeback.outcomes import Line, append
from app.writeback.reversed import contradicts, not_before

SENDING_SECONDS = 180
"""Longer than a talk may last; after that an item counts as left behind by a dead worker."""

LOST_AFTER = timedelta(minutes=2)
REDRIVEN_AT_ONCE = 200
URGENT_SECONDS = 30.0
RENEW_BEFORE = timedelta(hours=2)
RENEWED_FOR = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Writeback:
    """What the work needs, as plain values."""

    item_id: str
    attempt: int
    vendor: str
    effect: Effect
    text: str
    stage: str
    hold_until: datetime | None
    application: Told
    target: Target
    line: Line


def take(session: Session, item_id: str, now: datetime, *, allowed_hosts: tuple[str, ...] = ()) -> Writeback | None:
    """Take an item that is due; None when it was cancelled, is done, not due yet, or in another worker's hands."""
    taken = session.scalars(
        update(OutboxItem)
        .where(OutboxItem.id == item_id, OutboxItem.due_at <= now)
        .where((OutboxItem.status == PENDING) | (OutboxItem.status == SENDING))
        .values(
            status=SENDING,
            attempt_count=OutboxItem.attempt_count + 1,
            sending_until=now + timedelta(seconds=SENDING_SECONDS),
        )
        .returning(OutboxItem.id)
    ).one_or_none()
    if taken is None:
        _come_back_when_due(session, item_id, now)
        return None
    item = session.get_one(OutboxItem, item_id, options=_WITH_ALL, populate_existing=True)
    rejection = item.rejection
    wait = not_before(session, item, now)
    if wait is not None:
        _put_off(session, item, wait, now)
        return None
    why_not = _outdated(session, item)
    if why_not:
        item.status, item.remark, item.sending_until, item.done_at = CANCELLED, why_not, None, now
        return None
    application, connection = rejection.application, rejection.connection
    decision = session.get(models.Decision, item.decision_id) if item.decision_id else None
    stage = decision.stage if decision is not None and item.effect == Effect.REINSTATE else ""
    return Writeback(
        item_id=item.id,
        attempt=item.attempt_count,
        vendor=connection.vendor,
        effect=Effect(item.effect),
        text=item.text,
        stage=stage,
        hold_until=item.hold_until,
        application=Told(
            application_id=application.external_id,
            candidate_id=application.candidate.external_id,
            posting_id=rejection.posting.external_id,
            options=connection.options,
        ),
        target=target_for(
            ADAPTERS[connection.vendor],
            connection=connection.name,
            base_url=connection.base_url,
            token=seal_of(session).open(connection.token),
            options=connection.options,
            allowed_hosts=allowed_hosts,
        ),
        line=Line(
            connection.name, item.id, application.external_id, item.effect, rejection.state, item.text, now, stage
        ),
    )


_WITH_ALL = (
    joinedload(OutboxItem.rejection).joinedload(models.Rejection.connection),
    joinedload(OutboxItem.rejection).joinedload(models.Rejection.policy),
    joinedload(OutboxItem.rejection).joinedload(models.Rejection.application).joinedload(models.Application.candidate),
    joinedload(OutboxItem.rejection).joinedload(models.Rejection.posting),
)


def _outdated(session: Session, item: OutboxItem) -> str:
    """Why an item must not be sent any more, though it was owed once; empty when it may."""
    rejection = item.rejection
    if rejection.state is State.CLOSED and item.effect != Effect.NOTE:
        return "somebody changed the application in the applicant tracking system meanwhile"
    newer = select(models.Rejection.id).where(
        models.Rejection.application_id == rejection.application_id, models.Rejection.number > rejection.number
    )
    if item.effect != Effect.NOTE and session.scalars(newer.limit(1)).first() is not None:
        return "the application was rejected again since; only the newer rejection counts"
    if contradicts(item.effect, rejection.state):
        return "it was decided otherwise since"
    if item.effect == Effect.HOLD and _overtaken(session, item):
        return "the decision reached the applicant tracking system before this hold"
    return ""


def _overtaken(session: Session, hold: OutboxItem) -> bool:
    """A hold that was delayed by retries must not arrive after the decision it was waiting for.

    A hold may also be prolonged after a reinstatement was decided, which says nothing about which of them arrives
    first. As long as that reinstatement is only being tried the hold goes on: if it fails, the mail would leave.
    """
    released = and_(
        OutboxItem.effect.in_([Effect.RELEASE, Effect.REJECT]),
        OutboxItem.status.in_([SENDING, DELIVERED]),
        OutboxItem.created_at >= hold.created_at,
    )
    reinstated = and_(OutboxItem.effect == Effect.REINSTATE, OutboxItem.status == DELIVERED)
    later = select(OutboxItem.id).where(OutboxItem.rejection_id == hold.rejection_id, or_(released, reinstated))
    return session.scalars(later.limit(1)).first() is not None


def _come_back_when_due(session: Session, item_id: str, now: datetime) -> None:
    """A job that comes a moment early, by rounding or a clock that was set back, must not be the last one."""
    item = session.get(OutboxItem, item_id)
    if item is not None and item.status == PENDING and item.due_at > now:
        wait = (item.due_at - now) / timedelta(seconds=1) + 0.1
        again(session, item, attempt=item.attempt_count + 1, delay=wait, series=f"early{now:%H%M%S%f}")


def _put_off(session: Session, item: OutboxItem, until: datetime, now: datetime) -> None:
    """Give an item back untried, to be taken later."""
    item.status, item.sending_until, item.due_at = PENDING, None, until
    item.attempt_count -= 1
    wait = (until - now) / timedelta(seconds=1)
    again(session, item, attempt=item.attempt_count + 1, delay=wait, series=f"later{now:%Y%m%d%H%M%S%f}")


def work(job: Writeback, *, outcomes: Path, limits: transport.Limits = transport.DEFAULT_LIMITS) -> Outcome[None]:
    """Tell the ATS, or the outcome file of a connection that has no interface."""
    if not ADAPTERS[job.vendor].CAN.modes:
        append(outcomes, job.line, look_first=job.attempt > 1)
        return Done(None)
    return transport.run(_talk(job), job.target, limits=limits)


def _talk(job: Writeback) -> Talk[None]:
    adapter = ADAPTERS[job.vendor]
    if job.effect is Effect.HOLD and job.hold_until is not None:
        return adapter.hold(job.application, job.hold_until, job.item_id)
    if job.effect is Effect.NOTE:
        return adapter.annotate(job.application, job.text, job.item_id)
    if job.effect is Effect.REINSTATE:
        return adapter.reinstate(job.application, job.item_id, job.stage)
    tell: Callable[..., Talk[Any]] = {Effect.RELEASE: adapter.release, Effect.REJECT: adapter.reject}[job.effect]
    return tell(job.application, job.item_id)


def record(session: Session, job: Writeback, outcome: Outcome[None], now: datetime) -> None:
    """Write down the attempt and what follows: done, tried again later, parked, or superseded."""
    item = session.get_one(OutboxItem, job.item_id, options=_WITH_ALL)
    # The rejection before its items, as everywhere: two transactions that lock in different orders deadlock.
    session.execute(select(models.Rejection.id).where(models.Rejection.id == item.rejection_id).with_for_update())
    if item.status not in {SENDING, PENDING}:
        return
    session.add(
        models.Attempt(
            item_id=item.id, at=now, outcome=type(outcome).__name__, remark=getattr(outcome, "why", "")[:2000]
        )
    )
    match outcome:
        case Done():
            item.status, item.done_at, item.remark = DELIVERED, now, "nothing was left to do" if outcome.already else ""
        case RetryLater():
            _try_again(session, item, outcome.why, outcome.after, now)
        case Refused():
            _refused(session, item, outcome, now)
        case Unsupported():
            _park(item, outcome.why)
        case Superseded():
            _superseded(session, item, outcome, now)


def give_up(session: Session, item_id: str, why: str, now: datetime) -> None:
    """Park an item whose job failed for the last time."""
    del now
    item = session.get_one(OutboxItem, item_id)
    if item.status in {SENDING, PENDING}:
        _park(item, why)


def retry(session: Session, item_id: str, *, now: datetime) -> None:
    """Try a parked item again, by hand."""
    item = session.get_one(OutboxItem, item_id)
    if item.status == PARKED:
        item.status, item.remark, item.due_at = PENDING, "", now
        item.attempt_count = 1  # the tries begin anew; 0 would say that none was ever made
        again(session, item, attempt=item.attempt_count + 1, series=f"hand{now:%Y%m%d%H%M%S}")


def redrive(session: Session, now: datetime) -> None:
    """Ask again for items whose job was lost (purged, failed with the database down): row guards make that harmless."""
    lost = select(OutboxItem).where(
        OutboxItem.status.in_([PENDING, SENDING]),
        OutboxItem.due_at < now - LOST_AFTER,
        OutboxItem.sending_until.is_(None) | (OutboxItem.sending_until < now),
    )
    stuck = session.scalars(lost.order_by(OutboxItem.due_at).limit(REDRIVEN_AT_ONCE)).all()
    waiting = engine.waiting_for(session, "writeback") if stuck else set()
    for item in (item for item in stuck if item.id not in waiting):
        again(session, item, attempt=item.attempt_count + 1, series=f"lost{now:%Y%m%d%H%M}")


def again(session: Session, item: OutboxItem, *, attempt: int, delay: float = 0.0, series: str = "") -> None:
    """Enqueue the next attempt of an item."""
    engine.enqueue(
        session, "writeback", item.id, queue=engine.WRITEBACK, attempt=attempt, delay=delay,
        partition=item.connection_id, series=series,
    )  # fmt: skip


def _try_again(session: Session, item: OutboxItem, why: str, after: float | None, now: datetime) -> None:
    delay = after if after is not None else engine.backoff(item.attempt_count)
    if _urgent(item, now):
        delay = min(delay, URGENT_SECONDS)
    elif item.attempt_count >= item.rejection.policy.attempts_at_most:
        _park(item, f"{why}; {item.attempt_count} tries were made")
        return
    item.status, item.remark, item.sending_until = PENDING, why, None
    item.due_at = now + timedelta(seconds=delay)
    again(session, item, attempt=item.attempt_count + 1, delay=delay, series=f"{now:%Y%m%d%H%M%S}-")


def _urgent(item: OutboxItem, now: datetime) -> bool:
    """In delay mode a mail leaves by itself: until then a hold or a reinstatement is tried again and again."""
    rejection = item.rejection
    if rejection.policy.hold_mode is not HoldMode.DELAY or item.effect not in {Effect.HOLD, Effect.REINSTATE}:
        return False
    leaves_at = item.hold_until or rejection.hold_until or rejection.mail_at
    return leaves_at is not None and now < leaves_at


def renew_holds(session: Session, now: datetime) -> None:
    """Prolong the hold of everybody whose reinstatement has not reached the ATS: their mail would still leave."""
    waiting = (
        select(models.Rejection)
        .join(OutboxItem, OutboxItem.rejection_id == models.Rejection.id)
        .join(models.Policy, models.Policy.id == models.Rejection.policy_id)
        .where(models.Rejection.state == State.REINSTATED, models.Policy.hold_mode == HoldMode.DELAY)
        .where(OutboxItem.effect == Effect.REINSTATE, OutboxItem.status.in_([PENDING, SENDING, PARKED]))
        .where(models.Rejection.hold_until < now + RENEW_BEFORE)
        .with_for_update(of=models.Rejection, skip_locked=True)
        .limit(REDRIVEN_AT_ONCE)
    )
    for rejection in session.scalars(waiting).all():
        prolong(session, rejection, now + RENEWED_FOR, now=now)


def _refused(session: Session, item: OutboxItem, outcome: Refused, now: datetime) -> None:
    if outcome.credentials:
        item.rejection.connection.trouble = outcome.why
        _try_again(session, item, outcome.why, None, now)
    else:
        _park(item, outcome.why)


def _park(item: OutboxItem, why: str) -> None:
    item.status, item.remark, item.sending_until = PARKED, why[:2000], None


def _superseded(session: Session, item: OutboxItem, outcome: Superseded, now: datetime) -> None:
    rejection = item.rejection
    if outcome.state not in {AtsState.ACTIVE, AtsState.WITHDRAWN, AtsState.HIRED}:
        _try_again(session, item, outcome.why, None, now)  # doubt, not news: it must not end anything
        return
    item.status, item.remark, item.done_at = SUPERSEDED, outcome.why[:2000], now
    if rejection.state is State.REINSTATED and outcome.state is AtsState.ACTIVE:
        return  # as decided: a hold on its way met our own reinstatement
    if rejection.state != State.CLOSED:
        why = f"the applicant tracking system has it as {outcome.state}: {outcome.why}"
        apply(session, rejection, Action.CLOSE, by=Actor(Who.ATS, rejection.connection.name), now=now, why=why)
