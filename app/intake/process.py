"""From a stored delivery to rows: new rejections, changes that others made in the ATS, echoes of our write-backs."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app import engine
from app.ats.base import Delivery as Arrived
from app.ats.base import Event, EventKind, Ignored, Origin, Unclear
from app.ats.registry import ADAPTERS
from app.errors import BadInputError
from app.intake.echo import (
    echo_of_reinstatement,
    echo_of_release,
    is_later,
    is_on_its_way,
    may_be_reinstated,
    said_by_a_person,
)
from app.intake.reject import (
    find_application,
    latest_rejection,
    learn,
    record_application,
    record_rejection,
    remember_said,
)
from app.lifecycle import Action, State, Who
from app.store.models import Application, Connection, Delivery, Posting, Rejection
from app.store.policies import current_policy
from app.store.postings import remember
from app.store.transition import Actor, apply

LOST_AFTER = timedelta(minutes=5)
REDRIVEN_AT_ONCE = 200
STORED, PROCESSED, IGNORED, PARKED = "stored", "processed", "ignored", "parked"


def take(session: Session, delivery_id: str, now: datetime) -> None:
    """Process one delivery whole; there is no outside work, so ``take`` is all of this job."""
    delivery = session.get_one(Delivery, delivery_id, with_for_update=True)
    if delivery.status != STORED:
        return
    delivery.attempts += 1
    connection = session.get_one(Connection, delivery.connection_id)
    try:
        events = ADAPTERS[connection.vendor].read_events(Arrived(delivery.headers, delivery.body), connection.options)
    except ValueError as error:
        _finish(delivery, PARKED, f"authentic, but not understood: {error}", now)
        return
    outcomes = [_take_in(session, connection, event, now) for event in events]
    words = [status for status, _ in outcomes]
    status = PARKED if PARKED in words else PROCESSED if PROCESSED in words else IGNORED
    _finish(delivery, status, "; ".join(remark for _, remark in outcomes if remark), now)


def give_up(session: Session, delivery_id: str, why: str, now: datetime) -> None:
    """Park a delivery that could not be processed, where the night finds it."""
    _finish(session.get_one(Delivery, delivery_id), PARKED, why, now)


def redrive(session: Session, now: datetime) -> None:
    """Ask again for deliveries whose job was lost; the row's status makes that harmless."""
    lost = select(Delivery.id).where(Delivery.status == STORED, Delivery.received_at < now - LOST_AFTER)
    stuck = session.scalars(lost.order_by(Delivery.received_at).limit(REDRIVEN_AT_ONCE)).all()
    for delivery_id in set(stuck) - engine.waiting_for(session, "process") if stuck else ():
        engine.enqueue(session, "process", delivery_id, queue=engine.INTAKE, series=f"lost{now:%Y%m%d%H}-")


def retry(session: Session, delivery_id: str, *, now: datetime) -> None:
    """Process a parked delivery again, by hand."""
    delivery = session.get_one(Delivery, delivery_id, with_for_update=True)
    if delivery.status == PARKED:
        delivery.status, delivery.remark, delivery.done_at = STORED, "", None
        engine.enqueue(session, "process", delivery.id, queue=engine.INTAKE, series=f"hand{now:%Y%m%d%H%M%S}-")


def _finish(delivery: Delivery, status: str, remark: str, now: datetime) -> None:
    delivery.status, delivery.remark, delivery.done_at = status, remark[:2000], now


def _take_in(
    session: Session, connection: Connection, event: Event | Ignored | Unclear, now: datetime
) -> tuple[str, str]:
    """Act on one event by itself, so that one that cannot be used takes no other with it; its status and a remark."""
    if isinstance(event, Ignored):
        return IGNORED, event.why
    if isinstance(event, Unclear):
        return PARKED, f"authentic, but not understood: {event.why}"
    try:
        with session.begin_nested():
            return PROCESSED, _act(session, connection, event, now)
    except BadInputError as error:
        return PARKED, f"authentic, but it cannot be used: {error}"


def _act(session: Session, connection: Connection, event: Event, now: datetime) -> str:
    remark = _remember_posting(session, connection, event, now)
    match event.kind:
        case EventKind.POSTING:
            return "posting stored"
        case EventKind.REJECTED:
            said = take_in_rejection(session, connection, event, queue=engine.INTAKE, now=now)
        case _:
            said = _take_in_change(session, connection, event, now)
    return "; ".join(words for words in (remark, said) if words)


def _take_in_change(session: Session, connection: Connection, event: Event, now: datetime) -> str:
    """Reinstated, withdrawn or hired: our own echo, or somebody acted in the ATS."""
    application = find_application(session, connection, event.application_id)
    rejection = latest_rejection(session, application) if application else None
    if application is None or rejection is None:
        return f"{event.kind} of an application that was not rejected here"
    if event.kind is EventKind.REINSTATED and echo_of_reinstatement(session, rejection, now):
        _remember_time(application, event, now)
        return "echo of our reinstatement"
    if event.occurred_at is None:
        # It may be older than the rejection that waits here; before the ATS is told anything, the state is read anyway.
        return f"{event.kind} without a time changes nothing; the state is read before the ATS is told anything"
    if _stale(application, event):
        return f"{event.kind} is older than what is known already"
    _remember_time(application, event, now)
    if rejection.state in {State.CLOSED, State.REINSTATED}:
        return f"{event.kind} changes nothing here"
    why = f"the applicant tracking system says {event.kind}; somebody changed it there"
    apply(session, rejection, Action.CLOSE, by=Actor(Who.ATS, connection.name), now=now, why=why)
    return f"closed: {event.kind} in the ATS"


def take_in_rejection(session: Session, connection: Connection, event: Event, *, queue: str, now: datetime) -> str:
    """A "no" from the ATS: new, known already, our own echo, or older than what happened since."""
    known = find_application(session, connection, event.application_id)
    latest = latest_rejection(session, known) if known else None
    if known and latest:
        why_not = _not_new(session, known, latest, event, now)
        if why_not:
            return why_not
        if latest.state is not State.CLOSED and not may_be_reinstated(session, latest):
            why = "the applicant tracking system rejected again; the new rejection is screened anew"
            if event.origin is Origin.HUMAN:
                why = f"a person rejected in the applicant tracking system: {event.origin_evidence or 'it says so'}"
            apply(session, latest, Action.CLOSE, by=Actor(Who.ATS, connection.name), now=now, why=why)
    posting = _posting_of(session, connection, known, event, now)
    application = record_application(session, connection, posting, event)
    _remember_time(application, event, now)
    record_rejection(session, application, posting, current_policy(session, connection.id), event, queue=queue, now=now)
    return event.remark


def _posting_of(
    session: Session, connection: Connection, known: Application | None, event: Event, now: datetime
) -> Posting:
    """The posting that was rejected for: as the event names it, and only where it names none, as it was before."""
    if known and not event.posting_id:
        return session.get_one(Posting, known.posting_id)
    return remember(session, connection.id, event.posting_id, title="", text="", now=now)


def _not_new(session: Session, application: Application, latest: Rejection, event: Event, now: datetime) -> str:
    """Why a report of a rejection is no new rejection; empty when it is one.

    In doubt it is one: screening reads the state in the ATS and closes a false alarm, but a rejection that is not taken
    in is a candidate lost.
    """
    if _stale(application, event):
        return "rejection is older than what is known already"
    if echo_of_release(session, latest, event, now):
        _remember_time(application, event, now)
        remember_said(latest, event)
        return "echo of our release"
    waits = latest.state in {State.RECEIVED, State.HELD} or (
        latest.state is State.LAPSED and latest.deadline is not None
    )
    on_its_way = is_on_its_way(session, latest, event)
    if (waits or on_its_way) and said_by_a_person(application, latest, event, now):
        return ""
    if waits:
        _remember_time(application, event, now)
        learn(latest, event)
        return "rejection known already; it waits for a look"
    if on_its_way:
        return "rejection known already; its reinstatement is on the way"
    if event.occurred_at is None:
        new = latest.state in {State.CLOSED, State.REINSTATED}
    else:
        new = is_later(application, latest, event.occurred_at, now)
    return "" if new else "rejection known already"


def _remember_time(application: Application, event: Event, now: datetime) -> None:
    """Only what the ATS says, and never a time to come: it would make everything after it look old."""
    if event.occurred_at is not None:
        happened = min(event.occurred_at, now)
        application.last_event_at = max(application.last_event_at or happened, happened)


def _remember_posting(session: Session, connection: Connection, event: Event, now: datetime) -> str:
    """Store the posting that came along. Where it is beside a rejection, a bad one must not cost the candidate."""
    details = event.posting
    if details is None:
        return ""
    try:
        with session.begin_nested():
            remember(
                session, connection.id, details.external_id, title=details.title, text=details.text,
                requirements=details.requirements, now=now,
            )  # fmt: skip
    except BadInputError as error:
        if event.kind is EventKind.POSTING:
            raise
        return f"its posting cannot be used: {error}"
    return ""


def _stale(application: Application, event: Event) -> bool:
    """Events may arrive out of order; what happened before the newest known event changes nothing any more."""
    return bool(application.last_event_at and event.occurred_at and event.occurred_at < application.last_event_at)
