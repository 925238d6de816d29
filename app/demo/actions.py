"""What can happen to an application in the stand-in: apply, hold, release, reinstate, or a person's own hand.

Each action joins the caller's transaction, writes the new state and puts the event for it into the outbox, so that
state and event are on disk together. Which address triggers which action is said by the dialects.
"""

import json
from datetime import datetime, timedelta

from app.demo.book import Row, Rows, stamp
from app.demo.desk import Desk, application_of
from app.demo.generic_shapes import generic_application, generic_body, generic_posting
from app.demo.greenhouse_shapes import greenhouse_body
from app.demo.people import Person
from app.demo.postings import POSTINGS
from app.demo.resumes import resume_file
from app.demo.rule import reject_reason
from app.demo.webhooks import Outgoing, enqueue
from app.errors import ConflictError

_GREENHOUSE_ACTIONS = {
    "application.parked": "candidate_stage_change",
    "application.moved": "candidate_stage_change",
    "application.rejected": "reject_candidate",
    "application.withdrawn": "reject_candidate",
    "application.reinstated": "unreject_candidate",
    "application.hired": "hire_candidate",
}


def apply(rows: Rows, desk: Desk, person: Person, dialect: str, now: datetime, *, gate: bool) -> Row:
    """Let a person's application arrive and run the rule over it; ``gate``: the rule parks instead of rejecting."""
    numeric = dialect == "greenhouse"
    application_id = str(880000 + person.number) if numeric else f"A-{person.number:04d}"
    reason = reject_reason(person.posting.rule, person.text_seen_by_rule, person.answers)
    rejected = reason is not None and not gate
    values = {
        "id": application_id,
        "dialect": dialect,
        "number": person.number,
        "posting_id": str(person.posting.number) if numeric else person.posting.id,
        "candidate_id": str(990000 + person.number) if numeric else f"C-{person.number:04d}",
        "name": person.name,
        "email": person.email,
        "answers": json.dumps(person.answers, ensure_ascii=False),
        "resume_file": person.file_name,
        "state": "active" if reason is None else "parked" if gate else "rejected",
        "origin": "auto",
        "reason_id": reason.id if reason else "",
        "reason_name": reason.name if reason else "",
        "rule": person.posting.rule.id,
        "applied_at": stamp(now),
        "rejected_at": stamp(now) if rejected else None,
        "mail_at": stamp(now + timedelta(seconds=desk.settings.mail_delay)) if rejected else None,
        "changed_at": stamp(now),
    }
    marks = ", ".join(f":{name}" for name in values)
    rows.execute(f"INSERT INTO application ({', '.join(values)}) VALUES ({marks})", values)  # noqa: S608 - our names
    rows.execute(
        "INSERT OR REPLACE INTO resume (file_name, data) VALUES (?, ?)", (person.file_name, resume_file(person))
    )
    if reason is not None:
        _tell(rows, desk, application_id, dialect, "application.parked" if gate else "application.auto_rejected", now)
    return application_of(rows, dialect, application_id)


def hold(rows: Rows, application: Row, until: datetime, now: datetime) -> None:
    """Keep the mail from leaving before a time; nothing is announced.

    Raises:
        ConflictError: nothing is to be held, or the mail has left.

    """
    if application["state"] not in ("rejected", "parked"):
        raise ConflictError(f"application {application['id']} is {application['state']}: there is nothing to hold")
    if application["mail_sent_at"]:
        raise ConflictError(f"the mail of application {application['id']} left at {application['mail_sent_at']}")
    _set(rows, application, now, held_until=stamp(until))


def release(rows: Rows, desk: Desk, application: Row, now: datetime) -> None:
    """Let the rejection take effect: a parked application is rejected now, a held mail may leave when it is due.

    Raises:
        ConflictError: the application is neither rejected nor parked.

    """
    if application["state"] == "parked":
        reject(rows, desk, application, now, mail_at=now)
        return
    if application["state"] != "rejected":
        raise ConflictError(f"application {application['id']} is {application['state']}: it cannot be released")
    _set(rows, application, now, held_until=None)
    _tell(rows, desk, application["id"], application["dialect"], "application.rejected", now)


def reject(rows: Rows, desk: Desk, application: Row, now: datetime, *, mail_at: datetime | None) -> None:
    """Reject an application that is still in the running; without ``mail_at`` no mail will leave.

    Raises:
        ConflictError: the application is neither active nor parked.

    """
    if application["state"] not in ("active", "parked"):
        raise ConflictError(f"application {application['id']} is {application['state']}: it cannot be rejected")
    planned = stamp(mail_at) if mail_at else None
    _set(rows, application, now, state="rejected", rejected_at=stamp(now), mail_at=planned, held_until=None)
    _tell(rows, desk, application["id"], application["dialect"], "application.rejected", now)


def reinstate(rows: Rows, desk: Desk, application: Row, now: datetime) -> None:
    """Take the rejection or the parking back; a mail that has not left never will.

    Raises:
        ConflictError: the application is neither rejected nor parked.

    """
    if application["state"] not in ("rejected", "parked"):
        raise ConflictError(f"application {application['id']} is {application['state']}: there is no rejection")
    moved = application["dialect"] == "greenhouse" and application["state"] == "parked"
    _set(rows, application, now, state="active", mail_at=None, held_until=None, rejected_at=None)
    kind = "application.moved" if moved else "application.reinstated"
    _tell(rows, desk, application["id"], application["dialect"], kind, now)


def by_hand(rows: Rows, desk: Desk, application: Row, state: str, now: datetime) -> None:
    """A person in the ATS does it themselves: ``rejected``, ``active``, ``withdrawn`` or ``hired``."""
    if state == "active":
        reinstate(rows, desk, application, now)
        return
    if state == "rejected":
        mail_at = stamp(now + timedelta(seconds=desk.settings.mail_delay))
        _set(
            rows,
            application,
            now,
            state=state,
            origin="human",
            reason_id="human",
            reason_name="Decided by a person",
            rejected_at=stamp(now),
            mail_at=mail_at,
            held_until=None,
        )
    else:
        _set(rows, application, now, state=state, mail_at=None, held_until=None)
    _tell(rows, desk, application["id"], application["dialect"], f"application.{state}", now)


def publish(rows: Rows, desk: Desk, now: datetime) -> None:
    """Announce every posting to the subscribers of the generic dialect."""
    for posting in POSTINGS:
        body = generic_body("posting.published", stamp(now), generic_posting(posting))
        enqueue(rows, desk.settings, Outgoing("generic", "posting.published", posting.id, body), now)


def _set(rows: Rows, application: Row, now: datetime, **values: str | None) -> None:
    changes = ", ".join(f"{name} = :{name}" for name in values)
    rows.execute(
        f"UPDATE application SET {changes}, changed_at = :changed_at WHERE id = :id",  # noqa: S608 - our own names
        {**values, "changed_at": stamp(now), "id": application["id"]},
    )


def _tell(rows: Rows, desk: Desk, application_id: str, dialect: str, kind: str, now: datetime) -> None:
    application = application_of(rows, dialect, application_id)
    base_url = desk.settings.base_url
    if dialect == "generic":
        body = generic_body(kind, stamp(now), generic_application(application, base_url))
    else:
        kind = _GREENHOUSE_ACTIONS[kind]
        body = greenhouse_body(kind, application, base_url)
    enqueue(rows, desk.settings, Outgoing(dialect, kind, application_id, body), now)
