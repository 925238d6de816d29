"""What single persons judged, up to a night's end: decisions, and the opinions of blind second reviews."""

from sqlalchemy import Subquery, or_, select, union

from app.audit.answer import Night
from app.audit.cohort import stood
from app.store.models import Decision, Opinion

PAIR = ("first", "second")
"""Kinds of opinion that were given without knowing of the other one."""


def judgements(night: Night) -> Subquery:
    """Who judged whom, how, when and in how many seconds: ``user_id, rejection_id, action, at, seconds``.

    A second opinion that agreed is a decision too and counts once. Reversals are none: they rest on what came after.
    """
    decided = select(
        Decision.decided_by.label("user_id"), Decision.rejection_id, Decision.action, Decision.decided_at.label("at"),
        Decision.seconds,
    ).where(Decision.corrects_id.is_(None), Decision.decided_at < night.until, stood(Decision, night))  # fmt: skip
    said = select(Opinion.user_id, Opinion.rejection_id, Opinion.action, Opinion.at, Opinion.seconds).where(
        Opinion.kind.in_(PAIR),
        Opinion.at < night.until,
        or_(Opinion.withdrawn_at.is_(None), Opinion.withdrawn_at >= night.until),
    )
    return union(decided, said).subquery("judged")


def label_of(user_id: str) -> str:
    """What stands for a reviewer in reports, from the random end of the id: ``user list`` tells whose it is."""
    return f"Reviewer {user_id[-6:].upper()}"
