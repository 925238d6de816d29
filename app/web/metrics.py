"""Numbers for Prometheus: what this process counted, and what the database says at the moment of asking."""

from datetime import datetime, timedelta
from typing import Any

from prometheus_client import CollectorRegistry, Counter, Gauge, ProcessCollector, generate_latest
from sqlalchemy import func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app import engine
from app.store.models import Delivery, OutboxItem, Rejection
from app.store.transition import PENDING

STORED = "stored"


class Counters:
    """What happened in this process since it started. One per app, in a registry of its own."""

    def __init__(self) -> None:
        self.registry = CollectorRegistry()
        ProcessCollector(registry=self.registry)
        self.deliveries = Counter(
            "second_look_deliveries", "Deliveries answered, by outcome", ["outcome"], registry=self.registry
        )
        self.sign_in_failures = Counter("second_look_sign_in_failures", "Wrong passwords", registry=self.registry)


def exposition(session: Session, counters: Counters, *, now: datetime) -> bytes:
    """Everything in Prometheus' text format."""
    return generate_latest(counters.registry) + generate_latest(_gauges(session, now))


def oldest_waiting(session: Session, *, now: datetime) -> float:
    """Seconds that the oldest undone work has been waiting: a delivery not processed, a write-back past its time."""
    received = session.execute(select(func.min(Delivery.received_at)).where(Delivery.status == STORED)).scalar()
    due = session.execute(select(func.min(OutboxItem.due_at)).where(OutboxItem.status == PENDING)).scalar()
    return max(0.0, *((now - since) / timedelta(seconds=1) for since in (received, due) if since), 0.0)


def _gauges(session: Session, now: datetime) -> CollectorRegistry:
    registry = CollectorRegistry()
    _by(session, registry, "rejections", "Rejections by state", Rejection.state)
    _by(session, registry, "outbox_items", "Write-backs by status", OutboxItem.status)
    _by(session, registry, "deliveries_stored", "Deliveries in the database by status", Delivery.status)
    jobs = Gauge("second_look_jobs", "Unfinished jobs", ["queue", "status"], registry=registry)
    for (queue, status), number in engine.counts(session).items():
        jobs.labels(queue or "none", status.lower()).set(number)
    overdue = select(func.count()).where(Rejection.deadline < now)
    Gauge("second_look_overdue_holds", "Holds whose deadline passed", registry=registry).set(
        session.execute(overdue).scalar_one()
    )
    Gauge("second_look_oldest_waiting_seconds", "Age of the oldest undone work", registry=registry).set(
        oldest_waiting(session, now=now)
    )
    return registry


def _by(
    session: Session, registry: CollectorRegistry, name: str, text: str, column: InstrumentedAttribute[Any]
) -> None:
    gauge = Gauge(f"second_look_{name}", text, [column.key], registry=registry)
    for value, number in session.execute(select(column, func.count()).group_by(column)):
        gauge.labels(value).set(number)
