"""What an ATS sends, and how it goes from the door to rows."""

from sqlalchemy import func, select

from app.intake import process
from app.intake.receive import receive
from app.lifecycle import Action
from app.store.models import Delivery, Rejection
from app.store.session import open_store
from app.store.transition import PROGRAM, apply
from tests.factories import NOW, make_connection, make_policy
from tests.signed import SECRET, signed


def rejected(application="A-1", at=NOW, **data):
    said = {
        "application_id": application, "candidate_id": "C-1", "posting_id": "J-1", "rejected_at": at.isoformat(),
        "origin": "auto", "reason": {"id": "7", "name": "Auto: licence"}, "rule": "licence",
    }  # fmt: skip
    return {"type": "application.auto_rejected", "timestamp": at.isoformat(), "data": said | data}


def changed(kind, at, application="A-1"):
    data = {"application_id": application, "candidate_id": "C-1", "posting_id": "J-1"}
    return {"type": f"application.{kind}", "timestamp": at.isoformat(), "data": data}


def deliver(store, event, event_id="e-1", now=NOW):
    """Receive and, when it was new, process."""
    headers, body = signed(event, event_id, now)
    with store.write() as session:
        received = receive(session, "acme", headers, body, now=now)
    with store.write() as session:
        for delivery in session.scalars(select(Delivery.id).where(Delivery.status == "stored")).all():
            process.take(session, delivery, now)
    return received


def the(store, model):
    with store.read() as session:
        return session.scalars(select(model)).one()


def count(store, model):
    with store.read() as session:
        return session.scalar(select(func.count()).select_from(model))


def hold(store):
    with store.write() as session:
        apply(session, session.scalars(select(Rejection)).one(), Action.HOLD_MATCH, by=PROGRAM, now=NOW)


def acme(database_url, tmp_path):
    """A store with one connection of this name, closed by the caller."""
    store = open_store(database_url, tmp_path)
    with store.write() as session:
        connection = make_connection(
            session, name="acme", secrets=[store.seal.seal(SECRET)], token=store.seal.seal("t")
        )
        make_policy(session, connection)
    return store
