"""Two-step mode: who left their own judgement of a candidate, and whether for what the comparison had said."""

from collections import Counter, defaultdict

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.answer import Night
from app.audit.calibration import newest_matches
from app.audit.cohort import lasting
from app.lifecycle import Action
from app.matching.model import Verdict
from app.store.models import Decision, Opinion

KEPT, KEPT_AGAINST, TO_COMPARISON, AWAY, OTHER = "kept", "kept_against", "to_comparison", "away_from_it", "other"

_SIDE = {Verdict.STRONG: Action.REINSTATE, Verdict.WEAK: Action.UPHOLD}
"""Which way the comparison points; a doubt points nowhere."""


def switched(session: Session, night: Night) -> dict[str, Counter[str]]:
    """By the id of a person: how their lasting decisions up to the night went from their own judgements.

    A reversal is none of them: it was made for another reason than what the page showed.
    """
    decisions = lasting(night)
    matches = newest_matches(session, select(Opinion.rejection_id).where(Opinion.kind == "alone"), night)
    rows = session.execute(
        select(Opinion.user_id, Opinion.rejection_id, Opinion.action, decisions.c.action)
        .join(
            decisions,
            (decisions.c.rejection_id == Opinion.rejection_id) & (decisions.c.decided_by == Opinion.user_id),
        )
        .join(Decision, Decision.id == decisions.c.id)
        .where(Opinion.kind == "alone", Decision.corrects_id.is_(None))
    )
    counts: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for user_id, rejection_id, alone, decided in rows:
        _, verdict = matches.get(rejection_id, ("", Verdict.DOUBT))
        counts[user_id][_which(alone, decided, _SIDE.get(Verdict(verdict)))] += 1
    return dict(counts)


def _which(alone: str, decided: str, side: Action | None) -> str:
    if alone == decided:
        return KEPT_AGAINST if side is not None and side != alone else KEPT
    if side is None:
        return OTHER
    return TO_COMPARISON if decided == side else AWAY
