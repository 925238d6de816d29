"""Two-step mode: how often people left their own judgement, and whether for what the comparison had said.

People follow a machine even when they rate it poorly; the rate at which they change towards it shows that.
"""

from collections import Counter

from sqlalchemy.orm import Session

from app.audit.answer import Answer, Night, count, said, share, table
from app.audit.switching import AWAY, KEPT, KEPT_AGAINST, OTHER, TO_COMPARISON, switched
from app.language import marked as N_  # noqa: N812 - the name that the catalogues know
from app.stats.intervals import clopper_pearson

NAME = "switches"
QUESTION = N_("Do people give up their own judgement for the comparison's?")


def run(session: Session, night: Night) -> Answer:
    """All lasting decisions up to the night that came after an own judgement of the same person."""
    counts = sum(switched(session, night).values(), Counter[str]())
    judged, differed = counts.total(), counts[TO_COMPARISON] + counts[KEPT_AGAINST]
    if not judged:
        return Answer(unmeasured=(said(N_("Nobody reviews in two steps, so nobody's change of mind was seen.")),))
    low, high = clopper_pearson(counts[TO_COMPARISON], differed) if differed else (None, None)
    kept = counts[KEPT_AGAINST] + counts[KEPT]
    row = (
        judged, kept, counts[TO_COMPARISON], counts[AWAY], counts[OTHER], differed,
        counts[TO_COMPARISON] / differed if differed else None, low, high,
    )  # fmt: skip
    sentence = said(
        N_("Of %(judged)s judged on the bare resume first, %(kept)s were decided so; of %(differed)s that differed "
           "from the comparison at first, %(changed)s went over to it."),
        judged=judged, kept=kept, differed=differed, changed=counts[TO_COMPARISON],
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
