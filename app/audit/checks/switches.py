"""Two-step mode: how often people left their own judgement, and whether for what the comparison had said.

People follow a machine even when they rate it poorly; the rate at which they change towards it shows that.
"""

from collections import Counter

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.audit.answer import Answer, Night, count, said, share, table
from app.audit.calibration import newest_matches
from app.audit.cohort import lasting
from app.language import marked as N_  # noqa: N812 - the name that the catalogues know
from app.lifecycle import Action
from app.matching.model import Verdict
from app.stats.intervals import clopper_pearson
from app.store.models import Decision, Opinion

NAME = "switches"
QUESTION = N_("Do people give up their own judgement for the comparison's?")

_SIDE = {Verdict.STRONG: Action.REINSTATE, Verdict.WEAK: Action.UPHOLD}
"""Which way the comparison points; a doubt points nowhere."""


def run(session: Session, night: Night) -> Answer:
    """All lasting decisions up to the night that came after an own judgement of the same person.

    A reversal is none of them: it was made for another reason than what the page showed.
    """
    counts = _counted(session, night)
    judged, differed = counts.total(), counts["to_comparison"] + counts["kept_against"]
    if not judged:
        return Answer(unmeasured=(said(N_("Nobody reviews in two steps, so nobody's change of mind was seen.")),))
    low, high = clopper_pearson(counts["to_comparison"], differed) if differed else (None, None)
    kept = counts["kept_against"] + counts["kept"]
    row = (
        judged, kept, counts["to_comparison"], counts["away_from_it"], counts["other"], differed,
        counts["to_comparison"] / differed if differed else None, low, high,
    )  # fmt: skip
    sentence = said(
        N_("Of %(judged)s judged on the bare resume first, %(kept)s were decided so; of %(differed)s that differed "
           "from the comparison at first, %(changed)s went over to it."),
        judged=judged, kept=kept, differed=differed, changed=counts["to_comparison"],
    )  # fmt: skip
    switches = table(
        "switches",
        said(N_("Own judgement first")),
        (
            count("judged", N_("judged first")), count("kept", N_("kept")),
            count("to_comparison", N_("to the comparison")), count("away", N_("away from it")),
            count("other", N_("other")), count("differed", N_("differed at first")), share("rate", N_("rate")),
            share("low", N_("low")), share("high", N_("high")),
        ),
        [row],
        sentence=sentence,
    )  # fmt: skip
    return Answer(tables=(switches,))


def _counted(session: Session, night: Night) -> Counter[str]:
    matches, decisions = newest_matches(), lasting(night)
    rows = session.execute(
        select(Opinion.action, decisions.c.action, matches.c.verdict, func.count())
        .join(
            decisions,
            (decisions.c.rejection_id == Opinion.rejection_id) & (decisions.c.decided_by == Opinion.user_id),
        )
        .join(Decision, Decision.id == decisions.c.id)
        .outerjoin(matches, (matches.c.rejection_id == decisions.c.rejection_id) & (matches.c.place == 1))
        .where(Opinion.kind == "alone", Decision.corrects_id.is_(None))
        .group_by(Opinion.action, decisions.c.action, matches.c.verdict)
    ).all()
    counts = Counter[str]()
    for alone, decided, verdict, many in rows:
        counts[_which(alone, decided, _SIDE.get(verdict))] += many
    return counts


def _which(alone: str, decided: str, side: Action | None) -> str:
    if alone == decided:
        return "kept_against" if side is not None and side != alone else "kept"
    if side is None:
        return "other"
    return "to_comparison" if decided == side else "away_from_it"
