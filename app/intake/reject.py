"""A rejection enters: candidate, application and the rejection itself in RECEIVED, with the deadline that it gets."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, joinedload

from app import engine
from app.ats.base import Event
from app.clock import new_id
from app.lifecycle import HoldMode, State
from app.stats.sampling import fraction
from app.store.models import Application, Candidate, Connection, Policy, Posting, Rejection
from app.store.session import seal_of

LONGEST_NAME = 500
LONGEST_TEXT = 5_000
LONGEST_KEY = 300
RULES_AT_MOST = 50


def record_application(session: Session, connection: Connection, posting: Posting, event: Event) -> Application:
    """Find or add the candidate and the application that an event is about, and take over what is new about them."""
    external = event.candidate_id or f"application:{event.application_id}"
    candidate = session.scalars(
        select(Candidate).where(Candidate.connection_id == connection.id, Candidate.external_id == external)
    ).one_or_none()
    if candidate is None:
        candidate = Candidate(id=new_id(), connection_id=connection.id, external_id=external)
        session.add(candidate)
    candidate.name = event.candidate_name[:LONGEST_NAME] or candidate.name or ""
    candidate.email = event.candidate_email[:LONGEST_NAME] or candidate.email or ""
    application = find_application(session, connection, event.application_id)
    if application is None:
        application = Application(
            id=new_id(),
            connection_id=connection.id,
            external_id=event.application_id,
            posting_id=posting.id,
            candidate_id=candidate.id,
        )
        session.add(application)
    application.resume_url = event.resume_url or application.resume_url or ""
    application.resume_name = event.resume_name[:LONGEST_NAME] or application.resume_name or ""
    if event.answers:
        application.answers = [[question[:LONGEST_TEXT], answer[:LONGEST_TEXT]] for question, answer in event.answers]
    application.posting_id = posting.id  # somebody may have moved it to another posting since it was last rejected
    session.flush()
    return application


def find_application(session: Session, connection: Connection, external_id: str) -> Application | None:
    """The application that the ATS knows under this id."""
    return session.scalars(
        select(Application).where(Application.connection_id == connection.id, Application.external_id == external_id)
    ).one_or_none()


def latest_rejection(session: Session, application: Application) -> Rejection | None:
    """The newest rejection of an application; there is more than one when the ATS rejected again."""
    return session.scalars(
        select(Rejection)
        .where(Rejection.application_id == application.id)
        .options(joinedload(Rejection.policy))
        .order_by(Rejection.number.desc())
        .limit(1)
    ).first()


def record_rejection(
    session: Session,
    application: Application,
    posting: Posting,
    policy: Policy,
    event: Event,
    *,
    queue: str,
    now: datetime,
) -> Rejection:
    """Add a rejection in RECEIVED and ask for its screening in the same transaction."""
    before = session.scalars(
        select(func.max(Rejection.number)).where(Rejection.application_id == application.id)
    ).one_or_none()
    rejection = Rejection(
        **received(
            event, policy, application_id=application.id, connection_id=application.connection_id,
            posting_id=posting.id, key=seal_of(session).derive("queue"), now=now,
        ),
        number=(before or 0) + 1,
    )  # fmt: skip
    session.add(rejection)
    session.flush()
    engine.enqueue(session, "screen", rejection.id, queue=queue)
    return rejection


def received(
    event: Event,
    policy: Policy,
    *,
    application_id: str,
    connection_id: str,
    posting_id: str,
    key: bytes,
    now: datetime,
    rejection_id: str = "",
) -> dict[str, Any]:
    """The columns of a rejection in RECEIVED, by name, but for its number. ``key`` draws its place in the queue."""
    rejection_id = rejection_id or new_id()
    rule, rules = _rules(event)
    return {
        "id": rejection_id,
        "application_id": application_id,
        "connection_id": connection_id,
        "posting_id": posting_id,
        "policy_id": policy.id,
        "state": State.RECEIVED,
        "origin": event.origin,
        "origin_evidence": event.origin_evidence[:LONGEST_TEXT],
        "reason": event.reason[:LONGEST_TEXT],
        "rule": rule,
        "rules": "\n".join(rules) if len(rules) > 1 else "",
        "in_ats": "parked" if event.parked else "rejected",
        # A clock that runs ahead must not date a rejection into the future.
        "rejected_at": min(event.occurred_at or now, now),
        "said_at": event.occurred_at,
        "received_at": now,
        "mail_at": event.mail_at,
        "place": fraction(key, rejection_id),
        "deadline": screening_deadline(policy, event.mail_at, now),
    }


def _rules(event: Event) -> tuple[str, list[str]]:
    """The rule a rejection is counted under, and all that said no, sorted; a name takes one line."""
    named = [_one_line(rule) for rule in event.rules if rule.strip()]
    rule = _one_line(event.rule) or next(iter(named), "")
    return rule, sorted({*named[:RULES_AT_MOST], rule} - {""}) if named else []


def _one_line(rule: str) -> str:
    return " ".join(rule.split())[:LONGEST_KEY].rstrip()


def remember_said(rejection: Rejection, event: Event) -> None:
    """Keep the newest time that the ATS gave, so that the same report is known when it comes again."""
    if event.occurred_at is not None:
        rejection.said_at = max(rejection.said_at or event.occurred_at, event.occurred_at)


def learn(rejection: Rejection, event: Event) -> None:
    """Take over what a second report of the same rejection adds: an earlier time of its mail, and that it took effect.

    What was parked and is reported as rejected may have had its mail: nobody here may promise that nothing was sent.
    """
    remember_said(rejection, event)
    if not event.parked:
        rejection.in_ats = "rejected"
    if event.mail_at is None or (rejection.mail_at is not None and rejection.mail_at <= event.mail_at):
        return
    rejection.mail_at = event.mail_at
    if rejection.state is State.RECEIVED and rejection.deadline is not None:
        limit = screening_deadline(rejection.policy, event.mail_at, rejection.received_at)
        rejection.deadline = min(rejection.deadline, limit)


def screening_deadline(policy: Policy, mail_at: datetime | None, now: datetime) -> datetime:
    """When an unscreened rejection goes to a person unseen: before its mail leaves, and never later than the limit.

    A mail time in the past leaves nothing to be in time for, so only the limit counts then.
    """
    limit = now + timedelta(seconds=policy.screening_seconds_at_most)
    if policy.hold_mode is HoldMode.DELAY and mail_at is not None and mail_at > now:
        return max(now, min(limit, mail_at - timedelta(seconds=policy.mail_margin_seconds)))
    return limit
