"""The rejections that a night looks at, as of its end: how each was treated, and what people decided about it.

What happened after the night's end is not seen, so a report of a past period is the same whenever it is made; only a
decision that was undone or reversed later counts as it stood then.
"""

from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Subquery, and_, case, func, or_, select
from sqlalchemy.orm import aliased

from app.audit.answer import Night
from app.lifecycle import Action
from app.store.models import Decision, Match, Rejection


class Arm(StrEnum):
    """How the screening treated a rejection."""

    FLAGGED = "flagged"
    DOUBT = "doubt"
    """The resume or the posting could not be read: held for a person."""
    UNFLAGGED = "unflagged"
    """Not flagged, and not drawn."""
    CONTROL = "control"
    """Not flagged, and drawn at random for a look."""
    HELD_BY_POLICY = "held_by_policy"
    """Not flagged, and everybody is looked at."""
    UNSCREENED = "unscreened"
    """Not screened, or only after it had gone to a person for that."""
    HUMAN = "human"
    """A person rejected in the ATS; not ours to question."""


NOT_FLAGGED = (Arm.UNFLAGGED, Arm.CONTROL, Arm.HELD_BY_POLICY)


def arm(of: Any = Rejection) -> ColumnElement[str]:
    """The ``Arm`` of a rejection, from columns of its own row, or of a selection that has them."""
    because = of.held_because
    return case(
        (and_(of.origin == "human", of.inclusion_probability.is_(None)), Arm.HUMAN),
        (because == Action.HOLD_UNSCREENED, Arm.UNSCREENED),
        (of.inclusion_probability.is_(None), Arm.UNSCREENED),
        (because == Action.HOLD_MATCH, Arm.FLAGGED),
        (because.in_((Action.HOLD_UNREADABLE, Action.HOLD_UNCLEAR_POSTING)), Arm.DOUBT),
        (of.control, Arm.CONTROL),
        (because == Action.HOLD_BY_POLICY, Arm.HELD_BY_POLICY),
        else_=Arm.UNFLAGGED,
    )


def screened_later(night: Night) -> ColumnElement[bool]:
    """Whether a rejection was screened after the night's end, so that it was not screened yet."""
    let_stand_later = (
        select(Match.id).where(Match.rejection_id == Rejection.id, Match.made_at >= night.until).correlate(Rejection)
    )
    return or_(
        and_(Rejection.held_at.is_not(None), Rejection.held_at >= night.until),
        and_(Rejection.held_at.is_(None), let_stand_later.exists()),
    )


def lasting(night: Night) -> Subquery:
    """Decisions that stood at the night's end, at most one a rejection, with id, action, who, when and seconds."""
    later = aliased(Decision)
    reversed_by_then = select(later.id).where(
        later.corrects_id == Decision.id, later.decided_at < night.until, stood(later, night)
    )
    placed = (
        select(
            Decision.id, Decision.rejection_id, Decision.action, Decision.decided_by, Decision.decided_at,
            Decision.seconds,
            func.row_number()
            .over(partition_by=Decision.rejection_id, order_by=(Decision.decided_at.desc(), Decision.id.desc()))
            .label("place"),
        )
        .where(Decision.decided_at < night.until, stood(Decision, night), ~reversed_by_then.exists())
        .subquery()
    )  # fmt: skip
    columns = [column for column in placed.c if column.name != "place"]
    return select(*columns).where(placed.c.place == 1).subquery("lasting")


def stood(decision: type[Decision], night: Night) -> ColumnElement[bool]:
    """Whether a decision had not been undone when the night ended."""
    return or_(decision.undone_at.is_(None), decision.undone_at >= night.until)


def received(night: Night) -> ColumnElement[bool]:
    """Whether a rejection came in during the period."""
    return and_(Rejection.received_at >= night.start, Rejection.received_at < night.until)
