"""What single persons thought, as rows: kinds, whose there are, and who has said something already."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session, joinedload

from app.clock import new_id
from app.lifecycle import Action
from app.review.choice import Choice
from app.store.models import Opinion, Policy, Rejection, Requirement
from app.store.people import Role, User


class Kind(StrEnum):
    """Kinds of opinion that belong to a review."""

    ALONE = "alone"
    FIRST = "first"
    SECOND = "second"


class Two(StrEnum):
    """Why two people look (``Rejection.second_review``), and that they differed."""

    DRAWN = "drawn"
    KNOWN_TO_US = "known_to_us"
    SETTLE = "settle"


PAIR = (Kind.FIRST, Kind.SECOND)


@dataclass(frozen=True, slots=True)
class Heard:
    """What somebody thought, as pages show it."""

    by: str
    action: str
    requirements: tuple[str, ...]
    reason: str
    note: str
    at: datetime


def give(session: Session, rejection: Rejection, user: User, kind: Kind, choice: Choice, *, now: datetime) -> Opinion:
    """Write an opinion down; the ATS is told nothing."""
    opinion = Opinion(
        id=new_id(),
        rejection_id=rejection.id,
        user_id=user.id,
        kind=kind,
        action=choice.action,
        requirement_ids=choice.requirement_ids,
        reason=choice.reason,
        note=choice.note,
        stage=choice.stage,
        changed_because=choice.changed_because,
        at=now,
        seconds=(now - rejection.opened_at).total_seconds() if rejection.opened_at else None,
    )
    session.add(opinion)
    session.flush()
    return opinion


def pair_of(session: Session, rejection_id: str) -> Sequence[Opinion]:
    """The first and the second opinion, as far as they are given, with who gave them."""
    return session.scalars(
        select(Opinion)
        .where(Opinion.rejection_id == rejection_id, Opinion.kind.in_(PAIR), Opinion.withdrawn_at.is_(None))
        .options(joinedload(Opinion.user))
        .order_by(Opinion.at, Opinion.id)
    ).all()


def own_judgement(session: Session, rejection_id: str, user: User) -> Opinion | None:
    """What this person thought before the rule and the comparison were shown."""
    return session.scalars(
        select(Opinion)
        .where(Opinion.rejection_id == rejection_id, Opinion.user_id == user.id, Opinion.kind == Kind.ALONE)
        .order_by(Opinion.at.desc())
        .limit(1)
    ).first()


def has_said(session: Session, rejection: Rejection, user: User) -> bool:
    """Whether this person has said what they think, and somebody else has to decide."""
    if not rejection.second_review:
        return False
    free = select(Rejection.id).where(Rejection.id == rejection.id, may_still_say(user))
    return session.scalars(free).first() is None


def differing(session: Session, rejection: Rejection, *, now: datetime) -> tuple[Heard, ...]:
    """What the two thought, once both can no longer take it back."""
    if rejection.second_review != Two.SETTLE:
        return ()
    pair = pair_of(session, rejection.id)
    window = timedelta(seconds=session.get_one(Policy, rejection.policy_id).undo_seconds)
    if any(now < opinion.at + window for opinion in pair):
        return ()
    return heard(session, rejection.id)


def heard(session: Session, rejection_id: str) -> tuple[Heard, ...]:
    """What the two thought; for whoever calls to show only when both are in."""
    return tuple(_heard(session, opinion) for opinion in pair_of(session, rejection_id))


def _heard(session: Session, opinion: Opinion) -> Heard:
    choice = choice_of(session, opinion)
    requirements = tuple(requirement.text for requirement in choice.named)
    return Heard(opinion.user.name, opinion.action, requirements, opinion.reason, opinion.note, opinion.at)


def may_still_say(user: User) -> ColumnElement[bool]:
    """Of a rejection: whether this person has not said what they think of it already.

    Where two people differed an admin may settle it, even one of the two.
    """
    said = select(Opinion.id).where(
        Opinion.rejection_id == Rejection.id,
        Opinion.user_id == user.id,
        Opinion.kind.in_(PAIR),
        Opinion.withdrawn_at.is_(None),
    )
    free = or_(Rejection.second_review == "", ~said.exists())
    return or_(free, Rejection.second_review == Two.SETTLE) if user.role == Role.ADMIN else free


def choice_of(session: Session, opinion: Opinion) -> Choice:
    """An opinion as the choice that it was."""
    named = session.scalars(
        select(Requirement)
        .where(Requirement.id.in_(opinion.requirement_ids))
        .order_by(Requirement.version, Requirement.position)
    )
    return Choice(
        Action(opinion.action), tuple(named), opinion.reason, opinion.note, opinion.stage, opinion.changed_because
    )
