"""The stand-in's back door for demo and tests, below ``/admin``: let people apply, subscribe, look at everything.

It has no lock, which is why the stand-in listens on the loopback address unless told otherwise.
"""

from collections.abc import Mapping
from typing import Any, Literal

from fastapi import APIRouter
from pydantic import BaseModel, Field, HttpUrl

from app import clock
from app.demo import actions
from app.demo.book import Rows, page_of
from app.demo.desk import PAGE_SIZE, AtDesk, Desk, application_of
from app.demo.faults import Fault
from app.demo.generic import Cursor
from app.demo.people import Person
from app.errors import ConflictError

router = APIRouter(prefix="/admin")

Dialect = Literal["generic", "greenhouse"]


class Apply(BaseModel):
    """Who applies: the person with this number, or the next ``count`` who have not. Greenhouse is always gate."""

    dialect: Dialect = "generic"
    mode: Literal["delay", "gate"] = "delay"
    number: int | None = Field(default=None, ge=1)
    count: int = Field(default=1, ge=1, le=500)


class Subscribe(BaseModel):
    """Where to send events. The secret is ``whsec_`` and base64 for generic, any text for greenhouse."""

    dialect: Dialect
    url: HttpUrl
    secret: str = Field(min_length=1)


class ByHand(BaseModel):
    """What a person does in the ATS itself, past Second Look."""

    state: Literal["active", "rejected", "withdrawn", "hired"]


class OrderFaults(BaseModel):
    """How the next ``count`` changing API calls fail; ``after``: only when they have taken effect."""

    count: int = Field(default=1, ge=1, le=1000)
    status: int = Field(default=503, ge=400, le=599)
    after: bool = False


@router.post("/faults")
def order_faults(desk: AtDesk, body: OrderFaults) -> Mapping[str, Any]:
    """Let the next changing calls of either dialect fail. Faults wait in memory only."""
    desk.faults.extend([Fault(body.status, body.after)] * body.count)
    return {"waiting": len(desk.faults)}


@router.post("/apply")
def let_apply(desk: AtDesk, body: Apply) -> Mapping[str, Any]:
    """Make applications live; the rule runs over each at once."""
    gate = body.mode == "gate" or body.dialect == "greenhouse"
    with desk.book.turn() as rows:
        applied = [
            actions.apply(rows, desk, person, body.dialect, clock.now(), gate=gate)
            for person in _next_people(rows, desk, body)
        ]
    return {
        "applications": [
            {"id": application["id"], "number": application["number"], "state": application["state"]}
            for application in applied
        ]
    }


@router.post("/subscribe")
def subscribe(desk: AtDesk, body: Subscribe) -> Mapping[str, Any]:
    """Send events of a dialect to an address from now on; a second call with the address changes the secret."""
    with desk.book.turn() as rows:
        rows.execute(
            "INSERT INTO subscription (dialect, url, secret) VALUES (?, ?, ?)"
            " ON CONFLICT (dialect, url) DO UPDATE SET secret = excluded.secret",
            (body.dialect, str(body.url), body.secret),
        )
    return {"dialect": body.dialect, "url": str(body.url)}


@router.post("/publish")
def publish(desk: AtDesk) -> Mapping[str, Any]:
    """Announce the postings to the subscribers of the generic dialect."""
    with desk.book.turn() as rows:
        actions.publish(rows, desk, clock.now())
    return {"published": True}


@router.post("/applications/{dialect}/{application_id}/state")
def change_by_hand(desk: AtDesk, dialect: Dialect, application_id: str, body: ByHand) -> Mapping[str, Any]:
    """Do what a person in the ATS might do meanwhile."""
    with desk.book.turn() as rows:
        actions.by_hand(rows, desk, application_of(rows, dialect, application_id), body.state, clock.now())
    return {"id": application_id, "state": body.state}


@router.get("/state")
def state(desk: AtDesk) -> Mapping[str, Any]:
    """Everything in numbers."""
    with desk.book.turn() as rows:
        return counts(rows, desk)


def counts(rows: Rows, desk: Desk) -> Mapping[str, Any]:
    """How many there are of everything."""
    grouped = rows.execute(
        "SELECT dialect, state, count(*) AS many FROM application GROUP BY dialect, state"
    ).fetchall()
    applications: dict[str, dict[str, int]] = {}
    for group in grouped:
        applications.setdefault(group["dialect"], {})[group["state"]] = group["many"]
    singles = {
        "mails": "SELECT count(*) FROM mail",
        "notes": "SELECT count(*) FROM note",
        "calls": "SELECT count(*) FROM call",
        "subscriptions": "SELECT count(*) FROM subscription",
        "webhooks_waiting": "SELECT count(*) FROM webhook WHERE sends_left > 0",
        "webhooks_delivered": "SELECT count(*) FROM webhook WHERE delivered_at IS NOT NULL",
    }
    numbers = {name: rows.execute(sql).fetchone()[0] for name, sql in singles.items()}
    return {"applications": applications, "people": len(desk.people), **numbers}


@router.get("/mails")
def mails(desk: AtDesk, cursor: Cursor = "") -> Mapping[str, Any]:
    """The rejection mails that left, oldest first."""
    return _listing(desk, "mails", "SELECT *, id AS place FROM mail WHERE id > :place ORDER BY id", cursor)


@router.get("/webhooks")
def webhooks(desk: AtDesk, cursor: Cursor = "") -> Mapping[str, Any]:
    """The outbox: what was or will be sent, how often it was tried and what came back."""
    return _listing(desk, "webhooks", "SELECT *, id AS place FROM webhook WHERE id > :place ORDER BY id", cursor)


@router.get("/calls")
def calls(desk: AtDesk, cursor: Cursor = "", item_id: str = "") -> Mapping[str, Any]:
    """The calls made to the API, oldest first; ``count`` tells how many there are with this item id, or in all."""
    where = "(item_id = :item_id OR :item_id = '')"
    values = {"item_id": item_id, "place": int(cursor or 0)}
    with desk.book.turn() as rows:
        found, next_cursor = page_of(
            rows,
            f"SELECT *, id AS place FROM call WHERE {where} AND id > :place ORDER BY id",  # noqa: S608 - our own words
            values,
            PAGE_SIZE,
        )
        many = rows.execute(f"SELECT count(*) FROM call WHERE {where}", values).fetchone()[0]  # noqa: S608 - our own words
    return {"calls": [dict(call) for call in found], "next_cursor": next_cursor, "count": many}


def _listing(desk: Desk, name: str, sql: str, cursor: str) -> Mapping[str, Any]:
    with desk.book.turn() as rows:
        found, next_cursor = page_of(rows, sql, {"place": int(cursor or 0)}, PAGE_SIZE)
    return {name: [dict(row) for row in found], "next_cursor": next_cursor}


def _next_people(rows: Rows, desk: Desk, body: Apply) -> list[Person]:
    gone = {row["number"] for row in rows.execute("SELECT number FROM application WHERE dialect = ?", (body.dialect,))}
    left = [person for person in desk.people if person.number not in gone and body.number in (None, person.number)]
    if not left:
        raise ConflictError("nobody is left to apply in this dialect; start the stand-in with more --people")
    return left[: body.count]
