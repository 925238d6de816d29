"""The list of who waits. Serving is in ``serving``, opening by hand in ``lease``, the counts in ``today``."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.lifecycle import State
from app.review.filters import EVERYTHING, Filters
from app.review.order import WIDER, Cursor, after, bucket, decode, ordering, up_to
from app.review.situation import hold_failed, holds_of
from app.review.words import MAY_BE_UNREAD, code_of, waits_because
from app.store.models import Posting, Rejection, Resume
from app.store.people import Role, User

LIMIT = 50
LIMIT_AT_MOST = 200


@dataclass(frozen=True, slots=True)
class WaitingItem:
    """One line of the queue. Nothing here tells how well the resume matches: the page with the evidence does."""

    id: str
    code: str
    posting_id: str
    posting_title: str
    rule: str
    deadline: datetime
    overdue: bool
    waits_because: str
    not_held: bool
    """The ATS could not be told to hold the mail: it may leave."""
    holder: str
    """Name of the person who has it open, or empty."""
    holder_id: str
    held_until: datetime | None
    asked_until: datetime | None
    """A hiring manager is asked and may answer until then."""
    skips: int
    """How many people left it to others."""
    two_step: bool = False
    """Reviewers judge the bare resume first; until then no rule is shown, here neither."""


@dataclass(frozen=True, slots=True)
class WaitingPage:
    """A page of the queue; ``next_cursor`` is None on the last one."""

    items: tuple[WaitingItem, ...]
    next_cursor: str | None


def waiting(
    session: Session,
    user: User,
    *,
    now: datetime,
    filters: Filters = EVERYTHING,
    cursor: str | None = None,
    limit: int = LIMIT,
) -> WaitingPage:
    """List who waits for a person, most urgent first; for admins what two people skipped comes first in its bucket.

    Raises:
        BadInputError: a cursor that this list did not give.

    """
    place = decode(cursor) if cursor else None
    at = place.at if place else now
    escalated = user.role == Role.ADMIN
    limit = max(1, min(limit, LIMIT_AT_MOST))
    order = ordering(at, escalated=escalated)
    first = select(Rejection.id).where(filters.conditions(user, at)).order_by(*order).limit(limit + 1)
    if place:
        first = after(session, first, place, escalated=escalated)
    rows = session.execute(  # chosen by narrow rows first: wide ones of all who wait take three times as long
        select(Rejection, Posting.title, Posting.two_step, User, bucket(at))
        .join(Posting, Posting.id == Rejection.posting_id)
        .outerjoin(User, User.id == Rejection.lease_by)
        .where(Rejection.id.in_(_first(session, first, at, place.bucket if place else 0, limit + 1)))
        .order_by(*order)
    ).all()
    shown = rows[:limit]
    more = len(rows) > limit
    ids = [row[0].id for row in shown]
    failed = {rejection_id for rejection_id, holds in holds_of(session, ids).items() if hold_failed(holds)}
    files = _files(session, [row[0] for row in shown])
    return WaitingPage(
        items=tuple(
            replace(
                _item(rejection, title, holder, now, failed=rejection.id in failed, sha256=files.get(rejection.id)),
                rule="" if two_step else rejection.rule,
                two_step=two_step,
            )
            for rejection, title, two_step, holder, _ in shown
        ),
        next_cursor=Cursor(at, shown[-1][4], shown[-1][0].id).encode() if more else None,
    )


def _first(session: Session, query: Select[str], at: datetime, begins: int, wanted: int) -> Sequence[str]:
    """The ids of so many, from the bucket on where they begin."""
    found: Sequence[str] = ()
    for number in WIDER:
        if number >= begins and len(found) < wanted:
            found = session.scalars(query.where(up_to(number, at))).all()
    return found


def _files(session: Session, rejections: Sequence[Rejection]) -> dict[str, str]:
    """Of those where it matters and that were read: the SHA-256 of the file, empty where there was none."""
    asked = [rejection.id for rejection in rejections if rejection.held_because in MAY_BE_UNREAD]
    rows = session.execute(
        select(Resume.rejection_id, func.max(Resume.sha256).label("sha256"))
        .where(Resume.rejection_id.in_(asked))
        .group_by(Resume.rejection_id)
    )
    return {row.rejection_id: row.sha256 for row in rows} if asked else {}


def _item(
    rejection: Rejection, title: str, holder: User | None, now: datetime, *, failed: bool, sha256: str | None
) -> WaitingItem:
    live = holder is not None and rejection.lease_until is not None and rejection.lease_until > now
    deadline = rejection.deadline or now  # in_queue() promises one
    return WaitingItem(
        id=rejection.id,
        code=code_of(rejection.id),
        posting_id=rejection.posting_id,
        posting_title=title,
        rule=rejection.rule,
        deadline=deadline,
        overdue=rejection.state == State.LAPSED or deadline <= now,
        waits_because=waits_because(rejection.held_because, sha256=sha256),
        not_held=failed,
        holder=holder.name if holder and live else "",
        holder_id=holder.id if holder and live else "",
        held_until=rejection.lease_until if live else None,
        asked_until=rejection.asked_until if rejection.asked_until and rejection.asked_until > now else None,
        skips=rejection.skips,
    )
