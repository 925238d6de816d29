"""Two-step mode, counted: how often people left their own judgement, and whether for what the comparison had said."""

from collections import Counter
from collections.abc import Mapping
from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.audit.calibration import newest_matches
from app.audit.observed import bounds
from app.lifecycle import Action
from app.matching.model import Verdict
from app.stats.intervals import clopper_pearson
from app.store.models import Decision, Opinion

_SIDE = {Verdict.STRONG: Action.REINSTATE, Verdict.WEAK: Action.UPHOLD}
"""Which way the comparison points; a doubt points nowhere."""


def count(session: Session, day: date) -> dict[str, Any]:
    """All lasting decisions up to the end of a day that came after an own judgement of the same person.

    A reversal is none of them: it was made for another reason than what the page showed.
    """
    matches = newest_matches()
    rows = session.execute(
        select(Opinion.action, Decision.action, matches.c.verdict, func.count())
        .join(Decision, (Decision.rejection_id == Opinion.rejection_id) & (Decision.decided_by == Opinion.user_id))
        .outerjoin(matches, (matches.c.rejection_id == Decision.rejection_id) & (matches.c.place == 1))
        .where(Opinion.kind == "alone", Decision.undone_at.is_(None), Decision.corrects_id.is_(None))
        .where(Decision.decided_at < bounds(day)[1])
        .group_by(Opinion.action, Decision.action, matches.c.verdict)
    ).all()
    counts = Counter[str]()
    for alone, decided, verdict, many in rows:
        counts[_which(alone, decided, _SIDE.get(verdict))] += many
    judged, open_to_it = counts.total(), counts["to_comparison"] + counts["kept_against"]
    low, high = clopper_pearson(counts["to_comparison"], open_to_it)
    return {
        "judged": judged,
        "kept": counts["kept_against"] + counts["kept"],
        "to_comparison": counts["to_comparison"],
        "away_from_it": counts["away_from_it"],
        "other": counts["other"],
        "differed_at_first": open_to_it,
        "rate": round(counts["to_comparison"] / open_to_it, 4) if open_to_it else None,
        "interval_95": [round(low, 4), round(high, 4)] if open_to_it else None,
    }


def _which(alone: str, decided: str, side: Action | None) -> str:
    if alone == decided:
        return "kept_against" if side is not None and side != alone else "kept"
    if side is None:
        return "other"
    return "to_comparison" if decided == side else "away_from_it"


def in_words(counted: Mapping[str, Any] | None) -> list[str]:
    """The lines of the report; nothing where nobody reviews in two steps."""
    if not counted or not counted["judged"]:
        return []
    head = f"Judged on the bare resume first: {counted['judged']}; {counted['kept']} decided as they judged"
    lines = [
        f"{head}, {counted['to_comparison']} went over to what the comparison says, {counted['away_from_it']} left it."
    ]
    if counted["rate"] is not None:
        low, high = counted["interval_95"]
        lines.append(
            f"Of {counted['differed_at_first']} who differed from the comparison at first, {counted['rate']:.0%} "
            f"changed over to it (95 % interval {low:.1%} to {high:.1%}, Clopper-Pearson)."
        )
    return lines
