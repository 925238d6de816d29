"""Decisions made sooner than a page can be read. A promised look that was no look helps nobody."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.audit.answer import Answer, Night, Observed, Severity, bounds, observe, said
from app.audit.cohort import stood
from app.language import marked as N_  # noqa: N812 - the name that the catalogues know
from app.lifecycle import Action
from app.store.models import Decision

NAME = "quick_decisions"
QUESTION = N_("Was a candidate decided so soon after opening that it is doubtful whether anybody looked?")

QUICK_SECONDS = 5.0


def run(session: Session, night: Night) -> Answer:
    """Every lasting decision of the day within ``QUICK_SECONDS`` of opening. It asks; it accuses nobody."""
    start, _ = bounds(night.day)
    query = (
        select(Decision)
        .where(
            Decision.decided_at >= start,
            Decision.decided_at < night.until,
            stood(Decision, night),
            Decision.seconds < QUICK_SECONDS,
        )
        .order_by(Decision.decided_at, Decision.id)
    )
    return Answer(observe(session, query, _say))


def _say(decision: Decision) -> Observed:
    words = {
        Action.REINSTATE: N_("reinstated %(seconds)s s after opening; was it known already from somewhere else?"),
        Action.UPHOLD: N_("upheld %(seconds)s s after opening; was it known already from somewhere else?"),
    }[Action(decision.action)]
    text = said(words, seconds=f"{decision.seconds:.1f}")
    return Observed(decision.rejection_id, text, Severity.NOTE)
