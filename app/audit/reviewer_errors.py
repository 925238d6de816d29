"""How often reviewers err, where somebody is sure what was right: by known answers, or by blind second reviews."""

from collections import Counter
from dataclasses import dataclass

from sqlalchemy import Select, Subquery, func, or_, select
from sqlalchemy.orm import Session

from app.audit.answer import Night
from app.audit.cohort import lasting, stood
from app.language import marked as N_  # noqa: N812 - the name that the catalogues know
from app.lifecycle import Action
from app.store.models import Decision, Opinion
from app.store.night import KnownAnswer
from app.store.people import User

ENOUGH = 10
"""Of each answer: of fewer a share says too little to correct anything by."""


@dataclass(frozen=True, slots=True)
class Errors:
    """Of those who should be reinstated the share that was, and of the others the share that was not."""

    name: str
    sensitivity: float
    specificity: float

    @property
    def informative(self) -> bool:
        """Whether reviewers are better than chance; nothing follows otherwise."""
        return self.sensitivity + self.specificity > 1


def errors(session: Session, night: Night) -> Errors | None:
    """From known answers, else from second reviews (the first judgement against what was decided); None of too few."""
    for name, counts in (
        (N_("miss rate corrected by known answers (Rogan and Gladen)"), _known(session, night)),
        (N_("miss rate corrected by second reviews (Rogan and Gladen)"), _twice(session, night)),
    ):
        good, bad = (counts[right, Action.REINSTATE] + counts[right, Action.UPHOLD] for right in _BOTH)
        if min(good, bad) >= ENOUGH:
            caught, left = (counts[right, right] for right in _BOTH)
            return Errors(name, caught / good, left / bad)
    return None


_BOTH = (Action.REINSTATE, Action.UPHOLD)


def _known(session: Session, night: Night) -> Counter[tuple[str, str]]:
    decisions = _first(night)
    return _counts(
        session,
        select(KnownAnswer.action, decisions.c.action, func.count())
        .join(decisions, decisions.c.rejection_id == KnownAnswer.rejection_id)
        .join(User, User.id == decisions.c.decided_by)
        .where(KnownAnswer.said_at < night.until, KnownAnswer.said_by != User.email)
        .group_by(KnownAnswer.action, decisions.c.action),
    )


def _first(night: Night) -> Subquery:
    """The first decision of each that stood; a reversal is none: it rests on what was learned after."""
    placed = (
        select(
            Decision.rejection_id, Decision.action, Decision.decided_by,
            func.row_number()
            .over(partition_by=Decision.rejection_id, order_by=(Decision.decided_at, Decision.id))
            .label("place"),
        )
        .where(Decision.decided_at < night.until, Decision.corrects_id.is_(None), stood(Decision, night))
        .subquery()
    )  # fmt: skip
    columns = [placed.c.rejection_id, placed.c.action, placed.c.decided_by]
    return select(*columns).where(placed.c.place == 1).subquery("first")


def _twice(session: Session, night: Night) -> Counter[tuple[str, str]]:
    decisions = lasting(night)
    return _counts(
        session,
        select(decisions.c.action, Opinion.action, func.count())
        .join(decisions, decisions.c.rejection_id == Opinion.rejection_id)
        .where(
            Opinion.kind == "first",
            Opinion.at < night.until,
            or_(Opinion.withdrawn_at.is_(None), Opinion.withdrawn_at >= night.until),
        )
        .group_by(decisions.c.action, Opinion.action),
    )


def _counts(session: Session, query: Select[str, str, int]) -> Counter[tuple[str, str]]:
    return Counter({(right, said): number for right, said, number in session.execute(query)})
