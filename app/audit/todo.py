"""What the nights found as a list to work off: what is open, whose it is, what was said about it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from math import isfinite
from types import MappingProxyType
from typing import Any

from sqlalchemy import Select, and_, case, func, or_, select
from sqlalchemy.orm import Session

from app.audit import findings
from app.audit.answer import Said, Severity, words_from_json
from app.audit.findings import ACCEPTED, FIXED, OPEN
from app.errors import BadInputError, NotFoundError
from app.language import marked as N_  # noqa: N812 - the name that the catalogues know
from app.language import translated as _
from app.store import cursors
from app.store.models import Rejection
from app.store.night import Finding, FindingEvent, FindingState
from app.store.people import Role, User

LIMIT = 50
EVENTS_AT_MOST = 200
OWNING = (Role.COMPLIANCE, Role.ADMIN)
"""Who may have a finding: those who may see it."""
PEOPLE_AT_MOST = 200

STATE_WORDS: Mapping[str, str] = MappingProxyType(
    {OPEN: N_("open"), ACCEPTED: N_("accepted"), FIXED: N_("called fixed")}
)
EVENT_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "found": N_("found it for the first time"),
        "found_again": N_("found it again after it was called fixed"),
        OPEN: N_("opened it again"),
        ACCEPTED: N_("accepted it"),
        FIXED: N_("called it fixed"),
    }
)

_newest = select(func.max(Finding.id)).where(Finding.key == FindingState.key).correlate(FindingState).scalar_subquery()
_rank = case({severity: place for place, severity in enumerate(Severity)}, value=Finding.severity, else_=len(Severity))
_weight = func.coalesce(Finding.weight, 0.0)


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which findings: any that has all of these; None and empty are any. ``owner`` "nobody" is one without."""

    state: str | None = OPEN
    severity: Severity | None = None
    check: str = ""
    owner: str = ""


NOBODY = "nobody"


@dataclass(frozen=True, slots=True)
class Item:
    """One finding over all its nights, as the newest of them worded it."""

    id: str
    key: str
    check: str
    state: str
    owner: str
    reason: str
    first_day: date
    last_day: date
    nights: int
    reappeared: int
    severity: str
    weight: float
    subject: str
    words: Said

    @property
    def text(self) -> str:
        """In English."""
        return str(self.words)


@dataclass(frozen=True, slots=True)
class Items:
    """A page of findings, most urgent first; ``next_cursor`` is None on the last one."""

    items: tuple[Item, ...]
    next_cursor: str | None


@dataclass(frozen=True, slots=True)
class Event:
    """What somebody said about a finding; ``by`` is an e-mail address or the night."""

    at: datetime
    by: str
    what: str
    detail: str


def listed(session: Session, wanted: Wanted, *, cursor: str | None = None, limit: int = LIMIT) -> Items:
    """A page of them.

    Raises:
        BadInputError: a cursor that this list did not give.

    """
    query = _query()
    for value, column in (
        (wanted.state, FindingState.state), (wanted.severity, Finding.severity), (wanted.check, FindingState.check),
    ):  # fmt: skip
        query = query.where(column == value) if value else query
    if wanted.owner:
        query = query.where(FindingState.owner == ("" if wanted.owner == NOBODY else wanted.owner))
    if cursor:
        rank, weight, key = cursors.decode(cursor, _rank_of, _weight_of, str)
        query = query.where(
            or_(
                _rank > rank,
                and_(_rank == rank, _weight < weight),
                and_(_rank == rank, _weight == weight, FindingState.key > key),
            )
        )
    rows = session.execute(query.order_by(_rank, _weight.desc(), FindingState.key).limit(limit + 1)).all()
    items = tuple(_item(*row) for row in rows[:limit])
    return Items(items, _encode(items[-1]) if len(rows) > limit else None)


def one(session: Session, *, finding_id: str = "", key: str = "") -> Item:
    """One finding by the id of its state, or by its key.

    Raises:
        NotFoundError: no night found it.

    """
    row = session.execute(
        _query().where(FindingState.id == finding_id if finding_id else FindingState.key == key)
    ).one_or_none()
    if row is None:
        raise NotFoundError(_("no night found this; look at the list of findings"))
    return _item(*row)


def events(session: Session, key: str) -> Sequence[Event]:
    """What was said about a finding, first first; the newest ``EVENTS_AT_MOST``."""
    query = select(FindingEvent).where(FindingEvent.key == key).order_by(FindingEvent.seq.desc())
    rows = session.scalars(query.limit(EVENTS_AT_MOST)).all()
    return [Event(row.at, row.by, row.what, row.detail) for row in reversed(rows)]


def names(session: Session, said: Sequence[Event]) -> Mapping[str, str]:
    """The names of those whom events are of or about, by e-mail address; whoever has no account is not in it."""
    addresses = {event.by for event in said} | {event.detail for event in said if event.what == "owner"}
    return {user.email: user.name for user in session.scalars(select(User).where(User.email.in_(addresses)))}


def people(session: Session) -> Sequence[User]:
    """Who may have a finding, by name."""
    query = select(User).where(User.role.in_(OWNING), User.active).order_by(User.name, User.email)
    return session.scalars(query.limit(PEOPLE_AT_MOST)).all()


def say(
    session: Session, key: str, by: User, *, state: str | None = None, owner: str | None = None, reason: str = "",
    now: datetime,
) -> None:  # fmt: skip
    """As ``findings.change``, and the owner is somebody who may see it.

    Raises:
        NotFoundError: no night found it.
        BadInputError: as ``findings.change``, or an owner who may not see it.

    """
    if owner and session.scalar(
        select(User.id).where(User.email == owner.strip(), User.role.in_(OWNING), User.active)
    ) is None:  # fmt: skip
        raise BadInputError(_("a finding can be given to somebody of compliance or to an administrator"))
    findings.change(session, key, by=by.email, now=now, state=state, owner=owner, reason=reason)


def rejection_of(session: Session, item: Item) -> str:
    """The id of the rejection that a finding is about; empty where it is about something else."""
    return session.scalar(select(Rejection.id).where(Rejection.id == item.subject)) or ""


def _query() -> Select[FindingState, Finding]:
    return select(FindingState, Finding).outerjoin(Finding, Finding.id == _newest)


def _item(state: FindingState, finding: Finding | None) -> Item:
    words: Any = finding.words if finding else None
    return Item(
        id=state.id, key=state.key, check=state.check, state=state.state, owner=state.owner, reason=state.reason,
        first_day=state.first_day, last_day=state.last_day, nights=state.nights, reappeared=state.reappeared,
        severity=finding.severity if finding else Severity.NOTE, weight=finding.weight if finding else 0.0,
        subject=finding.subject if finding else "",
        words=words_from_json(words) if words else Said((finding.text if finding else "").replace("%", "%%")),
    )  # fmt: skip


def _encode(item: Item) -> str:
    return cursors.encode(str(list(Severity).index(Severity(item.severity))), repr(item.weight), item.key)


def _rank_of(part: str) -> int:
    if not 0 <= int(part) <= len(Severity):
        raise ValueError(part)
    return int(part)


def _weight_of(part: str) -> float:
    if not isfinite(float(part)):
        raise ValueError(part)
    return float(part)
