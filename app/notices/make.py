"""Which messages are due now. Run every minute; each message is a row with a unique key, so that it is made once."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from sqlalchemy import and_, func, literal, select, update
from sqlalchemy.orm import Session

from app import engine
from app.clock import new_id
from app.notices.plan import Plan
from app.store.models import Ask, Notice, Rejection
from app.store.people import REVIEWERS, User
from app.store.queries import in_queue

EARLY = timedelta(hours=8)
STAGES = ((2, timedelta(hours=2), "soon_2"), (1, EARLY, "soon_8"))
"""Which warning it is, how long before the deadline, and its kind; the nearer first, so that one comes and not both."""
BEFORE_QUIET = timedelta(hours=1)
DIGEST_WINDOW = timedelta(hours=2)
"""How late a digest may come after a standstill; later it would be no morning's digest any more."""
PEOPLE_AT_MOST = 500
ASKS_AT_ONCE = 200
QUEUE = "/queue"


def make(session: Session, now: datetime, *, plan: Plan) -> None:
    """Make what is due, and ask for its sending."""
    if plan.is_quiet(now):
        return
    if _is_digest_time(plan, now):
        _digest(session, plan, now)
    for number, before, kind in STAGES:
        _warn(session, plan, now, number=number, before=before, kind=kind)
    _questions(session, plan, now)


def _is_digest_time(plan: Plan, now: datetime) -> bool:
    at = datetime.combine(now.astimezone(plan.zone).date(), plan.digest_at, plan.zone)
    return plan.is_working_day(now) and at <= now < at + DIGEST_WINDOW


def _digest(session: Session, plan: Plan, now: datetime) -> None:
    day = now.astimezone(plan.zone).date().isoformat()
    count, first = session.execute(select(func.count(), func.min(Rejection.deadline)).where(in_queue())).one()
    if count:
        _to_reviewers(session, plan, now, kind="digest", name=day, number=count, first_deadline=first)


def _warn(session: Session, plan: Plan, now: datetime, *, number: int, before: timedelta, kind: str) -> None:
    """One message for all whose time has come; those whose time would come in the quiet hours are told before these."""
    edge = plan.quiet_end(now + BEFORE_QUIET)
    until = (edge if edge > now + BEFORE_QUIET else now) + before
    due = and_(in_queue(), Rejection.deadline <= until, Rejection.warned < number)
    count, first = session.execute(select(func.count(), func.min(Rejection.deadline)).where(due)).one()
    if not count:
        return
    session.execute(update(Rejection).where(due).values(warned=number).execution_options(synchronize_session=False))
    name = now.isoformat(timespec="seconds")
    _to_reviewers(session, plan, now, kind=kind, name=name, number=count, first_deadline=first)


def _questions(session: Session, plan: Plan, now: datetime) -> None:
    """A hiring manager is told of a question at once, and again eight hours before its end."""
    if plan.mail is None:
        return
    for kind, condition in (
        ("asked", Ask.answer_by > now),
        ("asked_8", and_(Ask.answer_by > now, Ask.answer_by <= now + EARLY)),
    ):
        known = select(Notice.id).where(Notice.key == literal(f"{kind}:") + Ask.id)
        open_asks = select(Ask).where(Ask.ended_at.is_(None), condition, ~known.exists())
        for ask in session.scalars(open_asks.order_by(Ask.asked_at).limit(ASKS_AT_ONCE)).all():
            _add(
                session, now, key=f"{kind}:{ask.id}", kind=kind, user_id=ask.asked_of, number=1,
                first_deadline=ask.answer_by, path=f"/review/{ask.rejection_id}",
            )  # fmt: skip


def _to_reviewers(
    session: Session, plan: Plan, now: datetime, *, kind: str, name: str, number: int, first_deadline: datetime | None
) -> None:
    receivers: list[str | None] = [*_reviewers(session)] if plan.mail else []
    if plan.chat:
        receivers.append(None)
    for user_id in _untold(session, receivers, f"{kind}:{name}:"):
        _add(
            session, now, key=f"{kind}:{name}:{user_id or 'chat'}", kind=kind, user_id=user_id, number=number,
            first_deadline=first_deadline, path=QUEUE,
        )  # fmt: skip


def _reviewers(session: Session) -> Sequence[str]:
    wanted = select(User.id).where(User.active, User.mails, User.role.in_(REVIEWERS))
    return session.scalars(wanted.order_by(User.id).limit(PEOPLE_AT_MOST)).all()


def _untold(session: Session, receivers: Iterable[str | None], prefix: str) -> list[str | None]:
    told = set(session.scalars(select(Notice.key).where(Notice.key.startswith(prefix, autoescape=True))))
    return [user_id for user_id in receivers if f"{prefix}{user_id or 'chat'}" not in told]


def _add(
    session: Session, now: datetime, *, key: str, kind: str, user_id: str | None, number: int,
    first_deadline: datetime | None, path: str,
) -> None:  # fmt: skip
    notice = Notice(
        id=new_id(), key=key, kind=kind, user_id=user_id, number=number, first_deadline=first_deadline, path=path,
        made_at=now, attempts=0,
    )  # fmt: skip
    session.add(notice)
    session.flush()
    engine.enqueue(session, "notice", notice.id, queue=engine.BATCH)
