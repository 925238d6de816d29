"""Sending one message: taken, sent with no session open, written down. A kill may send it twice, but never lose it.

A mail keeps its Message-ID through all tries, so that mail programs show one that came twice as one.
"""

from collections.abc import Generator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm import Session

from app import engine, mail
from app.ats.base import Call, Done, Outcome, Refused, Reply, RetryLater
from app.ats.transport import Limits, Target, run
from app.language import speaking
from app.notices.plan import Plan
from app.notices.words import written
from app.store.models import Notice
from app.store.people import User

TRIES_AT_MOST = 6
STALE = timedelta(hours=12)
"""After this a message says nothing true any more; it is parked instead of sent."""
CHAT = Limits(connect_seconds=5, read_seconds=10, total_seconds=20, calls=1, redirects=0)


@dataclass(frozen=True, slots=True)
class Message:
    """What is sent, as plain values. ``to`` is empty for the chat."""

    notice_id: str
    to: str
    subject: str
    body: str
    written_at: datetime


def take(session: Session, notice_id: str, now: datetime, *, plan: Plan) -> Message | None:
    """Write the message; None when it was sent, parked, or its receiver is gone."""
    notice = session.get(Notice, notice_id)
    if notice is None or notice.sent_at is not None or notice.parked:
        return None
    user = session.get(User, notice.user_id) if notice.user_id else None
    gone = notice.user_id is not None and (user is None or not user.active)
    if gone or now - notice.made_at > STALE:
        notice.parked, notice.remark = True, "the receiver is gone" if gone else "too late to be of use"
        return None
    notice.attempts += 1
    with speaking(user.locale or plan.language if user else plan.language):
        subject, body = written(notice, plan)
    return Message(notice.id, user.email if user else "", subject, body, notice.made_at)


def work(message: Message, *, plan: Plan) -> str:
    """Send it; returns "" or why it could not be sent."""
    if not message.to:
        return _chat(message, plan) if plan.chat else "no chat webhook is set any more"
    if plan.mail is None:
        return "no mail server is set any more"
    return mail.send(
        plan.mail, message.to, message.subject, message.body, message_id=message.notice_id, at=message.written_at
    )


def record(session: Session, message: Message, trouble: str, now: datetime) -> None:
    """Write down that it was sent, or try again later, or park it where a person sees it."""
    notice = session.get_one(Notice, message.notice_id)
    if not trouble:
        notice.sent_at, notice.remark = now, ""
        return
    notice.remark = trouble[:2000]
    if notice.attempts >= TRIES_AT_MOST:
        notice.parked = True
        return
    delay = engine.backoff(notice.attempts)
    engine.enqueue(
        session, "notice", notice.id, queue=engine.BATCH, attempt=notice.attempts + 1, delay=delay, series="later"
    )


def give_up(session: Session, notice_id: str, why: str, _now: datetime) -> None:
    """Park a message whose sending failed in an unforeseen way."""
    notice = session.get(Notice, notice_id)
    if notice is not None and notice.sent_at is None:
        notice.parked, notice.remark = True, why


def _chat(message: Message, plan: Plan) -> str:
    outcome: Outcome[Any] = run(
        _post(plan.chat, message.body), Target("chat", plan.chat, allowed_hosts=plan.allowed_hosts), limits=CHAT
    )
    return "" if isinstance(outcome, Done) else f"the chat did not take it: {outcome.why}"


def _post(url: str, text: str) -> Generator[Call, Reply, Outcome[None]]:
    reply = yield Call("POST", url, json={"text": text})
    if 200 <= reply.status < 300:  # noqa: PLR2004 - the class of success
        return Done(None)
    why = f"status {reply.status}"
    return RetryLater(why) if reply.status >= 500 else Refused(why)  # noqa: PLR2004 - the class of server faults
